"""What lasts: the record of every meeting and the registers, behind one door.

`open_database` is the only thing that names a concrete store.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from importlib import import_module

from live.store.codec import CODEC, EventCodec
from live.store.contract import Append, EventStore, MeetingIndex
from live.store.registers import Registers

__all__ = [
    "Append",
    "Database",
    "EventStore",
    "MeetingIndex",
    "Registers",
    "open_database",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Database:
    """An open database. Whoever opened it closes it."""

    events: EventStore
    registers: Registers
    close: Callable[[], Awaitable[None]]
    """Record what waits and give the connections back."""
    trouble: Callable[[], str | None] = lambda: None
    """Why the database cannot be used now, as `live.errors.StoreUnavailable` says it; None: it can,
    as far as known. Found out by whoever uses it; that it is over, with the next sign of life."""


async def open_database(url: str, codec: EventCodec = CODEC) -> Database:
    """Connect to a database and make its tables what this program needs.

    Args:
        url: ``sqlite:///path`` or ``postgresql://user:password@host:port/name``.
        codec: how events are written down.

    Raises:
        ValueError: the URL names neither.
        Rejected: the tables are of a newer version of the program, or cannot be brought to this
            one; they stay as they are (`live.store.sql.upgrade`).
        OSError: the database cannot be reached.
    """
    # Loaded here and in a thread, for it takes a third of a second in which the media processes can
    # start.
    await asyncio.to_thread(import_module, "live.store.sql.registers")
    from live.store.sql.engine import open_engine  # noqa: PLC0415
    from live.store.sql.events import SqlEvents  # noqa: PLC0415
    from live.store.sql.registers import sql_registers  # noqa: PLC0415

    engine = await open_engine(url)
    events = SqlEvents(engine, codec)

    async def close() -> None:
        await events.close()
        await engine.dispose()

    return Database(
        events=events,
        registers=sql_registers(engine),
        close=close,
        trouble=lambda: engine.trouble,
    )
