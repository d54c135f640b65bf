"""`ringfence tell`: what a call was, and what was said on it; a stop that was said holds from then on."""

from __future__ import annotations

from typing import Annotated

import typer

from ringfence.doors.cli.ask import CallId, moment_of
from ringfence.doors.cli.options import LEDGER, PACK, At, Db, Language, PackName
from ringfence.doors.cli.speaking import openers, told
from ringfence.doors.cli.words import language_of, say

Outcome = Annotated[
    str | None,
    typer.Option("--outcome", metavar="WORD", help="What the call was: conversation, unanswered, … 结果。"),
]
Said = Annotated[
    str | None,
    typer.Option("--said", metavar="WORD", help="What was said on it: opt_out, complaint, … 对方所说。"),
]


@told
def tell(
    ctx: typer.Context, call: CallId, *, outcome: Outcome = None, said: Said = None, at: At = None,
    db: Db = LEDGER, pack: PackName = PACK, lang: Language = None,
) -> None:  # fmt: skip
    """What a call was and what was said on it. A stop holds at once. 告知结果与对方所说，停止令即时生效。

    \b
    ringfence tell 1m82b5k3c6k4a3ch6c6gv --outcome conversation --said opt_out
    """  # noqa: D301 - \b keeps Typer from filling the lines
    when = moment_of(at)
    with openers(ctx).house(db, pack) as house:
        leaf = house.tell(call, outcome=outcome, said=said, at=when)
    typer.echo(f"{say('told', language_of(lang))} {leaf}")
