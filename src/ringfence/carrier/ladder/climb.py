"""The next step of one line on one ladder: taken, proposed to a person, lifted, or none.

Behind what was measured. Takes a ladder, where the line stands on it, whether what it looks for is seen, and what is known of the
line; gives the move. It writes nothing, and must never take a step on a protected line, or on one of which too little is
known, without a person.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from ringfence.carrier.ladder.ladder import Ladder, Truth, after
from ringfence.policy.kinds.ladder import Step

PROTECTED: Final = ("registered", "off_site_filed", "public_service")
"""Facts of a line that let only a person decide on it."""
PROTECTED_PURPOSES: Final = ("emergency", "fraud_alert")
HARMLESS: Final = ("observe",)
"""What may be done to any line: nobody feels it."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a line or an owner stands on one ladder."""

    nth: int
    action: str
    since: int
    until: int | None
    seen_at: int

    def in_force(self, at: int) -> bool:
        """Whether the step still holds."""
        return self.until is None or at < self.until


@dataclass(frozen=True, slots=True)
class Move:
    """What is to be done: a step taken, proposed or lifted."""

    what: Literal["taken", "proposed", "lifted"]
    nth: int
    step: Step
    until: int | None = None


def move(
    ladder: Ladder,
    standing: Standing | None,
    at: int,
    facts: Mapping[str, object],
    *,
    seen: bool,
    about: Truth,
) -> Move | None:
    """The move that follows, `at` in UTC milliseconds; None if there is none.

    `about` is whether the line is one the ladder is about; where that is unknown the step waits for a person.
    """
    if seen and about is not False:
        return _up(ladder, standing, at, facts, sure=about is True)
    return _back(ladder, standing, at)


def needs_person(step: Step, facts: Mapping[str, object], *, sure: bool) -> bool:
    """Whether only a person may take this step on a line of which this is known."""
    # Law: Anti-Telecom Fraud Law art. 32: measures are told with their reason and way of remedy; so a person looks first
    # where a line is protected, or may be.
    if step.action in HARMLESS:
        return False
    protected = any(facts.get(name) for name in PROTECTED) or facts.get("purpose") in PROTECTED_PURPOSES
    return step.by == "person" or protected or not sure


def _up(
    ladder: Ladder, standing: Standing | None, at: int, facts: Mapping[str, object], *, sure: bool
) -> Move | None:
    if standing is not None and at - standing.since < ladder.terms.observe.over:
        # The calls that led to the last step are still among those that are looked at.
        return None
    forgotten = standing is not None and _is_forgotten(ladder, standing, at)
    nth = 1 if standing is None or forgotten else standing.nth + 1
    if standing is not None and not forgotten and standing.nth >= ladder.top and standing.in_force(at):
        return None
    nth = min(nth, ladder.top)
    step = ladder.step(nth)
    what: Literal["taken", "proposed"] = "proposed" if needs_person(step, facts, sure=sure) else "taken"
    return Move(what, nth, step, after(at, step.span))


def _back(ladder: Ladder, standing: Standing | None, at: int) -> Move | None:
    """A step with an end ends by itself; one without is lifted once nothing was seen for long enough."""
    if standing is None or standing.until is not None:
        return None
    calm = after(standing.seen_at, ladder.terms.exit.below_for)
    return (
        Move("lifted", standing.nth, ladder.step(standing.nth)) if calm is not None and at >= calm else None
    )


def _is_forgotten(ladder: Ladder, standing: Standing, at: int) -> bool:
    """Whether the last step lies so far back that the ladder begins anew."""
    forgotten = after(standing.since, ladder.terms.remember)
    return forgotten is not None and at >= forgotten
