"""How an engine of one call is told: a statement's tree as text, in the few forms that rule logic and its pages are made of.

Between the one-call shape and the engines. sqlglot could print any dialect and takes ten times as long; a situation's
first call waits for this. Each dialect says where it does otherwise (`sqlite.py`, `postgres.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from sqlglot import exp

from ringfence.policy.plan.logic import Expr

Text = str


class Printer:
    """Prints the forms that every dialect has alike; a dialect says its own of the others."""

    signs: ClassVar[Mapping[type[Expr], str]]
    functions: ClassVar[Mapping[type[Expr], str]]
    forms: ClassVar[Mapping[type[Expr], Callable[[Any, Expr], Text]]]

    def text(self, node: Expr) -> Text:
        """A tree as text."""
        return self.forms[type(node)](self, node)

    def texts(self, nodes: list[Expr], between: str = ", ") -> Text:
        """Trees as text, something between them."""
        return between.join([self.text(node) for node in nodes])

    # ---- what stands alone

    def placeholder(self, node: Expr) -> Text:
        """A parameter."""
        raise NotImplementedError

    def column(self, node: Expr) -> Text:
        """A column, under its table if it names one."""
        assert isinstance(node, exp.Column)
        return f'"{node.table}"."{node.name}"' if node.table else f'"{node.name}"'

    def literal(self, node: Expr) -> Text:
        """A word or a number."""
        return "'" + str(node.this).replace("'", "''") + "'" if node.is_string else str(node.this)

    def boolean(self, node: Expr) -> Text:
        """True or false."""
        return "TRUE" if node.this else "FALSE"

    def nothing(self, _node: Expr) -> Text:
        """Unknown."""
        return "NULL"

    def cast(self, node: Expr) -> Text:
        """A value of a stated type; rule logic states one of what is unknown only."""
        return f"CAST({self.text(node.this)} AS {node.args['to'].sql()})"

    # ---- what is put together

    def paren(self, node: Expr) -> Text:
        """A piece in brackets."""
        return f"({self.text(node.this)})"

    def connected(self, node: Expr) -> Text:
        """Two parts that hold together or one beside the other."""
        word = "AND" if isinstance(node, exp.And) else "OR"
        return f"{self.part(node, node.this)} {word} {self.part(node, node.expression)}"

    def part(self, whole: Expr, part: Expr) -> Text:
        """One side of a connection; in brackets if it is another connection."""
        text = self.text(part)
        return f"({text})" if isinstance(part, exp.Connector) and type(part) is not type(whole) else text

    def negated(self, node: Expr) -> Text:
        """What does not hold."""
        inner = node.this.this if isinstance(node.this, exp.Paren) else node.this
        return f"NOT ({self.text(inner)})"

    def minus(self, node: Expr) -> Text:
        """A number below nothing."""
        return f"-{self.text(node.this)}"

    def binary(self, node: Expr) -> Text:
        """Two sides and a sign."""
        return f"{self.text(node.this)} {self.signs[type(node)]} {self.text(node.expression)}"

    def among(self, node: Expr) -> Text:
        """One of several."""
        left = self.text(node.this)
        options = [self.text(each) for each in node.expressions]
        return f"{left} IN ({', '.join(options)})"

    def case(self, node: Expr) -> Text:
        """The first branch that holds."""
        branches, otherwise = node.args["ifs"], node.args.get("default")
        if (short := self._truth(node, branches, otherwise)) is not None:
            return short
        whens = " ".join(
            [f"WHEN {self.text(each.this)} THEN {self.text(each.args['true'])}" for each in branches]
        )
        start = "CASE" if node.this is None else f"CASE {self.text(node.this)}"
        return (
            f"{start} {whens} END"
            if otherwise is None
            else f"{start} {whens} ELSE {self.text(otherwise)} END"
        )

    def _truth(self, node: Expr, branches: list[Expr], otherwise: Expr | None) -> Text | None:
        """`CASE WHEN x THEN TRUE ELSE FALSE END` in one step; so too what is not surely false."""
        if node.this is not None or len(branches) != 1 or not isinstance(otherwise, exp.Boolean):
            return None
        told = branches[0].args["true"]
        if not isinstance(told, exp.Boolean) or told.this is otherwise.this:
            return None
        said = self.text(branches[0].this)
        return f"(({said}) IS TRUE)" if told.this else f"(({said}) IS NOT TRUE)"

    def function(self, node: Expr) -> Text:
        """A function of some arguments."""
        name = self.functions[type(node)]
        rest = node.expressions or [part for part in [node.args.get("expression")] if part is not None]
        return f"{name}({self.texts([node.this, *rest])})"

    def counted(self, node: Expr) -> Text:
        """How many."""
        if isinstance(node.this, exp.Star):
            return "COUNT(*)"
        return f"COUNT(DISTINCT {self.texts(node.this.expressions)})"

    # ---- statements

    def named(self, node: Expr) -> Text:
        """A piece under a name."""
        return f'{self.text(node.this)} AS "{node.args["alias"].name}"'

    def table(self, node: Expr) -> Text:
        """A relation, under a name if it has one."""
        assert isinstance(node, exp.Table)
        return f'"{node.name}" AS "{node.alias}"' if node.alias else f'"{node.name}"'

    def subquery(self, node: Expr) -> Text:
        """A query as a piece, under a name if it has one."""
        inner = f"({self.text(node.this)})"
        return f'{inner} AS "{node.alias}"' if node.args.get("alias") else inner

    def select(self, node: Expr) -> Text:
        """A query."""
        parts = [self._with(node), f"SELECT {self.texts(node.expressions)}"]
        if found := node.args.get("from_") or node.args.get("from"):
            parts.append(f"FROM {self.text(found.this)}")
        joins = node.args.get("joins") or ()
        parts += [f"LEFT JOIN {self.text(join.this)} ON {self.text(join.args['on'])}" for join in joins]
        if where := node.args.get("where"):
            parts.append(f"WHERE {self.text(where.this)}")
        if order := node.args.get("order"):
            parts.append(f"ORDER BY {self.texts(order.expressions)}")
        ends = {name: node.args.get(name) for name in ("limit", "offset")}
        parts += [f"{name.upper()} {self.text(end.expression)}" for name, end in ends.items() if end]
        return " ".join(filter(None, parts))

    def _with(self, node: Expr) -> Text:
        held = node.args.get("with_") or node.args.get("with")
        if held is None:
            return ""
        each = [f'"{one.alias}" AS ({self.text(one.this)})' for one in held.expressions]
        return ("WITH RECURSIVE " if held.args.get("recursive") else "WITH ") + ", ".join(each)

    def union(self, node: Expr) -> Text:
        """Two queries one after the other."""
        return f"{self.text(node.this)} UNION ALL {self.text(node.expression)}"

    def ordered(self, node: Expr) -> Text:
        """A piece by which is ordered."""
        return f"{self.text(node.this)} DESC NULLS LAST" if node.args.get("desc") else self.text(node.this)


Printer.signs = {
    exp.EQ: "=", exp.LT: "<", exp.LTE: "<=", exp.GTE: ">=", exp.Is: "IS", exp.Add: "+", exp.Sub: "-", exp.Mul: "*",
    exp.Mod: "%", exp.BitwiseAnd: "&", exp.BitwiseRightShift: ">>",
}  # fmt: skip
Printer.functions = {
    exp.Coalesce: "COALESCE", exp.Nullif: "NULLIF", exp.Max: "MAX", exp.Min: "MIN", exp.Greatest: "GREATEST",
    exp.Least: "LEAST",
}  # fmt: skip
Printer.forms = {
    exp.Placeholder: Printer.placeholder, exp.Column: Printer.column, exp.Literal: Printer.literal,
    exp.Boolean: Printer.boolean, exp.Null: Printer.nothing, exp.Cast: Printer.cast,
    exp.Paren: Printer.paren, exp.And: Printer.connected, exp.Or: Printer.connected, exp.Not: Printer.negated,
    exp.Neg: Printer.minus, exp.In: Printer.among, exp.Case: Printer.case, exp.Count: Printer.counted,
    exp.Alias: Printer.named, exp.Table: Printer.table, exp.Subquery: Printer.subquery, exp.Select: Printer.select,
    exp.Union: Printer.union, exp.Ordered: Printer.ordered,
    **dict.fromkeys(Printer.signs, Printer.binary), **dict.fromkeys(Printer.functions, Printer.function),
}  # fmt: skip
