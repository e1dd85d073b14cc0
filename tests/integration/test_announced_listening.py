"""No silent listening: every screen of the branch is told before the first packet of sound is sent.

Real sockets: the branch's WebSockets, the supervisor's, and the media of both.
"""

import asyncio
import time
from collections.abc import Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Final

import pytest

from live.bots.client import Message
from live.bots.peer import BotPeer, stay_on_loopback
from tests.integration.guests import DEADLINE_S, TALK, Guest, discuss, guest
from tests.program import LOOPS, Program
from tests.seeding import seed

pytestmark = pytest.mark.slow

PC: Final = "wall-0"


class Listener:
    """A supervisor's wall with one tile."""

    def __init__(self, one: Guest) -> None:
        self.one = one
        self.peer = BotPeer(None, None, audio_slots=3, video_slots=1)
        self.first_ms: int | None = None
        """The hour at which the first packet of sound came."""

    async def connect(self) -> None:
        """Offer slots without sending anything."""
        stay_on_loopback()
        offer = await self.peer.offer()
        await self.peer.accept(await self.one.client.connect_media(PC, offer, []))

    async def show(self, *, listen: bool) -> None:
        """Say what the wall shows, and whether it is to be heard."""
        (meeting,) = self.one.client.held
        wish: Message = {"type": "show", "pc": PC, "meetings": [meeting]}
        await self.one.client._send({**wish, "listen": meeting if listen else None})

    @property
    def sounds(self) -> int:
        """Return how many packets of sound have come."""
        return sum(n for mid, n in self.peer.ears.packets.items() if mid in {"0", "1", "2"})

    async def sees(self) -> None:
        """Wait until the picture comes."""
        await self._packets(lambda: self.peer.ears.packets["3"] > 0)

    async def hears(self) -> None:
        """Wait for the first packet of sound, and take the hour."""
        await self._packets(lambda: self.sounds > 0)
        self.first_ms = time.time_ns() // 1_000_000

    async def _packets(self, condition: Callable[[], bool]) -> None:
        ears = self.peer.ears
        async with ears.heard:
            await asyncio.wait_for(ears.heard.wait_for(condition), DEADLINE_S)


def told_ms(one: Guest) -> int:
    """Return the hour at which the server told somebody that a supervisor listens."""
    patches = [message for message in one.messages if message["type"] == "patch"]
    return next(int(m["server_ms"]) for m in patches if any(map(_says_listening, m["ops"])))


def _says_listening(op: Message) -> bool:
    return "/listening" in op["path"] and op["value"] is True


async def test_every_screen_of_the_branch_is_told_before_the_first_packet_of_sound(
    tmp_path: Path,
) -> None:
    seeded = await seed(tmp_path / "data")
    program = Program("serve", tmp_path / "data").start()
    try:
        async with AsyncExitStack() as stack:

            async def enter(who: str) -> Guest:
                token = seeded.tokens[who]
                return await stack.enter_async_context(guest(who, program.ws_url, token, LOOPS))

            branch = [await enter(who) for who in ("chair", "remote", "other", "site")]
            chair, speaker = branch[:2]
            await discuss(chair)
            await chair.do("set_floor", **TALK)
            await speaker.send_and_hear()
            above = Listener(await enter("supervisor"))
            stack.push_async_callback(above.peer.close)
            await above.connect()
            await above.show(listen=False)
            await above.sees()
            assert above.sounds == 0
            for one in branch:
                (watcher,) = (await one.sees(lambda v: bool(v["watching"])))["watching"]
                assert (watcher["name"], watcher["listening"]) == ("Phan Thị Minh Châu", False)

            await above.show(listen=True)
            await above.hears()
            for one in branch:
                view = await one.sees(lambda v: v["watching"][0]["listening"])
                assert [t["way"] for t in view["watched"][0]["times"]].count("sound") == 1
                assert above.first_ms is not None
                assert told_ms(one) <= above.first_ms

            await above.show(listen=False)
            for one in branch:
                await one.sees(lambda v: not v["watching"][0]["listening"])
    finally:
        program.stop()


async def test_a_supervisor_whose_server_died_watched_until_it_did(tmp_path: Path) -> None:
    seeded = await seed(tmp_path / "data")
    program = Program("serve", tmp_path / "data", DIEMCAU_DEAD_AFTER_S="3").start()
    try:
        async with AsyncExitStack() as stack:
            chair = await stack.enter_async_context(
                guest("chair", program.ws_url, seeded.tokens["chair"], LOOPS)
            )
            await discuss(chair)
            async with guest("above", program.ws_url, seeded.tokens["supervisor"], LOOPS) as above:
                await chair.sees(lambda v: bool(v["watching"]))
                await above.do("listen", on=True)
                await chair.sees(lambda v: v["watching"][0]["listening"])
                await asyncio.to_thread(program.kill)
                killed_ms = time.time_ns() // 1_000_000
            await asyncio.to_thread(program.start)
            view = await chair.sees(lambda v: not v["watching"])
            times = view["watched"][0]["times"]
            assert {one["way"] for one in times} == {"follow", "sound"}
            assert all(one["since_ms"] <= one["until_ms"] <= killed_ms for one in times)
    finally:
        program.stop()
