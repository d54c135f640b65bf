"""What a letter tells is counted, said in sentences, and written as somebody would write it."""

from zoneinfo import ZoneInfo

import pytest

from ringfence.redress.case import Caller, Case, Refusal
from ringfence.redress.happened import Happened
from ringfence.redress.judged import Contact, Judged
from ringfence.redress.papers.letters import facts
from ringfence.redress.papers.telling import Telling

CALLED = 1773126000000


def told(consent, language):
    caller = Caller(id="caller-1", name="Some Bank", numbers=("+862131370001",), consent=consent)
    contact = Contact(at=CALLED, caller=caller, number="+862131370001", channel="voice", whose="", answered=True, seconds=60, stands=())  # fmt: skip
    refusal = Refusal(at=CALLED - 1, caller="caller-1", how="call")
    what = Happened(caller, ZoneInfo("Asia/Shanghai"), (Judged(contact, ()),), (refusal,), ())
    return facts(what, Telling(Case(callers=(caller,)), language))


@pytest.mark.parametrize("consent", ["never", "withdrawn", "unsure"])
def test_she_speaks_of_herself_with_a_great_letter(consent):
    words = told(consent, "en").split()
    assert "i" not in words
    assert "I" in words


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("zh", "此后仍联系 1 次。"),
        ("en", "I refused on a call at 2026-03-10 14:59:59; 1 came after that."),
    ],
)
def test_what_came_after_her_refusal_is_counted_in_both_tongues(language, sentence):
    assert sentence in told("never", language)
