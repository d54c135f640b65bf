"""A list is judged, sealed and written; reserved, its permitted calls hold their places like calls asked about."""

from __future__ import annotations

from itertools import pairwise

import pyarrow.parquet as pq
import pytest

import ringfence
from ringfence.call.errors import EngineError, ListError
from ringfence.call.moments import moment
from ringfence.evidence.verify import verify_log
from ringfence.store.log_reader import reading_log
from ringfence.wiring import screening
from ringfence.wiring.bootstrap import LIFETIME
from ringfence.wiring.screening import STEPS

EVERY_LEDGER = True

HER = "+8613000000001"
DEBT = {
    "caller": "bank-a", "purpose": "collection", "party": "debtor", "channel": "voice", "style": "interactive",
    "country": "CN", "zone": "Asia/Shanghai",
}  # fmt: skip
FOURTH = {
    "recipient": HER, "caller": "bank-a", "purpose": "collection", "party": "debtor", "channel": "voice",
    "style": "interactive", "line": "+862158888888", "at": "2026-03-11T15:00:00+08:00",
    "places": [{"country": "CN", "zone": "Asia/Shanghai"}],
}  # fmt: skip


@pytest.fixture
def calls(tmp_path):
    rows = "\n".join(f"{HER},+862158888888,2026-03-11T{hour}:00:00+08:00" for hour in (10, 11, 12, 13))
    path = tmp_path / "list.csv"
    path.write_text(f"recipient,line,at\n{rows}\n")
    return path


def rows_of(house):
    sql = "SELECT id, ts, expires_at, caller, purpose, line, leaf FROM call ORDER BY ts"
    return house.write(lambda tx: tx.connection.execute(sql).fetchall())


@pytest.mark.long
def test_a_list_reserves_nothing_unless_that_is_wanted(house, calls):
    screened = house.screen(calls, out=None, common=DEBT)
    assert (screened.answers["permit"], screened.reserved) == (3, None)
    assert rows_of(house) == []
    assert house.would(FOURTH).answer == "permit"


@pytest.mark.long
def test_after_a_list_was_reserved_the_next_ask_sees_the_caps_used_up(house, calls, tmp_path):
    out = tmp_path / "verdicts.parquet"
    screened = house.screen(calls, out=out, common=DEBT, reserve=True)
    assert (screened.answers["permit"], screened.answers["defer"], screened.reserved) == (3, 1, 3)
    assert (screened.leaf, pq.read_metadata(out).num_rows) == (0, 4)
    moments = [moment(f"2026-03-11T{hour}:00:00+08:00") for hour in (10, 11, 12)]
    assert rows_of(house) == [
        (f"list-0-{row}", t, t + LIFETIME, "bank-a", "collection", "+862158888888", 0)
        for row, t in enumerate(moments)
    ]
    verdict = house.ask(FOURTH)
    assert (verdict.answer, verdict.reasons[0].rule) == ("defer", "cn.gbt45251.talk3")
    assert house.screen(calls, out=None, common=DEBT).answers["permit"] == 0
    told = tmp_path / "told.csv"
    told.write_text(f"id,recipient,ts,direction,outcome\nlist-0-0,{HER},{moments[0]},outbound,unanswered\n")
    house.bring("call", told)
    assert [(row[0], row[2] is None) for row in rows_of(house)] == [
        ("list-0-0", True), ("list-0-1", False), ("list-0-2", False),
    ]  # fmt: skip
    keyring, where = house.people.keyring, house.ledger.where
    house.close()
    with reading_log(where) as reader:
        assert verify_log(reader, keyring).found == []


@pytest.mark.long
def test_an_id_that_was_used_is_told_and_nothing_is_reserved(house, tmp_path):
    given = house.ask({**FOURTH, "id": "mine"})
    path = tmp_path / "list.csv"
    path.write_text(f"recipient,id\n+8613000000009,other\n{HER},mine\n")
    with pytest.raises(ListError, match="line 3: column `id`") as caught:
        house.screen(
            path,
            out=tmp_path / "out.parquet",
            common={"purpose": "service", "line": "+862158888888"},
            reserve=True,
        )
    assert HER not in str(caught.value)
    assert [row[0] for row in rows_of(house)] == [given.call]
    assert not (tmp_path / "out.parquet").exists()


def asking_once(house, turns):
    """Progress that asks about her while a list is judged, for so many turns."""

    def beside(step, _share):
        if step == "judge" and turns:
            turns.pop()
            assert house.ask({**FOURTH, "id": f"beside-{len(turns)}"}).answer == "permit"

    return beside


@pytest.mark.long
def test_a_list_is_judged_again_if_calls_were_answered_meanwhile(house, calls):
    beside = asking_once(house, [1])
    screened = house.screen(calls, out=None, common=DEBT, reserve=True, progress=beside)
    assert screened.reserved == 2  # one of the three places was taken by the call asked about beside it


@pytest.mark.long
def test_a_list_is_given_up_if_calls_are_answered_every_time(house, calls, monkeypatch):
    monkeypatch.setattr(screening, "MOST_TURNS", 1)
    beside = asking_once(house, [1])
    with pytest.raises(EngineError, match="nothing was reserved"):
        house.screen(calls, out=None, common=DEBT, reserve=True, progress=beside)
    assert [row[0] for row in rows_of(house)] == ["beside-0"]


def test_a_house_that_does_not_seal_reserves_no_list(db, calls):
    with ringfence.open(db, seals=False) as house, pytest.raises(ringfence.RingfenceError, match="sealed"):
        house.screen(calls, out=None, common=DEBT, reserve=True)


@pytest.mark.long
def test_progress_goes_from_nothing_to_all(house, calls, tmp_path):
    told = []
    house.screen(calls, out=tmp_path / "verdicts.csv", common=DEBT, progress=lambda *each: told.append(each))
    assert [step for step, _ in told] == list(STEPS)
    assert all(before < after for (_, before), (_, after) in pairwise(told))
    assert (told[0][1], told[-1][1]) == (0.0, 1.0)


@pytest.mark.long
def test_a_page_of_a_list_says_what_became_of_it(house, calls, tmp_path):
    page = tmp_path / "report.html"
    screened = house.screen(calls, out=None, common=DEBT, html=page, language="zh")
    shown = page.read_text(encoding="utf-8")
    assert "4 行中 1 行不会拨打" in shown
    assert "cn.gbt45251.talk3" in shown
    assert f"存证叶：{screened.leaf}" in shown


@pytest.mark.parametrize("bad", ["12", "not a number", "+86130"])
def test_a_number_that_cannot_be_read_stops_no_other_row_of_a_list_in_the_gates_own_words(
    house, tmp_path, bad
):
    path = tmp_path / "own.csv"
    path.write_text(f"recipient,line\n{HER},+862158888888\n{bad},+862158888888\n")
    screened = house.screen(path, out=tmp_path / "out.csv", common={"purpose": "service"})
    assert (screened.rows, screened.intake.bad) == (1, 1)
    assert bad in screened.intake.side.read_text()


def test_a_ledger_may_lie_where_an_address_would_be_read_otherwise(tmp_path):
    folder = tmp_path / "a #1 50%? folder"
    folder.mkdir()
    path = folder / "own.csv"
    path.write_text(f"recipient,line\n{HER},+862158888888\n")
    with ringfence.open(folder / "ledger.db") as opened:
        opened.ask({"recipient": HER, "purpose": "service"})
        assert opened.screen(path, out=folder / "out.csv", common={"purpose": "service"}).rows == 1
        assert opened.look(lambda tx: tx.next_seq()).result() == 2
