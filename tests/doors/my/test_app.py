"""Her page answers her browser alone, works without scripts, says what is wrong, and shows nothing of hers elsewhere."""

import asyncio
import re

import httpx
import pytest

from ringfence.doors.my.app import HEADERS, Desk, made_app
from ringfence.doors.my.forms import FORMS
from ringfence.doors.my.screens import SCREENS
from ringfence.policy.read import read_pack
from ringfence.redress.folder import Folder
from tests.made_evidence import BANK, calls, handset_xml, messages_xml, mobile_csv

pytestmark = pytest.mark.long

ADDRESS = "http://127.0.0.1:8765"
PLAIN = [path for path in SCREENS if "{" not in path]


@pytest.fixture(scope="module")
def pack():
    return read_pack("cn-redress")


@pytest.fixture
def desk(tmp_path, pack):
    return Desk(Folder(tmp_path / "hers"), pack, "the-key", ADDRESS)


@pytest.fixture
def browse(desk):
    """Sends requests one after the other as one browser does."""

    def send(*requests, entered=True, **options):
        async def run():
            transport = httpx.ASGITransport(made_app(desk), raise_app_exceptions=False)
            async with httpx.AsyncClient(
                transport=transport, base_url=ADDRESS, follow_redirects=True, **options
            ) as visitor:
                if entered:
                    await visitor.get("/zh/?key=the-key")
                return [await visitor.request(method, path, **more) for method, path, more in requests]

        return asyncio.run(run())

    return send


def get(path):
    return "GET", path, {}


def post(path, **data):
    return "POST", path, {"data": data}


def files(**named):
    return (
        "POST",
        "/zh/evidence",
        {"files": [("files", (name, content)) for name, content in named.items()], "data": {"whose": ""}},
    )


ROWS = calls(30)
BROUGHT = files(
    **{"移动.csv": mobile_csv(ROWS), "calls.xml": handset_xml(ROWS), "sms.xml": messages_xml(ROWS[5][0])}
)


@pytest.mark.parametrize(
    "path",
    [*(f"/zh/{screen}" for screen in PLAIN), "/zh/made/x/dossier.pdf", "/zh/letter/caller-1/bank", "/"],
)
def test_without_the_key_no_screen_is_shown(browse, path):
    (answer,) = browse(get(path), entered=False)
    assert answer.status_code == 403
    assert "ringfence my" in answer.text


@pytest.mark.parametrize("form", FORMS)
def test_without_the_key_no_form_is_taken(browse, desk, form):
    before = desk.folder.case()
    (answer,) = browse(post(f"/zh/{form}", name="x", which=BANK, at="2026-01-01T10:00"), entered=False)
    assert answer.status_code == 403
    assert desk.folder.case() == before


@pytest.mark.parametrize("form", FORMS)
def test_a_form_of_another_site_is_not_taken(browse, desk, form):
    for headers in ({"origin": "http://evil.example"}, {"sec-fetch-site": "cross-site"}):
        (answer,) = browse(("POST", f"/zh/{form}", {"data": {"name": "x"}, "headers": headers}))
        assert answer.status_code == 403
    assert not desk.folder.case_file.exists()


def test_a_name_of_elsewhere_that_points_here_is_not_answered(browse):
    (answer,) = browse(("GET", "/zh/", {"headers": {"host": "evil.example"}}))
    assert answer.status_code == 421


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("screen", PLAIN)
def test_every_screen_is_shown_empty_in_both_tongues_under_a_strict_policy(browse, language, screen):
    (answer,) = browse(get(f"/{language}/{screen}"))
    assert answer.status_code == 200
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS
    assert "<script" not in answer.text
    assert not re.search(r"\sstyle=|\son\w+=", answer.text)
    assert f'lang="{"en" if language == "en" else "zh-CN"}"' in answer.text


def test_the_whole_way_is_walked_with_forms_alone(browse, desk):
    answers = browse(
        BROUGHT,
        post(
            "/zh/who",
            which="+862131370001",
            name="某信用卡中心",
            purpose="marketing",
            consent="never",
            trade="credit_card",
        ),
        post("/zh/who", which=BANK, purpose="marketing", consent="withdrawn"),
        post("/zh/suggestion"),
        post(
            "/zh/refusal",
            which="caller-1",
            at=ROWS[15][0].strftime("%Y-%m-%dT%H:%M"),
            how="call",
            words="不要再打",
        ),
        post("/zh/letters", which="caller-1", whom="bank", on="2026-11-25", way="挂号信"),
        post("/zh/answers", nth="0", on="2026-11-26", answer="已停止"),
        post("/zh/me", name="张三", number="16191239999", address="", work="09:00-18:00", alone="yes"),
        post("/zh/dossier"),
        *(get(f"/{language}/{screen}") for language in ("zh", "en") for screen in PLAIN),
        get("/zh/letter/caller-1/bank"),
    )
    assert [answer.status_code for answer in answers] == [200] * len(answers)
    case = desk.folder.case()
    assert (len(case.callers), len(case.refusals), case.letters[0].answer, case.person.number) == (
        2,
        2,
        "已停止",
        "+8616191239999",
    )
    (made,) = (path for path in desk.folder.dossiers.iterdir())
    (pdf,) = browse(get(f"/zh/made/{made.name}/dossier.pdf"))
    assert pdf.content == (made / "dossier.pdf").read_bytes()
    assert "某信用卡中心" in answers[-1].text


def test_what_is_wrong_is_said_and_what_she_brought_stays(browse, desk):
    answers = browse(
        BROUGHT,
        post("/zh/refusal", which="caller-9", at="2026-01-01T10:00", how="call"),
        post("/zh/me", name="", number="12", address="", work=""),
        post("/en/dossier"),
        post("/zh/answers", nth="x", on="", answer=""),
        get("/fr/who"),
        get("/zh/letter/caller-1/nobody"),
    )
    assert [answer.status_code for answer in answers] == [200, *[422] * 6]
    assert "已带来的证据都在" in answers[1].text
    assert "say first who called" in answers[3].text
    assert len(desk.folder.case().files) == 3


def test_a_file_whose_columns_nobody_knows_is_asked_about_and_read_once_she_says(browse, desk):
    (asked,) = browse(files(**{"export.csv": b"Moment,Other\n2026-08-01 10:00:00,95588\n"}))
    assert "程序认不出这份文件的列" in asked.text
    (kept,) = desk.folder.case().files
    browse(post("/zh/columns", digest=kept.digest, at="Moment", number="Other", direction="被叫"))
    assert [ring.number for ring in desk.folder.case().rings] == [BANK]


def test_a_hostile_file_is_kept_and_named_and_the_others_are_read(browse, desk):
    bomb = b"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a 'b'>]><calls/>"
    (answer,) = browse(files(**{"bomb.xml": bomb, "移动.csv": mobile_csv(ROWS)}))
    assert "declares a document type" in answer.text
    assert len(desk.folder.case().rings) == len(ROWS)


def test_whatever_she_brought_is_text_on_the_page(browse):
    name = "<img src=x onerror=alert(1)>.csv"
    rows = mobile_csv(ROWS).decode("gb18030").replace("上海", "<script>alert(1)</script>").encode("gb18030")
    browse(files(**{name: rows}), post("/zh/me", name="<b>她</b>", number="", address='"><script>', work=""))
    shown = browse(get("/zh/evidence"), get("/zh/me"), get("/zh/who"))
    assert all(
        "<script" not in answer.text and "<img" not in answer.text and "<b>她" not in answer.text
        for answer in shown
    )


def test_a_path_of_dots_leads_out_of_no_dossier(browse, desk):
    (desk.folder.path / "case.json").write_text("{}")
    for path in (
        "/zh/made/../case.json",
        "/zh/made/%2e%2e/case.json",
        "/zh/made/x/%2e%2e%2f%2e%2e%2fcase.json",
    ):
        (answer,) = browse(get(path))
        assert answer.status_code in {404, 422}
        assert "form" not in answer.text or "<form" in answer.text


def test_a_form_that_brings_too_much_is_refused_before_it_is_read(browse):
    (answer,) = browse(
        ("POST", "/zh/evidence", {"headers": {"content-length": str(3 << 30)}, "content": b"x"})
    )
    assert answer.status_code == 413
    assert "MB" in answer.text
