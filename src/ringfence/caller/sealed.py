"""What the leaf of an answer says: the call, the answer and its reasons, in the form in which they are written.

Between a verdict and the sealed log. Takes a call and what was answered; gives the leaf, over a body whose fields
stand in the order in which canonical JSON wants them, so that it is written at once; `record` reads it back. A
number must never stand in it: the commitment does.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from operator import attrgetter
from typing import Final

import msgspec

from ringfence.call.verdict import Reason, Verdict
from ringfence.call.words import DESCRIBED, FLAGS, Call, Place
from ringfence.evidence.leaf import check_exact
from ringfence.evidence.log import row_of
from ringfence.evidence.people import Person
from ringfence.ledger.ledger import LeafRow

TOLD: Final = tuple(sorted((*DESCRIBED, *FLAGS, "at", "caller_zone", "id")))
"""What a leaf tells of a call beside its places and the commitment, in order."""
_before_places = attrgetter(*(name for name in TOLD if name < "places"))
_after_places = attrgetter(*(name for name in TOLD if name > "places"))

SealedCall: Final = msgspec.defstruct(
    "SealedCall",
    [(name, object, None) for name in sorted((*TOLD, "places", "who"))],
    omit_defaults=True,
    gc=False,
)
"""A call as a leaf tells it: its words, its moment, and a commitment in place of the recipient."""


class SealedPlace(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """A place as a leaf tells it."""

    country: str | None = None
    region: str | None = None
    source: str | None = None
    zone: str | None = None


class SealedReason(msgspec.Struct, kw_only=True, omit_defaults=True, gc=False):
    """A rule that spoke; the words for it are the pack's."""

    effect: str
    fact_at: int | None = None
    leaf: int | None = None
    rule: str
    unknown: bool = False
    until: int | None = None


class SealedAlternative(msgspec.Struct, gc=False):
    """The answer of the line that a divert names."""

    answer: str
    line: str | None
    reasons: list[SealedReason]
    retry_at: int | None


class SealedAnswer(msgspec.Struct, kw_only=True, omit_defaults=True, gc=False):
    """An answer; it can be given again from this, to the letter."""

    alternative: SealedAlternative | None = None
    answer: str
    at: int
    call: object
    digest: str
    expires_at: int | None = None
    kind: str
    missing: tuple[str, ...] = ()
    pack: str
    reasons: list[SealedReason]
    retry_at: int | None = None
    retry_note: str | None = None
    seq: int


class SealedStop(msgspec.Struct, kw_only=True, gc=False):
    """What was said on a call, and when."""

    at: int
    call: object
    kind: str
    said: str
    said_at: int
    seq: int


def answer_leaf(
    seq: int,
    kind: str,
    at: int,
    call: Call,
    person: Person,
    verdict: Verdict,
    digest: str,
    expires_at: int | None,
) -> LeafRow:
    """The leaf of an answer: sealed `at` a moment, by the pack of this `digest`; `call` has its id and its moment."""
    assert call.id is not None
    body = SealedAnswer(
        alternative=sealed_alternative(verdict.alternative), answer=verdict.answer, at=at,
        call=sealed_call(call, person.commitment(call.id)), digest=digest, expires_at=expires_at,
        kind=kind, missing=verdict.missing, pack=verdict.pack,
        reasons=sealed_reasons((*verdict.reasons, *verdict.warnings)),
        retry_at=verdict.retry_at, retry_note=verdict.retry_note, seq=seq,
    )  # fmt: skip
    return row_of(body, person.token, call.id)


def stop_leaf(seq: int, at: int, call: Call, person: Person, said: str, said_at: int) -> LeafRow:
    """The leaf of what was said on a call."""
    assert call.id is not None
    told = sealed_call(call, person.commitment(call.id))
    return row_of(
        SealedStop(at=at, call=told, kind="stop", said=said, said_at=said_at, seq=seq), person.token, call.id
    )


def sealed_call(call: Call, who: str) -> msgspec.Struct:
    """A call of a known moment as a leaf tells it; `who` is the commitment to its recipient."""
    before, after = _before_places(call), _after_places(call)
    check_exact("call", (*before, *after))
    places = None if call.places is None else sealed_places(call.places)
    told: msgspec.Struct = SealedCall(*before, places, *after, who)
    return told


@lru_cache(maxsize=4096)
def sealed_places(places: tuple[Place, ...]) -> tuple[SealedPlace, ...]:
    """The places of a call as a leaf tells them; most calls have the same few."""
    told = tuple(SealedPlace(place.country, place.region, place.source, place.zone) for place in places)
    for place in told:
        check_exact("places", msgspec.structs.astuple(place))
    return told


def sealed_reasons(reasons: Iterable[Reason]) -> list[SealedReason]:
    """The rules that spoke as a leaf tells them."""
    return [
        SealedReason(
            effect=reason.effect, fact_at=reason.fact_at, leaf=reason.leaf, rule=reason.rule,
            unknown=reason.unknown, until=reason.until,
        )
        for reason in reasons
    ]  # fmt: skip


def sealed_alternative(verdict: Verdict | None) -> SealedAlternative | None:
    """The verdict of the line that a divert names, as a leaf tells it."""
    if verdict is None:
        return None
    reasons = sealed_reasons((*verdict.reasons, *verdict.warnings))
    return SealedAlternative(verdict.answer, verdict.line, reasons, verdict.retry_at)
