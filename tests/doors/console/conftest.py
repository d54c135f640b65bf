"""A house with a day of answers in it, served with its desk."""

import asyncio

import httpx
import pytest

import ringfence
from ringfence.caller.access import SCOPES
from ringfence.doors.console.app import routes
from ringfence.doors.http.access import Access
from ringfence.doors.http.app import made_app
from ringfence.wiring.list_jobs import ListJobs
from ringfence.wiring.served import Served

ADDRESS = "http://desk.test"
HER = "+8613000000001"
AT_NIGHT = {
    "purpose": "collection", "party": "debtor", "style": "interactive", "at": "2026-03-10T22:30:00+08:00",
    "places": [{"country": "CN", "zone": "Asia/Shanghai"}],
}  # fmt: skip
CALL = {"recipient": HER, "line": "+862158888888", "caller": "bank-a", "channel": "voice"}


@pytest.fixture
def gate(tmp_path):
    """The house that is served."""
    with ringfence.open(tmp_path / "ledger.db") as house:
        house.ask({**CALL, "purpose": "service", "id": "let-through"})
        house.ask({**CALL, **AT_NIGHT, "id": "held-back", "recipient": "+8613000000002", "caller": "bank-b"})
        yield house


@pytest.fixture
def keys(gate):
    """One key with every scope, one bound to a caller, one that may read alone, one that may not even that."""
    return {
        "all": gate.make_key("officer", SCOPES),
        "bank-a": gate.make_key("bank-a", SCOPES, "bank-a"),
        "reader": gate.make_key("reader", ["read"]),
        "dialler": gate.make_key("dialler", ["ask"]),
    }


@pytest.fixture
def visit(gate, keys, tmp_path):
    """Sends requests of one browser that signed in with a key."""
    kept = ListJobs(gate, tmp_path / "lists")

    def through(*requests, key="all", **headers):
        async def run():
            served = Served(gate)
            access = Access(served)
            app = made_app(served, kept, "test", access=access, desk=routes(served, kept, access))
            async with httpx.AsyncClient(
                transport=httpx.ASGITransport(app), base_url=ADDRESS, headers=headers
            ) as browser:
                if key is not None:
                    entered = await browser.post("/desk/zh/sign-in", data={"key": keys.get(key, key)})
                    assert entered.status_code == 303, entered.text
                return [await browser.request(method, path, **more) for method, path, more in requests]

        return asyncio.run(run())

    yield through
    kept.close()


def get(path, **more):
    """A page asked for."""
    return "GET", path, more


def post(path, **more):
    """A form sent."""
    return "POST", path, more
