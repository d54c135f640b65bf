"""One rule explained: what it says, whose words those are, what it does, which numbers it counts by, and its cases.

Takes a checked pack and a rule's id; gives everything a compliance officer asks about it, as plain values. It quotes
and repeats; it adds no word of its own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from ringfence.call.errors import Fault, PackError, nearest
from ringfence.policy.examples import Example, Known, read_example_file
from ringfence.policy.lock import canonical_rule, plainly, value_names
from ringfence.policy.rule import Pack, Rule, Source
from ringfence.policy.yaml_text import read_documents


@dataclass(frozen=True, slots=True)
class Explained:
    """A rule with its source, its author's notes, its parameters as they are written, its numbers, its examples.

    `notes` are by the key of the rule that they stand above or in: those of `on_unknown` say why it does what it
    does where it cannot be decided, those of `id` what the rule is.
    """

    pack: Pack
    rule: Rule
    source: Source
    notes: dict[str, tuple[str, ...]]
    written: dict[str, Any]
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
        pack=pack, rule=rule, source=pack.sources[rule.terms.cite.source], notes=_notes(home, rule),
        written=_written(home, rule), values=used, examples=_examples(home, rule),
    )  # fmt: skip


def _home(pack: Pack, rule: Rule) -> Pack:
    """The pack in whose folder the rule stands."""
    waiting = [pack]
    while waiting:
        found = waiting.pop()
        if found.name == (rule.home or pack.name):
            return found
        waiting += found.imports
    raise AssertionError(rule.home)


def _notes(home: Pack, rule: Rule) -> dict[str, tuple[str, ...]]:
    """What the rule's author wrote beside it, by the key it is about."""
    if home.path is None:
        return {}
    return notes_of((home.path / rule.file).read_text(encoding="utf-8"))


def notes_of(text: str) -> dict[str, tuple[str, ...]]:
    r"""The comments of a rule's text: one at the margin is about the key below it, one farther in about its own.

    >>> notes_of("# What it is.\nid: a.b\ncite:\n  # Not quoted.\n  source: law\n# Why.\non_unknown: defer")
    {'id': ('What it is.',), 'cite': ('Not quoted.',), 'on_unknown': ('Why.',)}
    """
    notes: dict[str, tuple[str, ...]] = {}
    key, waiting = "id", []
    for line in text.splitlines():
        if line.startswith("#"):
            waiting.append(line.removeprefix("#").strip())
        elif line.lstrip().startswith("#"):
            notes[key] = (*notes.get(key, ()), line.strip().removeprefix("#").strip())
        elif found := re.match(r"[a-z_]+(?=:)", line):
            key = found[0]
            if waiting:
                notes[key], waiting = (*notes.get(key, ()), *waiting), []
    return {**notes, key: (*notes.get(key, ()), *waiting)} if waiting else notes


def _written(home: Pack, rule: Rule) -> dict[str, Any]:
    """The rule as its author wrote it, spans and clock times in their own words."""
    if home.path is None:
        return canonical_rule(rule)
    (document,) = read_documents(home.path / rule.file, rule.file)
    return dict(document.value)


def _examples(home: Pack, rule: Rule) -> tuple[Example, ...]:
    if home.path is None:
        return ()
    file = home.path / rule.file.replace("rules/", "examples/", 1)
    return tuple(read_example_file(file, file.as_posix(), Known())) if file.is_file() else ()
