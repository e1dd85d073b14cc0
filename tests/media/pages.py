"""Pages that flash and beep, or await it, connected through bad wires of their own."""

import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from statistics import median
from typing import Any, Final

from playwright.async_api import Browser

from live.media.engine import Layer, MediaKind, Route, SourceName
from live.media.sfu.server import Sfu
from tests.media.browsers import ORIGIN, BrowserPeer
from tests.media.relay import Relay, Weather

HERE: Final = Path(__file__).parent
CORE: Final = HERE.parent.parent / "web" / "static" / "js" / "core"
PAGE: Final = (HERE / "lips.html").read_text()
MICROPHONE, CAMERA = SourceName("m/microphone"), SourceName("m/camera")
PAIR_MS: Final = 300
"""A flash and a beep belong together when they are not further apart; they come each 700 ms."""


class Wired:
    """A publisher and a receiver, each behind a relay."""

    def __init__(
        self, publisher: BrowserPeer, receiver: BrowserPeer, up: Relay, down: Relay
    ) -> None:
        self.publisher, self.receiver = publisher, receiver
        self.up, self.down = up, down
        self.sound, self.picture = receiver.slot(MediaKind.AUDIO), receiver.slot(MediaKind.VIDEO)

    def weather(self, weather: Weather) -> None:
        """Let both be as bad as this from now on, on both ways."""
        self.up.weather = self.down.weather = weather


@asynccontextmanager
async def wired(
    engine: Sfu, browser: Browser, weather: Weather, layer: Layer = Layer.FULL
) -> AsyncIterator[Wired]:
    """Connect a publisher and a receiver, and let one see and hear the other."""
    relays = [
        Relay(engine=engine.address(), weather=weather, dice=random.Random(n)) for n in (1, 2)
    ]
    try:
        publisher = await _open(engine, browser, "publisher", (MICROPHONE, CAMERA), relays[0])
        receiver = await _open(engine, browser, "receiver", (), relays[1])
        both = Wired(publisher, receiver, *relays)
        await engine.route(
            receiver.peer,
            (
                Route(mid=both.sound, source=MICROPHONE),
                Route(mid=both.picture, source=CAMERA, layer=layer),
            ),
        )
        yield both
    finally:
        for relay in relays:
            relay.stop()


async def _open(
    engine: Sfu, browser: Browser, name: str, publishes: tuple[str, ...], relay: Relay
) -> BrowserPeer:
    page = await browser.new_page()
    await page.route(ORIGIN, lambda route: route.fulfill(body=PAGE, content_type="text/html"))
    await page.route(
        f"{ORIGIN}*.js",
        lambda route: route.fulfill(path=CORE / route.request.url.removeprefix(ORIGIN)),
    )
    await page.goto(ORIGIN)
    await page.wait_for_function("() => window.start")
    peer = BrowserPeer(engine, name, page)
    peer.through = await relay.start()
    await peer.connect(publishes)
    return peer


def skews_ms(figures: dict[str, Any]) -> list[float]:
    """Return how much later than its flash each beep came, in milliseconds."""
    pairs = ((beep - flash) for flash in figures["flashes"] for beep in figures["beeps"])
    return [skew for skew in pairs if abs(skew) < PAIR_MS]


def out_of_step_ms(figures: dict[str, Any], last: int) -> float:
    """Return by how much the sound is late in the middle of the last pairs."""
    return median(skews_ms(figures)[-last:])
