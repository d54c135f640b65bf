"""`ringfence ask` and `ringfence confirm`: may this call be made, and may it still connect?"""

from __future__ import annotations

import sys
from typing import Annotated, Any

import typer

from ringfence.doors.cli.options import LEDGER, PACK, At, Db, Format, Language, PackName
from ringfence.doors.cli.speaking import openers, told

Asked = Annotated[
    str,
    typer.Option(
        "--json",
        metavar="JSON",
        help="The call as an object, or - to read it. 触达，JSON 对象；- 为标准输入。",
    ),
]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Only say what the answer would be. 只问不留：不保留、不存证。")
]
CallId = Annotated[
    str, typer.Argument(metavar="CALL", help="The id that `ask` answered with. ask 所答的触达号。")
]


@told
def ask(
    ctx: typer.Context, *, asked: Asked, db: Db = LEDGER, pack: PackName = PACK, dry_run: DryRun = False,
    form: Format = None, lang: Language = None,
) -> None:  # fmt: skip
    """May this call be made? If so it is reserved; either way it is sealed. 这次触达可否拨出？

    \b
    ringfence ask --json '{"recipient": "+8613000000000", "purpose": "marketing", "channel": "voice"}'
    ringfence ask --json - --format text < call.json
    """  # noqa: D301 - \b keeps Typer from filling the lines
    from ringfence.doors.cli.verdicts import show  # noqa: PLC0415 - `--help` need not wait for the house

    call = _read(sys.stdin.read() if asked == "-" else asked)
    with openers(ctx).house(db, pack) as house:
        verdict = house.would(call) if dry_run else house.ask(call)
    show(verdict, form, lang)


@told
def confirm(
    ctx: typer.Context, call: CallId, *, at: At = None, db: Db = LEDGER, pack: PackName = PACK,
    form: Format = None, lang: Language = None,
) -> None:  # fmt: skip
    """May a permitted call still connect, now that it rings? 已准许的触达，此刻还可否接通？

    \b
    ringfence confirm 1m82b5k3c6k4a3ch6c6gv
    """  # noqa: D301 - as above
    from ringfence.doors.cli.verdicts import show  # noqa: PLC0415 - as above

    when = moment_of(at)
    with openers(ctx).house(db, pack) as house:
        verdict = house.confirm(call, when)
    show(verdict, form, lang)


def moment_of(at: str | None) -> int | None:
    """The moment that was given, read before anything is opened."""
    from ringfence.call.moments import moment  # noqa: PLC0415 - as above

    return None if at is None else moment(at, "--at")


def _read(text: str) -> dict[str, Any]:
    """The call in a JSON text, checked as the gate will check it, before a ledger is made for it."""
    import msgspec  # noqa: PLC0415 - as above

    from ringfence.call.errors import RequestError  # noqa: PLC0415 - as above
    from ringfence.caller.request import read_call  # noqa: PLC0415 - as above

    try:
        call = msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeEncodeError, RecursionError):
        message = 'this is not JSON; write it like {"recipient": "+8613…", "purpose": "marketing"}'
        raise RequestError(message, "--json") from None
    read_call(call)
    found: dict[str, Any] = call
    return found
