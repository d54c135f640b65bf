"""Examples: named situations with their right answer, as the author of a pack writes them.

Read when a pack is checked, and again by `ringfence pack test`, from anywhere. Takes YAML files: a head with
the pack's name and the ordinary facts, then a list of examples; gives each as a world of its own with what is
expected of it, and says in plain lines where a judgement differs. It judges nothing itself.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec

from ringfence.call.errors import Fault, PackError, nearest
from ringfence.call.moments import HOUR, written
from ringfence.call.verdict import STRENGTH
from ringfence.policy.checks.page import Page
from ringfence.policy.checks.wording import checked
from ringfence.policy.example_terms import ExampleTerms, HeadTerms
from ringfence.policy.example_world import Calendars, merged, world_of
from ringfence.policy.rule import Pack
from ringfence.policy.world import Judgement, World
from ringfence.policy.yaml_text import Steps, documents, read_utf8


@dataclass(frozen=True, slots=True)
class Example:
    """One situation and what is right: `retry_at` unset expects nothing, None expects that there is none.

    `rules` are exactly the rules that stand in the way, `rules_include` some of them; None expects nothing.
    `offset` is that of the author's clock, in milliseconds, for telling moments back; `chosen` are offered
    rules that hold here.
    """

    name: str
    file: str
    line: int
    world: World
    answer: str
    retry_at: int | msgspec.UnsetType | None = msgspec.UNSET
    rules: tuple[str, ...] | None = None
    rules_include: tuple[str, ...] | None = None
    offset: int = 8 * HOUR
    chosen: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Known:
    """What an example may name: its pack and that pack's rules; None where nothing is known of them."""

    pack: str | None = None
    rules: frozenset[str] | None = None
    calendars: Calendars | None = None


def read_examples(path: str | Path, pack: Pack | None = None) -> list[Example]:
    """The examples of a file, or of every YAML file below a folder, in order of file and line.

    With a pack, its name and its rules' ids are checked. Every fault of every file at once as a PackError.

    >>> from ringfence.policy.read import shipped_packs
    >>> read_examples(shipped_packs()["thread"] / "examples")[0].answer
    'permit'
    """
    rules = frozenset(rule.id for rule in (*pack.rules, *pack.offered)) if pack else None
    known = Known(pack.name, rules, pack.calendars) if pack else Known()
    examples: list[Example] = []
    faults: list[Fault] = []
    for file in example_files(Path(path)):
        try:
            examples += read_example_file(file, file.as_posix(), known)
        except PackError as error:
            faults += error.faults
    if faults:
        raise PackError(faults)
    return examples


def example_files(path: Path) -> list[Path]:
    """The example files at a path; a PackError if there is none."""
    files = sorted(path.rglob("*.yaml")) if path.is_dir() else [path]
    if not files:
        hint = "an example file is YAML and ends in .yaml"
        raise PackError([Fault(path.as_posix(), None, None, "holds no examples", hint)])
    if not files[0].is_file():
        hint = "name a file of examples, or a folder of such files"
        raise PackError([Fault(path.as_posix(), None, None, "there is no such file", hint)])
    return files


def read_example_file(path: Path, file: str, known: Known) -> list[Example]:
    """The examples of one file, or a PackError with all its faults; the file is named `file` in both."""
    return examples_in(read_utf8(path, file), file, known)


def examples_in(text: str, file: str, known: Known) -> list[Example]:
    """The examples of a file's text, or a PackError with all its faults."""
    found = documents(text, file)
    if len(found) != 2 or not isinstance(found[0].value, dict) or not isinstance(found[1].value, list):
        message = "must hold two documents: a head `{pack, background}`, then `---` and a list of examples"
        raise PackError([Fault(file, None, None, message)])
    faults: list[Fault] = []
    head = read_head(Page(file, found[0], faults), known)
    page = Page(file, found[1], faults)
    if not found[1].value:
        page.fault("holds no examples", "write one at least")
    examples = list(read_list(page, head, known))
    if faults:
        raise PackError(faults)
    return examples


def read_head(page: Page, known: Known) -> HeadTerms | None:
    """The head of a file, if it holds."""
    named = page.value.get("pack")
    if known.pack is not None and isinstance(named, str) and named != known.pack:
        page.fault(f"these are examples of `{named}`, not of `{known.pack}`", at=("pack",))
    check_named(page, page.value, known, ("chosen",))
    return checked(HeadTerms, page, page.value)


def read_list(page: Page, head: HeadTerms | None, known: Known) -> Iterator[Example]:
    """Each example whose own text and whose head holds; what is wrong with the others is noted."""
    names: set[str] = set()
    for place, value in enumerate(page.value):
        terms = checked(ExampleTerms, page, value, at=(place,))
        check_named(page, value, known, ("rules", "rules_include"), at=(place,))
        if terms is None:
            continue
        if terms.name in names:
            page.fault(
                f"`{terms.name}` is also the name of another example", "each says its own", at=(place, "name")
            )
        names.add(terms.name)
        if head and (example := read_example(page, head, terms, known, place)):
            yield example


def check_named(page: Page, value: object, known: Known, keys: tuple[str, ...], *, at: Steps = ()) -> None:
    """The rules an example names are rules of its pack."""
    for key in keys:
        named = value.get(key) if isinstance(value, dict) else None
        for number, rule in enumerate(named if isinstance(named, list) else ()):
            if known.rules is not None and isinstance(rule, str) and rule not in known.rules:
                page.fault(
                    f"`{rule}` is no rule of the pack", nearest(rule, known.rules), at=(*at, key, number)
                )


def read_example(
    page: Page, head: HeadTerms, terms: ExampleTerms, known: Known, place: int
) -> Example | None:
    """One example over its background, or None where the two together do not give a call."""
    facts = merged(head.background, terms)
    if facts.at is None:
        page.fault("`at` is missing", "add `at: …`, the moment the call is asked for", at=(place,))
    if not facts.call.recipient:
        page.fault(
            "the call has no recipient", "give one here or in the background's `call`", at=(place, "call")
        )
    if facts.at is None or not facts.call.recipient:
        return None
    return Example(
        name=terms.name,
        file=page.file,
        line=page.line((place,)),
        world=world_of(facts, facts.at, known.calendars or {}),
        answer=terms.answer,
        retry_at=terms.retry_at if "retry_at" in terms.model_fields_set else msgspec.UNSET,
        rules=terms.rules,
        rules_include=terms.rules_include,
        offset=offset_of(page.value[place].get("at")),
        chosen=head.chosen,
    )


def offset_of(at: object) -> int:
    """How far the clock a moment was written by is ahead of UTC, in milliseconds."""
    try:
        ahead = dt.datetime.fromisoformat(str(at)).utcoffset()
    except ValueError:
        ahead = None
    return 8 * HOUR if ahead is None else ahead // dt.timedelta(milliseconds=1)


def expectation_failures(example: Example, judgement: Judgement) -> list[str]:
    """Where a judgement differs from what an example expects, a line each; none if it is right."""
    speaking = sorted(each.rule for each in judgement.spoken if STRENGTH.get(each.effect, 0) > 0)
    failures = []
    if judgement.answer != example.answer:
        failures.append(f"answer: expected {example.answer}, got {judgement.answer}")
    if not isinstance(example.retry_at, msgspec.UnsetType) and judgement.retry_at != example.retry_at:
        expected, got = (told(each, example.offset) for each in (example.retry_at, judgement.retry_at))
        failures.append(f"retry_at: expected {expected}, got {got}")
    if example.rules is not None and sorted(example.rules) != speaking:
        failures.append(f"rules: expected {listed(sorted(example.rules))}, got {listed(speaking)}")
    missing = sorted(set(example.rules_include or ()) - set(speaking))
    if missing:
        failures.append(f"rules: expected {listed(missing)} among them, got {listed(speaking)}")
    return failures


def told(ms: int | None, offset: int) -> str:
    """A moment by the author's clock, or that there is none."""
    return "none" if ms is None else written(ms, offset)


def listed(rules: list[str]) -> str:
    """Rule ids as a reader takes them in."""
    return ", ".join(rules) or "none"
