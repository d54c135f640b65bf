"""The list shape: a plan's logic over a table of calls, its look-ups as grouped joins.

Between a plan and the engines that judge whole lists. Takes the name of a table with one row a call (its words,
its clocks' columns, its person's facts) and the pieces of logic that are wanted; gives one SELECT with those
pieces a row. Every look-up becomes one join and one grouping, made only for the rows to which it can matter.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sqlglot import exp

from ringfence.policy.plan.compile import Plan
from ringfence.policy.plan.logic import Expr, possibly
from ringfence.policy.plan.lookups import Found, Lookup, figures_in
from ringfence.policy.plan.one_call import degree_of


@dataclass(frozen=True, slots=True)
class Dialect:
    """How an engine of lists prints an expression, and what it calls the forms that dialects do not share."""

    printed: Callable[[Expr], str]
    nth_largest: Callable[[str, int, str], str]
    last_by: Callable[[str, Sequence[str], str], str]
    anchored: Callable[[Found, str, str], str]


def evaluation(
    plan: Plan, dialect: Dialect, rows: str, wanted: Mapping[str, Expr], bounds: Mapping[str, tuple[int, int]]
) -> str:
    """One SELECT: `row` and each wanted piece of logic, over the table of calls `rows`.

    `bounds` are the literal first and last moments of a look-up's history, where they are known.
    """
    steps: list[str] = []
    current = rows
    for level, names in enumerate(levels(plan, list(wanted.values()))):
        lookups = list(dict.fromkeys(plan.desk.found[name].lookup.name for name in names))
        joins, columns = [], []
        for place, lookup_name in enumerate(lookups):
            lookup = plan.desk.lookups[lookup_name]
            figures = [name for name in names if plan.desk.found[name].lookup.name == lookup_name]
            steps.append(f"l{level}_{place} AS ({_grouped(plan, dialect, current, lookup, figures, bounds)})")
            joins.append(f"LEFT JOIN l{level}_{place} ON l{level}_{place}.row = k.row")
            columns += [_joined(plan.desk.found[name], name, f"l{level}_{place}") for name in figures]
        step = f"k{level}"
        steps.append(f"{step} AS (SELECT k.*, {', '.join(columns)} FROM {current} AS k {' '.join(joins)})")
        current = step
    drawn = ", ".join(f'{dialect.printed(expr)} AS "{name}"' for name, expr in wanted.items())
    with_steps = f"WITH {', '.join(steps)} " if steps else ""
    return f"{with_steps}SELECT k.row, {drawn} FROM {current} AS k"


def levels(plan: Plan, exprs: Sequence[Expr]) -> list[list[str]]:
    """The figures that these pieces need, those first that others are built on."""
    depth: dict[str, int] = {}

    def visit(name: str) -> int:
        if name not in depth:
            found = plan.desk.found[name]
            inner = [each for part in parts_of(found) for each in figures_in(part)]
            depth[name] = 1 + max((visit(each) for each in inner), default=-1)
        return depth[name]

    for expr in exprs:
        for name in figures_in(expr):
            visit(name)
    if not depth:
        return []
    return [[name for name, at in depth.items() if at == level] for level in range(max(depth.values()) + 1)]


def parts_of(found: Found) -> list[Expr]:
    """Every piece of logic a figure is drawn with."""
    lookup = found.lookup
    parts = (found.value, *found.order, lookup.match, lookup.within, lookup.needed)
    return [part for part in parts if part is not None]


def _grouped(
    plan: Plan, dialect: Dialect, rows: str, lookup: Lookup, figures: Sequence[str],
    bounds: Mapping[str, tuple[int, int]],
) -> str:  # fmt: skip
    found = [plan.desk.found[name] for name in figures]
    keys = [f'h."{column}" = {dialect.printed(value)}' for column, value in lookup.key]
    conditions = [dialect.printed(part) for part in (lookup.within,) if part is not None]
    if lookup.relation == "call":
        # Invariant: of the list's own rows a call sees those before it, whatever moment it is asked at.
        conditions.append("h.ord < k.ord")
        if lookup.name in bounds:
            first, last = bounds[lookup.name]
            conditions.append(f"h.ts BETWEEN {first} AND {last}")
    if lookup.needed is not None:
        conditions.append(f"COALESCE({dialect.printed(lookup.needed)}, TRUE)")
    if all(each.what != "degree" for each in found):
        conditions.append(f"COALESCE({dialect.printed(lookup.match)}, TRUE)")
    drawn = ", ".join(
        f'{_aggregate(dialect, each)} AS "{name}"' for name, each in zip(figures, found, strict=True)
    )
    relation = "past" if lookup.relation == "call" else f'"{lookup.relation}"'
    where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    return f"SELECT k.row, {drawn} FROM {rows} AS k JOIN {relation} AS h ON {' AND '.join(keys)}{where} GROUP BY k.row"


def _aggregate(dialect: Dialect, found: Found) -> str:
    match = found.lookup.match
    chosen = dialect.printed(match if found.over == "sure" else possibly(match))
    if found.what == "degree":
        return f"MAX({dialect.printed(degree_of(match))})"
    if found.what == "count":
        return f"COUNT(*) FILTER (WHERE {chosen})"
    if found.what == "people_count":
        return f"COUNT(DISTINCT h.recipient) FILTER (WHERE {chosen})"
    if found.what == "moments":
        return f"LIST(h.ts) FILTER (WHERE {chosen})"
    if found.what.startswith("anchored"):
        return dialect.anchored(found, chosen, "k.t")
    assert found.value is not None
    value = dialect.printed(found.value)
    if found.what == "nth":
        return dialect.nth_largest(value, found.n, chosen)
    if found.what == "last":
        return dialect.last_by(value, [dialect.printed(each) for each in found.order], chosen)
    return f"{'MAX' if found.what == 'most' else 'MIN'}({value}) FILTER (WHERE {chosen})"


def _joined(found: Found, name: str, table: str) -> str:
    column = f'{table}."{name}"'
    return f'COALESCE({column}, 0) AS "{name}"' if found.what.endswith("count") else f'{column} AS "{name}"'


def as_joined(expr: Expr) -> Expr:
    """Rule logic whose figures stand beside the call's own columns."""

    def rename(node: Expr) -> Expr:
        if isinstance(node, exp.Column) and node.table == "found":
            return exp.column(node.name, table="k", quoted=True)
        return node

    return expr.transform(rename)
