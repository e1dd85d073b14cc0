"""Place and revision of meetings in the index, for calendars.

A meeting from before has neither until something in its entry changes: calendars then leave out the
place, and its next revision counts from its record.
"""

from alembic import op
from sqlalchemy import Column, Integer, Text

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the columns."""
    op.add_column("meetings", Column("place", Text, nullable=False, server_default=""))
    op.add_column("meetings", Column("revision", Integer, nullable=False, server_default="0"))
