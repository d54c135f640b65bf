"""Rules in words on the command line: one explained, two versions compared, who signed.

Takes what `policy` found; gives lines in the reader's language. The rules' own words are the pack's.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from ringfence.doors.cli.words import Language, say

if TYPE_CHECKING:
    from ringfence.policy.difference import Difference
    from ringfence.policy.explained import Explained
    from ringfence.policy.rule import Pack

OTHER: dict[Language, Language] = {"zh": "en", "en": "zh"}


def in_words(found: Explained, language: Language) -> Iterator[str]:
    """A rule explained, line by line."""
    terms = found.rule.terms
    told = {"zh": terms.text.zh, "en": terms.text.en}
    yield f"{found.rule.id}  {found.pack.label}" + (f" ({found.rule.home})" if found.rule.home else "")
    yield f"  {told[language]}"
    yield f"  {told[OTHER[language]]}"
    yield from _noted(found, "id")
    yield from _cited(found, language)
    yield f"{say('kind', language)}: {_word(terms.kind, language)}   {say('effect', language)}: {say(terms.effect, language)}"
    yield f"{say('where unknown', language)}: {say(terms.on_unknown, language)}"
    yield from _noted(found, "on_unknown")
    yield from _held(found, language)
    for key in ("where", "when", "unless", "then"):
        yield from _listed(say(key, language), _parameters(found.written.get(key)))
        yield from _noted(found, key)
    yield from _listed(say("numbers", language), _numbers(found, language))
    yield from _listed(
        say("examples", language), (f"{say(each.answer, language)}: {each.name}" for each in found.examples)
    )


def _cited(found: Explained, language: Language) -> Iterator[str]:
    """Where the rule is written, the words that stand there, and how much they bind."""
    cite, source = found.rule.terms.cite, found.source
    yield f"{say('cite', language)}: " + ", ".join(filter(None, (source.title, source.date, cite.article)))
    yield f"  「{cite.words}」" if cite.words else f"  {say('no words', language)}"
    if source.link:
        yield f"  {source.link}"
    yield from _noted(found, "cite")
    force, sure = _word(found.rule.terms.force, language), _word(cite.confidence, language)
    yield f"{say('force', language)}: {force}   {say('confidence', language)}: {sure}"


def _word(code: str, language: Language) -> str:
    """A code of the pack with what it stands for, unless it says so itself."""
    told = say(code, language)
    return code if told == code else f"{code} ({told})"


def _noted(found: Explained, key: str) -> Iterator[str]:
    yield from (f"  # {note}" for note in found.notes.get(key, ()))


def _held(found: Explained, language: Language) -> Iterator[str]:
    valid = found.rule.terms.valid
    if valid.since or valid.until:
        yield f"{say('holds', language)}: {valid.since or '…'} – {valid.until or '…'}"
    yield from _noted(found, "valid")
    if found.is_offered:
        yield say("only where chosen", language)


def _parameters(written: Any) -> Iterator[str]:
    if isinstance(written, dict):
        yield from (f"{key}: {_plain(value)}" for key, value in written.items())
    else:
        yield from map(_plain, written or ())


def _numbers(found: Explained, language: Language) -> Iterator[str]:
    """Each number that the rule counts by, from the day it holds, with the text it stands in."""
    for name, value in found.values.items():
        for day, era in value["values"].items():
            title = found.pack.sources[era["source"]].title
            yield f"{name}: {_number(era, value['unit'], language)}, {say('from', language)} {day} ({title})"


def _number(era: dict[str, Any], unit: str, language: Language) -> str:
    number = era.get("value")
    return say("repealed", language) if number is None else f"{number} {unit}"


def _listed(head: str, lines: Iterable[str]) -> Iterator[str]:
    each = list(lines)
    if each:
        yield f"{head}:"
        yield from (f"  {line}" for line in each)


def _plain(value: Any) -> str:
    """A value as a pack writes it in one line.

    >>> _plain({"need": "consent", "same": ["caller", "purpose"], "bundled": False})
    '{need: consent, same: [caller, purpose], bundled: false}'
    """
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_plain(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_plain, value)) + "]"
    return json.dumps(value) if value is None or isinstance(value, bool) else str(value)


def signatures(pack: Pack, language: Language) -> Iterator[str]:
    """Whether a pack is signed off, and by whom."""
    from ringfence.policy.signing import signed_off  # noqa: PLC0415 - reads packs; every command loads this module

    found = signed_off(pack)
    yield f"{say('sign-off', language)}: {say(found.standing, language)}"
    yield from (f"  {each.name}, {each.role}, {each.on}" for each in found.now)
    for each in found.before:
        yield f"  {each.name}, {each.role}, {each.on}: {say('stale', language)}"


def differing(found: Iterable[Difference], language: Language) -> Iterator[str]:
    """What differs: a line for each thing, what it says if only one has it, a line for each place if both do."""
    for each in found:
        yield f"{say(each.change, language)}: {say(each.what, language)} {each.name}"
        yield from (f"  {line}" for line in _whole(each, language))
        for part in each.parts:
            # The first step is a word of the house; the others are names that the pack's author gave.
            first, dot, others = part.at.partition(".")
            yield f"  {say(first, language)}{dot}{others}: {_side(part.before, language)} → {_side(part.now, language)}"


def _whole(found: Difference, language: Language) -> Iterator[str]:
    """What was added or removed, in words."""
    match found.what, found.whole:
        case "rule" | "offered", dict() as rule:
            cite = ", ".join(filter(None, (rule["cite"]["source"], rule["cite"].get("article"))))
            yield f"{_word(rule['force'], language)}, {say(rule['effect'], language)}, {cite}"
            yield rule["text"][language]
        case "value", dict() as value:
            for day, era in value["values"].items():
                number = _number(era, value["unit"], language)
                yield f"{number}, {say('from', language)} {day} ({era['source']})"
        case "source", dict() as source:
            yield ", ".join(source.values())
        case "calendar", dict() as days if days:
            yield f"{min(days)} – {max(days)}"


def _side(value: Any, language: Language) -> str:
    """One side of a change; what is not there is none."""
    if value is None:
        return say("none", language)
    return say(value, language) if isinstance(value, str) else _plain(value)


def differing_json(found: Iterable[Difference]) -> str:
    """What differs, for programs."""
    return json.dumps([asdict(each) for each in found], ensure_ascii=False, indent=2, default=str)
