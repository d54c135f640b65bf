"""Made facts: what is known around a made call, on the days its pack is about."""

from __future__ import annotations

from ringfence.call.moments import DAY, HOUR, MINUTE, day_number
from ringfence.call.words import ACCOUNT_FACTS, ATTESTATIONS, KEPT_AS, OUTCOMES, Call, Place
from ringfence.policy.world import Filing, Listed, PastCall, Proof, Stated, StopEvent
from tests.made.dice import Dice
from tests.made.words import (
    GRADES,
    NEEDS,
    PLACES,
    PROOF_SCOPES,
    RECIPIENTS,
    TRIGGERS,
    WORDS,
    ZONES,
    Setting,
    described,
    near,
)

WHOM = (*RECIPIENTS[:1] * 4, *RECIPIENTS[1:])
FLAGS = (*((None, None),) * 4, (False, False), (True, None), (None, True))
# How a past call stands: its direction, its outcome, and for how long it is reserved if it is.
STANDINGS = (
    *(("outbound", outcome, None) for outcome in (*("conversation",) * 6, "unanswered", *OUTCOMES, None)),
    *(("outbound", "unanswered", None),) * 4,
    *(("outbound", None, lifetime) for lifetime in (DAY, HOUR, MINUTE, 30 * DAY)),
    *(("inbound", outcome, None) for outcome in ("conversation", "conversation", "connect", None)),
)
LEAVES = (None, 1, 2, 3)
HER_HOURS = (*(None,) * 9, (10 * HOUR, 18 * HOUR), (22 * HOUR, 8 * HOUR), (9 * HOUR, 9 * HOUR))
AGREED_HOURS = (*((None, None),) * 2, (8, 20), (22, 8), (12, 12), (0, 24))


def call(dice: Dice, setting: Setting) -> Call:
    """A call that somebody means to make."""
    asked_for, warm = dice.one(FLAGS)
    return Call(
        id="call-0",
        at=setting.at,
        recipient=dice.one(WHOM),
        asked_for=asked_for,
        warm=warm,
        caller_zone=dice.one((*ZONES, None)),
        places=places(dice, setting),
        **described(dice),  # type: ignore[arg-type]  # the words are among those a call knows
    )


def places(dice: Dice, setting: Setting) -> tuple[Place, ...] | None:
    """Where the recipient may be: a place or two, or nobody knows."""
    if dice.once_in(10):
        return dice.one((None, ()))
    return tuple(place(dice, setting) for _ in range(dice.one((1, 1, 2))))


def place(dice: Dice, setting: Setting) -> Place:
    """One place, parts of it unknown now and then."""
    return Place(
        country=dice.one(("CN", "CN", "CN", "FR", None)),
        region=dice.one(("Shanghai", "Shanghai", "Paris", None)),
        zone=None if dice.once_in(12) else setting.zone(dice),
        source=dice.one(("number", "number", "stated", None)),
    )


def past_call(dice: Dice, name: str, setting: Setting) -> PastCall:
    """A call the ledger knows: told, not told, reserved, or one that came in."""
    at = setting.moment(dice)
    direction, outcome, lifetime = dice.one(STANDINGS)
    asked_for, warm = dice.one(FLAGS)
    return PastCall(
        id=name,
        at=at,
        recipient=dice.one(WHOM),
        direction=direction,
        outcome=outcome,
        expires_at=None if lifetime is None else at + lifetime,
        words=described(dice),
        asked_for=asked_for,
        warm=warm,
    )


def stop_event(dice: Dice, setting: Setting) -> StopEvent:
    """A stop that somebody said."""
    return StopEvent(
        trigger=dice.one(TRIGGERS),
        said_at=setting.moment(dice),
        recipient=dice.one(WHOM),
        words=described(dice),
        ends_at=setting.moment(dice) if dice.once_in(4) else None,
        leaf=dice.one(LEAVES),
    )


def proof(dice: Dice, setting: Setting) -> Proof:
    """A thing that exists, and for what."""
    since, until = dice.one(AGREED_HOURS)
    return Proof(
        need=dice.one(NEEDS),
        grade=dice.one(("general", *GRADES, None)),
        given_at=None if dice.once_in(8) else setting.moment(dice),
        ends_at=setting.moment(dice) if dice.once_in(4) else None,
        words={**described(dice), **dict.fromkeys(dice.some(PROOF_SCOPES, 0, 2), "any")},
        hours_from=None if since is None else since * HOUR,
        hours_to=None if until is None else until * HOUR,
        call_id=dice.one((None, None, None, "call-0", "past-0")),
        pointed_out=dice.one((True, True, False, None)),
        kept_as=dice.one((*KEPT_AS, None)),
        leaf=dice.one(LEAVES),
    )


def looked_up(dice: Dice, name: str, setting: Setting) -> dict[str, Listed]:
    """What is known of one number in the one list there is, if anything."""
    if dice.once_in(6):
        return {}
    checked_at = None if dice.once_in(8) else setting.moment(dice)
    if dice.once_in(4):
        return {name: Listed(listed=False, checked_at=checked_at, own_entry=False)}
    listed_on = None if dice.once_in(6) else day_number(near(dice, setting.day))
    listed = dice.one((True, True, True, False, None))
    return {name: Listed(listed=listed, listed_on=listed_on, checked_at=checked_at, leaf=dice.one(LEAVES))}


def her_hours(dice: Dice) -> tuple[int, int] | None:
    """The recipient's own hours, if she gave any."""
    return dice.one(HER_HOURS)


def proofs(dice: Dice, setting: Setting) -> tuple[Proof, ...] | None:
    """What is known of somebody's proofs: none, some, or nobody has looked."""
    if dice.once_in(5):
        return None
    return tuple(proof(dice, setting) for _ in range(dice.one((0, 1, 1, 2))))


def institutions(dice: Dice, setting: Setting) -> dict[str, tuple[Proof, ...] | None]:
    """What is known of some callers and agencies."""
    known = (*WORDS["caller"], *WORDS["agency"])
    return {name: proofs(dice, setting) for name in known if not dice.once_in(5)}


def line(dice: Dice, setting: Setting) -> dict[str, object]:
    """What is known of a line: about half of it, mostly as it should be."""
    known = {
        "caller": dice.one(WORDS["caller"]),
        "owner": dice.one((*WORDS["caller"], *WORDS["agency"])),
        "home": PLACES[0],
        "located": dice.one(PLACES),
        "arrears": dice.once_in(4),
        "rented": dice.once_in(4),
        "private": dice.once_in(4),
        "inbound_only": dice.once_in(4),
        "used_by_owner": not dice.once_in(4),
        "registered": not dice.once_in(4),
        "registered_at": setting.moment(dice),
        "registered_until": setting.moment(dice),
        "attestation": dice.one(ATTESTATIONS),
        "answerable": not dice.once_in(4),
        "answerable_until": setting.moment(dice) + dice.one((0, 0, DAY, 30 * DAY)),
        "monthly_calls": dice.one((0, 100, 101)),
        "volume_authorised": dice.once_in(2),
        "leaf": dice.one(LEAVES),
    }
    return {name: value for name, value in known.items() if not dice.once_in(3)}


def filings(dice: Dice, setting: Setting) -> tuple[Filing, ...] | None:
    """Where a line is filed for: here or there, or nobody has looked."""
    if dice.once_in(5):
        return None
    return tuple(
        Filing(
            region=region,
            since=None if dice.once_in(6) else setting.moment(dice),
            until=setting.moment(dice) if dice.once_in(3) else None,
        )
        for region in dice.some(PLACES, 0, 2)
    )


def stated(dice: Dice, setting: Setting) -> tuple[Stated, ...]:
    """What was stated of accounts; mostly nothing."""
    keys = [
        (fact, account, caller)
        for fact in ACCOUNT_FACTS
        for account in WORDS["account"]
        for caller in WORDS["caller"]
    ]
    return tuple(
        Stated(
            fact=fact,
            account=account,
            caller=caller,
            since=None if dice.once_in(6) else setting.moment(dice),
            until=setting.moment(dice) if dice.once_in(3) else None,
        )
        for fact, account, caller in dice.some(keys, 0, dice.one((0, 0, 1, 3)))
    )


def settled(dice: Dice) -> bool | None:
    """Whether somebody has paid off."""
    return dice.one((True, False, False, None))
