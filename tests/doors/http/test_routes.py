"""Over HTTP the gate answers as it does in the house, sealed, and says what is wrong in one shape."""

import json

import pytest

from ringfence.doors.http.problems import MEDIA
from ringfence.evidence.leaf import leaf_hash
from ringfence_verify.tree import continues, includes

pytestmark = pytest.mark.long

HER = "+8613000000001"
CALL = {
    "id": "one",
    "recipient": HER,
    "caller": "bank-a",
    "purpose": "service",
    "line": "+862158888888",
    "at": "2026-03-10T10:00:00+08:00",
}


def post(path, body=None, **more):
    return "POST", path, {"json": body, **more} if body is not None else more


def delete(path):
    """A request to take something out."""
    return "DELETE", path, {}


def send_list(path, content=b"recipient,line\n+8613000000000,+862158888888\n"):
    """A list as a body."""
    return "POST", path, {"content": content, "headers": {"content-type": "application/octet-stream"}}


def get(path):
    return "GET", path, {}


def test_a_call_is_answered_reserved_and_sealed_and_the_same_id_gets_the_same_answer(send):
    first, again = send(post("/v1/calls", CALL), post("/v1/calls", CALL))
    assert (first.status_code, first.json()["answer"], first.json()["leaf"]) == (201, "permit", 0)
    assert again.json() == first.json()


def test_an_answer_over_http_is_the_answer_in_the_house(send, gate):
    call = {**CALL, "id": "two", "purpose": "marketing"}
    (answer,) = send(post("/v1/calls?dry_run=1", call))
    assert answer.status_code == 200
    told = gate.would({name: value for name, value in call.items() if name != "id"})
    assert (answer.json()["answer"], [each["rule"] for each in answer.json()["reasons"]]) == (
        told.answer,
        [each.rule for each in told.reasons],
    )
    assert answer.json()["leaf"] is None


@pytest.mark.parametrize("said", ["?dry_run", "?dry_run=true", "?dry_run=YES"])
def test_a_dry_run_reserves_and_seals_nothing_however_it_is_written(send, said):
    dry, kept = send(post("/v1/calls" + said, CALL), get(f"/v1/calls/{CALL['id']}"))
    assert (dry.status_code, dry.json()["leaf"], kept.status_code) == (200, None, 404)


@pytest.mark.parametrize(("path", "body"), [("/v1/calls", CALL), ("/v1/calls:batch", {"calls": [CALL]})])
def test_a_dry_run_that_says_neither_yes_nor_no_asks_nothing(send, path, body):
    told, kept = send(post(path + "?dry_run=perhaps", body), get(f"/v1/calls/{CALL['id']}"))
    assert (told.status_code, told.json()["pointer"], kept.status_code) == (422, "dry_run", 404)


def test_a_request_sent_again_with_its_idempotency_key_asks_once(send, gate):
    call = {name: value for name, value in CALL.items() if name != "id"}
    key = {"headers": {"idempotency-key": "k-1"}}
    first, again, other = send(
        post("/v1/calls", call, **key), post("/v1/calls", call, **key), post("/v1/calls", call)
    )
    assert first.json() == again.json()
    assert other.json()["call"] != first.json()["call"]
    (shared,) = send(post("/v1/calls", call, **key), key="bank-a")
    assert shared.json()["call"] != first.json()["call"]


def test_many_are_answered_in_their_order_and_one_that_cannot_be_has_its_problem_in_its_place(send):
    calls = [
        CALL,
        {**CALL, "id": "two", "recipient": "12"},
        {**CALL, "id": "three", "purpose": "marketting"},
        {**CALL, "id": "four"},
    ]
    (answer,) = send(post("/v1/calls:batch", {"calls": calls}))
    answers = answer.json()["answers"]
    assert [each.get("call") for each in answers] == ["one", None, None, "four"]
    assert (answers[1]["status"], answers[1]["pointer"], answers[2]["pointer"]) == (
        422,
        "recipient",
        "purpose",
    )


def test_what_was_told_holds_at_once_and_is_explained(send):
    answers = send(
        post("/v1/calls", CALL), post("/v1/calls/one:confirm"), post("/v1/calls/one/outcome", {"outcome": "conversation", "said": "opt_out"}),
        post("/v1/calls", {**CALL, "id": "next", "purpose": "marketing", "at": "2027-03-10T10:00:00+08:00", "places": [{"country": "CN", "zone": "Asia/Shanghai"}]}), get("/v1/calls/one"),
    )  # fmt: skip
    assert [answer.status_code for answer in answers] == [201, 200, 200, 201, 200]
    assert "cn.consumer-reg.24" in [reason["rule"] for reason in answers[3].json()["reasons"]]
    told = answers[4].json()
    assert (told["verdict"]["answer"], [each["kind"] for each in told["later"]]) == (
        "permit",
        ["confirm", "outcome", "stop"],
    )


def test_facts_are_brought_and_decide(send):
    stop = {
        "recipient": HER,
        "said_at": "2026-03-01T10:00:00+08:00",
        "trigger": "opt_out",
        "caller": "bank-a",
        "channel": "voice",
    }
    look = {
        "recipient": HER,
        "listed": True,
        "listed_on": "2026-01-01",
        "checked_at": "2026-03-09T10:00:00+08:00",
    }
    agreed = {
        "recipient": HER,
        "given_at": "2026-03-01T10:00:00+08:00",
        "caller": "bank-a",
        "subject": "contact_times",
    }
    brought = send(
        post("/v1/stops", {"stops": [stop]}),
        post("/v1/stops", [stop]),
        post("/v1/listings/national_dnc", {"entries": [look]}),
        post("/v1/agreements", agreed),
        post("/v1/lines", {"line": "+862158888888", "caller": "bank-a"}),
    )
    assert [answer.status_code for answer in brought] == [201] * 5
    assert (brought[0].json()["added"], brought[1].json()["same"], brought[1].json()["leaf"]) == (1, 1, None)
    (answer,) = send(
        post(
            "/v1/calls",
            {**CALL, "purpose": "marketing", "places": [{"country": "CN", "zone": "Asia/Shanghai"}]},
        )
    )
    assert answer.json()["answer"] == "refuse"


def test_of_rows_that_cannot_all_be_taken_none_is(send, gate):
    good = {"recipient": HER, "said_at": "2026-03-01T10:00:00+08:00", "trigger": "opt_out"}
    (answer,) = send(post("/v1/stops", [good, {**good, "trigger": "shouted"}]))
    assert (answer.status_code, answer.json()["pointer"]) == (422, "/1/trigger")
    assert gate.write(lambda tx: tx.rows("stop", {}, 5)) == []


def test_the_log_proves_a_leaf_and_that_it_continues(send, gate):
    calls = [
        post("/v1/calls", {**CALL, "id": f"c{nth}", "recipient": f"+86130000001{nth:02}"}) for nth in range(7)
    ]
    early = send(*calls[:3], get("/v1/log/head"))[-1].json()
    late = send(*calls[3:], get("/v1/log/head"))[-1].json()
    path, proof = send(
        get(f"/v1/log/inclusion?leaf=2&size={late['size']}"),
        get(f"/v1/log/consistency?old={early['size']}&new={late['size']}"),
    )
    body = gate.write(lambda tx: tx.leaves_of_call("c2"))[0].body
    roots = bytes.fromhex(early["root"]), bytes.fromhex(late["root"])
    assert includes(
        leaf_hash(body), 2, late["size"], [bytes.fromhex(step) for step in path.json()["path"]], roots[1]
    )
    assert continues(
        early["size"], late["size"], [bytes.fromhex(step) for step in proof.json()["path"]], *roots
    )


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (post("/v1/calls", {"purpose": "marketing"}), 422), (post("/v1/calls", {"recipient": "12"}), 422), (post("/v1/calls", [1]), 422),
        (("POST", "/v1/calls", {"content": b"{", "headers": {"content-type": "application/json"}}), 400),
        (("POST", "/v1/calls", {"content": b"\xff\xfe{}", "headers": {"content-type": "application/json"}}), 400),
        (("POST", "/v1/calls", {"content": b"x=1", "headers": {"content-type": "application/x-www-form-urlencoded"}}), 415),
        (("POST", "/v1/calls", {"content": b'{"a":' * 40 + b"1" + b"}" * 40, "headers": {"content-type": "application/json"}}), 400),
        (("POST", "/v1/calls", {"content": b'{"recipient": "' + b"1" * (2 << 20) + b'"}', "headers": {"content-type": "application/json"}}), 413),
        (post("/v1/calls/none:confirm"), 404), (post("/v1/calls/none/outcome", {"outcome": "connect"}), 404), (get("/v1/calls/none"), 404),
        (get("/v1/nothing"), 404), (delete("/v1/calls"), 405), (get("/v1/log/inclusion?leaf=9&size=9"), 404), (get("/v1/log/inclusion?leaf=x&size=9"), 422),
        (post("/v1/stops", {"stops": []}), 422), (post("/v1/stops", [{"recipient": HER}] * 1001), 422), (post("/v1/calls", {**CALL, "at": "yesterday"}), 422),
    ],
)  # fmt: skip
def test_what_is_wrong_is_a_problem_of_one_shape(send, request_, status):
    (answer,) = send(request_)
    assert (answer.status_code, answer.headers["content-type"]) == (status, MEDIA)
    told = answer.json()
    assert (
        {"type", "title", "status", "detail"}
        <= told.keys()
        <= {"type", "title", "status", "detail", "pointer"}
    )
    assert told["status"] == status
    assert HER not in answer.text


def test_a_second_pack_is_judged_beside_and_changes_nothing(send, gate):
    sale = {**CALL, "purpose": "marketing", "places": [{"country": "CN", "zone": "Asia/Shanghai"}]}
    *answers, told = send(
        post("/v1/calls", CALL),
        post("/v1/calls", {**sale, "id": "two", "at": "2026-03-10T23:00:00+08:00"}),
        get("/v1/packs/shadow"),
        beside="cn-bank-card",
    )
    assert told.json()["pack"].startswith("cn-bank-card@")
    assert sum(each["calls"] for each in told.json()["answers"]) == 2
    for each in told.json()["differences"]:
        assert each["live"] == next(
            answer.json()["answer"] for answer in answers if answer.json()["call"] == each["call"]
        )
    rows = gate.write(lambda tx: tx.rows("call", {}, 9))
    assert [row["id"] for row in rows] == [
        answer.json()["call"] for answer in answers if answer.json()["answer"] == "permit"
    ]


def test_an_id_that_names_a_call_to_somebody_else_is_a_contradiction(send):
    _, answer = send(post("/v1/calls", CALL), post("/v1/calls", {**CALL, "recipient": "+8613000000009"}))
    assert answer.status_code == 409


def test_a_ledger_that_does_not_answer_is_told_as_such_and_never_as_a_permit(send, gate):
    gate.close()
    (answer,) = send(post("/v1/calls", CALL))
    assert (
        answer.status_code,
        "engine.unavailable" in answer.json()["detail"],
        answer.headers["retry-after"],
    ) == (503, True, "1")
    healthy, ready = send(get("/healthz"), get("/readyz"), key=None)
    assert (healthy.status_code, ready.status_code) == (200, 503)


def test_the_monitor_reads_counts_and_no_numbers(send):
    *_, counted = send(post("/v1/calls", CALL), get("/v1/calls/none"), get("/metrics"))
    assert 'ringfence_requests_total{route="ask",status="201"} 1' in counted.text
    assert 'ringfence_request_seconds_count{route="explain"} 1' in counted.text
    assert HER not in counted.text


def test_the_description_names_every_route_with_an_example_that_is_answered(send):
    (described,) = send(get("/openapi.json"), key=None)
    paths = described.json()["paths"]
    assert {
        "/v1/calls",
        "/v1/calls:batch",
        "/v1/calls/{call}:confirm",
        "/v1/calls/{call}/outcome",
        "/v1/log/head",
    } <= paths.keys()
    for path, methods in paths.items():
        for method, told in methods.items():
            if "application/json" in told.get("requestBody", {}).get("content", {}) and "{" not in path:
                example = told["requestBody"]["content"]["application/json"]["example"]
                (answer,) = send((method.upper(), path, {"json": example}))
                assert answer.status_code in {200, 201}, (path, answer.text)
    assert json.dumps(described.json())
