"""One root over all the rows of a list, whatever order they come in."""

from uuid import UUID

import pytest

from ringfence.engines.duckdb import rooted
from ringfence.engines.duckdb.rooted import rows_root
from ringfence.evidence.leaf import leaf_hash
from ringfence.evidence.tree import root
from tests.engines.duckdb.judged import filed


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
    monkeypatch.setattr(rooted, "FEW_HASHES", 2)
    with filed(rows, order=order) as db:
        assert rows_root(db) == root(leaf_hash(entry) for entry in entries(db))
