"""The tables of release 0.1.0.

A database from before there were scripts has most of them already, and gets what it lacks. Its
columns of text may have a bound, which goes.
"""

from collections.abc import Mapping
from typing import Any, Final

from alembic import op
from sqlalchemy import JSON, BigInteger, Boolean, Column, Integer, Text, UniqueConstraint, text

revision = "0001"
down_revision = None

KEY: Final[dict[str, Any]] = {"primary_key": True}
FILLED: Final[dict[str, Any]] = {"nullable": False}
EMPTY: Final[dict[str, Any]] = {"nullable": True}
"""Part of the key; has a value always; may have none."""

TABLES: Final[Mapping[str, tuple[tuple[str, Any, dict[str, Any]], ...]]] = {
    "about": (
        ("name", Text, KEY),
        ("value", Integer, FILLED),
    ),
    "meetings": (
        ("meeting", Text, KEY),
        ("branch", Text, FILLED),
        ("title", Text, FILLED),
        ("kind", Text, FILLED),
        ("state", Text, FILLED),
        ("scheduled_ms", BigInteger, FILLED),
        ("opened_ms", BigInteger, EMPTY),
        ("closed_ms", BigInteger, EMPTY),
        ("version", Integer, FILLED),
    ),
    "events": (
        ("meeting", Text, KEY),
        ("version", Integer, KEY),
        ("name", Text, FILLED),
        ("body", Text, FILLED),
        ("actor", Text, FILLED),
    ),
    "commands": (
        ("meeting", Text, KEY),
        ("command", Text, KEY),
        ("version", Integer, FILLED),
    ),
    "nodes": (
        ("node", Text, KEY),
        ("lived_ms", BigInteger, FILLED),
    ),
    "spare": (
        ("id", Integer, KEY),
        ("body", Text, FILLED),
    ),
    "units": (
        ("id", Text, KEY),
        ("parent", Text, EMPTY),
        ("name", Text, FILLED),
        ("kind", Text, FILLED),
    ),
    "branches": (
        ("id", Text, KEY),
        ("unit", Text, EMPTY),
        ("name", Text, FILLED),
        ("settings", JSON, FILLED),
    ),
    "people": (
        ("id", Text, KEY),
        ("branch", Text, EMPTY),
        ("number", Integer, EMPTY),
        ("name", Text, FILLED),
        ("title", Text, FILLED),
        ("category", Text, FILLED),
        ("group", Text, FILLED),
        ("phone", Text, FILLED),
        ("birth", Text, FILLED),
        ("joined", Text, FILLED),
        ("confirmed", Text, FILLED),
        ("note", Text, FILLED),
        ("active", Boolean, FILLED),
    ),
    "sites": (
        ("id", Text, KEY),
        ("branch", Text, EMPTY),
        ("name", Text, FILLED),
        ("place", Text, FILLED),
        ("main", Boolean, FILLED),
    ),
    "templates": (
        ("id", Text, KEY),
        ("unit", Text, EMPTY),
        ("name", Text, FILLED),
        ("kind", Text, FILLED),
        ("items", JSON, FILLED),
    ),
    "accounts": (
        ("id", Text, KEY),
        ("username", Text, FILLED),
        ("name", Text, FILLED),
        ("password_hash", Text, FILLED),
        ("role", Text, FILLED),
        ("title", Text, FILLED),
        ("language", Text, FILLED),
        ("person", Text, EMPTY),
        ("unit", Text, EMPTY),
        ("active", Boolean, FILLED),
    ),
    "sessions": (
        ("id", Text, KEY),
        ("account", Text, EMPTY),
        ("mark", Text, FILLED),
        ("address", Text, FILLED),
        ("agent", Text, FILLED),
        ("created_ms", BigInteger, FILLED),
        ("used_ms", BigInteger, FILLED),
    ),
    "assignments": (
        ("account", Text, KEY),
        ("branch", Text, KEY),
    ),
    "links": (
        ("id", Text, KEY),
        ("role", Text, FILLED),
        ("name", Text, FILLED),
        ("meeting", Text, EMPTY),
        ("person", Text, EMPTY),
        ("site", Text, EMPTY),
        ("account", Text, EMPTY),
        ("created_by", Text, EMPTY),
        ("created_ms", BigInteger, FILLED),
        ("expires_ms", BigInteger, FILLED),
        ("revoked_ms", BigInteger, EMPTY),
    ),
    "preferences": (
        ("person", Text, KEY),
        ("media", Text, FILLED),
    ),
}
INDEXES: Final = (
    ("meetings", "branch"),
    ("meetings", "state"),
    ("units", "parent"),
    ("branches", "unit"),
    ("people", "branch"),
    ("sites", "branch"),
    ("templates", "unit"),
    ("accounts", "person"),
    ("sessions", "account"),
    ("links", "meeting"),
)
UNIQUE: Final = {"accounts": "username"}


def upgrade() -> None:
    """Make every table and index that is missing."""
    there = op.get_bind()
    for table, columns in TABLES.items():
        unique = [UniqueConstraint(UNIQUE[table])] if table in UNIQUE else []
        made = [Column(name, kind, **how) for name, kind, how in columns]
        op.create_table(table, *made, *unique, if_not_exists=True)
    for table, column in INDEXES:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column], if_not_exists=True)
    if there.dialect.name == "postgresql":
        for table, column in there.execute(BOUNDED, {"tables": list(TABLES)}).all():
            op.alter_column(table, column, type_=Text())


BOUNDED: Final = text(
    "SELECT table_name, column_name FROM information_schema.columns "
    "WHERE table_schema = current_schema() AND data_type = 'character varying' "
    "AND table_name = ANY(:tables)"
)
"""PostgreSQL's columns of text with a bound. Nothing is rewritten when it goes (its manual, ALTER
TABLE, notes). SQLite bounds no text."""
