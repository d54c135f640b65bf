"""A gate asked from elsewhere answers as the house does, and one that does not answer is never taken for a permit."""

import asyncio

import httpx
import msgspec
import pytest

import ringfence
from ringfence.call.errors import EngineError, RequestError
from ringfence.caller.access import SCOPES
from ringfence.doors.http.app import made_app
from ringfence.wiring.list_jobs import ListJobs
from ringfence.wiring.served import Served
from tests.doors.http.test_routes import CALL

pytestmark = pytest.mark.long


@pytest.fixture
def served(house, tmp_path):
    """The house served inside this process, and a key to it."""
    kept = ListJobs(house, tmp_path / "lists")
    yield httpx.ASGITransport(made_app(Served(house), kept, "test")), house.make_key("dialler", SCOPES)
    kept.close()


def with_gate(served, work):
    async def run():
        async with ringfence.AsyncClient("http://gate.test", served[1], transport=served[0]) as gate:
            return await work(gate)

    return asyncio.run(run())


def test_an_answer_from_elsewhere_is_the_answer_of_the_house(served, house):
    first = with_gate(served, lambda gate: gate.ask(CALL))
    assert first == house.ask(CALL)
    call = ringfence.Call(
        recipient="+8613000000005", purpose="marketing", line="+862158888888", at=1773126000000
    )
    told = with_gate(served, lambda gate: gate.ask(call, dry_run=True))
    assert msgspec.structs.replace(told, call="") == msgspec.structs.replace(house.would(call), call="")


def test_a_call_is_confirmed_and_told(served, house):
    async def work(gate):
        verdict = await gate.ask(CALL)
        return await gate.confirm(verdict), await gate.tell(verdict, outcome="conversation", said="opt_out")

    confirmed, leaf = with_gate(served, work)
    assert (
        confirmed.answer,
        house.write(lambda tx: [each.kind for each in tx.leaves_of_call("one")])[-1],
    ) == ("permit", "stop")
    assert leaf == 3


def test_what_is_wrong_with_one_of_many_stands_in_its_place(served):
    first, second = with_gate(
        served, lambda gate: gate.ask_all([CALL, {**CALL, "id": "two", "recipient": "1"}])
    )
    assert first.answer == "permit"
    assert isinstance(second, RequestError)
    assert second.path == "recipient"


def test_a_question_that_cannot_be_asked_and_a_key_that_is_none_are_errors(served):
    with pytest.raises(RequestError, match="purpose"):
        with_gate(served, lambda gate: gate.ask({**CALL, "purpose": "x"}))
    with pytest.raises(RequestError, match="nobody holds this key"):
        with_gate((served[0], "rf_none"), lambda gate: gate.ask(CALL))


def test_a_gate_that_does_not_answer_is_an_error_and_no_permit(served, house):
    house.close()
    with pytest.raises(EngineError, match=r"engine\.unavailable"):
        with_gate(served, lambda gate: gate.ask(CALL))
    with (
        ringfence.Client("http://127.0.0.1:9", "rf_x") as gate,
        pytest.raises(EngineError, match=r"engine\.unavailable"),
    ):
        gate.ask(CALL)


def test_both_ends_say_the_same_to_whoever_waits_and_whoever_does_not():
    def answered(request):
        assert request.headers["authorization"] == "Bearer rf_k"
        if request.url.path.endswith("/outcome"):
            return httpx.Response(200, json={"call": "one", "leaf": 7})
        return httpx.Response(
            201, json={"answer": "permit", "call": "one", "at": "1970-01-01T00:00:01+00:00", "pack": "p"}
        )

    with ringfence.Client("http://gate.test", "rf_k", transport=httpx.MockTransport(answered)) as gate:
        verdict = gate.ask(CALL)
        assert (verdict.at, gate.confirm(verdict).answer, gate.tell(verdict, said="opt_out")) == (
            1000,
            "permit",
            7,
        )
