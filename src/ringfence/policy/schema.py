"""JSON Schemas of a pack's files, for editors and for programs that write packs.

Made of the very terms that read those files. Gives a schema for each kind of file; what a schema cannot say (that a
named source is there, that a period fits its mode) is `pack check`'s to find.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pydantic import BaseModel, TypeAdapter

from ringfence.policy.checks.manifest import ManifestTerms
from ringfence.policy.example_terms import UNKNOWN, ExampleTerms, HeadTerms
from ringfence.policy.rule import ELSEWHERE, KINDS, RuleTerms
from ringfence.policy.values import ValueTerms

DIALECT = "https://json-schema.org/draft/2020-12/schema"
Schema = dict[str, Any]


def schemas() -> dict[str, Schema]:
    """A schema for each file of a pack: `pack`, `rule`, `values`, and an example file's two documents.

    >>> sorted(schemas())
    ['example-head', 'examples', 'pack', 'rule', 'values']
    """
    return {name: {"$schema": DIALECT, "title": name, **made()} for name, made in _MADE.items()}


def write_schemas(folder: Path) -> list[Path]:
    """Writes each schema as `<name>.schema.json`; the files, in order of name."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, schema in sorted(schemas().items()):
        path = folder / f"{name}.schema.json"
        path.write_text(json.dumps(schema, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        written.append(path)
    return written


def _of(model: type[BaseModel]) -> Schema:
    made: Schema = _plain(model.model_json_schema(by_alias=True))
    return made


def _rule() -> Schema:
    """The envelope, and under `then` what the rule's kind takes."""
    made = _of(RuleTerms)
    made["required"] = [name for name in made["required"] if name not in {"effect", "on_unknown"}]
    made["properties"]["then"] = {"type": "object"}
    made["allOf"] = [_of_kind(kind, terms, made) for kind, terms in KINDS.items()]
    return made


def _of_kind(kind: str, terms: type[BaseModel], made: Schema) -> Schema:
    inner = _of(terms)
    made["$defs"] |= inner.pop("$defs", {})
    made["$defs"][kind] = inner
    needed = [] if kind in ELSEWHERE else ["on_unknown"] if kind == "identity" else ["effect", "on_unknown"]
    then: Schema = {"properties": {"then": {"$ref": f"#/$defs/{kind}"}}, "required": needed}
    return {"if": {"properties": {"kind": {"const": kind}}}, "then": then}


def _values() -> Schema:
    inner = _of(ValueTerms)
    shared = inner.pop("$defs", {})
    return {"type": "object", "additionalProperties": inner, "$defs": shared}


def _head() -> Schema:
    made: Schema = _knowing_unknown(_of(HeadTerms))
    return made


def _examples() -> Schema:
    inner = _plain(TypeAdapter(list[ExampleTerms]).json_schema(by_alias=True))
    made: Schema = _knowing_unknown(inner)
    return made


def _knowing_unknown(schema: Any) -> Any:
    """The schema with `unknown` wherever a fact may be left out: in examples that is a value."""
    if isinstance(schema, list):
        return [_knowing_unknown(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    known = {key: _knowing_unknown(each) for key, each in schema.items()}
    if {"type": "null"} in known.get("anyOf", ()):
        known["anyOf"] = [*known["anyOf"], {"const": UNKNOWN}]
    return known


def _plain(schema: Any) -> Any:
    """The schema without the titles that pydantic makes of Python's names."""
    if isinstance(schema, list):
        return [_plain(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        key: _plain(each) for key, each in schema.items() if not (key == "title" and isinstance(each, str))
    }


_MADE: dict[str, Callable[[], Schema]] = {
    "pack": lambda: _of(ManifestTerms), "rule": _rule, "values": _values, "example-head": _head, "examples": _examples,
}  # fmt: skip
