"""Measures put together: all that are counted over one relation in one scan of it, and one row a line at the end.

Behind the measures' files. Takes the measures that are wanted; gives named steps, one after the other, for an engine to
carry out: over call records (`call`) or over what files of them left behind (`call_part`, `pairs_part`, …). What one step
counts in slices the next puts together; how often it is sliced changes no number.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, cast

from sqlglot import exp, parse_one

from ringfence.call.moments import DAY, HOUR
from ringfence.carrier.measures.measure import (
    FRACTIONS,
    WRITTEN_IN,
    Measure,
    measures,
    merged,
    merging,
    part_columns,
    profile,
    relations,
)

PERIOD: Final = "since_hour"
"""The hour (UTC, hours since 1970) that what a file left behind is of."""
SITE: Final = ("line", "city", "device")
"""Calls are counted once, by where and with what a line made them; all that is told of a line alone is put together from that."""
OF_SITES: Final = ("places", "device")
"""The relations over calls that are."""
SLICED: Final = ("pairs", "pair", "reached")
"""What is made slice by slice of pairs, so that no more than a slice of them lies in memory."""
ACROSS: Final = ("block",)
"""What is grouped over pairs otherwise than they are sliced, so that its own slices are put together."""
GIVEN: Final = {
    "fact": {
        "line": "BIGINT", "home": "VARCHAR", "arrears_days": "BIGINT", "line_age_days": "BIGINT", "registration_age_days": "BIGINT",
    },
    "complaint": {"line": "BIGINT", "complainant": "BIGINT"},
    "nuisance": {"line": "BIGINT"},
}  # fmt: skip
"""What else is known of lines, with its columns; may be empty, and is where nobody gives it."""


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """One step: the name of what it makes, and how.

    A `sliced` one is carried out for each slice of the pairs; one that `adds` keeps its rows from slice to slice. Steps
    are composed once, so one is the same as itself alone.
    """

    name: str
    tree: exp.Query
    sliced: bool = False
    adds: bool = False


@dataclass(frozen=True, slots=True)
class Measuring:
    """What is to be measured (all if nothing is named), over `call`, or with `kept` over what files left behind."""

    wanted: tuple[str, ...] | None = None
    kept: bool = False

    @property
    def calls(self) -> str:
        """The relation whose rows say how many calls there are, more or less."""
        return "pairs_part" if self.kept else "call"

    @property
    def given(self) -> Mapping[str, Mapping[str, str]]:
        """What else the steps read, with its columns."""
        return GIVEN

    def steps(self, slices: int = 1) -> tuple[Step, ...]:
        """The steps to `measured`, with pairs made in so many slices."""
        return composed(self.wanted, kept=self.kept, slices=slices)


@lru_cache(maxsize=1)
def kept_of_a_file() -> tuple[Step, ...]:
    """What is kept of the calls in a file (`call`), by the hour: enough for every measure over any days."""
    pairs, period = cast("exp.Select", relations()["pairs"].copy()), exp.column(PERIOD)
    return (
        Step("call_part", _by_the_hour(_grouped("call", [*SITE, PERIOD], _parts_of_calls()))),
        Step("pairs_part", _by_the_hour(pairs.select(period, append=True).group_by(period))),
    )


def _parts_of_calls() -> dict[str, exp.AggFunc]:
    return part_columns(
        [part for each in measures().values() if each.source == "call" for part in each.parts]
    )


def _by_the_hour(tree: exp.Select) -> exp.Select:
    """The same over calls that each say in which hour they were made."""
    timed = exp.select("*", exp.alias_(parse_one(f"ts // {HOUR}", read=WRITTEN_IN), PERIOD)).from_("call")
    for table in tree.find_all(exp.Table):
        if table.name == "call":
            table.replace(timed.subquery("call"))
    return tree


@lru_cache(maxsize=32)
def composed(
    wanted: tuple[str, ...] | None = None, *, kept: bool = False, slices: int = 1
) -> tuple[Step, ...]:
    """The steps to one row a line (`measured`), over `call`; with `kept` over what files left behind."""
    chosen = [measures()[name] for name in (wanted if wanted is not None else measures())]
    sources = list(dict.fromkeys(measure.source for measure in chosen))
    # Which lines made how many calls decides where shares of people mean something.
    counted = [measure for measure in measures().values() if measure.source == "call"]
    steps = [] if kept else [Step("call_part", _grouped("call", list(SITE), _parts_of_calls()))]
    steps.append(Step("of_call", _over_parts(counted, "call_part")))
    needed = _needed(sources)
    for name in (name for name in ORDER if name in needed):
        steps += _relation(name, kept=kept, sliced=slices > 1)
    for source in sources:
        if source != "call":
            of_source = [measure for measure in chosen if measure.source == source]
            steps += _counted(source, of_source, sliced=slices > 1 and source in SLICED)
    return (*steps, Step("measured", _together(chosen, sources)))


def _relation(name: str, *, kept: bool, sliced: bool) -> list[Step]:
    """The steps to one of the relations that measures are counted over."""
    tree = relations()[name].copy()
    if name in OF_SITES:
        tree = _of_sites(tree)
    elif kept and name == "pairs":
        tree = _put_together(name)
    elif kept and name == "reach":
        tree = parse(REACH_OF_PARTS)
    if sliced and name in ACROSS:
        return [Step(f"{name}_part", tree, sliced=True, adds=True), Step(name, _put_together(name))]
    return [Step(name, tree, sliced=sliced and name in SLICED)]


def _counted(source: str, of_source: list[Measure], *, sliced: bool) -> list[Step]:
    """The steps to the measures that are counted over one relation, all in one scan of it."""
    if not sliced:
        return [Step(f"of_{source}", _fused(of_source, source))]
    columns = part_columns([part for measure in of_source for part in measure.parts])
    return [
        Step(f"{source}_counted", _grouped(source, ["line"], columns), sliced=True, adds=True),
        Step(f"of_{source}", _over_parts(of_source, f"{source}_counted")),
    ]


def by_day(line: int, names: Iterable[str], offset: int) -> exp.Select:
    """Some measures of one line's calls, a row for each local day on which it called, over what files left behind.

    `offset` is how far the local clock is before UTC, in milliseconds.
    """
    columns = _parts_of_calls()
    day = parse_one(f"({PERIOD} * {HOUR} + {offset}) // {DAY}", read=WRITTEN_IN)
    values = [
        exp.alias_(_typed(measures()[name], merged(measures()[name].value, columns)), name) for name in names
    ]
    tree = exp.select(exp.alias_(day, "day"), *values).from_("call_part").where(f"line = {line}")
    return tree.group_by(day.copy()).order_by("day")


@lru_cache(maxsize=1)
def profiled() -> tuple[Step, ...]:
    """The steps to one row a subscriber (`profiled`) over `call`: the columns of `profile()`, each a DOUBLE."""
    steps = [Step(name, relations()[name].copy()) for name in ("side", "peer", "side_hour", "side_day")]
    sources = list(dict.fromkeys(measure.source for measure in profile().values()))
    for source in sources:
        of_source = [measure for measure in profile().values() if measure.source == source]
        values = [exp.alias_(exp.cast(each.value.copy(), "DOUBLE"), each.name) for each in of_source]
        steps.append(Step(f"of_{source}", exp.select("line", *values).from_(source).group_by("line")))
    tree = exp.select("line", *profile()).from_(f"of_{sources[0]}")
    for source in sources[1:]:
        tree = tree.join(f"of_{source}", using=["line"])
    return (*steps, Step("profiled", tree))


ORDER: Final = (
    "busy",
    "reach",
    "pairs",
    "pair",
    "block",
    "reached",
    "places",
    "place",
    "device",
    "complained",
)
"""The relations, each after those it is made of."""

# The same as `reach` over calls; a pair is kept once an hour, so the lines are told apart here too.
REACH_OF_PARTS: Final = """
SELECT recipient, count(DISTINCT line) AS lines FROM (
  SELECT low AS line, high AS recipient FROM pairs_part WHERE calls > down
  UNION ALL SELECT high AS line, low AS recipient FROM pairs_part WHERE down > 0
) AS each_way JOIN nuisance USING (line) GROUP BY recipient
"""


def parse(text: str) -> exp.Query:
    """A tree of SQL as the measures' files are written."""
    return cast("exp.Query", parse_one(text, read=WRITTEN_IN))


def _needed(sources: Iterable[str]) -> set[str]:
    """The relations these are made of, themselves included."""
    found: set[str] = set()
    waiting = list(sources)
    while waiting:
        name = waiting.pop()
        if name in found or name not in relations():
            continue
        found.add(name)
        waiting += [table.name for table in relations()[name].find_all(exp.Table)]
    return found


def _of_sites(tree: exp.Query) -> exp.Query:
    """A relation over calls, put together from what was counted of them by site."""
    put_together = cast("exp.Query", merged(tree, _parts_of_calls()))
    for table in put_together.find_all(exp.Table):
        table.replace(exp.to_table("call_part"))
    return put_together


def _grouped(source: str, key: list[str], columns: dict[str, exp.AggFunc]) -> exp.Select:
    values = [exp.alias_(part.copy(), name) for name, part in columns.items()]
    return exp.select(*key, *values).from_(source).group_by(*key)


def _fused(of_source: list[Measure], source: str) -> exp.Select:
    values = [exp.alias_(_typed(measure, measure.value.copy()), measure.name) for measure in of_source]
    return exp.select("line", *values).from_(source).group_by("line")


def _over_parts(of_source: list[Measure], source: str) -> exp.Select:
    columns = part_columns([part for measure in of_source for part in measure.parts])
    values = [exp.alias_(_typed(each, merged(each.value, columns)), each.name) for each in of_source]
    return exp.select("line", *values).from_(source).group_by("line")


def _typed(measure: Measure, value: exp.Expr) -> exp.Expr:
    """Every engine gives the same type: they do not agree in what the sum of integers is."""
    return exp.cast(value, "DOUBLE" if measure.unit in FRACTIONS else "BIGINT")


def _put_together(name: str) -> exp.Select:
    """A relation that files left parts of, whole."""
    tree = cast("exp.Select", relations()[name])
    values = {each.alias_or_name: each.unalias() for each in tree.selects}
    key = [column for column, value in values.items() if not value.find(exp.AggFunc)]
    counted = [
        exp.alias_(merging(value, exp.column(column)), column)
        for column, value in values.items()
        if column not in key
    ]
    return exp.select(*key, *counted).from_(f"{name}_part").group_by(*key)


def _together(chosen: list[Measure], sources: list[str]) -> exp.Select:
    """One row for each line of which anything is known, unknown where nothing is."""
    names = [f"of_{source}" for source in dict.fromkeys(["call", *sources])]
    tree = exp.select("line", *(measure.name for measure in chosen)).from_(names[0])
    for name in names[1:]:
        tree = tree.join(name, using=["line"], join_type="full outer")
    return tree
