"""A page that only the relay lets through: over UDP, TCP and TLS, with credentials of its own."""

import time
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from playwright.async_api import Browser

from live.media.engine import MediaKind, Route, SourceName
from live.media.sfu.server import Sfu
from tests.media.browsers import BrowserPeer, chromium, decoded
from tests.turn_server import ADDRESS, SECRET, Turn, certify, deployed
from web.boot import ice_servers
from web.settings import Settings

pytestmark = [pytest.mark.browser, pytest.mark.coturn, pytest.mark.slow]

PUBLISHES = ("m/microphone", "m/camera")
CONNECTED_S = 15.0


@pytest.fixture(scope="module")
def turn(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Turn]:
    folder = tmp_path_factory.mktemp("coturn")
    certify(folder)
    with deployed(folder) as running_one:
        yield running_one


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with chromium("--ignore-certificate-errors") as launched:
        yield launched


def servers(url: str) -> list[Any]:
    """Return what a page of the program gets."""
    settings = Settings(turn_urls=(url,), turn_secret=SECRET)
    return list(ice_servers(settings, time.time_ns() // 1_000_000, "a page"))


async def test_browser_sends_and_receives_through_the_relay_over_udp_tcp_and_tls(
    engine: Sfu, browser: Browser, turn: Turn
) -> None:
    what = {"audioSlots": 1, "videoSlots": 0, "only": "relay"}
    for url in (
        f"turn:{ADDRESS}:{turn.port}?transport=udp",
        f"turn:{ADDRESS}:{turn.port}?transport=tcp",
        f"turns:{ADDRESS}:{turn.tls_port}?transport=tcp",
    ):
        peer = await BrowserPeer.open(engine, browser, url, PUBLISHES, **what, ice=servers(url))
        mid = peer.slot(MediaKind.AUDIO)
        await engine.route(peer.peer, (Route(mid=mid, source=SourceName(PUBLISHES[0])),))
        await peer.until(
            lambda figures, mid=mid: decoded(figures, mid).get("packetsReceived", 0) > 20,  # type: ignore[misc]
            CONNECTED_S,
        )
        await engine.close(peer.peer)
