"""Answers in figures, and the outbox of messages to webhooks."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Adds the relations; the tally is made of the leaves that are there when it is first brought up to them."""
    for table, columns, key in TABLES:
        op.create_table(table, *columns, sa.PrimaryKeyConstraint(*key), sqlite_with_rowid=False)
    op.create_index("delivery_by_next_at", "delivery", ["next_at"])
    op.create_index("delivery_by_webhook", "delivery", ["webhook"])


def _needed(name: str, kind: type[Any]) -> sa.Column[Any]:
    return sa.Column(name, kind(), nullable=False, autoincrement=False)


def _unsure(name: str, kind: type[Any]) -> sa.Column[Any]:
    return sa.Column(name, kind(), nullable=True)


TABLES = (
    (
        "tally",
        (
            _needed("quarter", sa.BigInteger), *(_needed(name, sa.Text) for name in ("caller", "agency", "purpose", "answer", "rule")),
            _needed("count", sa.BigInteger),
        ),
        ("quarter", "caller", "agency", "purpose", "answer", "rule"),
    ),
    ("gathered", (_needed("what", sa.Text), _needed("seq", sa.BigInteger)), ("what",)),
    (
        "webhook",
        (
            _needed("id", sa.Text), _needed("url", sa.Text), _needed("events", sa.Text), _needed("salt", sa.LargeBinary),
            _unsure("caller", sa.Text), _needed("made_at", sa.BigInteger), _unsure("revoked_at", sa.BigInteger),
        ),
        ("id",),
    ),
    (
        "delivery",
        (
            _needed("id", sa.Text), _needed("webhook", sa.Text), _needed("event", sa.Text), _needed("body", sa.LargeBinary),
            _needed("made_at", sa.BigInteger), _needed("tries", sa.BigInteger), _unsure("next_at", sa.BigInteger),
            _unsure("arrived_at", sa.BigInteger), _unsure("given_up_at", sa.BigInteger), _unsure("last_fault", sa.Text),
        ),
        ("id",),
    ),
)  # fmt: skip
