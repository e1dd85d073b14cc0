"""A disk that a test fills: the limit of SQLite itself, on the connections of the program."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from sqlalchemy import event
from sqlalchemy.pool import Pool

ENDLESS = 2**30
"""Pages; a database never has so many."""


@dataclass
class Disk:
    """The connections to SQLite that were opened since there is this disk."""

    connections: list[sqlite3.Connection] = field(default_factory=list)

    def full(self) -> None:
        """Let no database grow: its present pages are all it gets."""
        self._say("max_page_count = 1")

    def read_only(self) -> None:
        """Let nothing be written."""
        self._say("query_only = ON")

    def well(self) -> None:
        """Have place again, and let it be used."""
        self._say(f"max_page_count = {ENDLESS}")
        self._say("query_only = OFF")

    def _say(self, pragma: str) -> None:
        for connection in self.connections:
            connection.execute(f"PRAGMA {pragma}")


@contextmanager
def own_disk() -> Iterator[Disk]:
    """Give every database that is opened meanwhile a disk of the test's own."""
    disk = Disk()

    def opened(connection: sqlite3.Connection, _record: object) -> None:
        disk.connections.append(connection)

    event.listen(Pool, "connect", opened)
    yield disk
    event.remove(Pool, "connect", opened)
