"""Debian's Firefox through coturn and the engine: as publisher, as receiver, and with Chromium."""

import asyncio
import random
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from functools import partial
from typing import Any, Final

import pytest

from live.media.engine import Layer, MediaKind, Route, SourceName
from live.media.sfu.link.loss_cap import LAYERS
from live.media.sfu.relay.track import Track
from live.media.sfu.server import Sfu
from tests.firefox import Driver, driving, firefox
from tests.media.browsers import FILE, PATIENCE_S, BrowserPeer, chromium, decoded, succeeds
from tests.media.conftest import until
from tests.media.relay import Relay, Weather
from tests.servers import turn_server
from web.boot import IceServer, ice_servers
from web.settings import Settings

pytestmark = [pytest.mark.firefox, pytest.mark.coturn, pytest.mark.slow, pytest.mark.quiet]

SECRET: Final = "shared by the pages and TURN"
MICROPHONE, CAMERA = (SourceName(name) for name in ("fox/mic", "fox/cam"))
WATCHED_S: Final = 10.0
"""The layer of the prototype stopped after two."""
STANDSTILL_S: Final = 0.15
"""What starting a browser or a key frame for forty takes of a small machine."""
WATCHES: Final = 4
"""How often: a busy machine may take the top layer away itself."""
BUSY_EVERY_S: Final = 0.8
SEEN_FRAMES: Final = 5
LOUD: Final = 1e-3
"""Energy of a fraction of a beep; silence has none."""
NOTHING: Final[dict[str, Any]] = {"audioSlots": 0, "videoSlots": 0}
ONE_OF_EACH: Final[dict[str, Any]] = {"audioSlots": 1, "videoSlots": 1}


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with firefox() as started:
        yield started


@pytest.fixture(scope="module")
def turn_port() -> Iterator[int]:
    with turn_server(SECRET) as port:
        yield port


class Foxes:
    """Pages of Firefox as peers of an engine."""

    def __init__(self, engine: Sfu, driver: Driver, turn_port: int) -> None:
        self.engine = engine
        self.driver = driver
        self.turn_port = turn_port

    def ice(self, transport: str) -> Sequence[IceServer]:
        """Return what a page of the program gets."""
        url = f"turn:127.0.0.1:{self.turn_port}?transport={transport}"
        return ice_servers(
            Settings(turn_urls=(url,), turn_secret=SECRET), time.time_ns() // 1_000_000
        )

    async def peer(
        self,
        name: str,
        publishes: Sequence[str] = (),
        *,
        transport: str = "udp",
        through: tuple[str, int] | None = None,
        **what: Any,
    ) -> BrowserPeer:
        """Open a window and connect it."""
        page = await self.driver.open(FILE.as_uri())
        peer = BrowserPeer(self.engine, name, page)
        peer.through = through
        await peer.connect(publishes, ice=self.ice(transport), **what)
        return peer


@pytest.fixture
async def foxes(engine: Sfu, address: str, turn_port: int) -> AsyncIterator[Foxes]:
    async with driving(address) as driver:
        yield Foxes(engine, driver, turn_port)
        assert driver.complaints == []


def camera_of(engine: Sfu, peer: BrowserPeer) -> Track:
    """Return the picture that arrives from a peer."""
    tracks = engine._served[peer.peer].peer.tracks
    return next(track for track in tracks if track.kind is MediaKind.VIDEO)


async def watch(
    engine: Sfu, peer: BrowserPeer, camera: SourceName, layer: Layer = Layer.FULL
) -> None:
    """Show a picture in the first slot."""
    route = Route(mid=peer.slot(MediaKind.VIDEO), source=camera, layer=layer)
    await engine.route(peer.peer, (route,))


def shows(peer: BrowserPeer, width: int, more_than: int = 0) -> Any:
    """Return the condition that a picture of a width moves in the first slot."""

    def condition(figures: dict[str, Any]) -> bool:
        slot = decoded(figures, peer.slot(MediaKind.VIDEO))
        moves = int(slot.get("framesDecoded", 0)) > more_than
        return moves and slot.get("frameWidth") == width

    return condition


def heard(peer: BrowserPeer) -> Any:
    """Return the condition that the first sounding slot has sound in it."""

    def condition(figures: dict[str, Any]) -> bool:
        return float(decoded(figures, peer.slot(MediaKind.AUDIO)).get("totalAudioEnergy", 0)) > LOUD

    return condition


async def layers_change_unbroken(
    engine: Sfu, peer: BrowserPeer, camera: SourceName, widths: tuple[int, int]
) -> bool:
    """Show a picture smaller, larger and smaller; return whether nothing was lost and nobody asked
    for a key frame from the first to the last."""
    trouble = []
    for layer, width in zip(
        (Layer.QUARTER, Layer.HALF, Layer.QUARTER), (*widths, widths[0]), strict=True
    ):
        await watch(engine, peer, camera, layer)
        seen = decoded(await peer.figures(), peer.slot(MediaKind.VIDEO))
        moved = int(seen.get("framesDecoded", 0)) + SEEN_FRAMES
        figures = await peer.until(shows(peer, width, moved))
        asked = decoded(figures, peer.slot(MediaKind.VIDEO))["pliCount"]
        trouble.append([asked, *(each["packetsLost"] for each in figures["incoming"])])
    return trouble[0] == trouble[1] == trouble[2]


async def has_moments() -> None:
    """Be a busy server: stand still again and again, as a whole."""
    while True:
        await asyncio.sleep(BUSY_EVERY_S)
        time.sleep(STANDSTILL_S)  # noqa: ASYNC251 - it shall block


async def test_all_three_layers_keep_coming_from_firefox_although_the_server_is_busy_at_times(
    engine: Sfu, foxes: Foxes
) -> None:
    """Arrival is when the kernel got a packet: told as when we read it, half a second of work
    looks like a full link, and Firefox, which pads but does not probe, takes the top layer away
    for half a minute.
    """
    publisher = await foxes.peer("publisher", (MICROPHONE, CAMERA), **NOTHING)
    receiver = await foxes.peer("receiver", **ONE_OF_EACH)
    await watch(engine, receiver, CAMERA)
    await receiver.until(shows(receiver, 640))
    camera = camera_of(engine, publisher)
    busy = asyncio.create_task(has_moments())

    async def all_keep_coming() -> bool:
        end = time.monotonic() + WATCHED_S
        while time.monotonic() < end:
            await asyncio.sleep(BUSY_EVERY_S)
            if set(camera.alive(time.monotonic())) != set(LAYERS):
                await until(lambda: set(camera.alive(time.monotonic())) == set(LAYERS), PATIENCE_S)
                return False
        return True

    try:
        assert await succeeds(all_keep_coming, WATCHES)
    finally:
        busy.cancel()
    seen = decoded(await receiver.figures(), receiver.slot(MediaKind.VIDEO))["framesDecoded"]
    await receiver.until(shows(receiver, 640, seen))


async def test_firefox_and_chromium_see_and_hear_each_other_and_layers_change_without_a_break(
    engine: Sfu, foxes: Foxes
) -> None:
    """Each sends and receives over one connection; Firefox's is relayed over TCP.

    A browser that is busy drops what comes before its own side of the handshake has ended, and
    asks for a key frame until its first picture is there; from then on nobody asks.
    """
    async with chromium() as browser:
        chrome = await BrowserPeer.open(
            engine, browser, "chrome", ("chrome/mic", "chrome/cam"), **ONE_OF_EACH, width=480
        )
        fox = await foxes.peer("fox", (MICROPHONE, CAMERA), transport="tcp", **ONE_OF_EACH)
        assert "a=simulcast:send q;h;f" in fox.offer
        both = ((fox, "chrome", (120, 240)), (chrome, "fox", (160, 320)))
        for peer, other, _ in both:
            sound = Route(mid=peer.slot(MediaKind.AUDIO), source=SourceName(f"{other}/mic"))
            await engine.route(peer.peer, (sound,))
        for peer, other, widths in both:
            camera = SourceName(f"{other}/cam")
            unbroken = partial(layers_change_unbroken, engine, peer, camera, widths)
            assert await succeeds(unbroken), f"{peer.peer} sees no break"
        for peer, _, _ in both:
            await peer.until(heard(peer))


def repaired_layers(figures: dict[str, Any]) -> bool:
    """Tell whether packets of every layer were asked for again and sent again."""
    sent = figures["outgoing"]
    return all(layer["nackCount"] > 0 < layer["retransmittedPacketsSent"] for layer in sent)


async def test_firefox_repairs_what_was_lost_on_its_way_up_and_down(
    engine: Sfu, foxes: Foxes
) -> None:
    """A picture that was not repaired would need a key frame.

    Before its first picture a browser asks for one when what was lost is the beginning, which no
    gap betrays; from then on nobody asks.
    """
    relay = Relay(engine.address(), Weather(lost=0.03), random.Random(1))
    through = await relay.start()
    try:
        publisher = await foxes.peer("publisher", (MICROPHONE, CAMERA), through=through, **NOTHING)
        receiver = await foxes.peer("receiver", through=through, **ONE_OF_EACH)
        await watch(engine, receiver, CAMERA, Layer.HALF)
        await receiver.until(shows(receiver, 320, 1))

        async def repaired_in_time() -> bool:
            mid = receiver.slot(MediaKind.VIDEO)
            before = decoded(await receiver.figures(), mid)
            enough = shows(receiver, 320, before["framesDecoded"] + 100)
            after = decoded(await receiver.until(enough), mid)
            return bool(
                after["nackCount"] > before["nackCount"] and after["pliCount"] == before["pliCount"]
            )

        assert await succeeds(repaired_in_time)
        await publisher.until(repaired_layers)
        await until(lambda: engine.stats()["resent_packets_total"] > 0, PATIENCE_S)
    finally:
        relay.stop()
