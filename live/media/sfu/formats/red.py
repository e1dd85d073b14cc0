"""Splits redundant audio (RED, RFC 2198), which carries copies of earlier packets. Pure.

A client sends RED on a network path with loss and a long round trip, where a retransmission would
come too late. Receivers are sent plain audio without copies.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

from live.errors import BadPacket
from live.media.sfu.formats.rtp import Packet

RED: Final = "red/48000/2"
"""As in ``a=rtpmap``."""
MORE = 0x80
"""§3: F bit of a block header's first byte; clear in the last block, which is the packet's own."""
MAX_COPIES = 4
"""Most copies in a packet. Browsers send one; parsing a hundred empty blocks would cost as much
processor time as a meeting."""
TIMESTAMP_MASK: Final = 0xFFFFFFFF


class Copy(NamedTuple):
    """A copy of an earlier packet. Has the fields ``timestamp`` and ``marker``, like `Packet`."""

    back: int
    """How many packets earlier it was sent; 1: just before."""
    timestamp: int
    payload: memoryview
    marker: int = 0
    """Always 0: RED does not keep the marker of a copy."""


NO_COPIES: Final[Sequence[Copy]] = ()


def copies_untrusted(cell: memoryview, packet: Packet, payload_type: int) -> Sequence[Copy]:
    """Return the copies, oldest first, and move ``packet.start`` to the packet's own payload.

    Args:
        cell: holds the packet, within the bounds that `Packet.parse_untrusted` found.
        packet: its header.
        payload_type: of the audio in all blocks; others are refused.

    Raises:
        BadPacket: lengths that do not fit, or a block of another payload type.
    """
    at, end = packet.start, packet.end
    blocks: list[tuple[int, int]] = []
    while at < end and cell[at] & MORE:
        if at + 4 > end or len(blocks) == MAX_COPIES:
            raise BadPacket("copies do not fit")
        if cell[at] & ~MORE != payload_type:
            raise BadPacket("a copy of something else")
        word = int.from_bytes(cell[at + 1 : at + 4])
        blocks.append((word >> 10, word & 0x3FF))
        at += 4
    if at >= end or cell[at] != payload_type:
        raise BadPacket("not sound")
    at += 1
    copies: list[Copy] = []
    for index, (earlier, size) in enumerate(blocks):
        if at + size > end:
            raise BadPacket("copies longer than the packet")
        if size:
            timestamp = (packet.timestamp - earlier) & TIMESTAMP_MASK
            copies.append(Copy(len(blocks) - index, timestamp, cell[at : at + size]))
        at += size
    packet.start = at
    return copies
