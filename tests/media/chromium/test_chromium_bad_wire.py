"""Debian's Chromium behind a bad wire, both ways: sound is complete, the picture goes on, and lips
are in step."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from playwright.async_api import Browser

from live.media.engine import Layer, Paused
from live.media.sfu.server import Sfu
from tests.media.browsers import PATIENCE_S, BrowserPeer, decoded
from tests.media.conftest import Events, until
from tests.media.pages import Wired, out_of_step_ms, skews_ms, wired
from tests.media.relay import Weather

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.quiet,
    pytest.mark.asyncio(loop_scope="module"),
]

IN_STEP_MS = 45
"""Where people begin to notice (ITU-R BT.1359: sound 45 ms early; late, 125 ms)."""
PAIRS = 5
MANY_LOST = 15
"""Packets that a way has to lose before what was repaired is looked at. Chosen."""


def of(both: Wired, mid: str, what: str) -> Callable[[dict[str, Any]], float]:
    """Return a function that finds one figure of one slot."""
    return lambda figures: float(decoded(figures, mid).get(what, 0))


async def more(peer: BrowserPeer, figure: Callable[[dict[str, Any]], float], count: int) -> None:
    """Wait until a figure has grown."""
    before = figure(await peer.figures())
    await peer.until(lambda figures: figure(figures) >= before + count)


async def mostly_repaired(both: Wired, before: dict[str, Any], share: float) -> None:
    """Wait until 150 packets of sound have come since, and hardly any is missing.

    The newest that are missing may be on their way again.
    """

    def repaired(figures: dict[str, Any]) -> bool:
        after = decoded(figures, both.sound)
        came, lost = (after[name] - before[name] for name in ("packetsReceived", "packetsLost"))
        return bool(came >= 150 and lost <= share * came)

    await both.receiver.until(repaired)


async def clean(both: Wired, count: int) -> None:
    """Wait for so many packets of sound on end of which hardly any is missing."""
    packets = of(both, both.sound, "packetsReceived")
    async with asyncio.timeout(PATIENCE_S):
        missing = None
        while missing is None or missing > count / 20:
            before = decoded(await both.receiver.figures(), both.sound)
            await more(both.receiver, packets, count)
            after = decoded(await both.receiver.figures(), both.sound)
            missing = after["packetsLost"] - before["packetsLost"]


async def test_sound_is_complete_and_the_picture_goes_on_where_both_ways_lose_a_tenth(
    engine: Sfu, browser: Browser
) -> None:
    """Chromium asks for lost sound and repeats its own, because our offer says so."""
    async with wired(engine, browser, Weather(), Layer.HALF) as both:
        packets, frames = (
            of(both, both.sound, "packetsReceived"),
            of(both, both.picture, "framesDecoded"),
        )
        await more(both.receiver, packets, 20)
        await more(both.receiver, frames, 10)
        both.weather(Weather(lost=0.10))
        before = decoded(await both.receiver.figures(), both.sound)
        await more(both.receiver, packets, 150)
        await more(both.receiver, frames, 30)
        await until(lambda: min(both.up.media_lost, both.down.media_lost) > MANY_LOST, PATIENCE_S)
        await mostly_repaired(both, before, 0.01)
        await both.receiver.until(lambda f: of(both, both.sound, "nackCount")(f) > 0)
        await until(lambda: engine.stats()["resent_packets_total"] > 0, PATIENCE_S)


async def test_speaker_on_a_long_way_that_loses_sends_copies_and_hardly_a_word_is_missing(
    engine: Sfu, browser: Browser
) -> None:
    async with wired(engine, browser, Weather(), Layer.QUARTER) as both:
        packets = of(both, both.sound, "packetsReceived")
        await more(both.receiver, packets, 20)
        assert not engine.stats()["restored_packets_total"]
        both.up.weather = Weather(lost=0.10, delay_s=0.3)
        await until(lambda: engine.stats()["restored_packets_total"] >= 5, PATIENCE_S)
        before = decoded(await both.receiver.figures(), both.sound)
        # One in a hundred, where all of ten would be.
        await mostly_repaired(both, before, 0.04)
        await until(lambda: engine.stats()["restored_packets_total"] > 10, PATIENCE_S)
        both.up.weather = Weather()
        await clean(both, 50)


async def test_picture_goes_and_sound_stays_where_the_way_down_becomes_narrow_and_wide_again(
    engine: Sfu, events: Events, browser: Browser
) -> None:
    async with wired(engine, browser, Weather()) as both:
        frames = of(both, both.picture, "framesDecoded")
        await more(both.receiver, frames, 20)
        both.down.weather = Weather(rate_bps=90_000)
        paused = Paused(peer=both.receiver.peer, mids=(both.picture,))
        await events.until(lambda event: event == paused, PATIENCE_S)
        await clean(both, 50)
        both.down.weather = Weather()
        await more(both.receiver, frames, 20)


async def test_flash_and_beep_that_were_sent_at_once_arrive_in_step(
    engine: Sfu, browser: Browser
) -> None:
    """Also when the way is longer by 100 ms, and although sound waits longer in its buffer."""
    async with wired(engine, browser, Weather(), Layer.QUARTER) as both:
        for weather in (Weather(), Weather(delay_s=0.1)):
            both.weather(weather)
            seen = len(skews_ms(await both.receiver.figures()))

            def in_step(figures: dict[str, Any], seen: int = seen) -> bool:
                pairs = len(skews_ms(figures)) - seen
                return pairs >= PAIRS and abs(out_of_step_ms(figures, PAIRS)) <= IN_STEP_MS

            await both.receiver.until(in_step)
