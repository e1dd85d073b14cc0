"""Messages on a byte stream: a length, the message, and after the handshake a seal (an HMAC).

::

    length of the message, 4 bytes, big-endian │ message, JSON │ HMAC-SHA-256, 32 bytes, when sealed

The seal covers a counter of frames, so that a frame that was changed, repeated, left out or
reordered in transit ends the stream. Frames are not encrypted: for that, put the stream into a
tunnel.
"""

import asyncio
import hashlib
import hmac
from dataclasses import dataclass
from typing import Final

from live.errors import BadPacket
from live.media.node.messages import NodeMessage, encode

LENGTH_BYTES: Final = 4
SEAL_BYTES: Final = hashlib.sha256().digest_size
FRAME_BYTES: Final = 1 << 20
"""The longest message taken; an offer has up to 200,000 characters (`signaling.limits`). Chosen."""
HELLO_BYTES: Final = 1 << 10
"""The longest message taken before authentication. Chosen."""
BACKLOG_BYTES: Final = 4 << 20
"""Most bytes waiting for an end that does not read; with more the stream is aborted. Chosen."""


@dataclass(slots=True)
class FrameSeal:
    """One direction's key, and the number of its next frame."""

    key: bytes
    number: int = 0

    def next(self, message: bytes) -> bytes:
        """Return the seal of the next frame."""
        numbered = self.number.to_bytes(8, "big") + message
        self.number += 1
        return hmac.digest(self.key, numbered, "sha256")


class Frames:
    """Both directions of a stream."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self._in: FrameSeal | None = None
        self._out: FrameSeal | None = None

    def seal(self, *, incoming: bytes, outgoing: bytes) -> None:
        """Seal every frame from here on, each direction with its own key."""
        self._in, self._out = FrameSeal(incoming), FrameSeal(outgoing)

    def send(self, message: NodeMessage) -> None:
        """Send a message; on a stream that has ended it is lost."""
        if self._writer.is_closing():
            return
        data = encode(message)
        seal = self._out.next(data) if self._out else b""
        self._writer.write(len(data).to_bytes(LENGTH_BYTES, "big") + data + seal)
        if self._writer.transport.get_write_buffer_size() > BACKLOG_BYTES:
            self.abort()

    async def receive_untrusted(self) -> bytes:
        """Return the next message, authenticated but not parsed.

        Raises:
            BadPacket: it is too long, or its seal is wrong; the stream cannot be used any more.
            ConnectionError: the stream has ended.
        """
        limit = FRAME_BYTES if self._in else HELLO_BYTES
        try:
            length = int.from_bytes(await self._reader.readexactly(LENGTH_BYTES), "big")
            if length > limit:
                raise BadPacket(f"a message of {length} bytes; {limit} are taken")
            data = await self._reader.readexactly(length)
            seal = await self._reader.readexactly(SEAL_BYTES) if self._in else b""
        except asyncio.IncompleteReadError:
            raise ConnectionError("the other side has gone") from None
        if self._in and not hmac.compare_digest(seal, self._in.next(data)):
            raise BadPacket("a message is not genuine")
        return data

    def abort(self) -> None:
        """End the stream at once; what is not sent yet is lost."""
        self._writer.transport.abort()

    async def close(self) -> None:
        """End the stream after sending what was written."""
        self._writer.close()
        try:
            await self._writer.wait_closed()
        except OSError:
            return  # the other side has closed it already
