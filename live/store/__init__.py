"""The database: the record of every meeting, the registers, ballot boxes, and kept files.

`open_database` is the only function that names a concrete store.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from importlib import import_module

from live.ballot_box import BallotBoxes
from live.store.codec import CODEC, EventCodec
from live.store.contract import Append, EventStore, MeetingIndex
from live.store.files import KeptFiles
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
    """An open database. The caller of `open_database` closes it."""

    events: EventStore
    registers: Registers
    boxes: BallotBoxes
    """Secret votes that are not counted yet."""
    files: KeptFiles
    close: Callable[[], Awaitable[None]]
    """Record the appends that wait, and close the connections."""
    trouble: Callable[[], str | None] = lambda: None
    """The code of the present trouble, as in `live.errors.StoreUnavailable`; None: none is known.
    Set when a read or write fails; cleared at the earliest with the next `EventStore.beat`."""


async def open_database(url: str, codec: EventCodec = CODEC) -> Database:
    """Connect to a database and make its tables what this program needs.

    Args:
        url: ``sqlite:///path`` or ``postgresql://user:password@host:port/name``.
        codec: how events are written down.

    Raises:
        ValueError: the URL is for neither of these databases.
        Rejected: the tables are of a newer version of the program, or cannot be migrated to this
            one; they stay as they are (`live.store.sql.upgrade`).
        OSError: the database cannot be reached.
    """
    # Imported here and in a thread: SQLAlchemy takes a third of a second to import, in which the
    # media processes can start.
    await asyncio.to_thread(import_module, "live.store.sql.registers")
    from live.store.sql.boxes import SqlBallotBoxes  # noqa: PLC0415
    from live.store.sql.engine import open_engine  # noqa: PLC0415
    from live.store.sql.events import SqlEvents  # noqa: PLC0415
    from live.store.sql.files import SqlFiles  # noqa: PLC0415
    from live.store.sql.registers import sql_registers  # noqa: PLC0415

    engine = await open_engine(url)
    events = SqlEvents(engine, codec)
    boxes = SqlBallotBoxes(engine)

    async def close() -> None:
        await boxes.close()
        await events.close()
        await engine.dispose()

    return Database(
        events=events,
        registers=sql_registers(engine),
        boxes=boxes,
        files=SqlFiles(engine),
        close=close,
        trouble=lambda: engine.trouble,
    )
