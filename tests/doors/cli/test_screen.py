"""`screen` and `import` read what they were told before anything is opened."""

import pytest

from tests.doors.cli.typed import is_told_in_one_line, typed


@pytest.mark.parametrize(
    "options", [["--set", "purpose"], ["--set", "purpos=marketing"], ["--at", "2026-03-10T15:00:00"]]
)
def test_bad_options_are_told_and_nothing_is_written(db, tmp_path, options):
    (tmp_path / "calls.csv").write_text("recipient\n+8613000000000\n")
    out = tmp_path / "verdicts.parquet"
    result = typed("screen", tmp_path / "calls.csv", "--out", out, "--db", db, *options)
    assert result.exit_code == 2
    assert is_told_in_one_line(result)
    assert not out.exists()
    assert not db.exists()


def test_an_import_that_sets_nothing_is_told(db, tmp_path):
    rows = tmp_path / "rows.csv"
    rows.write_text("recipient\n")
    result = typed("import", "calls", rows, "--db", db, "--set", "purpose")
    assert (result.exit_code, db.exists()) == (2, False)
    assert is_told_in_one_line(result)


def test_a_relation_or_file_that_is_not_there_is_told_and_nothing_is_written(db, tmp_path):
    rows = tmp_path / "rows.csv"
    rows.write_text("recipient\n")
    for words in (["cal", rows], ["call", tmp_path / "nowhere.csv"], ["leaf", rows]):
        result = typed("import", *words, "--db", db)
        assert result.exit_code == 2
        assert is_told_in_one_line(result)
    assert not db.exists()
