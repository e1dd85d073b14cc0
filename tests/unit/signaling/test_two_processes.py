"""Two processes over one record and one bus: their clients see one meeting."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from live.clock import SystemClock
from live.ids import MeetingId, PersonId
from live.media.engine import PeerId, SourceDown, SourceName, SourceUp
from live.meeting.commands import Listen
from live.service import Meetings
from signaling.sync import apply
from tests.unit.signaling.world import Installation, World, actor, open_meetings, process

M, P3 = MeetingId("m"), PersonId("p3")


@asynccontextmanager
async def two() -> AsyncIterator[tuple[World, World]]:
    shared = Installation()
    await open_meetings(Meetings(shared.store, shared.bus, SystemClock(), shared.ids), "m")
    async with process(shared, "n1") as first, process(shared, "n2") as second:
        yield first, second


async def test_client_of_one_process_sees_what_a_client_of_the_other_does() -> None:
    async with two() as (here, there):
        asker, other = await here.joined("member:p3"), await there.joined("member:p4")
        state = await other.hear("state")
        await asker.do("ask")
        done = await asker.hear("done")
        await other.hear("patch", version=done["version"])
    view = state["view"]
    for message in other.heard:
        if message["type"] == "patch":
            view = apply(view, message["ops"])
    assert [request["person"] for request in view["floor"]["queue"]] == ["p3"]


async def test_a_camera_that_comes_at_one_process_is_the_picture_at_the_other_too() -> None:
    async with two() as (here, there):
        await here.joined("chair")
        hall = await here.joined("site:hall")
        member = await there.joined("member:p3")
        for client in (hall, member):
            await client.say("connect", pc="a", sdp="0a1v", sends=["camera"])
            await client.hear("connected")
        assert (await member.hear("slots"))["fill"][0]["source"] == "p:p1"
        assert not (await hall.hear("slots"))["on_air"]
        camera = SourceName("m/s:hall/camera")
        here.engine.say(SourceUp(peer=PeerId("x"), source=camera))
        assert (await member.hear("slots"))["fill"][0]["source"] == "s:hall"
        assert (await hall.hear("slots"))["on_air"]
        here.engine.say(SourceDown(peer=PeerId("x"), source=camera))
        assert (await member.hear("slots"))["fill"][0]["source"] == "p:p1"


async def test_device_that_opens_at_the_other_process_is_replaced_here_and_stays_present() -> None:
    async with two() as (here, there):
        older = await here.joined("member:p3")
        await older.hear("state")
        newer = await there.joined("member:p3")
        await newer.hear("state")
        assert (await older.hear("bye"))["code"] == "replaced"
        assert await older.closed() == 4003
        await here.until(lambda: len(here.signaling.lobby) == 0)
        row = (await there.meetings.state(M)).attendance.rows[P3]
    assert [device.node for device in row.devices.values()] == ["n2"]
    assert row.dropped is None


async def test_clients_of_a_dead_process_come_back_elsewhere_with_one_patch(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The process is gone without a word; nothing of it but the record is left."""
    shared = Installation()
    await open_meetings(Meetings(shared.store, shared.bus, SystemClock(), shared.ids), "m")
    async with process(shared, "dead") as dead:
        client = await dead.joined("member:p3")
        state = await client.hear("state")
        monkeypatch.setattr(dead.signaling.presence, "went", _say_nothing)
    async with process(shared, "next") as alive:
        back = await alive.joined("member:p3", have={"m": state["version"]})
        await back.do("ask")
        await back.hear("done")
        first = next(m for m in back.heard if m["type"] != "welcome")
        row = (await alive.meetings.state(M)).attendance.rows[P3]
    assert (first["type"], first["from"]) == ("patch", state["version"])
    assert row.dropped is None
    assert [device.node for device in row.devices.values()] == ["next"]


async def test_nobody_leaves_because_a_process_is_stopped() -> None:
    shared = Installation()
    await open_meetings(Meetings(shared.store, shared.bus, SystemClock(), shared.ids), "m")
    async with process(shared, "first") as first:
        client = await first.joined("member:p3")
        await client.hear("state")
        await first.signaling.stop()
        await client.closed()
        await first.until(lambda: len(first.signaling.lobby) == 0)
        row = (await first.meetings.state(M)).attendance.rows[P3]
    assert row.dropped is None
    assert [device.node for device in row.devices.values()] == ["first"]


async def test_listening_from_before_a_crash_ends_until_the_wall_says_so_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shared = Installation()
    await open_meetings(Meetings(shared.store, shared.bus, SystemClock(), shared.ids), "m")
    async with process(shared, "dead") as dead:
        wall = await dead.joined("supervisor")
        await wall.hear("state")
        who = actor("supervisor")
        await dead.meetings.do(M, Listen(on=True), who)
        monkeypatch.setattr(dead.signaling.presence, "went", _say_nothing)
    async with process(shared, "next") as alive:
        again = await alive.joined("supervisor")
        await again.hear("state")
        await again.say("ping")
        await again.hear("pong")
        assert not (await alive.meetings.state(M)).supervision.guests[PersonId("guest")].listening


async def _say_nothing(*_: object) -> None:
    """Stand in for a process that was killed."""
