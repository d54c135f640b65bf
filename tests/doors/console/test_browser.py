"""The desk in a real browser: every screen in both tongues, by day and by night, with no finding of axe; and by keyboard alone.

Chromium of the system is used; where there is none these tests are left out with a loud line, and in CI they fail.
Pictures go to `out/screens`.
"""

from __future__ import annotations

import datetime as dt
import time
from zoneinfo import ZoneInfo

import httpx
import pytest

import ringfence
from ringfence.call.moments import HOUR
from ringfence.caller.access import SCOPES
from tests.browser import Visit, only_with_chromium
from tests.gates import Gate

pytestmark = [*only_with_chromium(), pytest.mark.siege]
WIDE = {"width": 1280, "height": 860}
PHONE = {"width": 390, "height": 844}
LINES = ("+862158888888", "+862158888889")


DAY = dt.datetime.now(ZoneInfo("Asia/Shanghai")).date() - dt.timedelta(days=1)
"""Yesterday: all of its hours are over, whenever the test is run."""


def filled(db):
    """A ledger with a day of answers of every kind, and a key to the desk."""
    opens = int(dt.datetime.combine(DAY, dt.time(7), ZoneInfo("Asia/Shanghai")).timestamp() * 1000)
    moments = iter(range(opens, opens + 16 * HOUR, 16 * HOUR // 1500))
    people = [f"+86161900{nth:05}" for nth in range(140)]
    looked = f"{DAY}T06:00:00+08:00"
    files = {
        "recipient": ["recipient,proofs_checked_at", *(f"{each},{looked}" for each in people)],
        "listing_entry": [
            "recipient,listing,listed,checked_at",
            *(f"{each},national_dnc,{str(nth % 9 == 0).lower()},{looked}" for nth, each in enumerate(people)),
        ],
        "line": ["line,caller", *(f"{each},bank-a" for each in LINES)],
    }
    with ringfence.open(db, pack="thread", clock=lambda: next(moments)) as house:
        for relation, rows in files.items():
            path = db.with_name(f"{relation}.csv")
            path.write_text("\n".join(rows) + "\n")
            house.bring(relation, path)
        for nth in range(420):
            purpose = ("collection", "service", "marketing")[nth % 3]
            hour = 7 + nth * 16 // 420
            house.ask({
                "id": f"call-{nth:04}", "recipient": people[nth % 140], "line": LINES[nth % 4 == 0], "caller": "bank-a", "purpose": purpose,
                "channel": "voice", "speaker": "human", "trade": "credit_card", "party": "debtor" if purpose == "collection" else "customer",
                "style": "interactive", "at": f"{DAY}T{hour:02}:30:00+08:00", "places": [{"country": "CN", "zone": "Asia/Shanghai"}],
            })  # fmt: skip
        return house.make_key("合规官", SCOPES)


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """The gate with its desk, served by the program itself; its address and a key."""
    db = tmp_path_factory.mktemp("desk") / "ledger.db"
    key = filled(db)
    gate = Gate(db)
    gate.start()
    yield gate.address, key
    gate.stop()


def signed_in(browser, served, **how):
    """A page of somebody who signed in."""
    address, key = served
    visit = Visit(browser, address, **how)
    visit.page.goto(f"{address}/desk/zh/sign-in")
    visit.page.get_by_label("访问密钥").fill(key)
    visit.page.get_by_role("button", name="登录").click()
    visit.page.wait_for_url(f"{address}/desk/zh/")
    return visit


def screened(visit, address, tmp_path):
    """The page of a list that was sent at the desk, once it is done."""
    path = tmp_path / "明日名单.csv"
    rows = "".join(
        f"+86161900{nth:05},{LINES[nth % 2]},{('marketing', 'service')[nth % 2]}\n" for nth in range(400)
    )
    path.write_text(f"手机号,线路,目的\n{rows}12,{LINES[0]},service\n")
    visit.page.goto(f"{address}/desk/zh/lists")
    visit.page.get_by_label("文件").set_input_files(path)
    visit.page.get_by_role("button", name="送审").click()
    visit.page.get_by_role("heading", name="文件").wait_for(timeout=60_000)
    return visit.page.url


def test_every_screen_is_without_a_finding_in_both_tongues_by_day_and_by_night(browser, served, tmp_path):
    address, _ = served
    visit = signed_in(browser, served, viewport=WIDE)
    done = screened(visit, address, tmp_path).rpartition("/")[2]
    screens = (
        f"?day={DAY}",
        "calls",
        "calls?answer=refuse&rule=none",
        "calls/call-0000",
        "stops",
        "lists",
        f"lists/{done}",
        "lists/none",
        "packs",
        "packs/cn.gbt45251.talk3",
    )
    found = {}
    for language in ("zh", "en"):
        for screen in screens:
            visit.page.goto(f"{address}/desk/{language}/{screen}")
            name = screen.partition("?")[0].replace("/", "-").replace(done, "done") or "today"
            found[language, screen] = visit.by_day_and_by_night(f"desk-{language}-{{}}-{name}")
    assert {place: each for place, each in found.items() if each} == {}
    visit.page.goto(f"{address}/desk/zh/sign-in")
    assert visit.by_day_and_by_night() == []
    assert visit.faults == []


def test_a_wrong_key_is_told_without_a_finding(browser, served):
    visit = Visit(browser, served[0], viewport=PHONE)
    visit.page.goto(f"{served[0]}/desk/zh/sign-in")
    visit.page.get_by_label("访问密钥").fill("rf_nobody")
    visit.page.get_by_role("button", name="登录").click()
    assert visit.page.get_by_role("alert").inner_text().startswith("密钥无效")
    assert visit.axe() == []
    assert visit.faults == []


def test_the_desk_can_be_used_by_keyboard_alone(browser, served):
    visit = Visit(browser, served[0], viewport=WIDE)
    page = visit.page
    page.goto(f"{served[0]}/desk/en/sign-in")
    page.get_by_label("Access key").focus()
    page.keyboard.type(served[1])
    page.keyboard.press("Enter")
    page.wait_for_url(f"{served[0]}/desk/en/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    walked(page, "Calls")
    page.wait_for_url(f"{served[0]}/desk/en/calls")
    walked(page, "call-0419")
    page.wait_for_url("**/calls/call-0419")
    walked(page, "Note that she said stop")
    page.get_by_role("status").wait_for()
    assert visit.faults == []


def walked(page, name):
    """Goes on with Tab until something of this name has the focus, and presses Enter."""
    for _ in range(200):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()") == name:
            page.keyboard.press("Enter")
            return
    raise AssertionError(f"Tab never came to `{name}`")


def test_no_screen_is_wider_than_a_telephone(browser, served, tmp_path):
    address, _ = served
    visit = signed_in(browser, served, viewport=PHONE)
    done = screened(visit, address, tmp_path).rpartition("/")[2]
    too_wide = {}
    for screen in (
        f"?day={DAY}",
        "calls",
        "calls/call-0000",
        "stops",
        "lists",
        f"lists/{done}",
        "packs",
        "packs/cn.gbt45251.talk3",
    ):
        visit.page.goto(f"{address}/desk/zh/{screen}")
        width = visit.page.evaluate("document.documentElement.scrollWidth")
        if width > PHONE["width"]:
            too_wide[screen] = width
        visit.picture(
            f"desk-phone-{screen.partition('?')[0].replace('/', '-').replace(done, 'done') or 'today'}"
        )
    assert too_wide == {}


def test_answers_given_while_the_desk_is_open_stand_on_it_at_the_next_look(browser, served):
    address, key = served
    visit = signed_in(browser, served, viewport=WIDE)
    assert visit.page.get_by_text("这一天还没有答复").count() == 1
    call = {"recipient": "+8616190099999", "purpose": "service", "caller": "bank-a", "line": LINES[0]}
    answer = httpx.post(f"{address}/v1/calls", json=call, headers={"authorization": f"Bearer {key}"})
    assert answer.status_code == 201
    time.sleep(0.1)
    visit.page.reload()
    assert int(visit.page.locator("dd").first.inner_text()) == 1
