"""Connections to a port that speaks TLS itself, on both loops: asyncio's and the program's own."""

import asyncio
import datetime as dt
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final, cast

import pytest
import uvloop
from typing_extensions import override

from web.connections import EVERYBODY, ConnectionPlace, Crowd
from web.tls import self_signed
from web.tls_port import HANDSHAKE_S, TlsPort

SOON_S: Final = 20.0

Loop = Callable[[], asyncio.AbstractEventLoop]


@pytest.fixture(params=[asyncio.new_event_loop, uvloop.new_event_loop], ids=["asyncio", "uvloop"])
def loop(request: pytest.FixtureRequest) -> Loop:
    made: Loop = request.param
    return made


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return self_signed(tmp_path_factory.mktemp("tls"), dt.datetime.now(dt.UTC))


class Echo(asyncio.Protocol):
    """What stands for HTTP: says back what it hears."""

    def __init__(self, place: ConnectionPlace) -> None:
        self._place = place

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # uvloop's is none by type

    @override
    def data_received(self, data: bytes) -> None:
        self._transport.write(data)

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        self._place.release()


@asynccontextmanager
async def opened(
    certificate: tuple[Path, Path], crowd: Crowd, handshake_s: float = HANDSHAKE_S
) -> AsyncIterator[tuple[str, int]]:
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(*certificate)
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    port = TlsPort(listener, tls, crowd, Echo, handshake_s)
    port.open(100)
    try:
        yield listener.getsockname()
    finally:
        port.close()
        await port.wait_closed()


async def until(holds: Callable[[], bool]) -> None:
    """Wait until something holds; the loop of the test goes on meanwhile."""
    while not holds():
        await asyncio.sleep(0)


def run(loop: Loop, scene: Callable[[], Awaitable[None]]) -> None:
    async def timely() -> None:
        async with asyncio.timeout(SOON_S):
            await scene()

    with asyncio.Runner(loop_factory=loop) as runner:
        runner.run(timely())


def crowd(each: int = 2) -> Crowd:
    return Crowd(100, each, lambda _: False)


def trusting(certificate: tuple[Path, Path]) -> ssl.SSLContext:
    tls = ssl.create_default_context(cafile=certificate[0])
    tls.check_hostname = False
    return tls


def test_who_says_nothing_is_counted_at_once_and_its_address_has_no_more(
    loop: Loop, certificate: tuple[Path, Path]
) -> None:
    async def scene() -> None:
        here = crowd(each=2)
        async with opened(certificate, here) as (host, port):
            silent = [await asyncio.open_connection(host, port) for _ in range(2)]
            await until(lambda: here.count(EVERYBODY) == 2)
            reader, writer = await asyncio.open_connection(host, port)
            assert await reader.read() == b""  # sent away without a handshake
            writer.close()
            for _, writer in silent:
                writer.close()
            await until(lambda: here.count(EVERYBODY) == 0)
            reader, writer = await asyncio.open_connection(host, port, ssl=trusting(certificate))
            writer.write(b"now there is room")
            assert await reader.readexactly(17) == b"now there is room"
            assert here.count(EVERYBODY) == 1
            writer.close()
            await until(lambda: here.count(EVERYBODY) == 0)

    run(loop, scene)


def test_a_handshake_has_an_end(loop: Loop, certificate: tuple[Path, Path]) -> None:
    async def scene() -> None:
        here = crowd()
        async with opened(certificate, here, handshake_s=0.05) as (host, port):
            reader, writer = await asyncio.open_connection(host, port)
            assert await reader.read() == b""
            await until(lambda: here.count(EVERYBODY) == 0)
            writer.close()

    run(loop, scene)


@pytest.mark.parametrize(
    "said", [b"GET / HTTP/1.1\r\n\r\n", b"\x16\x03\x01\xff\xff" + bytes(300), b"\x16", b""]
)
def test_what_is_no_tls_ends_and_the_next_one_is_served(
    loop: Loop, certificate: tuple[Path, Path], said: bytes
) -> None:
    async def scene() -> None:
        here = crowd()
        async with opened(certificate, here) as (host, port):
            _, writer = await asyncio.open_connection(host, port)
            writer.write(said)
            writer.write_eof()
            await until(lambda: here.count(EVERYBODY) == 0)
            writer.close()
            reader, writer = await asyncio.open_connection(host, port, ssl=trusting(certificate))
            writer.write(b"served")
            assert await reader.readexactly(6) == b"served"
            writer.close()

    run(loop, scene)


def test_a_closed_port_takes_nobody_and_leaves_nothing_behind(
    loop: Loop, certificate: tuple[Path, Path]
) -> None:
    async def scene() -> None:
        here = crowd()
        async with opened(certificate, here) as (host, port):
            _, writer = await asyncio.open_connection(host, port)
            await until(lambda: here.count(EVERYBODY) == 1)
        assert here.count(EVERYBODY) == 0
        with pytest.raises(OSError, match=r"[Cc]onnect"):
            await asyncio.open_connection(host, port)
        writer.close()

    run(loop, scene)
