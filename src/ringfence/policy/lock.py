"""`lock.json`: which text of each rule a version of it stands for.

Read when a pack is checked, written by `ringfence pack lock`. Takes a checked pack; gives, for each rule, its
version and the digest of what it says, the numbers it uses included. A rule that was changed without its
version is a fault; the id of a rule that is gone stays here, so that it is never used again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, Field, ValidationError

from ringfence.call.errors import Fault, PackError
from ringfence.policy.rule import Pack, Rule
from ringfence.policy.terms import Term
from ringfence.policy.values import ValueRef, ValueTerms
from ringfence.policy.yaml_text import read_utf8

BUMP = "bump its version with `ringfence pack lock`"
RETIRED = "is the id of a retired rule"


class Locked(Term):
    """One rule's version and the digest of its text; `retired` once the rule is gone."""

    version: Annotated[int, Field(gt=0)]
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    retired: bool = False


class LockedImport(Term):
    """An imported pack's version, and the digest of what it decides by."""

    version: str
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class LockTerms(Term):
    """What `lock.json` says."""

    pack: str
    rules: dict[str, Locked]
    imports: dict[str, LockedImport] | None = None


def canonical(value: Any) -> str:
    """A value as one text, whatever order or spacing it was written in.

    >>> canonical({"b": 1, "a": [True, None]})
    '{"a":[true,null],"b":1}'
    """
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def sha256(value: Any) -> str:
    """The digest of a value's canonical text, in hexadecimal."""
    return hashlib.sha256(canonical(value).encode()).hexdigest()


def plainly(term: BaseModel) -> dict[str, Any]:
    """A term as plain values, without its defaults: to write a default out changes nothing."""
    return term.model_dump(mode="json", by_alias=True, exclude_defaults=True)


def locked_digest(rule: Rule, values: Mapping[str, ValueTerms]) -> str:
    """The digest of all that a rule says: its envelope, its parameters, and the values it names."""
    used = {name: plainly(values[name]) for name in sorted(value_names(rule.then)) if name in values}
    return sha256({"rule": canonical_rule(rule), "values": used})


def canonical_rule(rule: Rule) -> dict[str, Any]:
    """A rule as plain values, its parameters as they were understood."""
    return {**plainly(rule.terms), "then": plainly(rule.then)}


def value_names(term: Any) -> Iterator[str]:
    """The names of the values a term uses."""
    if isinstance(term, ValueRef):
        yield term.value
    elif isinstance(term, BaseModel):
        for name in type(term).model_fields:
            yield from value_names(getattr(term, name))


def own_rules(pack: Pack) -> list[Rule]:
    """The rules that stand in the pack's own folder, whether they hold or are offered."""
    return [rule for rule in (*pack.rules, *pack.offered) if rule.home is None]


def locked_imports(pack: Pack) -> dict[str, LockedImport]:
    """What each imported pack is now."""
    return {each.name: LockedImport(version=each.version, sha256=each.digest) for each in pack.imports}


def pack_digest(pack: Pack) -> str:
    """The digest of what a pack decides by: its rules, its values and its calendars."""
    return sha256(
        {
            "zone": pack.zone,
            "rules": {rule.id: canonical_rule(rule) for rule in pack.rules},
            "values": {name: plainly(value) for name, value in pack.values.items()},
            "calendars": {
                name: {day.isoformat(): kind for day, kind in days.items()}
                for name, days in pack.calendars.items()
            },
        }
    )


def read_lock(path: Path, file: str) -> LockTerms | None:
    """What `lock.json` says, or None where there is none; a PackError if it cannot be read."""
    if not path.is_file():
        return None
    try:
        return LockTerms.model_validate_json(read_utf8(path, file))
    except ValidationError:
        hint = "delete it and write it anew with `ringfence pack lock`"
        raise PackError([Fault(file, None, None, "is not a lock file", hint)]) from None


def lock_faults(pack: Pack, lock: LockTerms, file: str) -> Iterator[Fault]:
    """Every rule that is not as it was locked, and every lock without its rule."""
    for rule in own_rules(pack):
        entry = lock.rules.get(rule.id)
        if entry is None:
            yield Fault(file, None, rule.id, "is not locked", "lock it with `ringfence pack lock`")
        elif entry.retired:
            yield Fault(file, None, rule.id, RETIRED, "ids are never used again; choose another")
        elif entry.sha256 != locked_digest(rule, pack.values):
            yield Fault(file, None, rule.id, f"was changed since version {entry.version} was locked", BUMP)
    imported, before = locked_imports(pack), lock.imports or {}
    for name in sorted(imported.keys() | before.keys()):
        if imported.get(name) != before.get(name):
            message = f"the imported pack `{name}` is not as it was locked"
            yield Fault(
                file, None, None, message, "see what changed, then lock anew with `ringfence pack lock`"
            )
    here = {rule.id for rule in own_rules(pack)}
    for gone in sorted(set(lock.rules) - here):
        if not lock.rules[gone].retired:
            yield Fault(file, None, gone, "is locked but has no rule", "retire it with `ringfence pack lock`")


def renewed(pack: Pack, lock: LockTerms | None) -> LockTerms:
    """The lock as the pack now stands: changed rules one version on, rules that are gone retired."""
    old = lock.rules if lock else {}
    rules = {id_: entry.model_copy(update={"retired": True}) for id_, entry in old.items()}
    for rule in own_rules(pack):
        digest, before = locked_digest(rule, pack.values), old.get(rule.id)
        changed = before is None or before.sha256 != digest
        version = (before.version if before else 0) + changed
        rules[rule.id] = Locked(version=version, sha256=digest)
    return LockTerms(pack=pack.name, rules=dict(sorted(rules.items())), imports=locked_imports(pack) or None)


def write_lock(pack: Pack) -> Path:
    """Write `lock.json` into the pack's folder; gives its path."""
    if pack.path is None:
        raise PackError(
            [Fault(pack.name, None, None, "was not read from a folder", "read it from one to lock it")]
        )
    path = pack.path / "lock.json"
    before = read_lock(path, str(path))
    if before and (
        reused := [fault for fault in lock_faults(pack, before, str(path)) if fault.message == RETIRED]
    ):
        raise PackError(reused)
    lock = renewed(pack, before)
    text = json.dumps(lock.model_dump(exclude_defaults=True), indent=2, ensure_ascii=False)
    path.write_text(text + "\n", encoding="utf-8")
    return path
