"""The command line put together: every command under its name, handed what opens the house.

Takes the openers that `wiring` gives; gives the program. Opens nothing itself.
"""

from __future__ import annotations

import typer

from ringfence.doors.cli.ask import ask, confirm
from ringfence.doors.cli.backtest import backtest
from ringfence.doors.cli.backup import backup
from ringfence.doors.cli.bring import bring
from ringfence.doors.cli.carrier import carrier
from ringfence.doors.cli.doctor import doctor
from ringfence.doors.cli.explain import explain
from ringfence.doors.cli.lines import lines
from ringfence.doors.cli.log import log
from ringfence.doors.cli.my import my
from ringfence.doors.cli.needs import Openers
from ringfence.doors.cli.packs import pack
from ringfence.doors.cli.schedule import schedule
from ringfence.doors.cli.screen import screen
from ringfence.doors.cli.serve import key, serve
from ringfence.doors.cli.share import keyholder, share
from ringfence.doors.cli.tell import tell
from ringfence.doors.cli.webhook import webhook

ABOUT = """May this call be made? One rule pack, one sealed record. 铃界：这次触达可否拨出？

\b
ringfence ask --json '{"recipient": "+8613000000000", "purpose": "marketing", "channel": "voice"}'
ringfence screen calls.csv --pack thread --out verdicts.parquet
ringfence log verify
"""


def command_line(openers: Openers) -> typer.Typer:
    """The program, over whatever opens the house."""
    app = typer.Typer(
        name="ringfence", help=ABOUT, no_args_is_help=True, pretty_exceptions_enable=False,
        context_settings={"obj": openers, "help_option_names": ["-h", "--help"]},
    )  # fmt: skip
    for name, command in (
        ("ask", ask), ("confirm", confirm), ("tell", tell), ("explain", explain), ("screen", screen),
        ("import", bring), ("schedule", schedule), ("backtest", backtest), ("serve", serve), ("doctor", doctor),
        ("backup", backup),
    ):  # fmt: skip
        app.command(name)(command)
    app.add_typer(pack, name="pack")
    app.add_typer(log, name="log")
    app.add_typer(my, name="my")
    app.add_typer(key, name="key")
    app.add_typer(webhook, name="webhook")
    app.add_typer(carrier, name="carrier")
    app.add_typer(lines, name="lines")
    app.add_typer(share, name="share")
    app.add_typer(keyholder, name="keyholder")
    return app
