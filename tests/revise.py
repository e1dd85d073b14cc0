"""Writes the script of a next version of the tables, from what `schema` says and the scripts make.

::

    make migration NAME="links know their device"

The draft is made for SQLite and PostgreSQL alike; read it, give it what rows need, and raise
`schema.SCHEMA_VERSION`.
"""

import sys
import tempfile
from pathlib import Path

from alembic import command
from sqlalchemy import Connection, create_engine

from live.store.sql.upgrade import Migrations, config_of, revision


def revise(connection: Connection, message: str, migrations: Migrations) -> None:
    """Write a script that brings an empty database's tables from its last version to `schema`."""
    config = config_of(migrations, connection)
    command.upgrade(config, revision(migrations.version))
    following = revision(migrations.version + 1)
    command.revision(config, message, autogenerate=True, rev_id=following)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        engine = create_engine(f"sqlite:///{Path(folder) / 'empty.sqlite3'}")
        with engine.begin() as connection:
            revise(connection, " ".join(sys.argv[1:]), Migrations())
        engine.dispose()
