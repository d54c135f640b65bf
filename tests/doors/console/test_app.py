"""The desk lets in who may read, shows each her own, takes forms of this site alone, and runs nothing that came from outside."""

import time

import pytest

from tests.doors.console.conftest import HER, get, post

pytestmark = pytest.mark.long
SCREENS = (
    "/",
    "/calls",
    "/calls/let-through",
    "/calls/held-back",
    "/stops",
    "/lists",
    "/packs",
    "/packs/cn.gbt45251.talk3",
)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("screen", SCREENS)
def test_every_screen_is_drawn_in_both_tongues_under_a_policy_without_scripts(visit, screen, language):
    (page,) = visit(get(f"/desk/{language}{screen}"))
    assert page.status_code == 200
    assert f'<html lang="{"zh-CN" if language == "zh" else "en"}">' in page.text
    assert "<script" not in page.text
    assert page.headers["content-security-policy"].startswith("default-src 'none'")
    assert page.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("screen", SCREENS)
def test_nothing_is_shown_to_whoever_has_not_signed_in(visit, screen):
    (page,) = visit(get(f"/desk/zh{screen}"), key=None)
    assert (page.status_code, page.headers["location"]) == (303, "/desk/zh/sign-in")


def test_a_key_that_may_not_read_does_not_sign_in(visit, keys):
    for key in ("nonsense", keys["dialler"], ""):
        (page,) = visit(post("/desk/zh/sign-in", data={"key": key}), key=None)
        assert (page.status_code, "set-cookie" in page.headers) == (401, False)


def test_a_key_that_was_taken_back_shows_nothing_more(visit, gate, monkeypatch):
    monkeypatch.setattr("ringfence.doors.http.access.GOOD_FOR", -1.0)
    assert visit(get("/desk/zh/"))[0].status_code == 200
    gate.revoke_key("officer")
    with pytest.raises(AssertionError):
        visit(get("/desk/zh/"))


def test_one_callers_key_sees_its_own_answers_alone(visit):
    calls, other, today = visit(
        get("/desk/zh/calls"), get("/desk/zh/calls/held-back"), get("/desk/zh/"), key="bank-a"
    )
    assert ("let-through" in calls.text, "held-back" in calls.text) == (True, False)
    assert other.status_code == 422
    assert "没有问询过触达" in other.text
    assert "<dd>1</dd>" in today.text


def test_a_call_says_why_it_was_held_back(visit):
    (page,) = visit(get("/desk/en/calls/held-back"))
    assert "Ask again" in page.text or "Why" in page.text
    assert "cn." in page.text


def test_a_filter_that_nothing_matches_is_named(visit):
    (page,) = visit(get("/desk/zh/calls?answer=refuse&line=95588"))
    assert "没有符合筛选的答复" in page.text
    assert "清除筛选" in page.text


def test_a_day_without_answers_says_so_and_is_no_zero(visit):
    (page,) = visit(get("/desk/zh/?day=2020-01-01"))
    assert "这一天还没有答复" in page.text


def test_what_is_no_day_is_told(visit):
    (page,) = visit(get("/desk/zh/?day=yesterday"))
    assert (page.status_code, "日期请写成" in page.text) == (422, True)


def test_a_stop_noted_on_a_call_holds_at_once(visit, gate):
    (page,) = visit(post("/desk/zh/calls/let-through/stop"))
    assert "停止令已登记" in page.text
    verdict = gate.would(
        {"recipient": HER, "purpose": "marketing", "caller": "bank-a", "line": "+862158888888"}
    )
    assert (verdict.answer, verdict.reasons[0].effect) == ("refuse", "refuse")


def test_a_stop_noted_by_number_is_found_by_it(visit):
    noted, found = visit(
        post("/desk/zh/stops", data={"number": "+86 130 0000 0009", "said": "opt_out", "caller": "bank-a"}),
        post("/desk/zh/stops/look-up", data={"number": "+8613000000009"}),
    )
    assert "停止令已登记" in noted.text
    assert "退订 · bank-a" in found.text
    assert "8613000000009" not in found.text


def test_a_number_that_is_none_is_told_and_nothing_is_noted(visit):
    page, lately = visit(
        post("/desk/zh/stops", data={"number": "12", "said": "opt_out"}), get("/desk/zh/stops")
    )
    assert page.status_code == 422
    assert "近来没有停止令" in lately.text


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("/stops", {"number": HER, "said": "opt_out"}),
        ("/calls/let-through/stop", {}),
        ("/lists", {"purpose": "service"}),
    ],
)
def test_a_key_that_may_read_alone_changes_nothing(visit, path, form):
    (page,) = visit(post(f"/desk/zh{path}", data=form), key="reader")
    assert (page.status_code, "没有权限" in page.text) == (422, True)


@pytest.mark.parametrize("headers", [{"origin": "http://elsewhere.test"}, {"sec-fetch-site": "cross-site"}])
def test_a_form_of_another_site_is_refused(visit, headers):
    (page,) = visit(post("/desk/zh/calls/let-through/stop", headers=headers))
    assert page.status_code == 403


def test_a_list_is_sent_watched_and_fetched(visit):
    content = f"手机号,线路\n{HER},+862158888888\n".encode()
    (sent,) = visit(
        post(
            "/desk/zh/lists",
            data={"purpose": "service", "region": "CN", "form": "csv"},
            files={"file": ("明日.csv", content)},
        )
    )
    assert sent.status_code == 303
    for _ in range(200):
        (page,) = visit(get(sent.headers["location"]))
        if "refresh" not in page.headers:
            break
        time.sleep(0.05)
    assert "带答复的名单" in page.text
    answered, report, lists = visit(
        get(f"{sent.headers['location']}/answered"),
        get(f"{sent.headers['location']}/report"),
        get("/desk/zh/lists"),
    )
    assert HER in answered.text
    assert report.headers["content-security-policy"].startswith("sandbox")
    assert "明日.csv" in lists.text
    (dropped,) = visit(post(f"{sent.headers['location']}/drop"))
    assert dropped.status_code == 303
    assert visit(get(sent.headers["location"]))[0].status_code == 422


def test_what_comes_from_outside_is_text(visit, gate):
    gate.ask(
        {
            "recipient": HER,
            "purpose": "service",
            "caller": "<script>alert(1)</script>",
            "line": "+862158888888",
            "id": "evil",
        }
    )
    (page,) = visit(get("/desk/zh/calls"))
    assert "<script>" not in page.text
    assert "&lt;script&gt;" in page.text


def test_the_desk_opens_in_the_readers_tongue(visit):
    for wanted, where in (("en-GB,en", "/desk/en/"), ("zh-CN,zh", "/desk/zh/"), ("fr", "/desk/zh/")):
        (page,) = visit(get("/desk/"), key=None, **{"accept-language": wanted})
        assert page.headers["location"] == where
