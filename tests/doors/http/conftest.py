"""A house behind HTTP, and programs with keys of every kind."""

import asyncio
from functools import cache

import httpx
import pytest

import ringfence
from ringfence.caller.access import SCOPES
from ringfence.doors.http.app import made_app
from ringfence.policy.read import read_pack
from ringfence.wiring.list_jobs import ListJobs
from ringfence.wiring.served import Served

ADDRESS = "http://gate.test"


@cache
def pack(name):
    """A pack to be judged beside the live one, read once."""
    return read_pack(name)


@pytest.fixture
def gate(tmp_path):
    """The house that is served."""
    with ringfence.open(tmp_path / "ledger.db") as house:
        yield house


@pytest.fixture
def keys(gate):
    """A key with every scope, one bound to each of two callers, and one with each scope alone."""
    made = {"all": gate.make_key("all", SCOPES)}
    for caller in ("bank-a", "bank-b"):
        made[caller] = gate.make_key(caller, SCOPES, caller)
    made["agency"] = gate.make_key("agency", SCOPES, "bank-a", "agency-1")
    return made | {scope: gate.make_key(f"only-{scope}", [scope]) for scope in SCOPES}


@pytest.fixture
def kept(gate, tmp_path):
    """The lists that it keeps."""
    jobs = ListJobs(gate, tmp_path / "lists")
    yield jobs
    jobs.close()


@pytest.fixture
def send(gate, keys, kept):
    """Sends requests one after the other under one key."""

    def through(*requests, key="all", rate=0.0, beside="thread"):
        async def run():
            transport = httpx.ASGITransport(
                made_app(Served(gate, pack(beside)), kept, "test", rate), raise_app_exceptions=False
            )
            headers = {} if key is None else {"authorization": f"Bearer {keys.get(key, key)}"}
            async with httpx.AsyncClient(transport=transport, base_url=ADDRESS, headers=headers) as visitor:
                return [await visitor.request(method, path, **more) for method, path, more in requests]

        return asyncio.run(run())

    return through
