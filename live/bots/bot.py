"""One simulated member: a WebSocket client, a peer connection and a `Conduct`, combined.

A simulated member yields its seat: while another device has the same seat (a visitor of the
demonstration), it sends neither media nor commands, and goes on when the seat is free again.
"""

import asyncio
import logging
import random
import ssl
import time
from contextlib import suppress
from functools import cache
from typing import Final, Protocol

from live.bots.cast import Cast, CastSeat, Script
from live.bots.client import CommandRefused, Lost, Message, WireClient
from live.bots.conduct.chair import Chair
from live.bots.conduct.member import MemberConduct
from live.bots.conduct.secretary import Secretary
from live.bots.conduct.seen import Act, Deed, DropOut, Seen, SeenRoom, share
from live.bots.conduct.site import Pad
from live.bots.conduct.speech import heard_from
from live.bots.peer import BotPeer
from live.bots.studio import Studio, seed_of
from live.bots.tracks import PictureTrack, SoundTrack

log: Final = logging.getLogger("live.bots.bot")

LOOK_S: Final = 1.0
"""Seconds after which a member decides again although nothing changed."""
AGAIN_S: Final = 2.0
"""Seconds before a new offer after a peer connection was lost or refused."""
SLOTS: Final = (3, 2)
"""Audio and video slots of a member that receives media, as a browser offers them."""


@cache
def trust_of(certificate: str | None) -> ssl.SSLContext | None:
    """Return TLS settings that accept only this certificate, under any host name."""
    if certificate is None:
        return None
    trust = ssl.create_default_context(cafile=certificate)
    trust.check_hostname = False
    return trust


class Conduct(Protocol):
    """How a member behaves."""

    def decide(self, seen: Seen) -> list[Deed]:
        """Return what to do now."""
        ...


def conduct_of(seat: CastSeat, script: Script, room: SeenRoom, chance: random.Random) -> Conduct:
    """Return the conduct for a seat."""
    match seat.role:
        case "chair":
            return Chair(script, room, chance)
        case "secretary":
            return Secretary(script, room, chance)
        case "site":
            return Pad(seat, script)
        case _:
            return MemberConduct(seat, script, room, chance)


class Bot:
    """A simulated member in a seat."""

    def __init__(
        self, cast: Cast, seat: CastSeat, script: Script, room: SeenRoom, studio: Studio
    ) -> None:
        chance = random.Random(f"{cast.seed}/{seat.key}")  # noqa: S311 - not a secret
        self._device = device = f"sim-{seed_of(seat.key):06x}"
        self._devices = 1
        self.seat = seat
        trust = trust_of(cast.certificate)
        self.client = WireClient(cast.url, seat.token, device, chance, self._told, trust)
        self.peer: BotPeer | None = None
        self._script = script
        self._room = room
        self._studio = studio
        self._conduct = conduct_of(seat, script, room, chance)
        self._pc = ""
        self._yielding = False
        self._free = asyncio.Event()
        self._free.set()
        self._picture: PictureTrack | None = None
        self._sound: SoundTrack | None = None
        self._voice: str | None = None
        self._away_until = 0.0

    async def run(self) -> None:
        """Connect, and stay until cancelled or until the link is refused."""
        await asyncio.sleep(self.seat.arrives_s)
        parts = [self._stay_connected(), self._behave()]
        if self.seat.camera or self.seat.hears:
            parts.append(self._send_media())
        tasks = [asyncio.create_task(part) for part in parts]
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _stay_connected(self) -> None:
        """Keep the WebSocket connected, except during a `DropOut`."""
        while True:
            connected = asyncio.create_task(self.client.run())
            try:
                while not connected.done() and self._away_until == 0.0:
                    await asyncio.wait([connected], timeout=LOOK_S)
                if connected.done():
                    return connected.result()
            finally:
                connected.cancel()
                await asyncio.gather(connected, return_exceptions=True)
            await asyncio.sleep(max(0.0, self._away_until - time.monotonic()))
            self._away_until = 0.0

    async def _behave(self) -> None:
        while True:
            async with self.client.changed:
                # `wait_for` of Python 3.11 forgets that it was cancelled when there is a change.
                with suppress(TimeoutError):
                    async with asyncio.timeout(LOOK_S):
                        await self.client.changed.wait()
            held = self.client.held.get(self.seat.meeting)
            if held is None or not self.client.online.is_set():
                continue
            seen = Seen(held.view, self.client.now_ms())
            self._yield_or_return(seen)
            if seen.taken and seen.serves_room:
                await self._step_behind()
                continue
            await self._speak_or_not(seen)
            if not self._yielding:
                for deed in self._conduct.decide(seen):
                    await self._carry_out(deed)

    async def _carry_out(self, deed: Deed) -> None:
        if isinstance(deed, DropOut):
            self._away_until = time.monotonic() + deed.seconds
            return
        await self._do(deed)

    async def _do(self, deed: Act) -> None:
        """Send a command and wait until the view shows it, so that it is not decided twice."""
        try:
            version = await self.client.do(self.seat.meeting, deed.command, dict(deed.args))
            async with self.client.changed, asyncio.timeout(LOOK_S):
                await self.client.changed.wait_for(lambda: self._version() >= version)
        except CommandRefused as refused:
            log.debug("%s %s: %s", self.seat.key, deed.command, refused)
            await asyncio.sleep(LOOK_S)
        except (Lost, TimeoutError):
            log.debug("%s %s: no answer", self.seat.key, deed.command)

    def _version(self) -> int:
        held = self.client.held.get(self.seat.meeting)
        return held.version if held is not None else 0

    def _yield_or_return(self, seen: Seen) -> None:
        if seen.taken == self._yielding:
            return
        self._yielding = seen.taken
        log.info("%s %s", self.seat.key, "yields its seat" if seen.taken else "is back")
        if self.seat.person is not None:
            change = self._room.visitors.add if seen.taken else self._room.visitors.discard
            change(self.seat.person)
        if seen.taken:
            self._free.clear()
        else:
            self._free.set()

    async def _step_behind(self) -> None:
        """Reconnect as another device: of several devices of a room the first one serves it, and
        that shall be the visitor's."""
        self._devices += 1
        self.client.device = f"{self._device}-{self._devices}"
        self.client.held.clear()  # so that nothing is decided on an old view
        await self.client.drop()

    async def _speak_or_not(self, seen: Seen) -> None:
        """Set the voice and the picture to the person who speaks from this device now."""
        if self._sound is None or self._picture is None:
            return
        person = None if self._yielding else heard_from(seen, self.seat, self._script)
        if person != self._voice:
            self._voice = person
            name = None if person is None else seen.view["people"][person]["name"]
            self._sound.say(None if name is None else await self._studio.voice(name))
        # A long speech has pauses for breath.
        breath = share("breath", person, seen.now_ms // 4000) < 0.1
        self._picture.speaking = person is not None and not breath

    async def _send_media(self) -> None:
        """Keep a peer connection up while the WebSocket is connected and the seat is ours."""
        pictures = await self._studio.pictures(self.seat) if self.seat.camera else None
        number = 0
        while True:
            await self.client.online.wait()
            await self._free.wait()
            number += 1
            if pictures is not None:
                self._picture = PictureTrack(pictures, time.monotonic)
                self._sound = SoundTrack(time.monotonic)
            audio_slots, video_slots = SLOTS if self.seat.hears else (0, 0)
            self.peer = BotPeer(
                self._picture, self._sound, audio_slots=audio_slots, video_slots=video_slots
            )
            self._pc = f"{self.client.device}.{number}"
            try:
                await self._keep(self.peer, self._pc)
            finally:
                self._picture = self._sound = self._voice = None
                await self.peer.close()
                self.peer = None
            await asyncio.sleep(AGAIN_S)

    async def _keep(self, peer: BotPeer, pc: str) -> None:
        """Offer; return when the peer connection or the WebSocket fails, or the seat is taken."""
        sends = ["microphone", "camera"] if self._sound is not None else []
        try:
            answer = await self.client.connect_media(pc, await peer.offer(), sends)
        except CommandRefused as refused:
            log.warning("%s: no media: %s", self.seat.key, refused)
            return
        except Lost:
            return
        await peer.accept(answer)
        while not peer.failed.is_set() and self.client.online.is_set() and not self._yielding:
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK_S):
                    await peer.failed.wait()
        await self.client.disconnect_media(pc)

    async def _told(self, message: Message) -> None:
        if message["type"] == "dropped" and self.peer is not None and message["pc"] == self._pc:
            self.peer.failed.set()
        if message["type"] == "code" and message["meeting"] == self.seat.meeting:
            self._room.codes[message["site"]] = message["code"]
