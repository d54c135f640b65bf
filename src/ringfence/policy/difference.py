"""What differs between two versions of a pack, rule by rule and number by number.

Takes two checked packs; gives what was added, removed and changed, in the words that their authors wrote. It compares
what is decided by: a rule that was only moved to another file is the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from ringfence.policy.lock import canonical_rule, plainly
from ringfence.policy.rule import Pack

Change = Literal["added", "removed", "changed"]
What = Literal["pack", "rule", "offered", "value", "calendar"]


@dataclass(frozen=True, slots=True)
class Part:
    """One place in something that changed: the way to it, what stood there, what stands there now."""

    at: str
    before: Any
    now: Any


@dataclass(frozen=True, slots=True)
class Difference:
    """One rule, value or calendar that differs; `parts` say where, if it is in both."""

    what: What
    name: str
    change: Change
    parts: tuple[Part, ...] = ()


def differences(old: Pack, new: Pack) -> list[Difference]:
    """Everything that differs, in order of what it is and its name; nothing for packs that decide alike.

    >>> from ringfence.policy.read import read_pack
    >>> differences(read_pack("thread"), read_pack("thread"))
    []
    """
    before, now = _described(old), _described(new)
    return [each for what in before for each in _between(what, before[what], now[what])]


def _described(pack: Pack) -> dict[What, dict[str, Any]]:
    return {
        "pack": {"zone": {"zone": pack.zone}},
        "rule": {rule.id: canonical_rule(rule) for rule in pack.rules},
        "offered": {rule.id: canonical_rule(rule) for rule in pack.offered},
        "value": {name: plainly(value) for name, value in sorted(pack.values.items())},
        "calendar": {
            name: {day.isoformat(): kind for day, kind in sorted(days.items())}
            for name, days in sorted(pack.calendars.items())
        },
    }


def _between(what: What, before: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[Difference]:
    for name in sorted(before.keys() | now.keys()):
        if name not in before:
            yield Difference(what, name, "added")
        elif name not in now:
            yield Difference(what, name, "removed")
        elif parts := tuple(_parts(before[name], now[name])):
            yield Difference(what, name, "changed", parts)


def _parts(before: Any, now: Any, at: tuple[str, ...] = ()) -> Iterator[Part]:
    if isinstance(before, dict) and isinstance(now, dict):
        for key in [*before, *(key for key in now if key not in before)]:
            yield from _parts(before.get(key), now.get(key), (*at, str(key)))
    elif before != now:
        yield Part(".".join(at), before, now)
