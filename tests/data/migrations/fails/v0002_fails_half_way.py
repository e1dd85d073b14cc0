"""Changes tables and rows, then fails."""

from alembic import op
from sqlalchemy import Column, Text

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Do half of it."""
    op.create_table("half", Column("id", Text, primary_key=True))
    op.add_column("sites", Column("storey", Text))
    op.execute("UPDATE units SET name = 'ruined'")
    raise RuntimeError("deliberately")
