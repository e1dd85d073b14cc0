"""From a packet of a stream to everybody who is to have it."""

import struct

import pytest
from pylibsrtp import Session

from live.errors import BadPacket
from live.media.engine import Layer, MediaKind
from live.media.sfu.formats.rtcp import SenderReport, rtcp_untrusted
from live.media.sfu.formats.rtp import EXTENDED_BYTES, HEADER_BYTES, Extension, Packet
from live.media.sfu.formats.vp8 import descriptor_untrusted
from live.media.sfu.relay.fanout import Fanout, Onward
from live.media.sfu.relay.forward import MAX_PAYLOAD_BYTES, Forwarder
from live.media.sfu.relay.stream import Clocks, Stream
from live.media.sfu.relay.wallclock import NTP_HZ
from tests.media.fakes import (
    GCM,
    REPAIR,
    SHA1,
    TRANSPORT_ID,
    FakePort,
    FakeReceiver,
    arrival,
    downlink,
    opener,
    session,
    track,
    vp8,
)


class Path:
    """A stream, a forwarder, and receivers who decrypt."""

    def __init__(self, kind: MediaKind = MediaKind.VIDEO) -> None:
        self.port = FakePort()
        self.forwarder = Forwarder(self.port)
        self.stream = Stream(track(kind=kind), Layer.FULL, 1)
        self.now = 10.0

    def send(
        self, sequence: int, payload: bytes, *, timestamp: int | None = None, marker: bool = False
    ) -> None:
        """Let a packet arrive."""
        self.now += 0.01
        packet, cell = arrival(
            sequence, sequence * 3000 if timestamp is None else timestamp, payload, marker=marker
        )
        self.forwarder.packet(self.stream, packet, cell, self.now)

    def repair(self, sequence: int, payload: bytes) -> None:
        """Let a retransmission arrive."""
        packet, cell = arrival(1, sequence * 3000, struct.pack("!H", sequence) + payload)
        self.forwarder.repair(self.stream, packet, cell, self.now)


def clear(data: bytes, by: Session) -> tuple[int, int, int, int, bytes]:
    """Return sequence, time stamp, marker and type, SSRC and payload."""
    packet = by.unprotect(data)
    _, second, sequence, timestamp, ssrc = struct.unpack_from("!BBHII", packet)
    return sequence, timestamp, second, ssrc, packet[HEADER_BYTES:]


def test_waiting_receiver_begins_with_a_key_frame_and_others_are_not_disturbed() -> None:
    path, first, second = Path(), downlink(), downlink(ssrc=8)
    first.expect(path.stream, 0.0)
    path.send(1, vp8(1))
    assert path.port.taken() == []
    path.send(2, vp8(2, keyframe=True))
    assert len(path.port.taken()) == 1
    second.expect(path.stream, 0.0)
    path.send(3, vp8(3))
    assert len(path.port.taken()) == 1
    path.send(4, vp8(4, keyframe=True))
    assert len(path.port.taken()) == 2
    assert (first.sent()[0], second.sent()[0]) == (3, 1)


def test_sound_begins_with_any_packet() -> None:
    path, slot = Path(MediaKind.AUDIO), downlink(kind=MediaKind.AUDIO)
    slot.expect(path.stream, 0.0)
    path.send(7, b"opus", marker=True)
    (datagram,) = path.port.taken()
    assert clear(datagram, opener()) == (100, 5000, 0x80 | 120, 7, b"opus")


def test_every_receiver_gets_his_own_numbers_and_types() -> None:
    path = Path()
    slots = [downlink(ssrc=n, first_number=1000 * n) for n in range(1, 6)]
    for slot in slots:
        slot.expect(path.stream, 0.0)
    path.send(65535, vp8(9, keyframe=True))
    path.send(0, vp8(10))
    sent = path.port.taken()
    assert len(sent) == 10
    openers = [opener() for _ in slots]
    for place, data in enumerate(sent):
        number, _, _, ssrc, _ = clear(data, openers[place % 5])
        assert (number, ssrc) == (1000 * ssrc + place // 5, 1 + place % 5)


def test_resent_packet_is_the_same_in_every_byte() -> None:
    """The fan-out and the single writer are two pieces of code; the nonce allows no difference."""
    path, slot, other = Path(), downlink(), Stream(track(), Layer.FULL, 2)
    slot.expect(path.stream, 0.0)
    path.send(1, vp8(500, keyframe=True, tl0=250))
    first, path.stream = path.stream, other
    slot.expect(other, 0.0)
    for number in range(40, 60):
        path.send(number, vp8(number, keyframe=number == 40, tl0=number, body=bytes(number)))
    slot.expect(first, 0.0)
    path.stream = first
    path.send(2, vp8(501, keyframe=True, tl0=251), marker=True)
    sent = path.port.taken()
    numbers = [int.from_bytes(data[2:4], "big") for data in sent]
    assert numbers == list(range(100, 122))
    assert path.forwarder.resend(slot, numbers) == len(sent)
    assert path.port.taken() == sent
    assert path.forwarder.resend(slot, [99, 122, 5000]) == 0


def test_picture_ids_and_levels_go_on_over_a_switch() -> None:
    path, slot = Path(), downlink()
    slot.expect(path.stream, 0.0)
    path.send(1, vp8(0x7FFE, keyframe=True, tl0=255))
    path.send(2, vp8(0x7FFF, tl0=255))
    path.stream = Stream(track(), Layer.FULL, 2)
    slot.expect(path.stream, 0.0)
    path.send(9000, vp8(3, keyframe=True, tl0=17))
    path.send(9001, vp8(4, tl0=18))
    by = opener()
    read = [descriptor_untrusted(memoryview(clear(d, by)[4])) for d in path.port.taken()]
    assert [each.picture_id for each in read] == [0x7FFE, 0x7FFF, 0, 1]
    assert [each.tl0 for each in read] == [255, 255, 0, 1]


def test_padding_leaves_no_hole_in_what_is_sent() -> None:
    path, slot = Path(), downlink()
    slot.expect(path.stream, 0.0)
    path.send(1, vp8(1, keyframe=True))
    for number in range(2, 300):
        path.send(number, b"")
    path.send(300, vp8(2))
    assert [int.from_bytes(d[2:4], "big") for d in path.port.taken()] == [100, 101]
    assert path.stream.reception.lost() == 0


def test_late_packet_goes_to_those_who_were_there_and_fills_its_own_place() -> None:
    path, early, late = Path(), downlink(), downlink(ssrc=8)
    early.expect(path.stream, 0.0)
    path.send(1, vp8(1, keyframe=True))
    path.send(3, vp8(3))
    late.expect(path.stream, 0.0)
    path.send(4, vp8(4, keyframe=True))
    path.port.taken()
    path.send(2, vp8(2))
    (datagram,) = path.port.taken()
    assert int.from_bytes(datagram[2:4], "big") == 101
    assert int.from_bytes(datagram[8:12], "big") == early.ssrc


def test_retransmission_fills_the_gap_once() -> None:
    path, slot = Path(), downlink()
    slot.expect(path.stream, 0.0)
    path.send(1, vp8(1, keyframe=True))
    path.send(3, vp8(3))
    assert path.stream.gaps
    path.port.taken()
    path.repair(2, vp8(2))
    assert len(path.port.taken()) == 1
    assert not path.stream.gaps
    path.repair(2, vp8(2, body=b"something else"))
    path.send(2, vp8(2, body=b"yet something else"))
    path.repair(9, vp8(9))
    path.repair(1, b"")
    assert path.port.taken() == []


def test_long_outage_is_answered_by_a_key_frame() -> None:
    path = Path()
    path.send(1, vp8(1, keyframe=True))
    path.send(1000, vp8(2))
    assert path.stream.keyframes.wanted
    assert not path.stream.gaps


def test_broken_picture_is_refused_and_the_stream_goes_on() -> None:
    path, slot = Path(), downlink()
    slot.expect(path.stream, 0.0)
    with pytest.raises(BadPacket):
        path.send(1, b"\x90")
    path.send(2, vp8(2, keyframe=True))
    assert len(path.port.taken()) == 1


def test_payload_longer_than_any_path_is_refused_because_it_would_not_fit_a_cell_again() -> None:
    path, slot = Path(), downlink()
    slot.expect(path.stream, 0.0)
    path.send(1, vp8(1, keyframe=True, body=bytes(MAX_PAYLOAD_BYTES - 10)))
    assert len(path.port.taken()) == 1
    with pytest.raises(BadPacket):
        path.send(2, vp8(1, keyframe=True, body=bytes(MAX_PAYLOAD_BYTES)))


def test_receivers_of_one_stream_may_have_ciphers_with_tags_of_different_length() -> None:
    path = Path()
    ciphers = (GCM, SHA1, GCM)
    for number, cipher in enumerate(ciphers):
        receiver = FakeReceiver(session=session(cipher))
        downlink(receiver, ssrc=number).expect(path.stream, 0.0)
    for number in range(1, 4):
        path.send(number, vp8(number, keyframe=True))
        sent = path.port.taken()
        assert len({len(datagram) for datagram in sent}) == 2
        sent.sort(key=lambda datagram: datagram[8:12])
        for datagram, cipher in zip(sent, ciphers, strict=True):
            if number == 1:
                assert opener(cipher).unprotect(datagram).endswith(b"picture")


def test_packets_that_came_together_go_together_and_in_order() -> None:
    """Whatever their sizes are: only those of one size can be one message to the kernel."""
    path, reader, other = Path(), opener(), opener()
    for ssrc in (7, 8):
        downlink(FakeReceiver(), ssrc=ssrc).expect(path.stream, 0.0)
    path.send(1, vp8(1, keyframe=True))
    path.port.taken()
    path.forwarder.hold()
    sizes = [1, 1, 1, 1, 1, 2, 3, 3]
    for number, size in enumerate(sizes, start=2):
        path.send(number, vp8(number, body=bytes(size)))
    assert not path.port.taken()
    path.forwarder.release()
    sent = path.port.taken()
    assert len(sent) == 2 * len(sizes)
    for ssrc, by in ((7, reader), (8, other)):
        own = [clear(data, by) for data in sent if data[8:12] == ssrc.to_bytes(4, "big")]
        assert [packet[0] - own[0][0] for packet in own] == list(range(len(sizes)))
        assert [len(packet[4]) - len(own[0][4]) + 1 for packet in own] == sizes
    path.send(10, vp8(10))
    assert len(path.port.taken()) == 2


def test_who_begins_with_a_key_frame_gets_nothing_of_what_was_held_before_it() -> None:
    path = Path()
    early, late = downlink(FakeReceiver(), ssrc=7), downlink(FakeReceiver(), ssrc=8)
    early.expect(path.stream, 0.0)
    path.send(1, vp8(1, keyframe=True))
    path.port.taken()
    path.forwarder.hold()
    path.send(2, vp8(2))
    late.expect(path.stream, 0.0)
    path.send(3, vp8(3, keyframe=True))
    path.send(4, vp8(4))
    path.forwarder.release()
    by_ssrc = [data[11] for data in path.port.taken()]
    assert (by_ssrc.count(7), by_ssrc.count(8)) == (3, 2)


def test_packet_that_cannot_be_sealed_is_not_sent_and_the_others_are() -> None:
    path, reader = Path(), opener()
    downlink(FakeReceiver()).expect(path.stream, 0.0)
    path.send(1, vp8(1, keyframe=True))
    path.port.taken()
    fan = Fanout(path.port, path.stream.audience.receivers)
    payload = memoryview(vp8(2))
    packets = [
        Onward(path.stream.head.number + ahead, 3000, 0, payload, descriptor_untrusted(payload))
        for ahead in (1, 2000, 2, 2001)  # the third one is too old for libsrtp
    ]
    assert fan.send(packets, path.now) == 1
    sent = [clear(datagram, reader)[0] for datagram in path.port.taken()]
    assert [sequence - sent[0] for sequence in sent] == [0, 1999, 2000]


def test_receiver_who_cannot_be_reached_yet_keeps_nobody_waiting() -> None:
    path = Path()
    here, nowhere = downlink(), downlink(FakeReceiver(address=None), ssrc=8)
    for slot in (nowhere, here):
        slot.expect(path.stream, 0.0)
    path.send(1, vp8(1, keyframe=True))
    (datagram,) = path.port.taken()
    assert int.from_bytes(datagram[8:12], "big") == here.ssrc


def test_publishers_clock_is_passed_on_in_the_slots_own_time() -> None:
    path, receiver = Path(), FakeReceiver()
    slot = downlink(receiver)
    path.stream.clocks = Clocks(ntp=1 << 32, timestamp=100, at=9.01, ours=7 << 32)
    slot.expect(path.stream, 0.0)
    path.send(1, vp8(1, keyframe=True), timestamp=3100)
    report = rtcp_untrusted(receiver.reports.pop())[0]
    assert isinstance(report, SenderReport)
    # The picture stamped 3100 went out as 5000: so the clock that said 100 a second ago says 2000
    # and a second more.
    assert (report.ssrc, report.sender_info.rtp_timestamp) == (slot.ssrc, 2000 + 90_000)
    assert report.sender_info.ntp_timestamp / NTP_HZ == pytest.approx(8)
    path.send(2, vp8(2))
    slot.report(11.0)
    again = rtcp_untrusted(receiver.reports.pop())[0]
    assert isinstance(again, SenderReport)
    assert again.sender_info.packet_count == 2
    middle = again.sender_info.ntp_timestamp >> 16 & 0xFFFFFFFF
    assert slot.reports.round_trip_s(middle, 65536 // 2, 11.6) == pytest.approx(0.1)
    assert slot.reports.round_trip_s(12345, 0, 11.6) is None


def test_emptied_slot_is_sent_nothing() -> None:
    path, slot = Path(), downlink()
    slot.expect(path.stream, 0.0)
    path.send(1, vp8(1, keyframe=True))
    slot.stop()
    slot.stop()
    path.port.taken()
    path.send(2, vp8(2, keyframe=True))
    assert path.port.taken() == []
    assert slot.sent()[0] == 1


def test_packet_with_a_transport_number_is_sent_once_and_repaired_under_another() -> None:
    path, receiver = Path(), FakeReceiver()
    slot, plain = downlink(receiver, numbered=True), downlink(ssrc=8)
    for each in (slot, plain):
        each.expect(path.stream, 0.0)
    path.send(1, vp8(1, keyframe=True, tl0=5))
    path.send(2, vp8(2, tl0=6), marker=True)
    sent = [data for data in path.port.taken() if data[8:12] == (7).to_bytes(4, "big")]
    reader = opener()
    assert [numbers_of(reader.unprotect(data)) for data in sent] == [(100, 1), (101, 2)]
    assert path.forwarder.resend(slot, [101, 101, 5]) == 1, "it is under way"
    again = [reader.unprotect(data) for data in path.port.taken()]
    assert [numbers_of(data) for data in again] == [(100, 3)]
    for data in again:
        assert (data[1], data[8:12]) == (0x80 | 121, (7 + REPAIR).to_bytes(4, "big"))
        assert data[EXTENDED_BYTES:] == (101).to_bytes(2, "big") + vp8(2, tl0=6)
    assert receiver.departures.next == 4
    assert plain.receiver.departures.next == 1


def numbers_of(packet: bytes) -> tuple[int, int]:
    """Return the number of the stream and that of the transport."""
    assert packet[0] == 0x90
    assert packet[12:17] == bytes([0xBE, 0xDE, 0, 1, TRANSPORT_ID << 4 | 1])
    return int.from_bytes(packet[2:4], "big"), int.from_bytes(packet[17:19], "big")


def test_late_packet_has_a_transport_number_as_all_others() -> None:
    path, slot = Path(), downlink(numbered=True)
    slot.expect(path.stream, 0.0)
    reader = opener()
    for number in (1, 3, 2):
        path.send(number, vp8(number, keyframe=number == 1))
    packets = [reader.unprotect(data) for data in path.port.taken()]
    assert [numbers_of(data) for data in packets] == [(100, 1), (102, 2), (101, 3)]


def test_numbered_sound_without_repairs_is_never_sent_again() -> None:
    path, slot = Path(MediaKind.AUDIO), downlink(kind=MediaKind.AUDIO, numbered=True)
    slot.repair = None
    slot.expect(path.stream, 0.0)
    path.send(1, b"opus")
    assert len(path.port.taken()) == 1
    assert path.forwarder.resend(slot, [100]) == 0
    assert not path.port.taken()


def test_padding_fills_the_link_under_the_repairs_numbers_only() -> None:
    slot, cell = downlink(numbered=True), memoryview(bytearray(2048))
    size = slot.write_padding(cell, 200, 1.0)
    assert size == EXTENDED_BYTES + 200
    packet = Packet()
    packet.parse_untrusted(cell, size, {TRANSPORT_ID: Extension.TRANSPORT_SEQUENCE})
    assert (packet.start, packet.end) == (EXTENDED_BYTES, EXTENDED_BYTES)
    assert (packet.ssrc, packet.transport_sequence) == (7 + REPAIR, 1)
    assert downlink().write_padding(cell, 200, 1.0) == 0
