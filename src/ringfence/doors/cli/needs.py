"""What the command line needs from the house, named for the role; `wiring` hands it over at the start.

A command opens what it needs when it runs and not before, so that `--help` need not load the house.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Protocol, Self

from ringfence.doors.cli.words import Language

if TYPE_CHECKING:
    from ringfence.call.verdict import Effect, Verdict
    from ringfence.caller.lines.days import Counts
    from ringfence.caller.lines.fittest import Dealt
    from ringfence.caller.lines.odds import Forecast
    from ringfence.carrier.gate import Carried
    from ringfence.carrier.ladder.steps import Done
    from ringfence.doors.lists.intake import HowRead
    from ringfence.doors.report.backtested import Backtested
    from ringfence.doors.report.scheduled import Scheduled
    from ringfence.evidence.findings import Findings
    from ringfence.policy.examples import Example
    from ringfence.policy.rule import Pack
    from ringfence.policy.trial import Tested
    from ringfence.sharing.keyholder import Keyholder

Progress = Callable[[str, float], None]
"""Told what is being done, and how much of it is, from 0 to 1."""


class RuleCount(Protocol):
    """How many rows of a list one rule spoke on."""

    @property
    def rule(self) -> str: ...
    @property
    def effect(self) -> Effect | str: ...
    @property
    def unknown(self) -> bool: ...
    @property
    def rows(self) -> int: ...


class Share(Protocol):
    """How many rows with one value of a word got each answer."""

    @property
    def value(self) -> str | None: ...
    @property
    def answers(self) -> dict[str, int]: ...


class Missing(Protocol):
    """A fact that is missing: how many rows it would decide, alone and with those before it, and how many lack it."""

    @property
    def fact(self) -> str: ...
    @property
    def decides(self) -> int: ...
    @property
    def together(self) -> int: ...
    @property
    def among(self) -> int: ...


class Intake(Protocol):
    """How a list was read: which column said which fact, what was set aside, and where."""

    @property
    def facts(self) -> dict[str, str]: ...
    @property
    def bad(self) -> int: ...
    @property
    def side(self) -> Path | None: ...


class Screened(Protocol):
    """What came of a list."""

    @property
    def rows(self) -> int: ...
    @property
    def answers(self) -> dict[str, int]: ...
    @property
    def by_rule(self) -> Sequence[RuleCount]: ...
    @property
    def seconds(self) -> float: ...
    @property
    def out(self) -> Path | None: ...
    @property
    def leaf(self) -> int | None: ...
    @property
    def warned(self) -> dict[str, int]: ...
    @property
    def reserved(self) -> int | None: ...
    @property
    def intake(self) -> Intake | None: ...
    @property
    def may_call(self) -> int | None: ...
    @property
    def by(self) -> Mapping[str, Sequence[Share]]: ...
    @property
    def hours(self) -> Sequence[tuple[str, int]]: ...
    @property
    def missing(self) -> Sequence[Missing]: ...


class Change(Protocol):
    """A row that says otherwise than the ledger did."""

    @property
    def line(self) -> int: ...
    @property
    def columns(self) -> tuple[str, ...]: ...


class Brought(Protocol):
    """What a file of facts came to."""

    @property
    def rows(self) -> int: ...
    @property
    def leaf(self) -> int | None: ...
    @property
    def added(self) -> int: ...
    @property
    def changed(self) -> int: ...
    @property
    def same(self) -> int: ...
    @property
    def gone(self) -> int: ...
    @property
    def changes(self) -> Sequence[Change]: ...


class Explained(Protocol):
    """A sealed answer, and what was sealed of the call afterwards."""

    @property
    def verdict(self) -> Verdict: ...
    @property
    def later(self) -> Sequence[tuple[int, str, int, str]]: ...


class Examined(Protocol):
    """What was found of one thing that a gate stands on."""

    @property
    def what(self) -> str: ...
    @property
    def state(self) -> str: ...
    @property
    def found(self) -> str: ...


class House(Protocol):
    """One ledger with one pack over it, open."""

    def ask(self, call: Mapping[str, Any]) -> Verdict:
        """May this call be made? Reserved and sealed."""

    def would(self, call: Mapping[str, Any]) -> Verdict:
        """The same, without reserving or sealing."""

    def confirm(self, call: str, at: str | int | None = None) -> Verdict:
        """May it still connect?"""

    def tell(
        self, call: str, *, outcome: str | None = None, said: str | None = None, at: str | int | None = None
    ) -> int:
        """The leaf that seals what the call was or what was said on it."""

    def screen(
        self, list_path: Path | str, *, out: Path | str | None, at: str | int | None = None,
        common: Mapping[str, str] | None = None, reserve: bool = False, progress: Progress | None = None,
        how: HowRead | None = None, side: Path | str | None = None, may_call: Path | str | None = None,
        html: Path | str | None = None, language: Language = "en",
    ) -> Screened:  # fmt: skip
        """A whole list asked in order."""

    def backtest(
        self, history: Path | str, *, beside: str | Path | None = None, complaints: Path | str | None = None,
        days: int = 30, common: Mapping[str, str] | None = None, how: HowRead | None = None,
        side: Path | str | None = None, out: Path | str | None = None, html: Path | str | None = None,
        language: Language = "en", progress: Progress | None = None,
    ) -> Backtested:  # fmt: skip
        """What packs would have made of calls that were made."""

    def bring(
        self, relation: str, path: Path | str, progress: Progress | None = None, *,
        mapping: Mapping[str, str] | None = None, region: str | None = None, dry_run: bool = False,
        common: Mapping[str, str] | None = None, export: str | None = None, zone: str | None = None,
    ) -> Brought:  # fmt: skip
        """What a file of facts came to."""

    def make_key(self, name: str, scopes: Sequence[str], caller: str | None, agency: str | None) -> str:
        """A new key of the HTTP gate; shown this once."""

    def revoke_key(self, name: str) -> None:
        """Takes a key back."""

    def keys(self) -> Sequence[Mapping[str, str]]:
        """Every key as it may be shown."""

    def keep_listing(
        self, name: str, path: Path | str, taken_at: str | int, progress: Progress | None = None, *,
        mapping: Mapping[str, str] | None = None, region: str | None = None, dry_run: bool = False,
    ) -> Brought:  # fmt: skip
        """What a listing that comes whole came to."""

    def schedule(
        self, list_path: Path | str, *, lines: Path | str, out: Path | str, day: dt.date | None = None,
        opens: str = "09:00", closes: str = "20:00", an_hour: int = 20, common: Mapping[str, str] | None = None,
        how: HowRead | None = None, side: Path | str | None = None, html: Path | str | None = None,
        language: Language = "en", progress: Progress | None = None,
    ) -> Scheduled:  # fmt: skip
        """A list laid into a day."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


@dataclass(frozen=True, slots=True)
class Listening:
    """Where a gate listens, and how: `rate` requests a second and key (0 is as many as it likes), a second pack in shadow."""

    host: str
    port: int
    rate: float = 0.0
    shadow: str | None = None
    agi_port: int | None = None


class Webhooks(Protocol):
    """Who is told of what happens in one house."""

    def make(self, name: str, url: str, events: Sequence[str], caller: str | None) -> str:
        """The secret of a new one; shown this once."""

    def all(self) -> Sequence[Mapping[str, str]]:
        """Every one, with what waits for it."""

    def messages(self, name: str) -> Sequence[Mapping[str, str]]:
        """The messages to one."""

    def replay(self, name: str, message: str | None) -> int:
        """How many messages are sent again."""

    def revoke(self, name: str) -> None:
        """Takes one back."""


class LineHealth(Protocol):
    """One line of a firm's pool."""

    @property
    def line(self) -> str: ...
    @property
    def caller(self) -> str | None: ...
    @property
    def usual(self) -> float: ...
    @property
    def forecast(self) -> Forecast: ...
    @property
    def days(self) -> Mapping[int, Counts]: ...


class Lines(Protocol):
    """A firm's pool of lines."""

    def health(self) -> Sequence[LineHealth]:
        """Every line, the most endangered first."""

    def of(self, line: str, volume: float | None) -> LineHealth:
        """One line, with what is planned for tomorrow."""

    def choose(self, calls: int) -> Dealt:
        """Calls dealt out among the fit lines."""

    def write(self) -> int:
        """How many lines' health diverts go by now."""


class TakenRecords(Protocol):
    """What a file of call records came to."""

    @property
    def rows(self) -> int: ...
    @property
    def bad(self) -> int: ...
    @property
    def side(self) -> Path | None: ...
    @property
    def again(self) -> bool: ...


class ClimbedLadders(Protocol):
    """What one run of the ladders came to."""

    @property
    def counts(self) -> Mapping[tuple[str, str, str], int]: ...


class Carrier(Protocol):
    """One carrier's ledger, records and ladders, open."""

    def take(
        self, path: Path, *, form: str, region: str | None, zone: str | None, mapping: Mapping[str, str] | None,
        side: Path | None, progress: Progress | None,
    ) -> TakenRecords:  # fmt: skip
        """A file of call records taken up."""

    def bring(
        self, relation: str, path: Path, *, region: str | None, mapping: Mapping[str, str] | None
    ) -> int:
        """How many rows of a file are known now."""

    def measure(
        self, out: Path | None, *, days: int, at: int | None, per_owner: bool, progress: Progress | None
    ) -> int:
        """How many lines were measured."""

    def run(self, at: int | None, progress: Progress | None) -> ClimbedLadders:
        """The ladders climbed."""

    def queue(self, most: int) -> Sequence[Mapping[str, Any]]:
        """The steps that wait for a person."""

    def decide(self, step: str, *, taken: bool, by: str) -> Sequence[Done]:
        """A step taken or refused by a person, and the others that wait for the same line."""

    def lift(self, line: str, rule: str, *, by: str) -> Done:
        """A step lifted by a person."""

    def what_if(
        self, rule: str, measure: str, limits: Sequence[int], at: int | None
    ) -> Sequence[Mapping[str, int]]:
        """What a ladder would see with other limits."""

    def explain(self, line: str) -> Mapping[str, Any]:
        """What is known of a line."""

    def days(self, line: str) -> Sequence[Mapping[str, Any]]:
        """A line's last thirty days."""

    def looks(self) -> Sequence[Mapping[str, Any]]:
        """What the ladders look at, and their limits now."""

    def ask(self, line: str) -> Carried:
        """Should this line go on ringing?"""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


@dataclass(frozen=True, slots=True)
class Openers:
    """What opens the house, one for each thing that a command does with it."""

    house: Callable[[str, str], House]
    explain: Callable[[Any, str], Explained]
    webhooks: Callable[[Any], Webhooks]
    verify: Callable[[str, Progress], Findings]
    reconcile: Callable[[str, str, Path | None, Progress], tuple[tuple[int, int] | None, int | None]]
    backup: Callable[[str, Path], Sequence[Path]]
    receipts: Callable[[str, str], bytes]
    examine: Callable[[str, str], Iterable[Examined]]
    serve: Callable[[str, str, Listening, Callable[[str], object]], None]
    try_examples: Callable[[Pack, list[Example]], Tested]
    give: Callable[[Path, str, Path, tuple[str, str], str | None, Progress], int]
    take: Callable[[Any, Path, Path, str | None, tuple[str, str], str | None, Progress], tuple[int, Brought]]
    keyholder: Callable[[Path], Keyholder]
    carrier: Callable[[str, str], Carrier]
    lines: Callable[[Any, float], Lines]
    generate: Callable[[Path, int, float, int, Progress], Sequence[Path]]
    serve_keyholder: Callable[[Path, str, int, Callable[[str], object]], None]
