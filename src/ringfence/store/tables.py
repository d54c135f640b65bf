"""The catalogue as tables: SQLAlchemy's description of every relation that is kept.

Between the catalogue and the stores. Takes nothing but the catalogue; gives the metadata that migrations are
compared with. Generated relations (clocks, calendars) are not kept: engines are handed them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Dialect
from sqlalchemy.schema import CreateIndex, CreateTable

from ringfence.ledger.catalogue import CATALOGUE
from ringfence.ledger.relation import Relation, Type

# Words are compared byte by byte, whatever the language of the server: every engine orders them alike.
TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
# SQLite keeps the rows of an integer key in its order without an index beside them.
PLACE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TYPES: dict[Type, type[sa.types.TypeEngine[Any]] | sa.types.TypeEngine[Any]] = {
    "moment": sa.BigInteger,
    "day": sa.BigInteger,
    "span": sa.BigInteger,
    "count": sa.BigInteger,
    "text": TEXT,
    "flag": sa.Boolean,
    "token": sa.LargeBinary,
    "bytes": sa.LargeBinary,
}

METADATA = sa.MetaData()


def _table(relation: Relation) -> sa.Table:
    columns = [
        sa.Column(
            column.name,
            PLACE if (relation.key == (column.name,) and column.type == "count") else TYPES[column.type],
            nullable=not column.needed,
            primary_key=column.name in relation.key,
            autoincrement=False,
        )
        for column in relation.columns
    ]
    indexes = [sa.Index("_".join((relation.name, "by", *index[:2])), *index) for index in relation.indexes]
    # Rows lie in the order of their key: one descent gives all of a person's calls side by side.
    appended = relation.key[0] in {"seq", "size"}
    return sa.Table(relation.name, METADATA, *columns, *indexes, sqlite_with_rowid=appended)


TABLES: dict[str, sa.Table] = {
    name: _table(relation) for name, relation in CATALOGUE.items() if not relation.generated
}


def created(dialect: Dialect) -> Iterator[str]:
    """The statements that make every relation and its indexes, in a dialect."""
    for table in METADATA.sorted_tables:
        yield str(CreateTable(table).compile(dialect=dialect))
        for index in sorted(table.indexes, key=lambda each: str(each.name)):
            yield str(CreateIndex(index).compile(dialect=dialect))
