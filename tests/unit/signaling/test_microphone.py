"""A page says whether its microphone can be heard; the record keeps it, and a turn waits for it."""

from typing import Any

import pytest

from live.ids import MeetingId, PersonId
from live.meeting.commands import CallOn
from live.meeting.state import Pause, Turn
from live.meeting.words import Microphone
from signaling.wire import CloseCode
from tests.unit.signaling.world import Client, World, actor, world

M, P3 = MeetingId("m"), PersonId("p3")


async def joined(it: World, who: str = "member:p3", **hello: Any) -> Client:
    """Return a client that is shown the meeting."""
    client = await it.joined(who, **hello)
    await client.hear("state")
    return client


async def says(client: Client, state: str) -> None:
    """Let a page say it, and wait until that is done."""
    await client.say("microphone", state=state)
    await client.say("ping")
    await client.hear("pong")


async def microphones(it: World) -> list[Microphone]:
    devices = (await it.meetings.state(M)).attendance.rows[P3].devices
    return [device.microphone for device in devices.values()]


async def turn(it: World) -> Turn:
    found = (await it.meetings.state(M)).floor.turn
    assert found is not None
    return found


async def test_a_turn_waits_while_the_page_says_that_its_microphone_is_off() -> None:
    async with world() as it:
        member = await joined(it)
        await says(member, "off")
        await it.meetings.do(M, CallOn(person=P3), actor("chair"))
        assert (await turn(it)).pause is Pause.UNHEARD
        await says(member, "on")
        assert (await turn(it)).pause is None
        await says(member, "missing")
        assert (await turn(it)).pause is Pause.UNHEARD


async def test_who_comes_back_with_the_microphone_off_is_not_heard_for_a_moment() -> None:
    async with world() as it:
        await says(await joined(it), "off")
        await it.meetings.do(M, CallOn(person=P3), actor("chair"))
        before = (await turn(it)).pause
        await joined(it, microphone="off")
        assert await microphones(it) == [Microphone.OFF]
        assert (await turn(it)).pause is before is Pause.UNHEARD


async def test_what_is_said_at_the_door_counts_from_entering() -> None:
    async with world() as it:
        member = await joined(it, at_door=True)
        before = (await it.meetings.state(M)).version
        await says(member, "off")
        assert (await it.meetings.state(M)).version == before
        await member.say("enter")
        await says(member, "off")
        assert await microphones(it) == [Microphone.OFF]


@pytest.mark.parametrize("who", ["companion:p3", "site:hall", "supervisor", "observer"])
async def test_every_page_may_say_it(who: str) -> None:
    async with world() as it:
        await says(await joined(it, who), "off")


async def test_a_microphone_that_is_anything_else_is_no_message() -> None:
    async with world() as it:
        member = await joined(it)
        await member.say("microphone", state="loud")
        assert await member.closed() == CloseCode.POLICY
