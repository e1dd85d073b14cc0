"""What Alembic runs around the scripts: the connection and its transaction are the caller's.

Alembic loads this file itself; it is never imported.
"""

from alembic import context

from live.store.sql.schema import METADATA

# As batches: SQLite alters few things of a table; the others are a new table with the old rows.
context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    render_as_batch=True,
)
context.run_migrations()
