"""The catalogue as tables: SQLAlchemy's description of every relation that is kept.

Between the catalogue and the stores. Takes nothing but the catalogue; gives the metadata that migrations are
compared with. Generated relations (clocks, calendars) are not kept: engines are handed them.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from ringfence.ledger.catalogue import CATALOGUE, Relation, Type

TYPES: dict[Type, type[sa.types.TypeEngine[Any]]] = {
    "moment": sa.BigInteger,
    "day": sa.BigInteger,
    "span": sa.BigInteger,
    "count": sa.BigInteger,
    "text": sa.Text,
    "flag": sa.Boolean,
    "token": sa.LargeBinary,
    "bytes": sa.LargeBinary,
}

METADATA = sa.MetaData()


def _table(relation: Relation) -> sa.Table:
    columns = [
        sa.Column(
            column.name,
            sa.Integer if (relation.key == (column.name,) and column.type == "count") else TYPES[column.type],
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
