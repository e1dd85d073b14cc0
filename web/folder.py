"""The data folder: created when missing, locked by the program that uses it; and its database.

Processes that share meetings notify each other over Redis. Without Redis, two processes on one
folder would not notice each other's changes; so a process without Redis locks its folder
exclusively, and processes with Redis hold a shared lock.
"""

import fcntl
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final
from urllib.parse import urlsplit

from live.store import Database, open_database
from web.settings import PRIVATE, Settings, cause_of, unusable_folder

LOCK: Final = "lock"
"""The file that is locked with flock(2). The kernel releases the lock when the process ends in any
way; the file stays empty and is not removed."""

log = logging.getLogger(__name__)


class Taken(OSError):
    """Another program holds the data folder."""


@contextmanager
def held(settings: Settings) -> Iterator[None]:
    """Create the data folder and lock it: exclusively, or with Redis in shared mode.

    With both Redis and a database in the settings no meeting is stored in the folder, so it is not
    locked.

    Raises:
        Taken: another program has the lock; the message says what to do.
        OSError: the folder cannot be used; the message says what to do.
    """
    if settings.redis and settings.database:
        yield
        return
    make(settings)
    path = settings.data / LOCK
    try:
        file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)  # not inherited (PEP 446)
    except OSError as error:
        raise unusable_folder(settings, error) from error
    try:
        lock(settings, file)
        yield
    finally:
        os.close(file)


def make(settings: Settings) -> None:
    """Create the data folder where there is none.

    Raises:
        OSError: it cannot be created; the message says what to do.
    """
    try:
        settings.data.mkdir(PRIVATE, parents=True, exist_ok=True)
    except OSError as error:
        raise unusable_folder(settings, error) from error


def lock(settings: Settings, file: int) -> None:
    """Lock an open file; do nothing where the file system does not support locks.

    Raises:
        Taken: another program has the lock.
    """
    how = fcntl.LOCK_SH if settings.redis else fcntl.LOCK_EX
    try:
        fcntl.flock(file, how | fcntl.LOCK_NB)
    except BlockingIOError:
        raise Taken(
            f"Điểm Cầu runs in the data folder {settings.data} already; a second one beside it "
            "would ruin its meetings. Stop the other one first, or give this one a folder of its "
            "own: --data … (DIEMCAU_DATA). Two on the same meetings need the same --database "
            "postgresql://… and --redis redis://…, both of them."
        ) from None
    except OSError as error:
        log.warning(
            "the data folder cannot be locked (%s): see yourself that one program uses it", error
        )


async def database_of(settings: Settings) -> Database:
    """Open the database of the settings.

    Raises:
        ValueError: the URL's scheme is not supported.
        Rejected: the database is of another version of the program.
        OSError: it cannot be opened; the message says what to do, and contains no password.
    """
    try:
        return await open_database(settings.database_url)
    except OSError as error:
        raise OSError(f"{unopened(settings)} ({cause_of(error)})") from error


def unopened(settings: Settings) -> str:
    """Return the message for a database that cannot be opened: what to do."""
    if not settings.database:
        return (
            f"the database in the data folder {settings.data} cannot be opened. It has to be one "
            "of Điểm Cầu, and this user has to be allowed to write to it and beside it: "
            "--data … (DIEMCAU_DATA) names another folder"
        )
    if settings.database.startswith("sqlite"):
        return (
            f"the database {settings.database} cannot be opened. It has to be one of Điểm Cầu, "
            "and this user has to be allowed to write to it and beside it: "
            "--database … (DIEMCAU_DATABASE) names another one"
        )
    return (
        f"the database {without_password(settings.database)} cannot be opened. See that "
        "PostgreSQL runs there, and that the database, its user and the password are right: "
        "--database … (DIEMCAU_DATABASE) names another one"
    )


def without_password(url: str) -> str:
    """Return a URL with its password replaced by ``…``."""
    parts = urlsplit(url)
    if parts.password is None:
        return url
    return parts._replace(netloc=parts.netloc.replace(f":{parts.password}@", ":…@")).geturl()
