"""`ringfence import`: what is already known (calls, stops, proofs, listings, …) brought into the ledger."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ringfence.doors.cli.options import LEDGER, PACK, Db, Language, PackName
from ringfence.doors.cli.speaking import openers, progress, told
from ringfence.doors.cli.words import language_of, say

Relation = Annotated[
    str,
    typer.Argument(
        metavar="RELATION", help="call, stop, proof, listing, listing_entry, line, … 要导入的关系。"
    ),
]
File = Annotated[Path, typer.Argument(metavar="FILE", help="The rows: CSV or Parquet. 数据文件。")]


@told
def bring(
    ctx: typer.Context,
    relation: Relation,
    file: File,
    *,
    db: Db = LEDGER,
    pack: PackName = PACK,
    lang: Language = None,
) -> None:
    """Bring what is already known into the ledger. 把已有的记录导入账本。

    \b
    ringfence import call history.csv --db ringfence.db
    """  # noqa: D301 - \b keeps Typer from filling the lines
    from ringfence.call.errors import RequestError, nearest  # noqa: PLC0415 - `--help` need not wait for the house
    from ringfence.ledger.catalogue import FACTS  # noqa: PLC0415 - as above

    if relation not in FACTS:
        hint = nearest(relation, FACTS) or f"it is one of {', '.join(FACTS)}"
        raise RequestError(f"`{relation}` is not a relation that is brought; {hint}", "RELATION")
    if not file.is_file():
        raise RequestError(f"there is no file `{file}`; name one to bring", "FILE")
    with openers(ctx).house(db, pack) as house, progress(lang) as tell:
        rows = house.bring(relation, file, tell)
    typer.echo(f"{say('brought', language_of(lang))}: {rows:,}")
