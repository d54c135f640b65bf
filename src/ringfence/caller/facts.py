"""The facts behind a reason: which decided, and which a rule would have needed and nobody gave.

Beside the notice, which puts a judgement into words. Takes a rule, and what was judged or asked; gives facts by the
names of the kind, the call and the ledger. It judges nothing and looks nothing up.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ringfence.call.words import Call
from ringfence.policy.kinds.cap import CapTerms
from ringfence.policy.kinds.identity import IdentityTerms
from ringfence.policy.kinds.listing import ListingTerms
from ringfence.policy.kinds.party import PartyTerms
from ringfence.policy.kinds.proof import ProofTerms
from ringfence.policy.kinds.stop import StopTerms
from ringfence.policy.kinds.window import WindowTerms
from ringfence.policy.rule import KindTerms, Rule
from ringfence.policy.terms import ProofTerm
from ringfence.policy.world import Spoken


def deciding_facts(rule: Rule, spoken: Spoken) -> dict[str, Any]:
    """The facts that decided, by the kind's own names; only what is known."""
    match rule.then:
        case CapTerms(count=count, period=period, key=key):
            known: dict[str, Any] = {
                "counted": count, "period": period.length, "by": list(key), "newest_at": spoken.fact_at,
            }  # fmt: skip
        case StopTerms():
            known = {"said_at": spoken.fact_at, "leaf": spoken.leaf}
        case ListingTerms() as listing:
            known = {"list": listing.list.name, "listed_on": spoken.fact_at, "leaf": spoken.leaf}
        case WindowTerms(zone=zone):
            known = {"clock": zone}
        case ProofTerms() as proof:
            # A proof that would do but for its age or end is told with its moment; one that never was has none.
            known = {
                "need": proof.need,
                "about": proof.about,
                "given_at": spoken.fact_at,
                "leaf": spoken.leaf,
            }
        case PartyTerms() as party:
            known = {"allowed": list(party.allow or ()) or None, "debtor_reached_at": spoken.fact_at}
        case IdentityTerms() as identity:
            known = {
                "asked": [name for name, value in identity if value not in (None, ())],
                "leaf": spoken.leaf,
            }
        case _:
            known = {}
    return {name: value for name, value in known.items() if value is not None}


def missing_facts(rule: Rule, call: Call) -> list[str]:
    """What nobody gave that a rule would have needed, in the words of a call and of the ledger."""
    asked = [word for word in rule.terms.when.asked() if getattr(call, word) is None]
    if (rule.terms.where.country or rule.terms.where.region) and not call.places:
        asked.append("places")
    return [*asked, *_of_the_kind(rule.then, call), *(_proof(term) for term in _proofs(rule.then))]


def _of_the_kind(then: KindTerms, call: Call) -> list[str]:
    match then:
        case WindowTerms():
            return ["places"] if not call.places or any(place.zone is None for place in call.places) else []
        case ListingTerms() as listing:
            return [f"listing {listing.list.name}"]
        case CapTerms() as cap:
            return _unsaid(call, (*cap.key, *cap.sum_over))
        case ProofTerms() as proof:
            return _unsaid(call, (*proof.same, *([] if proof.about == "recipient" else [proof.about])))
        case PartyTerms() as party:
            return _of_the_party(party, call)
        case IdentityTerms() as identity:
            return _of_the_line(identity, call)
        case _:
            return []


def _of_the_party(party: PartyTerms, call: Call) -> list[str]:
    asked = _unsaid(call, ("party",)) if party.names_parties else []
    precondition = party.precondition
    if precondition is not None:
        if precondition.lost_contact or precondition.max_contacts:
            asked += _unsaid(call, ("caller", "account"))
        asked += _unsaid(call, ("subject",)) if precondition.allowed_acts is not None else []
    return asked if party.settled is None else [*asked, "recipient settled"]


def _of_the_line(identity: IdentityTerms, call: Call) -> list[str]:
    """The line's facts that the rule asks for, whichever of them is lacking: the ledger knows."""
    if call.line is None:
        return ["line"]
    return [f"line {name}" for name in identity.line_facts]


def _unsaid(call: Call, words: Iterable[str]) -> list[str]:
    return [word for word in words if getattr(call, word, None) is None]


def _proofs(then: KindTerms) -> tuple[ProofTerm, ...]:
    match then:
        case WindowTerms(lift_by=proofs) | ListingTerms(beaten_by=proofs):
            return proofs
        case StopTerms(released_by=released):
            return tuple(term for term in released if isinstance(term, ProofTerm))
        case ProofTerms() as proof:
            return (proof,)
        case _:
            return ()


def _proof(term: ProofTerm) -> str:
    return f"proof {term.need}" if term.about == "recipient" else f"{term.about} proof {term.need}"
