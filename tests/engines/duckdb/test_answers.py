"""What is handed back of a list: a file in the list's order, whole or not there, and one root over its rows."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from uuid import UUID

import duckdb
import pyarrow.parquet as pq
import pytest

from ringfence.call.errors import ListError
from ringfence.engines.duckdb import answers
from ringfence.engines.duckdb.answers import counts, rows_root, write_verdicts
from ringfence.evidence.leaf import leaf_hash
from ringfence.evidence.tree import root

SAID = "[{'rule': 'r1', 'effect': 'defer', 'unknown': false, 'until': 5000, 'fact_at': NULL, 'leaf': 7}]"
FILED = """
CREATE TEMP TABLE asked AS SELECT i AS row, i * 10 AS t, md5(i::VARCHAR)::UUID AS recipient,
    {id} AS id FROM range({rows}) AS r(i);
CREATE TEMP TABLE verdicts AS SELECT i AS row, CASE WHEN i % 5 = 0 THEN 'defer' ELSE 'permit' END AS answer,
    CASE WHEN i % 5 = 0 THEN 5000 END::BIGINT AS retry_at, NULL::VARCHAR AS retry_note,
    CASE WHEN i % 5 = 0 THEN {said} ELSE {said}[:0] END AS reasons FROM range({rows}) AS r(i) ORDER BY {order};
CREATE TEMP TABLE spoken AS SELECT row, 'r1' AS rule, 'defer' AS effect, false AS "unknown" FROM verdicts
    WHERE answer = 'defer';
"""


def filed(rows, *, order="i", ids="NULL::VARCHAR"):
    db = duckdb.connect()
    db.execute(FILED.format(rows=rows, order=order, said=SAID, id=ids))
    return db


def entries(db):
    rows = db.execute(
        "SELECT v.row, a.recipient, a.t, v.answer, v.retry_at, v.reasons FROM verdicts AS v JOIN asked AS a USING (row)"
        " ORDER BY v.row"
    ).fetchall()
    for row, recipient, t, answer, retry_at, reasons in rows:
        assert isinstance(recipient, UUID)
        rules = ",".join(each["rule"] for each in reasons)
        yield f"{row}\t{recipient}\t{t}\t{answer}\t{'' if retry_at is None else retry_at}\t{rules}".encode()


@pytest.mark.parametrize("rows", [0, 1, 2, 3, 7, 64, 1000])
@pytest.mark.parametrize("order", ["i", "hash(i)"])
def test_the_root_of_a_list_is_that_of_the_tree_over_its_entries(monkeypatch, rows, order):
    monkeypatch.setattr(answers, "FEW_HASHES", 2)
    with filed(rows, order=order) as db:
        assert rows_root(db) == root(leaf_hash(entry) for entry in entries(db))


@pytest.mark.parametrize("order", ["i", "hash(i)"])
@pytest.mark.parametrize("ids", ["NULL::VARCHAR", "'call-' || i"])
@pytest.mark.parametrize("name", ["verdicts.parquet", "verdicts.csv"])
def test_verdicts_stand_in_the_lists_order(tmp_path, order, ids, name):
    out = tmp_path / name
    with filed(1000, order=order, ids=ids) as db:
        write_verdicts(db, out)
        rows = db.execute(f"SELECT row, id, answer FROM '{out}'").fetchall()
    named = [f"call-{row}" if "call" in ids else None for row in range(1000)]
    assert rows == [(row, named[row], "permit" if row % 5 else "defer") for row in range(1000)]
    assert [file.name for file in tmp_path.iterdir()] == [name]


def test_reasons_stand_beside_the_answer(tmp_path):
    with filed(2) as db:
        write_verdicts(db, tmp_path / "verdicts.parquet")
    first, second = pq.read_table(tmp_path / "verdicts.parquet").to_pylist()
    assert first["reasons"][0]["rule"] == "r1"
    assert (first["reasons"][0]["leaf"], first["reasons"][0]["until"].timestamp()) == (7, 5.0)
    assert second["reasons"] == []


def test_answers_and_what_each_rule_said_are_counted():
    with filed(10) as db:
        told, rules = counts(db)
    assert told == {"permit": 8, "divert": 0, "defer": 2, "refuse": 0}
    assert [(each.rule, each.effect, each.unknown, each.rows) for each in rules] == [
        ("r1", "defer", False, 2)
    ]


def test_a_file_that_cannot_be_written_is_told_and_nothing_is_left(tmp_path):
    with filed(3) as db, pytest.raises(ListError, match="could not be written"):
        write_verdicts(db, tmp_path / "nowhere" / "verdicts.parquet")
    assert list(tmp_path.iterdir()) == []


WRITER = """
import sys
from pathlib import Path
from ringfence.engines.duckdb.answers import write_verdicts
from tests.engines.duckdb.test_answers import filed
db = filed(3_000_000)
print("writing", flush=True)
write_verdicts(db, Path(sys.argv[1]))
"""


@pytest.mark.long
def test_a_killed_run_leaves_nothing_under_the_final_name(tmp_path):
    out = tmp_path / "verdicts.parquet"
    writer = subprocess.Popen([sys.executable, "-c", WRITER, str(out)], stdout=subprocess.PIPE, text=True)
    assert writer.stdout is not None
    with writer:
        writer.stdout.readline()
        while not any(tmp_path.iterdir()):
            time.sleep(0.005)
        os.kill(writer.pid, signal.SIGKILL)
    assert not out.exists()
