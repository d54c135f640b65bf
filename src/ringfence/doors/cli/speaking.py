"""How a command speaks: answers on standard output, errors in one line each on standard error.

Around every command. Takes what the house raised; gives the exit code: 2 for what whoever asked must put
right. Never shows a traceback for bad input.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, TypeVar

import typer

from ringfence.call.errors import PackError, RingfenceError
from ringfence.doors.cli.in_chinese import fault_told
from ringfence.doors.cli.needs import Openers, Progress
from ringfence.doors.cli.words import language_of, say
from ringfence.doors.errors_in_chinese import error_told, message_told

WRONG = 2
"""The exit code of a command that could not be carried out."""

Command = TypeVar("Command", bound=Callable[..., Any])


def told(command: Command) -> Command:
    """The command, its errors told in one line each."""

    @wraps(command)
    def told_command(*args: Any, **options: Any) -> Any:
        try:
            return command(*args, **options)
        except PackError as error:
            for fault in error.faults:
                typer.echo(fault_told(fault, language_of(options.get("lang"))), err=True)
        except RingfenceError as error:
            wrong(error, options.get("lang"))
        except OSError as error:
            why = (error.strerror or "the system refused").lower()
            wrong(f"`{error.filename}`: {why}; choose another place", options.get("lang"))
        raise typer.Exit(WRONG)

    return told_command  # type: ignore[return-value]  # the same signature, as `wraps` keeps it


def wrong(what: object, language: str | None = None) -> None:
    """Says on standard error what is wrong, in one line."""
    tongue = language_of(language)
    if tongue == "zh":
        what = error_told(what) if isinstance(what, RingfenceError) else message_told(str(what))
    typer.echo(f"{say('error', tongue)}: {' '.join(str(what).split())}", err=True)


def openers(ctx: typer.Context) -> Openers:
    """What `wiring` handed over."""
    found = ctx.find_object(Openers)
    assert found is not None, "the program is started by `ringfence.wiring.main`"
    return found


@contextmanager
def progress(language: str | None = None) -> Iterator[Progress]:
    """Something to tell progress to; it is shown on standard error, if a person is looking there."""
    if not sys.stderr.isatty():
        yield _unseen
        return
    from rich.console import Console  # noqa: PLC0415 - `--help` need not wait for it
    from rich.progress import BarColumn, SpinnerColumn, TaskProgressColumn, TextColumn, TimeElapsedColumn  # noqa: PLC0415
    from rich.progress import Progress as Bar  # noqa: PLC0415

    # The spinner and the clock move while one long step is at work.
    shown = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TimeElapsedColumn(),
    )
    with Bar(*shown, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=1.0)

        def tell(what: str, done: float) -> None:
            bar.update(task, description=say(what, language_of(language)), completed=done)

        yield tell


def _unseen(what: str, done: float) -> None:
    """Nobody is looking."""
