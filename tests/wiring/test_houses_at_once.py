"""Houses that judge by one pack share its statements, and none disturbs another."""

import dataclasses
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

import ringfence
from ringfence.policy.plan.compile import compile_pack
from ringfence.policy.read import read_pack

pytestmark = pytest.mark.long

HOUSES = 4
AT = "2026-03-10T{hour:02}:30:00+08:00"
PURPOSES = (
    {"purpose": "marketing"},
    {"purpose": "service"},
    {"purpose": "collection", "party": "debtor", "style": "interactive"},
)


def asked(house):
    """What a house says of calls of every purpose at every hour, to people it comes to know."""
    return [
        (verdict.answer, [reason.rule for reason in verdict.reasons], verdict.retry_at)
        for hour in range(24)
        for nth, said in enumerate(PURPOSES)
        for verdict in [
            house.ask({
                **said, "recipient": f"+86130000000{(hour + nth) % 7:02}", "line": "+862158888888", "caller": "bank-a", "channel": "voice",
                "at": AT.format(hour=hour), "places": [{"country": "CN", "zone": "Asia/Shanghai"}],
            })
        ]
    ]  # fmt: skip


def test_houses_that_are_opened_and_asked_at_once_say_what_one_alone_says(tmp_path):
    # A version of its own: nothing has been compiled for it when all begin.
    pack, begin = (
        dataclasses.replace(read_pack("thread"), version="at-once", digest="at-once"),
        Barrier(HOUSES),
    )

    def one_of_many(nth):
        with ringfence.open(tmp_path / f"{nth}.db", pack=pack) as house:
            begin.wait()
            return asked(house)

    with ThreadPoolExecutor(HOUSES) as many:
        said = list(many.map(one_of_many, range(HOUSES)))
    with ringfence.open(tmp_path / "alone.db", pack=dataclasses.replace(pack, version="alone")) as house:
        alone = asked(house)
    assert {answer for answer, _, _ in alone} >= {"permit", "defer"}
    assert said == [alone] * HOUSES


def test_a_pack_with_other_days_off_under_the_same_digest_has_a_plan_of_its_own():
    pack = read_pack("cn-bank-card")
    other = dataclasses.replace(pack, calendars={name: {} for name in pack.calendars})
    assert hash(other) == hash(pack)
    assert compile_pack(other) is not compile_pack(pack)
    assert compile_pack(dataclasses.replace(pack)) is compile_pack(pack)
