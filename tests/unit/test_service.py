"""One process's service over memory: what it forgets, how it fails, what it keeps alive.

What two processes do together is in `tests.contract.test_service`.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from itertools import count

import pytest
from typing_extensions import override

from live import held, keeper, service
from live.bus import LocalBus
from live.clock import ManualClock
from live.errors import VersionConflict
from live.ids import MeetingId
from live.meeting.commands import AnnounceMeeting, EditMeeting, OpenMeeting
from live.meeting.events import Event
from live.meeting.evolve import fold
from live.service import ATTEMPTS, Meetings
from live.store import Append
from tests.contract.meetings import ADMINISTRATOR, CHAIR, plan
from tests.memory import MemoryEvents

SOON_S = 20.0


class Watched(MemoryEvents):
    """A store that counts what is asked of it, and fails when told to."""

    def __init__(self) -> None:
        super().__init__()
        self.whole_reads = 0
        self.appends = 0
        self.looks = asyncio.Queue[None]()
        self.looking_fails = False
        self.somebody_is_always_first = False

    @override
    async def read(self, meeting: MeetingId, after_version: int = 0) -> Sequence[Event]:
        self.whole_reads += after_version == 0
        return await super().read(meeting, after_version)

    @override
    async def append(self, append: Append) -> int:
        self.appends += 1
        if self.somebody_is_always_first:
            raise VersionConflict(append.expected_version, append.expected_version + 1)
        return await super().append(append)

    @override
    async def versions(self, meetings: Collection[MeetingId]) -> Mapping[MeetingId, int]:
        self.looks.put_nowait(None)
        if self.looking_fails:
            raise OSError("the database is away")
        return await super().versions(meetings)


@pytest.fixture
def store() -> Watched:
    return Watched()


@pytest.fixture
async def meetings(store: Watched) -> AsyncIterator[Meetings]:
    bus = LocalBus()
    made = Meetings(store, bus, ManualClock(), map(str, count()).__next__)
    yield made
    await made.stop()


async def test_the_index_follows_the_meeting(store: Watched, meetings: Meetings) -> None:
    meeting = await meetings.create(plan(), ADMINISTRATOR)
    edit = EditMeeting(title="Sinh hoạt chuyên đề", scheduled_ms=7, place="")
    await meetings.do(meeting, edit, CHAIR)
    index = await store.index(meeting)
    assert index is not None
    assert (index.title, index.scheduled_ms, index.state) == ("Sinh hoạt chuyên đề", 7, "draft")
    await meetings.do(meeting, OpenMeeting(), CHAIR)
    assert [entry.meeting for entry in await store.meetings(states=["open"])] == [meeting]


async def test_a_command_that_loses_every_race_is_given_up(
    store: Watched, meetings: Meetings
) -> None:
    meeting = await meetings.create(plan(), ADMINISTRATOR)
    store.somebody_is_always_first = True
    with pytest.raises(VersionConflict):
        await meetings.do(meeting, AnnounceMeeting(), CHAIR)
    assert store.appends == ATTEMPTS
    store.somebody_is_always_first = False
    assert await meetings.do(meeting, AnnounceMeeting(), CHAIR) == 2


async def test_meetings_in_memory_are_few_but_open_ones_stay(
    store: Watched, meetings: Meetings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "ROOMS", 2)
    opened = await meetings.create(plan("open"), ADMINISTRATOR)
    await meetings.do(opened, OpenMeeting(), CHAIR)
    drafts = [await meetings.create(plan(f"m{number}"), ADMINISTRATOR) for number in range(4)]
    for meeting in (drafts[3], opened):
        await meetings.state(meeting)
    assert store.whole_reads == 0
    await meetings.state(drafts[0])  # forgotten, so read anew
    assert store.whole_reads == 1


async def test_earlier_states_are_few_but_every_version_can_be_had(
    store: Watched, meetings: Meetings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(held, "PAST_STATES", 2)
    meeting = await meetings.create(plan(), ADMINISTRATOR)
    for number in range(6):
        edit = EditMeeting(title=f"Lần {number}", scheduled_ms=7, place="")
        await meetings.do(meeting, edit, CHAIR)
    events = await store.read(meeting)
    for version in range(1, 8):
        assert await meetings.at(meeting, version) == fold(events[:version])


async def test_the_keeper_goes_on_when_the_database_was_away(
    store: Watched,
    meetings: Meetings,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(keeper, "LOOK_S", 0)
    store.looking_fails = True
    with caplog.at_level(logging.CRITICAL, "live.service"):  # the traceback is meant
        await meetings.start()
        async with asyncio.timeout(SOON_S):
            for _ in range(2):
                await store.looks.get()
            store.looking_fails = False
            for _ in range(2):
                await store.looks.get()
