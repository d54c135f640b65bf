"""How SQLite is told: a statement's tree as text, in the few forms that rule logic and its pages are made of.

Between the one-call shape and the SQLite engine. sqlglot could print any dialect and takes ten times as long; a
situation's first call waits for this. Where SQLite would do more than it must, it is told so that it does not.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sqlglot import exp

from ringfence.policy.plan.logic import Expr

Text = str
LOOKS_UP = "(SELECT"
"""What a piece that looks something up has in it."""


def sqlite_text(tree: Expr, place: Mapping[str, int]) -> tuple[str, int]:
    """The statement with the place of each parameter for its name, and the last place that it takes.

    >>> sqlite_text(exp.EQ(this=exp.Placeholder(this="t"), expression=exp.Literal.number(5)), {"t": 2})
    ('?2 = 5', 2)
    """
    printer = _Printer(place)
    return printer.text(tree), printer.last


class _Printer:
    def __init__(self, place: Mapping[str, int]) -> None:
        self._place, self.last = place, 0

    def text(self, node: Expr) -> Text:
        return _FORMS[type(node)](self, node)

    def texts(self, nodes: list[Expr], between: str = ", ") -> Text:
        return between.join([self.text(node) for node in nodes])

    # ---- what stands alone

    def placeholder(self, node: Expr) -> Text:
        place = self._place[node.this]
        self.last = max(self.last, place)
        return f"?{place}"

    def column(self, node: Expr) -> Text:
        assert isinstance(node, exp.Column)
        return f'"{node.table}"."{node.name}"' if node.table else f'"{node.name}"'

    def literal(self, node: Expr) -> Text:
        return "'" + str(node.this).replace("'", "''") + "'" if node.is_string else str(node.this)

    def boolean(self, node: Expr) -> Text:
        return "TRUE" if node.this else "FALSE"

    def nothing(self, _node: Expr) -> Text:
        return "NULL"

    # ---- what is put together

    def paren(self, node: Expr) -> Text:
        return f"({self.text(node.this)})"

    def connected(self, node: Expr) -> Text:
        """A connection that need not look up its right side where the left says it all: SQLite works out both."""
        word = "AND" if isinstance(node, exp.And) else "OR"
        left, right = self._part(node, node.this), self._part(node, node.expression)
        whole = f"{left} {word} {right}"
        if LOOKS_UP not in right or LOOKS_UP in left or _jumps(node):
            return whole
        said, settled = (left, "TRUE") if word == "OR" else (f"NOT ({left})", "FALSE")
        return f"(CASE WHEN {said} THEN {settled} ELSE {whole} END)"

    def _part(self, whole: Expr, part: Expr) -> Text:
        text = self.text(part)
        return f"({text})" if isinstance(part, exp.Connector) and type(part) is not type(whole) else text

    def negated(self, node: Expr) -> Text:
        inner = node.this.this if isinstance(node.this, exp.Paren) else node.this
        return f"NOT ({self.text(inner)})"

    def minus(self, node: Expr) -> Text:
        return f"-{self.text(node.this)}"

    def binary(self, node: Expr) -> Text:
        return f"{self.text(node.this)} {_SIGNS[type(node)]} {self.text(node.expression)}"

    def among(self, node: Expr) -> Text:
        left = self.text(node.this)
        options = [self.text(each) for each in node.expressions]
        # SQLite fills a table of its own for every longer list of words each time that it runs.
        if len(options) > 2 and all(isinstance(each, exp.Literal) for each in node.expressions):
            return "(" + " OR ".join([f"{left} = {each}" for each in options]) + ")"
        return f"{left} IN ({', '.join(options)})"

    def case(self, node: Expr) -> Text:
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
        name = _FUNCTIONS[type(node)]
        rest = node.expressions or [part for part in [node.args.get("expression")] if part is not None]
        return f"{name}({self.texts([node.this, *rest])})"

    def counted(self, node: Expr) -> Text:
        if isinstance(node.this, exp.Star):
            return "COUNT(*)"
        return f"COUNT(DISTINCT {self.texts(node.this.expressions)})"

    # ---- statements

    def named(self, node: Expr) -> Text:
        return f'{self.text(node.this)} AS "{node.args["alias"].name}"'

    def table(self, node: Expr) -> Text:
        assert isinstance(node, exp.Table)
        return f'"{node.name}" AS "{node.alias}"' if node.alias else f'"{node.name}"'

    def subquery(self, node: Expr) -> Text:
        inner = f"({self.text(node.this)})"
        return f'{inner} AS "{node.alias}"' if node.args.get("alias") else inner

    def select(self, node: Expr) -> Text:
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
        return f"{self.text(node.this)} UNION ALL {self.text(node.expression)}"

    def ordered(self, node: Expr) -> Text:
        return f"{self.text(node.this)} DESC NULLS LAST" if node.args.get("desc") else self.text(node.this)


def _jumps(node: Expr) -> bool:
    """Whether it is a condition: those SQLite leaves at the first part that says it all, and finds rows by."""
    part, above = node, node.parent
    while isinstance(above, exp.Connector | exp.Paren | exp.Not):
        part, above = above, above.parent
    return isinstance(above, exp.Where) or (isinstance(above, exp.If) and above.this is part)


_SIGNS: dict[type[Expr], str] = {
    exp.EQ: "=", exp.LT: "<", exp.LTE: "<=", exp.GTE: ">=", exp.Is: "IS", exp.Add: "+", exp.Sub: "-", exp.Mul: "*",
    exp.Mod: "%", exp.BitwiseAnd: "&", exp.BitwiseRightShift: ">>",
}  # fmt: skip
_FUNCTIONS: dict[type[Expr], str] = {
    exp.Coalesce: "COALESCE", exp.Nullif: "NULLIF", exp.Max: "MAX", exp.Min: "MIN", exp.Greatest: "MAX",
    exp.Least: "MIN",
}  # fmt: skip
_FORMS: dict[type[Expr], Callable[[_Printer, Expr], Text]] = {
    exp.Placeholder: _Printer.placeholder, exp.Column: _Printer.column, exp.Literal: _Printer.literal,
    exp.Boolean: _Printer.boolean, exp.Null: _Printer.nothing, exp.Cast: _Printer.nothing,
    exp.Paren: _Printer.paren, exp.And: _Printer.connected, exp.Or: _Printer.connected, exp.Not: _Printer.negated, exp.Neg: _Printer.minus,
    exp.In: _Printer.among, exp.Case: _Printer.case, exp.Count: _Printer.counted, exp.Alias: _Printer.named,
    exp.Table: _Printer.table, exp.Subquery: _Printer.subquery, exp.Select: _Printer.select,
    exp.Union: _Printer.union, exp.Ordered: _Printer.ordered,
    **dict.fromkeys(_SIGNS, _Printer.binary), **dict.fromkeys(_FUNCTIONS, _Printer.function),
}  # fmt: skip
