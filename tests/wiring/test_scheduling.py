"""A list laid into a day: what is placed is permitted, all of it together; what is not has its reason."""

import csv
import datetime as dt

import pyarrow.parquet as pq
import pytest

from ringfence.call.errors import ListError

pytestmark = pytest.mark.long
HER, HIM = "+8613000000001", "+8613000000002"
LINE, OTHER = "+862158888888", "+862158888889"
DAY = dt.date(2026, 3, 11)
DEBT = {
    "caller": "bank-a", "purpose": "collection", "party": "debtor", "channel": "voice", "style": "interactive",
    "country": "CN", "zone": "Asia/Shanghai",
}  # fmt: skip


@pytest.fixture
def lay(house, tmp_path):
    def laid(calls, lines="line\n" + LINE, **more):
        (tmp_path / "calls.csv").write_text(calls)
        (tmp_path / "lines.csv").write_text(lines)
        found = house.schedule(
            tmp_path / "calls.csv", lines=tmp_path / "lines.csv", out=tmp_path / "plan.parquet",
            **{"common": DEBT, "day": DAY, **more},
        )  # fmt: skip
        return found, pq.read_table(tmp_path / "plan.parquet").to_pylist()

    return laid


def test_of_five_calls_to_one_person_three_are_placed_and_two_told_from_when(lay):
    found, rows = lay("recipient\n" + f"{HER}\n" * 5)
    assert (found.rows, found.placed, found.later) == (5, 3, 2)
    assert [row["answer"] for row in rows].count("permit") == 3
    left = [row for row in rows if row["planned_at"] is None]
    assert {row["reasons"][0]["rule"] for row in left} == {"cn.gbt45251.talk3"}
    # Not at midnight: by night nobody is called.
    assert {row["retry_at"].isoformat() for row in left} == {"2026-03-12T00:00:00+00:00"}


def test_nobody_is_placed_by_night_though_the_line_is_open(lay):
    found, rows = lay(f"recipient\n{HER}\n{HIM}\n", opens="05:00", closes="09:00")
    assert found.placed == 2
    assert all(row["planned_at"].hour == 0 for row in rows)  # from 08:00 in Shanghai on
    assert found.hours == [("08:00", 2)]


def test_a_line_that_is_full_sends_calls_to_another_and_then_home(lay):
    calls = "recipient\n" + "".join(f"+8613{place:09}\n" for place in range(600))
    lines = f"line,calls_an_hour\n{LINE},60\n{OTHER},60\n"
    found, rows = lay(calls, lines)
    used = {each.line: each.calls for each in found.lines}
    assert used == {LINE: 250, OTHER: 250}
    left = [row for row in rows if row["planned_at"] is None]
    assert len(left) == 100
    assert {row["reasons"][0]["rule"] for row in left} <= {"cn.house.line-day-cap", "day.full"}


def test_where_no_moment_is_left_the_call_is_told_so(lay):
    found, rows = lay(f"recipient,priority\n{HER},2\n{HIM},1\n", f"line,calls_a_day\n{LINE},1\n")
    assert found.placed == 1
    assert [row["planned_line"] for row in rows] == [None, LINE]
    assert rows[0]["reasons"][0]["rule"] == "day.full"


def test_what_was_planned_can_be_screened_as_it_is(house, lay, tmp_path):
    calls = "recipient\n" + "".join(f"+8613{place % 40:09}\n" for place in range(200))
    found, _ = lay(calls)
    out = tmp_path / "plan.csv"
    house.schedule(tmp_path / "calls.csv", lines=tmp_path / "lines.csv", out=out, common=DEBT, day=DAY)
    with out.open(encoding="utf-8-sig", newline="") as file:
        table = list(csv.DictReader(file))
    placed = [row for row in table if row["line"]]
    assert len(placed) == found.placed == 120
    again = tmp_path / "again.csv"
    again.write_text(
        "recipient,line,at\n" + "".join(f"{row['recipient']},{row['line']},{row['at']}\n" for row in placed)
    )
    assert house.screen(again, out=None, common=DEBT).answers["permit"] == found.placed


def test_a_plan_reserves_nothing_and_writes_a_page(house, lay, tmp_path):
    page = tmp_path / "plan.html"
    lay("recipient\n" + f"{HER}\n" * 3, html=page, language="zh")
    assert "2026-03-11 拨打计划" in page.read_text(encoding="utf-8")
    call = {word: value for word, value in DEBT.items() if word not in {"country", "zone"}}
    call |= {"recipient": HER, "line": LINE, "at": "2026-03-11T15:00:00+08:00"}
    assert house.would({**call, "places": [{"country": "CN", "zone": "Asia/Shanghai"}]}).answer == "permit"


def test_a_file_of_no_lines_is_told(lay):
    with pytest.raises(ListError, match="no line is named"):
        lay(f"recipient\n{HER}\n", "line\n")
