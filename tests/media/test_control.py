"""What RTCP of clients makes the engine do, between peers that need no network."""

import struct

import pytest

from live.media.engine import (
    Layer,
    LinkReport,
    MediaKind,
    SourceName,
    SourceUp,
)
from live.media.sfu.crypto.srtp import FARTHEST, SEARCHED
from live.media.sfu.formats.rtcp import (
    PayloadFeedback,
    Reports,
    SenderReport,
    TransportFeedback,
    nack,
    pli,
    receiver_reports,
    sender_report,
)
from live.media.sfu.relay.keyframes import LONGEST_S, MIN_INTERVAL_S, REST_S, TRIES
from live.media.sfu.relay.track import Track
from live.media.sfu.reports import Timers, handle_timer
from tests.media.fakes import section, vp8
from tests.media.hall import CAMERA, Hall, asked, block
from tests.media.test_rtp import element, extension


async def test_request_for_a_key_frame_reaches_the_layer_that_is_shown_and_is_limited() -> None:
    hall = Hall()
    hall.send("f", ssrc=5)
    hall.send("f", ssrc=5)
    assert hall.told == [SourceUp(peer=hall.publisher.id, source=CAMERA)]
    assert asked(hall.to(hall.publisher)) == [5]
    hall.now += MIN_INTERVAL_S
    for _ in range(20):
        hall.control(hall.watcher, pli(77))
    assert asked(hall.to(hall.publisher)) == []
    hall.now += REST_S
    for _ in range(20):
        hall.control(hall.watcher, pli(77))
    assert asked(hall.to(hall.publisher)) == [5]
    hall.control(hall.watcher, pli(4711))
    hall.control(hall.publisher, pli(77))
    assert hall.to(hall.publisher) == []


async def test_unanswered_request_is_repeated_by_the_timer_and_ends_with_the_key_frame() -> None:
    hall, timers = Hall(), Timers()
    hall.send("f", ssrc=5, keyframe=False)
    hall.to(hall.publisher)
    hall.now += MIN_INTERVAL_S + 0.01
    handle_timer(hall.publisher, timers, hall.now)
    assert asked(hall.to(hall.publisher)) == [5]
    hall.send("f", ssrc=5)
    hall.now += MIN_INTERVAL_S + 0.01
    handle_timer(hall.publisher, timers, hall.now)
    assert asked(hall.to(hall.publisher)) == []


async def test_watcher_who_waits_for_a_picture_of_which_packets_come_is_not_forgotten() -> None:
    hall, timers = Hall(), Timers()
    requests = 0
    for _ in range(round(60 / 0.25)):
        hall.now += 0.25 - 0.02
        hall.send("f", ssrc=5, keyframe=False)
        handle_timer(hall.publisher, timers, hall.now)
        requests += len(asked(hall.to(hall.publisher)))
    assert TRIES < requests < TRIES + 1 + 60 / LONGEST_S


async def test_microphone_is_never_asked_for_a_key_frame() -> None:
    hall, timers = Hall(), Timers()
    offered = section(MediaKind.AUDIO, mid="2", payload_type=111, repair=None)
    assert offered.codec is not None
    microphone = Track(hall.publisher, SourceName("mic"), offered, MediaKind.AUDIO, offered.codec)
    hall.publisher.tracks += (microphone,)
    for number in (1, 2, 2000, 2001):
        packet = struct.pack("!BBHII", 0x90, 111, number, 9, 8) + extension(element(4, b"2"))
        hall.arrive(packet + b"voice")
    assert microphone.streams[Layer.FULL].packets == 4
    hall.slot.expect(microphone.streams[Layer.FULL], hall.now)
    hall.control(hall.watcher, pli(77))
    for _ in range(100):
        hall.now += 1
        handle_timer(hall.publisher, timers, hall.now)
        assert asked(hall.to(hall.publisher)) == []


async def test_watcher_who_misses_a_packet_gets_it_again() -> None:
    hall = Hall()
    for _ in range(5):
        hall.send("f", ssrc=5)
    media = [data for data, to in hall.port.sent if to == hall.watcher.address]
    hall.port.taken()
    first = int.from_bytes(media[0][2:4], "big")
    hall.control(hall.watcher, nack(77, [first + 1, first + 3, first + 100]))
    assert hall.port.taken() == [media[1], media[3]]
    hall.control(hall.watcher, nack(4711, [first]))
    assert hall.port.taken() == []


async def test_publisher_is_asked_for_what_did_not_arrive() -> None:
    hall, timers = Hall(), Timers()
    hall.send("f", ssrc=5)
    hall.send("f", ssrc=5, skip=2)
    hall.now += 0.02
    handle_timer(hall.publisher, timers, hall.now)
    requests = [p for p in hall.to(hall.publisher) if isinstance(p, TransportFeedback)]
    assert [p.lost for p in requests] == [[2, 3]]


async def test_publisher_is_told_how_its_streams_arrive() -> None:
    hall, timers = Hall(), Timers()
    hall.send("f", ssrc=5)
    hall.control(
        hall.publisher,
        sender_report(5, ntp=0x1234_5678_9ABC_DEF0, timestamp=1, packets=1, octets=1),
    )
    hall.now += 0.5
    handle_timer(hall.publisher, timers, hall.now)
    reports = [p for p in hall.to(hall.publisher) if isinstance(p, Reports)]
    (told,) = reports[0].heard()
    assert (told.ssrc, told.fraction_lost, told.highest_sequence) == (5, 0, 1)
    assert (told.lsr, told.dlsr) == (0x5678_9ABC, 65536 // 2)


@pytest.mark.parametrize("layer", [Layer.FULL, Layer.THUMBNAIL])
async def test_publishers_clock_reaches_the_watcher_and_his_answer_tells_the_round_trip(
    layer: Layer,
) -> None:
    hall, timers = Hall(), Timers()
    hall.context.switchboard.want(hall.slot, CAMERA, layer, hall.now)
    hall.send("f", ssrc=5)
    hall.to(hall.watcher)
    hall.control(hall.publisher, sender_report(5, ntp=3 << 32, timestamp=9, packets=1, octets=1))
    (report,) = (p for p in hall.to(hall.watcher) if isinstance(p, SenderReport))
    assert report.ssrc == 77
    ntp = report.sender_info.ntp_timestamp
    assert ntp / (1 << 32) == pytest.approx(hall.now), "by our clock"
    assert report.sender_info.rtp_timestamp == 5000
    hall.now += 0.6
    answer = receiver_reports([block(77, 0.1, lsr=ntp >> 16 & 0xFFFFFFFF, dlsr=65536 // 2)])
    hall.control(hall.watcher, answer)
    handle_timer(hall.watcher, timers, hall.now)
    (told,) = (event for event in hall.told if isinstance(event, LinkReport))
    assert told.rtt_ms == pytest.approx(100, abs=1)
    assert told.loss_down == pytest.approx(0.1, abs=0.01)


async def test_watcher_who_loses_much_is_given_a_smaller_layer() -> None:
    hall = Hall()
    for _ in range(3):
        for number, rid in enumerate("qhf"):
            hall.send(rid, ssrc=10 + number)
        hall.context.switchboard.refresh(hall.camera, hall.now)
    assert hall.slot.stream is hall.camera.streams[Layer.FULL]
    for _ in range(3):
        hall.now += 1
        for number, rid in enumerate("qhf"):
            hall.send(rid, ssrc=10 + number)
        hall.control(hall.watcher, receiver_reports([block(77, 0.3), block(4711, 0.9)]))
    for number, rid in enumerate("qhf"):
        hall.send(rid, ssrc=10 + number)
    assert hall.slot.stream is not hall.camera.streams[Layer.FULL]


async def test_sender_that_begins_anew_under_another_ssrc_is_followed() -> None:
    hall = Hall()
    hall.send("f", ssrc=5)
    hall.send("f", ssrc=6)
    assert hall.slot.stream is hall.camera.streams[Layer.FULL]
    assert set(hall.publisher.streams) == {6}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (149, 40_000),
        (40_000, 40_000 + 40_000),
        (65_536 + 149, 65_536 + 40_000),
        (149, 150_000),
        (65_536 + 149, 700_000),
    ],
    ids=[
        "in the first round",
        "into the next round",
        "within a later round",
        "over two rounds",
        "over nine rounds",
    ],
)
@pytest.mark.parametrize("more", [0, 65_536 - 40_000 + 700])
def test_stream_whose_numbers_jump_is_forwarded_on_without_a_jump(
    before: int, after: int, more: int
) -> None:
    """RFC 3711 §3.3.1 takes what is half the range ahead for what is half the range behind."""
    hall = Hall()

    def send(number: int, *, arrives: bool = True) -> None:
        packet = struct.pack("!BBHII", 0x90, 96, number & 0xFFFF, 9, 5)
        packet += extension(element(4, b"1"), element(10, b"f")) + vp8(1, keyframe=True)
        if arrives:
            hall.arrive(packet)
        else:
            hall.seal(packet)

    for number in range(0, before, 20_000):
        send(number)
    for number in range(before - 5, before):
        send(number)
    for number in range(before, after + more, 20_000):
        send(number, arrives=False)
    hall.port.taken()
    forwarded = hall.context.forwarder.forwarded
    for number in range(after + more, after + more + 20):
        send(number)
    out = [data for data, to in hall.port.sent if to == hall.watcher.address]
    numbers = [int.from_bytes(data[2:4], "big") for data in out if not 192 <= data[1] <= 223]
    assert hall.context.forwarder.forwarded - forwarded == len(numbers) >= 17
    assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def test_stream_whose_numbers_jump_is_found_soon_however_many_packets_were_forged_before() -> None:
    hall = Hall()

    def packet(number: int) -> bytes:
        head = struct.pack("!BBHII", 0x90, 96, number & 0xFFFF, 9, 5)
        return head + extension(element(4, b"1"), element(10, b"f")) + vp8(1, keyframe=True)

    for number in range(100, 110):
        hall.arrive(packet(number))
    forged = bytes(hall.seal(packet(110))[:-1]) + b"?"
    for _ in range(FARTHEST):
        hall.receive(forged)
    for number in range(20_000, 150_000, 20_000):
        hall.seal(packet(number))
    before = hall.publisher.streams[5].packets
    for number in range(150_000, 150_000 + FARTHEST // SEARCHED + 10):
        hall.arrive(packet(number))
    assert hall.publisher.streams[5].packets > before


def test_two_streams_whose_numbers_jump_are_both_found_although_they_take_turns() -> None:
    hall = Hall()

    def send(number: int, *, arrives: bool = True) -> None:
        for ssrc, rid in ((5, b"f"), (6, b"h")):
            packet = struct.pack("!BBHII", 0x90, 96, number & 0xFFFF, 9, ssrc)
            packet += extension(element(4, b"1"), element(10, rid)) + vp8(1, keyframe=True)
            (hall.arrive if arrives else hall.seal)(packet)

    for number in range(100, 110):
        send(number)
    for number in range(110, 150_000, 20_000):
        send(number, arrives=False)
    for number in range(150_000, 150_020):
        send(number)
    assert min(hall.publisher.streams[ssrc].packets for ssrc in (5, 6)) >= 17


async def test_packet_of_another_payload_type_is_not_forwarded() -> None:
    hall = Hall()
    hall.send("f", ssrc=5)
    hall.port.taken()
    hall.arrive(struct.pack("!BBHII", 0x80, 13, 900, 9, 5) + vp8(3, keyframe=True))
    assert hall.port.taken() == []


async def test_broken_part_of_a_compound_packet_is_passed_over() -> None:
    hall = Hall()
    hall.send("f", ssrc=5)
    hall.now += REST_S
    hall.port.taken()
    broken = bytes(PayloadFeedback(fmt=4, ssrc=1, media_ssrc=0, fci=bytes(4)))
    hall.control(hall.watcher, broken + pli(77))
    assert asked(hall.to(hall.publisher)) == [5]
    assert hall.context.counters.bad == 1


async def test_packet_that_is_not_sealed_with_the_peers_keys_is_counted_and_dropped() -> None:
    hall = Hall()
    cell = hall.port.cells.views[0]
    cell[:40] = b"\x80\x60" + bytes(38)
    hall.publisher.receive_rtp(hall.port.cells.pointers[0], cell, 40, hall.now)
    assert hall.context.counters.unauthentic == 1
    assert hall.publisher.streams == {}
