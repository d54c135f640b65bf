"""`schedule` and `backtest` read what they were told before anything is opened, and say what came of it."""

import pytest

from tests.doors.cli.typed import is_told_in_one_line, typed

HER = "+8613000000001"


@pytest.fixture
def calls(tmp_path):
    path = tmp_path / "calls.csv"
    path.write_text(f"recipient,at,outcome\n{HER},2026-03-10T10:00:00+08:00,conversation\n")
    return path


@pytest.mark.parametrize(
    "words",
    [
        ["--day", "tomorrow"],
        ["--set", "purpos=marketing"],
        ["--map", "recipient"],
    ],
    ids=["day", "set", "map"],
)
def test_bad_options_of_a_schedule_are_told_and_nothing_is_written(db, calls, tmp_path, words):
    out = tmp_path / "plan.csv"
    result = typed("schedule", calls, "--lines", calls, "--out", out, "--db", db, *words)
    assert (result.exit_code, out.exists(), db.exists()) == (2, False, False)
    assert is_told_in_one_line(result)


def test_more_than_two_packs_are_not_compared(db, calls):
    result = typed("backtest", "--history", calls, "--db", db, *["--pack", "thread"] * 3)
    assert result.exit_code == 2
    assert is_told_in_one_line(result)


@pytest.mark.long
def test_a_backtest_is_told_in_both_languages(db, calls):
    words = ["backtest", "--history", calls, "--db", db, "--set", "purpose=service", "--set", "channel=voice"]
    assert "各规则包的答复" in typed(*words, "--lang", "zh").stdout
    assert "What each pack answers" in typed(*words, "--lang", "en").stdout
