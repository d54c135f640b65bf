"""Every route asks for its scope; one caller's key neither sees nor spends another's; a key that is taken back is good no more."""

import pytest

import ringfence
from ringfence.call.errors import RequestError
from ringfence.caller.access import SCOPES, holder_of
from tests.doors.http.test_routes import CALL, HER, delete, get, post, send_list

pytestmark = pytest.mark.long

STOP = {"recipient": HER, "said_at": "2026-03-01T10:00:00+08:00", "trigger": "opt_out"}
ROUTES = {
    "ask": [post("/v1/calls", {**CALL, "id": "mine"}), post("/v1/calls:batch", [{**CALL, "id": "mine"}]), post("/v1/calls/one:confirm")],
    "tell": [post("/v1/calls/one/outcome", {"outcome": "connect"})],
    "read": [get("/v1/calls"), get("/v1/figures"), get("/v1/calls/one"), get("/v1/packs"), get("/v1/packs/shadow")],
    "facts": [post("/v1/stops", STOP), post("/v1/proofs", {"recipient": HER, "need": "consent"}), post("/v1/agreements", {"recipient": HER}), post("/v1/lines", {"line": "95588"}), post("/v1/listings/x", {"recipient": HER, "listed": True})],
    "lists": [send_list("/v1/lists?name=l.csv&set=purpose=service"), get("/v1/lists"), get("/v1/lists/one"), get("/v1/lists/one/answered"), get("/v1/lists/one/events"), delete("/v1/lists/one")],
    "log": [get("/v1/log/head"), get("/v1/log/inclusion?leaf=0&size=1"), get("/v1/log/consistency?old=1&new=1")],
}  # fmt: skip


def described_as(path):
    """How the description names an address of the matrix."""
    if path.startswith("/v1/lists/one"):
        return path.replace("/one", "/{list}").replace("/answered", "/{file}")
    return path.replace("/one", "/{call}").replace("listings/x", "listings/{name}")


MATRIX = [(scope, route) for scope, routes in ROUTES.items() for route in routes]


@pytest.mark.parametrize(
    ("scope", "route"), MATRIX, ids=lambda each: each if isinstance(each, str) else each[1]
)
def test_every_route_asks_for_its_scope_and_no_other_opens_it(send, scope, route):
    send(post("/v1/calls", CALL), get("/v1/log/head"))
    assert send(route, key=None)[0].status_code == 401
    assert send(route, key="rf_nobody")[0].status_code == 401
    for other in SCOPES:
        (answer,) = send(route, key=other)
        assert (answer.status_code == 403) == (other != scope), (other, answer.text)
    # There is no list `one`: whoever may ask is told so.
    assert send(route, key=scope)[0].status_code in (
        {404} if "/v1/lists/one" in route[1] else {200, 201, 202}
    )


def test_every_route_of_the_description_is_in_the_matrix(send):
    (described,) = send(get("/openapi.json"), key=None)
    told = {
        (method.upper(), path)
        for path, methods in described.json()["paths"].items()
        for method, each in methods.items()
        if "security" in each
    }
    tried = {(method, described_as(path.partition("?")[0])) for _, (method, path, _) in MATRIX}
    assert tried == told


def test_one_callers_key_neither_sees_nor_spends_anothers(send):
    send(post("/v1/calls", CALL), key="bank-a")
    routes = [
        get("/v1/calls/one"),
        post("/v1/calls/one:confirm"),
        post("/v1/calls/one/outcome", {"said": "opt_out"}),
    ]
    assert [answer.status_code for answer in send(*routes, key="bank-b")] == [404] * 3
    assert [answer.status_code for answer in send(*routes, key="bank-a")] == [200] * 3
    for path, body in (
        ("/v1/calls", {**CALL, "id": "two"}),
        ("/v1/stops", {**STOP, "caller": "bank-a"}),
        ("/v1/lines", {"line": "95588", "caller": "bank-a"}),
    ):
        (answer,) = send(post(path, body), key="bank-b")
        assert (answer.status_code, answer.json()["pointer"]) == (422, "caller")


def test_whose_key_it_is_stands_in_for_what_a_call_does_not_say(send, gate):
    call = {name: value for name, value in CALL.items() if name != "caller"}
    (answer,) = send(post("/v1/calls", call), key="agency")
    assert answer.status_code == 201
    (told,) = send(get("/v1/calls/one"), key="agency")
    assert told.status_code == 200
    assert gate.write(lambda tx: tx.rows("call", {}, 1))[0]["agency"] == "agency-1"
    assert send(get("/v1/calls/one"), key="bank-b")[0].status_code == 404


def test_an_agencys_calls_count_for_the_lender_whoever_asks(send):
    debt = {
        "caller": "bank-a",
        "purpose": "collection",
        "party": "debtor",
        "channel": "voice",
        "style": "interactive",
        "recipient": HER,
        "line": "+862158888888",
        "places": [{"country": "CN", "zone": "Asia/Shanghai"}],
    }
    calls = [
        post("/v1/calls", {**debt, "id": f"d{nth}", "at": f"2026-03-10T1{nth}:00:00+08:00"})
        for nth in range(4)
    ]
    answers = [
        send(call, key=key)[0].json()["answer"]
        for call, key in zip(calls, ("agency", "bank-a", "agency", "bank-a"), strict=True)
    ]
    assert answers == ["permit", "permit", "permit", "defer"]


def test_a_key_that_is_taken_back_is_good_no_more(send, gate, keys):
    gate.revoke_key("bank-a")
    assert send(post("/v1/calls", CALL), key="bank-a")[0].status_code == 401
    assert gate.write(lambda tx: holder_of(tx, keys["bank-a"])) is None


def test_a_key_asks_no_more_often_than_it_may(send):
    answers = send(*[get("/v1/packs"), get("/v1/packs/shadow")] * 12, rate=3)
    assert [answer.status_code for answer in answers][:6] == [200] * 6
    limited = next(answer for answer in answers if answer.status_code == 429)
    assert int(limited.headers["retry-after"]) >= 1


def test_a_key_is_kept_nowhere_and_is_long(gate, keys):
    gate.close()
    assert len(keys["all"]) > 40
    for path in gate.ledger.path.parent.iterdir():
        assert keys["all"].encode() not in path.read_bytes()


def test_a_key_without_a_scope_or_of_a_name_that_is_taken_is_refused(gate, keys):
    with pytest.raises(RequestError, match="did you mean `tell`"):
        gate.make_key("x", ["tel"])
    with pytest.raises(RequestError, match="there is a key `all`"):
        gate.make_key("all", ["ask"])
    with pytest.raises(RequestError, match="there is no key"):
        gate.revoke_key("none")


def test_keys_are_those_of_one_ledger(gate, keys, tmp_path):
    with ringfence.open(tmp_path / "another.db") as other:
        assert other.write(lambda tx: holder_of(tx, keys["all"])) is None
