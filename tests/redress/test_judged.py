"""Each contact is held against the pack by its own definition; what only the caller can show stays open."""

import msgspec
import pytest

from ringfence.policy.plain import judge
from ringfence.redress.case import Caller, Case, Person, Refusal, Ring
from ringfence.redress.happened import happened
from ringfence.redress.judged import judged
from ringfence.redress.steps import moment_on_her_clock

pytestmark = pytest.mark.long

ONE = Caller(
    id="caller-1",
    name="某银行",
    numbers=("95588",),
    purpose="marketing",
    party="prospect",
    consent="never",
    trade="bank",
    confirmed=True,
)
HERS = Person(number="+8616191239999", alone=True)


def at(text):
    return moment_on_her_clock(Case(), text)


def case_of(*moments, caller=ONE, answered=True, **more):
    rings = tuple(
        Ring(at=at(each), number="95588", answered=answered, seconds=30 if answered else 0)
        for each in moments
    )
    return Case(person=HERS, rings=rings, callers=(caller,), **more)


def broken(case, pack, nth=-1):
    return {
        breach.rule for breach in judged(case, case.callers[0], pack)[nth].breaches if breach.sure == "broken"
    }


def open_(case, pack, nth=-1):
    return {
        breach.rule
        for breach in judged(case, case.callers[0], pack)[nth].breaches
        if breach.sure == "unless_shown"
    }


def test_a_sales_call_without_her_consent_breaks_what_asks_for_it(pack):
    found = broken(case_of("2026-03-10T10:00"), pack)
    assert {
        "cn.civil.tranquillity",
        "cn.consumer-reg.24-consent",
        "cn.consumer.29",
        "cn.ad.43",
        "cn.civil.496",
    } <= found
    assert "cn.consumer-reg.24" not in found


def test_whether_she_agreed_is_the_callers_to_show_where_she_is_not_sure(pack):
    unsure = case_of("2026-03-10T10:00", caller=msgspec.structs.replace(ONE, consent="unsure"))
    assert "cn.civil.tranquillity" not in broken(unsure, pack)
    assert "cn.civil.tranquillity" in open_(unsure, pack)


def test_a_call_after_her_refusal_breaks_the_stop_and_one_before_does_not(pack):
    refused = Refusal(at=at("2026-03-05T10:00"), caller="caller-1", how="call")
    case = case_of("2026-03-04T10:00", "2026-03-06T10:00", refusals=(refused,))
    stops = {"cn.consumer-reg.24", "cn.cbirc9.optout", "cn.consumer.29-refused"}
    assert not stops & broken(case, pack, 0)
    assert stops <= broken(case, pack, 1)


def test_consent_that_was_withdrawn_holds_until_then_and_not_after(pack):
    refused = Refusal(at=at("2026-03-05T10:00"), caller="caller-1", how="sms", words="TD")
    case = case_of(
        "2026-03-04T10:00",
        "2026-03-06T10:00",
        refusals=(refused,),
        caller=msgspec.structs.replace(ONE, consent="withdrawn"),
    )
    assert "cn.consumer-reg.24-consent" not in broken(case, pack, 0)
    assert {"cn.pipl.withdraw", "cn.consumer-reg.24-consent"} <= broken(case, pack, 1)


def test_collection_at_night_breaks_the_hours_and_by_day_does_not(pack):
    debtor = msgspec.structs.replace(ONE, purpose="collection", party="debtor")
    case = case_of("2026-03-10T21:59", "2026-03-10T22:00", "2026-03-11T08:00", caller=debtor)
    assert ["cn.gbt45251.window" in broken(case, pack, nth) for nth in range(3)] == [False, True, False]


def test_the_seventh_unanswered_try_of_a_day_is_one_too_many(pack):
    debtor = msgspec.structs.replace(ONE, purpose="collection", party="debtor")
    case = case_of(*(f"2026-03-10T{hour}:00" for hour in range(10, 18)), caller=debtor, answered=False)
    assert ["cn.cba26.attempt6" in broken(case, pack, nth) for nth in range(8)] == [False] * 6 + [True] * 2


def test_a_rule_that_was_not_yet_in_force_is_not_broken(pack):
    assert "cn.consumer-reg.24-consent" not in broken(case_of("2024-06-30T10:00"), pack)
    assert "cn.consumer-reg.24-consent" in broken(case_of("2024-07-01T10:00"), pack)


def test_what_a_house_sets_itself_and_drafts_are_not_held_against_anybody(pack):
    spoken = {
        breach.rule for each in judged(case_of("2026-03-10T03:00"), ONE, pack) for breach in each.breaches
    }
    forces = {rule.terms.force for rule in pack.rules if rule.id in spoken}
    assert forces <= {"LAW", "REG", "NORM", "STD", "SELF"}


def test_what_the_call_was_for_decides_and_unknown_is_not_no(pack):
    unknown = case_of("2026-03-10T10:00", caller=msgspec.structs.replace(ONE, purpose=None))
    assert "cn.consumer-reg.24-consent" not in broken(unknown, pack)
    assert "cn.consumer-reg.24-consent" in open_(unknown, pack)
    warned = case_of("2026-03-10T10:00", caller=msgspec.structs.replace(ONE, purpose="fraud_alert"))
    assert not broken(warned, pack)


def test_her_side_and_the_callers_gate_judge_alike(pack):
    from ringfence.policy.world import World
    from ringfence.redress.judged import _call, _Past, contacts_of

    refused = Refusal(at=at("2026-03-05T10:00"), caller="caller-1", how="call")
    case = case_of("2026-03-04T10:00", "2026-03-06T23:00", refusals=(refused,))
    contacts = contacts_of(case, ONE)
    past = _Past(case, contacts)
    for contact, told in zip(contacts, judged(case, ONE, pack), strict=True):
        world = World(
            call=_call(case, contact),
            at=contact.at,
            history=past.before(contact),
            stops=past.stops,
            proofs=(),
            recipient_facts={"settled": None},
            calendars=pack.calendars,
        )
        forces = {rule.id: rule.terms.force for rule in pack.rules}
        spoken = {
            (each.rule, each.unknown)
            for each in judge(pack, world).spoken
            if each.effect in {"refuse", "defer", "divert"}
            and forces[each.rule] in {"LAW", "REG", "NORM", "STD", "SELF"}
        }
        assert {(breach.rule, breach.sure == "unless_shown") for breach in told.breaches} == spoken


def test_what_happened_is_counted_as_a_person_would(confirmed, pack):
    case = confirmed.case()
    what = happened(case, case.callers[0], pack)
    assert what.first_refusal is not None
    late = [each for each in what.contacts if each.contact.at > what.first_refusal.at]
    assert len(what.after_refusal) == len(late) > 0
    assert all(what.clock(each).hour >= 22 or what.clock(each).hour < 8 for each in what.at_night)
    assert what.calls == sum(what.by_day().values()) == sum(what.by_hour().values())
    assert what.most_a_day is not None
    assert what.most_a_day[1] == max(what.by_day().values())
    assert what.answered + what.unanswered <= what.calls
    assert what.rules[0].rule.terms.force == "LAW"


@pytest.mark.parametrize("hours", [(9 * 3_600_000, 18 * 3_600_000)])
def test_working_hours_are_those_she_says_on_weekdays(confirmed, pack, hours):
    case = confirmed.case()
    what = happened(case, case.callers[0], pack)
    assert what.at_work(None) == ()
    assert all(
        what.clock(each).weekday() < 5 and 9 <= what.clock(each).hour < 18 for each in what.at_work(hours)
    )
