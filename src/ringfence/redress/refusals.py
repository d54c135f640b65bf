"""Refusals that stand in her own messages: what she answered with to be left alone.

Beside the case. Takes her messages; gives the refusals that they look like, for her to confirm. A word that may mean
something else is not one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import msgspec

from ringfence.redress.case import Case, Refusal

SAID: Final = re.compile(
    r"^\s*(?:TD|T|N|QX|退订|取消|拒收|R)\s*[。.!！]?\s*$|不要再|别再(?:打|发|联系)|停止(?:营销|骚扰|来电|联系)|stop calling|unsubscribe",
    re.IGNORECASE,
)
SAME: Final = 60_000


def suggested(case: Case) -> Iterator[Refusal]:
    """What she wrote to a caller that reads like a refusal and is not on record yet."""
    for message in case.messages:
        caller = case.caller_of(message.number)
        if message.to_her or caller is None or not SAID.search(message.text):
            continue
        if any(each.caller == caller.id and abs(each.at - message.at) < SAME for each in case.refusals):
            continue
        yield Refusal(
            at=message.at,
            caller=caller.id,
            how="sms",
            words=message.text.strip(),
            number=message.number,
            stands=message.stands,
        )


def with_refusal(case: Case, refusal: Refusal) -> Case:
    """The case with a refusal, in the order of time; the same one again changes nothing."""
    if refusal in case.refusals:
        return case
    ordered = sorted((*case.refusals, refusal), key=lambda each: each.at)
    return msgspec.structs.replace(case, refusals=tuple(ordered))


def without_refusal(case: Case, nth: int) -> Case:
    """The case without one of its refusals."""
    return msgspec.structs.replace(
        case, refusals=tuple(each for place, each in enumerate(case.refusals) if place != nth)
    )
