"""The tables, as this version of the program needs them.

Columns have the names of the dataclass fields they store. Event bodies are text and not JSON
columns, so that the database never rewrites them.

Text columns have no maximum length: the models of incoming data limit names and ids, and a column
for a text composed of several would need a limit of its own.
"""

from typing import Final

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    literal_column,
)

SCHEMA_VERSION: Final = 6
"""The version of these tables: the number of the last script in `migrations.versions`. A change of
a table, or of JSON that a register stores, needs a new script (CONTRIBUTING.md)."""

METADATA: Final = MetaData()


def _id(name: str = "id") -> Column[str]:
    return Column(name, Text, primary_key=True)


def _reference(name: str, index: bool = False) -> Column[str | None]:
    return Column(name, Text, index=index)


def _text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False)


def _moment(name: str, nullable: bool = False) -> Column[int]:
    return Column(name, BigInteger, nullable=nullable)


ABOUT: Final = Table(
    "about",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("value", Integer, nullable=False),
)
"""Repeats the version of the tables, for releases from before migrations."""

# --- the record --------------------------------------------------------------------------------

MEETINGS: Final = Table(
    "meetings",
    METADATA,
    _id("meeting"),
    Column("branch", Text, nullable=False, index=True),
    _text("title"),
    _text("kind"),
    Column("state", Text, nullable=False, index=True),
    _moment("scheduled_ms"),
    _moment("opened_ms", nullable=True),
    _moment("closed_ms", nullable=True),
    Column("version", Integer, nullable=False),
    Column("place", Text, nullable=False, server_default=""),
    Column("revision", Integer, nullable=False, server_default="0"),
)
EVENTS: Final = Table(
    "events",
    METADATA,
    _id("meeting"),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False),
    _text("body"),
    _text("actor"),
)
RAISES: Final = EVENTS.c.name == literal_column("'proposal_raised'", Text)
"""Tells the events by which a meeting raised a proposal. The name is written out and not a
parameter, because SQLite takes a partial index only for a condition that it can read (SQLite,
*Partial Indexes*, section 3)."""
Index("events_proposals", EVENTS.c.meeting, sqlite_where=RAISES, postgresql_where=RAISES)
COMMANDS: Final = Table(
    "commands",
    METADATA,
    _id("meeting"),
    Column("command", Text, primary_key=True),
    Column("version", Integer, nullable=False),
)

NODES: Final = Table("nodes", METADATA, _id("node"), _moment("lived_ms"))
"""The last sign of life of each process; one row for each start of the program."""
SPARE: Final = Table(
    "spare", METADATA, Column("id", Integer, primary_key=True, autoincrement=True), _text("body")
)
"""Written and emptied to test whether the disk has space (`engine.WatchedEngine.look_again`)."""
BALLOT_BOXES: Final = Table(
    "ballot_boxes",
    METADATA,
    _id("ballot"),
    _text("meeting"),
    Column("sealed", Boolean, nullable=False),
    Column("voted", LargeBinary, nullable=False),
    Column("sums", LargeBinary, nullable=False),
)
"""One row for each secret ballot that is neither counted nor cancelled; its size never changes
(`boxes`). A row that a process which ended left behind goes when its meeting is loaded again: that
of a ballot that is over, and when the meeting is over every one."""

FILES: Final = Table(
    "files",
    METADATA,
    _id(),
    Column("owner", Text, nullable=False, index=True),
    *map(_text, ("kind", "name", "sha256")),
    Column("size", Integer, nullable=False),
    _text("about"),
    _moment("at_ms"),
    _text("by"),
    Column("content", LargeBinary, nullable=False),
)
"""Documents as they were adopted and signed, and units' own forms (`live.store.files`)."""

# --- the registers -----------------------------------------------------------------------------

UNITS: Final = Table(
    "units", METADATA, _id(), _reference("parent", index=True), _text("name"), _text("kind")
)
BRANCHES: Final = Table(
    "branches",
    METADATA,
    _id(),
    _reference("unit", index=True),
    _text("name"),
    Column("settings", JSON, nullable=False),
)
PEOPLE: Final = Table(
    "people",
    METADATA,
    _id(),
    _reference("branch", index=True),
    Column("number", Integer),
    *map(_text, ("name", "title", "category", "group", "phone")),
    *map(_text, ("birth", "joined", "confirmed", "note")),
    Column("active", Boolean, nullable=False),
)
SITES: Final = Table(
    "sites",
    METADATA,
    _id(),
    _reference("branch", index=True),
    *map(_text, ("name", "place")),
    Column("main", Boolean, nullable=False),
)
TEMPLATES: Final = Table(
    "templates",
    METADATA,
    _id(),
    _reference("unit", index=True),
    *map(_text, ("name", "kind")),
    Column("items", JSON, nullable=False),
)
ACCOUNTS: Final = Table(
    "accounts",
    METADATA,
    _id(),
    Column("username", Text, nullable=False),
    *map(_text, ("name", "password_hash", "role", "title", "language")),
    _reference("person", index=True),
    _reference("unit"),
    Column("active", Boolean, nullable=False),
    UniqueConstraint("username"),
)
SESSIONS: Final = Table(
    "sessions",
    METADATA,
    _id(),
    _reference("account", index=True),
    *map(_text, ("mark", "address", "agent")),
    _moment("created_ms"),
    _moment("used_ms"),
)
ASSIGNMENTS: Final = Table(
    "assignments",
    METADATA,
    *map(_id, ("account", "branch", "from_month")),
    *map(_reference, ("until_month", "substitute_for")),
)
ATTENDEES: Final = Table("attendees", METADATA, *map(_id, ("meeting", "account")), _text("mode"))
CALENDARS: Final = Table("calendars", METADATA, _id("owner"), _text("key"), UniqueConstraint("key"))
LINKS: Final = Table(
    "links",
    METADATA,
    _id(),
    *map(_text, ("role", "name")),
    _reference("meeting", index=True),
    *(_reference(name) for name in ("person", "site", "account", "created_by")),
    _moment("created_ms"),
    _moment("expires_ms"),
    _moment("revoked_ms", nullable=True),
)
PREFERENCES: Final = Table("preferences", METADATA, _id("person"), _text("media"))
