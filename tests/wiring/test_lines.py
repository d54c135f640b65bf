"""A firm's lines out of its own ledger: what is known and what is not, what is learned, what is written for diverts."""

import csv

import pytest

import ringfence
from ringfence.call.errors import RequestError
from ringfence.doors.report.of_line import line_page
from ringfence.doors.report.page import Columns, drawn
from ringfence.policy.read import read_pack
from ringfence.wiring.lines import Lines, line_day_cap

DAY = 86_400_000
NOW = 20_540 * DAY + 4 * 3_600_000


@pytest.fixture
def house(db, tmp_path):
    """A firm with three lines that called for twenty days."""
    with (tmp_path / "calls.csv").open("w") as file:
        writer = csv.writer(file)
        writer.writerow(["recipient", "ts", "id", "line", "caller", "direction", "channel", "outcome"])
        for line, a_day in (("+8621000001", 30), ("+8621000002", 60), ("+8621000003", 10)):
            for day in range(1, 21):
                for call in range(a_day):
                    ts = NOW - day * DAY + call * 60_000
                    outcome = "connect" if call % 3 == 0 else "unanswered"
                    writer.writerow(
                        [
                            f"+86130{call:08}",
                            ts,
                            f"{line}-{day}-{call}",
                            line,
                            "firm",
                            "outbound",
                            "voice",
                            outcome,
                        ]
                    )
    (tmp_path / "lines.csv").write_text(
        "line,caller,home,located,registered,arrears,opened_at\n+8621000001,firm,Shanghai,Beijing,true,false,2020-01-01T00:00:00+08:00\n"
        "+8621000002,firm,Shanghai,Shanghai,false,,\n"
    )
    with ringfence.open(db, clock=lambda: NOW) as opened:
        opened.bring("call", tmp_path / "calls.csv")
        opened.bring("line", tmp_path / "lines.csv")
        yield opened


def test_every_line_is_told_the_most_endangered_first(house):
    told = Lines(house).health()
    # Of the third hardly anything is known: it is taken to be as the pool is on average.
    assert [each.line for each in told] == ["+8621000001", "+8621000003", "+8621000002"]
    assert [cause.name for cause in told[0].forecast.raised] == ["use away from home"]
    assert [cause.name for cause in told[2].forecast.raised] == ["not registered"]
    assert told[2].usual == 60


def test_what_the_ledger_does_not_know_of_a_line_is_said(house):
    told = {each.line: set(each.forecast.unknown) for each in Lines(house).health()}
    assert told["+8621000001"] == {"short calls"}
    assert told["+8621000002"] == {"short calls", "arrears", "a new line"}
    assert {"use away from home", "not registered"} <= told["+8621000003"]


def test_another_volume_can_be_planned(house):
    planned = Lines(house).of("+8621000003", 500).forecast
    assert [cause.name for cause in planned.raised] == ["a sudden rise", "volume"]


def test_an_unknown_line_is_named(house):
    with pytest.raises(RequestError, match="no line of the pool"):
        Lines(house).of("+8629999999")


def test_a_closed_line_is_no_longer_in_the_pool_and_is_learned_from(house, tmp_path):
    (tmp_path / "closures.csv").write_text(
        "line,closed_at,reason\n+8621000002,2026-03-25T10:00:00+08:00,volume\n"
    )
    before = Lines(house)
    house.bring("line_closure", tmp_path / "closures.csv")
    after = Lines(house)
    assert "+8621000002" not in after.pool.lines
    assert (before.odds.hazard.events, after.odds.hazard.events) == (0, 1)
    assert after.of("+8621000003").forecast.odds[30] > before.of("+8621000003").forecast.odds[30]


def test_no_line_is_dealt_more_than_the_pack_lets_it_place(house):
    dealt = Lines(house).choose(10_000)
    assert max(dealt.by_line.values()) <= line_day_cap(house.pack, NOW) == 250
    assert dealt.unplaced == 10_000 - sum(dealt.by_line.values())


def test_the_carriers_own_limits_are_obeyed_beforehand_where_a_pack_imports_them():
    assert line_day_cap(read_pack("cn-bank-card"), NOW) == 300


def test_a_pack_without_such_a_cap_sets_none():
    assert line_day_cap(read_pack("fr-marketing"), NOW) == 1_000_000


def test_diverts_go_by_what_was_written(house):
    assert Lines(house).write() == 3
    rows = house.look(lambda tx: tx.rows("line_health", {}, 9)).result()
    assert {row["line"]: row["most"] for row in rows} == {
        each.line: each.forecast.most for each in Lines(house).health()
    }


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_line_has_a_page_with_its_last_thirty_days(house, language):
    page = line_page(Lines(house).of("+8621000001"), language)
    first = page.blocks[0]
    assert isinstance(first, Columns)
    assert len(first.columns) == 20
    assert "+8621000001" in drawn(page)
