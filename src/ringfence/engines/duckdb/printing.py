"""How DuckDB prints rule logic, and the few forms that are its own."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from sqlglot import exp

from ringfence.policy.plan.a_list import Dialect, as_joined
from ringfence.policy.plan.logic import Expr
from ringfence.policy.plan.lookups import MOST_REMEMBERED, Found

HALF = 1 << 63


@lru_cache(maxsize=MOST_REMEMBERED)
def printed(expr: Expr) -> str:
    """The expression in DuckDB's dialect, every name in quotes."""
    return as_joined(expr).sql(dialect="duckdb", identify=True)


def in_row(expr: Expr, alias: str) -> Expr:
    """The same of a row that is called otherwise than `h`."""

    def rename(node: Expr) -> Expr:
        if isinstance(node, exp.Column) and node.table == "h":
            return exp.column(node.name, table=alias, quoted=True)
        return node

    return expr.transform(rename)


def nth_largest(value: str, n: int, chosen: str) -> str:
    """The n-th largest value of the rows chosen; nothing if there are fewer."""
    return f"MAX({value}, {n}) FILTER (WHERE {chosen})[{n}]"


def last_by(value: str, order: Sequence[str], chosen: str) -> str:
    """The value of the row that comes last by this order."""
    if len(order) == 2 and order[1] == f"COALESCE({value}, -1)":
        # Both in one number, the value in its lower half: rows of fields are compared far more slowly.
        both = f"{order[0]}::HUGEINT * {HALF} + {order[1]} + 1"
        last = f"MAX(CASE WHEN {chosen} THEN {both} END)"
        return f"(NULLIF({last} & {HALF - 1}::HUGEINT, 0) - 1)::BIGINT"
    fields = ", ".join(f"o{place} := {each}" for place, each in enumerate(order))
    return f"(MAX(struct_pack({fields}, v := {value})) FILTER (WHERE {chosen})).v"


def anchored(found: Found, chosen: str, t: str) -> str:
    """Counts, or ends, of periods that start at a first call: one pass over the calls in their order."""
    calls = f"list_sort(LIST(h.ts) FILTER (WHERE {chosen}))"
    start = f"list_reduce({calls}, lambda a, x: CASE WHEN x >= a + {found.span} THEN x ELSE a END)"
    if found.what == "anchored_count":
        inside = f"len(list_filter({calls}, lambda x: x >= {start}))"
        return f"CASE WHEN COUNT(*) FILTER (WHERE {chosen}) = 0 OR ANY_VALUE({t}) >= {start} + {found.span} THEN 0 ELSE {inside} END"
    soonest = f"COALESCE(MIN(h.expires_at) FILTER (WHERE {chosen}), {2**62})"
    return f"CASE WHEN COUNT(*) FILTER (WHERE {chosen}) = 0 THEN NULL ELSE LEAST({start} + {found.span}, {soonest}) END"


DUCKDB = Dialect(printed=printed, nth_largest=nth_largest, last_by=last_by, anchored=anchored)
