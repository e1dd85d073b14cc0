"""Several media processes: who needs several connections is told so, and each shows its own."""

import asyncio
from typing import Any

import pytest

from live.media.engine import PeerDown, PeerId, Route, SourceDown, SourceName, SourceUp
from signaling import limits
from tests.unit.signaling.world import Client, World, world

HERE, THERE = "m1", "m5"
"""Meetings of carriers 1 and 0 of two (`tests/media/test_spread.py`)."""


async def wall_over(it: World, carriers: int) -> Client:
    """Let a supervisor come in while there are so many media processes."""
    it.engine.carriers = carriers
    return await it.joined("supervisor")


def shown(message: dict[str, Any]) -> list[str | None]:
    """Return the meeting of each slot."""
    return [fill["meeting"] for fill in message["fill"]]


async def test_supervisor_is_told_which_meetings_go_over_one_connection() -> None:
    async with world(HERE, THERE) as it:
        both = {"of": {HERE: 1, THERE: 0}}
        wall = await wall_over(it, 2)
        assert (await wall.hear("carriers", **both))["of"] == both["of"]


async def test_with_one_media_process_all_meetings_go_over_one_connection() -> None:
    async with world(HERE, THERE) as it:
        wall = await wall_over(it, 1)
        await wall.hear("carriers", of={HERE: 0, THERE: 0})
        await wall.say("connect", pc="a", sdp="0a2v")
        await wall.say("show", pc="a", meetings=[HERE, THERE])
        while shown(await wall.hear("slots", pc="a")) != [HERE, THERE]:
            pass


async def test_member_is_told_nothing_of_it_and_offers_where_the_meeting_is() -> None:
    async with world(HERE, THERE) as it:
        it.engine.carriers = 2
        member = await it.joined(f"member:p3@{HERE}")
        await member.say("connect", pc="a", sdp="1a1v")
        await member.hear("slots")
        assert list(it.engine.room_keys.values()) == [HERE]
        assert list(it.engine.in_step.values()) == [True]
        assert "carriers" not in {message["type"] for message in member.heard}


async def test_a_connection_shows_the_meetings_of_its_process_and_no_others() -> None:
    async with world(HERE, THERE) as it:
        wall = await wall_over(it, 2)
        for pc, meeting in (("a", HERE), ("b", THERE)):
            await wall.say("connect", pc=pc, sdp="0a2v", meeting=meeting)
            await wall.say("show", pc=pc, meetings=[HERE, THERE])
        while shown(await wall.hear("slots", pc="a")) != [HERE, None]:
            pass
        while shown(await wall.hear("slots", pc="b")) != [None, THERE]:
            pass
        assert sorted(it.engine.room_keys.values()) == [HERE, THERE]
        assert set(it.engine.in_step.values()) == {False}, (
            "its first picture is not of who is heard"
        )


async def test_an_offer_for_a_meeting_that_is_not_followed_is_refused() -> None:
    async with world(HERE, THERE) as it:
        wall = await wall_over(it, 2)
        await wall.say("connect", pc="a", sdp="0a2v", meeting="other")
        assert (await wall.hear("refused", id="a"))["code"] == "unknown_meeting"


async def test_connections_are_counted_for_each_process() -> None:
    async with world(HERE, THERE) as it:
        wall = await wall_over(it, 2)
        for number in range(limits.PEERS):
            await wall.say("connect", pc=f"a{number}", sdp="0a1v", meeting=HERE)
            await wall.say("connect", pc=f"b{number}", sdp="0a1v", meeting=THERE)
            await wall.hear("connected", pc=f"a{number}")
            await wall.hear("connected", pc=f"b{number}")
        await wall.say("connect", pc="a", sdp="0a1v", meeting=HERE)
        assert (await wall.hear("refused", id="a"))["code"] == "too_many_connections"


async def test_when_others_carry_the_meetings_who_was_dropped_is_told_how_they_go_now() -> None:
    async with world(HERE, THERE) as it:
        wall = await wall_over(it, 1)
        await wall.say("connect", pc="a", sdp="0a2v")
        await wall.hear("connected")
        (peer,) = it.engine.routes
        it.engine.carriers = 2
        it.engine.say(PeerDown(peer=peer, reason="engine_lost"))
        await wall.hear("carriers", of={HERE: 1, THERE: 0})
        await wall.hear("dropped", pc="a")


async def test_of_a_meeting_without_sound_and_picture_nothing_is_kept() -> None:
    async with world(HERE) as it:
        member, _ = await it.joined(f"member:p3@{HERE}"), await it.joined(f"chair@{HERE}")
        await member.say("connect", pc="a", sdp="1a1v")
        await member.hear("slots")
        source, negotiator = SourceName(f"{HERE}/p:p1/camera"), it.signaling.negotiator
        it.engine.say(SourceUp(peer=PeerId("x"), source=source))
        assert (await member.hear("slots"))["fill"][1]["live"] is True
        assert len(negotiator.air) == 1
        it.engine.say(SourceDown(peer=PeerId("x"), source=source))
        assert (await member.hear("slots"))["fill"][1]["live"] is False
        assert len(negotiator.air) == 0


async def test_nobody_waits_for_the_media_process_of_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with world(HERE, THERE) as it:
        it.engine.carriers = 2
        route, answers = it.engine.route, asyncio.Event()

        async def hang(peer: PeerId, routes: tuple[Route, ...]) -> None:
            if it.engine.room_keys[peer] == HERE:
                await answers.wait()
            await route(peer, routes)

        monkeypatch.setattr(it.engine, "route", hang)
        waiting, other = [await it.joined(f"member:p3@{each}") for each in (HERE, THERE)]
        for client in (waiting, other):
            await client.say("connect", pc="a", sdp="1a1v")
            await client.hear("connected")
        await other.hear("slots")
        assert "slots" not in {message["type"] for message in waiting.heard}
        answers.set()
        await waiting.hear("slots")
