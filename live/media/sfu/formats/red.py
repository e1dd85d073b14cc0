"""Sound that brings copies of what was sent before it (RFC 2198), taken apart. Pure.

A microphone on a long and bad way sends it: by the time that a request were answered, nobody waits
for the packet any more. What goes on to the receivers is plain sound again.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

from live.errors import BadPacket
from live.media.sfu.formats.rtp import Packet

RED: Final = "red/48000/2"
"""As in ``a=rtpmap``."""
MORE = 0x80
"""§3: bit of a block's first byte; the last block, which is the packet's own, has it not."""
MAX_COPIES = 4
"""Browsers send one; the bits of a hundred empty blocks would cost as much as a meeting."""
TIMESTAMP_MASK: Final = 0xFFFFFFFF


class Copy(NamedTuple):
    """What an earlier packet carried. Fits where a `Packet` tells of time and marker."""

    back: int
    """How many packets earlier it was sent; 1: just before."""
    timestamp: int
    payload: memoryview
    marker: int = 0
    """A talk spurt that begins is told by its own first packet, or not at all."""


NO_COPIES: Final[Sequence[Copy]] = ()


def copies_untrusted(cell: memoryview, packet: Packet, payload_type: int) -> Sequence[Copy]:
    """Read the copies, oldest first, and leave the packet with its own payload alone.

    Args:
        cell: where the packet lies, as `Packet.parse_untrusted` bounded it.
        packet: its header.
        payload_type: of the sound in it; nothing else is forwarded.

    Raises:
        BadPacket: lengths that do not fit, or something else than sound in it.
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
