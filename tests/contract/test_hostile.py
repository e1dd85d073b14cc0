"""Texts and numbers that nobody types: every store gives the same answer to them."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy import text

from live.errors import Rejected, StoreUnavailable
from live.ids import AccountId, BranchId, CommandId, MeetingId, NodeId, UnitId
from live.meeting.events import MeetingOpened
from live.meeting.permissions import Author, Role
from live.store import Append, Database, open_database
from live.store.registers import Account, Assignment, Unit
from live.store.sql.engine import open_engine
from tests.contract.test_events import ANNOUNCED, OPENED, append, index
from tests.servers import fresh_database

NUL, HALF = "x\0y", "x\ud800y"
OTHER = MeetingId("other")

unkept = pytest.mark.parametrize("text", [NUL, HALF], ids=["nul", "half"])
sql = pytest.mark.parametrize(
    "database",
    [pytest.param("sqlite"), pytest.param("postgres", marks=pytest.mark.postgres)],
    indirect=True,
)


async def test_the_longest_command_ids_of_the_longest_links_are_recorded(
    database: Database,
) -> None:
    store = database.events
    await store.create(index(), [ANNOUNCED])
    for version, letters in enumerate((63, 64), 1):
        command = f"account:{'a' * 40}/{'c' * letters}"
        assert await store.append(append(version, OPENED, command=command)) == version + 1
        assert await store.version_of(MeetingId("m"), CommandId(command)) == version + 1


@unkept
async def test_nothing_has_a_name_that_no_database_keeps(database: Database, text: str) -> None:
    store, registers = database.events, database.registers
    await store.create(index(), [ANNOUNCED])
    meeting = MeetingId(text)
    assert list(await store.read(meeting)) == []
    assert await store.index(meeting) is None
    assert await store.versions([meeting, MeetingId("m")]) == {MeetingId("m"): 1}
    assert await store.version_of(MeetingId("m"), CommandId(text)) is None
    assert await store.last_beat(NodeId(text)) is None
    assert not await store.mentions(text)
    assert await store.meetings(branches=[BranchId(text)]) == []
    assert await store.meetings(states=[text, "draft"]) == [index()]
    assert await registers.units.get(text) is None
    assert await registers.units.find(name=text) == []
    assert await registers.units.find(name=[text]) == []
    assert not await registers.units.remove(text)
    assert not await registers.assignments.remove(text, "b", "")


@unkept
async def test_what_no_database_keeps_is_refused_and_what_comes_with_it_stands(
    database: Database, text: str
) -> None:
    store, units = database.events, database.registers.units
    unit = Unit(id=UnitId("u"), parent=None, name=text)
    for refused in (
        lambda: store.create(index(branch=text), [ANNOUNCED]),
        lambda: units.put(unit),
        lambda: units.add(unit),
        lambda: units.renew(unit),
    ):
        await refused_as_not_recordable(refused)
    await store.create(index(), [ANNOUNCED])
    bad = append(1, OPENED, command=text)
    outcomes = await asyncio.gather(
        store.append(bad), store.append(append(1, OPENED)), return_exceptions=True
    )
    assert str(outcomes[0]) == "not_recordable"
    assert outcomes[1] == 2


async def refused_as_not_recordable(write: Callable[[], Awaitable[object]]) -> None:
    with pytest.raises(Rejected, match="not_recordable"):
        await write()


async def test_an_event_that_cannot_be_written_down_is_refused(database: Database) -> None:
    await database.events.create(index(), [ANNOUNCED])
    by = Author(role=Role.CHAIR, person=None, name=HALF)
    with pytest.raises(Rejected, match="not_recordable"):
        await database.events.append(append(1, MeetingOpened(at_ms=1, by=by)))
    by = Author(role=Role.CHAIR, person=None, name=NUL)  # in a body it is written with a sign
    opened = MeetingOpened(at_ms=1, by=by)
    assert await database.events.append(append(1, opened)) == 2
    assert list(await database.events.read(MeetingId("m"), 1)) == [opened]


async def test_the_longest_names_that_may_be_given_are_kept_as_they_are(database: Database) -> None:
    registers = database.registers
    account = Account(
        id=AccountId("a" * 40),
        username="ệ" * 80,
        name="ệ" * 200,
        password_hash="",
        role=Role.CHAIR,
    )
    await registers.accounts.put(account)
    assert await registers.accounts.find(username="ệ" * 80) == [account]
    assert await registers.accounts.find(username="ệ" * 81) == []
    assert await registers.accounts.get("a" * 41) is None
    follows = Assignment(account=account.id, branch=BranchId("b" * 40))
    await registers.assignments.put(follows)
    assert await registers.assignments.get(account.id, "b" * 40, "") == follows


@sql
async def test_an_append_that_a_database_does_not_take_fails_alone(database: Database) -> None:
    store = database.events
    for meeting in (MeetingId("m"), OTHER):
        await store.create(index(meeting), [ANNOUNCED])
    far = Append(
        meeting=MeetingId("m"),
        expected_version=1,
        events=[OPENED],
        index=replace(index(), scheduled_ms=2**70),
    )
    outcomes = await asyncio.gather(
        store.append(far),
        store.append(append(1, OPENED, meeting=OTHER, command="c")),
        store.append(append(1, OPENED)),
        return_exceptions=True,
    )
    assert str(outcomes[0]) == "not_recordable"
    assert list(outcomes[1:]) == [2, 2]
    assert database.trouble() is None
    assert await store.index(MeetingId("m")) == index()


@pytest.mark.postgres
async def test_columns_of_an_earlier_version_take_every_text_after_a_start(postgres: str) -> None:
    url = await fresh_database(postgres)
    await (await open_database(url)).close()
    connection = await asyncpg.connect(url)
    await connection.execute("DROP TABLE alembic_version")
    await connection.execute("DROP TABLE ballot_boxes, files, attendees, calendars")  # came later
    await connection.execute("DROP INDEX events_proposals")
    await connection.execute("ALTER TABLE meetings DROP COLUMN place, DROP COLUMN revision")
    await connection.execute("UPDATE about SET value = 1 WHERE name = 'schema'")
    await connection.execute("ALTER TABLE commands ALTER COLUMN command TYPE VARCHAR(80)")
    await connection.execute("ALTER TABLE events ALTER COLUMN meeting TYPE VARCHAR(40)")
    await connection.close()
    database = await open_database(url)
    await database.events.create(index(), [ANNOUNCED])
    assert await database.events.append(append(1, OPENED, command="c" * 113)) == 2
    await database.close()


@pytest.mark.postgres
@pytest.mark.parametrize(
    ("ruin", "mend", "code"),
    [
        (
            "SET default_transaction_read_only = on",
            "SET default_transaction_read_only = off",
            "storage_read_only",
        ),
        ("ALLOW_CONNECTIONS false", "ALLOW_CONNECTIONS true", "storage_away"),
    ],
)
async def test_a_database_that_cannot_be_used_for_a_moment_says_so_and_works_again(
    postgres: str, ruin: str, mend: str, code: str
) -> None:
    url = await fresh_database(postgres)
    database = await open_database(url)
    await database.events.create(index(), [ANNOUNCED])

    async def change(how: str) -> None:
        name = url.rpartition("/")[2]
        connection = await asyncpg.connect(postgres)
        await connection.execute(f"ALTER DATABASE {name} {how}")
        ended = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = $1"
        await connection.fetch(ended, name)
        await connection.close()

    await change(ruin)
    with pytest.raises(StoreUnavailable, match=code):
        await database.events.append(append(1, OPENED, command="c"))
    assert database.trouble() == code
    await change(mend)
    await database.events.beat(NodeId("n"), 1)
    assert database.trouble() is None
    assert await database.events.append(append(1, OPENED, command="c")) == 2
    await database.close()


async def test_a_full_file_of_sqlite_is_in_trouble_until_there_is_place_and_loses_nothing(
    tmp_path: Path,
) -> None:
    engine = await open_engine(f"sqlite:///{tmp_path}/record.sqlite3")

    async def pages(most: int) -> None:
        await engine.write(lambda c: c.execute(text(f"PRAGMA max_page_count = {most}")))

    await pages(1)
    fill = text("INSERT INTO spare (body) VALUES (:body)")
    with pytest.raises(StoreUnavailable, match="storage_full"):
        await engine.write(lambda c: c.execute(fill, {"body": "x" * 10_000}))
    await engine.look_again()
    troubles = [engine.trouble]
    await pages(2**30)
    troubles.append(engine.trouble)  # one small write that fits says nothing
    await engine.look_again()
    assert [*troubles, engine.trouble] == ["storage_full", "storage_full", None]
    left = await engine.read(lambda c: c.execute(text("SELECT count(*) FROM spare")).scalar())
    assert left == 0
    await engine.dispose()
