"""What further rules ask: filings, the state of a line, institutions and their proofs, facts of an account."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

WORDS = (
    *("caller", "caller_group", "agency", "campaign", "trade", "line", "account", "product", "subject"),
    *("occasion", "purpose", "party", "speaker", "channel", "style"),
)


def upgrade() -> None:
    """Adds the relations and columns; what was filed for a line, in one text, becomes a row for each region."""
    op.create_index("call_by_account_ts", "call", ["account", "ts"])
    op.add_column("proof", sa.Column("pointed_out", sa.Boolean(), nullable=True))
    op.add_column("proof", sa.Column("kept_as", sa.Text(), nullable=True))
    _institution()
    _institution_proof()
    _account_fact()
    _filing()
    _line()


def _institution() -> None:
    op.create_table(
        "institution",
        sa.Column("institution", sa.Text(), nullable=False, autoincrement=False),
        sa.Column("proofs_checked_at", sa.BigInteger(), nullable=True),
        sa.Column("leaf", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("institution"),
        sqlite_with_rowid=False,
    )


def _institution_proof() -> None:
    op.create_table(
        "institution_proof",
        sa.Column("institution", sa.Text(), nullable=False, autoincrement=False),
        sa.Column("need", sa.Text(), nullable=False, autoincrement=False),
        sa.Column("id", sa.Text(), nullable=False, autoincrement=False),
        sa.Column("grade", sa.Text(), nullable=True),
        sa.Column("given_at", sa.BigInteger(), nullable=True),
        sa.Column("ends_at", sa.BigInteger(), nullable=True),
        sa.Column("pointed_out", sa.Boolean(), nullable=True),
        sa.Column("kept_as", sa.Text(), nullable=True),
        *(sa.Column(word, sa.Text(), nullable=True) for word in WORDS),
        sa.Column("hours_from", sa.BigInteger(), nullable=True),
        sa.Column("hours_to", sa.BigInteger(), nullable=True),
        sa.Column("call_id", sa.Text(), nullable=True),
        sa.Column("leaf", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("institution", "need", "id"),
        sqlite_with_rowid=False,
    )


def _account_fact() -> None:
    op.create_table(
        "account_fact",
        sa.Column("account", sa.Text(), nullable=False, autoincrement=False),
        sa.Column("caller", sa.Text(), nullable=False, autoincrement=False),
        sa.Column("fact", sa.Text(), nullable=False, autoincrement=False),
        sa.Column("since", sa.BigInteger(), nullable=True),
        sa.Column("until", sa.BigInteger(), nullable=True),
        sa.Column("leaf", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("account", "caller", "fact"),
        sqlite_with_rowid=False,
    )


def _filing() -> None:
    filing = op.create_table(
        "filing",
        sa.Column("line", sa.Text(), nullable=False, autoincrement=False),
        sa.Column("region", sa.Text(), nullable=False, autoincrement=False),
        sa.Column("since", sa.BigInteger(), nullable=True),
        sa.Column("until", sa.BigInteger(), nullable=True),
        sa.Column("leaf", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("line", "region"),
        sqlite_with_rowid=False,
    )
    written = op.get_bind().execute(sa.text("SELECT line, filed, leaf FROM line WHERE filed IS NOT NULL"))
    rows = {
        (line, region.strip()): {
            "line": line,
            "region": region.strip(),
            "since": None,
            "until": None,
            "leaf": leaf,
        }
        for line, filed, leaf in written
        for region in filed.split(",")
        if region.strip()
    }
    if rows:
        op.bulk_insert(filing, list(rows.values()))


def _line() -> None:
    op.add_column("line", sa.Column("owner", sa.Text(), nullable=True))
    op.add_column("line", sa.Column("filings_checked_at", sa.BigInteger(), nullable=True))
    # Whoever wrote down where a line is filed, or that it is nowhere, had looked; when, nobody noted.
    op.execute("UPDATE line SET filings_checked_at = 0 WHERE filed IS NOT NULL")
    op.drop_column("line", "filed")
    for state in ("rented", "private", "inbound_only", "used_by_owner", "registered", "answerable"):
        op.add_column("line", sa.Column(state, sa.Boolean(), nullable=True))
    for moment in ("registered_at", "registered_until", "answerable_until", "monthly_calls"):
        op.add_column("line", sa.Column(moment, sa.BigInteger(), nullable=True))
    op.add_column("line", sa.Column("attestation", sa.Text(), nullable=True))
    op.add_column("line", sa.Column("volume_authorised", sa.Boolean(), nullable=True))
