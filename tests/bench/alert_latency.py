"""How soon a wall is told of a changed alert: the real program, a desk, and a supervisor twice.

A desk asks for help, and the supervisor acknowledges it again and again, each time with other
words. A sample is the time from sending that command until a second client of the supervisor has
the words: recording, the rules and sending are in it, and no on-delay.
"""

import asyncio
import random
import tempfile
import time
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from pathlib import Path
from statistics import quantiles
from typing import Final

from live.bots.client import Message, WireClient
from tests.integration.guests import Guest, discuss, guest
from tests.program import Program
from tests.seeding import seed

ROUNDS: Final = 20
SPREAD_S: Final = 2.0
"""So that the commands fall on any moment of the server's own clocks."""
WITHIN_S: Final = 60.0
ALERT: Final = "help_asked"


def run() -> Iterable[tuple[str, float, str]]:
    """Yield the latency of alerts."""
    percentiles = quantiles(asyncio.run(latencies_ms()), n=100)
    yield "alert_latency_p50_ms", percentiles[49], "ms"
    yield "alert_latency_p99_ms", percentiles[98], "ms"


async def latencies_ms() -> list[float]:
    """Let a desk ask for help again and again; return how long each took to be told."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        seeded = await seed(data)
        with Program("serve", data) as program:
            url, tokens = program.ws_url, seeded.tokens
            watcher = Watcher(url, tokens["supervisor"])
            async with guest("chair", url, tokens["chair"], data) as chair, watcher.watching():
                await discuss(chair)
                await chair.do("ask_for_help", on=True)
                await watcher.told(None)
                async with guest("supervisor", url, tokens["supervisor"], data) as other:
                    return [await telling_ms(other, watcher, n) for n in range(ROUNDS)]


async def telling_ms(other: Guest, watcher: "Watcher", number: int) -> float:
    """Acknowledge the alert; return how long the watcher was not told."""
    await asyncio.sleep(random.random() * SPREAD_S)
    words, begun_at = f"words {number}", time.perf_counter()
    await other.do("acknowledge_alert", key=ALERT, word=words)
    return 1000 * (await watcher.told(words) - begun_at)


class Watcher:
    """A supervisor's client that notes when it was told of the alert."""

    def __init__(self, url: str, token: str) -> None:
        self._client = WireClient(url, token, "device-watcher", random.Random(1), self._take)
        self._heard: dict[str | None, float] = {}
        self._moved = asyncio.Condition()

    @asynccontextmanager
    async def watching(self) -> AsyncIterator[None]:
        """Be connected."""
        running = asyncio.create_task(self._client.run())
        try:
            yield
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)

    async def told(self, words: str | None) -> float:
        """Wait until it has the alert with these words, None: unattended; return when that was."""
        async with asyncio.timeout(WITHIN_S), self._moved:
            await self._moved.wait_for(lambda: words in self._heard)
        return self._heard[words]

    async def _take(self, message: Message) -> None:
        if message["type"] != "alerts":
            return
        marks = [each["acknowledged"] for each in message["alerts"] if each["key"] == ALERT]
        async with self._moved:
            for mark in marks:
                self._heard.setdefault(mark and mark["word"], time.perf_counter())
            self._moved.notify_all()
