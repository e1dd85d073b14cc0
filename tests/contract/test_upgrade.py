"""Older tables become those of this program, whole or not at all; newer ones are refused."""

import ast
import asyncio
import errno
import os
import shutil
import sqlite3
import stat
import subprocess
import sys
from collections import namedtuple
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any, Final

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, create_engine, make_url, select, update
from typing_extensions import override

from live.errors import Rejected
from live.ids import BranchId, SiteId, UnitId
from live.store import open_database
from live.store.registers import Site, Unit
from live.store.sql.engine import ENGINES, WatchedEngine, open_engine
from live.store.sql.schema import ABOUT, METADATA, PREFERENCES, SCHEMA_VERSION, UNITS
from live.store.sql.upgrade import (
    SCRIPTS,
    STAMP,
    UNSTAMPED,
    Migrations,
    migrate,
    revision,
)
from tests.revise import revise
from tests.servers import fresh_database

OWN: Final = SCRIPTS / "versions"
GIVEN: Final = Path(__file__).parents[1] / "data" / "migrations"
LATER: Final = Migrations(version=SCHEMA_VERSION + 1, folders=(OWN, GIVEN / "later"))
FAILS: Final = Migrations(version=SCHEMA_VERSION + 1, folders=(OWN, GIVEN / "fails"))
UNIT: Final = Unit(id=UnitId("u"), parent=None, name="Đảng ủy xã Thượng Bình")
SITE: Final = Site(id=SiteId("s"), branch=BranchId("b"), name="Nhà văn hóa", main=True)
Disk = namedtuple("Disk", ("total", "used", "free"))


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
async def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/diemcau.sqlite3"
    return await fresh_database(request.getfixturevalue("postgres"))


@asynccontextmanager
async def bare(url: str) -> AsyncIterator[WatchedEngine]:
    """Connect to a database as it is; nothing is made or migrated."""
    engine = WatchedEngine(ENGINES[make_url(url).get_backend_name()](make_url(url)))
    try:
        yield engine
    finally:
        await engine.dispose()


async def filled(url: str) -> None:
    """Make a database of this version with a row."""
    database = await open_database(url)
    await database.registers.units.put(UNIT)
    await database.registers.sites.put(SITE)
    await database.close()


async def opened(url: str, migrations: Migrations) -> None:
    """Start with other scripts, and end again."""
    engine = await open_engine(url, migrations)
    await engine.dispose()


async def contents(url: str) -> dict[str, Any]:
    """Return every table with its columns and rows."""

    def read(connection: Connection) -> dict[str, Any]:
        found = MetaData()
        found.reflect(connection)
        return {
            table.name: (
                [column.name for column in table.columns],
                sorted(map(repr, connection.execute(select(table)))),
            )
            for table in found.sorted_tables
        }

    async with bare(url) as engine:
        return await engine.read(read)


def copies(folder: Path) -> list[Path]:
    """Return the copies beside a database."""
    return sorted(folder.glob("diemcau-*"))


def size_of(file: Path) -> int:
    """Return the bytes of a file."""
    return file.stat().st_size


async def test_the_scripts_and_the_models_make_the_same_tables(url: str) -> None:
    def differences(connection: Connection) -> list[Any]:
        migrate(connection, UNSTAMPED, Migrations())
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, METADATA))

    async with bare(url) as engine:
        assert await engine.write(differences) == []


async def test_a_fresh_database_and_a_migrated_one_are_the_same(url: str) -> None:
    def differences(connection: Connection) -> list[Any]:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert context.get_current_revision() == revision(SCHEMA_VERSION)
        return list(compare_metadata(context, METADATA))

    await filled(url)
    async with bare(url) as engine:
        assert await engine.write(differences) == []


def test_the_scripts_are_one_line_that_ends_at_the_version_of_the_models() -> None:
    directory = ScriptDirectory(str(SCRIPTS), version_locations=[str(OWN)])
    line = [script.revision for script in directory.walk_revisions()]
    assert line[::-1] == [revision(number) for number in range(1, SCHEMA_VERSION + 1)]


async def test_tables_from_before_the_scripts_are_stamped_and_lose_nothing(url: str) -> None:
    async with bare(url) as engine:
        await engine.write(lambda c: migrate(c, UNSTAMPED, Migrations(version=1)))
        await engine.write(lambda c: c.execute(UNITS.insert().values(asdict(UNIT))))
        await engine.write(STAMP.drop)
        await engine.write(PREFERENCES.drop)
    database = await open_database(url)
    assert await database.registers.units.find() == [UNIT]
    assert await database.registers.preferences.find() == []
    await database.close()


async def test_a_script_runs_once_and_the_rows_stay(url: str) -> None:
    await filled(url)
    for _ in range(2):
        await opened(url, LATER)
    after = await contents(url)
    assert after["alembic_version"][1] == [f"('{revision(SCHEMA_VERSION + 1)}',)"]
    assert after["about"][1] == [f"('schema', {SCHEMA_VERSION + 1})"]
    columns, rows = after["sites"]
    assert columns[-1] == "storey"
    assert rows == ["('s', 'b', 'Nhà văn hóa', '', True, '1')"]


async def test_processes_that_start_together_migrate_once(url: str) -> None:
    await filled(url)
    script = (
        "import asyncio, sys; from tests.contract.test_upgrade import LATER, opened; "
        "asyncio.run(opened(sys.argv[1], LATER))"
    )
    started = [
        await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", script, url), stderr=asyncio.subprocess.PIPE
        )
        for _ in range(3)
    ]
    said = [(await process.communicate())[1].decode() for process in started]
    assert [process.returncode for process in started] == [0, 0, 0], said
    brought = f"is brought from version {SCHEMA_VERSION} to {SCHEMA_VERSION + 1}"
    assert sum(brought in each for each in said) == 1


async def test_a_script_that_fails_leaves_the_database_as_it_was(url: str, tmp_path: Path) -> None:
    await filled(url)
    before = await contents(url)
    with pytest.raises(Rejected, match="migration_failed") as refused:
        await opened(url, FAILS)
    assert refused.value.facts == {
        "found": SCHEMA_VERSION,
        "expected": SCHEMA_VERSION + 1,
        "reason": "deliberately",
    }
    assert await contents(url) == before
    assert copies(tmp_path) == [], "a program that is started again and again fills no disk"


async def test_an_older_program_refuses_a_newer_database_and_writes_nothing(url: str) -> None:
    await filled(url)
    await opened(url, LATER)
    before = await contents(url)
    with pytest.raises(Rejected, match="schema_unknown") as refused:
        await open_database(url)
    assert refused.value.facts == {"found": SCHEMA_VERSION + 1, "expected": SCHEMA_VERSION}
    assert await contents(url) == before


@pytest.mark.parametrize("stamp", ["ae1027a6acf", "²"])
async def test_a_version_that_is_none_of_ours_is_refused(url: str, stamp: str) -> None:
    await filled(url)
    async with bare(url) as engine:
        await engine.write(lambda c: c.execute(STAMP.update().values(version_num=stamp)))
    with pytest.raises(Rejected, match="schema_unknown"):
        await open_database(url)


async def test_unstamped_tables_of_another_version_are_refused(url: str) -> None:
    await filled(url)
    async with bare(url) as engine:
        await engine.write(STAMP.drop)
        await engine.write(lambda c: c.execute(ABOUT.update().values(value=7)))
    with pytest.raises(Rejected, match="schema_unknown"):
        await open_database(url)


def test_the_draft_of_a_next_script_has_nothing_in_it_while_the_tables_stay(tmp_path: Path) -> None:
    shutil.copytree(OWN, tmp_path / "versions")
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        revise(connection, "links know their device", Migrations(folders=(tmp_path / "versions",)))
    engine.dispose()
    following = revision(SCHEMA_VERSION + 1)
    draft = tmp_path / "versions" / f"v{following}_links_know_their_device.py"
    module = ast.parse(draft.read_text(encoding="utf-8"))
    (upgrade,) = (node for node in module.body if isinstance(node, ast.FunctionDef))
    assert [type(node) for node in upgrade.body] == [ast.Expr, ast.Pass]


# --- the copy of an SQLite file ----------------------------------------------------------------


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where a database is."""
    return tmp_path / "diemcau.sqlite3"


async def test_the_file_is_copied_before_it_is_migrated(
    file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    url = f"sqlite:///{file}"
    await filled(url)
    async with bare(url) as unclosed:  # so that the write-ahead log stays
        await unclosed.write(lambda c: c.execute(update(UNITS).values(name="in the log")))
        assert file.with_name(f"{file.name}-wal").stat().st_size
        await opened(url, LATER)
    (copy,) = copies(file.parent)
    assert copy.name.startswith(f"diemcau-{revision(SCHEMA_VERSION)}-")
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert str(copy) in caplog.text
    assert (await contents(f"sqlite:///{copy}"))["alembic_version"][1] == [
        f"('{revision(SCHEMA_VERSION)}',)"
    ]
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("SELECT name FROM units").fetchall() == [("in the log",)]


async def test_a_file_of_the_present_version_is_not_copied(file: Path) -> None:
    for _ in range(2):
        await filled(f"sqlite:///{file}")
    assert [path.name for path in file.parent.iterdir()] == [file.name]


async def test_without_room_for_the_copy_nothing_is_touched(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await filled(f"sqlite:///{file}")
    before, size = await contents(f"sqlite:///{file}"), size_of(file)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Disk(1, 1, 2 * size - 1))
    with pytest.raises(Rejected, match="no_room_for_copy") as refused:
        await opened(f"sqlite:///{file}", LATER)
    assert refused.value.facts["folder"] == str(file.parent)
    assert await contents(f"sqlite:///{file}") == before
    assert copies(file.parent) == []
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Disk(1, 1, 2 * size))
    await opened(f"sqlite:///{file}", LATER)
    assert len(copies(file.parent)) == 1


class Full(sqlite3.Connection):
    """A file that lies on a disk which fills up while it is copied."""

    @override
    def backup(self, *_: Any, **__: Any) -> None:
        error = sqlite3.OperationalError("database or disk is full")
        error.sqlite_errorcode = sqlite3.SQLITE_FULL
        raise error


async def test_a_disk_that_fills_up_during_the_copy_is_said_and_nothing_is_left_of_it(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"sqlite:///{file}"
    await filled(url)
    before = await contents(url)
    monkeypatch.setattr(sqlite3, "connect", partial(sqlite3.connect, factory=Full))
    with pytest.raises(Rejected, match="no_room_for_copy"):
        await opened(url, LATER)
    assert await contents(url) == before
    assert copies(file.parent) == []


async def test_a_copy_that_cannot_be_written_ends_the_start_and_changes_nothing(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"sqlite:///{file}"
    await filled(url)
    before = await contents(url)

    def refuse(_: int) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(OSError, match="Input/output error"):
        await opened(url, LATER)
    assert await contents(url) == before
    assert copies(file.parent) == []


# --- what a start costs ------------------------------------------------------------------------


async def test_a_start_that_migrates_nothing_does_not_load_alembic(file: Path) -> None:
    script = (
        "import asyncio, sys; from live.store import open_database\n"
        "async def main():\n"
        "    await (await open_database(sys.argv[1])).close()\n"
        "asyncio.run(main()); sys.exit('alembic' in sys.modules)"
    )
    for _ in ("fresh", "present"):
        done = await asyncio.to_thread(
            subprocess.run, [sys.executable, "-c", script, f"sqlite:///{file}"], check=False
        )
        assert done.returncode == 0
