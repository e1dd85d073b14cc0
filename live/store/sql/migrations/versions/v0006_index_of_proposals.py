"""An index of the meetings that raised a proposal, which a register of proposals looks up."""

from alembic import op
from sqlalchemy import text

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add the index, of these events alone."""
    raises = text("name = 'proposal_raised'")
    op.create_index(
        "events_proposals", "events", ["meeting"], sqlite_where=raises, postgresql_where=raises
    )
