"""Checks the tables of a database at the start of the program: creates, migrates or refuses them.

Alembic's table ``alembic_version`` holds the version of the tables, four digits. The database is

- empty: the tables are created as in `schema`, and stamped with the last version;
- of an older version: Alembic runs the later scripts, after a copy of the file. Tables without a
  version are older than the scripts; the first script creates what they lack;
- of a newer version: refused. Nothing is written.

All of this is one transaction under a lock, so that of several processes that start at once one
does the work and the others find it done, and a script that fails leaves the database unchanged.
"""

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sqlalchemy import (
    Column,
    Connection,
    MetaData,
    String,
    Table,
    insert,
    inspect,
    select,
    text,
    update,
)
from sqlalchemy.exc import DBAPIError

from live.errors import Rejected
from live.store.sql.schema import ABOUT, MEETINGS, METADATA, SCHEMA_VERSION

UPGRADE_LOCK: Final = 0x4469656D436175
"""Number of the advisory lock in PostgreSQL: "DiemCau" in ASCII."""
UNSTAMPED: Final = 0
"""The version of tables that were created before there were scripts."""
SCRIPTS: Final = Path(__file__).parent / "migrations"

STAMP: Final = Table(
    "alembic_version", MetaData(), Column("version_num", String(32), primary_key=True)
)
"""Alembic's table (https://alembic.sqlalchemy.org/en/latest/api/runtime.html)."""

log = logging.getLogger(__name__)

Copied = Callable[[int], AbstractContextManager[None]]
"""Returns, for the present version of the tables, a context manager that keeps a copy of the
database during the migration."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Migrations:
    """The folders of migration scripts, and the version after the last script."""

    version: int = SCHEMA_VERSION
    folders: tuple[Path, ...] = (SCRIPTS / "versions",)


def bring_up_to_date(connection: Connection, copied: Copied, migrations: Migrations) -> None:
    """Create or migrate the tables, within the connection's transaction.

    Args:
        connection: in a transaction; on SQLite it has the write lock (`engine.sqlite`).
        copied: entered before an older database is changed.
        migrations: the scripts to run.

    Raises:
        Rejected: ``schema_unknown``: the tables are of a newer version; ``migration_failed``;
            ``record_unknown``: they have this version's number, but lack a column.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": UPGRADE_LOCK})
    found = version_of(connection, migrations)
    if found is None:
        METADATA.create_all(connection)
        connection.execute(insert(ABOUT).values(name="schema", value=SCHEMA_VERSION))
        STAMP.create(connection)
        connection.execute(insert(STAMP).values(version_num=revision(SCHEMA_VERSION)))
    elif found < migrations.version:
        with copied(found):
            migrate(connection, found, migrations)
            require_columns(connection)
    else:
        require_columns(connection)


def version_of(connection: Connection, migrations: Migrations) -> int | None:
    """Return the version of the tables; None: there are no tables.

    Raises:
        Rejected: ``schema_unknown``: there is no script for this version.
    """
    there = inspect(connection).get_table_names()
    stamp = None
    if STAMP.name in there:
        stamp = connection.execute(select(STAMP.c.version_num)).scalar()
    if stamp is not None:
        found = int(stamp) if stamp.isascii() and stamp.isdigit() else stamp
        if isinstance(found, str) or found > migrations.version:
            raise Rejected("schema_unknown", found=found, expected=migrations.version)
        return found
    if ABOUT.name in there:
        here = select(ABOUT.c.value).where(ABOUT.c.name == "schema")
        made = connection.execute(here).scalar()
        if made not in (None, 1):
            raise Rejected("schema_unknown", found=made, expected=migrations.version)
        return UNSTAMPED
    return UNSTAMPED if MEETINGS.name in there else None


def migrate(connection: Connection, found: int, migrations: Migrations) -> None:
    """Run the scripts from a version on.

    Raises:
        Rejected: ``migration_failed``: the caller rolls the transaction back.
    """
    # Imported here: a start with tables that are up to date needs no Alembic.
    from alembic import command  # noqa: PLC0415

    log.warning("the database is brought from version %d to %d", found, migrations.version)
    try:
        command.upgrade(config_of(migrations, connection), revision(migrations.version))
    except Exception as error:
        log.exception("version %d of the database stays as it is", found)
        cause = error.orig if isinstance(error, DBAPIError) else error
        raise Rejected(
            "migration_failed",
            found=found,
            expected=migrations.version,
            reason=(str(cause).splitlines() or [type(error).__name__])[0],
        ) from error
    # Releases from before the scripts read this version, so that they refuse newer tables too.
    here = update(ABOUT).where(ABOUT.c.name == "schema")
    connection.execute(here.values(value=migrations.version))


def config_of(migrations: Migrations, connection: Connection) -> Any:  # noqa: ANN401 - Alembic's own
    """Return Alembic's configuration; there is no alembic.ini."""
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    options = {
        "script_location": str(SCRIPTS),
        "version_locations": "\n".join(map(str, migrations.folders)),
        "path_separator": "newline",
        "file_template": "v%(rev)s_%(slug)s",
    }
    for name, value in options.items():
        config.set_main_option(name, value.replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def revision(version: int) -> str:
    """Return a version as Alembic's revision id."""
    return f"{version:04}"


def require_columns(connection: Connection) -> None:
    """Refuse tables that lack a column.

    Raises:
        Rejected: ``record_unknown``.
    """
    there = inspect(connection).get_multi_columns()
    for table in METADATA.sorted_tables:
        columns = {column["name"] for column in there.get((None, table.name), ())}
        for column in table.columns:
            if column.name not in columns:
                raise Rejected("record_unknown", record=f"{table.name}.{column.name}")
