"""`ringfence explain`: a sealed answer in words, with all its reasons, and what became of the call."""

from __future__ import annotations

import typer

from ringfence.doors.cli.ask import CallId
from ringfence.doors.cli.options import LEDGER, PACK, Db, Language, PackName
from ringfence.doors.cli.speaking import openers, told
from ringfence.doors.cli.words import language_of, say


@told
def explain(
    ctx: typer.Context, call: CallId, db: Db = LEDGER, pack: PackName = PACK, lang: Language = None
) -> None:
    """Why was a call answered as it was? 这次触达为何得此答复？

    \b
    ringfence explain 1m82b5k3c6k4a3ch6c6gv --lang zh
    """  # noqa: D301 - \b keeps Typer from filling the lines
    from ringfence.doors.cli.verdicts import here, in_words  # noqa: PLC0415 - `--help` need not wait for the house

    language = language_of(lang)
    with openers(ctx).house(db, pack) as house:
        explained = openers(ctx).explain(house, call)
    typer.echo("\n".join(in_words(explained.verdict, language)))
    if explained.later:
        typer.echo(f"{say('later', language)}:")
    for leaf, kind, at, word in explained.later:
        typer.echo(
            f"  {here(at)} {say(kind, language)}: {say(word, language)} ({say('leaf', language)} {leaf})"
        )
