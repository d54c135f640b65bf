"""A pack's examples tried: every evaluator judges all of them and is held to what is right and to the others.

Behind `ringfence pack test`. Takes examples and evaluators; gives plain lines for whoever writes the pack:
where evaluators differ from one another, and where what they say is not what the example expects. It judges
nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Protocol

from ringfence.policy.examples import Example, expectation_failures, listed, told
from ringfence.policy.imports import choosing
from ringfence.policy.rule import Pack
from ringfence.policy.world import Judgement


class Evaluator(Protocol):
    """One way to judge, by its name."""

    @property
    def name(self) -> str:
        """What it is called where it differs from the others."""

    def judge_all(self, pack: Pack, examples: Sequence[Example]) -> list[Judgement]:
        """What the pack says of each example, in their order; they share nothing."""


@dataclass(frozen=True, slots=True)
class Tested:
    """How a trial went: no lines, no faults."""

    # pytest collects what is named so; this is the program's own.
    __test__: ClassVar[bool] = False

    examples: int
    engines: tuple[str, ...]
    disagreements: list[str]
    failures: list[str]

    @property
    def passed(self) -> bool:
        """Whether every evaluator said of every example what is right."""
        return not self.disagreements and not self.failures


def try_examples(pack: Pack, examples: Sequence[Example], evaluators: Sequence[Evaluator]) -> Tested:
    """How the examples went on every evaluator; the first is the one that others are held to."""
    judged = {evaluator.name: judged_by(evaluator, pack, examples) for evaluator in evaluators}
    disagreements: list[str] = []
    failures: list[str] = []
    for place, example in enumerate(examples):
        said = {name: judgements[place] for name, judgements in judged.items()}
        disagreements += _differing(example, said)
        failures += _failing(example, said)
    return Tested(len(examples), tuple(judged), disagreements, failures)


def judged_by(evaluator: Evaluator, pack: Pack, examples: Sequence[Example]) -> list[Judgement]:
    """What one evaluator says of each example, in their order, under the offered rules that each one chooses."""
    judged: dict[int, Judgement] = {}
    for chosen in {example.chosen for example in examples}:
        places = [place for place, example in enumerate(examples) if example.chosen == chosen]
        alike = [examples[place] for place in places]
        judged |= zip(places, evaluator.judge_all(choosing(pack, chosen), alike), strict=True)
    return [judged[place] for place in range(len(examples))]


def _named(example: Example) -> str:
    return f"{example.file}:{example.line}: {example.name}"


def _differing(example: Example, said: dict[str, Judgement]) -> list[str]:
    """A line for each evaluator that says something else than the first."""
    (first, right), *others = said.items()
    return [
        f"{_named(example)}: {first} says {in_words(right, example.offset)};"
        f" {name} says {in_words(judgement, example.offset)}"
        for name, judgement in others
        if judgement != right
    ]


def _failing(example: Example, said: dict[str, Judgement]) -> list[str]:
    """A line for each thing that is not as expected, naming the evaluators if not all of them say it."""
    by_line: dict[str, list[str]] = {}
    for name, judgement in said.items():
        for line in expectation_failures(example, judgement):
            by_line.setdefault(line, []).append(name)
    return [
        f"{_named(example)}: {line}" + ("" if len(names) == len(said) else f" ({listed(names)})")
        for line, names in by_line.items()
    ]


def in_words(judgement: Judgement, offset: int) -> str:
    """A judgement in one line, its moments by a clock `offset` milliseconds ahead of UTC.

    >>> in_words(Judgement(answer="permit", spoken=(), retry_at=None), 0)
    'permit'
    """
    parts = [judgement.answer]
    for each in judgement.spoken:
        unknown = ", unknown" if each.unknown else ""
        known = {"until": each.until, "fact_at": each.fact_at}
        moments = "".join(f", {name} {told(ms, offset)}" for name, ms in known.items() if ms is not None)
        parts.append(f"{each.rule} ({each.effect}{unknown}{moments})")
    if judgement.retry_at is not None or judgement.retry_note:
        parts.append(f"retry_at {judgement.retry_note or told(judgement.retry_at, offset)}")
    return ", ".join(parts)
