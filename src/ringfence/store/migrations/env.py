"""Runs the ledger's numbered steps on the connection that `store.migrate` opened."""

from __future__ import annotations

from alembic import context

from ringfence.store.tables import METADATA

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=METADATA, transactional_ddl=True)
with context.begin_transaction():
    context.run_migrations()
