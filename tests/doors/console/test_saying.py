"""Every word of the desk is used, and every word that is used is there in both tongues."""

import re

from ringfence.call.words import PURPOSES, TRIGGERS
from ringfence.doors.console.page import PAGES, SCREENS
from ringfence.doors.console.saying import WORDS

SAID = re.compile(r"""say\(\s*["']([^"']+)["']\s*\)""")
# Said by the value of something: answers, effects, forces, states, steps, files.
BY_VALUE = {
    "permit", "divert", "defer", "refuse", "warn", "presume", "ignore", "LAW", "REG", "NORM", "STD", "SELF", "DRAFT", "PLAT", "HOUSE",
    "waiting", "running", "done", "failed", "answered", "may-call", "bad", "report", *SCREENS, *PURPOSES, *TRIGGERS,
    *(f"step {step}" for step in ("mirror", "read", "judge", "seal", "write", "waiting", "done")),
}  # fmt: skip


def test_every_word_is_used_and_none_is_missing():
    said = {word for page in PAGES.glob("*.html") for word in SAID.findall(page.read_text(encoding="utf-8"))}
    assert said - WORDS.keys() == set()
    assert WORDS.keys() - said - BY_VALUE == set()
    assert BY_VALUE - WORDS.keys() == set()


def test_every_word_is_in_both_tongues():
    assert all(len(each) == 2 and all(each) for each in WORDS.values())
