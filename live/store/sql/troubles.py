"""Maps errors of the databases to those of this program.

Three kinds, told apart by error codes alone (messages are translated and change):

- the database cannot be written to, or reached, now: `StoreUnavailable`;
- the database refuses a value in a row: ``not_recordable``;
- any other error is a bug and is raised unchanged.
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
"""Mask of the primary part of SQLite's result code (https://sqlite.org/rescode.html)."""
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
"""SQLite's result codes for a file that cannot be used now → our codes."""
POSTGRES: Final = {"53100": FULL, "25006": READ_ONLY}
"""SQLSTATE codes (PostgreSQL manual, appendix A): ``disk_full``, ``read_only_sql_transaction``."""
POSTGRES_AWAY: Final = ("08", "53", "57", "58", "XX")
"""SQLSTATE classes: connection, resources, operator intervention, system, internal error."""
POSTGRES_DATA: Final = ("22", "54")
"""SQLSTATE classes: data exception, program limit exceeded."""


def meaning_of(error: Exception) -> Exception:
    """Return this program's error for the failure of a transaction, or the error unchanged."""
    if isinstance(error, IntegrityError):
        return error  # the caller knows which fields are unique
    cause = error.orig if isinstance(error, DBAPIError) else error
    trouble = _trouble(cause)
    if trouble is None and _state(cause) and getattr(error, "statement", None) is None:
        trouble = AWAY  # PostgreSQL refused the connection
    if trouble is not None:
        return StoreUnavailable(trouble)
    if _is_of_data(cause):
        return Rejected("not_recordable")
    return error


def _trouble(cause: BaseException | None) -> str | None:
    """Return our code for a database that cannot be used now; None: it can be."""
    if isinstance(cause, sqlite3.Error):
        return SQLITE.get(getattr(cause, "sqlite_errorcode", 0) & PRIMARY_CODE)
    if isinstance(cause, (OSError, PoolTimeout)):  # connection failed, or the pool timed out
        return AWAY
    state = _state(cause)
    if state is None:
        return None
    return POSTGRES.get(state, AWAY if state.startswith(POSTGRES_AWAY) else None)


def _is_of_data(cause: BaseException | None) -> bool:
    """Tell whether a value was refused. SQLite's driver itself refuses values that it cannot
    encode: integers of more than 64 bits, lone surrogates."""
    state = _state(cause)
    return isinstance(cause, (sqlite3.DataError, OverflowError, UnicodeEncodeError)) or (
        state is not None and state.startswith(POSTGRES_DATA)
    )


def _state(cause: BaseException | None) -> str | None:
    """Return the SQLSTATE of an error of PostgreSQL; when the connection was lost there is none."""
    # Imported here: a start that succeeds on SQLite needs no driver of PostgreSQL.
    from asyncpg import InterfaceError  # noqa: PLC0415

    state = getattr(cause, "sqlstate", None)
    if state is None and isinstance(getattr(cause, "__cause__", cause), InterfaceError):
        return "08000"
    return state if isinstance(state, str) else None
