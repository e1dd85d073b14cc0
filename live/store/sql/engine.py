"""Database engines: connections for writing and reading, and the settings of each database.

Errors of the database never hold the values that were to be written (``hide_parameters``).

All SQL of this program is in functions of a connection; an engine runs such a function within one
transaction, so that a whole transaction costs one switch of threads (SQLite) or none (PostgreSQL).

SQLite lets one connection write at a time, so there is exactly one writing connection, in a thread
of its own, and it takes the write lock when a transaction begins: a transaction that reads first
and then finds the lock taken fails (https://sqlite.org/lang_transaction.html, "BEGIN IMMEDIATE").
Readers have connections of their own and never wait for the writer (write-ahead log).
"""

import asyncio
import datetime as dt
import logging
import secrets
import sqlite3
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from typing import Any, Final, Protocol, TypeVar

from sqlalchemy import (
    URL,
    Connection,
    Table,
    create_engine,
    delete,
    event,
    insert,
    make_url,
    text,
)
from sqlalchemy import Engine as SyncEngine
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.ext.asyncio import create_async_engine

from live.errors import StoreUnavailable
from live.store.sql import schema
from live.store.sql.copying import copied
from live.store.sql.troubles import PRIMARY_CODE, meaning_of
from live.store.sql.upgrade import Copied, Migrations, bring_up_to_date

READERS: Final = 4
"""Reading connections in a process; chosen."""
LOCK_WAIT_S: Final = 10.0
"""Seconds that a writer waits for another process's lock on the same SQLite file; chosen."""
LOCK_LOOK_S: Final = 0.01
"""Seconds between two attempts to get a lock where SQLite does not wait itself; chosen."""
ERASE_WAIT_S: Final = 2.0
"""Seconds that `PostgresEngine.erase` waits for the table. Whoever wants the table meanwhile waits
behind it, so it is shorter than a person's patience with a press. Chosen."""
LOCK_NOT_AVAILABLE: Final = "55P03"
"""SQLSTATE after ``lock_timeout`` (PostgreSQL manual, appendix A)."""
PROBE_BYTES: Final = 32 * 1024
"""Bytes written to test whether the disk has space again: more than one command writes. Chosen."""

OWN: Final = Migrations()
"""The migration scripts of this program."""

log = logging.getLogger(__name__)

T = TypeVar("T")
Work = Callable[[Connection], T]
"""A function that runs within one transaction. It must not keep the connection."""


class Engine(Protocol):
    """A database that can be reached."""

    async def write(self, work: Work[T]) -> T:
        """Do work in a transaction; it is committed when this returns."""
        ...

    async def read(self, work: Work[T]) -> T:
        """Do work that only reads."""
        ...

    async def erase(self, table: Table) -> bool:
        """Remove from storage what a table held earlier: deleted rows, earlier states of rows.
        What somebody else uses meanwhile stays until the next call, with a warning in the log;
        return whether all of it is gone."""
        ...

    async def dispose(self) -> None:
        """Close every connection."""
        ...


async def open_engine(url: str, migrations: Migrations = OWN) -> "WatchedEngine":
    """Connect, and create or migrate the tables.

    Args:
        url: ``sqlite:///path`` or ``postgresql://user:password@host:port/name``.
        migrations: the scripts for older tables.

    Raises:
        ValueError: the URL is for neither of these databases.
        Rejected: the tables are of another version and stay as they are, see
            `upgrade.bring_up_to_date` and `copying.copied`.
        OSError: the database cannot be reached or used.
    """
    try:
        address = make_url(url)
    except ArgumentError:  # the text is not repeated: it may contain a password
        raise ValueError("database: sqlite:///… or postgresql://…, not what was given") from None
    kind = ENGINES.get(address.get_backend_name())
    if kind is None:
        raise ValueError(f"database: sqlite:///… or postgresql://…, not {address.drivername}://…")
    engine = kind(address)
    try:
        copy = copy_of(address)
        await engine.write(lambda c: bring_up_to_date(c, copy, migrations))
    except BaseException as error:
        await engine.dispose()
        if told := refusal_of(error):
            raise OSError(told) from error
        raise
    return WatchedEngine(engine)


def copy_of(address: URL) -> Copied:
    """Return the context manager that copies an SQLite file before a migration. PostgreSQL is not
    copied: its administrators have ``pg_dump``."""
    if address.get_backend_name() == "sqlite" and address.database:
        file = Path(address.database)
        return lambda version: copied(file, version, dt.datetime.now(dt.UTC))
    return lambda version: nullcontext()


def refusal_of(error: BaseException) -> str:
    """Return the database's message if the error is one of its own; otherwise an empty text."""
    # Imported here: a start that succeeds on SQLite needs no driver of PostgreSQL.
    from asyncpg import InterfaceError, PostgresError  # noqa: PLC0415

    if isinstance(error, DBAPIError):
        return str(error.orig)
    # SQLAlchemy does not wrap errors that PostgreSQL reports before there is a connection.
    return str(error) if isinstance(error, (PostgresError, InterfaceError)) else ""


class WatchedEngine:
    """An engine that raises our errors in place of the database's, and remembers a trouble."""

    def __init__(self, inner: Engine) -> None:
        self._inner = inner
        self.trouble: str | None = None
        """The code of the last `StoreUnavailable`; None: none since the database last worked."""

    async def write(self, work: Work[T]) -> T:
        """Do work in a transaction; it is committed when this returns.

        Raises:
            StoreUnavailable: the database cannot be written to now.
            Rejected: ``not_recordable``: the database refused a value.
        """
        with self._told():
            return await self._inner.write(work)

    async def read(self, work: Work[T]) -> T:
        """Do work that only reads.

        Raises:
            StoreUnavailable: the database cannot be read now.
        """
        with self._told():
            return await self._inner.read(work)

    async def erase(self, table: Table) -> bool:
        """Remove from storage what a table held earlier; return whether all of it is gone.

        Raises:
            StoreUnavailable: the database cannot be written to now.
        """
        with self._told():
            return await self._inner.erase(table)

    async def look_again(self) -> None:
        """Find out whether a trouble is over, by a write of `PROBE_BYTES`. A smaller one proves
        nothing: on a full disk it may fit into free pages of the file."""
        if self.trouble is None:
            return
        probe = secrets.token_hex(PROBE_BYTES // 2)  # random, so that it cannot be compressed
        with suppress(StoreUnavailable):
            await self.write(lambda c: c.execute(insert(schema.SPARE).values(body=probe)))
            await self.write(lambda c: c.execute(delete(schema.SPARE)))
            log.warning("the database works again, after: %s", self.trouble)
            self.trouble = None

    async def dispose(self) -> None:
        """Close every connection."""
        await self._inner.dispose()

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except Exception as error:
            meaning = meaning_of(error)
            if isinstance(meaning, StoreUnavailable) and meaning.code != self.trouble:
                self.trouble = meaning.code
                log.error("the database does not work: %s (%s)", meaning.code, first_line(error))
            if meaning is error:
                raise
            raise meaning from error


def first_line(error: Exception) -> str:
    """Return the first line of a database's message, without the SQL, which may hold names."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    return (str(cause).splitlines() or [""])[0]


class PostgresEngine:
    """PostgreSQL over asyncpg: one pool for reading and writing."""

    def __init__(self, address: URL) -> None:
        self._engine = create_async_engine(
            address.set(drivername="postgresql+asyncpg"),
            pool_size=READERS + 1,
            pool_pre_ping=True,
            hide_parameters=True,
        )

    async def write(self, work: Work[T]) -> T:
        """Do work in a transaction; it is committed when this returns."""
        async with self._engine.begin() as connection:
            return await connection.run_sync(work)

    async def read(self, work: Work[T]) -> T:
        """Do work that only reads."""
        async with self._engine.connect() as connection:
            return await connection.run_sync(work)

    async def erase(self, table: Table) -> bool:
        """Write the table anew, without earlier states of its rows. The database's own log has
        them until its files are used again (https://www.postgresql.org/docs/current/wal.html).

        This needs the table for itself alone. While somebody else reads it for long (``pg_dump``),
        it stays as it is; return whether it was written.
        """
        async with self._engine.connect() as connection:
            alone = await connection.execution_options(isolation_level="AUTOCOMMIT")
            await alone.execute(text(f"SET lock_timeout = {ERASE_WAIT_S * 1000:.0f}"))
            try:
                await alone.execute(text(f"VACUUM FULL {table.name}"))
            except DBAPIError as error:
                if getattr(error.orig, "sqlstate", None) != LOCK_NOT_AVAILABLE:
                    raise
                log.warning("somebody reads %s, which keeps earlier rows for now", table.name)
                return False
            finally:
                await alone.execute(text("RESET lock_timeout"))
        return True

    async def dispose(self) -> None:
        """Close every connection."""
        await self._engine.dispose()


class SqliteEngine:
    """SQLite in threads: one for writing, `READERS` for reading."""

    def __init__(self, address: URL) -> None:
        if address.database:
            Path(address.database).parent.mkdir(parents=True, exist_ok=True)
        self._writer = sqlite(address, connections=1, begin="BEGIN IMMEDIATE")
        self._reader = sqlite(address, connections=READERS, begin="BEGIN")
        self._writing = ThreadPoolExecutor(1, "sqlite writes")
        self._reading = ThreadPoolExecutor(READERS, "sqlite reads")

    async def write(self, work: Work[T]) -> T:
        """Do work in a transaction; it is committed when this returns."""

        def transaction() -> T:
            with self._writer.begin() as connection:
                return work(connection)

        return await asyncio.get_running_loop().run_in_executor(self._writing, transaction)

    async def read(self, work: Work[T]) -> T:
        """Do work that only reads."""

        def transaction() -> T:
            with self._reader.connect() as connection:
                return work(connection)

        return await asyncio.get_running_loop().run_in_executor(self._reading, transaction)

    async def erase(self, table: Table) -> bool:
        """Write what the write-ahead log holds into the file, and truncate the log; return whether
        nobody read the log meanwhile, so that it is empty."""

        def truncate() -> bool:
            connection = self._writer.raw_connection()
            try:
                cursor = connection.cursor()
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                busy = any(row[0] for row in cursor.fetchall())
                cursor.close()
            finally:
                connection.close()
            if busy:
                log.warning("the write-ahead log is read by somebody and keeps %s for now", table)
            return not busy

        return await asyncio.get_running_loop().run_in_executor(self._writing, truncate)

    async def dispose(self) -> None:
        """Close every connection."""
        for threads, engine in ((self._writing, self._writer), (self._reading, self._reader)):
            await asyncio.to_thread(threads.shutdown)
            engine.dispose()


ENGINES: Final[dict[str, Callable[[URL], Engine]]] = {
    "sqlite": SqliteEngine,
    "postgresql": PostgresEngine,
}
"""The scheme of the database URL → the engine."""


def write_ahead(cursor: sqlite3.Cursor) -> None:
    """Switch the file to write-ahead logging. Waits while other processes do so too, because SQLite
    itself does not wait for a lock here.

    Raises:
        sqlite3.OperationalError: the file was locked for `LOCK_WAIT_S`.
    """
    deadline = time.monotonic() + LOCK_WAIT_S
    while True:
        try:
            cursor.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            busy = error.sqlite_errorcode & PRIMARY_CODE == sqlite3.SQLITE_BUSY
            if not busy or time.monotonic() > deadline:
                raise
            time.sleep(LOCK_LOOK_S)
        else:
            return


def sqlite(address: URL, connections: int, begin: str) -> SyncEngine:
    """Return an engine on a file, durable at each commit; transactions start with ``begin``."""
    engine = create_engine(
        address,
        pool_size=connections,
        max_overflow=0,
        hide_parameters=True,
        # None: the driver begins no transaction of its own; ours begin below.
        connect_args={"timeout": LOCK_WAIT_S, "isolation_level": None},
    )

    @event.listens_for(engine, "connect")
    def set_up(connection: Any, _record: object) -> None:  # noqa: ANN401 - the driver's own type
        cursor = connection.cursor()
        write_ahead(cursor)
        # FULL: a commit has reached the disk when it returns, also in the write-ahead log
        # (https://sqlite.org/pragma.html#pragma_synchronous).
        cursor.execute("PRAGMA synchronous = FULL")
        # What is deleted is overwritten with zeros (https://sqlite.org/pragma.html#pragma_secure_delete).
        cursor.execute("PRAGMA secure_delete = ON")
        cursor.close()

    @event.listens_for(engine, "begin")
    def start_transaction(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine
