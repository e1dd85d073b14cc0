"""How either engine is asked: connections, offers and answers. Media is none of its business.

ICE, DTLS and SDP are aiortc's. Both engines are offered the same: names, loudness and
transport-wide numbers in the header, and feedback on them.
"""

import asyncio
import json
import random
import re
from collections.abc import Callable
from typing import Any, Final, Protocol

import websockets.asyncio.client as websockets
from aiortc import RTCConfiguration, RTCDtlsTransport, RTCPeerConnection, RTCSessionDescription

from live.media.sfu.formats.rtp import TRANSPORT_URI

CONNECT_S: Final = 20
JANUS_ROOM: Final = 1234
TRANSPORT_ID: Final = 9
"""Of the extension with the transport-wide number, in our offers."""


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
        sdp = _numbered(connection.localDescription.sdp, TRANSPORT_ID)
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
        sdp = _numbered(_sha256_only(connection.localDescription.sdp), TRANSPORT_ID)
        reply = await self._message(handle, body, {"type": "offer", "sdp": sdp})
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
        offered = transport_id(reply["jsep"]["sdp"])
        if offered:
            sdp = _numbered(sdp, offered)
        await self._message(handle, {"request": "start"}, {"type": "answer", "sdp": sdp})

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


ENGINES: Final[dict[str, Callable[[int], Adapter]]] = {"ours": Ours, "janus": Janus}


def transport_id(sdp: str) -> int:
    """Return the id under which a description has transport-wide numbers; 0: it has none."""
    found = re.search(rf"a=extmap:(\d+) {re.escape(TRANSPORT_URI)}", sdp)
    return int(found[1]) if found else 0


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
