"""A caller's end of the house, joined: one ledger, one pack, one gate, and the list beside it.

The public face of the program in Python (`ringfence.open`). Takes what people and programs write; gives verdicts.
Joins adapters to needs and nothing more: what is decided is decided in the rooms below.
"""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeVar
from zoneinfo import ZoneInfo

from ringfence.call.errors import RequestError
from ringfence.call.moments import moment
from ringfence.call.verdict import Verdict
from ringfence.call.words import Call
from ringfence.caller.access import keys_told, make_key, revoke_key
from ringfence.caller.brought import read_span
from ringfence.caller.gate import CallerGate
from ringfence.caller.request import read_call
from ringfence.caller.tally import tally
from ringfence.engines.one_call.asking import OneCallEngine
from ringfence.evidence.head import TreeHead
from ringfence.evidence.log import Gatherer
from ringfence.evidence.people import People
from ringfence.evidence.witness import Witness
from ringfence.ledger.ledger import About, Transaction
from ringfence.policy.rule import Pack
from ringfence.store.drawn_listings import Copies, WithListings
from ringfence.store.group_commit import GroupCommit
from ringfence.store.sqlite import SqliteLedger
from ringfence.store.statements import Sign

if TYPE_CHECKING:
    from ringfence.caller.bring import Brought
    from ringfence.doors.lists.answered import Language
    from ringfence.doors.lists.intake import HowRead
    from ringfence.doors.report.backtested import Backtested
    from ringfence.doors.report.scheduled import Scheduled
    from ringfence.store.postgres import PostgresLedger
    from ringfence.wiring.screening import Progress, Screened

GATHER_EVERY = 1024
"""How many leaves may wait before the tree is brought up to them."""
TALLY_EVERY = 128
"""The same of the figures: little at a time, so that no answer waits long for them."""
READERS = 2
"""How many look at much at once, beside the writer."""


@dataclass(frozen=True, slots=True)
class Store:
    """A ledger, the engine that judges one call inside its transactions, and how both write parameters."""

    ledger: SqliteLedger | PostgresLedger
    engine: Callable[[Pack], OneCallEngine]
    sign: Sign


Asked = Call | Mapping[str, Any]
Back = TypeVar("Back")


class Ringfence:
    """One ledger with one pack over it; made by `ringfence.open`."""

    def __init__(
        self, store: Store, gate: CallerGate, copies: Copies, gatherer: Gatherer, witness: Witness
    ) -> None:
        self.witness = witness
        self.store, self.ledger = store, store.ledger
        self.gate, self.copies, self.gatherer = gate, copies, gatherer
        self._group = GroupCommit(
            store.ledger, behind=self._gather, forget=self._forget, committed=self._committed
        )
        self._closing, self._stands = False, (0, 0)
        self._signed: TreeHead | None = None
        self._tallied = 0
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="ringfence-reader")

    @property
    def pack(self) -> Pack:
        """The pack by which is judged."""
        return self.gate.pack

    @property
    def people(self) -> People:
        """Who keys the ledger's people."""
        return self.gate.people

    def ask(self, call: Asked) -> Verdict:
        """May this call be made? Reserved if so, sealed either way, durable before it returns."""
        read = read_call(call)
        return self._group.run(lambda tx: self.gate.ask(tx, read), self.about(read))

    def submit(self, call: Asked) -> Future[Verdict]:
        """The same question for many askers at once: those who wait together share one visit to the disk."""
        read = read_call(call)
        return self._group.submit(lambda tx: self.gate.ask(tx, read), self.about(read))

    def ask_all(self, calls: Iterable[Asked]) -> list[Verdict]:
        """The answers to calls asked in this order, one visit to the disk for every 64."""
        return [future.result() for future in [self.submit(call) for call in calls]]

    def would(self, call: Asked) -> Verdict:
        """What `ask` would answer now; nothing is reserved and nothing sealed."""
        read = read_call(call)
        return self._group.run(lambda tx: self.gate.would(tx, read), self.about(read))

    def confirm(self, call: str | Verdict, at: str | int | None = None) -> Verdict:
        """May the call that was permitted still connect, now that it rings?"""
        named, when = _named(call), _when(at)
        return self._group.run(lambda tx: self.gate.confirm(tx, named, when))

    def tell(
        self, call: str | Verdict, *, outcome: str | None = None, said: str | None = None,
        at: str | int | None = None,
    ) -> int:  # fmt: skip
        """The leaf that seals what a call was, or what was said on it; a stop holds from this moment."""
        named, when = _named(call), _when(at)
        return self._group.run(lambda tx: self.gate.tell(tx, named, outcome=outcome, said=said, at=when))

    def bring(
        self, relation: str, path: str | Path, progress: Progress | None = None, *,
        mapping: Mapping[str, str] | None = None, region: str | None = None, dry_run: bool = False,
        common: Mapping[str, str] | None = None, export: str | None = None, zone: str | None = None,
    ) -> Brought:  # fmt: skip
        """What a file of facts came to: all its rows were brought into a relation, or none and an error.

        `mapping` says which column is which of the relation's, `region` where numbers without a country's code are at
        home, `common` what all rows share. `export` names the program that wrote a file of calls, `zone` whose clock it
        writes by. A dry run writes nothing. `progress` is told `bring` and the share that was read, from 0 to 1.
        """
        # Lists and files bring DuckDB and Arrow with them, a second of loading that a single question need not pay.
        from ringfence.caller.bring import bring_blocks, columns_taken  # noqa: PLC0415
        from ringfence.doors.exports import read_export  # noqa: PLC0415
        from ringfence.doors.files import read_blocks  # noqa: PLC0415

        if export is not None and relation != "call":
            raise RequestError(
                "an export of a dialler or a switch is of calls; import it as `calls`", "--from"
            )
        told = None if progress is None else partial(progress, "bring")

        def work(tx: Transaction) -> Brought:
            blocks = (
                read_blocks(path, told, columns_taken(relation), mapping)
                if export is None
                else read_export(Path(path), export, zone, told)
            )
            columns = (_shared(table.to_pydict(), table.num_rows, common or {}) for table in blocks)
            brought = bring_blocks(tx, self.people, relation, columns, self.gate.clock(), region)
            if dry_run:
                # What an error undoes was never there.
                raise _OnlyTriedError(brought)
            return brought

        try:
            return self._group.run(work)
        except _OnlyTriedError as tried:
            return replace(tried.brought, leaf=None)

    def keep_listing(
        self, name: str, path: str | Path, taken_at: str | int, progress: Progress | None = None, *,
        mapping: Mapping[str, str] | None = None, region: str | None = None, dry_run: bool = False,
    ) -> Brought:  # fmt: skip
        """What a listing that comes whole came to against the copy of it that held before; now this one holds.

        For listings of millions: they take eight bytes a number, and calls are answered while one is read. `taken_at`
        is the moment of the copy, from which its age is counted. The rest is as in `bring`.
        """
        from ringfence.doors.files import read_blocks  # noqa: PLC0415 - as above
        from ringfence.wiring.whole_listing import keep_listing  # noqa: PLC0415 - as above

        checked_at = _when(taken_at)
        assert checked_at is not None
        told = None if progress is None else partial(progress, "bring")
        taken = ("recipient", "listing", "listed", "listed_on")
        return keep_listing(
            read_blocks(path, told, taken, mapping), name, checked_at, self.people, self.copies, self.write,
            self.gate.clock(), region=region, dry_run=dry_run, progress=progress,
        )  # fmt: skip

    def screen(
        self, list_path: Path | str, *, out: Path | str | None, at: str | int | None = None,
        common: Mapping[str, str] | None = None, reserve: bool = False, progress: Progress | None = None,
        how: HowRead | None = None, side: Path | str | None = None, may_call: Path | str | None = None,
        html: Path | str | None = None, language: Language = "en",
    ) -> Screened:  # fmt: skip
        """The verdicts of a list, as if its calls were asked in order.

        With `reserve` all permitted calls hold their places afterwards, in one transaction; nothing is reserved
        otherwise. EngineError if calls were answered or told each time that the list was judged. `how` says which
        column is which fact; rows that cannot be judged go to `side`, else beside the list as `NAME.bad.csv`. The
        ending of `out` says in which form the list comes back; `may_call` gets only what may be called, `html` a page.
        """
        from ringfence.doors.lists.intake import HowRead  # noqa: PLC0415 - as above
        from ringfence.engines.duckdb.asked import ListFile  # noqa: PLC0415 - as above
        from ringfence.store.mirror import Mirror  # noqa: PLC0415 - as above
        from ringfence.wiring.screening import Screening  # noqa: PLC0415 - as above

        when = _when(at)
        path, target = Path(list_path), None if out is None else Path(out)
        source = ListFile(path, common or {}, when if when is not None else self.gate.clock())
        aside = path.with_suffix(".bad.csv") if side is None else Path(side)
        read = replace(how or HowRead(), shared=frozenset(source.common))
        screening = Screening(
            self.gate, Mirror(self.ledger.where), source, target, progress, reserve, read, aside,
            None if may_call is None else Path(may_call), None if html is None else Path(html), language,
        )  # fmt: skip
        return screening.run(self._group.run)

    def backtest(
        self, history: Path | str, *, beside: str | Path | None = None, complaints: Path | str | None = None,
        days: int = 30, common: Mapping[str, str] | None = None, how: HowRead | None = None,
        side: Path | str | None = None, out: Path | str | None = None, html: Path | str | None = None,
        language: Language = "en", progress: Progress | None = None,
    ) -> Backtested:  # fmt: skip
        """What this house's pack, and one `beside` it, would have made of calls that were made; nothing is written.

        `history` is a list with `at` and, where known, `outcome` and `sale` of each call. A complaint is about the call
        it names, else about any to her in the `days` before it. `out` gets each call's answers, `html` a page with
        pictures.
        """
        from ringfence.doors.lists.intake import HowRead  # noqa: PLC0415 - as above
        from ringfence.doors.report.of_backtest import backtest_page  # noqa: PLC0415 - as above
        from ringfence.doors.report.page import write_page  # noqa: PLC0415 - as above
        from ringfence.engines.duckdb.asked import ListFile  # noqa: PLC0415 - as above
        from ringfence.policy.read import read_pack  # noqa: PLC0415 - as above
        from ringfence.store.mirror import Mirror  # noqa: PLC0415 - as above
        from ringfence.wiring.backtest import Backtest  # noqa: PLC0415 - as above

        path = Path(history)
        source = ListFile(path, common or {}, self.gate.clock())
        read = replace(how or HowRead(), shared=frozenset(source.common))
        wanted = [self.pack] if beside is None else [self.pack, read_pack(beside)]
        backtest = Backtest(
            self.gate, Mirror(self.ledger.where), source, wanted,
            path.with_suffix(".bad.csv") if side is None else Path(side), read,
            None if complaints is None else Path(complaints), days, None if out is None else Path(out), progress,
        )  # fmt: skip
        found = backtest.run()
        if html is not None:
            write_page(backtest_page(found, wanted, path.name, language), Path(html))
        return found

    def schedule(
        self, list_path: Path | str, *, lines: Path | str, out: Path | str, day: dt.date | None = None,
        opens: str = "09:00", closes: str = "20:00", an_hour: int = 20, common: Mapping[str, str] | None = None,
        how: HowRead | None = None, side: Path | str | None = None, html: Path | str | None = None,
        language: Language = "en", progress: Progress | None = None,
    ) -> Scheduled:  # fmt: skip
        """A list laid into a day (tomorrow, by the pack's clock): a moment and a line for each call that fits.

        `lines` is a file with a line in every row, and perhaps its `agency`, `from`, `until`, `calls_an_hour` and
        `calls_a_day`; what is not said there is as given here. Nothing is reserved.
        """
        from ringfence.caller.schedule.lines import COLUMNS, DayLine, read_lines  # noqa: PLC0415 - as above
        from ringfence.doors.files import read_blocks  # noqa: PLC0415 - as above
        from ringfence.doors.lists.intake import HowRead  # noqa: PLC0415 - as above
        from ringfence.doors.report.of_day import day_page  # noqa: PLC0415 - as above
        from ringfence.doors.report.page import write_page  # noqa: PLC0415 - as above
        from ringfence.engines.duckdb.asked import ListFile  # noqa: PLC0415 - as above
        from ringfence.store.mirror import Mirror  # noqa: PLC0415 - as above
        from ringfence.wiring.scheduling import Scheduling  # noqa: PLC0415 - as above

        path, read = Path(list_path), how or HowRead()
        usual = DayLine("", None, read_span(opens), read_span(closes), an_hour, None)
        rows = (row for block in read_blocks(lines, None, COLUMNS) for row in block.to_pylist())
        source = ListFile(path, common or {}, self.gate.clock())
        scheduling = Scheduling(
            self.gate, Mirror(self.ledger.where), source, read_lines(rows, usual, read.region), day or self._tomorrow(),
            Path(out), path.with_suffix(".bad.csv") if side is None else Path(side),
            replace(read, shared=frozenset(source.common)), language, progress,
        )  # fmt: skip
        found = scheduling.run()
        if html is not None:
            write_page(day_page(found, path.name, language), Path(html))
        return found

    def _tomorrow(self) -> dt.date:
        now = dt.datetime.fromtimestamp(self.gate.clock() / 1000, ZoneInfo(self.pack.zone))
        return now.date() + dt.timedelta(days=1)

    def beside(self, pack: Pack) -> CallerGate:
        """A gate with another pack over the same ledger, for whoever compares the two; it seals nothing."""
        judge = WithListings(self.store.engine(pack), self.copies, self.store.sign)
        return CallerGate(pack, judge, self.people, self.gate.clock, self.gate.lifetime, seals=False)

    def make_key(
        self, name: str, scopes: Iterable[str], caller: str | None = None, agency: str | None = None
    ) -> str:
        """A new key of the HTTP gate, bound to a caller and an agency if these are named; it is shown this once."""
        made: str = self.write(lambda tx: make_key(tx, name, scopes, self.gate.clock(), caller, agency))
        return made

    def revoke_key(self, name: str) -> None:
        """Takes a key back."""
        self.write(lambda tx: revoke_key(tx, name, self.gate.clock()))

    def keys(self) -> list[dict[str, str]]:
        """Every key as it may be shown: never the key itself."""
        told: list[dict[str, str]] = self.write(keys_told)
        return told

    def begin(self, work: Callable[[Transaction], Back], about: About | None = None) -> Future[Back]:
        """The result of a piece of work, once the only writer has done it."""
        return self._group.submit(work, about)

    def look(self, work: Callable[[Transaction], Back]) -> Future[Back]:
        """The result of a piece of reading, beside the writer: for whatever reads much."""

        def read() -> Back:
            with self.ledger.beside() as tx:
                return work(tx)

        return self._readers.submit(read)

    def about(self, call: Call) -> About:
        """What a question about a call will look up first."""
        return About(self.people.token(call.recipient), call.id)

    def write(self, work: Any) -> Any:
        """Runs a piece of writing in a transaction of the only writer."""
        return self._group.run(work)

    def close(self) -> None:
        """Signs the tree over everything that was answered and lets the ledger go."""
        if self._closing:
            return
        self._closing = True
        self._readers.shutdown()
        try:
            self._group.close()
        finally:
            self.ledger.close()
            self.witness.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _gather(self, tx: Transaction) -> None:
        if not self.gate.seals:
            return
        self._stands = (tx.next_seq(), self.gate.clock())
        if self._closing or self.gatherer.behind(tx) >= GATHER_EVERY:
            self._signed = self.gatherer.gather(tx, self.gate.clock())
        if self._closing or self._stands[0] - self._tallied >= TALLY_EVERY:
            tally(tx)
            self._tallied = self._stands[0]

    def _forget(self) -> None:
        """Starts anew from the ledger, after a transaction that was not kept: a head that was signed in it is none."""
        self.gatherer.forget()
        self._signed = None

    def _committed(self) -> None:
        """Notes beside the ledger what is durable now, so that an older copy of it is known for one."""
        if not self.gate.seals:
            return
        # What is answered does not hang on it: a disk that is full is told by the ledger.
        with contextlib.suppress(OSError):
            self.witness.note(*self._stands)
            if self._signed is not None:
                self.witness.note_head(self._signed)
        self._signed = None


class _OnlyTriedError(Exception):
    """A dry run is over; carries what would have come of it."""

    def __init__(self, brought: Brought) -> None:
        self.brought = brought
        super().__init__()


def _shared(columns: dict[str, list[Any]], rows: int, common: Mapping[str, str]) -> dict[str, list[Any]]:
    return columns | {name: [value] * rows for name, value in common.items()}


def _named(call: str | Verdict) -> str:
    named = call.call if isinstance(call, Verdict) else call
    if not isinstance(named, str) or not named:
        raise RequestError("name the call by the id that `ask` answered with", "call")
    return named


def _when(at: str | int | None) -> int | None:
    return None if at is None else moment(at)
