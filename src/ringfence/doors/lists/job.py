"""A list that came over HTTP, as those who sent it see it: how it is to be read, how far it is, what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

import msgspec

State = Literal["waiting", "running", "done", "failed"]
FILES: Final = {"bad": "bad.csv", "report": "report.html"}
ENDINGS: Final = (".xlsx", ".csv", ".parquet", ".vicidial")
"""In which forms a list comes back."""
MAY_CALL_ENDINGS: Final = (".csv", ".parquet", ".vicidial")
"""In which forms what may be called comes back."""
LANGUAGES: Final = ("zh", "en")


class ListWords(msgspec.Struct, frozen=True):
    """What somebody says of a list: what all its calls share, which column is which fact, in which form it comes back."""

    common: Mapping[str, str] = {}
    mapping: Mapping[str, str] = {}
    region: str | None = None
    zone: str | None = None
    at: str | None = None
    reserve: bool = False
    ending: str = ".csv"
    may_call: str = ".csv"
    language: Literal["zh", "en"] = "en"


class Job(msgspec.Struct, frozen=True):
    """One list."""

    id: str
    name: str
    made_by: str
    caller: str | None
    agency: str | None
    made_at: int
    state: State
    file: str
    words: ListWords
    step: str = "waiting"
    share: float = 0.0
    rows: int | None = None
    bad: int | None = None
    answers: Mapping[str, int] = {}
    reserved: int | None = None
    leaf: int | None = None
    fault: str | None = None
    files: Mapping[str, str] = {}
