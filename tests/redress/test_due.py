"""By when an answer is due is counted on the dated calendar, and not known where nobody laid it down."""

import datetime as dt

import pytest

from ringfence.call.errors import RequestError
from ringfence.redress.due import due
from ringfence.redress.steps import answered, sent


@pytest.mark.parametrize(
    ("whom", "on", "last"),
    [
        ("bank", "2026-03-02", "2026-03-17"),
        ("bank", "2026-02-05", "2026-02-24"),  # the fifteenth day is in the Spring Festival's time off
        ("12378", "2026-03-05", "2026-03-20"),
        ("12321", "2026-03-02", "2026-03-31"),  # 3 + 15 + 3 working days
        ("12321", "2026-09-28", "2026-11-02"),  # over the National Day, with the days made up for
        ("platform", "2026-03-02", "2026-03-23"),
        ("court", "2026-03-02", None),
        ("bank", "2026-12-28", None),  # the calendar ends with 2026: nobody guesses a holiday
    ],
)
def test_the_last_day_for_an_answer(pack, whom, on, last):
    found = due(pack, whom, dt.date.fromisoformat(on)).on
    assert (found and found.isoformat()) == last


def test_a_letter_is_noted_with_its_day_and_its_rule_and_then_with_its_answer(confirmed, pack):
    case = sent(confirmed.case(), pack, "bank", "caller-1", "2026-03-02", "挂号信")
    assert (case.letters[0].due_on, case.letters[0].due_by, case.letters[0].way) == (
        "2026-03-17",
        "cn.bank.complaint",
        "挂号信",
    )
    case = answered(case, 0, "2026-03-10", "已停止")
    assert case.letters[0].answer == "已停止"
    with pytest.raises(RequestError, match="there is no letter 2"):
        answered(case, 1, "2026-03-10", "")
    with pytest.raises(RequestError, match="is not a day"):
        sent(case, pack, "bank", "caller-1", "yesterday")
    with pytest.raises(RequestError, match="did you mean `bank`"):
        sent(case, pack, "bnak", "caller-1", "2026-03-02")
