"""PostgreSQL carries out a plan for one call.

Takes a pack; gives an engine whose statements are printed in PostgreSQL's dialect, every parameter with its type: a NULL
has none of its own. A call that is judged between another's lock and its commit must be judged in a statement of its own,
which sees what was committed before it began.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlglot import exp

from ringfence.engines.one_call.asking import Dialect, OneCallEngine, Printed
from ringfence.engines.one_call.columns import CallColumns
from ringfence.engines.one_call.text import Printer, Text
from ringfence.ledger.relation import Type
from ringfence.policy.plan.logic import Expr
from ringfence.policy.rule import Pack

TYPES: Mapping[Type, str] = {"token": "bytea", "moment": "bigint", "flag": "boolean", "text": "text"}
"""What PostgreSQL calls the types that a call's columns have."""
WIDE = "::bigint"
"""Behind a whole number that is multiplied: two narrow ones would overflow."""


class PostgresEngine(OneCallEngine):
    """A pack on PostgreSQL; its connection takes `$1`, `$2`, … for parameters."""

    def __init__(self, pack: Pack) -> None:
        super().__init__(pack, POSTGRES)


def _printed(tree: Expr, columns: CallColumns) -> Printed:
    sql, names = postgres_text(tree, columns.types)
    return Printed(sql, columns.taker(names))


POSTGRES = Dialect(_printed, near=False)


def postgres_text(tree: Expr, types: Mapping[str, Type]) -> tuple[str, list[str]]:
    """The statement with a number and a type for each parameter, and the names in the order of the numbers.

    >>> postgres_text(exp.EQ(this=exp.Placeholder(this="t"), expression=exp.Literal.number(5)), {"t": "moment"})
    ('$1::bigint = 5', ['t'])
    """
    printer = _PostgresPrinter(types)
    return printer.text(tree), list(printer.numbers)


class _PostgresPrinter(Printer):
    def __init__(self, types: Mapping[str, Type]) -> None:
        self._types = types
        self.numbers: dict[str, int] = {}

    def placeholder(self, node: Expr) -> Text:
        number = self.numbers.setdefault(node.this, len(self.numbers) + 1)
        return f"${number}::{TYPES[self._types[node.this]]}"

    def multiplied(self, node: Expr) -> Text:
        return f"{self.text(node.this)} * {self.text(node.expression)}{WIDE}"

    def ordered(self, node: Expr) -> Text:
        # An index is read backwards only where the order says nothing of NULL; a call always has its moment.
        if node.args.get("desc") and isinstance(node.this, exp.Column) and node.this.name == "ts":
            return f"{self.text(node.this)} DESC"
        return super().ordered(node)


_PostgresPrinter.forms = {
    **Printer.forms, exp.Placeholder: _PostgresPrinter.placeholder, exp.Mul: _PostgresPrinter.multiplied,
    exp.Ordered: _PostgresPrinter.ordered,
}  # fmt: skip
