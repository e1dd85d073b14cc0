"""One peer's SRTP session: decrypts and encrypts packets in place. No sockets.

Forwarding to many receivers does not use this module, but calls `protect` directly (`fanout`).
"""

from collections import OrderedDict
from typing import Final

from _cffi_backend import _CDataBase as CData

from live.media.sfu.crypto.cells import CELL_BYTES, Cells
from live.media.sfu.crypto.dtls import (
    FORGED,
    REPLAYED,
    SrtpKeys,
    assume_rollovers,
    forget_stream,
    length_cell,
    protect,
    protect_rtcp,
    rollovers,
    unprotect,
    unprotect_rtcp,
)

SRTCP_TRAILER_BYTES = 4 + 16
"""Index and tag (RFC 3711 §3.4, RFC 7714 §9)."""
MAX_HEARD = 256
"""Most SSRCs per peer that libsrtp keeps state for, some 400 bytes each in a linear list. Chosen: a
member sends under eleven, and a wall in Firefox sends reports under one SSRC per slot."""

MAX_DOUBTED = 16
"""Most streams of one peer whose roll-over counter is searched for at once: all that a member
sends. Chosen."""
SEARCHED = 4
"""Further roll-over counters tried per packet, at about 2 µs each. At 50 packets a second, one
second of trials covers 72 hours of audio. Chosen."""
FARTHEST = 400
"""Roll-over counters ahead at which the search begins again, as forged packets advance it too: six
days of audio, and all are tried within 2 s at 50 packets a second. Chosen."""


class SrtpSession:
    """Both directions of one peer. Used from one thread, as is the whole engine."""

    __slots__ = (
        "_doubted",
        "_heard",
        "_keys",
        "_latest",
        "_length",
        "_receive",
        "_scratch",
        "send_context",
        "tag_bytes",
    )

    def __init__(self, keys: SrtpKeys) -> None:
        self._keys: Final = keys  # keeps the contexts alive
        self._receive = keys.receive
        self._length = length_cell()
        self._scratch = Cells(1)
        self._heard: OrderedDict[int, None] = OrderedDict()
        """SSRCs of authenticated packets, most recent last."""
        self._latest: int | None = None
        """The most recent SSRC; most packets come in bursts of one stream."""
        self._doubted: OrderedDict[int, int] = OrderedDict()
        """Known SSRCs whose last packet failed authentication, most recent last, with the roll-over
        counter to try next; a copy of their next packet is kept before decryption."""
        self.send_context = keys.send
        self.tag_bytes = keys.tag_bytes

    def has_heard(self, ssrc: int) -> bool:
        """Tell whether an authenticated packet of an SSRC came and is remembered."""
        return ssrc in self._heard

    def open_rtp(self, pointer: CData, cell: memoryview, size: int, ssrc: int) -> int:
        """Decrypt a packet in place; return its new size, 0 if authentication fails."""
        length = self._length
        length[0] = size
        sealed = bytes(cell[:size]) if ssrc in self._doubted else None
        if status := unprotect(self._receive, pointer, length):
            if status == REPLAYED or ssrc not in self._heard:
                return 0
            if sealed is None:
                self._doubt(ssrc)
                if status == FORGED:  # decryption has overwritten the packet
                    return 0
                sealed = bytes(cell[:size])
            if not self._opens_later(pointer, cell, sealed, ssrc):
                return 0
        if sealed is not None:
            del self._doubted[ssrc]
        if ssrc != self._latest:
            self._hear(ssrc)
        opened: int = length[0]
        return opened

    def _doubt(self, ssrc: int) -> None:
        """Have the next packet of a stream copied, to try it with other roll-over counters."""
        if len(self._doubted) >= MAX_DOUBTED:
            self._doubted.popitem(last=False)
        self._doubted[ssrc] = rollovers(self._receive, ssrc) + 2

    def _opens_later(self, pointer: CData, cell: memoryview, sealed: bytes, ssrc: int) -> bool:
        """Decrypt a packet of a stream that skipped more than half of the sequence numbers.

        The roll-over counter was then guessed too low (RFC 3711 §3.3.1), and would be for all later
        packets. Each packet tries a few more counters, as any number of rounds may be missed.
        """
        count, length = rollovers(self._receive, ssrc), self._length
        further = self._doubted[ssrc]
        if further > count + FARTHEST:
            further = count + 2
        self._doubted[ssrc] = further + SEARCHED
        opened = False
        for later in (count, count + 1, *range(further, further + SEARCHED)):
            if later and not opened:
                length[0] = len(sealed)
                cell[: len(sealed)] = sealed
                assume_rollovers(self._receive, ssrc, later)
                opened = unprotect(self._receive, pointer, length) == 0
        assume_rollovers(self._receive, ssrc, 0)
        return opened

    def _hear(self, ssrc: int) -> None:
        """Note an authenticated packet; beyond `MAX_HEARD` SSRCs, forget the least recent one."""
        heard, self._latest = self._heard, ssrc
        if ssrc in heard:
            heard.move_to_end(ssrc)
            return
        heard[ssrc] = None
        if len(heard) > MAX_HEARD:
            oldest, _ = heard.popitem(last=False)
            forget_stream(self._receive, oldest)

    def open_rtcp(self, pointer: CData, size: int, ssrc: int) -> int:
        """Decrypt a compound packet in place; return its new size, 0 if authentication fails."""
        length = self._length
        length[0] = size
        if unprotect_rtcp(self._receive, pointer, length):
            return 0
        self._hear(ssrc)
        opened: int = length[0]
        return opened

    def seal_rtp(self, pointer: CData, size: int) -> int:
        """Encrypt a packet in place; return its new size, 0 if libsrtp refuses."""
        length = self._length
        length[0] = size
        return 0 if protect(self.send_context, pointer, length) else length[0]

    def seal_rtcp(self, packet: bytes) -> memoryview | None:
        """Encrypt a compound packet; the result is valid until the next call."""
        size = len(packet)
        if size + SRTCP_TRAILER_BYTES > CELL_BYTES:
            return None
        cell = self._scratch.views[0]
        cell[:size] = packet
        self._length[0] = size
        if protect_rtcp(self.send_context, self._scratch.pointers[0], self._length):
            return None
        return cell[: self._length[0]]
