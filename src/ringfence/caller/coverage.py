"""Coverage: which facts nobody gave, and how many calls of a list each of them would decide.

After a list is judged. Takes the calls by what could not be decided of them; gives the missing facts, the most useful
first, so that whoever owns the list knows what to bring next. Decides nothing, and says of a fact only what the rules
that ask for it say.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any, Protocol

from ringfence.call.words import Call, Place
from ringfence.caller.facts import missing_facts
from ringfence.policy.rule import Pack


class Undecided(Protocol):
    """Calls that are alike: the rules that could not be decided of them, what was known all the same, how many they are."""

    @property
    def rules(self) -> tuple[str, ...]: ...
    @property
    def given(self) -> frozenset[str]: ...
    @property
    def rows(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Missing:
    """A fact that is missing: how many calls it alone would decide, it and all facts before it, and how many lack it."""

    fact: str
    decides: int
    together: int
    among: int


def coverage(pack: Pack, undecided: Iterable[Undecided]) -> list[Missing]:
    """The missing facts in the order in which to bring them: each decides most of what those before it leave."""
    rules = {rule.id: rule for rule in pack.rules}
    lacking: Counter[frozenset[str]] = Counter()
    for each in undecided:
        call = _as_far_as_known(each.given)
        told = (missing_facts(rules[rule], call) for rule in each.rules if rule in rules)
        named = frozenset(chain.from_iterable(told))
        # A rule names all it could have used; what was looked up after all is not what it lacks.
        lacking[frozenset(fact for fact in named if not _is_known(fact, each.given)) or named] += each.rows
    among: Counter[str] = Counter()
    for facts, rows in lacking.items():
        among.update(dict.fromkeys(facts, rows))
    found: list[Missing] = []
    brought: set[str] = set()
    while left := among.keys() - brought:
        fact = max(left, key=lambda each: (_worth(each, lacking, brought), each))
        brought.add(fact)
        decided = sum(rows for facts, rows in lacking.items() if facts and facts <= brought)
        found.append(Missing(fact, lacking[frozenset({fact})], decided, among[fact]))
    return found


def _worth(fact: str, lacking: Mapping[frozenset[str], int], brought: set[str]) -> float:
    """How far a fact brings the calls that lack it: a call that lacks only it counts whole, one of two by half."""
    return sum(rows / len(facts - brought) for facts, rows in lacking.items() if fact in facts)


def _is_known(fact: str, given: frozenset[str]) -> bool:
    """Whether a fact of the ledger is there, or was looked for: a proof that is not there then is known not to be."""
    about, is_proof, _ = fact.partition("proof ")
    return f"{about}proof" in given if is_proof else fact in given


def _as_far_as_known(given: frozenset[str]) -> Call:
    """A call of which these words are known; what they say does not matter here."""
    place: dict[str, Any] = {word[:-2]: word for word in given if word.endswith("_1")}
    said = set(Call.__struct_fields__) - {"recipient", "places"}
    words: dict[str, Any] = {word: word for word in given if word in said}
    return Call(recipient="", places=(Place(**place),) if place else None, **words)
