"""The receipt of a secret vote: to the voter's own devices on every process, and to nobody else."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any, cast

import pytest
from typing_extensions import override

from live.clock import SystemClock
from live.errors import StoreUnavailable
from live.ids import BallotId, MeetingId
from live.meeting.commands import OpenBallot, StartItem
from live.meeting.words import BallotMethod
from live.service import Meetings
from signaling import receipts
from signaling.hub import MeetingService
from tests.memory import MemoryBoxes
from tests.unit.signaling.world import (
    WITHIN_S,
    Client,
    Installation,
    World,
    actor,
    open_meetings,
    process,
)

M = MeetingId("m")


class FailingBoxes(MemoryBoxes):
    """Boxes into which nobody can look as often as there are errors."""

    def __init__(self, *errors: Exception) -> None:
        super().__init__()
        self.errors = list(errors)

    @override
    async def voted(self, ballot: BallotId) -> frozenset[int]:
        if self.errors:
            raise self.errors.pop()
        return await super().voted(ballot)


@asynccontextmanager
async def voting(boxes: MemoryBoxes | None = None) -> AsyncIterator[tuple[World, World, str]]:
    """Run two processes with a secret ballot open; yield them and the ballot."""
    shared = Installation(boxes=boxes or MemoryBoxes())
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


async def test_a_look_that_finds_storage_away_is_made_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(receipts, "AGAIN_S", 0)
    boxes = FailingBoxes()
    async with voting(boxes) as (here, _, ballot):
        device = await here.joined("member:p5")
        boxes.errors = [StoreUnavailable("storage_away") for _ in range(3)]
        await device.do("cast_vote", ballot=ballot, choice=["for"])
        assert (await device.hear("voted"))["ballot"] == ballot
        assert boxes.errors == []


async def test_a_look_that_fails_does_not_keep_others_from_theirs() -> None:
    asked: list[MeetingId] = []

    class Failing:
        async def voters(self, meeting: MeetingId) -> None:
            asked.append(meeting)
            if len(asked) == 1:
                raise RuntimeError("a bug")
            working.cancel()

    channels: dict[MeetingId, Any] = dict.fromkeys((M, MeetingId("other")), object())
    told = receipts.Receipts(cast("MeetingService", Failing()), channels)
    told.look_everywhere()
    with pytest.raises(RuntimeError):
        await told.run()
    working = asyncio.create_task(told.run())  # as the one who keeps it does
    with suppress(asyncio.CancelledError):
        await asyncio.wait_for(working, WITHIN_S)
    assert set(asked) == set(channels)
