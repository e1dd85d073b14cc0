"""The TURN server as it is deployed lets our pages' credentials in, and nobody else's."""

import asyncio
import socket
import ssl
import time
from collections.abc import Iterator
from pathlib import Path
from queue import SimpleQueue
from typing import Any, cast

import aioice.stun
import aioice.turn
import pytest
from typing_extensions import override

from tests.turn_server import ADDRESS, SECRET, Turn, certify, certify_by_file, deployed
from web.boot import TURN_S, ice_servers
from web.settings import Settings

pytestmark = pytest.mark.coturn


@pytest.fixture(scope="module")
def turn(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Turn]:
    folder = tmp_path_factory.mktemp("coturn")
    certify(folder)
    with deployed(folder) as running_one:
        yield running_one


class Echo(asyncio.DatagramProtocol):
    """Stands where the media port is: sends everything back."""

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # Python 3.11's datagram transports do not say by their type that they are.
        self.transport = cast("asyncio.DatagramTransport", transport)

    @override
    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        self.transport.sendto(data, addr)


class Client(asyncio.DatagramProtocol):
    """A member behind the relay: keeps the first datagram that comes."""

    def __init__(self) -> None:
        self.heard: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        self.gone = asyncio.Event()

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        self.gone.set()

    @override
    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        if not self.heard.done():
            self.heard.set_result(data)


def credentials(secret: str, now_ms: int) -> tuple[str, str]:
    """Return the user name and password that a page gets at a moment."""
    settings = Settings(turn_urls=("turn:localhost",), turn_secret=secret)
    (server,) = ice_servers(settings, now_ms)
    return server["username"], server["credential"]


@pytest.mark.parametrize("transport", ["udp", "tcp", "tls"])
async def test_a_page_is_relayed_to_the_media_port(turn: Turn, transport: str) -> None:
    loop = asyncio.get_running_loop()
    media, _ = await loop.create_datagram_endpoint(Echo, local_addr=(ADDRESS, 0))
    username, password = credentials(SECRET, time.time_ns() // 1_000_000)
    relay, client = await aioice.turn.create_turn_endpoint(
        Client, username=username, password=password, **turn.at(transport)
    )
    try:
        relay.sendto(b"picture", media.get_extra_info("sockname"))
        assert await asyncio.wait_for(client.heard, 10) == b"picture"
    finally:
        relay.close()
        await asyncio.wait_for(client.gone.wait(), 10)
        media.close()


@pytest.mark.parametrize(
    ("secret", "age_s"), [("another secret altogether", 0), (SECRET, 2 * TURN_S)]
)
async def test_wrong_or_old_credentials_are_refused(turn: Turn, secret: str, age_s: int) -> None:
    username, password = credentials(secret, time.time_ns() // 1_000_000 - age_s * 1000)
    with pytest.raises(aioice.stun.TransactionFailed):
        await aioice.turn.create_turn_endpoint(
            Client, username=username, password=password, **turn.at("udp")
        )


async def test_relay_leads_to_the_media_port_and_nowhere_else(turn: Turn) -> None:
    """Neither to inner networks nor to other addresses of this machine."""
    username, password = credentials(SECRET, time.time_ns() // 1_000_000)
    relay, _ = await aioice.turn.create_turn_endpoint(
        Client, username=username, password=password, **turn.at("udp")
    )
    inner: Any = vars(relay)["_TurnTransport__inner_protocol"]
    try:
        for host in ("127.0.0.2", "10.0.0.1", "192.168.1.1"):
            with pytest.raises(aioice.stun.TransactionFailed) as refused:
                await inner.channel_bind(0x4000, (host, 9))
            assert refused.value.response.attributes["ERROR-CODE"][0] == 403
    finally:
        relay.close()


async def test_new_certificate_of_caddy_is_taken_in_without_a_restart(tmp_path: Path) -> None:
    certify(tmp_path)
    with deployed(tmp_path, TURN_LOOKS_S="0.2") as turn:
        first = ssl.get_server_certificate((ADDRESS, turn.tls_port))
        assert first.split() == turn.cert.read_text().split()
        certify(tmp_path)
        async with asyncio.timeout(20):
            while await asyncio.to_thread(served, turn) in {first, ""}:
                await asyncio.sleep(0.1)
        assert served(turn).split() == turn.cert.read_text().split()


async def test_new_certificate_whose_key_comes_later_is_taken_in_with_its_key(
    tmp_path: Path,
) -> None:
    said: SimpleQueue[str] = SimpleQueue()
    certify(tmp_path)
    with deployed(tmp_path, hear=said.put, TURN_LOOKS_S="0.2") as turn:
        first = ssl.get_server_certificate((ADDRESS, turn.tls_port))
        files = certify_by_file(tmp_path)
        next(files)
        while "no valid private key" not in said.get(timeout=20):
            pass
        next(files)
        async with asyncio.timeout(20):
            while await asyncio.to_thread(served, turn) in {first, ""}:
                await asyncio.sleep(0.1)
        assert served(turn).split() == turn.cert.read_text().split()


def served(turn: Turn) -> str:
    """Return the certificate that the server shows; empty while its pair does not fit."""
    try:
        return ssl.get_server_certificate((ADDRESS, turn.tls_port))
    except ssl.SSLError:
        return ""


async def test_turn_without_a_certificate_serves_the_rest_and_ends_when_the_first_one_comes(
    tmp_path: Path,
) -> None:
    with deployed(tmp_path, TURN_LOOKS_S="0.2") as turn:
        username, password = credentials(SECRET, time.time_ns() // 1_000_000)
        relay, _ = await aioice.turn.create_turn_endpoint(
            Client, username=username, password=password, **turn.at("udp")
        )
        relay.close()
        certify(tmp_path)
        async with asyncio.timeout(20):
            while await asyncio.to_thread(answers, turn):
                await asyncio.sleep(0.1)


def answers(turn: Turn) -> bool:
    """Tell whether anybody listens."""
    try:
        socket.create_connection((ADDRESS, turn.port), 1).close()
    except OSError:
        return False
    return True
