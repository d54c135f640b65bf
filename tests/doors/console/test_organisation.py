"""Somebody signs in with her organisation's account, through a real provider over HTTP; whoever was not named by it does not."""

import asyncio
import re
import subprocess
import sys
import time
from contextlib import contextmanager
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from ringfence.call.errors import RequestError
from ringfence.doors.console.app import routes
from ringfence.doors.console.organisation import Organisation, groups_of
from ringfence.doors.http.access import Access
from ringfence.doors.http.app import made_app
from ringfence.doors.listening import free_port
from ringfence.wiring.list_jobs import ListJobs
from ringfence.wiring.served import Served
from tests.doors.console.conftest import ADDRESS

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def provider():
    """The address of a provider of identities, in a process of its own."""
    port = free_port("127.0.0.1", 0)
    command = [
        sys.executable,
        "-W",
        "ignore",
        "-m",
        "oidc_provider_mock",
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
    ]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as started:
        address = f"http://127.0.0.1:{port}"
        began = time.monotonic()
        while True:
            try:
                told = httpx.get(f"{address}/.well-known/openid-configuration").json()
                break
            except httpx.HTTPError:
                assert time.monotonic() - began < 20
                time.sleep(0.1)
        for sub, groups in (("officer", ["compliance"]), ("stranger", ["kitchen"])):
            claims = {"email": f"{sub}@bank.example", "groups": groups}
            httpx.put(f"{address}/users/{sub}", json=claims | {"userinfo": claims}).raise_for_status()
        try:
            yield told["issuer"]
        finally:
            started.terminate()


def asked(provider, groups="compliance=read,tell"):
    """The organisation as a gate is told of it."""
    return Organisation(provider, "desk", "secret", groups_of(groups))


@contextmanager
def desk(house, folder, organisation):
    """The application with a desk that takes an organisation's accounts."""
    kept = ListJobs(house, folder / "lists")
    served = Served(house)
    access = Access(served)
    yield made_app(served, kept, "test", access=access, desk=routes(served, kept, access, organisation))
    kept.close()


async def gone_there(browser, who, language="en"):
    """What the provider sends somebody back with, once she has said who she is."""
    sent = await browser.get(f"/desk/{language}/single-sign-on")
    assert sent.status_code == 303
    async with httpx.AsyncClient() as elsewhere:
        return (await elsewhere.post(sent.headers["location"], data={"sub": who})).headers["location"]


def walked(app, *steps):
    """What came of steps of one browser."""

    async def run():
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=ADDRESS) as browser:
            found = None
            for step in steps:
                found = await step(browser, found)
            return found

    return asyncio.run(run())


def as_somebody(who):
    return lambda browser, _found: gone_there(browser, who)


async def comes_back(browser, location):
    """The page on which she comes back."""
    return await browser.get(location)


async def first_screen(browser, _found):
    """The desk's first screen."""
    return await browser.get("/desk/en/")


def test_whoever_is_of_a_group_that_may_read_is_let_in_by_her_name(gate, tmp_path, provider):
    with desk(gate, tmp_path, asked(provider)) as app:
        page = walked(app, as_somebody("officer"), comes_back, first_screen)
    assert page.status_code == 200
    assert "officer@bank.example" in page.text


def test_she_may_do_what_her_group_may_and_no_more(gate, tmp_path, provider):
    async def notes(browser, _found):
        return await browser.post("/desk/en/calls/let-through/stop")

    async def sends(browser, _found):
        return await browser.post("/desk/en/lists", data={"purpose": "service"})

    with desk(gate, tmp_path, asked(provider)) as app:
        assert walked(app, as_somebody("officer"), comes_back, notes).status_code == 200
        assert walked(app, as_somebody("officer"), comes_back, sends).status_code == 422


def test_whoever_is_of_no_such_group_is_told_and_not_let_in(gate, tmp_path, provider):
    with desk(gate, tmp_path, asked(provider)) as app:
        page = walked(app, as_somebody("stranger"), comes_back)
        assert (page.status_code, "may not read here" in page.text) == (403, True)
        assert walked(app, as_somebody("stranger"), comes_back, first_screen).status_code == 303


def test_a_way_back_that_was_not_begun_here_lets_nobody_in(gate, tmp_path, provider):
    async def another_state(browser, location):
        return await browser.get(re.sub(r"state=[^&]+", "state=other", location))

    async def another_browser(_browser, location):
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url=ADDRESS) as other:
            return await other.get(location)

    with desk(gate, tmp_path, asked(provider)) as app:
        assert walked(app, as_somebody("officer"), another_state).status_code == 403
        assert "set-cookie" not in walked(app, as_somebody("officer"), another_browser).headers


def test_a_code_is_good_once(gate, tmp_path, provider):
    async def twice(browser, location):
        on_the_way = dict(browser.cookies)
        await browser.get(location)
        browser.cookies.clear()
        browser.cookies.update(on_the_way)
        return await browser.get(location)

    with desk(gate, tmp_path, asked(provider)) as app:
        assert walked(app, as_somebody("officer"), twice).status_code == 403


def test_a_provider_that_does_not_answer_is_told(gate, tmp_path):
    async def goes(browser, _found):
        return await browser.get("/desk/zh/single-sign-on")

    with desk(gate, tmp_path, asked("http://127.0.0.1:1")) as app:
        page = walked(app, goes)
    assert (page.status_code, "身份提供方没有应答" in page.text) == (503, True)


def test_without_an_organisation_there_is_no_way_there(gate, tmp_path):
    async def goes(browser, _found):
        return await browser.get("/desk/en/single-sign-on")

    with desk(gate, tmp_path, None) as app:
        page = walked(app, goes)
    assert (page.status_code, "Sign in with your organisation" in page.text) == (200, False)


def test_what_is_asked_of_the_provider_is_bound_to_this_browser(provider):
    address, on = asyncio.run(asked(provider).there("zh", "http://desk.test/desk/signed-on"))
    told = parse_qs(urlsplit(address).query)
    assert told["state"] == [on.state]
    assert told["nonce"] == [on.nonce]
    assert told["code_challenge_method"] == ["S256"]
    assert on.verifier not in address


@pytest.mark.parametrize("text", ["compliance", "compliance=", "compliance=reed", "a=read;b"])
def test_groups_that_give_no_scopes_are_told(text):
    with pytest.raises(RequestError):
        groups_of(text)
