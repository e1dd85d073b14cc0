"""Connections: who writes, who reads, and what each dialect must be told.

SQLite lets one connection write at a time, so there is exactly one writing connection, and it
takes the write lock when a transaction begins: a transaction that first reads and then finds the
lock taken could only fail (https://sqlite.org/lang_transaction.html, "BEGIN IMMEDIATE"). Readers
have connections of their own and never wait for the writer (write-ahead log).
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Table, event, make_url
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from live.store.sql import schema

READERS: Final = 4
"""Connections that read at the same time, in a process; chosen."""
LOCK_WAIT_S: Final = 10.0
"""How long a writer waits for another process's transaction on the same SQLite file; chosen."""
DRIVERS: Final = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg"}
"""What a setting's URL begins with → dialect and driver."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Engines:
    """The way to write and the way to read. With PostgreSQL both are one pool."""

    write: AsyncEngine
    read: AsyncEngine

    def insert(self, table: Table) -> sqlite.Insert | postgresql.Insert:
        """Begin an insert that may go on with ``ON CONFLICT``; each dialect has its own."""
        if self.write.dialect.name == "sqlite":
            return sqlite.insert(table)
        return postgresql.insert(table)

    async def dispose(self) -> None:
        """Close every connection."""
        await self.write.dispose()
        if self.read is not self.write:
            await self.read.dispose()


async def open_engines(url: str) -> Engines:
    """Connect and create what is missing.

    Args:
        url: ``sqlite:///path`` or ``postgresql://user:password@host:port/name``.

    Raises:
        ValueError: the URL names neither.
        Rejected: ``schema_unknown``, see `schema.create`.
        OSError, sqlalchemy.exc.DBAPIError: the database cannot be reached.
    """
    parsed = make_url(url)
    driver = DRIVERS.get(parsed.get_backend_name())
    if driver is None:
        raise ValueError(f"database: sqlite:///… or postgresql://…, not {parsed.drivername}://…")
    address = parsed.set(drivername=driver)
    if driver == DRIVERS["sqlite"]:
        if address.database:
            Path(address.database).parent.mkdir(parents=True, exist_ok=True)
        engines = Engines(
            write=_sqlite(address, connections=1, begin="BEGIN IMMEDIATE"),
            read=_sqlite(address, connections=READERS, begin="BEGIN"),
        )
    else:
        engine = create_async_engine(address, pool_size=READERS + 1, pool_pre_ping=True)
        engines = Engines(write=engine, read=engine)
    try:
        async with engines.write.begin() as connection:
            await connection.run_sync(schema.create)
    except BaseException:
        await engines.dispose()
        raise
    return engines


def _sqlite(address: Any, connections: int, begin: str) -> AsyncEngine:  # noqa: ANN401 - a URL
    engine = create_async_engine(
        address,
        pool_size=connections,
        max_overflow=0,
        # None: the driver begins no transaction of its own; ours begin below.
        connect_args={"timeout": LOCK_WAIT_S, "isolation_level": None},
    )

    @event.listens_for(engine.sync_engine, "connect")
    def set_up(connection: Any, _record: object) -> None:  # noqa: ANN401 - the driver's own type
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode = WAL")
        # FULL: a commit has reached the disk when it returns, also in the write-ahead log
        # (https://sqlite.org/pragma.html#pragma_synchronous).
        cursor.execute("PRAGMA synchronous = FULL")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def start_transaction(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine
