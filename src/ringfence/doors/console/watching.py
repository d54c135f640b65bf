"""The carrier's screens: what waits for a person, one line and why it stands where it stands, and what other limits would see.

Behind the desk's links, where the pack has ladders. Takes whoever signed in and what she asks; gives HTML, and does what she decides
in her name. Only who answers for a whole network sits here: a key bound to one caller is shown nothing.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from ringfence.call.errors import RequestError
from ringfence.caller.access import Holder
from ringfence.carrier.notice import told
from ringfence.doors.console.saying import Language
from ringfence.doors.console.screens import Screens, need

if TYPE_CHECKING:
    from ringfence.doors.cli.needs import Carrier

A_DAYS_WORK: Final = 50
MOST_LIMITS: Final = 12


class Watching:
    """Draws what a carrier's analyst looks at, and takes what she decides."""

    def __init__(self, screens: Screens, carrier: Carrier) -> None:
        self.screens, self.carrier = screens, carrier

    async def queue(
        self, _request: Request, language: Language, holder: Holder, decided: Any = None
    ) -> Response:
        """The steps that wait for a person, the most harmful first."""
        unbound(holder)
        rows = await run_in_threadpool(self.carrier.queue, A_DAYS_WORK)
        words = self.screens.told(language)
        waiting = [
            {**row, "words": words.get(row["rule"], ""), "figures": figures(row["figures"], language)}
            for row in rows
        ]
        return self.screens.page(
            "queue", language, holder, waiting=waiting, decided=decided, may_decide="review" in holder.scopes, most=A_DAYS_WORK,
        )  # fmt: skip

    async def decide(self, request: Request, language: Language, holder: Holder) -> Response:
        """A step taken or refused, in the name of whoever signed in."""
        unbound(holder)
        need(holder, "review")
        form = await request.form()
        taken = form.get("decision") == "take"
        done = await run_in_threadpool(
            lambda: self.carrier.decide(str(form.get("step", "")), taken=taken, by=holder.id)
        )
        return await self.queue(request, language, holder, decided=done[0])

    async def line(self, request: Request, language: Language, holder: Holder) -> Response:
        """One line: what is answered now, its steps with their figures, its last thirty days."""
        unbound(holder)
        return await self._line((request.query_params.get("number") or "").strip(), language, holder)

    async def _line(self, number: str, language: Language, holder: Holder) -> Response:
        found = days = None
        if number:
            found = await run_in_threadpool(self.carrier.explain, number)
            days = await run_in_threadpool(self.carrier.days, number)
        return self.screens.page(
            "line", language, holder, number=number, found=found, days=days, words=self.screens.told(language),
            measured=[] if found is None else measured(found["measures"], language),
            figures=lambda text: figures(text, language), may_lift="review" in holder.scopes, now=self.screens.gate.now(),
        )  # fmt: skip

    async def lift(self, request: Request, language: Language, holder: Holder) -> Response:
        """A step lifted at once, in the name of whoever signed in."""
        unbound(holder)
        need(holder, "review")
        form = await request.form()
        number, rule = str(form.get("number", "")), str(form.get("rule", ""))
        await run_in_threadpool(lambda: self.carrier.lift(number, rule, by=holder.id))
        return await self._line(number, language, holder)

    async def what_if(self, request: Request, language: Language, holder: Holder) -> Response:
        """How many lines a ladder would see with other limits of one measure."""
        unbound(holder)
        asked = request.query_params
        known = self.carrier.looks()
        chosen, rows = asked.get("look", ""), None
        if chosen:
            rule, _, measure = chosen.partition(" ")
            limits = limits_in(asked.get("limits", ""))
            rows = await run_in_threadpool(self.carrier.what_if, rule, measure, limits, None)
        return self.screens.page(
            "what-if", language, holder, known=known, chosen=chosen, limits=asked.get("limits", ""), rows=rows,
        )  # fmt: skip


def unbound(holder: Holder) -> None:
    """RequestError for a key that is bound to one caller: lines of a network are everybody's."""
    if holder.caller is not None:
        raise RequestError("this key is bound to one caller; sign in with one that is not", "key")


def figures(text: str, language: Language) -> list[str]:
    """What was measured, in words, the unusual left to a reader's judgement."""
    return measured(json.loads(text), language)


def measured(values: dict[str, Any], language: Language) -> list[str]:
    """Measures in words, those that nobody knows left out."""
    return [
        told(name, value, 0 if language == "zh" else 1) for name, value in values.items() if value is not None
    ]


def limits_in(text: str) -> list[int]:
    """The limits that somebody wrote, divided by blanks or commas.

    >>> limits_in("30, 40 50")
    [30, 40, 50]
    """
    words = text.replace(",", " ").replace("，", " ").split()
    if not words or len(words) > MOST_LIMITS or not all(word.isdecimal() and len(word) < 7 for word in words):
        raise RequestError(f"write up to {MOST_LIMITS} whole numbers, as in 30 40 50", "limits")
    return [int(word) for word in words]
