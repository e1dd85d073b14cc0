"""Debian's Chromium through the engine: simulcast up, slots down, switches without a new offer."""

import asyncio
import time
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from live.media.engine import EngineEvent, Layer, MediaKind, Route, SourceName, WantedLayers
from live.media.sfu import server
from live.media.sfu.formats.stun import BindingRequest, stun_untrusted
from live.media.sfu.link.loss_cap import LAYERS
from live.media.sfu.server import Sfu
from tests.media.browsers import CHROMIUM, PATIENCE_S, BrowserPeer, decoded, succeeds
from tests.media.conftest import Events, until

pytestmark = [
    *(pytest.mark.browser, pytest.mark.slow, pytest.mark.quiet),
    pytest.mark.asyncio(loop_scope="module"),
]

LOWER_LAYERS_BPS = 650_000
"""What the two lower layers take at most (`page.html`): an estimate above it has risen from where
Chromium begins (300 kbit/s), and leaves something for the top layer."""
HANDSHAKE_IN_CHECKS = ("--force-fieldtrials=WebRTC-IceHandshakeDtls/Enabled/",)
HANDSHAKE_ATTRIBUTE = b"\xc0\x70"
"""What a check of such a Chromium has a flight of DTLS in (seen with 156)."""
MICROPHONE, CAMERA, OTHER = (SourceName(name) for name in ("m/mic", "m/cam", "o/cam"))


@pytest.fixture(scope="module")
def program() -> str:
    return CHROMIUM


@pytest.fixture
def checks(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """Return the connectivity checks that come from now on."""
    seen: list[bytes] = []

    def read(data: bytes) -> BindingRequest:
        seen.append(data)
        return stun_untrusted(data)

    monkeypatch.setattr(server, "stun_untrusted", read)
    return seen


@pytest_asyncio.fixture(loop_scope="module")
async def publisher(engine: Sfu, browser: Browser) -> BrowserPeer:
    return await BrowserPeer.open(
        engine, browser, "publisher", (MICROPHONE, CAMERA), audioSlots=0, videoSlots=0
    )


@pytest_asyncio.fixture(loop_scope="module")
async def receiver(engine: Sfu, browser: Browser) -> BrowserPeer:
    return await BrowserPeer.open(engine, browser, "receiver", (), audioSlots=1, videoSlots=2)


def slot(peer: BrowserPeer, kind: MediaKind, index: int = 0) -> str:
    assert peer.answer is not None
    return next(s.mid for s in peer.answer.slots if (s.kind, s.index) == (kind, index))


def width(figures: dict[str, Any], mid: str) -> int:
    return int(decoded(figures, mid).get("frameWidth", 0))


def trouble(figures: dict[str, Any], mid: str) -> tuple[int, int]:
    """Return how many packets a slot missed, and how often its picture broke."""
    found = decoded(figures, mid)
    return found["packetsLost"], found["pliCount"]


def frames(figures: dict[str, Any], mid: str) -> int:
    return int(decoded(figures, mid).get("framesDecoded", 0))


async def test_browser_sends_layers_and_each_slot_gets_the_one_it_may_have(
    engine: Sfu, publisher: BrowserPeer, receiver: BrowserPeer
) -> None:
    """The offer names no SSRC of its layers: they are told apart by the first packets."""
    assert "a=simulcast:send q;h;f" in publisher.offer
    small, large = slot(receiver, MediaKind.VIDEO), slot(receiver, MediaKind.VIDEO, 1)
    sound = slot(receiver, MediaKind.AUDIO)
    await engine.route(
        receiver.peer,
        (
            Route(mid=small, source=CAMERA, layer=Layer.QUARTER),
            Route(mid=large, source=CAMERA, layer=Layer.HALF),
            Route(mid=sound, source=MICROPHONE),
        ),
    )
    await receiver.until(
        lambda f: width(f, small) == 160 and width(f, large) == 320 and frames(f, large) > 10
    )
    await receiver.until(lambda f: decoded(f, sound).get("packetsReceived", 0) > 10)
    await receiver.until(lambda f: decoded(f, sound).get("totalAudioEnergy", 0) > 0)

    async def switched_unseen() -> bool:
        before = await receiver.figures()
        for layer, wide in ((Layer.QUARTER, 160), (Layer.HALF, 320)):
            await engine.route(receiver.peer, (Route(mid=large, source=CAMERA, layer=layer),))
            await receiver.until(lambda f, wide=wide: width(f, large) == wide)  # type: ignore[misc]
        shown = frames(await receiver.figures(), large)
        after = await receiver.until(lambda f: frames(f, large) > shown)
        return all(trouble(after, mid) == trouble(before, mid) for mid in (small, large))

    assert await succeeds(switched_unseen), "a switch of layers leaves no hole and breaks nothing"


async def test_browser_reaches_its_top_layer(
    engine: Sfu, browser: Browser, receiver: BrowserPeer
) -> None:
    """Transport-wide feedback, with RTX counted in it, is what lets the estimate rise.

    It takes a second where the machine is idle; a busy one delays packets, which the browser
    rightly takes for congestion. Padding goes to the retransmission streams: there alone may a
    layer's numbers have no holes.
    """
    mid = slot(receiver, MediaKind.VIDEO)
    await engine.route(receiver.peer, (Route(mid=mid, source=CAMERA),))
    publisher = await BrowserPeer.open(
        engine,
        browser,
        "publisher",
        (MICROPHONE, CAMERA),
        audioSlots=0,
        videoSlots=0,
        width=1280,
        height=720,
    )
    await receiver.until(lambda f: width(f, mid) == 1280)
    await publisher.until(lambda f: f["available"] > LOWER_LAYERS_BPS)
    peer = engine._served[publisher.peer].peer
    camera = next(track for track in peer.tracks if track.kind is MediaKind.VIDEO)
    assert set(camera.streams) == set(LAYERS)

    def whole() -> bool:
        return all(stream.reception.lost() <= 0 for stream in camera.streams.values())

    await until(whole, PATIENCE_S)


async def test_camera_that_nobody_watches_sends_nothing_and_is_asked_for_at_once_when_it_is_wanted(
    engine: Sfu, events: Events, publisher: BrowserPeer, receiver: BrowserPeer
) -> None:
    """What a page does with `WantedLayers`: no layer is active, then the wanted ones are again."""
    mid = slot(receiver, MediaKind.VIDEO)
    wishes: asyncio.Queue[EngineEvent] = asyncio.Queue()
    engine.listen(wishes.put_nowait)
    following = asyncio.create_task(follow(wishes, publisher))
    try:
        await events.until(lambda e: isinstance(e, WantedLayers) and not e.layers)
        peer = engine._served[publisher.peer].peer
        camera = next(track for track in peer.tracks if track.kind is MediaKind.VIDEO)
        await until(lambda: time.monotonic() - camera.last_packet_at() > 1, PATIENCE_S)
        told = len(events.seen)
        await engine.route(receiver.peer, (Route(mid=mid, source=CAMERA, layer=Layer.QUARTER),))
        asked = [event for event in events.seen[told:] if isinstance(event, WantedLayers)]
        assert (Layer.QUARTER,) in [event.layers for event in asked]
        await receiver.until(lambda f: frames(f, mid) > 0)
    finally:
        following.cancel()
    assert camera.up


async def follow(wishes: asyncio.Queue[EngineEvent], publisher: BrowserPeer) -> None:
    """Do what the engine wants of a publisher, as `core/media.js` does."""
    while True:
        event = await wishes.get()
        if isinstance(event, WantedLayers):
            await publisher.page.evaluate("layers => wanted(layers)", list(event.layers))


async def test_slot_changes_people_and_comes_back_without_a_break(
    engine: Sfu, browser: Browser, publisher: BrowserPeer, receiver: BrowserPeer
) -> None:
    mid = slot(receiver, MediaKind.VIDEO)
    other = await BrowserPeer.open(
        engine, browser, "other", ("o/mic", OTHER), audioSlots=0, videoSlots=0, hue=120, width=480
    )
    await engine.route(receiver.peer, (Route(mid=mid, source=CAMERA, layer=Layer.QUARTER),))
    await receiver.until(lambda f: width(f, mid) == 160 and frames(f, mid) > 5)

    async def shows(source: SourceName, *widths: int) -> None:
        await engine.route(receiver.peer, (Route(mid=mid, source=source, layer=Layer.QUARTER),))
        await receiver.until(lambda f: width(f, mid) in widths)

    async def changed_unseen() -> bool:
        before = trouble(await receiver.figures(), mid)
        await shows(OTHER, 120, 240, 480)
        await shows(CAMERA, 160)
        return trouble(await receiver.figures(), mid) == before

    assert await succeeds(changed_unseen), "another person's numbers go on where these ended"
    await shows(OTHER, 120, 240, 480)
    await engine.close(other.peer)
    await shows(CAMERA, 160)


@pytest.mark.parametrize("browser", [HANDSHAKE_IN_CHECKS], indirect=True)
async def test_emptied_slot_receives_nothing_and_goes_on_when_filled_again(
    engine: Sfu, checks: list[bytes], publisher: BrowserPeer, receiver: BrowserPeer
) -> None:
    """In a browser that begins its handshake within its connectivity checks."""
    assert any(HANDSHAKE_ATTRIBUTE in each and len(each) > 600 for each in checks)
    mid = slot(receiver, MediaKind.VIDEO)
    await engine.route(receiver.peer, (Route(mid=mid, source=CAMERA, layer=Layer.QUARTER),))
    await receiver.until(lambda f: frames(f, mid) > 5)

    async def filled_again_unseen() -> bool:
        before = trouble(await receiver.figures(), mid)
        await engine.route(receiver.peer, (Route(mid=mid, source=None),))
        forwarded = engine.stats()["forwarded_packets_total"]
        received = engine.stats()["received_datagrams_total"]
        await until(lambda: engine.stats()["received_datagrams_total"] > received + 60, PATIENCE_S)
        assert engine.stats()["forwarded_packets_total"] == forwarded
        shown = frames(await receiver.figures(), mid)
        await engine.route(receiver.peer, (Route(mid=mid, source=CAMERA, layer=Layer.QUARTER),))
        after = await receiver.until(lambda f: frames(f, mid) > shown + 10)
        return trouble(after, mid) == before

    assert await succeeds(filled_again_unseen), "the pause is no hole"
