"""A JSON Schema held against a value: the few words that the packs' schemas are written in, and no others."""

from __future__ import annotations

import operator
import re
from collections.abc import Iterator
from typing import Any

KNOWN = {
    "$schema", "$defs", "$ref", "title", "description", "default", "type", "enum", "const", "pattern", "anyOf", "allOf",
    "if", "then", "properties", "required", "additionalProperties", "items", "minLength", "minimum", "maximum", "format",
    "exclusiveMinimum", "maxItems", "propertyNames",
}  # fmt: skip
BOUNDS: dict[str, tuple[Any, Any, str]] = {
    "minLength": (str, lambda value, bound: len(value) >= bound, "is too short"),
    "maxItems": (list, lambda value, bound: len(value) <= bound, "has too many"),
    "minimum": ((int, float), operator.ge, "is too small"),
    "exclusiveMinimum": ((int, float), operator.gt, "is too small"),
    "maximum": ((int, float), operator.le, "is too large"),
}
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
TYPES: dict[str, Any] = {
    "object": dict, "array": list, "string": str, "boolean": bool, "null": type(None), "number": (int, float), "integer": int,
}  # fmt: skip


def wrong(value: Any, schema: Any, root: Any, at: str = "") -> Iterator[str]:
    """Everything in a value that its schema does not allow, by place."""
    if isinstance(schema, bool):
        if not schema:
            yield f"{at}: nothing may stand here"
        return
    assert set(schema) <= KNOWN, set(schema) - KNOWN
    if "$ref" in schema:
        yield from wrong(value, root["$defs"][schema["$ref"].rsplit("/", 1)[1]], root, at)
    if "anyOf" in schema and all(any(wrong(value, each, root, at)) for each in schema["anyOf"]):
        yield f"{at}: is none of what may stand here"
    for each in schema.get("allOf", ()):
        yield from wrong(value, each, root, at)
    if "if" in schema and not any(wrong(value, schema["if"], root, at)):
        yield from wrong(value, schema.get("then", True), root, at)
    yield from _plainly_wrong(value, schema, at)
    if isinstance(value, dict):
        yield from _wrong_inside(value, schema, root, at)
    if isinstance(value, list) and "items" in schema:
        for place, each in enumerate(value):
            yield from wrong(each, schema["items"], root, f"{at}/{place}")


def _plainly_wrong(value: Any, schema: Any, at: str) -> Iterator[str]:
    kind = schema.get("type")
    if kind and (not isinstance(value, TYPES[kind]) or (kind == "integer" and isinstance(value, bool))):
        yield f"{at}: is no {kind}"
        return
    if "enum" in schema and value not in schema["enum"]:
        yield f"{at}: {value!r} is not among {schema['enum']}"
    if "const" in schema and value != schema["const"]:
        yield f"{at}: is not {schema['const']!r}"
    if isinstance(value, str) and not re.search(schema.get("pattern", ""), value):
        yield f"{at}: {value!r} is not written like {schema['pattern']}"
    if isinstance(value, str) and schema.get("format") == "date" and not DAY.fullmatch(value):
        yield f"{at}: {value!r} is not a day"
    for word, (kinds, holds, told) in BOUNDS.items():
        if word in schema and isinstance(value, kinds) and not holds(value, schema[word]):
            yield f"{at}: {told}"


def _wrong_inside(value: dict[str, Any], schema: Any, root: Any, at: str) -> Iterator[str]:
    known = schema.get("properties", {})
    yield from (f"{at}: `{name}` is missing" for name in schema.get("required", ()) if name not in value)
    for name, each in value.items():
        yield from wrong(name, schema.get("propertyNames", True), root, f"{at}/{name}")
        if name in known:
            yield from wrong(each, known[name], root, f"{at}/{name}")
        elif "additionalProperties" in schema:
            yield from wrong(each, schema["additionalProperties"], root, f"{at}/{name}")
