"""Lists over HTTP: sent, screened as jobs, told of as they go, fetched; one caller's are nobody else's."""

import json
import time

import pytest

from ringfence.caller.access import Holder
from ringfence.doors.lists.job import ListWords
from ringfence.wiring.list_jobs import ListJobs
from tests.doors.http.test_routes import HER, delete, get, post, send_list

pytestmark = pytest.mark.long
SENT = "/v1/lists?name=tomorrow.csv&set=purpose=service&at=2026-03-10T10:00:00%2B08:00"
EVERYBODY = Holder("test", frozenset({"lists"}))


def ended(send, job, key="all"):
    """The list once it is done or has failed."""
    for _ in range(400):
        (told,) = send(get(f"/v1/lists/{job}"), key=key)
        if told.json()["state"] in {"done", "failed"}:
            return told.json()
        time.sleep(0.05)
    raise AssertionError(told.text)


def test_a_list_is_screened_and_its_files_are_fetched(send):
    content = f"recipient,line\n{HER},+862158888888\n12,+862158888888\n".encode()
    (sent,) = send(send_list(SENT, content))
    assert sent.status_code == 202
    job = ended(send, sent.json()["list"])
    assert job["fault"] is None, job
    assert (job["state"], job["rows"], job["bad"], sum(job["answers"].values())) == ("done", 1, 1, 1)
    answered, bad, may_call, report = send(
        *(get(f"/v1/lists/{job['list']}/{file}") for file in ("answered", "bad", "may-call", "report"))
    )
    assert HER in answered.text
    assert "12" in bad.text
    assert HER in may_call.text
    assert report.text.startswith("<!doctype html>")
    assert "tomorrow.answered.csv" in answered.headers["content-disposition"]


def test_how_far_a_list_is_comes_as_events_until_it_is_done(send):
    (sent,) = send(send_list(SENT))
    (events,) = send(get(f"/v1/lists/{sent.json()['list']}/events"))
    assert events.headers["content-type"].startswith("text/event-stream")
    told = [
        json.loads(line.removeprefix("data: "))
        for line in events.text.splitlines()
        if line.startswith("data: ")
    ]
    shares = [each["share"] for each in told]
    assert shares == sorted(shares)
    assert (told[-1]["state"], told[-1]["share"]) == ("done", 1.0)


def test_a_list_of_one_caller_is_not_there_for_another(send):
    (sent,) = send(send_list(SENT), key="bank-a")
    job = sent.json()["list"]
    assert ended(send, job, "bank-a")["state"] == "done"
    routes = [
        get(f"/v1/lists/{job}"),
        get(f"/v1/lists/{job}/answered"),
        get(f"/v1/lists/{job}/events"),
        delete(f"/v1/lists/{job}"),
    ]
    assert [each.status_code for each in send(*routes, key="bank-b")] == [404] * 4
    assert send(get("/v1/lists"), key="bank-b")[0].json() == {"lists": []}
    assert len(send(get("/v1/lists"), key="bank-a")[0].json()["lists"]) == 1


@pytest.mark.parametrize(
    ("query", "content", "where"),
    [
        ("&set=caller=bank-b", b"recipient\n+8613000000000\n", "caller"),
        ("", b"recipient,caller\n+8613000000000,bank-b\n", "caller"),
    ],
)
def test_a_bound_key_screens_nobody_elses_calls(send, query, content, where):
    (told,) = send(send_list(SENT + query, content), key="bank-a")
    assert (told.status_code, told.json()["pointer"]) == (422, where)
    assert send(get("/v1/lists"), key="bank-a")[0].json() == {"lists": []}


def test_whose_key_it_is_stands_in_for_the_lists_caller(send):
    (sent,) = send(send_list(SENT + "&reserve=yes"), key="bank-a")
    assert ended(send, sent.json()["list"], "bank-a")["reserved"] == 1
    (asked,) = send(
        post(
            "/v1/calls", {"recipient": HER, "line": "+862158888888", "purpose": "service", "caller": "bank-a"}
        )
    )
    assert asked.status_code == 201


@pytest.mark.parametrize(
    ("path", "content", "status"),
    [("/v1/lists?name=l", b"x", 422), ("/v1/lists?name=l.csv&form=pdf", b"x", 422), ("/v1/lists?name=l.csv&may_call=xlsx", b"x", 422), ("/v1/lists?name=l.csv&sett=a=b", b"x", 422),
     ("/v1/lists?name=l.csv&set=purpose", b"x", 422), ("/v1/lists?name=l.csv", b"", 422), ("/v1/lists?name=l.csv&reserve=perhaps", b"x", 422)],
)  # fmt: skip
def test_a_list_that_cannot_be_taken_is_told_at_once(send, path, content, status):
    (told,) = send(send_list(path, content))
    assert told.status_code == status, told.text


def test_a_list_in_which_no_column_is_the_recipient_is_told_at_once(send):
    (told,) = send(send_list("/v1/lists?name=l.csv", b"colour\nred\n"))
    assert (told.status_code, "recipient" in told.text) == (422, True)


def test_a_list_without_one_good_row_fails_and_says_why(send):
    (sent,) = send(send_list("/v1/lists?name=l.csv&set=purpose=service", b"recipient\n12\n"))
    job = ended(send, sent.json()["list"])
    assert job["state"] == "failed"
    assert job["fault"]


def test_a_list_that_is_done_is_dropped_with_its_files(send, kept):
    (sent,) = send(send_list(SENT))
    job = ended(send, sent.json()["list"])["list"]
    assert send(delete(f"/v1/lists/{job}"))[0].status_code == 200
    assert send(get(f"/v1/lists/{job}"))[0].status_code == 404
    assert list(kept.folder.iterdir()) == []


def test_a_list_that_was_taken_is_screened_after_a_new_start(gate, send, tmp_path):
    (sent,) = send(send_list(SENT))
    job = ended(send, sent.json()["list"])["list"]
    path = tmp_path / "lists" / job / "job.json"
    path.write_text(path.read_text().replace('"state":"done"', '"state":"running"'))
    again = ListJobs(gate, tmp_path / "lists")
    again.close()
    assert again.of(job, EVERYBODY).state == "done"


def test_the_files_of_lists_are_their_owners_alone(send, kept):
    send(send_list(SENT))
    for home in kept.folder.iterdir():
        assert home.stat().st_mode & 0o077 == 0


def test_a_list_that_another_gate_is_screening_is_left_to_it(gate, tmp_path):
    first = ListJobs(gate, tmp_path / "shared")
    first.close()  # it takes lists and screens none: as if it were busy with another
    job_id, path = first.place("l.csv")
    path.write_text(f"recipient\n{HER}\n")
    first.begin(job_id, path, "l.csv", EVERYBODY, ListWords(common={"purpose": "service"}))
    second = ListJobs(gate, tmp_path / "shared")
    second.close()
    assert second.of(job_id, EVERYBODY).state == "waiting"
    first._let_hold_go(job_id)  # as when its process ends
    third = ListJobs(gate, tmp_path / "shared")
    third.close()
    assert third.of(job_id, EVERYBODY).state == "done"
