"""RTP headers and their extensions (RFC 3550 §5.1, RFC 8285), parsed in the receive buffer.

Nothing is copied: a `Packet` holds where in the receive cell the payload starts and ends. One
`Packet` object is reused, because parsing runs for every packet.
"""

import struct
from collections.abc import Mapping
from enum import IntEnum
from typing import Final

from live.errors import BadPacket

HEADER_BYTES = 12
SEQUENCES = 1 << 16
"""Number of sequence numbers; after them they wrap to 0 (RFC 3550 §5.1)."""
read_header: Final = struct.Struct("!BBHII").unpack_from
SSRC_AT = 8
read_ssrc: Final = struct.Struct("!I").unpack_from
write_header: Final = struct.Struct("!BBHII").pack_into
write_extended: Final = struct.Struct("!HHIQI").pack_into
"""A header with the transport-wide number as its only extension. Fields: `VERSION_2_EXTENDED` with
marker and payload type, sequence number, time stamp, `extended_ssrc`, `transport_element` with the
number."""
EXTENDED_BYTES = 20
VERSION_2: Final = 0x80
"""First byte of headers that we send: no padding, no extension, no contributing sources."""
VERSION_2_EXTENDED: Final = 0x9000
"""First two bytes of a header with an extension, marker and payload type left 0."""
_read_word: Final = struct.Struct("!H").unpack_from

ONE_BYTE_PROFILE = 0xBEDE
"""RFC 8285 §4.2. The two-byte form is never negotiated (``extmap-allow-mixed`` is not answered)."""


class Extension(IntEnum):
    """The header extensions this engine understands."""

    MID = 1
    RID = 2
    REPAIRED_RID = 3
    TRANSPORT_SEQUENCE = 4
    AUDIO_LEVEL = 5


TRANSPORT_URI: Final = "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01"
URIS: Final[Mapping[str, Extension]] = {
    "urn:ietf:params:rtp-hdrext:sdes:mid": Extension.MID,
    "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id": Extension.RID,
    "urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id": Extension.REPAIRED_RID,
    TRANSPORT_URI: Extension.TRANSPORT_SEQUENCE,
    "urn:ietf:params:rtp-hdrext:ssrc-audio-level": Extension.AUDIO_LEVEL,
}


def extended_ssrc(ssrc: int) -> int:
    """Return an SSRC and the extension header: one-byte form, length 1 (RFC 8285 §4.2)."""
    return ssrc << 32 | ONE_BYTE_PROFILE << 16 | 1


def transport_element(extension_id: int) -> int:
    """Return the extension element (one word), to which the number is added, shifted by 8 bits."""
    return (extension_id << 4 | 1) << 24


class Packet:
    """A parsed header. ``start`` and ``end`` bound the payload, without padding."""

    __slots__ = (
        "audio_level",
        "end",
        "marker",
        "mid",
        "payload_type",
        "repaired_rid",
        "rid",
        "sequence",
        "ssrc",
        "start",
        "timestamp",
        "transport_sequence",
    )

    def __init__(self) -> None:
        self.marker = 0
        """0 or 128: the marker bit at its place in the header's second byte."""
        self.payload_type = 0
        self.sequence = 0
        self.timestamp = 0
        self.ssrc = 0
        self.start = 0
        self.end = 0
        self.transport_sequence: int | None = None
        self.audio_level: int | None = None
        """0 loudest, -127 silence (RFC 6464 §3)."""
        self.mid: str | None = None
        self.rid: str | None = None
        self.repaired_rid: str | None = None

    def parse_untrusted(
        self, data: memoryview, size: int, extensions: Mapping[int, Extension]
    ) -> None:
        """Parse the header of the ``size`` bytes at the start of ``data``.

        Raises:
            BadPacket: lengths that do not fit; the fields are then invalid.
        """
        if size < HEADER_BYTES:
            raise BadPacket("short RTP header")
        first, second, self.sequence, self.timestamp, self.ssrc = read_header(data)
        self.marker = second & 0x80
        self.payload_type = second & 0x7F
        self.transport_sequence = self.audio_level = None
        start = HEADER_BYTES + ((first & 0x0F) << 2)
        if first & 0x10:
            if start + 4 > size:
                raise BadPacket("short extension header")
            begin = start + 4
            start = begin + (_read_word(data, start + 2)[0] << 2)
            if start > size:
                raise BadPacket("short extension")
            if _read_word(data, begin - 4)[0] == ONE_BYTE_PROFILE:
                self._extensions_untrusted(data, begin, start, extensions)
        end = size
        if first & 0x20:
            end -= data[size - 1]
        if start > end or (first & 0x20 and end == size):
            raise BadPacket("payload out of bounds")
        self.start = start
        self.end = end

    def _extensions_untrusted(
        self, data: memoryview, at: int, end: int, extensions: Mapping[int, Extension]
    ) -> None:
        """Parse one-byte extension elements (RFC 8285 §4.2); unknown ones are skipped."""
        while at < end:
            head = data[at]
            at += 1
            if head == 0:
                continue
            size = (head & 0x0F) + 1
            if at + size > end:
                raise BadPacket("short extension element")
            known = extensions.get(head >> 4)
            if known is Extension.TRANSPORT_SEQUENCE:
                if size != 2:
                    raise BadPacket("transport sequence is not 2 bytes")
                self.transport_sequence = data[at] << 8 | data[at + 1]
            elif known is Extension.AUDIO_LEVEL:
                self.audio_level = -(data[at] & 0x7F)
            at += size

    def names_untrusted(
        self, data: memoryview, size: int, extensions: Mapping[int, Extension]
    ) -> None:
        """Parse mid and rid, which only the first packets of an unknown SSRC need.

        Call it after `parse_untrusted`, which has checked the bounds.

        Raises:
            BadPacket: a name that is not ASCII.
        """
        self.mid = self.rid = self.repaired_rid = None
        at = HEADER_BYTES + ((data[0] & 0x0F) << 2)
        if not data[0] & 0x10 or _read_word(data, at)[0] != ONE_BYTE_PROFILE:
            return
        end = min(self.start, size)
        at += 4
        while at < end:
            head = data[at]
            at += 1
            if head == 0:
                continue
            value = bytes(data[at : at + (head & 0x0F) + 1])
            at += len(value)
            self._name_untrusted(extensions.get(head >> 4), value)

    def _name_untrusted(self, kind: Extension | None, value: bytes) -> None:
        if kind not in (Extension.MID, Extension.RID, Extension.REPAIRED_RID):
            return
        try:
            name = value.decode("ascii")
        except UnicodeDecodeError:
            raise BadPacket("stream name is not ASCII") from None
        if kind is Extension.MID:
            self.mid = name
        elif kind is Extension.RID:
            self.rid = name
        else:
            self.repaired_rid = name
