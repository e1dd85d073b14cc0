"""A copy of an SQLite file, made before its tables are migrated, and kept if that succeeds.

It is beside the database, named by the version of its tables and the time:
``diemcau-0001-20261129T230501Z.sqlite3``. To go back, stop the program, put the copy in place of
the database (without its ``-wal`` and ``-shm``), and run the program of that version.
"""

import datetime as dt
import logging
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

from live.errors import Rejected
from live.store.sql.troubles import PRIMARY_CODE

TIMES_AS_MUCH: Final = 2
"""Free disk space required, as a multiple of the file's size: the copy, and rows that migrations
rewrite. Chosen."""
MEBIBYTE: Final = 1 << 20

log = logging.getLogger(__name__)


@contextmanager
def copied(database: Path, version: int, now: dt.datetime) -> Iterator[None]:
    """Copy a database that is locked against writers; remove the copy if the ``with`` block fails,
    because the database is then unchanged.

    Raises:
        Rejected: ``no_room_for_copy``: nothing was changed.
        OSError: the copy cannot be written.
    """
    copy = database.with_name(f"{database.stem}-{version:04}-{now:%Y%m%dT%H%M%SZ}{database.suffix}")
    require_room(database)
    try:
        write_copy(database, copy)
        log.warning("a copy of the database as it was: %s", copy)
        yield
    except BaseException:
        copy.unlink(missing_ok=True)
        raise


def require_room(database: Path) -> None:
    """Refuse to copy if the disk has less free space than that needs.

    Raises:
        Rejected: ``no_room_for_copy``.
    """
    with closing(sqlite3.connect(database)) as source:
        pages = source.execute("PRAGMA page_count").fetchone()[0]
        needed = TIMES_AS_MUCH * pages * source.execute("PRAGMA page_size").fetchone()[0]
    free = shutil.disk_usage(database.parent).free
    if free < needed:
        raise no_room(database, needed, free)


def no_room(database: Path, needed: int, free: int) -> Rejected:
    """Return the refusal to copy to a disk that is too full."""
    return Rejected(
        "no_room_for_copy",
        folder=str(database.parent),
        needed_mb=-(-needed // MEBIBYTE),
        free_mb=free // MEBIBYTE,
    )


def write_copy(database: Path, copy: Path) -> None:
    """Write a complete copy durably, or none. SQLite's backup API includes the write-ahead log
    (https://sqlite.org/backup.html).

    Raises:
        Rejected: ``no_room_for_copy``.
        OSError: the copy cannot be written.
    """
    part = copy.with_name(f"{copy.name}.part")
    try:
        part.touch(mode=0o600)
        with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(part)) as target:
            source.backup(target)
        part.replace(copy)
        folder = os.open(copy.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorcode", 0) & PRIMARY_CODE == sqlite3.SQLITE_FULL:
            size = database.stat().st_size
            free = shutil.disk_usage(database.parent).free
            raise no_room(database, TIMES_AS_MUCH * size, free) from error
        raise OSError(f"a copy cannot be written: {error}") from error
    finally:
        part.unlink(missing_ok=True)
