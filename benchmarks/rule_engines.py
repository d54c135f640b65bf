"""A list under two packs, beside CEL, Zen and Rego in Rust judging the same rules row by row over facts handed to them.

Run: `pip install --ignore-requires-python -r benchmarks/peers.txt`, then
`python -m benchmarks.rule_engines [--people N] [--rows N] [--lines N] [--name N]`. Ours reads the list, looks everything up, judges in order,
finds when each call could be made and writes the verdicts to Parquet. The others are handed every count and look-up
ready made and say only which rules are surely broken; their expressions are printed from the same plan. Beside both, the same
joins with no rules.
"""

from __future__ import annotations

import argparse
import json
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack, closing
from importlib.metadata import version
from pathlib import Path
from typing import Any, TypeVar

import cel
import duckdb
import hobofan_regorus
import pyarrow as pa
import pyarrow.parquet as pq
import zen
from sqlglot import exp

from benchmarks import bank
from benchmarks.as_expression import fact_of, in_zen, surely
from benchmarks.as_rego import module_of
from benchmarks.asks import NOW
from benchmarks.record import record
from ringfence.call.moments import DAY, written
from ringfence.call.verdict import Verdict
from ringfence.call.words import DESCRIBED, Call
from ringfence.engines.duckdb import judge_list
from ringfence.engines.duckdb.asked import ListFile, make_asked, open_list
from ringfence.engines.duckdb.verdict_file import write_verdicts
from ringfence.engines.one_call.sqlite import SqliteEngine, sqlite_text
from ringfence.evidence.token import recipient_tokens
from ringfence.evidence.token_sql import token_sql
from ringfence.policy.plan.compile import Plan, compile_pack
from ringfence.policy.plan.fold import Known
from ringfence.policy.plan.lookups import figures_in
from ringfence.policy.plan.page import Page, named
from ringfence.policy.rule import Pack
from ringfence.store.mirror import Mirror
from ringfence.store.where import Where
from ringfence.wiring.bootstrap import LIFETIME, open_house
from ringfence.wiring.house import Ringfence
from ringfence.wiring.screening import session

SAMPLE = 4_000
SLICE = 500_000
CALLS_A_LINE = 200
"""Below the 250 calls a day at which a line is spared: what a firm plans for."""
ROUNDS = 3
PACKAGES = {"cel": "common-expression-language", "zen": "zen-engine", "rego": "hobofan-regorus"}
Row = TypeVar("Row")


def columns_of(plan: Plan) -> list[exp.Column]:
    """Every column that the rules read, each once."""
    found: dict[str, exp.Column] = {}
    for clause in plan.clauses:
        for column in clause.fires.find_all(exp.Column):
            found.setdefault(fact_of(column), column)
    assert all(name in plan.desk.found for clause in plan.clauses for name in figures_in(clause.fires))
    return list(found.values())


def facts(
    db: sqlite3.Connection, house: Ringfence, pack: Pack, calls: Sequence[Call]
) -> list[dict[str, Any]]:
    """What each call's rules read, looked up and counted beforehand."""
    engine = SqliteEngine(pack)
    ready = engine.statements(places=1)
    read = columns_of(ready.plan)
    page = Page(ready.plan, Known({}))
    tree = page.select([named(page.read(column), fact_of(column)) for column in read])
    sql, names = sqlite_text(tree)
    takes = ready.columns.taker(names)
    found: list[dict[str, Any]] = []
    for call in calls:
        known = ready.columns.known(call, house.people.token(call.recipient))
        row = db.execute(sql, takes(ready.columns.at(known, call.at or 0))).fetchone()
        found.append(dict(zip(map(fact_of, read), row, strict=True)))
    return found


def with_truths(plan: Plan, rows: list[dict[str, Any]]) -> None:
    """Turns the yes and no of SQLite, which are numbers, into truths where the rules read them as such."""
    flags = {
        fact_of(column)
        for clause in plan.clauses
        for column in clause.fires.find_all(exp.Column)
        if not isinstance(column.parent, exp.In | exp.EQ | exp.LT | exp.LTE | exp.Is | exp.Add | exp.Sub | exp.Mod | exp.Case)
        and not (isinstance(column.parent, exp.Paren) and isinstance(column.parent.parent, exp.Mod))
    }  # fmt: skip
    for row in rows:
        for name in flags:
            row[name] = None if row[name] is None else bool(row[name])


Said = list[set[str]]


def by_cel(plan: Plan, rows: list[dict[str, Any]]) -> tuple[float, Said]:
    """The best rate of one list expression that gives every rule that is surely broken, and what it gave."""
    said = ", ".join(f'({surely(clause.fires)}) ? "{clause.rule.id}" : ""' for clause in plan.clauses)
    program = cel.compile(f"[{said}]")
    return _best(rows, lambda row: set(program.execute(row)) - {""})


def by_zen(plan: Plan, rows: list[dict[str, Any]]) -> tuple[float, Said]:
    """The same of an expression for each rule, which is the fastest way that Zen has."""
    rules = [(clause.rule.id, zen.compile_expression(in_zen(clause.fires))) for clause in plan.clauses]
    return _best(rows, lambda row: {rule for rule, expression in rules if expression.evaluate(row)})


def by_rego(plan: Plan, rows: list[dict[str, Any]]) -> tuple[float, Said]:
    """The same of a Rego module, its input as JSON made beforehand: as mappings it misreads truths."""
    engine = hobofan_regorus.Engine()
    engine.add_policy("gate.rego", module_of(plan.clauses))

    def asked(row: str) -> set[str]:
        engine.set_input_json(row)
        return set(engine.eval_rule("data.gate.deny"))

    return _best([json.dumps(row) for row in rows], asked)


def _best(rows: Sequence[Row], asked: Callable[[Row], set[str]]) -> tuple[float, Said]:
    best, given = 0.0, []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        given = [asked(row) for row in rows]
        best = max(best, len(rows) / (time.perf_counter() - began))
    return best, given


def write_list(file: Path, house: Ringfence, slices: Iterable[Sequence[Call]]) -> None:
    """The calls as a list with tokens."""
    writer: pq.ParquetWriter | None = None
    for calls in slices:
        table = _table(house, calls)
        writer = writer or pq.ParquetWriter(file, table.schema)
        writer.write_table(table)
    if writer is not None:
        writer.close()


def _table(house: Ringfence, calls: Sequence[Call]) -> pa.Table:
    tokens = recipient_tokens(house.people.keyring.current.token_key, [call.recipient for call in calls])
    columns: dict[str, Any] = {
        word: pa.array([getattr(call, word) for call in calls])
        for word in DESCRIBED
        if getattr(calls[0], word)
    }
    columns["at"] = pa.array([written(call.at or 0) for call in calls])
    columns["token"] = pa.ExtensionArray.from_storage(pa.uuid(), pa.array(tokens, pa.binary(16)))
    place = (calls[0].places or ())[0]
    for word in ("country", "region", "zone", "source"):
        columns[word] = pa.array([getattr(place, word)] * len(calls))
    return pa.table(columns)


def by_list(ledger: Path, source: Path, pack: Pack, key: bytes, out: Path) -> float:
    """The seconds from a list to its verdicts in a file, the mirror made beforehand."""
    with tempfile.TemporaryDirectory(prefix="ringfence-bench-") as folder, ExitStack() as held:
        db = session(Path(folder))
        began = time.perf_counter()
        held.enter_context(Mirror(Where.of(ledger)).attached(db))
        opened = open_list(db, ListFile(source, {}, 0))
        plan = compile_pack(pack, opened.places)
        make_asked(db, opened, token_sql(key), plan.words)
        judge_list(db, plan, LIFETIME)
        write_verdicts(db, out)
        took = time.perf_counter() - began
        db.close()
    return took


def by_joins(ledger: Path, source: Path, out: Path) -> float:
    """The seconds of the same scans and joins with no rules, written out."""
    with tempfile.TemporaryDirectory(prefix="ringfence-bench-") as folder, ExitStack() as held:
        db: duckdb.DuckDBPyConnection = session(Path(folder))
        began = time.perf_counter()
        held.enter_context(Mirror(Where.of(ledger)).attached(db))
        today = f"ts BETWEEN {NOW - DAY} AND {NOW + DAY}"
        db.execute(
            f"""
            COPY (
                WITH l AS (SELECT *, token::UUID AS recipient FROM read_parquet('{source}', file_row_number = true)),
                h AS (SELECT recipient, COUNT(*) AS n, MAX(ts) AS newest FROM call WHERE {today} GROUP BY recipient),
                w AS (SELECT line, COUNT(*) AS n FROM call WHERE {today} GROUP BY line),
                s AS (SELECT recipient, MAX(said_at) AS said_at, MAX(leaf) AS leaf FROM stop GROUP BY recipient),
                p AS (SELECT recipient, MAX(given_at) AS given_at, MAX(grade) AS grade FROM proof GROUP BY recipient)
                SELECT l.file_row_number, h.n, h.newest, w.n AS on_line, s.said_at, s.leaf, p.given_at, p.grade, e.listed,
                    r.settled, r.hours_from, i.home, i.arrears, i.registered
                FROM l LEFT JOIN h USING (recipient) LEFT JOIN w ON w.line = l.line LEFT JOIN s USING (recipient)
                LEFT JOIN p USING (recipient) LEFT JOIN listing_entry AS e ON e.recipient = l.recipient
                LEFT JOIN recipient AS r ON r.recipient = l.recipient LEFT JOIN line AS i ON i.line = l.line
            ) TO '{out}' (FORMAT parquet, COMPRESSION zstd)
            """
        )
        took = time.perf_counter() - began
        db.close()
    return took


def timed(ledger: Path, source: Path, pack: Pack, key: bytes) -> tuple[list[float], list[float]]:
    """The seconds of two runs of the list and of the joins, in turn: a noisy moment may meet either."""
    took, joins = [], []
    for _ in range(2):
        took.append(by_list(ledger, source, pack, key, ledger.with_name("verdicts.parquet")))
        joins.append(by_joins(ledger, source, ledger.with_name("joined.parquet")))
    return took, joins


PEERS = {"cel": (by_cel, SAMPLE), "zen": (by_zen, SAMPLE // 4), "rego": (by_rego, SAMPLE // 4)}
"""Who is asked beside us, and about how many of the calls."""


def measure(people: int, rows: int, lines: int) -> dict[str, Any]:
    """The figures of one run."""
    pack = bank.both_packs()
    with tempfile.TemporaryDirectory(prefix="ringfence-bench-") as name:
        folder = Path(name)
        ledger, source = folder / "ledger.db", folder / "list.parquet"
        with open_house(ledger, pack=pack) as house:
            house.write(lambda tx: bank.fill(tx, house.people, people, lines))
            begins = range(0, rows, SLICE)
            write_list(
                source, house, (bank.calls(each, min(SLICE, rows - each), people, lines) for each in begins)
            )
            asked = bank.calls(0, SAMPLE, people, lines)
            plan = compile_pack(pack, 1)
            with closing(sqlite3.connect(ledger)) as db:
                known = facts(db, house, pack, asked)
            with_truths(plan, known)
            others = {name: by(plan, known[:few]) for name, (by, few) in PEERS.items()}
            ours = house.write(lambda tx: [house.gate.would(tx, call) for call in asked])
            key = house.people.keyring.current.token_key
        Mirror(Where.of(ledger)).refresh_apart()
        took, joins = timed(ledger, source, pack, key)
        told = pq.read_table(folder / "verdicts.parquet", columns=["answer"]).column("answer").value_counts()
    rate = rows / min(took)
    return {
        "people": people, "history": people * bank.CALLS_EACH, "rows": rows, "lines": lines,
        "rules": len(plan.clauses), "answers": {each["values"]: each["counts"] for each in told.to_pylist()},
        "rows_a_second": round(rate), "seconds": [round(each, 2) for each in took],
        "joins_seconds": [round(each, 2) for each in joins], "times_the_joins": round(min(took) / min(joins), 2),
        "beside": {
            name: {
                "version": version(PACKAGES[name]), "rows_a_second": round(theirs), "times": round(rate / theirs, 2),
                "sample": len(said), "calls_with_the_same_reasons": sum(map(_alike, ours, said)),
            }
            for name, (theirs, said) in others.items()
        },
        "asked_for": {"times_cel_at_least": 5, "times_the_joins_at_most": 3.5},
    }  # fmt: skip


def _alike(verdict: Verdict, said: set[str]) -> bool:
    surely_broken = {each.rule for each in (*verdict.reasons, *verdict.warnings) if not each.unknown}
    return surely_broken == said


def main() -> None:
    """Runs the benchmark and writes `results/rule_engines.json`, or under another name."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=200_000)
    parser.add_argument("--rows", type=int, default=400_000)
    parser.add_argument(
        "--lines", type=int, help="how many lines call; as many as the day's cap lets, if not given"
    )
    parser.add_argument("--name", default="rule_engines", help="what the file of results is called")
    given = parser.parse_args()
    figures = measure(given.people, given.rows, given.lines or given.rows // CALLS_A_LINE)
    for name, value in figures.items():
        print(f"{name}: {value}")
    print(record(given.name, figures))


if __name__ == "__main__":
    main()
