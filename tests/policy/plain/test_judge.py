"""The judge: the strongest answer, everything that spoke, the first moment at which nothing is left."""

from ringfence.call.moments import moment
from tests.policy.plain.given import answered, listed, pack, past, retry, rule, said, world


def night(name, since, until, **envelope):
    hours = {"zone": "called_location", "forbid": [{"from": since, "to": until}]}
    return rule("window", hours, **{"id": f"test.{name}", "effect": "defer", **envelope})


def daily_cap(**envelope):
    period = {"length": "1 day", "mode": "calendar"}
    then = {"count": "attempt", "max": {"value": "most"}, "period": period, "key": ["recipient"]}
    return rule("cap", then, **{"effect": "divert", **envelope})


STOP = rule("stop", {"triggers": ["opt_out"]})
LIST = rule("listing", {"list": {"name": "dnc", "type": "opt_out"}})


def test_the_strongest_effect_answers_and_every_reason_is_told_in_order_of_strength_then_name():
    asked = world(
        "2026-03-10T23:00:00+08:00",
        history=(past("2026-03-10T09:00:00+08:00"),),
        stops=(said("2026-03-01T00:00:00+08:00"),),
    )
    rules = (
        night("warned", "20:00", "08:00", effect="warn"),
        daily_cap(),
        night("later", "22:00", "08:00"),
        night("earlier", "21:00", "08:00"),
        STOP,
        LIST,
    )
    judged = answered(pack(*rules, most=1), asked)
    assert judged.answer == "refuse"
    assert [(spoken.rule, spoken.effect) for spoken in judged.spoken] == [
        ("test.stop", "refuse"),
        ("test.earlier", "defer"),
        ("test.later", "defer"),
        ("test.cap", "divert"),
        ("test.listing", "warn"),
        ("test.warned", "warn"),
    ]


def test_what_nothing_stands_against_is_permitted_without_a_retry():
    judged = answered(pack(night("night", "22:00", "08:00"), STOP), world())
    assert (judged.answer, judged.spoken, judged.retry_at, judged.retry_note) == ("permit", (), None, None)


def test_a_retry_is_asked_again_until_no_rule_is_in_the_way():
    # At 10:00 the second rule has begun, at 12:00 the third.
    chain = (night("a", "08:00", "10:00"), night("b", "09:59", "12:00"), night("c", "12:00", "13:01"))
    judged = answered(pack(*chain), world("2026-03-10T09:00:00+08:00"))
    assert [spoken.rule for spoken in judged.spoken] == ["test.a"]
    assert judged.spoken[0].until == moment("2026-03-10T10:00:00+08:00")
    assert judged.retry_at == moment("2026-03-10T13:01:00+08:00")


def test_windows_that_leave_no_moment_open_between_them_are_looked_at_for_400_days():
    never = answered(pack(night("a", "08:00", "20:00"), night("b", "20:00", "08:00")), world())
    assert never.spoken[0].until == moment("2026-03-10T20:00:00+08:00")
    assert (never.retry_at, never.retry_note) == (None, "no_moment_within")


def test_what_never_ends_has_no_retry_and_no_note_even_beside_what_is_only_too_far():
    too_far = night("night", "00:00", "24:00")
    asked = world(stops=(said("2026-03-01T00:00:00+08:00"),))
    both = answered(pack(too_far, STOP), asked)
    assert (both.retry_at, both.retry_note) == (None, None)
    assert answered(pack(too_far), asked).retry_note == "no_moment_within"


def test_what_begins_to_stand_in_the_way_for_ever_before_the_retry_takes_it_away():
    listed_tomorrow = world("2026-03-10T23:00:00+08:00", listings={"dnc": listed("2026-03-11")})
    assert retry(pack(night("night", "22:00", "08:00")), listed_tomorrow) == moment(
        "2026-03-11T08:00:00+08:00"
    )
    begun = world("2026-03-09T23:00:00+08:00", stops=(said("2026-03-10T07:00:00+08:00"),))
    judged = answered(pack(night("night", "22:00", "08:00"), STOP), begun)
    assert [spoken.rule for spoken in judged.spoken] == ["test.night"]
    assert (judged.retry_at, judged.retry_note) == (None, None)


def test_a_world_may_be_judged_at_another_moment_than_its_own():
    closed = pack(night("night", "22:00", "08:00"))
    assert answered(closed, world(), at="2026-03-10T23:00:00+08:00").answer == "defer"
    assert (
        answered(closed, world("2026-03-10T23:00:00+08:00"), at="2026-03-10T12:00:00+08:00").answer
        == "permit"
    )
