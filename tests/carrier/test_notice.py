"""A notice tells the reason, the figures, what to do, and where and until when to appeal, in both tongues."""

from typing import get_args

from ringfence.carrier.ladder.climb import Move, move
from ringfence.carrier.ladder.ladder import ladders
from ringfence.carrier.notice import ACTIONS, ADVICE, notice, told
from ringfence.policy.kinds.ladder import Action, Measured
from ringfence.policy.read import read_pack
from tests.carrier.ladder.laddered import AT, DAY, HURRIED, ladder

PLAIN = {"registered": False, "public_service": False}


def warned(name="hurried"):
    """The first step of a ladder."""
    found = move(ladder(name), None, AT, PLAIN, seen=True, about=True)
    assert found is not None
    return found


def test_a_warning_in_full():
    found = warned()
    assert notice(ladder(), found, HURRIED, AT, AT + 30 * DAY)["en"].splitlines() == [
        "From 2026-03-02T08:00:00+08:00 your line is warned; nothing changes for you yet.",
        "Why: In one day it called much, was answered seldom, hung up on at once, and hardly called back.",
        "Figures (last day): attempts 480 calls, answer share 30 %, short share 55 %, call back share 0 %.",
        (
            "What you can do: call less; look at the quality of your list; look at whom you call and how you begin: people hang up at once; "
            "call people who agreed."
        ),
        "You may appeal to the carrier that took the step until 2026-04-01T08:00:00+08:00.",
    ]
    assert notice(ladder(), found, HURRIED, AT, AT + 30 * DAY)["zh"].splitlines()[2] == (
        "数据（近 1 天）：呼出次数 480 次，接通率 30%，短通话占比 55%，回拨占比 0%。"
    )


def test_whoever_is_slowed_learns_to_what_and_until_when():
    slow = ladder().step(2)
    said = notice(ladder(), Move("taken", 2, slow, AT + 7 * DAY), HURRIED, AT, None)
    assert "At most 2 calls a minute.\nUntil 2026-03-09T08:00:00+08:00." in said["en"]
    assert "每分钟最多 2 次呼叫。" in said["zh"]


def test_a_step_that_is_lifted_says_so_and_gives_no_advice():
    said = notice(ladder(), Move("lifted", 1, ladder().step(1)), HURRIED, AT, None)
    assert said["en"].startswith("From 2026-03-02T08:00:00+08:00 this no longer holds for your line")
    assert "What you can do" not in said["en"]


def test_an_owner_is_told_that_all_her_lines_are_meant():
    found = warned("owner")
    assert "every line you hold" in notice(ladder("owner"), found, HURRIED, AT, None)["en"]


def test_what_is_not_known_is_said_to_be_not_known():
    assert told("complainants", None, 1) == "complainants not known"


def test_every_step_and_nearly_every_measure_has_words():
    assert set(ACTIONS) == set(get_args(Action))
    assert set(ADVICE) <= set(get_args(Measured))


def test_moments_are_told_by_the_clock_of_the_ladders_own_pack():
    indian = ladders(read_pack("in-carrier"), AT)[0]
    said = notice(indian, Move("taken", 1, indian.step(1), None), {}, AT, AT + DAY)
    assert said["en"].startswith("From 2026-03-02T05:30:00+05:30 ")
    assert "until 2026-03-03T05:30:00+05:30" in said["en"]
