"""Where the columns of a call are found: handed in with it, or in the one row of a relation under its key."""

from __future__ import annotations

from dataclasses import dataclass

from sqlglot import exp

from ringfence.policy.plan.logic import Expr, equal, row, text
from ringfence.policy.plan.needs import INSTITUTIONS


@dataclass(frozen=True, slots=True)
class RowOf:
    """A column of the one row of a relation whose `key` is what `word` of the call says, or is `fixed`."""

    relation: str
    key: str
    column: str
    word: str | None = None
    fixed: str = ""

    @property
    def alias(self) -> str:
        """What the row is called in a statement that joins it."""
        return f"{self.relation}_{self.word or self.fixed}"

    @property
    def table(self) -> exp.Table:
        """The relation under that name."""
        return table(self.relation, self.alias)

    @property
    def condition(self) -> Expr:
        """Which row it is, where it is joined."""
        return equal(exp.column(self.key, table=self.alias, quoted=True), self._wanted)

    @property
    def subquery(self) -> Expr:
        """The column by itself."""
        return exp.Subquery(this=drawn(row(self.column), self.relation, equal(row(self.key), self._wanted)))

    @property
    def _wanted(self) -> Expr:
        return text(self.fixed) if self.word is None else param(self.word)


def row_of(column: exp.Column) -> RowOf | None:
    """Where a column of the call is looked up; None if it is handed in with the call."""
    name = column.name
    for relation in ("recipient", "line"):
        if name.startswith(f"{relation}_"):
            return RowOf(relation, relation, name.removeprefix(f"{relation}_"), relation)
    if name in INSTITUTIONS:
        return RowOf("institution", "institution", "proofs_checked_at", INSTITUTIONS[name])
    if name.startswith("listing_") and name.endswith("_at"):
        listing = name.removeprefix("listing_").removesuffix("_at")
        return RowOf("listing", "name", "checked_at", fixed=listing)
    return None


def drawn(what: Expr, relation: str, where: Expr) -> exp.Select:
    """A query: this of the rows of a relation of which that holds."""
    made = exp.select(what, copy=False).from_(table(relation, "h"), copy=False)
    return made.where(where, copy=False)


def table(relation: str, alias: str | None = None) -> exp.Table:
    """A relation under a name."""
    # Put together by hand: given as text, sqlglot would parse it anew each time.
    made = exp.Table(this=exp.to_identifier(relation, quoted=True))
    if alias is not None:
        made.set("alias", exp.TableAlias(this=exp.to_identifier(alias, quoted=True)))
    return made


def param(name: str) -> Expr:
    """A column that is handed in with the call."""
    return exp.Placeholder(this=name)
