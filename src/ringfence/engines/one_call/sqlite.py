"""SQLite carries out a plan for one call.

Takes a pack; gives an engine whose statements are printed in SQLite's dialect. Where SQLite would do more than it must,
it is told so that it does not.
"""

from __future__ import annotations

from sqlglot import exp

from ringfence.engines.one_call.asking import Dialect, OneCallEngine, Printed
from ringfence.engines.one_call.columns import CallColumns
from ringfence.engines.one_call.text import Printer, Text
from ringfence.policy.plan.logic import Expr
from ringfence.policy.rule import Pack

LOOKS_UP = "(SELECT"
"""What a piece that looks something up has in it."""


class SqliteEngine(OneCallEngine):
    """A pack on SQLite; its connection is a `sqlite3.Connection`."""

    def __init__(self, pack: Pack) -> None:
        super().__init__(pack, SQLITE)


def _printed(tree: Expr, columns: CallColumns) -> Printed:
    sql, names = sqlite_text(tree)
    return Printed(sql, columns.taker(names))


SQLITE = Dialect(_printed, near=True)


def sqlite_text(tree: Expr) -> tuple[str, list[str]]:
    """The statement with a number for each parameter, and the names in the order of the numbers.

    >>> sqlite_text(exp.EQ(this=exp.Placeholder(this="t"), expression=exp.Literal.number(5)))
    ('?1 = 5', ['t'])
    """
    printer = _SqlitePrinter()
    return printer.text(tree), list(printer.numbers)


class _SqlitePrinter(Printer):
    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}

    def placeholder(self, node: Expr) -> Text:
        return f"?{self.numbers.setdefault(node.this, len(self.numbers) + 1)}"

    def connected(self, node: Expr) -> Text:
        """A connection that looks nothing up where its other side says it all: SQLite works out both, from the left."""
        word = "AND" if isinstance(node, exp.And) else "OR"
        left, right = self.part(node, node.this), self.part(node, node.expression)
        if LOOKS_UP in left and LOOKS_UP not in right:
            left, right = right, left
        whole = f"{left} {word} {right}"
        if LOOKS_UP not in right or LOOKS_UP in left or _jumps(node):
            return whole
        said, settled = (left, "TRUE") if word == "OR" else (f"NOT ({left})", "FALSE")
        return f"(CASE WHEN {said} THEN {settled} ELSE {whole} END)"

    def among(self, node: Expr) -> Text:
        # SQLite fills a table of its own for every longer list of words each time that it runs.
        if len(node.expressions) > 2 and all(isinstance(each, exp.Literal) for each in node.expressions):
            left = self.text(node.this)
            return "(" + " OR ".join([f"{left} = {self.text(each)}" for each in node.expressions]) + ")"
        return super().among(node)


def _jumps(node: Expr) -> bool:
    """Whether it is a condition: those SQLite leaves at the first part that says it all, and finds rows by."""
    part, above = node, node.parent
    while isinstance(above, exp.Connector | exp.Paren | exp.Not):
        part, above = above, above.parent
    return isinstance(above, exp.Where) or (isinstance(above, exp.If) and above.this is part)


_SqlitePrinter.functions = {**Printer.functions, exp.Greatest: "MAX", exp.Least: "MIN"}
_SqlitePrinter.forms = {
    **Printer.forms,
    exp.Placeholder: _SqlitePrinter.placeholder, exp.Cast: _SqlitePrinter.nothing, exp.In: _SqlitePrinter.among,
    exp.And: _SqlitePrinter.connected, exp.Or: _SqlitePrinter.connected,
}  # fmt: skip
