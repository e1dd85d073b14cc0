"""Changes tables and rows, then fails."""

from alembic import op
from sqlalchemy import Column, Text

from live.store.sql.schema import SCHEMA_VERSION

revision = f"{SCHEMA_VERSION + 1:04}"
down_revision = f"{SCHEMA_VERSION:04}"


def upgrade() -> None:
    """Do half of it."""
    op.create_table("half", Column("id", Text, primary_key=True))
    op.add_column("sites", Column("storey", Text))
    op.execute("UPDATE units SET name = 'ruined'")
    raise RuntimeError("deliberately")
