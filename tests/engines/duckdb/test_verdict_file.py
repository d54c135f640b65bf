"""The file of a list's verdicts: in the list's order, whole or not there."""

import os
import signal
import subprocess
import sys
import time

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ringfence.call.errors import ListError
from ringfence.engines.duckdb.verdict_file import write_verdicts
from tests.engines.duckdb.judged import filed


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


def test_a_list_of_which_no_rule_speaks_is_all_permits_in_types_anyone_can_read(tmp_path):
    with filed(3, told=0) as db:
        write_verdicts(db, tmp_path / "verdicts.parquet")
    read = pq.read_table(tmp_path / "verdicts.parquet")
    assert read.column("answer").to_pylist() == ["permit"] * 3
    assert read.column("reasons").to_pylist() == [[]] * 3
    assert read.schema.field("reasons").type.value_type.field("unknown").type == pa.bool_()


def test_a_file_that_cannot_be_written_is_told_and_nothing_is_left(tmp_path):
    with filed(3) as db, pytest.raises(ListError, match="could not be written"):
        write_verdicts(db, tmp_path / "nowhere" / "verdicts.parquet")
    assert list(tmp_path.iterdir()) == []


WRITER = """
import sys
from pathlib import Path
from ringfence.engines.duckdb.verdict_file import write_verdicts
from tests.engines.duckdb.judged import filed
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
