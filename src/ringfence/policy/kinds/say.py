"""`say`: what must or must not be said, and by when.

Decided at no gate: every parameter is held against what was said, by whom and when, once there is a transcript, a
script or a message. A rule of this kind is read and checked with its pack, and answers no call.

What it means. Each item of `must` is said by the caller's side `within` a span after its mark (`after`: the start, the
answer, the end of the greeting), or by a turn of the talk (`first_utterance`, `before_pitch`); in one of the forms
given. No item of `must_not` is said, where parties are named to any of these. A call ends within
`end_call_within` after a refusal. `check` says what is looked at.
"""

from __future__ import annotations

from typing import Literal, Self

from pydantic import model_validator

from ringfence.call.words import Party
from ringfence.policy.terms import Span, Term

Said = Literal[
    "identity",
    "purpose",
    "is_ai",
    "recording",
    "opt_out",
    "seller_number",
    "contact",
    "rights",
    "dispute_way",
]
Unsaid = Literal[
    "debt_exists", "amount", "dates", "false_authority", "false_consequence", "threat", "insult", "extra_fee",
    "personal_data", "health_record",
]  # fmt: skip


class MustSay(Term):
    """One thing that is said, by when and how."""

    item: Said
    within: Span | Literal["first_utterance", "before_pitch", "whole_call"] = "whole_call"
    after: Literal["start", "answer", "greeting"] = "answer"
    form: tuple[Literal["speech", "tone", "keypress", "text"], ...] = ("speech",)


class MustNotSay(Term):
    """One thing that is not said, to anybody or to some parties."""

    item: Unsaid
    to: tuple[Party, ...] | None = None


class SayTerms(Term):
    """The parameters of a `say` rule."""

    must: tuple[MustSay, ...] = ()
    must_not: tuple[MustNotSay, ...] = ()
    end_call_within: Span | None = None
    language: tuple[str, ...] | None = None
    check: tuple[Literal["script", "live_transcript", "sample"], ...] = ("live_transcript",)

    @model_validator(mode="after")
    def says_something(self) -> Self:
        """A rule about what is said names something."""
        if not self.must and not self.must_not and self.end_call_within is None:
            message = "this says nothing of what is said; give `must`, `must_not` or `end_call_within`"
            raise ValueError(message)
        return self
