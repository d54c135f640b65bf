"""The fittest line first, and calls dealt out so that no limit is overridden."""

from hypothesis import given
from hypothesis import strategies as st

import ringfence
from ringfence.caller.lines.fittest import deal, fittest_first

LINES = st.lists(st.tuples(st.text(st.characters(categories=["Ll"]), min_size=1, max_size=3), st.integers(0, 10**6), st.integers(0, 50)), max_size=8, unique_by=lambda line: line[0])  # fmt: skip


@given(st.integers(0, 400), LINES)
def test_no_line_gets_more_than_it_may_and_no_call_is_lost_or_placed_where_it_does_not_fit(calls, lines):
    dealt = deal(calls, lines)
    most = {name: may for name, _, may in lines}
    assert all(0 < count <= most[name] for name, count in dealt.by_line.items())
    assert sum(dealt.by_line.values()) + dealt.unplaced == calls
    assert dealt.unplaced == max(0, calls - sum(most.values()))


def test_calls_go_round_rather_than_fill_one_line():
    assert deal(6, [("a", 10, 100), ("b", 20, 100), ("c", 30, 100)]).by_line == {"a": 2, "b": 2, "c": 2}


CALL = {
    "recipient": "+8613000000000", "purpose": "service", "caller": "bank-a", "channel": "voice", "trade": "credit_card", "speaker": "human",
    "party": "customer", "at": "2026-03-10T15:00:00+08:00", "places": [{"country": "CN", "region": "Shanghai", "zone": "Asia/Shanghai"}],
}  # fmt: skip


def test_a_divert_goes_to_the_line_that_is_least_likely_to_be_closed(db, tmp_path):
    (tmp_path / "lines.csv").write_text(
        "line,caller\n" + "".join(f"+862100000{number},bank-a\n" for number in range(4))
    )
    with ringfence.open(db) as house:
        house.bring("line", tmp_path / "lines.csv")
        for number in range(250):
            call = {**CALL, "recipient": f"+86130000{number:05}", "line": "+8621000000"}
            assert house.ask(call).answer == "permit"
        diverted = house.ask({**CALL, "line": "+8621000000"})
        assert diverted.answer == "divert"
        assert diverted.alternative is not None
        assert diverted.alternative.line == "+8621000001"
        told = [{"line": f"+862100000{number}", "odds": odds, "most": most, "as_of": 0, "leaf": None} for number, odds, most in ((1, 50_000, 9), (2, 900, 0), (3, 20_000, 9))]  # fmt: skip
        house.write(lambda tx: tx.bring("line_health", told))
        other = house.ask({**CALL, "line": "+8621000000", "recipient": "+8613900000000"}).alternative
        assert other is not None
        assert other.line == "+8621000003"
        lines = house.look(
            lambda tx: [row["line"] for row in fittest_first(tx, tx.rows("line", {}, 9))]
        ).result()
        assert lines == ["+8621000003", "+8621000001", "+8621000000", "+8621000002"]
