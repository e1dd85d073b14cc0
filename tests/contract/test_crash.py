"""What was acknowledged is there after SIGKILL, whole; and starting together does no harm."""

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Connection, update

from live.errors import Rejected
from live.ids import BranchId, MeetingId, UnitId
from live.store import MeetingIndex, open_database
from live.store.registers import Unit
from live.store.sql.engine import open_engine
from live.store.sql.schema import EVENTS, SCHEMA_VERSION
from live.store.sql.upgrade import STAMP
from tests.contract import writer
from tests.servers import fresh_database

ENOUGH = 60
"""Acknowledgements after which the writer is killed, in the middle of the next."""


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
async def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database that outlives the processes which use it."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/deeper/record.sqlite3"
    return await fresh_database(request.getfixturevalue("postgres"))


@contextmanager
def writing(url: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "tests.contract.writer", url]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


@pytest.mark.slow
async def test_every_acknowledged_event_is_there_after_sigkill(url: str) -> None:
    acknowledged: dict[str, int] = {}
    with writing(url) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if not line.endswith("\n"):
                break  # torn by the kill: nobody was told this one
            meeting, version = line.split()
            acknowledged[meeting] = int(version)
            if sum(acknowledged.values()) > 2 * ENOUGH:
                process.kill()  # and read on what it had said by then
    assert process.returncode == -9
    database = await open_database(url)
    for meeting in writer.MEETINGS:
        events = list(await database.events.read(meeting))
        assert len(events) >= acknowledged.get(meeting, 0)
        assert events == [writer.event(number) for number in range(1, len(events) + 1)]
        assert await database.events.versions([meeting]) == {meeting: len(events)}
        assert len(events) % 2 == 1  # one at first, then two with each append: never half of it
    await database.close()


async def test_processes_that_start_together_find_one_schema(url: str) -> None:
    databases = await asyncio.gather(*(open_database(url) for _ in range(4)))
    unit = Unit(id=UnitId("u"), parent=None, name="Đảng ủy xã Thượng Bình")
    await databases[0].registers.units.put(unit)
    for database in databases:
        assert await database.registers.units.get(unit.id) == unit
        await database.close()


async def test_a_database_of_another_version_of_the_program_is_refused(url: str) -> None:
    engine = await open_engine(url)
    later = update(STAMP).values(version_num="0099")
    await engine.write(lambda connection: connection.execute(later))
    await engine.dispose()
    with pytest.raises(Rejected, match="schema_unknown") as caught:
        await open_database(url)
    assert caught.value.facts == {"found": 99, "expected": SCHEMA_VERSION}


async def test_tables_that_lack_a_column_are_of_another_version(url: str) -> None:
    engine = await open_engine(url)
    await engine.write(lambda c: c.exec_driver_sql("ALTER TABLE people DROP COLUMN phone"))
    await engine.dispose()
    with pytest.raises(Rejected, match="record_unknown") as caught:
        await open_database(url)
    assert caught.value.facts == {"record": "people.phone"}


@pytest.mark.parametrize(
    "stored",
    [
        {"name": "teleported"},
        {"body": '{"at_ms": 1}'},
        {"body": "{"},
        {"body": '{"v":2,"at_ms":1}'},
    ],
)
async def test_records_of_another_version_of_the_program_are_refused(
    url: str, stored: dict[str, str]
) -> None:
    database = await open_database(url)
    index = MeetingIndex(
        meeting=MeetingId("m"), branch=BranchId("b"), title="", kind="", state="", scheduled_ms=1
    )
    await database.events.create(index, [writer.event(1)])
    assert await database.events.read(MeetingId("m")) == (writer.event(1),)
    engine = await open_engine(url)
    await engine.write(lambda connection: connection.execute(update(EVENTS).values(stored)))
    await engine.dispose()
    with pytest.raises(Rejected, match="record_unknown"):
        await database.events.read(MeetingId("m"))
    await database.close()


@pytest.mark.parametrize("url", ["mysql://localhost/x"])
async def test_a_database_of_an_unknown_kind_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="sqlite:///"):
        await open_database(url)


@pytest.mark.postgres
async def test_a_database_that_refuses_us_is_one_that_cannot_be_opened(postgres: str) -> None:
    for wrong in ("/nothing_of_that_name", "/postgres?user=nobody_of_that_name"):
        with pytest.raises(OSError, match="does not exist"):
            await open_database(postgres.rpartition("/")[0] + wrong)


async def test_sqlite_waits_for_the_disk_before_it_acknowledges(tmp_path: Path) -> None:
    engine = await open_engine(f"sqlite:///{tmp_path}/record.sqlite3")

    def pragmas(connection: Connection) -> list[object]:
        names = ("journal_mode", "synchronous")
        return [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in names]

    assert await engine.write(pragmas) == ["wal", 2]  # 2 is FULL
    await engine.dispose()
