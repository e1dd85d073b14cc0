"""A supervisor's right that ends in mid-meeting: by somebody, or at the turn of the month."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace

import pytest
from typing_extensions import override

from live.announcing import LISTS_TOPIC
from live.clock import ManualClock, SystemClock
from live.ids import MeetingId, PersonId
from live.meeting.commands import CloseMeeting
from live.meeting.permissions import Role
from live.service import Meetings
from signaling.admission import Admission, Where
from signaling.sync import apply
from tests.unit.signaling.world import (
    Client,
    FakeAuthenticator,
    Installation,
    World,
    actor,
    open_meetings,
    process,
    world,
)

M, GUEST = MeetingId("m"), PersonId("guest")


async def room(it: World) -> Client:
    """Let the main room in, with sound and picture."""
    hall = await it.joined("site:hall")
    await hall.say("connect", pc="a", sdp="0a0v", sends=["microphone", "camera"])
    await hall.hear("connected")
    return hall


async def on_the_wall(it: World) -> Client:
    """Let a supervisor in who watches and hears the meeting on a wall."""
    wall = await it.joined("supervisor")
    await wall.hear("state", meeting="m")
    await wall.say("connect", pc="w", sdp="1a2v")
    await wall.hear("connected")
    await wall.say("show", pc="w", meetings=["m"], large="m", listen="m")
    await it.until(lambda: watching(it) and sources(it))
    return wall


def sources(it: World) -> set[str]:
    """Return what the wall's connection is sent."""
    found = [routes for peer, routes in it.engine.routes.items() if peer.endswith("/w")]
    return {route.source for routes in found for route in routes.values() if route.source}


@pytest.mark.parametrize("others", [True, False], ids=["others watch", "nobody else watches"])
async def test_media_stop_when_the_assignment_ends(others: bool) -> None:
    async with world() as it:
        hall = await room(it)
        wall = await on_the_wall(it)
        if not others:
            await hall.socket.close()
            await it.until(lambda: len(it.signaling.lobby) == 1)
        it.authenticator.meetings = set()
        await it.bus.publish(LISTS_TOPIC, b"")
        assert (await wall.hear("gone", meeting="m"))["reason"] == "not_followed"
        await it.until(lambda: sources(it) == set())
        guest = (await it.meetings.state(M)).supervision.guests[GUEST]
        assert (guest.devices, guest.listening) == ({}, False)


async def test_the_branch_sees_that_the_supervisor_has_left() -> None:
    async with world() as it:
        chair = await it.joined("chair")
        seen = (await chair.hear("state"))["view"]
        wall = await it.joined("supervisor")
        while not seen["watching"]:
            seen = apply(seen, (await chair.hear("patch"))["ops"])
        it.authenticator.meetings = set()
        await it.bus.publish(LISTS_TOPIC, b"")
        await wall.hear("gone")
        while seen["watching"]:
            seen = apply(seen, (await chair.hear("patch"))["ops"])


def watching(it: World) -> bool:
    """Tell whether the record has the supervisor connected."""
    channel = it.signaling.hub.channels.get(M)
    guest = channel.meeting.supervision.guests.get(GUEST) if channel else None
    return bool(guest and guest.devices)


async def test_nothing_can_be_done_or_asked_for_after_the_end() -> None:
    async with world() as it:
        await room(it)
        wall = await on_the_wall(it)
        it.authenticator.meetings = set()
        await it.bus.publish(LISTS_TOPIC, b"")
        await wall.hear("gone")
        await wall.do("listen", on=True)
        refused = await wall.answer("c1")
        assert refused["code"] == "unknown_meeting"
        await wall.say("show", pc="w", meetings=["m"], listen="m")
        also = await wall.hear("refused", id="w")
        assert also["code"] == "unknown_meeting"
        assert (refused["facts"], also["facts"]) == ({}, {})
        again = await it.joined("supervisor", have={"m": 1})
        await again.say("ping")
        await again.hear("pong")
        assert {m["type"] for m in again.heard} == {"welcome", "carriers", "pong"}


async def test_a_meeting_that_closes_is_over_and_not_taken_away() -> None:
    async with world() as it:
        wall = await it.joined("supervisor")
        await wall.hear("state")
        await it.meetings.do(M, CloseMeeting(), actor("chair"))
        it.authenticator.meetings = set()
        await it.bus.publish(LISTS_TOPIC, b"m")
        assert (await wall.hear("gone"))["reason"] == "over"


@dataclass
class ByMonth(FakeAuthenticator):
    """Lets supervisors in to the meeting until a moment."""

    clock: ManualClock = field(default_factory=ManualClock)
    ends_ms: int = 0
    asked: int = 0

    @override
    async def admit(self, token: str, where: Where | None = None) -> Admission:
        found = await super().admit(token, where)
        if found.actor.role is not Role.SUPERVISOR:
            return found
        self.asked += 1
        if self.clock.wall_ms() < self.ends_ms:
            return replace(found, changes_ms=self.ends_ms)
        return replace(found, meetings=frozenset())


@asynccontextmanager
async def two_until(ends_in_ms: int) -> AsyncIterator[tuple[World, World, ByMonth]]:
    shared, clock = Installation(), ManualClock()
    await open_meetings(Meetings(shared.store, shared.bus, SystemClock(), shared.ids), "m")
    by_month = ByMonth(clock=clock, ends_ms=clock.wall_ms() + ends_in_ms)
    async with (
        process(shared, "n1", clock, authenticator=by_month) as first,
        process(shared, "n2", clock, authenticator=by_month) as second,
    ):
        yield first, second, by_month


async def test_the_turn_of_the_month_ends_it_in_every_process_without_being_asked() -> None:
    async with two_until(60_000) as (here, there, by_month):
        wall, other = await here.joined("supervisor"), await there.joined("supervisor", "e")
        for client in (wall, other):
            await client.hear("state")
        asked = by_month.asked
        by_month.clock.advance(59_900)
        await wall.say("ping")
        await wall.hear("pong")
        assert by_month.asked == asked
        by_month.clock.advance(100)
        for client in (wall, other):
            assert (await client.hear("gone"))["reason"] == "not_followed"
        await here.until(lambda: not here.signaling.hub.channels)
