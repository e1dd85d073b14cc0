"""One peer's SRTP keys in use: opens what came where it lies, seals what goes. No sockets.

Forwarding to many does not come through here but calls `protect` itself (`forward`).
"""

from typing import Final

from _cffi_backend import _CDataBase as CData

from live.media.sfu.cells import CELL_BYTES, Cells
from live.media.sfu.dtls import (
    SrtpKeys,
    length_cell,
    protect,
    protect_rtcp,
    unprotect,
    unprotect_rtcp,
)

SRTCP_TRAILER_BYTES = 4 + 16
"""Index and tag (RFC 3711 §3.4, RFC 7714 §9)."""


class SrtpSession:
    """Both directions of one peer. Used from one thread, like everything of the engine."""

    __slots__ = ("_keys", "_length", "_receive", "_scratch", "send_context", "tag_bytes")

    def __init__(self, keys: SrtpKeys) -> None:
        self._keys: Final = keys  # own the contexts
        self._receive = keys.receive
        self._length = length_cell()
        self._scratch = Cells(1)
        self.send_context = keys.send
        self.tag_bytes = keys.tag_bytes

    def open_rtp(self, pointer: CData, size: int) -> int:
        """Decrypt a packet in place; return its new size, 0 if it is not genuine."""
        length = self._length
        length[0] = size
        return 0 if unprotect(self._receive, pointer, length) else length[0]

    def open_rtcp(self, pointer: CData, size: int) -> int:
        """Decrypt a compound packet in place; return its new size, 0 if it is not genuine."""
        length = self._length
        length[0] = size
        return 0 if unprotect_rtcp(self._receive, pointer, length) else length[0]

    def seal_rtp(self, pointer: CData, size: int) -> int:
        """Encrypt a packet in place; return its new size, 0 if libsrtp refuses."""
        length = self._length
        length[0] = size
        return 0 if protect(self.send_context, pointer, length) else length[0]

    def seal_rtcp(self, packet: bytes) -> memoryview | None:
        """Encrypt a compound packet; what is returned holds until the next call."""
        size = len(packet)
        if size + SRTCP_TRAILER_BYTES > CELL_BYTES:
            return None
        cell = self._scratch.views[0]
        cell[:size] = packet
        self._length[0] = size
        if protect_rtcp(self.send_context, self._scratch.pointers[0], self._length):
            return None
        return cell[: self._length[0]]
