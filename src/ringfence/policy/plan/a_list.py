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
from ringfence.policy.plan.logic import TRUE, Expr, case, either, nothing, possibly
from ringfence.policy.plan.lookups import Found, Lookup, figures_in
from ringfence.policy.plan.subquery import degree_of

PAST = "past"
"""The relation in which the ledger's calls and the earlier calls of the list lie together, by `ord`."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """How an engine of lists prints an expression, and what it calls the forms that dialects do not share."""

    printed: Callable[[Expr], str]
    nth_largest: Callable[[str, int, str], str]
    last_by: Callable[[str, Sequence[str], str], str]
    anchored: Callable[[Found, str, str], str]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A piece of logic, and for which calls: `when` is over the call alone and never unknown; elsewhere `otherwise`.

    What only these calls need is looked up for no others.
    """

    expr: Expr
    when: Expr | None = None
    otherwise: Expr | None = None

    @property
    def drawn(self) -> Expr:
        """The piece as it is drawn."""
        if self.when is None or self.otherwise is None:
            return self.expr
        return case([(self.when, self.expr)], self.otherwise)


def evaluation(
    plan: Plan, dialect: Dialect, rows: str, wanted: Mapping[str, Wanted], unseen: frozenset[str] = frozenset()
) -> str:  # fmt: skip
    """One SELECT: `row` and each wanted piece of logic, over the table of calls `rows`.

    `unseen` names the look-ups to which no earlier call of the list can matter. The moments of a look-up's history
    are left open: `bounded` closes them, so that one text serves however often it is asked.
    """
    steps: list[str] = []
    current = rows
    for level, names in enumerate(levels(plan, wanted)):
        joins, columns = [], []
        for place, figures in enumerate(_read_together(plan, names)):
            table = f"l{level}_{place}"
            steps.append(f"{table} AS ({_grouped(plan, dialect, _Among(current, unseen), figures)})")
            joins.append(f"LEFT JOIN {table} ON {table}.row = k.row")
            columns += [_joined(plan.desk.found[name], name, table) for name in figures]
        step = f"k{level}"
        steps.append(f"{step} AS (SELECT k.*, {', '.join(columns)} FROM {current} AS k {' '.join(joins)})")
        current = step
    drawn = "".join(f', {dialect.printed(each.drawn)} AS "{name}"' for name, each in wanted.items())
    with_steps = f"WITH {', '.join(steps)} " if steps else ""
    return f"{with_steps}SELECT k.row{drawn} FROM {current} AS k"


def levels(plan: Plan, wanted: Mapping[str, Wanted]) -> list[dict[str, Expr]]:
    """The figures that these pieces need, those first that others are built on, each with the calls that need it."""
    depth: dict[str, int] = {}
    needed: dict[str, dict[Expr, None]] = {}

    def visit(name: str, when: Expr) -> int:
        known = needed.setdefault(name, {})
        if when not in known:
            known[when] = None
            found = plan.desk.found[name]
            inner = dict.fromkeys(each for part in parts_of(found) for each in figures_in(part))
            depth[name] = 1 + max((visit(each, when) for each in inner), default=-1)
        return depth[name]

    for piece in wanted.values():
        for name in figures_in(piece.expr):
            visit(name, TRUE() if piece.when is None else piece.when)
    most = max(depth.values(), default=-1)
    return [
        {name: _any_of(list(needed[name])) for name, at in depth.items() if at == level}
        for level in range(most + 1)
    ]


def _any_of(conditions: Sequence[Expr]) -> Expr:
    if any(isinstance(each, exp.Boolean) for each in conditions):
        return TRUE()
    return either(*(each.copy() for each in dict.fromkeys(conditions)))


def parts_of(found: Found) -> list[Expr]:
    """Every piece of logic a figure is drawn with."""
    lookup = found.lookup
    parts = (found.value, *found.order, lookup.match, lookup.within, lookup.needed)
    return [part for part in parts if part is not None]


def _read_together(plan: Plan, names: Mapping[str, Expr]) -> list[dict[str, Expr]]:
    """The figures by what is read for them: look-ups of facts under the same person's key share one reading."""
    groups: dict[object, dict[str, Expr]] = {}
    for name, when in names.items():
        lookup = plan.desk.found[name].lookup
        led = tuple((column, value) for column, value in lookup.key if not _is_fixed(value))
        alone = lookup.earlier or lookup.bounds is not None or not led
        groups.setdefault(lookup.name if alone else (lookup.relation, led), {})[name] = when
    return list(groups.values())


def _is_fixed(value: Expr) -> bool:
    return isinstance(value, exp.Literal)


@dataclass(frozen=True, slots=True)
class _Among:
    """Among which calls a look-up is made: for which rows, and which look-ups see the ledger alone."""

    rows: str
    alone: frozenset[str]


def _grouped(plan: Plan, dialect: Dialect, among: _Among, figures: Mapping[str, Expr]) -> str:
    """One reading of a relation, and every figure drawn from it."""
    by_lookup: dict[str, dict[str, Expr]] = {}
    for name, when in figures.items():
        by_lookup.setdefault(plan.desk.found[name].lookup.name, {})[name] = when
    if len(by_lookup) > 1:
        return _grouped_for_several(plan, dialect, among, by_lookup)
    found = {name: plan.desk.found[name] for name in figures}
    lookup = plan.desk.lookups[next(iter(by_lookup))]
    relation = f'"{lookup.relation}"'
    parts = [dialect.printed(part) for part in (lookup.within,) if part is not None]
    if lookup.earlier and lookup.name not in among.alone:
        # Invariant: of the list's own rows a call sees those before it, whatever moment it is asked at.
        relation = PAST
        parts.append("h.ord < k.ord")
    parts += _narrowed(dialect, lookup, figures)
    if all(each.what != "degree" for each in found.values()):
        parts.append(f"COALESCE({dialect.printed(lookup.match)}, TRUE)")
    drawn = ", ".join(f'{_aggregate(dialect, each)} AS "{name}"' for name, each in found.items())
    return (
        f"SELECT k.row, {drawn} FROM {among.rows} AS k JOIN {relation} AS h ON {keys_of(dialect, lookup)}"
        f"{' WHERE ' if parts else ''}{' AND '.join(parts)} GROUP BY k.row"
    )


def _grouped_for_several(
    plan: Plan, dialect: Dialect, among: _Among, by_lookup: Mapping[str, Mapping[str, Expr]]
) -> str:  # fmt: skip
    """The same where several look-ups read rows under one person's key: each picks its own out of them."""
    lookups = [plan.desk.lookups[name] for name in by_lookup]
    drawn: list[str] = []
    for lookup, figures in zip(lookups, by_lookup.values(), strict=True):
        picks = _picks(dialect, lookup, _any_of(list(figures.values())))
        drawn += [f'{_aggregate(dialect, plan.desk.found[each], picks)} AS "{each}"' for each in figures]
    led = [(column, value) for column, value in lookups[0].key if not _is_fixed(value)]
    on = [f'h."{column}" = {dialect.printed(value)}' for column, value in led]
    on += [
        f'h."{column}" IN ({", ".join(dict.fromkeys(dialect.printed(dict(each.key)[column]) for each in lookups))})'
        for column, value in lookups[0].key
        if _is_fixed(value) and all(_is_fixed(dict(each.key).get(column, nothing())) for each in lookups)
    ]
    wanted = _any_of([when for figures in by_lookup.values() for when in figures.values()])
    where = "" if isinstance(wanted, exp.Boolean) else f" WHERE ({dialect.printed(wanted)})"
    return (
        f'SELECT k.row, {", ".join(drawn)} FROM {among.rows} AS k JOIN "{lookups[0].relation}" AS h'
        f" ON {' AND '.join(on)}{where} GROUP BY k.row"
    )


def _picks(dialect: Dialect, lookup: Lookup, wanted_by: Expr) -> str:
    """Which of the rows under its leading key are a look-up's own, of the calls that want it."""
    parts = [f'h."{column}" = {dialect.printed(value)}' for column, value in lookup.key if _is_fixed(value)]
    if lookup.within is not None:
        parts.append(dialect.printed(lookup.within))
    if not isinstance(wanted_by, exp.Boolean):
        parts.append(f"({dialect.printed(wanted_by)})")
    return " AND ".join(parts) or "TRUE"


def keys_of(dialect: Dialect, lookup: Lookup) -> str:
    """How the rows of a look-up are found, as a condition of a join."""
    return " AND ".join(f'h."{column}" = {dialect.printed(value)}' for column, value in lookup.key)


def bounded(query: str, bounds: Mapping[str, tuple[int, int]]) -> str:
    """The query with the moments of each look-up's history as literals, by which an engine can read files."""
    for name, (first, last) in bounds.items():
        query = query.replace(_open_bounds(name), f"h.ts BETWEEN {first} AND {last}")
    return query


def _open_bounds(lookup: str) -> str:
    return f"/* moments of {lookup} */ TRUE"


def _narrowed(dialect: Dialect, lookup: Lookup, figures: Mapping[str, Expr]) -> list[str]:
    """For which rows, and over which moments, anything is looked up at all."""
    parts = [] if lookup.bounds is None else [_open_bounds(lookup.name)]
    wanted_by = _any_of(list(figures.values()))
    if not isinstance(wanted_by, exp.Boolean):
        parts.append(f"({dialect.printed(wanted_by)})")
    if lookup.needed is not None:
        parts.append(f"COALESCE({dialect.printed(lookup.needed)}, TRUE)")
    return parts


def _aggregate(dialect: Dialect, found: Found, picks: str = "") -> str:
    """A figure over the rows of its look-up; `picks` tells them from others that are read with them."""
    match = found.lookup.match
    chosen = dialect.printed(match if found.over == "sure" else possibly(match))
    chosen = f"{picks} AND ({chosen})" if picks else chosen
    if found.what == "degree":
        degree = dialect.printed(degree_of(match))
        return f"MAX(CASE WHEN {picks} THEN {degree} END)" if picks else f"MAX({degree})"
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
    if found.what == "last" and not found.is_most:
        return dialect.last_by(value, [dialect.printed(each) for each in found.order], chosen)
    # A choice is made before the value is worked out, a filter afterwards.
    return f"{'MAX' if found.is_most else 'MIN'}(CASE WHEN {chosen} THEN {value} END)"


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
