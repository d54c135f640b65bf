"""What pydantic found, in the house's words and on the author's lines.

Stands between every written part of a pack (or of an example) and its model. Takes plain values and the page
they stand on; gives the model's value, or notes each fault with what would be right. It never lets one of
pydantic's own sentences, a type's name or a value's branch reach the author.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, TypeAdapter, ValidationError

from ringfence.call.errors import nearest
from ringfence.policy.checks.page import Page
from ringfence.policy.yaml_text import Steps

T = TypeVar("T")

# A range is written `from` … `to`; `from` is no name in Python, so the code says since and until.
WRITTEN = {"since": "from", "until": "to"}

SHAPES = {
    "string_type": "must be text; put it in quotes",
    "tuple_type": "must be a list, as in [one, other]",
    "list_type": "must be a list, as in [one, other]",
    "dict_type": "must be a mapping of keys and values",
    "model_type": "must be a mapping of keys and values",
    "model_attributes_type": "must be a mapping of keys and values",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_from_float": "must be a whole number",
    "too_long": "has too many entries",
    "string_too_short": "must not be empty",
}

PATTERNS = {
    "id": ("rule id", "write it in small letters, like cn.gbt45251.talk3"),
    "name": ("name of a pack", "write it in small letters, like cn-collection"),
    "version": ("version", "write it like 1.0.0"),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One error of pydantic's, placed where its author wrote: `branch` says which form of a choice failed."""

    kind: str
    at: Steps
    given: Any
    told: str
    allowed: tuple[str, ...]
    branch: str | None
    branched_at: Steps


def checked(model: type[T], page: Page, value: Any, *, at: Steps = ()) -> T | None:
    """The value as the model reads it, or None once every fault of it is noted on the page."""
    try:
        return TypeAdapter(model).validate_python(value)
    except ValidationError as error:
        findings = [placed(found, value) for found in error.errors(include_url=False)]
        for finding in chosen(findings, value):
            # A key that is itself no word is told of under the key of its mapping.
            named = finding.at[:-1] if finding.branch == "[key]" else finding.at
            message, hint = worded(finding, key_of((*at, *named)), model, findings)
            if message:
                page.fault(message, hint, at=(*at, *finding.at))
        return None


def placed(found: Any, value: Any) -> Finding:
    """An error with the steps its author would follow, apart from the names of branches put among them."""
    steps: Steps = ()
    here, branch = value, None
    branched_at: Steps = ()
    for step in found["loc"]:
        name = WRITTEN.get(step, step) if isinstance(here, dict) and step not in here else step
        if isinstance(here, dict) and name in here:
            here, steps = here[name], (*steps, name)
        elif isinstance(here, list | tuple) and isinstance(step, int) and step < len(here):
            here, steps = here[step], (*steps, step)
        elif found["type"] == "missing" and step == found["loc"][-1]:
            steps = (*steps, name)
        elif branch is None:
            branch, branched_at = str(step), steps
    words = found.get("ctx") or {}
    told = str(words.get("error") or found["msg"])
    allowed = tuple(re.findall(r"'([^']*)'", str(words.get("expected", ""))))
    return Finding(found["type"], steps, found["input"], told, allowed, branch, branched_at)


def chosen(findings: Iterable[Finding], value: Any) -> Iterable[Finding]:
    """The findings that matter: of the branches of a choice, only those in the form of what is written."""
    of_choice: dict[Steps, list[Finding]] = {}
    for finding in findings:
        if finding.branch is None or finding.branch == "[key]":
            yield finding
        else:
            of_choice.setdefault(finding.branched_at, []).append(finding)
    for at, branches in of_choice.items():
        given = reached(value, at)
        inside = [finding for finding in branches if finding.branch and finding.branch[0].isupper()]
        if isinstance(given, dict) and inside:
            yield from inside
        else:
            yield merged([finding for finding in branches if finding not in inside] or branches)


def merged(branches: list[Finding]) -> Finding:
    """One finding for a value that fits no branch: the plainest message, with every word that was allowed."""
    spoken = next((finding for finding in branches if finding.kind == "value_error"), branches[0])
    allowed = tuple(word for finding in branches for word in finding.allowed)
    return Finding(spoken.kind, spoken.at, spoken.given, spoken.told, allowed, None, ())


def key_of(steps: Steps) -> str:
    """The key under which something stands, as the author knows it."""
    return next((step for step in reversed(steps) if isinstance(step, str)), "this")


def worded(
    finding: Finding, key: str, model: Any, findings: Iterable[Finding]
) -> tuple[str | None, str | None]:
    """The message and the hint of a finding; no message where another finding already says it."""
    if finding.kind == "extra_forbidden":
        known = keys_of(model, finding.at[:-1])
        return f"unknown key `{key}`", nearest(key, known) or f"known here: {', '.join(known)}"
    if finding.kind == "missing":
        return (
            (None, None)
            if misspelt(key, finding, findings)
            else (f"`{key}` is missing", wanted(model, finding))
        )
    if finding.kind == "literal_error":
        return unfit(key, finding)
    if finding.kind == "value_error":
        message, hint = halves(finding.told)
        return message, nearest(str(finding.given), finding.allowed) or hint
    if finding.kind == "string_pattern_mismatch":
        return f"`{finding.given}` is no {PATTERNS.get(key, (key, None))[0]}", PATTERNS.get(key, (key, None))[
            1
        ]
    if finding.kind.startswith("date"):
        return f"`{finding.given}` is not a day", "write it like 2026-03-10"
    if finding.kind in SHAPES:
        return f"`{key}` {SHAPES[finding.kind]}", None
    return f"`{key}` {finding.told.replace('Input should', 'must').lower()}", None


def halves(told: str) -> tuple[str, str | None]:
    """One of the house's own messages as what is wrong and what to do.

    >>> halves("`8` is not a clock time; write it like 08:00")
    ('`8` is not a clock time', 'write it like 08:00')
    """
    wrong, _, right = told.rpartition("; ")
    return (wrong, right) if wrong else (told, None)


def unfit(key: str, finding: Finding) -> tuple[str, str]:
    """A word that is not among those allowed."""
    allowed = ", ".join(finding.allowed)
    given = f"`{finding.given}`" if isinstance(finding.given, str | int | float) else "this"
    close = nearest(finding.given, finding.allowed) if isinstance(finding.given, str) else None
    return (
        f"{given} is no word for `{key}`",
        f"{close} allowed: {allowed}" if close else f"allowed: {allowed}",
    )


def misspelt(key: str, finding: Finding, findings: Iterable[Finding]) -> bool:
    """Whether the missing key stands beside an unknown one that looks like it."""
    beside = [f.at[-1] for f in findings if f.kind == "extra_forbidden" and f.at[:-1] == finding.at[:-1]]
    return nearest(key, [str(word) for word in beside]) is not None


def wanted(model: Any, finding: Finding) -> str:
    """What to add for a missing key, with the words it may have."""
    owner = model_at(model, finding.at[:-1])
    key = str(finding.at[-1])
    fields = written_fields(owner) if owner else {}
    words = [word for word in get_args(fields.get(key)) if isinstance(word, str)]
    return f"add `{key}: …`" + (f", one of {', '.join(words)}" if words else "")


def keys_of(model: Any, steps: Steps) -> list[str]:
    """The keys that may be written at a place."""
    owner = model_at(model, steps)
    return list(written_fields(owner)) if owner else []


def written_fields(model: type[BaseModel]) -> dict[str, Any]:
    """A model's fields by the name they are written with."""
    return {
        WRITTEN.get(name, field.alias or name): field.annotation for name, field in model.model_fields.items()
    }


def model_at(model: Any, steps: Steps) -> type[BaseModel] | None:
    """The model whose keys are written at a place, found by following the fields' types."""
    owner = first_model(model)
    for step in steps:
        if owner is None:
            return None
        fields = written_fields(owner)
        owner = first_model(fields[str(step)]) if step in fields else owner
    return owner


def first_model(annotation: Any) -> type[BaseModel] | None:
    """The first model named in a type, however deep it is wrapped."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next(filter(None, map(first_model, get_args(annotation))), None)


def reached(value: Any, steps: Steps) -> Any:
    """What stands at a place."""
    for step in steps:
        value = value[step]
    return value
