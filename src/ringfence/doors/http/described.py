"""The interface described: OpenAPI 3.1 with the schemas of a call and a verdict, and an example of each request.

Beside the routes. Takes the table of routes; gives the document that `/openapi.json` shows. A test holds it to the routes.
"""

from __future__ import annotations

from typing import Any, Final

import msgspec

from ringfence.call.verdict import Verdict
from ringfence.call.words import OUTCOMES, TRIGGERS, Call
from ringfence.doors.http.reading import MOST_ROWS

CALL: Final = {
    "recipient": "+8613000000000", "caller": "bank-a", "purpose": "marketing", "channel": "voice", "line": "+862158888888",
    "at": "2026-03-10T15:00:00+08:00", "places": [{"country": "CN", "zone": "Asia/Shanghai"}],
}  # fmt: skip
PROBLEMS: Final = {
    "400": "unreadable",
    "401": "no key",
    "403": "not for this key",
    "413": "too large",
    "415": "of another type",
    "422": "cannot be",
    "429": "too often",
    "503": "no answer now",
}
REF: Final = "#/components/schemas/{name}"


def document(routes: list[dict[str, Any]], version: str) -> dict[str, Any]:
    """The interface of these routes: each with its path, method, scope, words, body and parameters."""
    _, schemas = msgspec.json.schema_components([Call, Verdict], ref_template=REF)
    schemas["Call"]["properties"]["at"] = {
        "anyOf": [{"type": "string", "format": "date-time"}, {"type": "integer"}, {"type": "null"}]
    }
    for name, part in schemas.items():
        if name in {"Verdict", "Reason"}:
            _moments(part)
    schemas["Problem"] = {
        "type": "object", "required": ["type", "title", "status", "detail"],
        "properties": {"type": {"type": "string"}, "title": {"type": "string"}, "status": {"type": "integer"}, "detail": {"type": "string"}, "pointer": {"type": "string"}, "fallback": {"$ref": "#/components/schemas/Verdict"}},
    }  # fmt: skip
    paths: dict[str, Any] = {}
    for route in routes:
        paths.setdefault(route["path"], {})[route["method"].lower()] = _operation(route)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Ringfence",
            "version": version,
            "description": "May this call be made? Reserved and sealed. A refusal is an answer and no error.",
        },
        "paths": paths,
        "components": {"schemas": schemas, "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}}},
    }


def _moments(part: dict[str, Any]) -> None:
    for name in ("at", "until", "fact_at", "retry_at", "expires_at"):
        if name in part.get("properties", {}):
            part["properties"][name] = {
                "anyOf": [{"type": "string", "format": "date-time"}, {"type": "null"}]
            }


def _operation(route: dict[str, Any]) -> dict[str, Any]:
    media = route.get("media", "application/json")
    answered = {
        "description": "answered",
        "content": {media: {"schema": route["answer"]} if media == "application/json" else {}},
    }
    made: dict[str, Any] = {
        "operationId": route["name"], "summary": route["words"],
        "responses": dict.fromkeys(route.get("status", ("200",)), answered),
    }  # fmt: skip
    if route.get("scope"):
        made["security"] = [{"key": []}]
        made["description"] = f"Needs the scope `{route['scope']}`."
        problems = {
            "description": "a problem",
            "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
        made["responses"] |= dict.fromkeys((*PROBLEMS, *route.get("more", ())), problems)
    inside = [part[1:-1] for part in route["path"].replace(":", "/").split("/") if part.startswith("{")]
    made["parameters"] = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string", "minLength": 1}}
        for name in inside
    ]
    made["parameters"] += route.get("parameters", [])
    if "upload" in route:
        made["requestBody"] = {
            "required": True,
            "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
        }
    if "body" in route:
        made["requestBody"] = {
            "required": True,
            "content": {"application/json": {"schema": route["body"], "example": route["example"]}},
        }
    return made


REFERENCE: Final = {
    "call": {"$ref": "#/components/schemas/Call"},
    "verdict": {"$ref": "#/components/schemas/Verdict"},
}
TOLD: Final = {
    "type": "object", "additionalProperties": False, "minProperties": 1,
    "properties": {
        "outcome": {"anyOf": [{"enum": list(OUTCOMES)}, {"type": "null"}]}, "said": {"anyOf": [{"enum": list(TRIGGERS)}, {"type": "null"}]},
        "at": {"anyOf": [{"type": "string", "format": "date-time"}, {"type": "null"}]},
    },
}  # fmt: skip
OBJECT: Final = {"type": "object"}
DRY_RUN: Final = {
    "name": "dry_run",
    "in": "query",
    "schema": {"type": "boolean"},
    "description": "Answer, and neither reserve nor seal.",
}
IDEMPOTENT: Final = {
    "name": "Idempotency-Key",
    "in": "header",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255},
    "description": "Names a call without id: sent again it gets the same answer.",
}


def rows_schema(name: str) -> dict[str, Any]:
    """The schema of a body of rows."""
    rows = {"type": "array", "minItems": 1, "maxItems": MOST_ROWS, "items": OBJECT}
    return {"anyOf": [{"type": "object", "required": [name], "properties": {name: rows}}, rows, OBJECT]}


def word(name: str, form: str = "") -> dict[str, Any]:
    """A word in the address that may be left out."""
    return {
        "name": name,
        "in": "query",
        "required": False,
        "schema": {"type": "string"} | ({"format": form} if form else {}),
    }


def number(name: str, *, needed: bool = True) -> dict[str, Any]:
    """A whole number in the address."""
    return {
        "name": name,
        "in": "query",
        "required": needed,
        "schema": {"type": "integer", "minimum": 0, "maximum": 10**15},
    }


LIST_WORDS: Final = [
    {**word("name"), "required": True, "description": "The file's name with its ending: csv, xlsx, parquet."},
    *(
        {
            "name": name,
            "in": "query",
            "schema": {"type": "array", "items": {"type": "string"}},
            "description": words,
        }
        for name, words in (
            ("set", "A fact that all calls share: purpose=marketing."),
            ("map", "Which column is which fact: recipient=手机号."),
        )
    ),
    *(word(name) for name in ("region", "zone", "at", "form", "may_call", "lang")),
    {
        "name": "reserve",
        "in": "query",
        "schema": {"type": "boolean"},
        "description": "Hold the places of all permitted calls.",
    },
]
"""What may be said of a list in the address."""
