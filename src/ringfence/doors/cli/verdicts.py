"""A verdict as it is shown: in JSON for programs, in words for people.

Behind `ask`, `confirm` and `explain`. Takes a verdict; gives text. Moments leave as ISO 8601: in UTC for
programs, by the reader's own clock for people. Adds nothing that is not in the verdict.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import typer

from ringfence.call.moments import EPOCH, written
from ringfence.call.verdict import Reason, Verdict
from ringfence.doors.cli.options import Form, Lang
from ringfence.doors.cli.words import Language, language_of, say
from ringfence.doors.verdict_json import MOMENTS, as_json


def show(verdict: Verdict, form: Form | None, lang: Lang | None) -> None:
    """Puts a verdict on standard output; JSON unless a person is looking or text was asked for."""
    if form is Form.json or (form is None and not sys.stdout.isatty()):
        typer.echo(msgspec.json.encode(as_json(verdict)).decode())
    else:
        typer.echo("\n".join(in_words(verdict, language_of(lang))))


def here(ms: int) -> str:
    """A moment by the clock of whoever reads it."""
    when = EPOCH.astimezone(UTC) + timedelta(milliseconds=ms)
    offset = datetime.fromtimestamp(when.timestamp(), tz=UTC).astimezone().utcoffset() or timedelta()
    return written(ms, offset // timedelta(milliseconds=1))


def in_words(verdict: Verdict, language: Language) -> Iterator[str]:
    """A verdict in lines: the answer first, then what it rests on."""
    yield f"{say('answer', language)}: {say(verdict.answer, language)}"
    yield f"{say('call', language)}: {verdict.call}"
    yield f"{say('asked for', language)}: {here(verdict.at)}"
    yield f"{say('pack', language)}: {verdict.pack}"
    if verdict.leaf is not None:
        yield f"{say('leaf', language)}: {verdict.leaf}"
    if verdict.expires_at is not None:
        yield f"{say('expires', language)}: {here(verdict.expires_at)}"
    if verdict.answer != "permit":
        again = (
            here(verdict.retry_at)
            if verdict.retry_at is not None
            else say(verdict.retry_note or "never", language)
        )
        yield f"{say('retry', language)}: {again}"
    for name, reasons in (("reasons", verdict.reasons), ("warnings", verdict.warnings)):
        if reasons:
            yield f"{say(name, language)}:"
        for reason in reasons:
            yield from _reason_in_words(reason, language)
    if verdict.missing:
        yield f"{say('missing', language)}: {', '.join(verdict.missing)}"
    if verdict.alternative is not None:
        other = verdict.alternative
        yield f"{say('alternative', language)}: {other.line} ({say(other.answer, language)})"


def _reason_in_words(reason: Reason, language: Language) -> Iterator[str]:
    unknown = f", {say('unknown', language)}" if reason.unknown else ""
    force = f" [{reason.force}]" if reason.force else ""
    yield f"  {say(reason.effect, language)}{unknown}: {reason.rule}{force}"
    # Both languages stand: whoever must answer for a refusal may have to show it to somebody else.
    for text in (reason.zh, reason.en) if language == "zh" else (reason.en, reason.zh):
        if text:
            yield f"    {text}"
    if reason.cite:
        yield f"    {say('cite', language)}: {reason.cite}"
    if reason.facts:
        yield f"    {say('facts', language)}: " + ", ".join(
            _fact(name, each) for name, each in reason.facts.items()
        )
    if reason.until is not None:
        yield f"    {say('until', language)}: {here(reason.until)}"


def _fact(name: str, value: Any) -> str:
    if name in MOMENTS and isinstance(value, int):
        return f"{name} {here(value)}"
    shown = as_json(value, name)
    return f"{name} {'+'.join(map(str, shown)) if isinstance(shown, list) else shown}"
