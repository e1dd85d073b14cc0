"""Kept files: adopted and signed documents of meetings, and units' own forms."""

from alembic import op
from sqlalchemy import BigInteger, Column, Integer, LargeBinary, Text

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "files",
        Column("id", Text, primary_key=True),
        Column("owner", Text, nullable=False),
        Column("kind", Text, nullable=False),
        Column("name", Text, nullable=False),
        Column("sha256", Text, nullable=False),
        Column("size", Integer, nullable=False),
        Column("about", Text, nullable=False),
        Column("at_ms", BigInteger, nullable=False),
        Column("by", Text, nullable=False),
        Column("content", LargeBinary, nullable=False),
    )
    op.create_index(op.f("ix_files_owner"), "files", ["owner"])
