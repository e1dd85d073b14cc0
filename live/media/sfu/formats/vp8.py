"""The VP8 payload descriptor (RFC 7741 §4.2): key frames, picture ids, temporal layers.

A receiver's decoder needs continuous picture ids although sources change, so ids are shifted in
outgoing packets. For that, 7-bit ids of incoming packets are widened to 15 bits (`widened`).
"""

from typing import NamedTuple

from live.errors import BadPacket

PICTURE_ID_MASK = 0x7FFF
"""15 bits; every id is stored in this form (RFC 7741 §4.2, M bit set)."""
TL0_MASK = 0xFF


class Descriptor(NamedTuple):
    """Fields of a payload and their offsets; offset 0 means absent (byte 0 is never an id)."""

    keyframe: bool
    """This packet is the first of a key frame."""
    picture_id_at: int
    picture_id: int
    wide: bool
    """The picture id has 15 bits already."""
    tl0_at: int
    tl0: int
    temporal: int
    """The temporal layer; 0 is decodable alone, and also means a stream without temporal layers."""
    size: int
    """Bytes before the VP8 payload header."""


def descriptor_untrusted(payload: memoryview) -> Descriptor:
    """Parse the descriptor and the key frame bit after it.

    Raises:
        BadPacket: the payload is too short.
    """
    try:
        return _descriptor(payload)
    except IndexError:
        raise BadPacket("short VP8 descriptor") from None


def _descriptor(payload: memoryview) -> Descriptor:
    first = payload[0]
    at = 1
    picture_id_at = picture_id = tl0_at = tl0 = temporal = 0
    wide = False
    if first & 0x80:
        extended = payload[1]
        at = 2
        if extended & 0x80:
            picture_id_at = at
            picture_id = payload[at]
            wide = bool(picture_id & 0x80)
            if wide:
                picture_id = (picture_id & 0x7F) << 8 | payload[at + 1]
                at += 1
            at += 1
        if extended & 0x40:
            tl0_at = at
            tl0 = payload[at]
            at += 1
        if extended & 0x30:
            if extended & 0x20:
                temporal = payload[at] >> 6
            at += 1
    if at > len(payload):
        raise IndexError
    # S set and partition 0: the frame starts here; P clear: it needs no other (RFC 7741 §4.3).
    keyframe = first & 0x17 == 0x10 and not payload[at] & 0x01
    return Descriptor(keyframe, picture_id_at, picture_id, wide, tl0_at, tl0, temporal, at)


def widened(payload: memoryview, read: Descriptor, near: int) -> bytes:
    """Return the payload with its 7-bit picture id in the 15-bit form, one byte longer.

    Args:
        payload: as received.
        read: its descriptor.
        near: the previous packet's id; of the 15-bit ids with these low 7 bits the nearest is used.
    """
    at = read.picture_id_at
    ahead = (read.picture_id - near + 64) % 128 - 64
    wide = (0x8000 | (near + ahead) & PICTURE_ID_MASK).to_bytes(2, "big")
    return bytes(payload[:at]) + wide + bytes(payload[at + 1 :])
