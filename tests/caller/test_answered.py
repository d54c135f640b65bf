"""Answers in figures and in pages say what the leaves say, on every ledger."""

import threading
from collections import Counter

import pytest

from ringfence.call.moments import DAY
from ringfence.caller.answered import AT_ONCE, Wanted, answered
from ringfence.caller.tally import QUARTER, tally, told

EVERY_LEDGER = True
CALL = {"line": "+862158888888", "channel": "voice", "caller": "bank-a"}


@pytest.fixture
def asked(house):
    """A house that was asked about calls of several kinds."""
    for nth in range(12):
        purpose = ("service", "marketing", "marketing")[nth % 3]
        house.ask(
            {
                **CALL,
                "recipient": f"+86161900000{nth:02}",
                "purpose": purpose,
                "id": f"call-{nth}",
                "caller": f"bank-{'ab'[nth % 2]}",
            }
        )
    return house


def everything(house, **whose):
    now = house.gate.clock()
    return house.write(lambda tx: (tally(tx), told(tx, now - now % QUARTER - DAY, now + DAY, **whose))[1])


def test_the_figures_are_those_of_the_answers(asked):
    found = everything(asked)
    assert sum(each.count for each in found if not each.rule) == 12
    by_answer: Counter[str] = Counter()
    for each in found:
        if not each.rule:
            by_answer[each.answer] += each.count
    page = asked.write(lambda tx: answered(tx, Wanted(), 50))
    assert by_answer == Counter(each.answer for each in page.answers)


def test_the_figures_brought_up_twice_count_once(asked):
    assert everything(asked) == everything(asked)
    asked.ask({**CALL, "recipient": "+8616190000099", "purpose": "service"})
    assert sum(each.count for each in everything(asked) if not each.rule) == 13


def test_the_figures_of_one_caller_are_its_own(asked):
    mine = everything(asked, caller="bank-a")
    assert {each.caller for each in mine} == {"bank-a"}
    assert sum(each.count for each in mine if not each.rule) == 6


def test_pages_go_back_without_a_gap_or_a_repetition(asked):
    seen, before = [], None
    while True:
        page = asked.write(lambda tx, before=before: answered(tx, Wanted(), 5, before))
        seen += [each.call for each in page.answers]
        if page.before is None:
            break
        before = page.before
    assert seen == [f"call-{nth}" for nth in reversed(range(12))]


def test_what_is_wanted_is_what_comes(asked):
    page = asked.write(lambda tx: answered(tx, Wanted(caller="bank-b", purpose="service"), 50))
    assert {(each.caller, each.purpose) for each in page.answers} == {("bank-b", "service")}
    rule = next(
        rule
        for each in asked.write(lambda tx: answered(tx, Wanted(purpose="marketing"), 1)).answers
        for rule in each.rules
    )
    assert all(
        rule in each.rules for each in asked.write(lambda tx: answered(tx, Wanted(rule=rule), 50)).answers
    )


def test_a_page_reads_no_more_than_so_many_leaves(asked, monkeypatch):
    monkeypatch.setattr("ringfence.caller.answered.MOST_READ", 4)
    page = asked.write(lambda tx: answered(tx, Wanted(caller="nobody"), 50))
    assert (page.answers, page.before) == ((), 8)
    assert AT_ONCE > 4


def test_whoever_looks_at_much_holds_up_nobody_who_asks(asked):
    looking, may_end = threading.Event(), threading.Event()

    def look(tx):
        first = tx.next_seq()
        looking.set()
        may_end.wait(20)
        return first, tx.next_seq(), len(answered(tx, Wanted(), 50).answers)

    looked = asked.look(look)
    looking.wait(20)
    assert asked.ask({**CALL, "recipient": "+8616190000077", "purpose": "service"}).leaf == 12
    may_end.set()
    assert looked.result() == (12, 12, 12)
