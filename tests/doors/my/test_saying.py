"""Every word of her page exists in both tongues, and none is kept that nothing says."""

import re
from pathlib import Path

from ringfence.call.words import PARTIES, PURPOSES
from ringfence.doors.my.page import STEPS
from ringfence.doors.my.saying import WORDS
from ringfence.redress.steps import CONSENTS, HOWS, TRADES, WHOMS

MY = Path("src/ringfence/doors/my")
SAID = "\n".join(
    path.read_text(encoding="utf-8")
    for path in (*MY.rglob("*.html"), *MY.glob("*.py"), Path("src/ringfence/doors/cli/my.py"))
    if path.name != "saying.py"
)
BY_NAME = {
    *PURPOSES,
    *PARTIES,
    *CONSENTS,
    *HOWS,
    *TRADES,
    *WHOMS,
    *STEPS,
    *(f"step {step}" for step in STEPS),
    "neighbours",
    "same_words",
    "same_service",
    "signed",
    "unknown",
    "gone",
    "altered",
}


def test_every_word_that_is_said_exists():
    said = set(re.findall(r"""say\(["']([^"'{]+)["']\)""", SAID)) | BY_NAME
    assert said - WORDS.keys() == set()


def test_no_word_is_kept_that_nothing_says():
    assert {
        word for word in WORDS if word not in BY_NAME and not any(f"{q}{word}{q}" in SAID for q in "\"'")
    } == set()


def test_both_tongues_have_each_word():
    assert all(chinese and english for chinese, english in WORDS.values())
