"""Which calls a rule is about: its `where` and its `when`, held against places and words.

The first thing asked of a rule in a world; neither depends on the moment. Takes the written conditions and
what is known; gives yes, no or unknown. A word or a place that nobody gave stays unknown.
"""

from __future__ import annotations

from collections.abc import Mapping

from ringfence.call.words import DESCRIBED, Call, Place
from ringfence.policy.plain.kleene import Truth, all_of, among, any_of, opposite, same_word
from ringfence.policy.terms import When, Where


def words_of(call: Call) -> dict[str, str | None]:
    """The words by which a call is described, each with what it is, or None where nobody said."""
    return {word: getattr(call, word) for word in DESCRIBED}


def is_about(when: When, words: Mapping[str, str | None]) -> Truth:
    """Whether words agree with every condition of a `when`.

    >>> marketing = When(purpose=("marketing",))
    >>> is_about(marketing, {"purpose": "marketing"}), is_about(marketing, {"purpose": None})
    (True, None)
    """
    named = (among(words.get(word), allowed) for word, allowed in when.conditions.items())
    if when.outsourced is None:
        return all_of(named)
    own = same_word(words.get("agency"), words.get("caller"))
    return all_of((*named, opposite(own) if when.outsourced else own))


def lies_in(where: Where, places: tuple[Place, ...] | None) -> Truth:
    """Whether any known place lies where the rule holds; unknown if it is limited and no place is known.

    >>> lies_in(Where(country=("CN",)), (Place(country="FR"), Place(country="CN")))
    True
    """
    if where.country is None and where.region is None:
        return True
    if not places:
        return None
    return any_of(
        all_of((among(place.country, where.country), among(place.region, where.region))) for place in places
    )
