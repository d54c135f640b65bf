"""What a page says more than once, to be worked out once.

Beside `page.py`. Takes the columns of a statement; gives the pieces that were in several places, and leaves their
names there. Whatever holds a sub-query is left where it is: behind its guard it may never have to be looked up.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from sqlglot import exp

from ringfence.policy.plan.logic import Expr


def said_again(columns: Sequence[Expr], *, looked_up: bool = False) -> dict[str, Expr]:
    """The largest pieces that are said more than once, by the name that now stands for each on the page.

    `looked_up` says that sub-queries will all be wanted, so that they too are pieces.
    """
    said = Counter(piece for column in columns for piece in _pieces(column, looked_up=looked_up))
    names: dict[Expr, str] = {}
    for column in columns:
        waiting = [column]
        while waiting:
            part = waiting.pop()
            if said[part] > 1:
                name = names.setdefault(part.copy(), f"said_{len(names)}")
                part.replace(exp.column(name, table="page", quoted=True))
            elif not isinstance(part, exp.Subquery):
                waiting += part.iter_expressions()
    return {name: piece for piece, name in names.items()}


def _pieces(expr: Expr, *, looked_up: bool) -> Iterator[Expr]:
    """The pieces worth a name of their own: choices, connections and, if wanted, what looks something up."""
    for part in expr.walk(prune=lambda each: isinstance(each, exp.Subquery)):
        if isinstance(part, exp.Subquery):
            if looked_up:
                yield part
        elif isinstance(part, exp.Case | exp.Connector) and (looked_up or part.find(exp.Subquery) is None):
            yield part
