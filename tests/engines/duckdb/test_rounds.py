"""Ends of long lists, settled for all calls at once: the same as call by call, and less is asked."""

import pytest

from ringfence.call.moments import moment
from ringfence.engines.duckdb import judge_worlds, standing
from ringfence.policy.plain import judge
from tests.agreement.batches import as_in_long_lists, batch, disagreements
from tests.policy.plain.given import pack, past, rule, world

A_DAY = {"length": "1 day", "mode": "calendar"}
CAP = rule(
    "cap", {"count": "attempt", "max": {"value": "most"}, "period": A_DAY, "key": ["recipient"]}, effect="defer"
)  # fmt: skip
NIGHT = rule(
    "window", {"zone": "called_location", "forbid": [{"from": "22:00", "to": "08:00"}]}, effect="defer"
)
TODAY = tuple(past(f"2026-03-10T{hour:02}:00:00+08:00", "unanswered") for hour in (9, 10, 11))


@pytest.mark.long
@pytest.mark.parametrize("seed", range(4))
def test_ends_settled_as_in_long_lists_are_those_of_calls_settled_by_themselves(seed):
    made = batch(seed, 60)
    with as_in_long_lists(chosen=True):
        assert list(disagreements(made)) == []


def test_a_call_put_off_to_a_midnight_is_asked_in_full_when_the_night_is_over(monkeypatch):
    asked_in_full = []
    ask = standing.Standing.ask

    def noted(self, moments):
        asked_in_full.append(self.sitting.db.execute(f"SELECT t FROM ({moments})").fetchall())
        ask(self, moments)

    monkeypatch.setattr(standing.Standing, "ask", noted)
    asked = world("2026-03-10T15:00:00+08:00", history=TODAY)
    with as_in_long_lists(chosen=True):
        (said,) = judge_worlds(pack(CAP, NIGHT), [asked])
    assert said == judge(pack(CAP, NIGHT), asked)
    assert [(each.rule, each.until) for each in said.spoken] == [
        ("test.cap", moment("2026-03-11T00:00:00+08:00"))
    ]
    assert said.retry_at == moment("2026-03-11T08:00:00+08:00")
    assert asked_in_full == [[(said.retry_at,)]]


def test_more_rules_than_one_mask_names_each_have_their_own_end(monkeypatch):
    monkeypatch.setattr(standing, "IN_A_MASK", 2)
    rules = [
        rule("window", {"zone": "called_location", "forbid": [{"from": "08:00", "to": f"{hour:02}:00"}]}, id=f"test.w{hour}", effect="defer")
        for hour in (9, 10, 11, 12, 13)
    ]  # fmt: skip
    asked = world("2026-03-10T08:50:00+08:00")
    with as_in_long_lists(chosen=True):
        (said,) = judge_worlds(pack(*rules), [asked])
    assert [each.until for each in said.spoken] == [
        moment(f"2026-03-10T{hour:02}:00:00+08:00") for hour in (10, 11, 12, 13, 9)
    ]
    assert said == judge(pack(*rules), asked)
