"""Real clients in a test's own process: a wire, and sound and picture that are counted."""

import asyncio
import random
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path
from typing import Any, Final

from live.bots.client import CommandRefused, Lost, Message, WireClient
from live.bots.loops import LoopFolder
from live.bots.peer import BotPeer, stay_on_loopback
from live.bots.scenery import DrawnPerson
from live.bots.tracks import PictureTrack, SoundTrack
from live.bots.voice import voice_of
from tests.program import Program
from tests.seeding import Seeded

DEADLINE_S: Final = 40.0
AGAIN_S: Final = 0.5
"""As browsers do (`core/media.js`)."""
TALK: Final = {"preset": "free", "limit_s": 300, "overtime": "count_up", "new_speakers_first": True}


class Guest:
    """One device: sends a talking picture and a voice all the time, hears three, sees two."""

    def __init__(self, name: str, url: str, token: str, folder: Path) -> None:
        self.name = name
        self.client = WireClient(url, token, f"device-{name}", random.Random(name), self._told)
        self.peer: BotPeer | None = None
        self.messages: list[Message] = []
        self._came = asyncio.Condition()
        self._folder = LoopFolder(folder)
        self._connections = 0

    async def _told(self, message: Message) -> None:
        self.messages.append(message)
        async with self._came:
            self._came.notify_all()

    @property
    def view(self) -> dict[str, Any]:
        """Return the one meeting's view as this guest has it."""
        (held,) = self.client.held.values()
        return held.view

    @property
    def version(self) -> int:
        """Return the version that this guest has."""
        (held,) = self.client.held.values()
        return held.version

    async def sees(self, condition: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """Wait until the view fulfils a condition; return it."""

        def seen() -> bool:
            return bool(self.client.held) and condition(self.view)

        async with self.client.changed:
            await asyncio.wait_for(self.client.changed.wait_for(seen), DEADLINE_S)
        return self.view

    async def do(self, command: str, **args: object) -> int:
        """Send a command until it is answered, however often the connection goes meanwhile."""
        (meeting,) = self.client.held
        deadline = time.monotonic() + DEADLINE_S
        while True:
            try:
                return await self.client.do(meeting, command, args)
            except Lost:
                assert time.monotonic() < deadline
                async with asyncio.timeout(DEADLINE_S):
                    await self.client.online.wait()

    async def is_cut_off(self) -> None:
        """Wait until the connection is noticed to be gone."""
        async with asyncio.timeout(DEADLINE_S), self.client.changed:
            await self.client.changed.wait_for(lambda: not self.client.online.is_set())

    async def send_and_hear(self) -> None:
        """Offer a peer connection with microphone, camera and slots."""
        stay_on_loopback()
        sound = SoundTrack(time.monotonic)
        sound.say(self._folder.sound(voice_of(1, high=True)))
        person = DrawnPerson(name="Ma Thị Duyên", seed=1, long_hair=True)
        picture = PictureTrack(self._folder.pictures(person), time.monotonic)
        self.peer = BotPeer(picture, sound, audio_slots=3, video_slots=2)
        self._connections += 1
        name = f"pc{self._connections}"
        offer = await self.peer.offer()
        await self.peer.accept(
            await self.client.connect_media(name, offer, ["microphone", "camera"])
        )

    async def hears_and_sees(self) -> None:
        """Wait until both a sound and a picture come in from now on."""
        await self._receives({"2", "3", "4"}, {"5", "6"})

    async def hears(self) -> None:
        """Wait until a sound comes in from now on."""
        await self._receives({"2", "3", "4"})

    async def _receives(self, *wanted: set[str]) -> None:
        """Wait until one of each group of m-sections goes on getting packets."""
        assert self.peer is not None
        ears = self.peer.ears
        before = dict(ears.packets)

        def all_grown() -> bool:
            grown = {mid for mid, n in ears.packets.items() if n > before.get(mid, 0) + 5}
            return all(grown & group for group in wanted)

        async with ears.heard:
            await asyncio.wait_for(ears.heard.wait_for(all_grown), DEADLINE_S)

    async def is_dropped(self) -> None:
        """Wait until the server says that it lost the peer connection."""
        pc = f"pc{self._connections}"

        def told() -> bool:
            return any(m["type"] == "dropped" and m["pc"] == pc for m in self.messages)

        async with asyncio.timeout(DEADLINE_S), self._came:
            await self._came.wait_for(told)

    async def hang_up(self) -> None:
        """End the peer connection."""
        if self.peer is not None:
            await self.peer.close()
            self.peer = None


@asynccontextmanager
async def guest(name: str, url: str, token: str, folder: Path) -> AsyncIterator[Guest]:
    """Let somebody come in, and leave at the end."""
    one = Guest(name, url, token, folder)
    running = asyncio.create_task(one.client.run())
    try:
        await one.sees(lambda view: True)
        yield one
    finally:
        await one.hang_up()
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running


async def discuss(chair: Guest) -> None:
    """Open the meeting and start the discussion."""
    await chair.do("open_meeting")
    item = chair.view["agenda"]["items"][1]["id"]
    await chair.do("start_item", item=item)


class Talk:
    """A free discussion of two remote members who hear each other."""

    def __init__(self, seeded: Seeded, folder: Path, stack: AsyncExitStack) -> None:
        self._seeded = seeded
        self._folder = folder
        self._stack = stack
        self.both: list[Guest] = []

    async def begin(self, program: Program) -> None:
        """Let them in and switch both microphones on."""
        self.chair = await self.enter("chair", program)
        self.both = [await self.enter(who, program) for who in ("remote", "other")]
        await discuss(self.chair)
        await self.chair.do("set_floor", **TALK)
        for one in self.both:
            await one.send_and_hear()

    async def heard(self) -> None:
        """Wait until each hears the other from now on."""
        await asyncio.gather(*(one.hears() for one in self.both))

    async def again(self) -> None:
        """Do what a browser does when it is told that its connection was lost."""
        await asyncio.gather(*(one.is_dropped() for one in self.both))
        async with asyncio.timeout(DEADLINE_S):
            for one in self.both:
                while not await self._is_through(one):
                    await asyncio.sleep(AGAIN_S)

    async def _is_through(self, one: Guest) -> bool:
        """Offer anew; on a busy machine the next process may take longer than an offer waits."""
        await one.hang_up()
        try:
            await one.send_and_hear()
        except CommandRefused as refused:
            if refused.code == "no_engine":
                return False
            raise
        return True

    async def enter(self, who: str, program: Program) -> Guest:
        """Let somebody in until the end of the test."""
        token = self._seeded.tokens[who]
        return await self._stack.enter_async_context(
            guest(who, program.ws_url, token, self._folder)
        )
