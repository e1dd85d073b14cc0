"""The receipt of a secret vote: to the voter's own devices on every process, and to nobody else."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from live.clock import SystemClock
from live.ids import MeetingId
from live.meeting.commands import OpenBallot, StartItem
from live.meeting.words import BallotMethod
from live.service import Meetings
from tests.unit.signaling.world import Client, Installation, World, actor, open_meetings, process

M = MeetingId("m")


@asynccontextmanager
async def voting() -> AsyncIterator[tuple[World, World, str]]:
    """Run two processes with a secret ballot open; yield them and the ballot."""
    shared = Installation()
    await open_meetings(Meetings(shared.store, shared.bus, SystemClock(), shared.ids), M)
    async with process(shared, "n1") as first, process(shared, "n2") as second:
        await first.joined("member:p3")
        meetings, chair = first.meetings, actor("chair")
        item = (await meetings.state(M)).agenda.items[0].id
        await meetings.do(M, StartItem(item=item), chair)
        ask = OpenBallot(item=item, matter="Kỷ luật", method=BallotMethod.SECRET)
        await meetings.do(M, ask, chair)
        yield first, second, (await meetings.state(M)).ballots[-1].id


def kinds(client: Client) -> list[Any]:
    """Return the types of what a client heard."""
    return [message["type"] for message in client.heard]


async def test_every_device_of_who_voted_is_told_and_nobody_else() -> None:
    async with voting() as (here, there, ballot):
        phone = await here.joined("companion:p3")
        laptop, other = await there.joined("member:p3"), await there.joined("member:p4")
        await other.hear("state")
        await phone.do("cast_vote", ballot=ballot, choice=["for"])
        assert (await phone.answer("c1"))["type"] == "done"
        for device in (phone, laptop):
            assert (await device.hear("voted")) == {
                "type": "voted",
                "meeting": "m",
                "ballot": ballot,
            }
        patches = kinds(other).count("patch")
        await other.do("cast_vote", ballot=ballot, choice=["against"])
        assert (await other.answer("c1"))["type"] == "done"
        await other.hear("voted")
        assert kinds(other).count("patch") == patches, "no view changes because one voted"
        assert kinds(other).count("voted") == kinds(laptop).count("voted") == 1


async def test_whoever_comes_back_is_told_and_a_second_press_is_refused() -> None:
    async with voting() as (here, there, ballot):
        device = await here.joined("member:p5")
        await device.do("cast_vote", ballot=ballot, choice=["for"])
        await device.answer("c1")
        again = await there.joined("member:p5")
        assert (await again.hear("voted"))["ballot"] == ballot
        await again.do("cast_vote", ballot=ballot, choice=["for"])
        assert (await again.answer("c1"))["code"] == "already_voted"
