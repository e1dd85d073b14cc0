"""A column with a value for the rows that are there."""

from alembic import op
from sqlalchemy import Column, Text

from live.store.sql.schema import SCHEMA_VERSION

revision = f"{SCHEMA_VERSION + 1:04}"
down_revision = f"{SCHEMA_VERSION:04}"


def upgrade() -> None:
    """Add the column."""
    with op.batch_alter_table("sites") as sites:
        sites.add_column(Column("storey", Text, nullable=False, server_default="1"))
