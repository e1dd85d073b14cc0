"""What it means to the caller when a database did not do as it was asked.

Three kinds, told apart by the codes of the databases alone (their texts are translated and change):

- the database cannot be written to, or reached, now: `StoreUnavailable`;
- it refuses this one row for what the row holds: ``not_recordable``;
- anything else is a bug and stays as it is.
"""

import sqlite3
from typing import Final

from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from live.errors import Rejected, StoreUnavailable

FULL: Final = "storage_full"
READ_ONLY: Final = "storage_read_only"
AWAY: Final = "storage_away"

PRIMARY_CODE: Final = 0xFF
"""The part of SQLite's result code that names the error (https://sqlite.org/rescode.html)."""
SQLITE: Final = {
    sqlite3.SQLITE_FULL: FULL,
    sqlite3.SQLITE_READONLY: READ_ONLY,
    sqlite3.SQLITE_PERM: READ_ONLY,
    **dict.fromkeys(
        [
            sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_IOERR,
            sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PROTOCOL, sqlite3.SQLITE_NOMEM,
            sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB,
        ],
        AWAY,
    ),
}  # fmt: skip
"""SQLite's result codes of a file that cannot be used now."""
POSTGRES: Final = {"53100": FULL, "25006": READ_ONLY}
"""PostgreSQL's codes (its manual, appendix A): ``disk_full``, ``read_only_sql_transaction``."""
POSTGRES_AWAY: Final = ("08", "53", "57", "58", "XX")
"""Classes of them: connection, resources, an operator's hand, the system, the server itself."""
POSTGRES_DATA: Final = ("22", "54")
"""Classes of them: a value that does not fit, a limit that a row passes."""


def meaning_of(error: Exception) -> Exception:
    """Return what the failure of a transaction means; the error itself: none of ours."""
    if isinstance(error, IntegrityError):
        return error  # who writes knows which fields are unique
    cause = error.orig if isinstance(error, DBAPIError) else error
    trouble = _trouble(cause)
    if trouble is None and _state(cause) and getattr(error, "statement", None) is None:
        trouble = AWAY  # refused before there was a connection
    if trouble is not None:
        return StoreUnavailable(trouble)
    if _is_of_data(cause):
        return Rejected("not_recordable")
    return error


def _trouble(cause: BaseException | None) -> str | None:
    """Return the code of a database that cannot be used now; None: it can."""
    if isinstance(cause, sqlite3.Error):
        return SQLITE.get(getattr(cause, "sqlite_errorcode", 0) & PRIMARY_CODE)
    if isinstance(cause, (OSError, PoolTimeout)):  # no connection, or none in time
        return AWAY
    state = _state(cause)
    if state is None:
        return None
    return POSTGRES.get(state, AWAY if state.startswith(POSTGRES_AWAY) else None)


def _is_of_data(cause: BaseException | None) -> bool:
    """Tell whether a value was refused. SQLite's driver refuses what it cannot write down itself:
    numbers of more than 64 bits, halves of surrogate pairs."""
    state = _state(cause)
    return isinstance(cause, (sqlite3.DataError, OverflowError, UnicodeEncodeError)) or (
        state is not None and state.startswith(POSTGRES_DATA)
    )


def _state(cause: BaseException | None) -> str | None:
    """Return PostgreSQL's code of an error. A driver that lost its connection has none."""
    # Imported here: a start that succeeds on SQLite needs no driver of PostgreSQL.
    from asyncpg import InterfaceError  # noqa: PLC0415

    state = getattr(cause, "sqlstate", None)
    if state is None and isinstance(getattr(cause, "__cause__", cause), InterfaceError):
        return "08000"
    return state if isinstance(state, str) else None
