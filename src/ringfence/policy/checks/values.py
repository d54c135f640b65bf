"""`values/` and `calendars/`: every number of a pack, dated and sourced, and its dated days.

Read after the manifest, since each number names a source of it. Takes files; gives values and calendars by
name. It never fills in a day: a day that no calendar names is unknown.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Literal

from ringfence.call.errors import PackError, nearest
from ringfence.policy.checks.layout import Layout
from ringfence.policy.checks.page import Page
from ringfence.policy.checks.wording import checked
from ringfence.policy.rule import Source
from ringfence.policy.values import ValueTerms
from ringfence.policy.yaml_text import read_documents

DayKind = Literal["work", "off", "holiday"]


def only_page(layout: Layout, path: Path, meant: str) -> Page | None:
    """The one document of a file, which must be a mapping; None once its faults are noted."""
    try:
        found = read_documents(path, layout.file(path))
    except PackError as error:
        layout.faults.extend(error.faults)
        return None
    if len(found) != 1 or not isinstance(found[0].value, dict):
        layout.fault(path, f"must hold one document: {meant}")
        return None
    return Page(layout.file(path), found[0], layout.faults, layout.inside(path))


def read_values(layout: Layout, sources: dict[str, Source] | None) -> dict[str, ValueTerms | None]:
    """Every value of the pack by name; None for one that is there but faulty."""
    values: dict[str, ValueTerms | None] = {}
    for path in layout.flat("values"):
        page = only_page(layout, path, "values by name")
        if page is None:
            continue
        for name, written in page.value.items():
            if name in values:
                page.fault(
                    f"the value `{name}` is also in another file", "names of values are unique", at=(name,)
                )
            values[name] = read_value(page, name, written, sources)
    return values


def read_value(
    page: Page, name: str, written: object, sources: dict[str, Source] | None
) -> ValueTerms | None:
    """One value, with the sources of its eras looked up."""
    terms = checked(ValueTerms, page, written, at=(name,))
    eras = written.get("values") if isinstance(written, dict) else None
    for day, era in eras.items() if isinstance(eras, dict) else ():
        at = (name, "values", day)
        if isinstance(era, dict) and isinstance(era.get("value"), bool):
            page.fault("`value` must be a whole number", at=(*at, "value"))
        if isinstance(era, dict) and sources is not None:
            check_source(page, era.get("source"), sources, at=(*at, "source"))
    if eras == {}:
        page.fault(f"`{name}` has no number", "give the day from which it holds", at=(name, "values"))
    return terms


def check_source(page: Page, key: object, sources: dict[str, Source], *, at: tuple[str | int, ...]) -> None:
    """A source that is named must stand in the manifest."""
    if isinstance(key, str) and key not in sources:
        hint = nearest(key, sources) or f"add [sources.{key}] to pack.toml"
        page.fault(f"`{key}` is no source of this pack", hint, at=at)


def read_calendars(layout: Layout) -> dict[str, dict[dt.date, str]]:
    """The calendars of the pack by file name: each known day's kind."""
    calendars: dict[str, dict[dt.date, str]] = {}
    for path in layout.flat("calendars"):
        page = only_page(layout, path, "days, each `work`, `off` or `holiday`")
        days = checked(dict[dt.date, DayKind], page, page.value) if page else None
        calendars[path.stem] = dict(days or {})
    return calendars
