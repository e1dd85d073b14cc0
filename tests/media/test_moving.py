"""Clients that move in mid-sentence: another network, another port of the router."""

import re
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import aioice.ice
import pytest
from playwright.async_api import Browser

from live.media.engine import MediaKind, PeerDown, PeerId, Route, SourceDown, SourceName
from live.media.sfu.config import SfuConfig
from live.media.sfu.server import Sfu
from tests.media.browsers import BrowserPeer, chromium, decoded
from tests.media.clients import Client, Sound
from tests.media.conftest import Events, until
from tests.media.nat import Nat
from tests.media.networks import Household, household

pytestmark = pytest.mark.quiet

PUBLISHES = ("m/microphone", "m/camera")
NAMES = MICROPHONE, CAMERA = tuple(map(SourceName, PUBLISHES))

LISTEN_TO_THE_NETWORK = """() => {
    const told = (type) => new Promise((done) => {
        addEventListener(type, () => done(), { once: true });
    });
    window.told = { online: told("online"), offline: told("offline") };
}"""
DATA = Path(__file__).parent.parent / "data"
EXTENSION = re.compile(r"\r\na=extmap:\d+ (?!.*transport-wide)[^\r]+")


@pytest.fixture
def home() -> Iterator[Household]:
    with household() as made:
        made.join(1)
        yield made


@pytest.fixture
async def server(home: Household) -> AsyncIterator[Sfu]:
    """An engine that both networks of the household lead to."""
    engine = Sfu(SfuConfig(advertise=(home.server,)))
    await engine.start()
    yield engine
    await engine.stop()


@pytest.fixture
async def browser(home: Household, tmp_path: Path) -> AsyncIterator[Browser]:
    async with chromium(program=home.browser(tmp_path)) as launched:
        yield launched


async def talking(server: Sfu, browser: Browser) -> BrowserPeer:
    """Return a page that sends sound and picture and hears and sees itself."""
    peer = await BrowserPeer.open(server, browser, "a", PUBLISHES, audioSlots=1, videoSlots=1)
    mids = {kind: peer.slot(kind) for kind in MediaKind}
    routes = {MediaKind.AUDIO: MICROPHONE, MediaKind.VIDEO: CAMERA}
    await server.route(
        peer.peer, tuple(Route(mid=mid, source=routes[kind]) for kind, mid in mids.items())
    )
    await goes_on(peer, {})
    return peer


async def goes_on(peer: BrowserPeer, before: dict[str, Any]) -> None:
    """Wait until sound and picture have come for a while."""
    wanted = {MediaKind.AUDIO: ("packetsReceived", 50), MediaKind.VIDEO: ("framesDecoded", 15)}

    def came(figures: dict[str, Any]) -> bool:
        return all(
            decoded(figures, peer.slot(kind)).get(name, 0)
            >= (decoded(before, peer.slot(kind)).get(name, 0) if before else 0) + count
            for kind, (name, count) in wanted.items()
        )

    await peer.until(came)


@pytest.mark.netns
@pytest.mark.browser
@pytest.mark.slow
async def test_browser_that_changes_its_network_goes_on_in_mid_sentence(
    server: Sfu, browser: Browser, home: Household
) -> None:
    """To a network that it has beside without a word; to one that comes later by restarting ICE,
    as our page does when its network changes. Keys, streams and slots stay either way."""
    home.join(2)
    peer = await talking(server, browser)
    served = server._served[peer.peer].peer
    assert served.address is not None
    first = 1 if served.address[0] == home.address(1) else 2
    home.leave(first)
    await goes_on(peer, await peer.figures())
    assert served.address[0] == home.address(3 - first)

    await peer.page.evaluate(LISTEN_TO_THE_NETWORK)
    home.leave(3 - first)
    await peer.page.evaluate("told.offline")
    home.join(first)
    await peer.page.evaluate("told.online")
    await peer.restart(PUBLISHES)
    assert peer.answer is not None
    assert peer.answer.continues
    await goes_on(peer, await peer.figures())
    assert served.address[0] == home.address(first)
    assert server._served[peer.peer].peer is served
    assert served.session is not None


@pytest.fixture
async def routers(engine: Sfu) -> AsyncIterator[tuple[Nat, Nat]]:
    """A router for each of two clients."""
    nats = Nat(engine.address()), Nat(engine.address())
    yield nats
    for nat in nats:
        nat.stop()


async def test_sound_goes_on_when_a_router_gives_somebody_another_address(
    engine: Sfu,
    events: Events,
    client: Callable[[str], Client],
    routers: tuple[Nat, Nat],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nobody negotiates: the next check of consent shows where the client is now."""
    monkeypatch.setattr(aioice.ice, "CONSENT_INTERVAL", 0.2)
    speaker, listener = client("speaker"), client("listener")
    for each, nat in zip((speaker, listener), routers, strict=True):
        each.through = await nat.start()
    await speaker.connect(tracks=[Sound()], publishes=PUBLISHES[:1])
    await listener.connect(audio_slots=1)
    mid = listener.slot(MediaKind.AUDIO)
    await engine.route(listener.peer, (Route(mid=mid, source=MICROPHONE),))
    await listener.frames(mid, 5)
    for each, nat in zip((speaker, listener), routers, strict=True):
        served = engine._served[each.peer].peer
        before = served.address
        await nat.rebind()
        await until(lambda served=served, before=before: served.address != before)  # type: ignore[misc]
        await listener.frames(mid, 25)
    assert not any(isinstance(event, PeerDown | SourceDown) for event in events.seen)


async def test_browser_that_offers_again_names_only_the_extensions_that_were_agreed_on(
    engine: Sfu,
) -> None:
    """Seen with Chromium 156: what an answer left out of a slot is not offered for it again."""
    offer = (DATA / "offer_chromium.sdp").read_bytes().decode()
    first = await engine.connect(PeerId("a"), offer, NAMES)
    head, *sections = offer.split("\r\nm=")
    again = "\r\nm=".join(
        [head, *(EXTENSION.sub("", each) if "recvonly" in each else each for each in sections)]
    ).replace("a=ice-ufrag:", "a=ice-ufrag:other")
    second = await engine.connect(PeerId("a"), again, NAMES)
    assert second.continues
    assert second.slots == first.slots
    other = again.replace("a=extmap:4 ", "a=extmap:5 ")
    assert not (await engine.connect(PeerId("a"), other, NAMES)).continues
