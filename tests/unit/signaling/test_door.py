"""At the door one sees the meeting and is not in it: presence begins with entering."""

from contextlib import AsyncExitStack

import pytest

from live.clock import SystemClock
from live.ids import MeetingId, PersonId
from live.meeting.attendance import Presence, presence_of
from live.meeting.commands import MarkPerson
from live.meeting.figures import figures
from live.meeting.state import Meeting
from live.meeting.words import Mark
from live.service import Meetings
from tests.unit.signaling.world import (
    Client,
    Installation,
    World,
    actor,
    open_meetings,
    process,
    world,
)

M, P3 = MeetingId("m"), PersonId("p3")


async def at_door(it: World, device: str = "d", who: str = "member:p3") -> Client:
    """Return a client at the door that was shown the meeting."""
    client = await it.joined(who, device, at_door=True)
    await client.hear("state")
    return client


async def heard_out(client: Client) -> None:
    """Wait until the server has done all that this client said before."""
    await client.say("ping")
    await client.hear("pong")


async def now(it: World) -> Meeting:
    return await it.meetings.state(M)


async def shown(it: World, presence: Presence) -> None:
    """Wait until a process has somebody so: another one's record may be on its way."""
    await it.until_on_record(M, lambda meeting: presence_of(meeting, P3) is presence)


async def test_presence_counts_from_entering_and_not_from_the_door() -> None:
    async with world() as it:
        client = await at_door(it)
        before = await now(it)
        assert presence_of(before, P3) is Presence.UNCHECKED
        assert not before.attendance.rows[P3].devices
        await client.say("enter")
        await heard_out(client)
        after = await now(it)
        assert presence_of(after, P3) is Presence.PRESENT
        assert figures(after).present == figures(before).present + 1


async def test_who_looks_in_and_closes_the_page_leaves_nothing_on_the_record() -> None:
    async with world() as it:
        excused = MarkPerson(person=P3, mark=Mark.EXCUSED, reason="Đi khám bệnh")
        await it.meetings.do(M, excused, actor("secretary"))
        before = await now(it)
        client = await at_door(it)
        await client.socket.close()
        await it.until(lambda: len(it.signaling.lobby) == 0)
        assert (await now(it)).version == before.version
        assert presence_of(await now(it), P3) is Presence.EXCUSED


async def test_the_floor_and_sound_are_for_who_has_entered() -> None:
    async with world() as it:
        client = await at_door(it)
        await client.do("ask", id_="early")
        assert (await client.hear("refused"))["code"] == "not_present"
        await client.say("connect", pc="a", sdp="3a2v", sends=["microphone"])
        assert (await client.hear("refused", id="a"))["code"] == "at_door"
        await client.say("enter")
        await client.do("ask")
        await client.hear("done")
        await client.say("connect", pc="a", sdp="3a2v", sends=["microphone"])
        await client.hear("connected")


async def test_entering_twice_or_from_inside_changes_nothing() -> None:
    async with world() as it:
        client = await it.joined("member:p3")
        await heard_out(client)
        before = (await now(it)).version
        await client.say("enter")
        await client.say("enter")
        await heard_out(client)
        assert (await now(it)).version == before


async def test_the_grace_period_runs_on_at_the_door_and_ends_with_entering() -> None:
    """The page was opened anew, where nothing remembers that its owner was in."""
    async with world() as it:
        await (await it.joined("member:p3")).hear("state")
        again = await at_door(it)
        assert presence_of(await now(it), P3) is Presence.RECONNECTING
        await again.say("enter")
        await heard_out(again)
        assert presence_of(await now(it), P3) is Presence.PRESENT


async def test_a_second_device_at_the_door_neither_adds_nor_takes_away() -> None:
    async with world() as it:
        inside = await it.joined("member:p3", "phone")
        await inside.hear("state")
        before = (await now(it)).version
        looking = await at_door(it, "laptop")
        await looking.socket.close()
        await it.until(lambda: len(it.signaling.lobby) == 1)
        assert (await now(it)).version == before
        await at_door(it, "laptop")
        await inside.socket.close()
        await it.until(lambda: len(it.signaling.lobby) == 1)
        assert presence_of(await now(it), P3) is Presence.RECONNECTING


@pytest.mark.parametrize("who", ["supervisor", "observer"])
async def test_a_guest_cannot_watch_from_the_door(who: str) -> None:
    async with world() as it:
        await at_door(it, who=who)
        guests = (await now(it)).supervision.guests.values()
        assert [bool(guest.devices) for guest in guests] == [True]


async def test_a_room_is_linked_in_whatever_its_device_says() -> None:
    async with world() as it:
        await at_door(it, who="site:hall")
        assert any(room.devices for room in (await now(it)).sites.values())


async def test_a_device_that_comes_to_the_door_of_another_process_has_gone_from_the_first() -> None:
    shared = Installation()
    await open_meetings(Meetings(shared.store, shared.bus, SystemClock(), shared.ids), "m")
    async with AsyncExitStack() as stack:
        here = await stack.enter_async_context(process(shared, "n1"))
        there = await stack.enter_async_context(process(shared, "n2"))
        await (await here.joined("member:p3")).hear("state")
        await shown(there, Presence.PRESENT)
        client = await at_door(there)
        await here.until(lambda: len(here.signaling.lobby) == 0)
        await shown(there, Presence.RECONNECTING)
        await client.say("enter")
        await heard_out(client)
        await shown(here, Presence.PRESENT)
        row = (await now(here)).attendance.rows[P3]
    assert row.dropped is None
    assert [device.node for device in row.devices.values()] == ["n2"]
