"""`ringfence import`: what is already known (calls, stops, proofs, listings, …) brought into the ledger."""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ringfence.doors.cli.options import (
    LEDGER,
    PACK,
    Db,
    Language,
    Map,
    PackName,
    Region,
    Set,
    Zone,
    mapping_of,
    set_words,
)
from ringfence.doors.cli.speaking import openers, progress, told
from ringfence.doors.cli.words import Language as Tongue
from ringfence.doors.cli.words import language_of, say

if TYPE_CHECKING:
    from ringfence.doors.cli.needs import Brought

PEOPLE_SAY = {
    "calls": "call", "stops": "stop", "proofs": "proof", "listings": "listing_entry", "lines": "line", "people": "recipient",
    "accounts": "account_fact", "agencies": "institution_proof", "filings": "filing", "closures": "line_closure",
}  # fmt: skip
"""What is brought, as people say it, and the relation it goes into."""

Relation = Annotated[
    str,
    typer.Argument(
        metavar="WHAT", help=f"{', '.join(PEOPLE_SAY)}; or a relation by its name. 要导入的内容。"
    ),
]
File = Annotated[Path, typer.Argument(metavar="FILE", help="The rows: XLSX, CSV or Parquet. 数据文件。")]
From = Annotated[
    str | None,
    typer.Option(
        "--from", metavar="PROGRAM", help="Who wrote it: vicidial, asterisk, freeswitch. 由何系统导出。"
    ),
]
Whole = Annotated[
    str | None,
    typer.Option(
        "--whole",
        metavar="NAME",
        help="The file is all of this listing: millions of numbers. 整份名单，可达数千万。",
    ),
]
AsOf = Annotated[
    str | None,
    typer.Option(
        "--as-of", metavar="MOMENT", help="When this copy of the listing was taken; or now. 名单副本的时间。"
    ),
]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Say what would change; write nothing. 只说明变化，不写入。")
]


@told
def bring(
    ctx: typer.Context, relation: Relation, file: File, *, dry_run: DryRun = False, columns: Map = None,
    common: Set = None, region: Region = None, zone: Zone = None, export: From = None,
    whole: Whole = None, as_of: AsOf = None, db: Db = LEDGER, pack: PackName = PACK, lang: Language = None,
) -> None:  # fmt: skip
    """Bring what is already known into the ledger. 把已有的记录导入账本。

    \b
    ringfence import calls history.csv --db ringfence.db
    ringfence import calls Master.csv --from asterisk --zone Asia/Shanghai --region CN --set direction=outbound --set caller=bank-a
    ringfence import listings 全国拒呼名单.csv --whole national-dnc --as-of 2026-11-25T08:00:00+08:00 --region CN
    ringfence import stops 投诉名单.xlsx --region CN --map said_at=登记时间 --dry-run
    """  # noqa: D301 - \b keeps Typer from filling the lines
    from ringfence.call.errors import RequestError, nearest  # noqa: PLC0415 - `--help` need not wait for the house
    from ringfence.ledger.catalogue import BROUGHT  # noqa: PLC0415 - as above

    wanted = PEOPLE_SAY.get(relation, relation)
    if wanted not in BROUGHT:
        hint = (
            nearest(relation, (*PEOPLE_SAY, *BROUGHT)) or f"it is one of {', '.join((*PEOPLE_SAY, *BROUGHT))}"
        )
        raise RequestError(f"`{relation}` is not a relation that is brought; {hint}", "WHAT")
    if not file.is_file():
        raise RequestError(f"there is no file `{file}`; name one to bring", "FILE")
    mapping = mapping_of(columns or [])
    shared = set_words(common or [])
    with openers(ctx).house(db, pack) as house, progress(lang) as tell:
        if whole is not None:
            taken_at = _taken_at(wanted, whole, as_of, shared)
            brought = house.keep_listing(
                whole, file, taken_at, tell, mapping=mapping, region=region, dry_run=dry_run
            )
        else:
            brought = house.bring(
                wanted, file, tell, mapping=mapping, region=region, dry_run=dry_run, common=shared,
                export=export, zone=zone,
            )  # fmt: skip
    _tell(brought, language_of(lang), dry_run=dry_run)


def _taken_at(wanted: str, whole: str, as_of: str | None, shared: Mapping[str, str]) -> str | int:
    from ringfence.call.errors import RequestError  # noqa: PLC0415 - as above

    if wanted != "listing_entry" or not whole:
        raise RequestError(
            "only a listing is kept whole, under its name: import listings FILE --whole NAME", "--whole"
        )
    if shared:
        raise RequestError("a whole listing takes nothing that all rows share; leave --set out", "--set")
    if as_of is None:
        raise RequestError(
            "say when this copy was taken, as in --as-of 2026-11-25T08:00:00+08:00, or --as-of now; its age counts from then",
            "--as-of",
        )
    return int(time.time() * 1000) if as_of == "now" else as_of


def _tell(brought: Brought, language: Tongue, *, dry_run: bool) -> None:
    counted = ", ".join(
        f"{say(name, language)} {rows:,}"
        for name, rows in (
            ("rows added", brought.added),
            ("rows changed", brought.changed),
            ("as before", brought.same),
            *((("gone", brought.gone),) if brought.gone else ()),
        )
    )
    typer.echo(f"{say('would be brought' if dry_run else 'brought', language)}: {brought.rows:,} ({counted})")
    for change in brought.changes:
        typer.echo(f"  {say('in line', language)} {change.line}: {', '.join(change.columns)}")
    if not (dry_run or brought.added or brought.changed or brought.gone or brought.leaf is not None):
        typer.echo(say("nothing new", language))
    elif brought.leaf is not None:
        typer.echo(f"{say('sealed as leaf', language)} {brought.leaf}")
