"""A column with a value for the rows that are there."""

from alembic import op
from sqlalchemy import Column, Text

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the column."""
    with op.batch_alter_table("sites") as sites:
        sites.add_column(Column("storey", Text, nullable=False, server_default="1"))
