"""A list's numbers become tokens, and no number of it ever lies on a disk."""

from __future__ import annotations

from ringfence.engines.duckdb.asked import ListFile, read_asked
from ringfence.evidence.token_sql import token_sql
from ringfence.wiring.screening import session
from tests.engines.duckdb.listed import AT, KEY


def test_no_number_of_a_list_is_written_to_the_sessions_files(tmp_path):
    numbers = [f"+8613{row:09d}" for row in range(200_000)]
    path = tmp_path / "list.csv"
    path.write_text("recipient\n" + "\n".join(numbers) + "\n")
    folder = tmp_path / "session"
    folder.mkdir()
    db = session(folder)
    db.execute("SET memory_limit = '64MB'")
    assert read_asked(db, ListFile(path, {}, AT), token_sql(KEY)) == len(numbers)
    db.execute("CHECKPOINT")
    db.close()
    written = b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())
    assert [number for number in numbers[::1000] if number[1:].encode() in written] == []
