"""Ballot boxes: what was voted secretly, until it is counted."""

from alembic import op
from sqlalchemy import Boolean, Column, LargeBinary, Text

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "ballot_boxes",
        Column("ballot", Text, primary_key=True),
        Column("meeting", Text, nullable=False),
        Column("sealed", Boolean, nullable=False),
        Column("voted", LargeBinary, nullable=False),
        Column("sums", LargeBinary, nullable=False),
    )
