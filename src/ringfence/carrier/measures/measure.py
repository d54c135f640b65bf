"""A measure: what is counted of a line, in one SQL file, and the parts it can be put together from.

At the beginning of the carrier's way. Takes the files beside it; gives trees that an engine prints in its own dialect. A
measure says what it means once, over all calls; how it is put together from parts (an hour's, a file's, a slice's) is
derived here, never written a second time. A measure that does not come apart is refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Final, Literal, cast

from sqlglot import exp, parse_one

from ringfence.call.errors import EngineError

WRITTEN_IN: Final = "duckdb"
"""The dialect of the files; engines that read another have it translated."""
MERGED: Final[dict[type[exp.Func], type[exp.Func]]] = {
    exp.Count: exp.Sum,
    exp.CountIf: exp.Sum,
    exp.Sum: exp.Sum,
    exp.Min: exp.Min,
    exp.Max: exp.Max,
    exp.BitwiseOrAgg: exp.BitwiseOrAgg,
}
"""By what the parts of an aggregate become the whole."""
UNITS: Final = ("calls", "people", "share", "seconds", "hours", "days", "cities", "devices")
FRACTIONS: Final = ("share", "seconds")
UNIT: Final = "unit: "

Unit = Literal["calls", "people", "share", "seconds", "hours", "days", "cities", "devices"]


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure: its name, what it means in both tongues, its unit, and its SQL over one relation."""

    name: str
    en: str
    zh: str
    unit: Unit
    source: str
    value: exp.Expr

    @property
    def parts(self) -> list[exp.AggFunc]:
        """The aggregates it is made of."""
        return list(self.value.find_all(exp.AggFunc))


@cache
def measures() -> dict[str, Measure]:
    """Every measure by its name, in order of the names."""
    here = files("ringfence.carrier.measures")
    found = [_measure(file) for file in sorted(here.iterdir(), key=lambda file: file.name) if _is_sql(file)]
    return {each.name: each for each in found}


@cache
def profile() -> dict[str, Measure]:
    """The voice columns of the Sichuan data set by their names there, over all calls that a subscriber made or received.

    They are for comparison and for learning, not for ladders: medians and modes do not come apart, so that they are counted over all
    calls at once. Source: `sichuan_telecom_fraud`, features of GAT-COBO (IEEE TBD 2024); what the authors left unsaid is said in each file.
    """
    here = files("ringfence.carrier.measures").joinpath("profile")
    found = [
        _measure(file, apart=False)
        for file in sorted(here.iterdir(), key=lambda file: file.name)
        if _is_sql(file)
    ]
    return {each.name: each for each in found}


@cache
def relations() -> dict[str, exp.Query]:
    """What measures are counted over, by name: each over `call` or over others of them."""
    here = files("ringfence.carrier.measures").joinpath("relations")
    return {
        file.name.removesuffix(".sql"): cast("exp.Query", parse_one(_text(file), read=WRITTEN_IN))
        for file in sorted(here.iterdir(), key=lambda file: file.name)
        if _is_sql(file)
    }


def part_columns(aggregates: list[exp.AggFunc]) -> dict[str, exp.AggFunc]:
    """A column for each aggregate that is different from the others: what one part of the calls comes to.

    >>> [str(part) for part in part_columns(measures()["answer_share"].parts).values()]
    ['COUNT_IF(talk > 0)', 'COUNT(*)']
    """
    different = {part.sql(WRITTEN_IN): part for part in aggregates}
    return {f"part_{number}": part for number, part in enumerate(different.values())}


def merged(value: exp.Expr, columns: dict[str, exp.AggFunc]) -> exp.Expr:
    """The same value over parts: each of its aggregates put together from its column.

    >>> answered = measures()["answer_share"]
    >>> merged(answered.value, part_columns(answered.parts)).sql("duckdb")
    'SUM(part_0) / SUM(part_1)'
    """
    names = {part.sql(WRITTEN_IN): name for name, part in columns.items()}

    def put_together(node: exp.Expr) -> exp.Expr:
        if not isinstance(node, exp.AggFunc):
            return node
        return merging(node, exp.column(names[node.sql(WRITTEN_IN)]))

    return value.copy().transform(put_together)


def merging(aggregate: exp.Expr, column: exp.Expr) -> exp.Expr:
    """The aggregate that puts parts of this one together."""
    kind = MERGED.get(cast("type[exp.Func]", type(aggregate)))
    if kind is None or aggregate.find(exp.Distinct):
        raise EngineError(
            f"`{aggregate.sql(WRITTEN_IN)}` does not come apart: count it over another relation"
        )
    return kind(this=column)


def _is_sql(file: Traversable) -> bool:
    return file.name.endswith(".sql")


def _text(file: Traversable) -> str:
    return file.read_text(encoding="utf-8")


def _measure(file: Traversable, *, apart: bool = True) -> Measure:
    name, text = file.name.removesuffix(".sql"), _text(file)
    words = [line.removeprefix("-- ") for line in text.splitlines() if line.startswith("-- ")]
    *english, chinese, unit = words
    tree = cast("exp.Select", parse_one(text, read=WRITTEN_IN))
    source = tree.find(exp.Table)
    assert source is not None, f"{file.name} counts over no relation"
    value = tree.selects[1]
    assert value.alias == name, f"{file.name} gives `{value.alias}`"
    told = unit.removeprefix(UNIT)
    assert told in UNITS, f"{file.name} has no unit"
    for part in value.find_all(exp.AggFunc) if apart else ():
        merging(part, exp.column("part"))
    return Measure(name, " ".join(english), chinese, cast("Unit", told), source.name, value.this)
