"""Calls looked at: what each rule says of which of them, and what those that speak have to tell.

Between calls made ready and verdicts. Takes a table of calls at their moments; a glance at the call's own words and its
line finds those of which a rule could say anything, and only these are looked at in full. Gives tables of truths and of
details. Caps are looked at here too, but only where `capped` or a later moment asks for it row by row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from ringfence.call.verdict import STRENGTH
from ringfence.engines.duckdb.glanced import glance, glanced_at, heard_in, read_in_full
from ringfence.engines.duckdb.kinds import glance_by_kind
from ringfence.engines.duckdb.settled import unsettled
from ringfence.engines.duckdb.sitting import Sitting
from ringfence.policy.plan.a_list import Wanted
from ringfence.policy.plan.clause import Clause
from ringfence.policy.plan.logic import FALSE, call, nothing

Chosen = Callable[[Clause, str], str]
PARTS = ("edge", "fact_at", "leaf")


def look(sitting: Sitting, name: str, clauses: Sequence[Clause]) -> list[Clause]:
    """Makes `truths_<name>`: `row` and `f<i>` for the calls of `asked` of which a clause could say something.

    Gives the clauses that could; of the others, and of a call that is not in it, nothing is said. `k_<name>` keeps the
    calls made ready, for `tell`.
    """
    if not clauses:
        return []
    kinds = glance_by_kind(sitting, clauses)
    if kinds is not None:
        heard, near = kinds.heard, kinds.near
    else:
        ready = sitting.rows.ready("asked", [*glanced_at(sitting, clauses), *read_in_full(clauses)])
        heard, near = list(clauses), glance(sitting, clauses, ready)
    return look_at(sitting, name, heard, unsettled(sitting, heard, near))


def look_again(
    sitting: Sitting, name: str, clauses: Sequence[Clause], source: str, only: Mapping[int, str] | None = None,
    beside: Iterable[str] = (),
) -> list[Clause]:  # fmt: skip
    """The same for calls that spoke already, at later moments `t` of `source`; few enough to be made ready at once.

    `only` says, over columns `beside`, of which askings a clause is to be looked at.
    """
    read = [*glanced_at(sitting, clauses), *read_in_full(clauses)]
    ready = sitting.rows.ready(source, read, beside, later=True)
    asked = tuple(clause.index for clause in clauses)
    glanced = sitting.once(("glance", source, asked), lambda: glance(sitting, clauses, ready, only))
    return look_at(sitting, name, clauses, glanced)


def look_at(sitting: Sitting, name: str, clauses: Sequence[Clause], ready: str) -> list[Clause]:
    """The same for a query of calls made ready, each flagged `n<i>` where clause i is to be looked at."""
    sitting.db.execute(f"CREATE OR REPLACE TEMP TABLE k_{name} AS {ready}")
    heard = heard_in(sitting, f"k_{name}", clauses)
    _look_in_full(sitting, name, heard)
    return heard


def _look_in_full(sitting: Sitting, name: str, clauses: Sequence[Clause]) -> None:
    wanted = {f"f{each.index}": Wanted(each.fires, call(f"n{each.index}"), FALSE()) for each in clauses}
    sitting.evaluate(f"truths_{name}", f"k_{name}", wanted)


def tell(
    sitting: Sitting, name: str, clauses: Sequence[Clause], chosen: Chosen, parts: Sequence[str] = PARTS
) -> str:
    """A query: `row`, `clause`, `unknown` and these parts, for every clause chosen of the calls that were looked at.

    `clauses` are those that the look gave.
    """
    if not clauses:
        drawn = "".join(f", NULL::BIGINT AS {part}" for part in parts)
        return f"SELECT NULL::BIGINT AS row, NULL::INTEGER AS clause, NULL::BOOLEAN AS unknown{drawn} WHERE FALSE"
    speaking = {clause.index: chosen(clause, f"f.f{clause.index}") for clause in clauses}
    flags = ", ".join(f"{said} AS s{i}, f.f{i} IS NULL AS u{i}" for i, said in speaking.items())
    some = " OR ".join(speaking.values())
    sitting.db.execute(
        f"CREATE OR REPLACE TEMP TABLE k_says AS SELECT k.*, {flags} FROM k_{name} AS k"
        f" JOIN truths_{name} AS f ON f.row = k.row WHERE {some}"
    )
    wanted = {
        f"{part}{clause.index}": Wanted(clause.parts[part], call(f"s{clause.index}"), nothing())
        for clause in clauses
        for part in parts
        if part in clause.parts
    }
    sitting.evaluate("details", "k_says", wanted)
    return " UNION ALL ".join(_told(clause, parts) for clause in clauses)


def _told(clause: Clause, parts: Sequence[str]) -> str:
    i, known = clause.index, clause.parts
    drawn = "".join(f", {f'd.{part}{i}' if part in known else 'NULL::BIGINT'} AS {part}" for part in parts)
    return f"SELECT k.row, {i} AS clause, k.u{i} AS unknown{drawn} FROM k_says AS k JOIN details AS d ON d.row = k.row WHERE k.s{i}"


def stands(clause: Clause, column: str) -> str:
    """Whether a clause stands in the way, as a condition on its truth."""
    return _chosen(
        column, STRENGTH.get(clause.rule.terms.effect, 0), STRENGTH.get(clause.rule.terms.on_unknown, 0)
    )


def speaks(clause: Clause, column: str) -> str:
    """Whether a clause says anything, as a condition on its truth."""
    return _chosen(column, 1, clause.rule.terms.on_unknown != "ignore")


def _chosen(column: str, if_true: int, if_unknown: int) -> str:
    if if_true and if_unknown:
        return f"({column} IS NOT FALSE)"
    if if_true:
        return f"COALESCE({column}, FALSE)"
    return f"({column} IS NULL)" if if_unknown else "FALSE"
