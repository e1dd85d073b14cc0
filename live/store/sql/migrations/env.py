"""Alembic's environment for the scripts; connection and transaction are those of the caller.

Alembic loads this file itself; it is never imported.
"""

from alembic import context

from live.store.sql.schema import METADATA

# Batch mode: SQLite's ALTER TABLE can do little, so Alembic copies the rows into a new table.
context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    render_as_batch=True,
)
context.run_migrations()
