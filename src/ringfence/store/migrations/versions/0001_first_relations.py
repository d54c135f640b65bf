"""The first relations: calls, stops, proofs, listings, lines, people, the vault and the sealed log."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Makes the relations of the first version; a later step never edits this one."""
    _call()
    _leaf()
    _line()
    _line_entry()
    _listing()
    _listing_entry()
    _proof()
    _recipient()
    _stop()
    _tile()
    _tree_head()
    _vault()


def _call() -> None:
    op.create_table(
        "call",
        sa.Column("recipient", sa.LargeBinary(), nullable=False, autoincrement=False),
        sa.Column("ts", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("id", sa.Text(), nullable=False, autoincrement=False),
        sa.Column("day", sa.BigInteger(), nullable=False),
        sa.Column("caller", sa.Text(), nullable=True),
        sa.Column("caller_group", sa.Text(), nullable=True),
        sa.Column("agency", sa.Text(), nullable=True),
        sa.Column("campaign", sa.Text(), nullable=True),
        sa.Column("trade", sa.Text(), nullable=True),
        sa.Column("line", sa.Text(), nullable=True),
        sa.Column("account", sa.Text(), nullable=True),
        sa.Column("product", sa.Text(), nullable=True),
        sa.Column("subject", sa.Text(), nullable=True),
        sa.Column("occasion", sa.Text(), nullable=True),
        sa.Column("purpose", sa.Text(), nullable=True),
        sa.Column("party", sa.Text(), nullable=True),
        sa.Column("speaker", sa.Text(), nullable=True),
        sa.Column("channel", sa.Text(), nullable=True),
        sa.Column("style", sa.Text(), nullable=True),
        sa.Column("asked_for", sa.Boolean(), nullable=True),
        sa.Column("warm", sa.Boolean(), nullable=True),
        sa.Column("direction", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("expires_at", sa.BigInteger(), nullable=True),
        sa.Column("leaf", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("recipient", "ts", "id"),
        sqlite_with_rowid=False,
    )
    op.create_index("call_by_day_line", "call", ["day", "line", "ts", "expires_at", "direction", "caller"])


def _leaf() -> None:
    op.create_table(
        "leaf",
        sa.Column("seq", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("recipient", sa.LargeBinary(), nullable=True),
        sa.Column("call_id", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("seq"),
        sqlite_with_rowid=True,
    )
    op.create_index("leaf_by_call_id", "leaf", ["call_id"])


def _line() -> None:
    op.create_table(
        "line",
        sa.Column("line", sa.Text(), nullable=False, autoincrement=False),
        sa.Column("caller", sa.Text(), nullable=True),
        sa.Column("home", sa.Text(), nullable=True),
        sa.Column("located", sa.Text(), nullable=True),
        sa.Column("filed", sa.Text(), nullable=True),
        sa.Column("arrears", sa.Boolean(), nullable=True),
        sa.Column("leaf", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("line"),
        sqlite_with_rowid=False,
    )
    op.create_index("line_by_caller_line", "line", ["caller", "line"])


def _line_entry() -> None:
    op.create_table(
        "line_entry",
        sa.Column("line", sa.Text(), nullable=False, autoincrement=False),
        sa.Column("listing", sa.Text(), nullable=False, autoincrement=False),
        sa.Column("listed", sa.Boolean(), nullable=True),
        sa.Column("listed_on", sa.BigInteger(), nullable=True),
        sa.Column("checked_at", sa.BigInteger(), nullable=True),
        sa.Column("leaf", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("line", "listing"),
        sqlite_with_rowid=False,
    )


def _listing() -> None:
    op.create_table(
        "listing",
        sa.Column("name", sa.Text(), nullable=False, autoincrement=False),
        sa.Column("checked_at", sa.BigInteger(), nullable=True),
        sa.Column("leaf", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("name"),
        sqlite_with_rowid=False,
    )


def _listing_entry() -> None:
    op.create_table(
        "listing_entry",
        sa.Column("recipient", sa.LargeBinary(), nullable=False, autoincrement=False),
        sa.Column("listing", sa.Text(), nullable=False, autoincrement=False),
        sa.Column("listed", sa.Boolean(), nullable=True),
        sa.Column("listed_on", sa.BigInteger(), nullable=True),
        sa.Column("checked_at", sa.BigInteger(), nullable=True),
        sa.Column("leaf", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("recipient", "listing"),
        sqlite_with_rowid=False,
    )


def _proof() -> None:
    op.create_table(
        "proof",
        sa.Column("recipient", sa.LargeBinary(), nullable=False, autoincrement=False),
        sa.Column("need", sa.Text(), nullable=False, autoincrement=False),
        sa.Column("id", sa.Text(), nullable=False, autoincrement=False),
        sa.Column("grade", sa.Text(), nullable=True),
        sa.Column("given_at", sa.BigInteger(), nullable=True),
        sa.Column("ends_at", sa.BigInteger(), nullable=True),
        sa.Column("caller", sa.Text(), nullable=True),
        sa.Column("caller_group", sa.Text(), nullable=True),
        sa.Column("agency", sa.Text(), nullable=True),
        sa.Column("campaign", sa.Text(), nullable=True),
        sa.Column("trade", sa.Text(), nullable=True),
        sa.Column("line", sa.Text(), nullable=True),
        sa.Column("account", sa.Text(), nullable=True),
        sa.Column("product", sa.Text(), nullable=True),
        sa.Column("subject", sa.Text(), nullable=True),
        sa.Column("occasion", sa.Text(), nullable=True),
        sa.Column("purpose", sa.Text(), nullable=True),
        sa.Column("party", sa.Text(), nullable=True),
        sa.Column("speaker", sa.Text(), nullable=True),
        sa.Column("channel", sa.Text(), nullable=True),
        sa.Column("style", sa.Text(), nullable=True),
        sa.Column("hours_from", sa.BigInteger(), nullable=True),
        sa.Column("hours_to", sa.BigInteger(), nullable=True),
        sa.Column("call_id", sa.Text(), nullable=True),
        sa.Column("leaf", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("recipient", "need", "id"),
        sqlite_with_rowid=False,
    )


def _recipient() -> None:
    op.create_table(
        "recipient",
        sa.Column("recipient", sa.LargeBinary(), nullable=False, autoincrement=False),
        sa.Column("settled", sa.Boolean(), nullable=True),
        sa.Column("proofs_checked_at", sa.BigInteger(), nullable=True),
        sa.Column("hours_from", sa.BigInteger(), nullable=True),
        sa.Column("hours_to", sa.BigInteger(), nullable=True),
        sa.Column("leaf", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("recipient"),
        sqlite_with_rowid=False,
    )


def _stop() -> None:
    op.create_table(
        "stop",
        sa.Column("recipient", sa.LargeBinary(), nullable=False, autoincrement=False),
        sa.Column("said_at", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("id", sa.Text(), nullable=False, autoincrement=False),
        sa.Column("trigger", sa.Text(), nullable=False),
        sa.Column("caller", sa.Text(), nullable=True),
        sa.Column("caller_group", sa.Text(), nullable=True),
        sa.Column("agency", sa.Text(), nullable=True),
        sa.Column("campaign", sa.Text(), nullable=True),
        sa.Column("trade", sa.Text(), nullable=True),
        sa.Column("line", sa.Text(), nullable=True),
        sa.Column("account", sa.Text(), nullable=True),
        sa.Column("product", sa.Text(), nullable=True),
        sa.Column("subject", sa.Text(), nullable=True),
        sa.Column("occasion", sa.Text(), nullable=True),
        sa.Column("purpose", sa.Text(), nullable=True),
        sa.Column("party", sa.Text(), nullable=True),
        sa.Column("speaker", sa.Text(), nullable=True),
        sa.Column("channel", sa.Text(), nullable=True),
        sa.Column("style", sa.Text(), nullable=True),
        sa.Column("ends_at", sa.BigInteger(), nullable=True),
        sa.Column("leaf", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("recipient", "said_at", "id"),
        sqlite_with_rowid=False,
    )


def _tile() -> None:
    op.create_table(
        "tile",
        sa.Column("level", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("place", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("level", "place"),
        sqlite_with_rowid=False,
    )


def _tree_head() -> None:
    op.create_table(
        "tree_head",
        sa.Column("size", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("root", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("key_id", sa.Text(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("size"),
        sqlite_with_rowid=True,
    )


def _vault() -> None:
    op.create_table(
        "vault",
        sa.Column("recipient", sa.LargeBinary(), nullable=False, autoincrement=False),
        sa.Column("epoch", sa.BigInteger(), nullable=False),
        sa.Column("seed", sa.LargeBinary(), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("recipient"),
        sqlite_with_rowid=False,
    )
