"""Her steps on the case: who called, that she refused, what she sent, who she is.

Between the doors, which take what she types, and the case. Takes the case and her words, read and checked; gives the case
changed. An id or a word that is none is an error that says what would be right.
"""

from __future__ import annotations

import datetime as dt
from typing import Final, get_args
from zoneinfo import ZoneInfo

import msgspec

from ringfence.call.errors import RequestError, nearest
from ringfence.call.moments import moment
from ringfence.call.words import PARTIES, PURPOSES
from ringfence.policy.rule import Pack
from ringfence.redress.callers import caller_of, groups, with_caller
from ringfence.redress.case import Caller, Case, Consent, How, Letter, Refusal, Whom
from ringfence.redress.due import due
from ringfence.redress.refusals import with_refusal

CONSENTS: Final[tuple[str, ...]] = get_args(Consent)
HOWS: Final[tuple[str, ...]] = get_args(How)
WHOMS: Final[tuple[str, ...]] = get_args(Whom)
TRADES: Final = ("bank", "credit_card", "loan", "insurance", "telesales", "carrier", "payment")


def named(
    case: Case, which: str, *, name: str | None = None, purpose: str | None = None, party: str | None = None,
    consent: str | None = None, trade: str | None = None, settled: bool | None = None,
) -> Case:  # fmt: skip
    """The case with a caller confirmed: one there is by its id, or the group that a number belongs to."""
    caller = case.caller(which) or _suggested(case, which)
    _check(purpose, PURPOSES, "purpose")
    _check(party, PARTIES, "party")
    _check(consent, CONSENTS, "consent")
    said = {
        "name": name, "purpose": purpose, "party": party, "consent": consent, "trade": trade, "settled": settled,
    }  # fmt: skip
    known = {fact: value for fact, value in said.items() if value not in {None, ""}}
    if name and name != caller.name:
        known["known_by"] = "her"
    return with_caller(case, msgspec.structs.replace(caller, **known, confirmed=True))


def refused(case: Case, which: str, at: str, how: str, words: str = "") -> Case:
    """The case with a refusal; `at` is a moment, without a zone on her own clock."""
    caller = _known(case, which)
    _check(how, HOWS, "how")
    said = Refusal(at=moment_on_her_clock(case, at), caller=caller.id, how=how, words=words.strip())  # type: ignore[arg-type]  # checked
    return with_refusal(case, said)


def sent(case: Case, pack: Pack, whom: str, which: str, on: str, way: str = "") -> Case:
    """The case with a letter that was sent on a day, and by when an answer is due."""
    caller = _known(case, which)
    _check(whom, WHOMS, "whom")
    day = _day(on)
    last = due(pack, whom, day)  # type: ignore[arg-type]  # checked
    at = moment(dt.datetime.combine(day, dt.time(), ZoneInfo(case.person.zone)))
    written = Letter(
        whom=whom, caller=caller.id, sent_at=at, way=way.strip(),  # type: ignore[arg-type]  # checked
        due_on=last.on.isoformat() if last.on else None, due_by=last.rule.id if last.rule else "",
    )  # fmt: skip
    letters = sorted((*case.letters, written), key=lambda each: each.sent_at)
    return msgspec.structs.replace(case, letters=tuple(letters))


def answered(case: Case, nth: int, on: str, answer: str) -> Case:
    """The case with the answer to a letter."""
    if not 0 <= nth < len(case.letters):
        raise RequestError(f"there is no letter {nth + 1}; see the list of those that were sent", "letter")
    at = moment(dt.datetime.combine(_day(on), dt.time(), ZoneInfo(case.person.zone)))
    changed = msgspec.structs.replace(case.letters[nth], answered_at=at, answer=answer.strip())
    letters = (*case.letters[:nth], changed, *case.letters[nth + 1 :])
    return msgspec.structs.replace(case, letters=letters)


def moment_on_her_clock(case: Case, at: str) -> int:
    """The UTC milliseconds of a moment, read on her clock if it names no zone."""
    try:
        when = dt.datetime.fromisoformat(at.strip())
    except ValueError:
        raise RequestError(f"`{at[:24]}` is not a moment; write it like 2026-03-03T10:15", "at") from None
    return moment(when if when.tzinfo else when.replace(tzinfo=ZoneInfo(case.person.zone)))


def _day(on: str) -> dt.date:
    try:
        return dt.date.fromisoformat(on.strip())
    except ValueError:
        raise RequestError(f"`{on[:24]}` is not a day; write it like 2026-03-03", "on") from None


def _known(case: Case, which: str) -> Caller:
    found = case.caller(which) or case.caller_of(which)
    if found is None:
        known = [caller.id for caller in case.callers]
        hint = nearest(which, known) or (
            f"it is one of {', '.join(known)}" if known else "confirm first who called"
        )
        raise RequestError(f"there is no caller `{which[:20]}`; {hint}", "caller")
    return found


def _suggested(case: Case, which: str) -> Caller:
    group = next((each for each in groups(case) if which in each.digits), None)
    if group is None:
        return _known(case, which)
    return caller_of(group, case)


def _check(word: str | None, known: tuple[str, ...], name: str) -> None:
    if word not in {None, "", *known}:
        hint = nearest(str(word), known) or f"it is one of {', '.join(known)}"
        raise RequestError(f"`{word}` is not a word for this; {hint}", name)
