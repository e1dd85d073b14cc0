"""The data folder: made when missing, held by the program that works in it; and its database.

Programs that share their meetings hear of each other over Redis. One that was told of none takes
itself for alone; a second one beside it would show everybody another half of the same evening. So
such a program holds its folder for itself, and those with Redis hold theirs together.
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
"""The file whose lock (flock(2)) is held. The kernel lets it go when the process ends, however it
ends; nothing is written into it, and it may stay."""

log = logging.getLogger(__name__)


class Taken(OSError):
    """Another program holds the data folder."""


@contextmanager
def held(settings: Settings) -> Iterator[None]:
    """Make the data folder and hold it: alone, or with Redis together with others that have it.

    A program that was told of both Redis and a database keeps nothing of a meeting there.

    Raises:
        Taken: another program holds it; the sentence says what to do.
        OSError: it cannot be used; the sentence says what to do.
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
    """Make the data folder where there is none.

    Raises:
        OSError: it cannot be made; the sentence says what to do.
    """
    try:
        settings.data.mkdir(PRIVATE, parents=True, exist_ok=True)
    except OSError as error:
        raise unusable_folder(settings, error) from error


def lock(settings: Settings, file: int) -> None:
    """Lock an open file, or go on without where the file system knows no locks.

    Raises:
        Taken: another program has it.
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
        ValueError: it is of no kind that there is.
        Rejected: it is of another version of the program.
        OSError: it cannot be opened; the sentence says what to do, and no password.
    """
    try:
        return await open_database(settings.database_url)
    except OSError as error:
        raise OSError(f"{unopened(settings)} ({cause_of(error)})") from error


def unopened(settings: Settings) -> str:
    """Return what to do about a database that cannot be opened."""
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
    """Return an address as it may be shown."""
    parts = urlsplit(url)
    if parts.password is None:
        return url
    return parts._replace(netloc=parts.netloc.replace(f":{parts.password}@", ":…@")).geturl()
