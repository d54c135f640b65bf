"""The carrier's relations: lines it carries, records taken up, complaints, steps of ladders, labels; a firm's pool of lines."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Adds the relations."""
    for table, columns, key in TABLES:
        op.create_table(table, *columns, sa.PrimaryKeyConstraint(*key), sqlite_with_rowid=False)
    op.add_column("line", sa.Column("opened_at", sa.BigInteger(), nullable=True))
    op.create_index("carried_line_by_owner_token", "carried_line", ["owner_token"])
    op.create_index("ladder_step_by_subject", "ladder_step", ["subject"])
    op.create_index("ladder_step_by_state", "ladder_step", ["state"])


def _needed(kind: type[Any], *names: str) -> tuple[sa.Column[Any], ...]:
    return tuple(sa.Column(name, kind(), nullable=False, autoincrement=False) for name in names)


def _unsure(kind: type[Any], *names: str) -> tuple[sa.Column[Any], ...]:
    return tuple(sa.Column(name, kind(), nullable=True) for name in names)


def _place(name: str) -> sa.Column[Any]:
    return sa.Column(
        name, sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False, autoincrement=False
    )


NUMBER, TEXT, FLAG = sa.BigInteger, sa.Text, sa.Boolean
TABLES: tuple[tuple[str, tuple[sa.Column[Any], ...], tuple[str, ...]], ...] = (
    (
        "carried_line",
        (
            _place("line"), *_unsure(TEXT, "owner"), *_unsure(NUMBER, "owner_token"), *_unsure(TEXT, "home"),
            *_unsure(NUMBER, "opened_at"), *_unsure(FLAG, "registered"), *_unsure(NUMBER, "registered_at"),
            *_unsure(TEXT, "purpose"), *_unsure(FLAG, "off_site_filed", "public_service"),
            *_unsure(NUMBER, "unpaid_since", "leaf"),
        ),
        ("line",),
    ),
    (
        "record_file",
        (
            *_needed(TEXT, "digest", "name"), *_needed(NUMBER, "rows", "bad"), *_unsure(NUMBER, "first_at", "last_at"),
            *_needed(NUMBER, "taken_at"), *_unsure(NUMBER, "leaf"),
        ),
        ("digest",),
    ),
    (
        "line_complaint",
        (*_needed(NUMBER, "line", "complainant", "ts"), *_unsure(TEXT, "channel"), *_unsure(NUMBER, "leaf")),
        ("line", "complainant", "ts"),
    ),
    (
        "line_state",
        (
            *_needed(NUMBER, "subject"), *_needed(TEXT, "rule"), *_needed(NUMBER, "nth"), *_needed(TEXT, "action"),
            *_needed(NUMBER, "since"), *_unsure(NUMBER, "until"), *_needed(NUMBER, "seen_at"), *_unsure(NUMBER, "a_minute"),
            *_unsure(TEXT, "counter"), *_unsure(NUMBER, "leaf"),
        ),
        ("subject", "rule"),
    ),
    (
        "ladder_step",
        (
            *_needed(TEXT, "id"), *_needed(NUMBER, "subject"), *_needed(FLAG, "of_owner"), *_needed(TEXT, "rule"),
            *_needed(NUMBER, "nth"), *_needed(TEXT, "action", "state"), *_needed(NUMBER, "at"),
            *_unsure(NUMBER, "until", "appeal_until"), *_needed(NUMBER, "harm"), *_needed(TEXT, "figures"),
            *_unsure(TEXT, "decided_by"), *_unsure(NUMBER, "decided_at", "leaf"),
        ),
        ("id",),
    ),
    (
        "line_label",
        (_place("line"), *_needed(FLAG, "nuisance"), *_needed(TEXT, "by"), *_needed(NUMBER, "at"), *_unsure(NUMBER, "leaf")),
        ("line",),
    ),
    (
        "line_health",
        (*_needed(TEXT, "line"), *_needed(NUMBER, "odds", "most", "as_of"), *_unsure(NUMBER, "leaf")),
        ("line",),
    ),
    (
        "line_closure",
        (*_needed(TEXT, "line"), *_needed(NUMBER, "closed_at"), *_unsure(TEXT, "reason"), *_unsure(NUMBER, "leaf")),
        ("line", "closed_at"),
    ),
)  # fmt: skip
