"""How much of a voice is missing over a bad wire: Chromium to Chromium, each behind a relay.

Each relay loses the same share on both of its ways, and takes 20 ms; once more where the way up is
so long that nothing can be asked for again. Counted is what reaches the
receiver's loudspeaker: a packet that came too late to be played is as lost as one that never came.
Beside it stands what Opus had to make up for, including the time that its buffer needed to adapt.
"""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import Any, Final

from live.media.sfu.config import SfuConfig
from live.media.sfu.server import Sfu
from tests.media.browsers import chromium, decoded
from tests.media.clients import only_loopback
from tests.media.pages import Wired, wired
from tests.media.relay import Weather

LOSSES_PERCENT: Final = (5, 10, 20)
DELAY_S: Final = 0.02
LONG_WAY_UP: Final = Weather(lost=0.10, delay_s=0.3)
SETTLED: Final = 200
"""Packets until the receiver's buffer has adapted: eight seconds."""
LONG_SETTLED: Final = 400
"""The same until the publisher has found out what its way is like, too."""
MEASURED: Final = 600
"""Packets: 24 s of 40 ms each."""
PATIENCE_S: Final = 120.0
FIGURES: Final = (
    "packetsReceived",
    "packetsLost",
    "packetsDiscarded",
    "concealedSamples",
    "silentConcealedSamples",
    "totalSamplesReceived",
)


@asynccontextmanager
async def pages() -> AsyncIterator[Wired]:
    """Connect two pages over a good wire."""
    only_loopback()
    engine = Sfu(SfuConfig(host="127.0.0.1", advertise=("127.0.0.1",)))
    await engine.start()
    try:
        async with chromium() as browser, wired(engine, browser, Weather()) as both:
            yield both
    finally:
        await engine.stop()


async def after(both: Wired, packets: int) -> dict[str, Any]:
    """Return the figures of the sound when so many more packets have come."""
    begin: int = decoded(await both.receiver.figures(), both.sound).get("packetsReceived", 0)

    def came(figures: dict[str, Any]) -> bool:
        received: int = decoded(figures, both.sound).get("packetsReceived", 0)
        return received >= begin + packets

    await both.receiver.until(came, PATIENCE_S)
    return decoded(await both.receiver.figures(), both.sound)


async def measure(up: Weather, down: Weather, settled: int) -> tuple[float, float]:
    """Return the percentage of packets that were not played, and of sound that was made up.

    Args:
        up: the publisher's relay.
        down: the receiver's.
        settled: packets before it is measured.
    """
    async with pages() as both:
        await after(both, 1)
        both.up.weather, both.down.weather = up, down
        before = await after(both, settled)
        end = await after(both, MEASURED)
    grown = {name: end[name] - before[name] for name in FIGURES}
    missing = grown["packetsLost"] + grown["packetsDiscarded"]
    expected = grown["packetsReceived"] + grown["packetsLost"]
    made_up = grown["concealedSamples"] - grown["silentConcealedSamples"]
    return 100 * max(0, missing) / expected, 100 * made_up / grown["totalSamplesReceived"]


def run() -> Iterable[tuple[str, float, str]]:
    """Yield the figures."""
    for percent in LOSSES_PERCENT:
        bad = Weather(lost=percent / 100, delay_s=DELAY_S)
        missing, made_up = asyncio.run(measure(bad, bad, SETTLED))
        yield f"voice_loss_after_repair_percent_at_{percent}", missing, "%"
        yield f"voice_made_up_percent_at_{percent}", made_up, "%"
    missing, made_up = asyncio.run(measure(LONG_WAY_UP, Weather(), LONG_SETTLED))
    yield "voice_loss_after_repair_percent_long_way_up_at_10", missing, "%"
    yield "voice_made_up_percent_long_way_up_at_10", made_up, "%"
