"""Group commit: one transaction for many, the judgement of one for each."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Table

from live.errors import DuplicateCommand, VersionConflict
from live.ids import CommandId, MeetingId
from live.meeting.events import MeetingOpened
from live.meeting.permissions import Author, Role
from live.store import Append, open_database
from live.store.codec import CODEC
from live.store.sql.engine import Engine, T, Work, open_engine
from live.store.sql.journal import Journal, judge
from tests.memory import MemoryEvents
from tests.unit.store.test_directory import index

EVENT = MeetingOpened(at_ms=1, by=Author(role=Role.SYSTEM, person=None, name=""))
APPENDS = st.builds(
    Append,
    meeting=st.sampled_from([MeetingId("a"), MeetingId("b"), MeetingId("unknown")]),
    expected_version=st.integers(0, 5),
    events=st.lists(st.just(EVENT), min_size=1, max_size=2),
    command=st.sampled_from([None, CommandId("c"), CommandId("d")]),
)


@given(appends=st.lists(APPENDS, max_size=20))
async def test_a_group_ends_as_if_each_append_had_come_alone(appends: list[Append]) -> None:
    store = MemoryEvents()
    for meeting in ("a", "b"):
        await store.create(index(meeting), [EVENT])
    alone: list[object] = []
    for append in appends:
        try:
            alone.append(await store.append(append))
        except (VersionConflict, DuplicateCommand) as refused:
            alone.append(str(refused))
    versions = {MeetingId("a"): 1, MeetingId("b"): 1}
    together = list(judge(appends, versions, {}))
    assert [o if isinstance(o, int) else str(o) for o in together] == alone
    assert versions == await store.versions(versions)


class FlakyEngine:
    """An engine whose transactions wait to be let through, and fail when told to."""

    def __init__(self, inner: Engine) -> None:
        self.inner = inner
        self.open = asyncio.Event()
        self.fails: Exception | None = None
        self.groups = 0

    async def write(self, work: Work[T]) -> T:
        await self.open.wait()
        self.groups += 1
        if self.fails is not None:
            raise self.fails
        return await self.inner.write(work)

    async def read(self, work: Work[T]) -> T:
        return await self.inner.read(work)

    async def erase(self, table: Table) -> bool:
        return await self.inner.erase(table)

    async def dispose(self) -> None:
        await self.inner.dispose()


def opening(version: int) -> Append:
    return Append(meeting=MeetingId("m"), expected_version=version, events=[EVENT])


@pytest.fixture
async def engine(tmp_path: Path) -> AsyncIterator[FlakyEngine]:
    database = await open_database(f"sqlite:///{tmp_path}/record.sqlite3")
    await database.events.create(index("m"), [EVENT])
    await database.close()
    flaky = FlakyEngine(await open_engine(f"sqlite:///{tmp_path}/record.sqlite3"))
    yield flaky
    await flaky.dispose()


async def test_appends_that_wait_share_one_transaction(engine: FlakyEngine) -> None:
    journal = Journal(engine, CODEC)
    waiting = [asyncio.create_task(journal.append(opening(version))) for version in range(1, 21)]
    engine.open.set()
    assert await asyncio.gather(*waiting) == list(range(2, 22))
    assert engine.groups <= 2
    await journal.close()


async def test_a_failed_transaction_fails_its_callers_and_the_next_one_works(
    engine: FlakyEngine,
) -> None:
    journal = Journal(engine, CODEC)
    engine.open.set()
    engine.fails = OSError("no space left on the disk")
    for outcome in await asyncio.gather(
        *(journal.append(opening(1)) for _ in range(3)), return_exceptions=True
    ):
        assert outcome is engine.fails
    engine.fails = None
    assert await journal.append(opening(1)) == 2
    await journal.close()


async def test_a_caller_who_gives_up_waiting_disturbs_nobody(engine: FlakyEngine) -> None:
    journal = Journal(engine, CODEC)
    impatient = asyncio.create_task(journal.append(opening(1)))
    patient = asyncio.create_task(journal.append(opening(2)))
    await asyncio.wait([impatient, patient], timeout=0)  # both have handed over
    impatient.cancel()
    engine.open.set()
    assert await patient == 3  # what was handed over is recorded all the same
    assert impatient.cancelled()
    await journal.close()


async def test_what_waits_is_recorded_before_the_journal_closes(engine: FlakyEngine) -> None:
    journal = Journal(engine, CODEC)
    waiting = [asyncio.create_task(journal.append(opening(version))) for version in (1, 2)]
    await asyncio.wait(waiting, timeout=0)  # both have handed over
    engine.open.set()
    await journal.close()
    assert await asyncio.gather(*waiting) == [2, 3]
