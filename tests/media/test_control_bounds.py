"""What one peer may ask and send is bounded, and what was known before goes on."""

import struct

from live.media.engine import (
    Layer,
)
from live.media.sfu.control import receive_sealed
from live.media.sfu.formats.rtcp import (
    nack,
    pli,
)
from live.media.sfu.peer import (
    NEW_AT_ONCE,
    NEW_PER_S,
    RESENT_AT_ONCE,
    RESENT_PER_S,
    SENT_AT_ONCE_BYTES,
)
from live.media.sfu.relay.repetition import LEAST_UNDER_WAY_S
from live.media.sfu.sockets.addresses import packed
from tests.media.fakes import vp8
from tests.media.hall import Hall, asked
from tests.media.test_rtp import element, extension


async def test_watcher_who_asks_without_end_is_not_answered_without_end() -> None:
    hall = Hall()
    for _ in range(100):
        hall.send("f", ssrc=11)
    media = [data for data, to in hall.port.sent if to == hall.watcher.address]
    numbers = [int.from_bytes(data[2:4], "big") for data in media]
    rounds = 10
    for _ in range(rounds):
        hall.now += 2 * LEAST_UNDER_WAY_S
        hall.control(hall.watcher, nack(77, numbers))
    again = RESENT_PER_S * 2 * LEAST_UNDER_WAY_S * rounds
    before = hall.context.forwarder.resent
    assert RESENT_AT_ONCE <= before <= RESENT_AT_ONCE + again < rounds * len(numbers)
    hall.now += 1
    hall.control(hall.watcher, nack(77, [numbers[-1]]))
    assert hall.context.forwarder.resent == before + 1


async def test_packet_asked_for_again_and_again_is_sent_once_in_a_round_trip() -> None:
    hall = Hall()
    hall.watcher.round_trip_s = 0.1
    hall.send("f", ssrc=11)
    (media,) = (data for data, to in hall.port.sent if to == hall.watcher.address)
    number = int.from_bytes(media[2:4], "big")
    for _ in range(100):
        hall.control(hall.watcher, nack(77, [number, number]))
    assert hall.context.forwarder.resent == 1


async def test_reports_without_end_are_not_read_without_end() -> None:
    hall = Hall()
    hall.send("f", ssrc=11)
    assert hall.watcher.address is not None
    source = packed(hall.watcher.address)

    def report(packet: bytes) -> None:
        sealed = hall.sealer.protect_rtcp(packet)
        cell = hall.port.cells.views[0]
        cell[: len(sealed)] = sealed
        pointer = hall.port.cells.pointers[0]
        receive_sealed(hall.watcher, pointer, cell, len(sealed), hall.now, 0.0, source)

    for _ in range(10_000):
        report(pli(77))
    assert 7_000 < hall.context.counters.flooding < 10_000
    hall.now += 2.0
    hall.to(hall.publisher)
    report(pli(77))
    assert asked(hall.to(hall.publisher)) == [11]


async def test_publisher_who_floods_is_forwarded_no_more_than_a_meeting_bears() -> None:
    hall = Hall()
    hall.send("f", ssrc=11)
    hall.arrive(struct.pack("!BBHII", 0x80, 96, 9, 9, 11) + vp8(9) + bytes(1200))
    packets = 0
    while not hall.context.counters.flooding:
        packets += 1
        header = struct.pack("!BBHII", 0x80, 96, (9 + packets) & 0xFFFF, 9, 11)
        hall.arrive(header + vp8(9 + packets, keyframe=False) + bytes(1200))
    assert SENT_AT_ONCE_BYTES * 0.9 < packets * 1200 < SENT_AT_ONCE_BYTES
    hall.now += 1
    before = hall.context.forwarder.forwarded
    hall.arrive(struct.pack("!BBHII", 0x80, 96, 10 + packets, 9, 11) + vp8(9, keyframe=False))
    assert hall.context.forwarder.forwarded == before + 1


def newcomer(hall: Hall, ssrc: int, *, mid: bytes = b"1") -> bool:
    """Let a packet of an SSRC arrive; return whether it became a stream."""
    name = element(4, mid) + element(10, b"f")
    packet = struct.pack("!BBHII", 0x90, 96, 1, 9, ssrc) + extension(name) + vp8(1, keyframe=True)
    hall.arrive(packet)
    return ssrc in hall.publisher.streams


async def test_sender_with_an_ssrc_for_every_packet_is_opened_no_more_than_a_member_needs() -> None:
    hall = Hall()
    session = hall.publisher.session
    assert session is not None
    hall.send("f", ssrc=5)
    for ssrc in range(1000, 3000):
        newcomer(hall, ssrc, mid=b"of nothing")
    assert sum(session.has_heard(ssrc) for ssrc in range(1000, 3000)) < NEW_AT_ONCE
    assert set(hall.publisher.streams) == {5}
    assert hall.context.counters.flooding > 1900
    hall.send("f", ssrc=5)
    assert hall.camera.streams[Layer.FULL].packets == 2, "what was known goes on"
    hall.now += 2 / NEW_PER_S
    assert newcomer(hall, 6), "nobody is shut out"


async def test_layers_claimed_in_turns_are_given_no_oftener_than_a_member_needs() -> None:
    hall = Hall()
    changes = 0
    for number in range(400):
        before = set(hall.publisher.streams)
        hall.send("f", ssrc=5 + number % 2)
        changes += set(hall.publisher.streams) != before
    assert len(hall.publisher.streams) == 1
    assert changes <= NEW_AT_ONCE + NEW_PER_S * 400 * 0.02


async def test_latest_retransmissions_of_a_layer_take_the_place_of_those_before() -> None:
    hall = Hall()
    hall.send("f", ssrc=5)
    name = element(4, b"1") + element(11, b"f")
    for ssrc in range(1000, 1000 + NEW_AT_ONCE // 4):
        packet = struct.pack("!BBHII", 0x90, 97, 1, 9, ssrc) + extension(name)
        hall.arrive(packet + b"\x00\x01padding")
    assert set(hall.publisher._repairs) == {ssrc}
