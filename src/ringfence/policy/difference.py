"""What differs between two versions of a pack, rule by rule, number by number, source by source.

Takes two checked packs; gives what was added, removed and changed, in the words that their authors wrote. It compares
what is decided by and what that rests on: a rule that was only moved to another file is the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from ringfence.policy.lock import canonical_rule, plainly
from ringfence.policy.rule import Pack, Source

Change = Literal["added", "removed", "changed"]
What = Literal["pack", "rule", "offered", "value", "source", "calendar"]


@dataclass(frozen=True, slots=True)
class Part:
    """One place in something that changed: the way to it, what stood there, what stands there now."""

    at: str
    before: Any
    now: Any


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that differs; `parts` say where, if it is in both, and `whole` is what only one of them has."""

    what: What
    name: str
    change: Change
    parts: tuple[Part, ...] = ()
    whole: Any = None


def differences(old: Pack, new: Pack) -> list[Difference]:
    """Everything that differs, in order of what it is and its name; nothing for packs that say the same.

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
        "source": {key: _source(source) for key, source in sorted(pack.sources.items())},
        "calendar": {
            name: {day.isoformat(): kind for day, kind in sorted(days.items())}
            for name, days in sorted(pack.calendars.items())
        },
    }


def _source(source: Source) -> dict[str, str]:
    told = {"title": source.title, "date": source.date, "link": source.link}
    return {key: text for key, text in told.items() if text is not None}


def _between(what: What, before: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[Difference]:
    for name in sorted(before.keys() | now.keys()):
        if name not in before:
            yield Difference(what, name, "added", whole=now[name])
        elif name not in now:
            yield Difference(what, name, "removed", whole=before[name])
        elif parts := tuple(_parts(before[name], now[name])):
            yield Difference(what, name, "changed", parts)


def _parts(before: Any, now: Any, at: tuple[str, ...] = ()) -> Iterator[Part]:
    if isinstance(before, dict) and isinstance(now, dict):
        for key in [*before, *(key for key in now if key not in before)]:
            yield from _parts(before.get(key), now.get(key), (*at, str(key)))
    elif before != now:
        yield Part(".".join(at), before, now)
