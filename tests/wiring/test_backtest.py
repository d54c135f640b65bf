"""A pack laid over calls that were made: calls it stops do not count, what came of the others does."""

import pytest

from ringfence.call.errors import ListError

pytestmark = pytest.mark.long
HER, HIM = "+8613000000001", "+8613000000002"
DEBT = {
    "caller": "bank-a", "purpose": "collection", "party": "debtor", "channel": "voice", "style": "interactive",
    "country": "CN", "zone": "Asia/Shanghai", "line": "+862158888888",
}  # fmt: skip


@pytest.fixture
def replay(house, tmp_path):
    def replayed(history, **more):
        (tmp_path / "history.csv").write_text(history)
        return house.backtest(tmp_path / "history.csv", **{"common": DEBT, **more})

    return replayed


def day(*calls):
    """A history of one day: whom, at which hour, with what outcome, sold or not."""
    rows = (
        f"{whom},2026-03-11T{hour:02}:00:00+08:00,{outcome},{sale}\n" for whom, hour, outcome, sale in calls
    )
    return "recipient,at,outcome,sale\n" + "".join(rows)


def test_the_fourth_talk_of_a_day_would_have_been_stopped(replay):
    (found,) = replay(day(*[(HER, hour, "conversation", "no") for hour in (9, 10, 11, 12)])).replays
    assert (found.answers["permit"], found.answers["defer"], found.undecided) == (3, 1, 0)


def test_a_call_that_nobody_answered_was_no_talk(replay):
    (found,) = replay(day(*[(HER, hour, "unanswered", "no") for hour in range(9, 19)])).replays
    assert found.answers["permit"] == 10


def test_what_nobody_knows_may_have_been_a_talk(replay):
    (found,) = replay(day(*[(HER, hour, "", "no") for hour in (9, 10, 11, 12)])).replays
    assert (found.answers["permit"], found.undecided) == (3, 1)


def test_sales_are_told_by_what_would_have_become_of_their_calls_and_by_contact_number(replay):
    found = replay(
        day(
            *[(HER, hour, "conversation", "yes" if hour == 12 else "no") for hour in (9, 10, 11, 12)],
            (HIM, 9, "conversation", "yes"),
        )
    )
    assert found.replays[0].sales == {"permit": 1, "defer": 1}
    assert [(each.number, each.calls, each.sales) for each in found.yields] == [
        (1, 2, 1),
        (2, 1, 0),
        (3, 1, 0),
        (4, 1, 1),
    ]


def test_where_no_sale_is_told_none_is_counted(replay):
    history = day((HER, 9, "conversation", "no")).replace(",sale", "").replace(",no", "")
    assert replay(history).yields == []


def test_a_complaint_goes_if_every_call_before_it_would_not_have_been_made(replay, tmp_path):
    complaints = tmp_path / "complaints.csv"
    complaints.write_text(
        "recipient,at\n"
        f"{HER},2026-03-11T23:30:00+08:00\n"  # one call by day, one by night
        f"{HIM},2026-03-11T23:30:00+08:00\n"  # by night alone
        "+8613000000009,2026-03-11T23:30:00+08:00\n"
    )
    history = day(
        (HER, 9, "conversation", "no"), (HER, 23, "conversation", "no"), (HIM, 23, "conversation", "no")
    )
    stood = replay(history, complaints=complaints).replays[0].complaints
    assert (stood.gone, stood.fewer, stood.left, stood.without, stood.all) == (1, 1, 0, 1, 3)


def test_a_second_pack_is_set_beside_the_first(replay, tmp_path):
    history, out, page = day((HER, 9, "conversation", "no")), tmp_path / "answers.csv", tmp_path / "page.html"
    found = replay(history, beside="cn-bank-card", out=out, html=page, language="zh")
    assert [each.pack.partition("@")[0] for each in found.replays] == ["thread", "cn-bank-card"]
    (change,) = found.changes
    assert (change.before, change.rows) == ("permit", 1)
    assert found.replays[1].answers[change.after] == 1
    assert out.read_text().splitlines()[0] == "row,id,at,answer_1,rule_1,answer_2,rule_2"
    assert "回测" in page.read_text(encoding="utf-8")


def test_calls_of_the_ledger_count_up_to_the_first_of_the_history_and_no_further(house, replay, tmp_path):
    known = tmp_path / "known.csv"
    words = "caller,purpose,party,channel,style,line,direction,outcome"
    told = "bank-a,collection,debtor,voice,interactive,+862158888888,outbound,conversation"
    hours = ("08:10", "08:20", "10:00")
    known.write_text(
        f"recipient,ts,id,{words}\n"
        + "".join(f"{HER},2026-03-11T{hour}:00+08:00,known-{hour},{told}\n" for hour in hours)
    )
    house.bring("call", known)
    (found,) = replay(day((HER, 9, "conversation", "no"), (HER, 12, "conversation", "no"))).replays
    # Two of the ledger and the first of the history are three; the ledger's own of ten o'clock is what the history tells.
    assert (found.answers["permit"], found.answers["defer"]) == (1, 1)


def test_nothing_is_written_into_the_ledger(house, replay):
    replay(day((HER, 9, "conversation", "no")))
    assert (
        house.ask(
            {
                "id": "first",
                **{k: v for k, v in DEBT.items() if k not in {"country", "zone"}},
                "recipient": HER,
            }
        ).leaf
        == 0
    )


@pytest.mark.parametrize(
    ("history", "says"),
    [
        (f"recipient,outcome\n{HER},conversation\n", "when were these calls made"),
        (f"recipient,at\n{HER},2026-03-11T09:00:00+08:00\n{HIM},\n", "1 calls say no moment"),
    ],
    ids=["no column", "an empty cell"],
)
def test_a_history_without_moments_is_refused(replay, history, says):
    with pytest.raises(ListError, match=says):
        replay(history)
