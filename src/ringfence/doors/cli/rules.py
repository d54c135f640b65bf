"""Rules in words on the command line: one explained, two versions compared, who signed.

Takes what `policy` found; gives lines in the reader's language. The rules' own words are the pack's.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any

from ringfence.doors.cli.words import Language, say
from ringfence.policy.difference import Difference
from ringfence.policy.explained import Explained
from ringfence.policy.lock import plainly
from ringfence.policy.rule import Pack
from ringfence.policy.signing import signed_off

OTHER: dict[Language, Language] = {"zh": "en", "en": "zh"}


def in_words(found: Explained, language: Language) -> Iterator[str]:
    """A rule explained, line by line."""
    terms, source = found.rule.terms, found.source
    told = {"zh": terms.text.zh, "en": terms.text.en}
    yield f"{found.rule.id}  {found.pack.label}" + (f" ({found.rule.home})" if found.rule.home else "")
    yield f"  {told[language]}"
    yield f"  {told[OTHER[language]]}"
    dated = f", {source.date}" if source.date else ""
    yield f"{say('cite', language)}: {source.title}{dated}{', ' + terms.cite.article if terms.cite.article else ''}"
    if terms.cite.words:
        yield f"  「{terms.cite.words}」"
    if source.link:
        yield f"  {source.link}"
    yield f"{say('force', language)}: {terms.force}   {say('confidence', language)}: {terms.cite.confidence}"
    yield f"{say('kind', language)}: {terms.kind}   {say('effect', language)}: {say(terms.effect, language)}"
    yield f"{say('where unknown', language)}: {say(terms.on_unknown, language)}"
    yield from _held(found, language)
    yield from (f"  # {note}" for note in found.notes)
    yield from _listed(say("numbers", language), _numbers(found))
    yield from _listed(
        say("asks", language), (f"{key}: {_plain(value)}" for key, value in plainly(found.rule.then).items())
    )
    yield from _listed(
        say("examples", language), (f"{say(each.answer, language)}: {each.name}" for each in found.examples)
    )


def _held(found: Explained, language: Language) -> Iterator[str]:
    valid = found.rule.terms.valid
    if valid.since or valid.until:
        yield f"{say('holds', language)}: {valid.since or '…'} – {valid.until or '…'}"
    if found.is_offered:
        yield say("only where chosen", language)


def _numbers(found: Explained) -> Iterator[str]:
    for name, value in found.values.items():
        for day, era in value["values"].items():
            yield f"{name}: {era.get('value')} {value['unit']}, {day} ({era['source']})"


def _listed(head: str, lines: Iterable[str]) -> Iterator[str]:
    each = list(lines)
    if each:
        yield f"{head}:"
        yield from (f"  {line}" for line in each)


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def signatures(pack: Pack, language: Language) -> Iterator[str]:
    """Whether a pack is signed off, and by whom."""
    found = signed_off(pack)
    yield f"{say('sign-off', language)}: {say(found.standing, language)}"
    yield from (f"  {each.name}, {each.role}, {each.on}" for each in found.now)
    for each in found.before:
        yield f"  {each.name}, {each.role}, {each.on}: {say('stale', language)}"


def differing(found: Iterable[Difference], language: Language) -> Iterator[str]:
    """What differs, a line for each thing and a line for each place in it."""
    for each in found:
        yield f"{say(each.change, language)}: {say(each.what, language)} {each.name}"
        yield from (f"  {part.at}: {_plain(part.before)} → {_plain(part.now)}" for part in each.parts)


def differing_json(found: Iterable[Difference]) -> str:
    """What differs, for programs."""
    return json.dumps([asdict(each) for each in found], ensure_ascii=False, indent=2, default=str)
