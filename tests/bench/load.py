"""A load client for either engine: publishers in one process, receivers in another.

ICE, DTLS and SDP are aiortc's; media is written and counted here, because a codec would cost more
than the engine. One publisher sends Opus-like 50 packets/s of 100 bytes and VP8-like 30 frames/s
in bursts of 4, 4 and 3 packets of 1,100 bytes with a key frame each second: 160 packets/s.
Receivers take transport-wide numbers where the engine offers them, and then report on what came.
"""

import argparse
import asyncio
import heapq
import json
import os
import random
import re
import struct
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

import websockets.asyncio.client as websockets
from aiortc import (
    RTCConfiguration,
    RTCDtlsTransport,
    RTCPeerConnection,
    RTCRtpSender,
    RTCSessionDescription,
)

from live.media.sfu.feedback import Arrivals
from live.media.sfu.rtp import TRANSPORT_URI
from tests.media.clients import only_loopback

CONNECT_S: Final = 20
JANUS_ROOM: Final = 1234
PAYLOAD: Final = os.urandom(1200)
KEYFRAME: Final = b"\x10\x02\x00\x9d\x01\x2a\x80\x02\xe0\x01"
DELTA: Final = b"\x11\x02\x00"
VIDEO_BYTES: Final = 1100
AUDIO_BYTES: Final = 100
BURSTS: Final = (4, 4, 3)
FEEDBACK_S: Final = 0.1
"""Between two transport-wide reports of a receiver; Chromium's come each 50 to 250 ms."""
TRANSPORT_ID: Final = 9


class Adapter(Protocol):
    """How an engine is asked."""

    async def open(self) -> None:
        """Connect."""
        ...

    async def publish(self, connection: RTCPeerConnection, name: str) -> str:
        """Publish sound and picture under a name; return how receivers refer to them."""
        ...

    async def subscribe(self, connection: RTCPeerConnection, name: str, feed: str) -> None:
        """Receive what a publisher publishes."""
        ...


class Ours:
    """This project's engine, see `media_server`."""

    def __init__(self, port: int) -> None:
        self._port = port

    async def open(self) -> None:
        """Connect."""
        self._reader, self._writer = await asyncio.open_connection(
            "127.0.0.1", self._port, limit=1 << 20
        )

    async def _ask(self, **request: object) -> Any:
        self._writer.write(json.dumps(request).encode() + b"\n")
        return json.loads(await self._reader.readline())

    async def publish(self, connection: RTCPeerConnection, name: str) -> str:
        """Publish sound and picture under a name; return how receivers refer to them."""
        await self.connect(connection, name, [f"{name}/audio", f"{name}/video"])
        return name

    async def subscribe(self, connection: RTCPeerConnection, name: str, feed: str) -> None:
        """Receive what a publisher publishes."""
        for kind in ("audio", "video"):
            connection.addTransceiver(kind, "recvonly")
        answer = await self.connect(connection, name, [])
        routes = [(mid, f"{feed}/{kind}") for mid, kind in answer["slots"]]
        await self._ask(do="route", peer=name, routes=routes)

    async def connect(self, connection: RTCPeerConnection, name: str, sources: list[str]) -> Any:
        """Have an offer answered."""
        await connection.setLocalDescription(await connection.createOffer())
        sdp = connection.localDescription.sdp
        if not sources:
            sdp = _numbered(sdp, TRANSPORT_ID)
        answer = await self._ask(do="connect", peer=name, sdp=sdp, publishes=sources)
        await connection.setRemoteDescription(RTCSessionDescription(answer["sdp"], "answer"))
        return answer


class Janus:
    """VideoRoom over Janus's WebSocket."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._session: int | None = None

    async def open(self) -> None:
        """Connect and make a session."""
        self._socket = await websockets.connect(
            f"ws://127.0.0.1:{self._port}",
            subprotocols=["janus-protocol"],  # type: ignore[list-item]
        )
        self._session = (await self._ask({"janus": "create"}))["data"]["id"]

    async def publish(self, connection: RTCPeerConnection, name: str) -> str:
        """Publish sound and picture; return the feed's number."""
        handle = await self._attach()
        joining = {"request": "join", "ptype": "publisher", "room": JANUS_ROOM, "display": name}
        joined = await self._message(handle, joining)
        await connection.setLocalDescription(await connection.createOffer())
        body = {"request": "publish", "audiocodec": "opus", "videocodec": "vp8"}
        offer = {"type": "offer", "sdp": _sha256_only(connection.localDescription.sdp)}
        reply = await self._message(handle, body, offer)
        await connection.setRemoteDescription(RTCSessionDescription(reply["jsep"]["sdp"], "answer"))
        return str(joined["plugindata"]["data"]["id"])

    async def subscribe(self, connection: RTCPeerConnection, name: str, feed: str) -> None:
        """Receive what a publisher publishes."""
        handle = await self._attach()
        joining = {
            "request": "join",
            "ptype": "subscriber",
            "room": JANUS_ROOM,
            "streams": [{"feed": int(feed)}],
        }
        reply = await self._message(handle, joining)
        await connection.setRemoteDescription(RTCSessionDescription(reply["jsep"]["sdp"], "offer"))
        await connection.setLocalDescription(await connection.createAnswer())
        sdp = _sha256_only(connection.localDescription.sdp)
        offered = re.search(rf"a=extmap:(\d+) {re.escape(TRANSPORT_URI)}", reply["jsep"]["sdp"])
        if offered:
            sdp = _numbered(sdp, int(offered[1]))
        answer = {"type": "answer", "sdp": sdp}
        await self._message(handle, {"request": "start"}, answer)

    async def _attach(self) -> int:
        reply = await self._ask({"janus": "attach", "plugin": "janus.plugin.videoroom"})
        handle: int = reply["data"]["id"]
        return handle

    async def _message(
        self, handle: int, body: dict[str, Any], jsep: dict[str, str] | None = None
    ) -> Any:
        message: dict[str, Any] = {"janus": "message", "handle_id": handle, "body": body}
        if jsep is not None:
            message["jsep"] = jsep
        return await self._ask(message, "event")

    async def _ask(self, message: dict[str, Any], wanted: str = "success") -> Any:
        """Send a request; read until its answer comes. One request at a time."""
        transaction = f"{random.getrandbits(64):x}"
        message["transaction"] = transaction
        if self._session is not None:
            message["session_id"] = self._session
        await self._socket.send(json.dumps(message))
        while True:
            reply = json.loads(await self._socket.recv())
            if reply.get("transaction") == transaction and reply["janus"] in (wanted, "error"):
                assert reply["janus"] != "error", reply
                return reply


def _numbered(sdp: str, number: int) -> str:
    """Return a description that takes transport-wide numbers, which aiortc does not know."""
    for payload_type in re.findall(r"a=rtpmap:(\d+) (?:opus|VP8)/", sdp, re.IGNORECASE):
        lines = f"a=rtcp-fb:{payload_type} transport-cc\r\na=extmap:{number} {TRANSPORT_URI}\r\n"
        sdp = re.sub(rf"(a=rtpmap:{payload_type} [^\r]*\r\n)", rf"\g<1>{lines}", sdp)
    return sdp


def _sha256_only(sdp: str) -> str:
    """Drop the longer fingerprints, of which Janus takes only the last line."""
    longer = ("a=fingerprint:sha-384", "a=fingerprint:sha-512")
    return "".join(line for line in sdp.splitlines(True) if not line.startswith(longer))


ENGINES: Final[dict[str, Callable[[int], Adapter]]] = {"ours": Ours, "janus": Janus}


async def handshake(connection: RTCPeerConnection) -> RTCDtlsTransport:
    """Wait until a connection can carry media."""
    async with asyncio.timeout(CONNECT_S):
        while True:
            transport = connection.getTransceivers()[0].sender.transport
            if transport.state == "connected":
                return transport
            await asyncio.sleep(0.02)


def connection() -> RTCPeerConnection:
    """Return a connection that asks no server for its address."""
    return RTCPeerConnection(RTCConfiguration(iceServers=[]))


# --- publishers


@dataclass
class Stream:
    """One outgoing stream."""

    ssrc: int
    payload_type: int
    sequence: int = 1000
    timestamp: int = 5000

    def header(self, marker: bool) -> bytes:
        """Return the next packet's header."""
        self.sequence = (self.sequence + 1) & 0xFFFF
        second = self.payload_type | (0x80 if marker else 0)
        return struct.pack("!BBHII", 0x80, second, self.sequence, self.timestamp, self.ssrc)


class Publisher:
    """Writes packets straight to the socket that aiortc has opened."""

    def __init__(self, pc: RTCPeerConnection, transport: RTCDtlsTransport) -> None:
        pair = transport.transport._connection._nominated[1]
        protocol, address = pair.protocol.transport, pair.remote_addr
        self._protect = transport._tx_srtp.protect
        self._send: Callable[[bytes], None] = lambda data: protocol.sendto(data, address)
        self.audio, self.video = (
            Stream(each.sender._ssrc, each._codecs[0].payloadType or 0)
            for each in pc.getTransceivers()
        )
        self._frames = 0

    def speak(self) -> None:
        """Send 20 ms of sound."""
        header = self.audio.header(marker=False)
        self._send(self._protect(header + PAYLOAD[: AUDIO_BYTES - len(header)]))
        self.audio.timestamp += 960

    def show(self) -> None:
        """Send one picture."""
        count = BURSTS[self._frames % len(BURSTS)]
        for place in range(count):
            descriptor = struct.pack(
                "!BBH", 0x90 if place == 0 else 0x80, 0x80, 0x8000 | self._frames & 0x7FFF
            )
            start = (KEYFRAME if self._frames % 30 == 0 else DELTA) if place == 0 else b""
            packet = self.video.header(marker=place == count - 1) + descriptor + start
            self._send(self._protect(packet + PAYLOAD[: VIDEO_BYTES - len(packet)]))
        self._frames += 1
        self.video.timestamp += 3000


async def publish(engine: str, port: int, count: int) -> None:
    """Connect publishers, print their feeds, and send until standard input ends."""
    adapter = ENGINES[engine](port)
    await adapter.open()
    publishers, feeds, kept = [], [], []
    for number in range(count):
        pc = connection()
        kept.append(pc)
        pc.addTransceiver("audio", "sendonly")
        pc.addTransceiver("video", "sendonly")
        feeds.append(await adapter.publish(pc, f"pub{number}"))
        publishers.append(Publisher(pc, await handshake(pc)))
    sys.stdout.write(json.dumps(feeds) + "\n")
    sys.stdout.flush()
    ended = asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    begin = time.perf_counter()
    due: list[tuple[float, int, bool]] = []
    for number in range(count):
        offset = begin + random.random() * 0.03
        heapq.heappush(due, (offset, number, True))
        heapq.heappush(due, (offset + 0.007, number, False))
    while not ended.done():
        when, number, sound = due[0]
        wait = when - time.perf_counter()
        if wait > 0:
            await asyncio.sleep(wait)
            continue
        heapq.heappop(due)
        (publishers[number].speak if sound else publishers[number].show)()
        heapq.heappush(due, (when + (0.02 if sound else 1 / 30), number, sound))


# --- receivers


@dataclass
class Seen:
    """One incoming stream."""

    first: int
    last: int
    packets: int = 0


@dataclass
class Receiver:
    """Counts media at the socket, and leaves STUN to aiortc."""

    streams: dict[bytes, Seen] = field(default_factory=dict)
    counting: bool = False
    arrivals: Arrivals = field(default_factory=Arrivals)

    async def report(self, transport: RTCDtlsTransport) -> None:
        """Give feedback about what came, for ever."""
        pair = transport.transport._connection._nominated[1]
        while True:
            await asyncio.sleep(FEEDBACK_S)
            while self.arrivals:
                report = transport._tx_srtp.protect_rtcp(self.arrivals.report(2, 3))
                pair.protocol.transport.sendto(report, pair.remote_addr)

    def take_over(self, transport: RTCDtlsTransport) -> None:
        """Read the socket instead of asyncio's transport."""
        datagrams: Any = transport.transport._connection._nominated[1].protocol.transport
        loop, sock = datagrams._loop, datagrams._sock
        loop._remove_reader(sock.fileno())

        def readable() -> None:
            for _ in range(128):
                try:
                    data, address = sock.recvfrom(2048)
                except OSError:
                    return
                if 128 <= data[0] <= 191:
                    if self.counting and not 192 <= data[1] <= 223:
                        self._count(data)
                else:
                    datagrams._protocol.datagram_received(data, address)

        loop._add_reader(sock.fileno(), readable)

    def _count(self, data: bytes) -> None:
        if data[0] & 0x10 and data[16] & 0x0F == 1:  # the one element of two bytes
            self.arrivals.add(data[17] << 8 | data[18], time.monotonic())
        sequence = data[2] << 8 | data[3]
        seen = self.streams.setdefault(data[8:12], Seen(sequence, sequence))
        ahead = (sequence - seen.last) & 0xFFFF
        if ahead < 0x8000:
            seen.last += ahead
        seen.packets += 1

    def received(self) -> int:
        """Return packets counted."""
        return sum(seen.packets for seen in self.streams.values())

    def expected(self) -> int:
        """Return packets that must have been sent."""
        return sum(seen.last - seen.first + 1 for seen in self.streams.values())


async def receive(engine: str, port: int, feeds: list[str], count: int) -> None:
    """Connect receivers; count between the lines ``begin`` and ``end`` on standard input."""
    adapter = ENGINES[engine](port)
    await adapter.open()
    receivers, kept, reporting = [], [], []
    for number in range(count):
        pc = connection()
        kept.append(pc)
        await adapter.subscribe(pc, f"sub{number}", feeds[number % len(feeds)])
        receiver = Receiver()
        transport = await handshake(pc)
        receiver.take_over(transport)
        reporting.append(asyncio.create_task(receiver.report(transport)))
        receivers.append(receiver)
    loop = asyncio.get_running_loop()
    for line in _lines():
        sys.stdout.write(line + "\n")
        sys.stdout.flush()
        await loop.run_in_executor(None, sys.stdin.readline)
        for receiver in receivers:
            receiver.counting = line == "ready"
    figures = {
        "received": sum(receiver.received() for receiver in receivers),
        "expected": sum(receiver.expected() for receiver in receivers),
    }
    sys.stdout.write(json.dumps(figures) + "\n")
    sys.stdout.flush()


def _lines() -> Iterator[str]:
    yield "ready"
    yield "counting"


async def _no_reports(sender: Any, *_: Any) -> None:
    """Stand in for aiortc's own RTCP: the streams here are not its own."""
    sender._RTCRtpSender__rtcp_started.set()
    sender._RTCRtpSender__rtcp_exited.set()


def main() -> None:
    """Run one half."""
    only_loopback()
    RTCRtpSender._run_rtcp = _no_reports  # type: ignore[assignment,method-assign]
    parser = argparse.ArgumentParser()
    parser.add_argument("role", choices=("publish", "receive"))
    parser.add_argument("engine", choices=sorted(ENGINES))
    parser.add_argument("port", type=int)
    parser.add_argument("count", type=int)
    parser.add_argument("feeds", nargs="*")
    given = parser.parse_args()
    if given.role == "publish":
        asyncio.run(publish(given.engine, given.port, given.count))
    else:
        asyncio.run(receive(given.engine, given.port, given.feeds, given.count))


if __name__ == "__main__":
    main()
