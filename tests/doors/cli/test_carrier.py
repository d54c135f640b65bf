"""`ringfence carrier` as somebody types it: what is wrong is said in one line, and nothing is taken."""

import pytest

from tests.doors.cli.typed import typed

CALLS = (
    "line,recipient,ts,talk\n+8613000000001,+8613000000002,1772409600,5\nnobody,+8613000000002,1772409600,5\n"
)


@pytest.fixture
def calls(tmp_path):
    path = tmp_path / "calls.csv"
    path.write_text(CALLS)
    return path


def carrier(tmp_path, *words):
    return typed("carrier", *words, "--db", tmp_path / "carrier.db")


def test_a_file_is_taken_once_and_its_bad_rows_are_told(tmp_path, calls):
    bad = tmp_path / "bad.csv"
    first = carrier(tmp_path, "take", calls, "--bad", bad)
    assert first.exit_code == 0, first.output
    assert f"set aside 1 → {bad}" in first.output
    assert "taken up before" in carrier(tmp_path, "take", calls).output


def test_bad_rows_of_several_files_are_not_laid_over_one_another(tmp_path, calls):
    told = carrier(tmp_path, "take", calls, calls, "--bad", tmp_path / "bad.csv")
    assert told.exit_code == 2
    assert "one file at a time" in told.output
    assert not (tmp_path / "bad.csv").exists()


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        (("decide", "x", "perhaps", "--by", "me"), "`perhaps` is no decision"),
        (("decide", "x", "take", "--by", "me"), "no step `x` waits"),
        (
            ("what-if", "cn.house.ladder.hurry", "--measure", "attempts", "--limit", 1),
            "cn.house.ladder.hurried",
        ),
        (("lift", "+8613000000001", "cn.house.ladder.hurried", "--by", "me"), "stands on no step"),
        (("explain", "x"), "error"),
        (("measure", "--out", "measures.doc"), "neither .parquet nor .csv"),
        (("run", "--at", "soon"), "is not a moment"),
        (("run", "--pack", "none-such"), "none-such"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(tmp_path, words, wrong):
    told = carrier(tmp_path, *words)
    assert told.exit_code == 2, told.output
    assert wrong in told.output
    assert "Traceback" not in told.output


def test_a_line_nobody_knows_is_carried_and_said_to_be_unknown(tmp_path):
    told = carrier(tmp_path, "explain", "+8613000000001")
    assert told.output.splitlines()[:2] == ["answered now: carry", "nothing is known of this line"]
