"""A carrier's end of the house: records taken up, lines measured, steps taken, reviews decided, calls answered.

The public face of the carrier in Python (`ringfence.carrier`). Joins the rooms below; decides nothing itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property, partial
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self
from zoneinfo import ZoneInfo

import duckdb
import pyarrow.parquet as pq

from ringfence.call.errors import ListError, RequestError, nearest
from ringfence.call.moments import DAY, EPOCH, HOUR, utc_offset
from ringfence.call.number import parse_line
from ringfence.carrier.gate import Carried, CarrierGate, Trail
from ringfence.carrier.known import columns_taken, known_rows
from ringfence.carrier.ladder.ladder import Ladder, ladders
from ringfence.carrier.ladder.review import decide, lift, queue
from ringfence.carrier.ladder.steps import Done
from ringfence.carrier.measures.compose import by_day
from ringfence.doors.files import read_blocks
from ringfence.doors.records.read import How
from ringfence.evidence.leaf import facts_of
from ringfence.evidence.log import write_leaf
from ringfence.evidence.subscriber import subscriber_token
from ringfence.ledger.ledger import Transaction
from ringfence.policy.rule import Pack
from ringfence.store.standing import Standing
from ringfence.wiring.bootstrap import now, open_house
from ringfence.wiring.carrier.climbing import climb, seen_by, with_limit
from ringfence.wiring.carrier.measuring import measured
from ringfence.wiring.carrier.records import RecordFiles, Taken, files_of, quoted_path
from ringfence.wiring.house import Ringfence

PACK: Final = "cn-carrier"
MOST_STEPS: Final = 1_000
SHOWN: Final = 30
"""Days of a line that are shown."""

Progress = Callable[[str, float], None]


@dataclass(slots=True)
class Ran:
    """What one run came to: the steps it took, proposed and lifted, and how many by ladder and action."""

    at: int
    done: list[Done] = field(default_factory=list)

    @property
    def counts(self) -> Counter[tuple[str, str, str]]:
        """How many, by ladder, action and state."""
        return Counter((each.rule, each.action, each.state) for each in self.done)


class Carrier:
    """One carrier's ledger, records and ladders."""

    def __init__(self, house: Ringfence) -> None:
        self.house = house
        self.standing = Standing(house.ledger.where, house.ledger.faults)
        beside = house.ledger.where.beside
        # The first epoch's: a line must be found again however often keys were rotated since.
        self.key = house.people.keyring.epoch(1).token_key
        self.records = RecordFiles(
            beside.with_name(beside.name + ".records"), self.key, ZoneInfo(self.pack.zone)
        )

    @property
    def pack(self) -> Pack:
        """The pack whose ladders are climbed."""
        return self.house.pack

    def take(
        self, path: str | Path, *, form: str = "plain", region: str | None = None, zone: str | None = None,
        mapping: Mapping[str, str] | None = None, side: str | Path | None = None, progress: Progress | None = None,
    ) -> Taken:  # fmt: skip
        """A file of call records taken up, once; its bad rows set aside."""
        how = How(form, region, None if zone is None else ZoneInfo(zone), mapping)
        told = None if progress is None else partial(progress, "records")
        beside = None if side is None else Path(side)
        return self.records.take(Path(path), how, self.house.write, self.house.gate.clock(), beside, told)

    def bring(
        self,
        relation: str,
        path: str | Path,
        *,
        region: str | None = None,
        mapping: Mapping[str, str] | None = None,
    ) -> int:
        """How many rows of a file are known now: of `carried_line`, or of `line_complaint`; all of them, or none and an error."""
        taken, at = columns_taken(relation), self.house.gate.clock()
        blocks = (table.to_pydict() for table in read_blocks(path, None, taken, mapping))

        def work(tx: Transaction) -> int:
            leaf, count = tx.next_seq(), 0
            for rows in known_rows(relation, blocks, self.key, region):
                count += tx.bring(relation, [{**row, "leaf": leaf} for row in rows])
            write_leaf(tx, "import", at, {"relation": relation, "rows": count})
            return count

        count: int = self.house.write(work)
        return count

    def measure(self, out: str | Path | None = None, *, days: int = 1, at: int | None = None, per_owner: bool = False,
                progress: Progress | None = None) -> int:  # fmt: skip
        """How many lines were measured over the last days; with `out` every one of them is in that Parquet file or CSV."""
        with self._measured(self._moment(at), days, per_owner=per_owner, progress=progress) as db:
            ((lines,),) = db.execute("SELECT count(*) FROM measured").fetchall()
            if out is not None:
                _write(db, Path(out))
            return int(lines)

    def run(self, at: int | None = None, progress: Progress | None = None) -> Ran:
        """The ladders climbed at a moment: every step taken, proposed or lifted is sealed, and told."""
        moment = self._moment(at)
        ran, known = Ran(moment), ladders(self.pack, moment)
        looks = list(dict.fromkeys((ladder.days, ladder.per_owner) for ladder in known))
        for place, (days, per_owner) in enumerate(looks):
            told = _part(progress, place, len(looks))
            with self._measured(moment, days, per_owner=per_owner, progress=told) as db:
                for ladder in known:
                    if (ladder.days, ladder.per_owner) == (days, per_owner):
                        seen = list(seen_by(db, ladder))
                        ran.done += self.house.write(partial(climb, ladder, seen, moment))
        return ran

    def queue(self, most: int = 50) -> list[dict[str, Any]]:
        """The steps that wait for a person, the most harmful first; no more than a day's worth."""
        waiting: list[dict[str, Any]] = self.house.look(lambda tx: queue(tx, most)).result()
        return waiting

    def decide(self, step: str, *, taken: bool, by: str) -> list[Done]:
        """A step that was proposed, taken or refused by a person, who is named, and the others that wait for the same line."""
        at = self.house.gate.clock()
        known = {ladder.rule.id: ladder for ladder in ladders(self.pack, at)}
        done: list[Done] = self.house.write(lambda tx: decide(tx, known, step, taken=taken, by=by, at=at))
        return done

    def lift(self, line: str, rule: str, *, by: str) -> Done:
        """A step lifted at once by a person, who is named: the line may go on, and its label says that it is no nuisance."""
        at = self.house.gate.clock()
        ladder, token = self._ladder(rule, at), subscriber_token(self.key, parse_line(line))
        done: Done = self.house.write(lambda tx: lift(tx, ladder, token, by=by, at=at))
        return done

    def what_if(
        self, rule: str, measure: str, limits: Sequence[int], at: int | None = None
    ) -> list[dict[str, int]]:
        """How many lines a ladder would see with other limits of one measure, and how many of them are protected."""
        moment = self._moment(at)
        ladder = self._ladder(rule, moment)
        told = []
        with self._measured(moment, ladder.days, per_owner=ladder.per_owner) as db:
            for limit in limits:
                condition = with_limit(ladder, measure, limit)
                (row,) = db.execute(
                    "SELECT count(*), count(*) FILTER (registered), count(*) FILTER (public_service), count(*) FILTER (registered IS NULL) "
                    f"FROM measured LEFT JOIN fact USING (line) WHERE {condition}"
                ).fetchall()
                told.append(
                    dict(
                        zip(
                            ("limit", "lines", "registered", "public_service", "unknown"),
                            (limit, *row),
                            strict=True,
                        )
                    )
                )
        return told

    def explain(self, line: str) -> dict[str, Any]:
        """What is known of a line: where it and its owner stand, each step with its figures and notice, and its measures of a day."""
        token = subscriber_token(self.key, parse_line(line))

        def read(tx: Transaction) -> dict[str, Any]:
            known = tx.row("carried_line", {"line": token})
            subjects = [
                token,
                *([known["owner_token"]] if known and known["owner_token"] is not None else []),
            ]
            steps = [
                {**row, "notice": _notice(tx, row["leaf"])}
                for each in subjects
                for row in tx.rows("ladder_step", {"subject": each}, MOST_STEPS)
            ]
            states = [
                row for each in subjects for row in tx.rows("line_state", {"subject": each}, MOST_STEPS)
            ]
            return {
                "token": token,
                "known": known,
                "states": states,
                "steps": sorted(steps, key=lambda row: row["at"]),
            }

        found: dict[str, Any] = self.house.look(read).result()
        with self._measured(self._moment(None), 1) as db:
            cursor = db.execute("SELECT * FROM measured WHERE line = ?", [token])
            row = cursor.fetchone()
            names = [each[0] for each in cursor.description or ()]
        found["measures"] = (
            {}
            if row is None
            else {name: value for name, value in zip(names, row, strict=True) if name != "line"}
        )
        found["answer"] = self.gate.ask_token(token).answer
        found["words"] = {rule.id: rule.terms.text for rule in self.pack.rules}
        return found

    def days(self, line: str) -> list[dict[str, Any]]:
        """A line's last thirty days, those on which it called: calls, and the shares that were answered and were short."""
        until = self._moment(None) // HOUR * HOUR
        files = self._look(files_of)
        with duckdb.connect() as db:
            self.records.views(db, files, until - SHOWN * DAY, until)
            tree = by_day(
                subscriber_token(self.key, parse_line(line)),
                ("attempts", "answer_share", "short_share"),
                utc_offset(self.records.zone, until),
            )
            cursor = db.execute(tree.sql("duckdb"))
            names = [each[0] for each in cursor.description or ()]
            rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
        return [{**row, "day": (EPOCH + timedelta(days=row["day"])).date().isoformat()} for row in rows]

    def looks(self) -> list[dict[str, Any]]:
        """What the ladders look at, and their limits now."""
        return [
            {"rule": ladder.rule.id, "measure": bound.measure, "limit": bound.limit}
            for ladder in ladders(self.pack, self._moment(None))
            for bound in ladder.bounds
        ]

    def ask(self, line: str, recipient: str | None = None, trail: Trail | None = None) -> Carried:
        """Should this line go on ringing this person, now? The line in E.164, and what the gate before said of the call."""
        return self.gate.ask(line, recipient, trail)

    @cached_property
    def gate(self) -> CarrierGate:
        """The gate that calls are asked at; it counts the calls of slowed lines from its first question on."""
        return CarrierGate(self.standing, self.pack, self.key, self.house.gate.clock)

    def close(self) -> None:
        """Lets the house go."""
        self.standing.close()
        self.house.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _measured(
        self, at: int, days: int, *, per_owner: bool = False, progress: Progress | None = None
    ) -> Any:
        told = None if progress is None else partial(progress, "measure")
        look = self._look
        return measured(
            self.records, self.house.ledger.where, look, at, days, per_owner=per_owner, progress=told
        )

    def _look(self, work: Callable[[Transaction], Any]) -> Any:
        return self.house.look(work).result()

    def _moment(self, at: int | None) -> int:
        return self.house.gate.clock() if at is None else at

    def _ladder(self, rule: str, at: int) -> Ladder:
        known = {ladder.rule.id: ladder for ladder in ladders(self.pack, at)}
        if rule not in known:
            raise RequestError(
                f"`{rule}` is no ladder of {self.pack.label}; {nearest(rule, known) or ', '.join(known)}",
                "rule",
            )
        return known[rule]


def open_carrier(
    db: str | Path = "carrier.db", *, pack: str | Path | Pack = PACK, clock: Callable[[], int] = now
) -> Carrier:
    """A carrier's ledger with a pack of ladders over it; made if it does not exist."""
    return Carrier(open_house(db, pack=pack, clock=clock))


def _notice(tx: Transaction, leaf: int | None) -> dict[str, str]:
    """What the holder of a line was told of a step, as it was sealed; nothing of a step that waits."""
    found = [] if leaf is None else tx.leaves(leaf, leaf + 1)
    told = facts_of(found[0].body).get("notice") if found else None
    return dict(told) if isinstance(told, dict) else {}


def _write(db: duckdb.DuckDBPyConnection, out: Path) -> None:
    if out.suffix.lower() == ".csv":
        db.execute(f"COPY (SELECT * FROM measured ORDER BY line) TO {quoted_path(out)} (FORMAT csv, HEADER)")
    elif out.suffix.lower() == ".parquet":
        pq.write_table(db.sql("SELECT * FROM measured ORDER BY line").to_arrow_table(), out)
    else:
        raise ListError(f"`{out.name}` is neither .parquet nor .csv; name one that is")


def _part(progress: Progress | None, place: int, of: int) -> Progress | None:
    if progress is None:
        return None
    return lambda what, share: progress(what, (place + share) / of)
