"""Who may connect, how often, and how long somebody may say nothing."""

import asyncio
import datetime as dt
import ssl
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any, Final, cast

import pytest
import uvicorn
from starlette.types import Message, Receive, Scope, Send
from typing_extensions import override

from web.connections import (
    EVERYBODY,
    FROM_ONE_ADDRESS,
    HEADERS_S,
    MOST,
    OTHER_FILES,
    UNREAD_S,
    Config,
    ConnectionPlace,
    Crowd,
    Forwarded,
    Http,
    WebSocket,
    network_of,
    open_files,
)
from web.tls import self_signed
from web.tls_port import CountingServer

SOON_S: Final = 20.0
REQUEST: Final = b"GET / HTTP/1.1\r\nhost: a\r\n\r\n"
UPGRADE: Final = (
    b"GET /ws HTTP/1.1\r\nhost: a\r\nconnection: upgrade\r\nupgrade: websocket\r\n"
    b"sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
)


def nobody(_: str) -> bool:
    """Trust no proxy."""
    return False


def crowd(most: int = 100, each: int = 2, trusts: Callable[[str], bool] = nobody) -> Crowd:
    return Crowd(most, each, trusts)


def test_one_address_has_so_many_connections_and_others_still_come_in() -> None:
    here = crowd(most=3, each=2)
    first = here.enter("192.0.2.1")
    assert first
    assert here.enter("192.0.2.1")
    assert here.enter("192.0.2.1") is None
    assert here.enter("192.0.2.2")
    assert here.enter("192.0.2.3") is None  # three are all there may be
    first.release()
    first.release()  # counted once
    assert here.enter("192.0.2.1")
    assert here.enter("192.0.2.3") is None


def test_a_network_of_ipv6_is_one_address_and_a_proxy_is_many() -> None:
    here = crowd(trusts="10.0.0.1".__eq__)
    for host in ("2001:db8::1", "2001:db8::2"):
        assert here.enter(host)
    assert here.enter("2001:db8::3") is None
    assert here.enter("2001:db8:0:1::3")
    for _ in range(5):
        assert here.enter("10.0.0.1")
    assert network_of("::ffff:192.0.2.1") == network_of("192.0.2.1")
    assert network_of("fe80::1%eth0") == network_of("fe80::2")
    assert network_of("a socket") == "a socket"


def test_refusals_are_logged_once_until_the_crowd_has_thinned(
    caplog: pytest.LogCaptureFixture,
) -> None:
    here = crowd(each=4)
    places = [here.enter("192.0.2.1") for _ in range(10)]
    assert len(caplog.records) == 1
    assert "192.0.2.1" not in caplog.text
    for place in filter(None, places):
        place.release()
    assert [here.enter("192.0.2.1") for _ in range(10)][4:] == [None] * 6
    assert len(caplog.records) == 2


@pytest.mark.parametrize(
    ("files", "most", "each"),
    [
        (524_288, MOST, FROM_ONE_ADDRESS),
        (1024, 1024 - OTHER_FILES, (1024 - OTHER_FILES) // 4),
        (1, 1, 1),
    ],
)
def test_few_open_files_make_a_small_crowd(files: int, most: int, each: int) -> None:
    here = Crowd.of_files(files, nobody)
    assert (here.limit(EVERYBODY), here.limit("192.0.2.1")) == (most, each)


def test_the_process_may_open_as_many_files_as_it_is_let() -> None:
    resource = pytest.importorskip("resource")
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    assert open_files() == hard


# --- time: a loop that keeps timers, and no wire -------------------------------------------------


class Timers(asyncio.SelectorEventLoop):
    """A loop that does nothing by itself; a test asks what it would do when."""

    def __init__(self) -> None:
        super().__init__()
        self.timers: list[tuple[float, asyncio.TimerHandle]] = []

    @override
    def call_later(  # type: ignore[override]
        self, delay: float, callback: Any, *args: Any
    ) -> asyncio.TimerHandle:
        timer = asyncio.TimerHandle(delay, callback, args, self)
        self.timers.append((delay, timer))
        return timer

    @property
    def waits(self) -> list[float]:
        """After how many seconds something would happen."""
        return [delay for delay, timer in self.timers if not timer.cancelled()]


class Wire(asyncio.Transport):
    """A transport that remembers what became of it."""

    def __init__(self) -> None:
        super().__init__()
        self.protocol: asyncio.BaseProtocol | None = None
        self.aborted = False

    @override
    def write(self, data: Any) -> None: ...

    @override
    def abort(self) -> None:
        self.aborted = True

    @override
    def is_closing(self) -> bool:
        return self.aborted

    @override
    def set_protocol(self, protocol: asyncio.BaseProtocol) -> None:
        self.protocol = protocol

    @override
    def get_protocol(self) -> asyncio.BaseProtocol:
        assert self.protocol
        return self.protocol


class Talk:
    """One connection, step by step."""

    def __init__(self) -> None:
        self.loop = Timers()
        asyncio.set_event_loop(self.loop)  # where uvicorn's WebSocket looks for it
        here = crowd()
        config = Config(hello, crowd=here, log_config=None, lifespan="off")
        place = here.enter("192.0.2.1")
        assert place
        self.place: ConnectionPlace = place
        self.wire = Wire()
        self.http = Http(place, config, uvicorn.server.ServerState(), {}, self.loop)
        self.http.connection_made(self.wire)

    def hear(self, data: bytes) -> list[float]:
        """Take bytes; return after how many seconds the connection would end."""
        self.http.data_received(data)
        return self.loop.waits

    def answer(self) -> None:
        """Let the program answer what was asked."""
        tasks = asyncio.all_tasks(self.loop)
        self.loop.run_until_complete(asyncio.gather(*tasks))

    def end(self) -> None:
        """Leave nothing behind."""
        for task in asyncio.all_tasks(self.loop):
            task.cancel()
            with suppress(asyncio.CancelledError):
                self.loop.run_until_complete(task)
        asyncio.set_event_loop(None)
        self.loop.close()


@pytest.fixture
def talk() -> Iterator[Talk]:
    talk = Talk()
    yield talk
    talk.end()


async def hello(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer whatever is asked; hold a WebSocket until it ends."""
    if scope["type"] == "websocket":
        await send({"type": "websocket.accept"})
        await receive()
        await receive()
    else:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"hello"})


def test_who_asks_nothing_or_letter_by_letter_is_ended(talk: Talk) -> None:
    for letter in REQUEST[:-1]:
        assert talk.hear(bytes([letter])) == [HEADERS_S]
    ((_, timer),) = talk.loop.timers
    timer._run()
    assert talk.wire.aborted


def test_who_asks_is_waited_for_no_more(talk: Talk) -> None:
    assert talk.hear(REQUEST) == []


@pytest.mark.parametrize("begun", [b"GE", b"\r\n"])
def test_after_a_reply_the_next_request_has_its_own_time(talk: Talk, begun: bytes) -> None:
    talk.hear(REQUEST)
    talk.answer()
    assert talk.loop.waits == [talk.http.timeout_keep_alive]
    for byte in begun:  # not anew with every byte
        assert talk.hear(bytes([byte])) == [HEADERS_S]


def test_a_reply_that_nobody_reads_is_waited_for_so_long(talk: Talk) -> None:
    talk.hear(REQUEST)
    talk.http.pause_writing()
    assert talk.loop.waits == [UNREAD_S]
    talk.http.resume_writing()
    assert talk.loop.waits == []


def test_a_websocket_waits_for_no_headers_and_keeps_the_place(talk: Talk) -> None:
    assert talk.hear(UPGRADE) == []
    socket = talk.wire.get_protocol()
    assert isinstance(socket, WebSocket)
    assert talk.place.counted_as
    socket.connection_lost(ConnectionResetError())
    assert not talk.place.counted_as


# --- the real thing ------------------------------------------------------------------------------


@asynccontextmanager
async def serving(here: Crowd, **tls: Path | None) -> AsyncIterator[int]:
    """Serve `hello`; give the port."""
    config = Config(
        hello, crowd=here, host="127.0.0.1", port=0, log_config=None, lifespan="off", **tls
    )
    server = CountingServer(config)
    config.load()
    server.lifespan = config.lifespan_class(config)
    await server.startup()
    yield server.servers[0].sockets[0].getsockname()[1]
    await server.shutdown()


class Visitor:
    """A connection to the port."""

    def __init__(self, port: int, tls: ssl.SSLContext | None) -> None:
        self._port = port
        self._tls = tls
        self._writer: asyncio.StreamWriter | None = None

    async def ask(self, request: bytes) -> bytes:
        """Connect and ask; return the first line of the answer; nothing: one was sent away."""
        with suppress(OSError):
            reader, self._writer = await asyncio.open_connection(
                "127.0.0.1", self._port, ssl=self._tls
            )
            self._writer.write(request)
            if line := await reader.readline():
                return line
        await self.release()
        return b""

    async def release(self) -> None:
        if self._writer:
            self._writer.close()
            with suppress(OSError):
                await self._writer.wait_closed()


@pytest.mark.parametrize("secure", [False, True], ids=["plain", "tls"])
async def test_too_many_are_sent_away_until_one_leaves(secure: bool, tmp_path: Path) -> None:
    here = crowd()
    cert, key = self_signed(tmp_path, dt.datetime.now(dt.UTC)) if secure else (None, None)
    client_tls = ssl.create_default_context(cafile=cert) if secure else None
    if client_tls:
        client_tls.check_hostname = False
    serves = serving(here, ssl_certfile=cert, ssl_keyfile=key)
    async with asyncio.timeout(SOON_S), serves as port:
        asking, talking, late = (Visitor(port, client_tls) for _ in range(3))
        assert b"200" in await asking.ask(REQUEST)
        assert b"101" in await talking.ask(UPGRADE)
        assert await late.ask(REQUEST) == b""
        await asking.release()
        while b"200" not in await late.ask(REQUEST):
            await asyncio.sleep(0)
        assert await Visitor(port, client_tls).ask(REQUEST) == b""
        await late.release()
        await talking.release()
        while here.count(EVERYBODY):
            await asyncio.sleep(0)


@pytest.mark.parametrize("kind", ["http", "websocket"])
async def test_what_a_proxy_passes_on_is_counted_by_the_address_that_it_names(kind: str) -> None:
    said: list[Message] = []
    gate = asyncio.Event()

    async def slow(_scope: Scope, _receive: Receive, _send: Send) -> None:
        await gate.wait()

    async def send(message: Message) -> None:
        said.append(message)

    app = Forwarded(slow, crowd(each=1))

    def asked(host: str) -> "asyncio.Task[None]":
        scope = {"type": kind, "client": (host, 0)}
        return asyncio.ensure_future(cast("Any", app(scope, cast("Any", None), send)))

    first, other = asked("192.0.2.1"), asked("192.0.2.2")
    await asked("192.0.2.1")
    assert said[0]["status"] == 503
    gate.set()
    await asyncio.gather(first, other)
    said.clear()
    await asked("192.0.2.1")
    assert said == []
