"""RTP headers and extensions, whole and broken."""

import struct

import pytest

from live.errors import BadPacket
from live.media.sfu.formats.demux import Protocol, protocol_of
from live.media.sfu.formats.rtp import Extension, Packet

IDS = {
    1: Extension.AUDIO_LEVEL,
    3: Extension.TRANSPORT_SEQUENCE,
    4: Extension.MID,
    10: Extension.RID,
}


def header(*, first: int = 0x80, second: int = 0xE0) -> bytes:
    """Return a fixed header: marker, payload type 96, sequence 7, time stamp 8, SSRC 9."""
    return struct.pack("!BBHII", first, second, 7, 8, 9)


def extension(*elements: bytes, profile: int = 0xBEDE) -> bytes:
    """Return an extension block."""
    body = b"".join(elements)
    body += bytes(-len(body) % 4)
    return struct.pack("!HH", profile, len(body) // 4) + body


def element(number: int, value: bytes) -> bytes:
    """Return a one-byte element."""
    return bytes([number << 4 | len(value) - 1]) + value


def parse(data: bytes) -> Packet:
    packet = Packet()
    cell = memoryview(bytearray(data + b"\xee" * 32))
    packet.parse_untrusted(cell, len(data), IDS)
    packet.names_untrusted(cell, len(data), IDS)
    return packet


def test_packet_says_what_its_header_says() -> None:
    packet = parse(header() + b"payload")
    assert (packet.marker, packet.payload_type, packet.sequence) == (128, 96, 7)
    assert (packet.timestamp, packet.ssrc, packet.start, packet.end) == (8, 9, 12, 19)
    assert packet.transport_sequence is packet.audio_level is None
    assert packet.mid is packet.rid is None


def test_packet_with_sources_extensions_and_padding_has_its_payload_between_them() -> None:
    block = extension(element(3, b"\x01\x02"), b"\x00", element(1, b"\x83"), element(4, b"0"))
    data = header(first=0xB2) + bytes(8) + block + b"voice" + b"\x00\x00\x03"
    packet = parse(data)
    assert data[packet.start : packet.end] == b"voice"
    assert (packet.transport_sequence, packet.audio_level, packet.mid) == (258, -3, "0")


def test_names_of_a_packet_are_read_and_unknown_elements_are_skipped() -> None:
    packet = parse(header(first=0x90) + extension(element(9, b"?" * 16), element(10, b"q")) + b"x")
    assert (packet.mid, packet.rid) == (None, "q")


def test_two_byte_extensions_are_stepped_over_because_they_are_never_negotiated() -> None:
    packet = parse(header(first=0x90) + extension(b"\x04\x01q", profile=0x1000) + b"x")
    assert packet.mid is None
    assert packet.end - packet.start == 1


def test_packet_of_padding_only_has_an_empty_payload() -> None:
    packet = parse(header(first=0xA0) + bytes(254) + b"\xff")
    assert packet.start == packet.end == 12


@pytest.mark.parametrize(
    "data",
    [
        b"",
        header()[:11],
        header(first=0x8F),
        header(first=0x90),
        header(first=0x90) + b"\xbe\xde\x00\x02" + bytes(4),
        header(first=0x90) + extension(element(3, b"\x01")) + b"x",
        header(first=0x90) + extension(element(3, b"\x01\x02\x03")) + b"x",
        header(first=0x90) + b"\xbe\xde\x00\x01" + b"\x10\x01\x3f\x00",
        header(first=0x90) + extension(element(4, b"\xff")) + b"x",
        header(first=0xA0) + b"x\x00",
        header(first=0xA0) + b"x\x03",
    ],
    ids=[
        "nothing",
        "short header",
        "sources missing",
        "extension missing",
        "extension longer than the packet",
        "sequence of one byte",
        "sequence of three bytes",
        "element longer than the extension",
        "mid that is not ASCII",
        "padding of no bytes",
        "padding longer than the packet",
    ],
)
def test_broken_packet_is_refused(data: bytes) -> None:
    with pytest.raises(BadPacket):
        parse(data)


@pytest.mark.parametrize(
    ("first", "second", "protocol"),
    [
        (0, 1, Protocol.STUN),
        (3, 0, Protocol.STUN),
        (4, 0, None),
        (20, 0, Protocol.DTLS),
        (63, 0, Protocol.DTLS),
        (64, 0, None),
        (128, 96, Protocol.RTP),
        (191, 224, Protocol.RTP),
        (128, 200, Protocol.RTCP),
        (192, 0, None),
    ],
)
def test_protocol_is_told_by_the_first_two_bytes(
    first: int, second: int, protocol: Protocol | None
) -> None:
    assert protocol_of(first, second) is protocol
