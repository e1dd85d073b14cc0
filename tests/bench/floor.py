"""How soon who was called is heard and seen: the real program, a chair, speakers and a room.

A sample is the time from sending the chair's command until the room has decoded the first sound
(or picture) of who was called: decision, commit in SQLite, routing in the media process, the way
of the next packet or key frame, and decoding are all in it. A jitter buffer is not: a browser
holds sound back for some 20 to 80 ms more, as its network deserves; `pages` measures that too.
"""

import asyncio
import math
import random
import shutil
import sys
import tempfile
import time
from array import array
from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from statistics import median
from typing import Final

import av
from aiortc.codecs.vpx import VpxPayloadDescriptor
from aiortc.rtcrtpreceiver import RTCRtpReceiver
from aiortc.rtp import RtpPacket
from PIL import Image
from typing_extensions import override

from live.bots.loops import SOUND_FRAME_S, Loop, Pictures, encode_pictures, encode_sound
from live.bots.peer import BotPeer, Ears, stay_on_loopback
from live.bots.scenery import SIZE
from live.bots.tracks import PictureTrack, SoundTrack
from live.bots.voice import SAMPLE_RATE_HZ
from tests.bench import pages
from tests.integration.guests import Guest, discuss, guest
from tests.program import Program
from tests.seeding import Seeded, person, seed

ROUNDS: Final = 20
WITHIN_S: Final = 10.0
SOUNDS: Final = 3
QUIET_S: Final = 0.2
"""Seconds without a packet after which a slot is silent: ten packets of sound; chosen."""
TONE_HZ: Final = 440
LOUD: Final = 1000
"""Amplitude of 16-bit samples from which sound is heard; the tone has 8,000."""
FPS: Final = 30
LUMA: Final = {"remote": 60, "other": 180}
"""Grey of each speaker's picture, 0..255."""


def run() -> Iterable[tuple[str, float, str]]:
    """Yield every figure of the floor."""
    heard, shown = asyncio.run(measure())
    yield "floor_open_to_heard_ms", median(heard), "ms"
    yield "floor_open_to_heard_worst_ms", max(heard), "ms"
    yield "stage_switch_ms", median(shown), "ms"
    yield "stage_switch_worst_ms", max(shown), "ms"
    if shutil.which("chromium"):
        yield from pages.run()
    else:
        sys.stderr.write("  no figures of the pages: Chromium is not installed\n")


async def measure() -> tuple[list[float], list[float]]:
    """Return milliseconds from each call to the first sound, and to the first picture."""
    stay_on_loopback()
    chance = random.Random(1)
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        seeded = await seed(data)
        with Program("serve", data) as program:
            async with room(program, seeded, Path(folder)) as (chair, watcher):
                samples = []
                for number in range(ROUNDS):
                    await asyncio.sleep(chance.random() * 0.1)  # any moment between two packets
                    samples.append(await call(chair, watcher, list(LUMA)[number % len(LUMA)]))
    heard, shown = zip(*samples, strict=True)
    return list(heard), list(shown)


async def call(chair: Guest, watcher: "Watcher", who: str) -> tuple[float, float]:
    """Give somebody the floor and take it back; return ms until heard and until seen."""
    watcher.expect(LUMA[who])
    called_at = time.perf_counter()
    await chair.do("call_on", person=person(who))
    heard_at, shown_at = await watcher.heard_and_saw()
    view = await chair.sees(lambda view: view["floor"]["turn"] is not None)
    await chair.do("take_back", turn=view["floor"]["turn"]["id"])
    await watcher.silence()
    return 1000 * (heard_at - called_at), 1000 * (shown_at - called_at)


class Watcher(Ears):
    """A room's device that decodes every packet as it comes, and notes the first of each kind."""

    def __init__(self) -> None:
        super().__init__()
        self._sound: dict[str, av.AudioCodecContext] = {}
        self._picture: dict[str, av.VideoCodecContext] = {}
        self._parts: dict[str, bytes] = {}
        self._luma = 0
        self._sound_at = 0.0
        self._heard: asyncio.Future[float] | None = None
        self._seen: asyncio.Future[float] | None = None

    def expect(self, luma: int) -> None:
        """Note the next sound, and the next picture of this grey."""
        loop = asyncio.get_running_loop()
        self._luma, self._heard, self._seen = luma, loop.create_future(), loop.create_future()

    async def heard_and_saw(self) -> tuple[float, float]:
        """Return when both came, seconds of `time.perf_counter`."""
        assert self._heard is not None
        assert self._seen is not None
        async with asyncio.timeout(WITHIN_S):
            return await self._heard, await self._seen

    async def silence(self) -> None:
        """Wait until no sound comes any more."""
        while (left_s := self._sound_at + QUIET_S - time.perf_counter()) > 0:
            await asyncio.sleep(left_s)

    @override
    def listen_at(self, receiver: RTCRtpReceiver, mid: str) -> None:
        """Take a receiver's packets as they come."""
        take = self._hear if int(mid) < SOUNDS else self._see  # a watcher offers nothing before

        async def received(packet: RtpPacket, arrival_time_ms: int) -> None:
            if packet.payload:
                take(mid, packet)

        receiver._handle_rtp_packet = received  # type: ignore[method-assign]

    def _hear(self, mid: str, packet: RtpPacket) -> None:
        self._sound_at = time.perf_counter()
        if mid not in self._sound:
            self._sound[mid] = av.AudioCodecContext.create("libopus", "r")
            self._sound[mid].format = av.AudioFormat("s16")
        for frame in self._sound[mid].decode(av.Packet(packet.payload)):
            if max(array("h", bytes(frame.planes[0]))) > LOUD:
                _settle(self._heard)

    def _see(self, mid: str, packet: RtpPacket) -> None:
        _, part = VpxPayloadDescriptor.parse(packet.payload)
        self._parts[mid] = self._parts.get(mid, b"") + part
        if not packet.marker:
            return
        if mid not in self._picture:
            self._picture[mid] = av.VideoCodecContext.create("libvpx", "r")
        for frame in self._picture[mid].decode(av.Packet(self._parts.pop(mid))):
            if abs(memoryview(frame.planes[0])[0] - self._luma) < 30:
                _settle(self._seen)


def _settle(noted: asyncio.Future[float] | None) -> None:
    if noted is not None and not noted.done():
        noted.set_result(time.perf_counter())


@asynccontextmanager
async def room(
    program: Program, seeded: Seeded, folder: Path
) -> AsyncIterator[tuple[Guest, Watcher]]:
    """Open the discussion: the chair without sound, two speakers who send, a room that watches."""
    async with AsyncExitStack() as stack:

        async def enter(who: str) -> Guest:
            token = seeded.tokens[who]
            return await stack.enter_async_context(guest(who, program.ws_url, token, folder))

        chair = await enter("chair")
        for who, luma in LUMA.items():
            await connect(await enter(who), speaking_peer(luma), ["microphone", "camera"])
        site, peer = await enter("site"), BotPeer(None, None, audio_slots=SOUNDS, video_slots=2)
        peer.ears = watcher = Watcher()
        await connect(site, peer, [])
        await discuss(chair)
        await call(chair, watcher, "remote")  # the first time everything is cold
        yield chair, watcher


def speaking_peer(luma: int) -> BotPeer:
    """Return somebody who talks without a pause, whether heard or not, before a grey wall."""
    sound = SoundTrack(time.monotonic)
    sound.say(tone())
    wall = [Image.new("RGB", SIZE, (luma, luma, luma))] * FPS
    loop = Loop(encode_pictures(wall, fps=FPS, rate_bps=100_000), FPS)
    return BotPeer(PictureTrack(Pictures(talking=loop, listening=loop), time.monotonic), sound)


def tone() -> Loop:
    """Return a second of a tone, which goes on for ever."""
    angle = 2 * math.pi * TONE_HZ / SAMPLE_RATE_HZ
    samples = array("h", (round(8000 * math.sin(angle * n)) for n in range(SAMPLE_RATE_HZ)))
    return Loop(encode_sound(samples), round(1 / SOUND_FRAME_S))


async def connect(one: Guest, peer: BotPeer, sends: list[str]) -> None:
    """Connect a peer through the program."""
    one.peer = peer
    await peer.accept(await one.client.connect_media("pc", await peer.offer(), sends))
