"""How soon a wall is told of an alert: the real program, a desk that asks for help, a supervisor.

A sample is the time from sending the desk's command until the supervisor's client has the alert,
which has no on-delay: recording, the rules and sending are in it.
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
"""So that the askings fall on any moment of the server's own clocks."""
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
            async with guest("chair", url, tokens["chair"], data) as chair:
                await discuss(chair)
                watcher = Watcher(url, tokens["supervisor"])
                async with watcher.watching():
                    return [await asking_ms(chair, watcher) for _ in range(ROUNDS)]


async def asking_ms(chair: Guest, watcher: "Watcher") -> float:
    """Ask for help; return how long the supervisor was not told."""
    await asyncio.sleep(random.random() * SPREAD_S)
    asked_at = time.perf_counter()
    await chair.do("ask_for_help", on=True)
    told_at = await watcher.told(alerted=True)
    await chair.do("ask_for_help", on=False)
    await watcher.told(alerted=False)
    return 1000 * (told_at - asked_at)


class Watcher:
    """A supervisor's client that notes when it was told of the alert."""

    def __init__(self, url: str, token: str) -> None:
        self._client = WireClient(url, token, "device-watcher", random.Random(1), self._take)
        self._alerted: bool | None = None
        self._told_at = 0.0
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

    async def told(self, *, alerted: bool) -> float:
        """Wait until it is told of the alert, or of its end; return when that was."""
        async with asyncio.timeout(WITHIN_S), self._moved:
            await self._moved.wait_for(lambda: self._alerted is alerted)
        return self._told_at

    async def _take(self, message: Message) -> None:
        if message["type"] != "alerts":
            return
        alerted = any(alert["key"] == ALERT for alert in message["alerts"])
        async with self._moved:
            if alerted is not self._alerted:
                self._alerted, self._told_at = alerted, time.perf_counter()
                self._moved.notify_all()
