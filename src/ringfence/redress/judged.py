"""Each call to her held against the pack that her caller should have kept to, by the pack's own definition.

After she has said who called and what for. Takes the case and a pack; gives for each contact the rules that forbid it,
and those that forbid it unless the caller shows what only he can have: a consent, an agreement. The plain evaluator
judges, with her evidence for the world: it is the same meaning that a caller's gate has. It adds no rule.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from ringfence.call.words import Call, Channel, Place
from ringfence.caller.facts import missing_facts
from ringfence.policy.plain.speaking import BLOCKING, RuleInWorld
from ringfence.policy.rule import Pack, Rule
from ringfence.policy.world import PastCall, Proof, StopEvent, World
from ringfence.redress.case import Caller, Case, How, Message, Refusal, Ring, Stands

BINDS: Final = frozenset({"LAW", "REG", "NORM", "STD", "SELF"})
"""The force of rules that she may hold a caller to; what a house sets itself, and a draft, is no such rule."""
FIRST_MOMENT: Final = 0
TRIGGER: Final[dict[How, str]] = {
    "call": "refusal_on_call", "sms": "opt_out", "app": "opt_out", "letter": "objection", "branch": "objection",
    "complaint": "complaint",
}  # fmt: skip
Sure = Literal["broken", "unless_shown"]


@dataclass(frozen=True, slots=True)
class Contact:
    """One call or message to her by a caller that she named."""

    at: int
    caller: Caller
    number: str | None
    channel: Channel
    whose: str
    answered: bool | None
    seconds: int | None
    stands: tuple[Stands, ...]
    text: str = ""


@dataclass(frozen=True, slots=True)
class Breach:
    """A rule that speaks against a contact; `missing` are the facts that would settle it where it is not sure."""

    rule: str
    sure: Sure
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Judged:
    """A contact, and every rule that speaks against it."""

    contact: Contact
    breaches: tuple[Breach, ...]


def contacts_of(case: Case, caller: Caller) -> list[Contact]:
    """Every call and message of a caller to her and to those whose telephones she has evidence of, in order."""
    rings = [_of_ring(ring, caller) for ring in case.rings if ring.to_her and ring.number in caller.numbers]
    texts = [
        _of_message(each, caller) for each in case.messages if each.to_her and each.number in caller.numbers
    ]
    return sorted((*rings, *texts), key=lambda each: each.at)


def judged(case: Case, caller: Caller, pack: Pack) -> list[Judged]:
    """The caller's contacts, each with the rules that speak against it."""
    contacts = contacts_of(case, caller)
    rules = [rule for rule in pack.rules if rule.answers_calls and rule.terms.force in BINDS]
    past = _Past(case, contacts)
    return [Judged(contact, tuple(_breaches(case, contact, past, rules, pack))) for contact in contacts]


def _breaches(
    case: Case, contact: Contact, past: _Past, rules: Sequence[Rule], pack: Pack
) -> Iterator[Breach]:
    call = _call(case, contact)
    world = World(
        call=call, at=contact.at, history=past.before(contact), stops=past.stops, proofs=past.proofs(contact.caller),
        recipient_facts={"settled": contact.caller.settled}, calendars=pack.calendars,
    )  # fmt: skip
    for rule in rules:
        voice = RuleInWorld(rule, pack, world).voice(contact.at)
        if voice is None or voice.effect not in BLOCKING:
            continue
        if voice.unknown:
            yield Breach(rule.id, "unless_shown", tuple(missing_facts(rule, call)))
        else:
            yield Breach(rule.id, "broken")


class _Past:
    """What had happened before a contact, as the evaluator wants it."""

    def __init__(self, case: Case, contacts: Sequence[Contact]) -> None:
        self._case, self._moments = case, [each.at for each in contacts]
        self._calls = [_past_call(case, each, nth) for nth, each in enumerate(contacts)]
        named = {each.caller.id: each.caller for each in contacts}
        refusals = [each for each in case.refusals if each.caller in named]
        self._refused = {
            name: min((r.at for r in refusals if r.caller == name), default=None) for name in named
        }
        self.stops = tuple(
            stop for refusal in refusals for stop in _stops(case, refusal, named[refusal.caller])
        )

    def before(self, contact: Contact) -> tuple[PastCall, ...]:
        """The caller's contacts before this one."""
        return tuple(self._calls[: bisect_left(self._moments, contact.at)])

    def proofs(self, caller: Caller) -> tuple[Proof, ...] | None:
        """What she says of consent: that there never was one, that there was one until she refused, or nothing."""
        refused = self._refused.get(caller.id)
        if caller.consent == "never":
            return ()
        if caller.consent == "withdrawn" and refused is not None:
            about: dict[str, str | None] = {"caller": caller.id, "purpose": "any"}
            return (Proof(need="consent", given_at=FIRST_MOMENT, ends_at=refused, words=about),)
        return None


def _call(case: Case, contact: Contact) -> Call:
    caller = contact.caller
    return Call(
        recipient=_recipient(case, contact.whose), at=contact.at, caller=caller.id, line=contact.number,
        trade=caller.trade, purpose=caller.purpose, channel=contact.channel,
        # Of another's telephone she only knows that it is not the debtor's, if she is the debtor.
        party="contact" if contact.whose else caller.party,
        style="notification" if contact.channel == "sms" else None,
        places=(Place(country="CN", zone=case.person.zone, source="stated"),),
    )  # fmt: skip


def _recipient(case: Case, whose: str) -> str:
    return whose or case.person.number or "her"


def _past_call(case: Case, contact: Contact, nth: int) -> PastCall:
    call = _call(case, contact)
    words = {
        word: getattr(call, word)
        for word in ("caller", "line", "trade", "purpose", "party", "channel", "style")
    }
    return PastCall(
        id=f"contact-{nth}",
        at=contact.at,
        recipient=call.recipient,
        outcome=_outcome(case, contact),
        words=words,
    )


def _outcome(case: Case, contact: Contact) -> str | None:
    """What came of a contact; that somebody was talked to is known only where she alone answers."""
    if contact.channel == "sms":
        return "delivered"
    if contact.answered is False:
        return "unanswered"
    if contact.answered and case.person.alone and not contact.whose:
        return "conversation"
    return None


def _stops(case: Case, refusal: Refusal, caller: Caller) -> Iterator[StopEvent]:
    words: dict[str, str | None] = {
        "caller": caller.id,
        "trade": caller.trade,
        "channel": "sms" if refusal.how == "sms" else "voice",
    }
    triggers = [TRIGGER[refusal.how]]
    # Who says stop to what she once agreed to takes her consent back with the same word.
    if caller.consent == "withdrawn":
        triggers.append("revoke_consent")
    if caller.party in {"contact", "employer"}:
        triggers.append("third_party_refusal")
    for trigger in triggers:
        yield StopEvent(trigger=trigger, said_at=refusal.at, recipient=_recipient(case, ""), words=words)


def _of_ring(ring: Ring, caller: Caller) -> Contact:
    return Contact(
        ring.at, caller, ring.number, "voice", ring.whose, ring.answered, ring.seconds, ring.stands
    )


def _of_message(message: Message, caller: Caller) -> Contact:
    return Contact(
        message.at, caller, message.number, "sms", message.whose, None, None, message.stands, message.text
    )
