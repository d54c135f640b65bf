"""A listing may be kept whole: the file of its numbers is named beside it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Adds the name of the copy; what is there keeps its entries one by one."""
    op.add_column("listing", sa.Column("copy", sa.Text(), nullable=True))
