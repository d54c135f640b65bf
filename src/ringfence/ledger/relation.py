"""What the catalogue is made of: relations, their columns, and what kind of thing a column holds."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

Type = Literal["moment", "day", "span", "count", "text", "flag", "token", "bytes"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, what kind of thing it holds, what it means."""

    name: str
    type: Type
    meaning: str
    needed: bool = False


@dataclass(frozen=True)
class Relation:
    """One relation: its columns, its clustered key, further indexes, and the room that owns its rows."""

    name: str
    owner: str
    meaning: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    indexes: tuple[tuple[str, ...], ...] = ()
    generated: bool = False

    @cached_property
    def column_names(self) -> tuple[str, ...]:
        """The columns' names in order."""
        return tuple(column.name for column in self.columns)

    def of(self, *names: str) -> Relation:
        """The relation with these columns alone."""
        return replace(self, columns=tuple(self.column(name) for name in names))

    def column(self, name: str) -> Column:
        """The column of that name."""
        return next(column for column in self.columns if column.name == name)
