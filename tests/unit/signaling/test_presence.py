"""Devices of dead processes go after a while; those that came back never went."""

from collections.abc import Mapping
from itertools import count

import pytest

from live.bus import LocalBus
from live.clock import ManualClock
from live.ids import DeviceId, MeetingId, NodeId, PersonId
from live.meeting.permissions import Actor, Role
from live.meeting.state import Device
from live.service import Meetings
from signaling.presence import DEAD_S, DIFFERS, PREFIX, PresenceKeeper, Process
from tests.memory import MemoryEvents
from tests.unit.signaling.world import open_meetings

M, P3 = MeetingId("m"), PersonId("p3")
WHO = Actor(role=Role.MEMBER, person=P3, name="Ba", device=DeviceId("d"))


class Scene:
    """Two processes over one record and one bus, on a clock that a test moves."""

    def __init__(self) -> None:
        self.clock = ManualClock()
        self.bus = LocalBus(self.clock.monotonic)
        numbers = count(1)
        self.events = MemoryEvents()
        self.meetings = Meetings(self.events, self.bus, self.clock, lambda: f"i{next(numbers)}")
        self.old = self.presence("old")
        self.new = self.presence("new")

    def presence(self, node: str) -> PresenceKeeper:
        return PresenceKeeper(self.meetings, self.bus, Process(NodeId(node)), self.clock)

    async def devices(self) -> Mapping[DeviceId, Device]:
        return (await self.meetings.state(M)).attendance.rows[P3].devices

    async def sweep_after(self, seconds: float) -> None:
        self.clock.advance(int(seconds * 1000))
        await self.new.beat()
        await self.new.sweep([await self.meetings.state(M)])


async def scene() -> Scene:
    it = Scene()
    await open_meetings(it.meetings, "m")
    await it.old.beat()
    await it.old.came(M, WHO)
    return it


async def test_device_of_a_living_process_stays() -> None:
    it = await scene()
    for _ in range(10):
        await it.old.beat()
        await it.sweep_after(5)
    assert "d" in await it.devices()


async def test_device_of_a_dead_process_goes_after_a_while() -> None:
    it = await scene()
    await it.sweep_after(DEAD_S + 1)
    assert "d" in await it.devices()
    await it.sweep_after(DEAD_S + 1)
    assert "d" not in await it.devices()


async def test_who_is_missing_after_an_outage_left_when_the_process_last_lived() -> None:
    it = await scene()
    it.clock.advance(60_000)
    await it.old.beat()
    lived_ms = it.clock.wall_ms()
    it.clock.advance(30 * 60_000)
    await it.sweep_after(1)
    assert "d" in await it.devices()
    await it.sweep_after(DEAD_S)
    drop = (await it.meetings.state(M)).attendance.rows[P3].dropped
    assert drop is not None
    assert (drop.since_ms, drop.noticed_ms) == (lived_ms, it.clock.wall_ms())


async def test_process_that_lives_by_the_record_alone_is_not_dead(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """One that was told of another bus, or of none, on the same database."""
    it = await scene()
    apart = LocalBus(it.clock.monotonic)
    other = PresenceKeeper(it.meetings, apart, Process(NodeId("old")), it.clock)
    await it.old.leave()
    for _ in range(10):
        await other.beat()
        await it.sweep_after(5)
    assert "d" in await it.devices()
    assert [r.message for r in caplog.records if "not on this bus" in r.message] == [
        "process old lives, but not on this bus; is --redis the same?"
    ]
    await it.sweep_after(DEAD_S - 1)
    assert "d" in await it.devices()
    await it.sweep_after(1)
    assert "d" not in await it.devices()


async def test_process_whose_clock_is_hours_wrong_lives_or_dies_like_any_other() -> None:
    it = await scene()
    wrong = ManualClock(now_ms=it.clock.wall_ms() - 3 * 3600_000)
    await it.old.leave()
    for _ in range(10):
        wrong.advance(5000)
        await it.events.beat(NodeId("old"), wrong.wall_ms())
        await it.sweep_after(5)
    assert "d" in await it.devices()
    await it.sweep_after(DEAD_S)
    assert "d" not in await it.devices()


async def test_device_that_came_back_elsewhere_stays() -> None:
    it = await scene()
    await it.sweep_after(DEAD_S + 1)
    await it.new.came(M, WHO)
    await it.sweep_after(DEAD_S + 1)
    assert (await it.devices())[DeviceId("d")].node == "new"


async def test_old_process_cannot_send_away_a_device_that_is_elsewhere() -> None:
    it = await scene()
    await it.new.came(M, WHO)
    await it.old.went(M, WHO)
    assert "d" in await it.devices()
    await it.new.went(M, WHO)
    assert "d" not in await it.devices()


async def test_process_that_stops_is_not_seen_any_more() -> None:
    it = await scene()
    assert PREFIX + "old" in await it.bus.kept(PREFIX)
    await it.old.leave()
    assert PREFIX + "old" not in await it.bus.kept(PREFIX)


async def test_nobody_is_declared_dead_while_the_bus_is_away() -> None:
    it = await scene()

    async def unreachable(*_: object) -> dict[str, bytes]:
        raise ConnectionError

    it.bus.kept = it.bus.keep = it.bus.drop = unreachable  # type: ignore[method-assign, assignment]
    await it.sweep_after(DEAD_S + 1)
    await it.sweep_after(DEAD_S + 1)
    await it.new.leave()
    assert "d" in await it.devices()


async def test_somebody_on_no_list_may_look_without_being_recorded() -> None:
    it = await scene()
    stranger = Actor(role=Role.MEMBER, person=PersonId("nobody"), device=DeviceId("x"))
    before = (await it.meetings.state(M)).version
    await it.new.came(M, stranger)
    assert (await it.meetings.state(M)).version == before


@pytest.mark.parametrize("by_ms", [-3600_000, 3600_000])
async def test_who_is_missing_left_when_the_process_died_though_the_clock_was_set_since(
    by_ms: int,
) -> None:
    it = await scene()
    it.clock.advance(2 * 3600_000)
    await it.old.beat()
    it.clock.advance(5000)
    it.clock.set_by(by_ms)
    await it.meetings.follow_clock()
    await it.sweep_after(DEAD_S)
    await it.sweep_after(DEAD_S)
    drop = (await it.meetings.state(M)).attendance.rows[P3].dropped
    assert drop is not None
    assert drop.noticed_ms - drop.since_ms == 5000 + 2 * DEAD_S * 1000


@pytest.mark.parametrize(("by_ms", "said"), [(-60_000, 1), (60_000, 1), (4000, 0), (-15_000, 0)])
async def test_clocks_of_two_processes_that_differ_are_said_once(
    by_ms: int, said: int, caplog: pytest.LogCaptureFixture
) -> None:
    it = await scene()
    other = ManualClock(now_ms=it.clock.wall_ms() + by_ms)
    apart = PresenceKeeper(it.meetings, it.bus, Process(NodeId("other")), other)
    for looks in range(2 * DIFFERS):
        await apart.beat()
        await it.new.sweep([])
        assert looks >= DIFFERS - 1 or not caplog.records
    assert len([r for r in caplog.records if "differs from ours" in r.message]) == said
