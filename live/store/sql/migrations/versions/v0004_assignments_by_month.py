"""Assignments by month, the month's plan, and addresses of calendars.

An assignment from before has no first month and no last one: it holds always.
"""

from alembic import op
from sqlalchemy import Column, Text, UniqueConstraint

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make the table of assignments anew, since SQLite changes no key in place; add the others."""
    op.execute("CREATE TABLE assignments_before AS SELECT account, branch FROM assignments")
    op.drop_table("assignments")
    op.create_table(
        "assignments",
        Column("account", Text, primary_key=True),
        Column("branch", Text, primary_key=True),
        Column("from_month", Text, primary_key=True),
        Column("until_month", Text),
        Column("substitute_for", Text),
    )
    op.execute(
        "INSERT INTO assignments (account, branch, from_month) "
        "SELECT account, branch, '' FROM assignments_before"
    )
    op.drop_table("assignments_before")
    op.create_table(
        "attendees",
        Column("meeting", Text, primary_key=True),
        Column("account", Text, primary_key=True),
        Column("mode", Text, nullable=False),
    )
    op.create_table(
        "calendars",
        Column("owner", Text, primary_key=True),
        Column("key", Text, nullable=False),
        UniqueConstraint("key"),
    )
