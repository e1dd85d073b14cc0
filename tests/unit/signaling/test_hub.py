"""Channels open and close with their watchers, and follow the record whatever happens."""

import asyncio
from typing import Any

import pytest

from live import held
from live.announcing import topic
from live.bus import LocalBus
from live.clock import ManualClock
from live.errors import Rejected, StoreUnavailable
from live.ids import DeviceId, MeetingId, PersonId
from live.meeting.commands import AskFor, DeviceCame
from live.meeting.state import Meeting
from live.service import Meetings
from signaling.channel import Watch
from signaling.hub import Hub
from signaling.outbox import Outbox
from tests.unit.signaling.world import WITHIN_S, Installation, actor, open_meetings

M = MeetingId("m")


class Scene:
    """A hub on a real service, and a client's outbox."""

    def __init__(self) -> None:
        shared = Installation()
        self.store = shared.store
        self.bus: LocalBus = shared.bus
        self.meetings = Meetings(shared.store, shared.bus, ManualClock(), shared.ids)
        self.hub = Hub(self.meetings, shared.bus, ManualClock())
        self.outbox = Outbox()
        self.changes: list[int] = []
        self.hub.listen(lambda meeting: self.changes.append(meeting.version))

    async def act(self, who: str = "p3") -> int:
        """Change something that everybody sees."""
        member, secretary = actor(f"member:{who}"), actor("secretary")
        await self.meetings.do(M, DeviceCame(device=DeviceId("x"), node="n"), member)
        return await self.meetings.do(M, AskFor(person=PersonId(who)), secretary)


async def scene() -> Scene:
    it = Scene()
    await open_meetings(it.meetings, "m")
    return it


async def test_channel_opens_with_the_first_watcher_and_closes_with_the_last() -> None:
    it = await scene()
    first = await it.hub.watch(M, actor("chair"), it.outbox)
    second = await it.hub.watch(M, actor("member:p3"), it.outbox)
    assert it.hub.state(M)
    await it.hub.unwatch(first)
    assert it.hub.state(M)
    await it.hub.unwatch(second)
    assert it.hub.state(M) is None
    await it.hub.watch(M, actor("chair"), it.outbox)
    assert it.hub.state(M)
    await it.hub.stop()
    assert it.hub.state(M) is None


async def test_unknown_meeting_is_refused_and_leaves_nothing() -> None:
    it = await scene()
    with pytest.raises(Rejected, match="unknown_meeting"):
        await it.hub.watch(MeetingId("none"), actor("chair"), it.outbox)
    assert not it.hub.channels
    assert it.outbox.take() == []


async def test_note_on_the_bus_brings_the_change_to_watchers_and_listeners() -> None:
    it = await scene()
    await it.hub.watch(M, actor("chair"), it.outbox)
    it.outbox.take()
    version = await it.act()
    batch: list[str] = []
    async with asyncio.timeout(WITHIN_S):
        while not any(f'"version":{version}' in text for text in batch):
            batch += await it.outbox.next_batch()
    assert it.changes[-1] == version
    await it.hub.stop()


async def test_old_note_changes_nothing() -> None:
    it = await scene()
    await it.hub.watch(M, actor("chair"), it.outbox)
    await it.hub.refresh(M, 1)
    await it.hub.refresh(MeetingId("nobody watches"))
    assert it.changes == []
    await it.hub.stop()


async def test_record_that_cannot_be_read_once_is_read_at_the_next_note(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    it = await scene()
    await it.hub.watch(M, actor("chair"), it.outbox)
    it.outbox.take()

    async def broken(*_: Any) -> Meeting:
        monkeypatch.undo()
        raise OSError("the disk is away")

    monkeypatch.setattr(it.meetings, "state", broken)
    await it.bus.publish(topic(M), b"1000")
    await it.bus.publish(topic(M), b"1001")
    version = await it.act()
    async with asyncio.timeout(WITHIN_S):
        while not it.changes or it.changes[-1] < version:
            await it.outbox.next_batch()
    assert "could not be read" in caplog.text
    await it.hub.stop()


async def test_client_comes_back_to_a_difference_and_from_far_behind_to_the_view(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(held, "PAST_STATES", 2)
    it = await scene()
    versions = [await it.act(person) for person in ("p3", "p4", "p5")]
    for have, kind in ((versions[1], "patch"), (versions[0], "state"), (1, "state")):
        outbox = Outbox()
        await it.hub.watch(M, actor("chair"), outbox, have=have)
        (text,) = outbox.take()
        assert f'"type":"{kind}"' in text
    await it.hub.stop()


async def test_client_comes_back_to_a_difference_also_from_the_process_after_this_one() -> None:
    it = await scene()
    have = (await it.meetings.state(M)).version
    await it.act()
    after = Hub(Meetings(it.store, it.bus, ManualClock(), str), it.bus, ManualClock())
    await after.watch(M, actor("chair"), it.outbox, have=have)
    (text,) = it.outbox.take()
    assert f'"from":{have}' in text
    await after.stop()


class SlowRecord:
    """Reads of the record that wait until a test lets them end."""

    def __init__(self, it: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
        self.reads: list[MeetingId] = []
        """Meetings of which a read has begun."""
        self.refusing: list[Exception] = []
        """What the next reads end in, in their order."""
        self.may_end = asyncio.Event()
        self._begun = asyncio.Condition()
        self._state = it.meetings.state
        monkeypatch.setattr(it.meetings, "state", self._slow)

    async def begun(self, number: int) -> None:
        """Wait until so many reads have begun."""
        async with asyncio.timeout(WITHIN_S), self._begun:
            await self._begun.wait_for(lambda: len(self.reads) >= number)

    async def _slow(self, meeting: MeetingId, at_least: int | None = None) -> Meeting:
        async with self._begun:
            self.reads.append(meeting)
            self._begun.notify_all()
        await self.may_end.wait()
        if self.refusing:
            raise self.refusing.pop(0)
        return await self._state(meeting, at_least)


def watching(it: Scene, *meetings: str) -> list[asyncio.Task[Watch]]:
    """Let a client of each of these begin to watch it."""
    return [
        asyncio.create_task(it.hub.watch(MeetingId(meeting), actor("supervisor"), Outbox()))
        for meeting in meetings
    ]


async def test_channels_of_different_meetings_open_side_by_side_and_each_of_them_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    it = Scene()
    await open_meetings(it.meetings, "a", "b", "c")
    slow = SlowRecord(it, monkeypatch)
    clients = watching(it, "a", "b", "c", "a", "b", "c")
    await slow.begun(3)  # none of which may end yet
    slow.may_end.set()
    async with asyncio.timeout(WITHIN_S):
        watches = await asyncio.gather(*clients)
    assert sorted(slow.reads) == ["a", "b", "c"]
    assert len({watch.channel for watch in watches}) == 3
    assert not it.hub._opening
    await it.hub.stop()


async def test_who_goes_while_a_channel_opens_takes_it_from_nobody_else(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    it = await scene()
    slow = SlowRecord(it, monkeypatch)
    first, second = watching(it, "m", "m")
    await slow.begun(1)
    first.cancel()
    await slow.begun(2)
    slow.may_end.set()
    async with asyncio.timeout(WITHIN_S):
        watch = await second
    assert first.cancelled()
    assert it.hub.channels == {M: watch.channel}
    await it.hub.unwatch(watch)
    assert not it.hub.channels
    only = watching(it, "m")[0]
    slow.may_end.clear()
    await slow.begun(3)
    only.cancel()
    await asyncio.gather(only, return_exceptions=True)
    assert not it.hub.channels
    assert not it.hub._opening


async def test_client_is_refused_for_its_own_reading_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    it = Scene()
    await open_meetings(it.meetings, "m", "other")
    slow = SlowRecord(it, monkeypatch)
    slow.refusing.append(StoreUnavailable("storage_away"))
    first, second, other = watching(it, "m", "m", "other")
    slow.may_end.set()
    async with asyncio.timeout(WITHIN_S):
        outcomes = await asyncio.gather(first, second, other, return_exceptions=True)
    assert [isinstance(one, StoreUnavailable) for one in outcomes] == [True, False, False]
    assert set(it.hub.channels) == {M, MeetingId("other")}
    await it.hub.stop()
