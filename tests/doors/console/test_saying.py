"""Every word of the desk is used, and every word that is used is there in both tongues."""

import re
from typing import get_args

from ringfence.call.words import PURPOSES, TRIGGERS
from ringfence.doors.console.page import OF_A_CARRIER, PAGES, SCREENS
from ringfence.doors.console.saying import WORDS
from ringfence.policy.kinds.ladder import Action

SAID = re.compile(r"""say\(\s*["']([^"']+)["']\s*\)""")
# Said by the value of something: answers, effects, forces, states, steps, files.
BY_VALUE = {
    "permit", "divert", "defer", "refuse", "warn", "presume", "ignore", "LAW", "REG", "NORM", "STD", "SELF", "DRAFT", "PLAT", "HOUSE",
    "waiting", "running", "done", "failed", "answered", "may-call", "bad", "report", *SCREENS, *OF_A_CARRIER, *get_args(Action), "carry", "slow", "label", "proposed", "taken", "refused", "lifted", "basis belief", "basis learned", *PURPOSES, *TRIGGERS,
    *(f"step {step}" for step in ("mirror", "read", "judge", "seal", "write", "waiting", "done")),
}  # fmt: skip


def test_every_word_is_used_and_none_is_missing():
    said = {word for page in PAGES.glob("*.html") for word in SAID.findall(page.read_text(encoding="utf-8"))}
    assert said - WORDS.keys() == set()
    assert WORDS.keys() - said - BY_VALUE == set()
    assert BY_VALUE - WORDS.keys() == set()


def test_every_word_is_in_both_tongues():
    assert all(len(each) == 2 and all(each) for each in WORDS.values())
