"""The TURN server as it is deployed lets our pages' credentials in, and nobody else's."""

import asyncio
import time
from collections.abc import Iterator
from typing import Final, cast

import aioice.stun
import aioice.turn
import pytest
from typing_extensions import override

from tests.servers import turn_server
from web.boot import TURN_S, ice_servers
from web.settings import Settings

pytestmark = pytest.mark.coturn

SECRET: Final = "shared by application and TURN"
ADDRESS: Final = "127.0.0.1"


@pytest.fixture(scope="module")
def turn_port() -> Iterator[int]:
    with turn_server(SECRET) as port:
        yield port


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

    @override
    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        if not self.heard.done():
            self.heard.set_result(data)


def credentials(secret: str, now_ms: int) -> tuple[str, str]:
    """Return the user name and password that a page gets at a moment."""
    settings = Settings(turn_urls=("turn:localhost",), turn_secret=secret)
    (server,) = ice_servers(settings, now_ms)
    return server["username"], server["credential"]


@pytest.mark.parametrize("transport", ["udp", "tcp"])
async def test_a_page_is_relayed_to_the_media_port(turn_port: int, transport: str) -> None:
    loop = asyncio.get_running_loop()
    media, _ = await loop.create_datagram_endpoint(Echo, local_addr=(ADDRESS, 0))
    username, password = credentials(SECRET, time.time_ns() // 1_000_000)
    relay, client = await aioice.turn.create_turn_endpoint(
        Client, (ADDRESS, turn_port), username, password, transport=transport
    )
    try:
        relay.sendto(b"picture", media.get_extra_info("sockname"))
        assert await asyncio.wait_for(client.heard, 10) == b"picture"
    finally:
        relay.close()
        media.close()


@pytest.mark.parametrize(
    ("secret", "age_s"), [("another secret altogether", 0), (SECRET, 2 * TURN_S)]
)
async def test_wrong_or_old_credentials_are_refused(
    turn_port: int, secret: str, age_s: int
) -> None:
    username, password = credentials(secret, time.time_ns() // 1_000_000 - age_s * 1000)
    with pytest.raises(aioice.stun.TransactionFailed):
        await aioice.turn.create_turn_endpoint(Client, (ADDRESS, turn_port), username, password)
