"""One rule explained: what it says, whose words those are, what it does, which numbers it counts by, and its cases.

Takes a checked pack and a rule's id; gives everything a compliance officer asks about it, as plain values. It quotes
and repeats; it adds no word of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ringfence.call.errors import Fault, PackError, nearest
from ringfence.policy.examples import Example, Known, read_example_file
from ringfence.policy.lock import plainly, value_names
from ringfence.policy.rule import Pack, Rule, Source


@dataclass(frozen=True, slots=True)
class Explained:
    """A rule with its source, why it answers as it does where it cannot be decided, its numbers, its examples."""

    pack: Pack
    rule: Rule
    source: Source
    notes: tuple[str, ...]
    values: dict[str, dict[str, Any]]
    examples: tuple[Example, ...]

    @property
    def is_offered(self) -> bool:
        """Whether it holds only once it is chosen."""
        return self.rule in self.pack.offered


def explain_rule(pack: Pack, rule_id: str) -> Explained:
    """All there is to tell of a rule; a PackError names the nearest if there is no such rule.

    >>> from ringfence.policy.read import read_pack
    >>> explain_rule(read_pack("thread"), "cn.gbt45251.talk3").source.date
    '2025-02-28'
    """
    rules = {rule.id: rule for rule in (*pack.rules, *pack.offered)}
    rule = rules.get(rule_id)
    if rule is None:
        hint = nearest(rule_id, rules) or "see the table in the pack's README"
        raise PackError([Fault(pack.label, None, None, f"there is no rule `{rule_id}`", hint)])
    home = _home(pack, rule)
    used = {name: plainly(pack.values[name]) for name in sorted(set(value_names(rule.then)))}
    return Explained(
        pack, rule, pack.sources[rule.terms.cite.source], _notes(home, rule), used, _examples(home, rule)
    )


def _home(pack: Pack, rule: Rule) -> Pack:
    """The pack in whose folder the rule stands."""
    waiting = [pack]
    while waiting:
        found = waiting.pop()
        if found.name == (rule.home or pack.name):
            return found
        waiting += found.imports
    raise AssertionError(rule.home)


def _notes(home: Pack, rule: Rule) -> tuple[str, ...]:
    """What the rule's author wrote beside it: why it is so, and why it does what it does when it cannot be decided."""
    if home.path is None:
        return ()
    lines = (home.path / rule.file).read_text(encoding="utf-8").splitlines()
    return tuple(line.strip().removeprefix("#").strip() for line in lines if line.strip().startswith("#"))


def _examples(home: Pack, rule: Rule) -> tuple[Example, ...]:
    if home.path is None:
        return ()
    file = home.path / rule.file.replace("rules/", "examples/", 1)
    return tuple(read_example_file(file, file.as_posix(), Known())) if file.is_file() else ()
