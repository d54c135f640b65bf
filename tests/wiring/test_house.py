"""Facts come from files as people keep them; what the ledger has stays, and a dry run writes nothing."""

import pytest

import ringfence
from ringfence.evidence.verify import verify_log
from ringfence.store.log_reader import reading_log
from tests.doors.cli.typed import typed

EVERY_LEDGER = True

STOPS = "recipient,id,said_at,trigger\n+8613000000001,letter-7,2026-03-01T09:00:00+08:00,objection\n"


@pytest.fixture
def stops(tmp_path):
    path = tmp_path / "stops.csv"
    path.write_text(STOPS)
    return path


def leaves(house):
    with house.ledger.beside() as tx:
        return tx.next_seq()


def test_a_dry_run_says_what_would_change_and_writes_nothing(house, stops):
    found = house.bring("stop", stops, dry_run=True)
    assert (found.rows, found.added, found.leaf, leaves(house)) == (1, 1, None, 0)


def test_the_same_file_twice_is_brought_once(house, stops):
    assert house.bring("stop", stops).leaf == 0
    again = house.bring("stop", stops)
    assert (again.same, again.added, again.leaf, leaves(house)) == (1, 0, None, 1)


def test_a_row_that_says_otherwise_takes_the_place_of_the_old_one_and_is_told(house, stops):
    house.bring("stop", stops)
    stops.write_text(STOPS.replace("objection", "opt_out"))
    found = house.bring("stop", stops)
    assert (found.changed, [(each.line, each.columns) for each in found.changes]) == (1, [(2, ("trigger",))])
    with house.ledger.beside() as tx:
        assert [row["trigger"] for row in tx.rows("stop", {}, 10)] == ["opt_out"]


def test_columns_have_the_names_that_people_give_them_and_numbers_the_region_that_is_named(house, tmp_path):
    path = tmp_path / "stops.csv"
    path.write_bytes(
        "手机号,登记时间,trigger\n13800000001,2026-03-01T09:00:00+08:00,objection\n".encode("gb18030")
    )
    found = house.bring("stop", path, mapping={"said_at": "登记时间"}, region="CN")
    assert found.added == 1


@pytest.mark.long
def test_what_people_call_facts_is_understood(db, stops):
    result = typed("import", "stops", stops, "--db", db, "--lang", "zh")
    assert result.exit_code == 0
    assert "已导入行数: 1 (新增 1, 改变 0, 未变 0)" in result.stdout
    assert "账本中都已有" in typed("import", "stops", stops, "--db", db, "--lang", "zh").stdout


def test_a_clock_that_steps_back_gives_no_place_twice_and_forgets_no_stop(ledger):
    moment = 1_773_126_000_000
    told = [moment]
    with ringfence.open(ledger, clock=lambda: told[0]) as house:
        debt = {"recipient": "+8616191234567", "purpose": "collection", "party": "debtor", "style": "interactive", "channel": "voice", "caller": "bank-a", "line": "+8616190000001", "places": [{"country": "CN", "zone": "Asia/Shanghai"}]}  # fmt: skip
        house.write(
            lambda tx: tx.insert(
                "recipient", (house.people.token("+8616191234567"), None, moment, None, None, None)
            )
        )
        first = [house.ask({**debt, "id": f"before-{nth}", "at": moment}).answer for nth in range(3)]
        told[0] = moment - 3_600_000
        again = [house.ask({**debt, "id": f"before-{nth}", "at": moment}).answer for nth in range(3)]
        fourth = house.ask({**debt, "id": "fourth", "at": moment}).answer
        house.tell("before-0", said="opt_out", at=moment)
        sale = {**debt, "purpose": "marketing", "party": "customer", "at": moment + 1}
        assert (first, again, fourth, house.ask(sale).answer) == (
            ["permit"] * 3,
            ["permit"] * 3,
            "defer",
            "refuse",
        )
        keyring, where = house.people.keyring, house.ledger.where
    with reading_log(where) as reader:
        assert verify_log(reader, keyring).found == []
