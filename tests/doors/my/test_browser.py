"""Her page in a real browser: the whole way from a bill to a dossier, on a telephone, in at most ten decisions.

Pictures of each screen go to `out/screens`.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time

import pytest

from ringfence.redress.folder import Folder
from tests.browser import Visit, only_with_chromium
from tests.made_evidence import HERS, calls, handset_xml, messages_xml, mobile_csv, recording, telecom_pdf

PHONE = {"width": 390, "height": 844}

pytestmark = [*only_with_chromium(), pytest.mark.siege]


@pytest.fixture
def served(tmp_path):
    """Her page, served by the program itself, and her folder."""
    folder = tmp_path / "hers"
    elsewhere = [tmp_path / "tmp", tmp_path / "home"]
    for each in elsewhere:
        each.mkdir()
    env = {**os.environ, "TMPDIR": str(elsewhere[0]), "HOME": str(elsewhere[1])}
    command = [
        sys.executable,
        "-m",
        "ringfence.wiring.main",
        "my",
        "--no-browser",
        "--port",
        "0",
        "--lang",
        "zh",
        "--folder",
        str(folder),
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=env) as server:
        assert server.stdout is not None
        address = server.stdout.readline().strip()
        try:
            yield address, folder
        finally:
            server.terminate()
            server.wait(10)
    # Whatever she brought and typed lies in her folder, and nowhere else.
    assert [
        path
        for each in elsewhere
        for path in each.rglob("*")
        if path.is_file() and HERS[4:].encode() in path.read_bytes()
    ] == []
    assert list(elsewhere[0].iterdir()) == []


class Walk(Visit):
    """Her page on a telephone's screen, and how often she had to decide."""

    def __init__(self, browser, address, **how):
        super().__init__(browser, address.partition("/zh/")[0], viewport=PHONE, **how)
        self.decisions = 0
        self.open(address)

    def go(self, screen):
        self.page.get_by_role("navigation").get_by_role("link", name=screen).click()
        self.page.wait_for_load_state()

    def decide(self, name, within=None):
        self.decisions += 1
        (within or self.page).get_by_role("button", name=name).first.click()
        self.page.wait_for_load_state()


def evidence(folder):
    """A bill of three months and 600 calls, and five other files."""
    rows = calls(600)
    files = {
        "电信详单.pdf": telecom_pdf(rows),
        "calls.xml": handset_xml(rows[:200]),
        "sms.xml": messages_xml(rows[100][0]),
        "录音.wav": recording(),
        "移动.csv": mobile_csv(rows[:50]),
        "截图.png": PNG,
    }
    folder.mkdir()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return rows, [folder / name for name in files]


def name_callers(walk):
    """Says who two callers are and what they called for: two decisions."""
    walk.go("是谁")
    walk.picture("3-who")
    for shown, name, consent in (
        ("+862131370001", "某银行信用卡中心", "never"),
        ("中国工商银行", "", "withdrawn"),
    ):
        group = walk.page.locator("section", has_text=shown).first
        group.locator("summary").click()
        if name:
            group.get_by_label("名称").fill(name)
        group.get_by_label("为了什么").select_option("marketing")
        group.get_by_label("您同意过吗").select_option(consent)
        walk.decide("确认", group)


def note_refusals(walk, at):
    """Notes the refusal that stands in her messages, and one that she remembers."""
    walk.go("经过")
    walk.decide("是我的拒绝")
    walk.page.get_by_label("何时").fill(at.strftime("%Y-%m-%dT%H:%M"))
    walk.page.get_by_label("原话").fill("不要再打来了")
    walk.decide("记下")
    assert walk.page.locator("svg.days rect.after").count() > 0
    walk.picture("4-what")


def say_who_she_is(walk):
    """Fills in her name and number."""
    walk.go("关于我")
    walk.page.get_by_label("姓名").fill("张三")
    walk.page.get_by_label("本人号码").fill("16191239999")
    walk.page.get_by_label("这部电话只有我接").check()
    walk.decide("保存")


def test_from_a_bill_to_a_dossier_in_a_minute_and_ten_decisions(served, browser, tmp_path):
    address, folder = served
    rows, files = evidence(tmp_path / "brought")
    walk = Walk(browser, address)
    walk.picture("1-home")
    began = time.monotonic()
    walk.go("证据")
    walk.page.get_by_label("选择文件").set_input_files(files)
    walk.decide("带来")
    assert walk.page.get_by_text("电信详单.pdf").count()
    walk.picture("2-evidence")
    name_callers(walk)
    note_refusals(walk, rows[300][0])
    say_who_she_is(walk)
    walk.go("停")
    walk.page.get_by_text("停止来电、撤回同意及个人信息查询通知书").first.click()
    walk.picture("5-stop")
    walk.go("卷宗")
    walk.decide("生成卷宗")
    assert walk.page.get_by_role("link", name="dossier.pdf").count() == 1
    seconds = time.monotonic() - began
    walk.picture("6-dossier")
    assert (walk.faults, walk.decisions <= 10, seconds < 60) == ([], True, True)
    (made,) = Folder(folder).dossiers.iterdir()
    checked = subprocess.run(
        [sys.executable, "-m", "ringfence_verify.main", str(made)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (checked.returncode, "everything holds" in checked.stdout) == (0, True)


def test_every_screen_fits_a_telephone_and_is_walked_with_the_keyboard_alone(served, browser, tmp_path):
    address, folder = served
    _, files = evidence(tmp_path / "brought")
    walk = Walk(browser, address)
    walk.go("证据")
    walk.page.get_by_label("选择文件").set_input_files(files[1:3])
    walk.page.get_by_label("选择文件").focus()
    for _ in range(2):
        walk.page.keyboard.press("Tab")
    walk.page.keyboard.press("Enter")
    walk.page.wait_for_load_state()
    walk.page.wait_for_selector("text=calls.xml")
    for screen in ("证据", "是谁", "经过", "停", "卷宗", "关于我"):
        walk.go(screen)
        width = walk.page.evaluate("document.documentElement.scrollWidth")
        assert width <= PHONE["width"], screen
    assert walk.faults == []
    assert len(Folder(folder).case().files) == 2


def test_the_page_works_without_scripts_and_in_english(served, browser):
    address, _ = served
    walk = Walk(browser, address, java_script_enabled=False)
    walk.page.get_by_role("link", name="English").click()
    walk.go("Evidence")
    assert "No evidence yet" in walk.page.content()
    assert walk.faults == []


def test_axe_finds_nothing_on_any_screen_by_day_and_by_night(served, browser, tmp_path):
    address, _ = served
    walk = Walk(browser, address)
    _, files = evidence(tmp_path / "brought")
    walk.go("证据")
    walk.page.get_by_label("选择文件").set_input_files([*files[1:3], unknown(tmp_path)])
    walk.decide("带来")
    # The page under the strict policy takes no script of anybody: axe is let in by the browser, not by the page.
    found = {"asked": walk.by_day_and_by_night()}
    walk.go("是谁")
    group = walk.page.locator("section", has_text="+862131370001").first
    group.locator("summary").click()
    found["form"] = walk.by_day_and_by_night()
    group.get_by_label("为了什么").select_option("marketing")
    walk.decide("确认", group)
    for language in ("zh", "en"):
        for screen in ("", "evidence", "who", "what", "stop", "dossier", "me"):
            walk.page.goto(f"{walk.address}/{language}/{screen}")
            found[f"{language}/{screen}"] = walk.by_day_and_by_night()
    walk.page.goto(f"{walk.address}/zh/letter/none/bank")
    found["wrong"] = walk.by_day_and_by_night()
    assert {screen: wrong for screen, wrong in found.items() if wrong} == {}


def unknown(folder):
    """A file whose columns nobody knows."""
    path = folder / "export.csv"
    path.write_text("Moment,Other\n2026-08-01 10:00:00,95588\n")
    return path


PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010804000000b51c0c020000000b4944415478da6364f80f00010501012718e3660000000049454e44ae426082"
)
