"""The analyst's desk and the firm's lines in a real browser: no finding of axe in either tongue, and a decision taken at it holds."""

from __future__ import annotations

import time

import pytest

import ringfence
from ringfence.caller.access import SCOPES
from ringfence.rehearsal.network import Network
from ringfence.wiring.carrier.house import open_carrier
from tests.browser import Visit, only_with_chromium
from tests.gates import Gate

pytestmark = [*only_with_chromium(), pytest.mark.siege]
WIDE = {"width": 1280, "height": 860}
PHONE = {"width": 390, "height": 844}
DAY = 86_400_000
LINES = {"ordinary": 400, "card_centre": 20, "telesales": 6, "sim_box": 8}


@pytest.fixture(scope="module")
def analysed(tmp_path_factory):
    """A carrier's gate with three days behind it; its address, a key to the desk, and a line that is a nuisance."""
    import pyarrow.parquet as pq

    folder = tmp_path_factory.mktemp("carrier")
    # The last of the three days ends with the hour that is over now: the desk shows what was measured of late.
    first = int(time.time() * 1000 + 8 * 3_600_000) // DAY - 3
    network, now = Network(LINES), [0]
    facts = network.facts(first)
    pq.write_table(facts.drop_columns(["kind", "nuisance"]), folder / "lines.parquet")
    db = folder / "carrier.db"
    with open_carrier(db, clock=lambda: now[0]) as carrier:
        carrier.bring("carried_line", folder / "lines.parquet")
        for day in range(3):
            made = network.day(first + day)
            pq.write_table(made.records, folder / f"{day}.parquet")
            carrier.take(folder / f"{day}.parquet")
            now[0] = (first + day + 1) * DAY - 8 * 3_600_000
            carrier.run()
        key = carrier.house.make_key("分析员", SCOPES)
        bound = carrier.house.make_key("bank-a", SCOPES, "bank-a", None)
    line = next(
        line
        for line, kind in zip(facts["line"].to_pylist(), facts["kind"].to_pylist(), strict=True)
        if kind == "sim_box"
    )
    gate = Gate(db, "cn-carrier")
    gate.start()
    yield gate.address, key, bound, line
    gate.stop()


def signed_in(browser, address, key, **how):
    """A page of somebody who signed in."""
    visit = Visit(browser, address, **how)
    visit.page.goto(f"{address}/desk/zh/sign-in")
    visit.page.get_by_label("访问密钥").fill(key)
    visit.page.get_by_role("button", name="登录").click()
    visit.page.wait_for_url(f"{address}/desk/zh/")
    return visit


def test_every_screen_of_the_analyst_is_without_a_finding_by_day_and_by_night(browser, analysed):
    address, key, _, line = analysed
    visit = signed_in(browser, address, key, viewport=WIDE)
    look = "look=cn.house.ladder.hurried+short_share&limits=20+40+60"
    screens = {
        "queue": "queue",
        "line": f"line?number=%2B{line[1:]}",
        "none": "line",
        "what-if": f"what-if?{look}",
        "pack": "packs",
    }
    found = {}
    for language in ("zh", "en"):
        for name, screen in screens.items():
            visit.page.goto(f"{address}/desk/{language}/{screen}")
            found[language, name] = visit.by_day_and_by_night(f"carrier-{language}-{{}}-{name}")
    assert {place: each for place, each in found.items() if each} == {}
    assert visit.faults == []


def test_no_screen_of_the_analyst_is_wider_than_a_telephone(browser, analysed):
    address, key, _, line = analysed
    visit = signed_in(browser, address, key, viewport=PHONE)
    for screen in ("queue", f"line?number=%2B{line[1:]}", "what-if"):
        visit.page.goto(f"{address}/desk/zh/{screen}")
        assert visit.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], screen


def test_a_step_is_taken_at_the_desk_in_the_name_of_whoever_signed_in(browser, analysed):
    address, key, _, _ = analysed
    visit = signed_in(browser, address, key, viewport=WIDE)
    visit.page.goto(f"{address}/desk/zh/queue")
    before = visit.page.get_by_role("button", name="采取").count()
    visit.page.get_by_role("button", name="采取").first.click()
    visit.page.get_by_role("status").wait_for()
    assert "已采取" in visit.page.get_by_role("status").inner_text()
    assert "停机" in visit.page.locator("pre").inner_text()
    assert visit.page.get_by_role("button", name="采取").count() == before - 1


def test_a_key_that_is_bound_to_a_caller_sees_nothing_of_the_network(browser, analysed):
    address, _, bound, _ = analysed
    visit = Visit(browser, address, viewport=WIDE)
    visit.page.goto(f"{address}/desk/zh/sign-in")
    visit.page.get_by_label("访问密钥").fill(bound)
    visit.page.get_by_role("button", name="登录").click()
    assert "限于一家主叫机构" in visit.page.inner_text("main")


@pytest.fixture
def firm(tmp_path):
    """A firm's gate with two callers' lines; its address and two keys."""
    db = tmp_path / "ledger.db"
    (tmp_path / "lines.csv").write_text(
        "line,caller,home,located,registered\n+862100000001,bank-a,Shanghai,Beijing,true\n+862100000002,bank-b,Shanghai,Shanghai,false\n"
    )
    with ringfence.open(db) as house:
        house.bring("line", tmp_path / "lines.csv")
        keys = house.make_key("officer", SCOPES), house.make_key("bank-a", SCOPES, "bank-a")
    gate = Gate(db)
    gate.start()
    yield gate.address, *keys
    gate.stop()


def test_a_firms_lines_are_without_a_finding_and_each_caller_sees_its_own(browser, firm):
    address, officer, bank = firm
    visit = signed_in(browser, address, officer, viewport=WIDE)
    for language in ("zh", "en"):
        visit.page.goto(f"{address}/desk/{language}/lines")
        assert visit.by_day_and_by_night(f"desk-{language}-{{}}-lines") == []
    assert visit.page.get_by_role("link", name="+862100000001").count() == 1
    assert visit.page.get_by_role("link", name="+862100000002").count() == 1
    visit.page.get_by_role("link", name="+862100000001").click()
    visit.page.get_by_role("heading", name="+862100000001").wait_for()
    other = signed_in(browser, address, bank, viewport=WIDE)
    other.page.goto(f"{address}/desk/zh/lines")
    assert other.page.get_by_role("link", name="+862100000002").count() == 0
    assert other.page.goto(f"{address}/desk/zh/lines/+862100000002").status == 422
