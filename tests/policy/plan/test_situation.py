"""Calls of which a plan's words and eras say the same are in one situation."""

from ringfence.call.moments import moment
from ringfence.policy.plan.compile import compile_pack
from ringfence.policy.plan.fold import OTHER
from ringfence.policy.plan.situation import Situations
from tests.policy.plain.given import pack, rule

NOW = moment("2026-03-10T15:00:00+08:00")


def situations(**terms):
    plan = compile_pack(pack(rule("party", {"allow": ["debtor"]}, **terms)), places=1)
    return Situations(plan, ("party", "purpose", "trade"))


def test_words_that_no_rule_names_are_alike():
    alike = situations(when={"purpose": ["collection"]})
    told = {
        alike.of((None, purpose, trade), NOW) for purpose in ("marketing", "service") for trade in ("a", "b")
    }
    assert len(told) == 1
    assert alike.of((None, "collection", "a"), NOW) not in told


def test_what_nobody_gave_is_like_nothing_else():
    alike = situations(when={"purpose": ["collection"]})
    words, *_ = alike.of((None, None, "a"), NOW)
    assert words == (None, None, OTHER)


def test_an_era_begins_and_ends_where_a_rule_does():
    alike = situations(valid={"since": "2026-03-01", "until": "2026-04-01"})
    days = ("2026-02-28T23:59:59+08:00", "2026-03-01T00:00:00+08:00", "2026-03-31T23:59:59+08:00", "2026-04-01T00:00:00+08:00")  # fmt: skip
    eras = [alike.of(("debtor", None, None), moment(day))[1] for day in days]
    assert eras == [0, 1, 1, 2]
    known = alike.known(alike.of(("debtor", None, None), moment(days[1])))
    assert (known.since, known.until) == (moment(days[1]), moment(days[3]))


def test_words_that_a_rule_compares_are_the_same_or_not():
    outside = {"need": "processor_contract", "about": "agency", "same": ["caller"]}
    plan = compile_pack(pack(rule("proof", outside)), places=1)
    alike = Situations(plan, ("agency", "caller"))
    told = [alike.of(words, NOW) for words in (("a", "a"), ("b", "b"), ("a", "b"), ("b", "a"), (None, "a"))]
    assert told[0] == told[1] != told[2] == told[3]
    known = [alike.known(situation).alike for situation in told]
    assert known == [{("agency", "caller"): each} for each in (True, True, False, False)] + [{}]
