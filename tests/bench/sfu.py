"""The media engine's figures: what forwarding costs, how soon a picture shows, how much memory."""

import asyncio
import sys
import time
from collections.abc import Iterable
from statistics import median
from typing import Final

from live.media.engine import MediaKind, Route, SourceName
from live.media.sfu.config import SfuConfig
from live.media.sfu.server import Sfu
from tests.bench import forwarding
from tests.bench.adapters import Ours, connection, handshake
from tests.bench.servers import ours
from tests.media.clients import Client, Picture, Sound, only_loopback

JOINS: Final = 15
WATCHERS: Final = 20
WALL_SLOTS: Final = 6


def run() -> Iterable[tuple[str, float, str]]:
    """Yield every figure of the media engine."""
    yield from forwarding.run()
    _say(f"{JOINS} joins …")
    yield "join_to_first_frame_p50_ms", median(asyncio.run(joins_ms())), "ms"
    _say(f"memory of {WATCHERS} watchers with {WALL_SLOTS} pictures each …")
    yield "rss_mb_per_watcher", asyncio.run(rss_mb_per_watcher()), "MB"


async def joins_ms() -> list[float]:
    """Return the times from making an offer to the first decoded picture of somebody who sends."""
    only_loopback()
    engine = Sfu(SfuConfig(host="127.0.0.1", advertise=("127.0.0.1",)))
    await engine.start()
    speaker = Client(engine, "speaker")
    await speaker.connect(tracks=[Sound(), Picture(fps=30)], publishes=["sound", "picture"])
    times = []
    for number in range(JOINS):
        watcher = Client(engine, f"watcher{number}")
        begin = time.perf_counter()
        await watcher.connect(audio_slots=3, video_slots=2)
        mid = watcher.slot(MediaKind.VIDEO)
        await engine.route(watcher.peer, (Route(mid=mid, source=SourceName("picture")),))
        await watcher.frames(mid, 1)
        times.append((time.perf_counter() - begin) * 1000)
        await watcher.close()
    await speaker.close()
    await engine.stop()
    return times


async def rss_mb_per_watcher() -> float:
    """Return what the engine's memory grows by for each watcher of a wall of pictures."""
    only_loopback()
    with ours() as server:
        remote = Ours(server.port)
        await remote.open()
        connections = [connection() for _ in range(WATCHERS + 1)]
        grown_from = 0.0
        for number, pc in enumerate(connections):
            for kind in ["audio"] * 3 + ["video"] * WALL_SLOTS:
                pc.addTransceiver(kind, "recvonly")
            await remote.connect(pc, f"watcher{number}", [])
            await handshake(pc)
            if number == 0:  # the first one pays for what all share
                grown_from = server.rss_mb()
        grown = server.rss_mb() - grown_from
        for pc in connections:
            await pc.close()
    return grown / WATCHERS


def _say(text: str) -> None:
    """Show progress, apart from the figures."""
    sys.stderr.write(f"  {text}\n")
