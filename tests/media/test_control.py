"""What RTCP of clients makes the engine do, between peers that need no network."""

import struct
from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from live.media.engine import (
    EngineEvent,
    Kind,
    Layer,
    PeerId,
    Quality,
    SourceName,
    SourceUp,
    Wanted,
)
from live.media.sfu.context import Counters, Surroundings
from live.media.sfu.control import CALM_S, receive_rtcp, receive_sealed
from live.media.sfu.credentials import Credentials
from live.media.sfu.crypto.dtls import Certificate
from live.media.sfu.formats.rtcp import (
    PayloadFeedback,
    ReportBlock,
    Reports,
    SenderReport,
    TransportFeedback,
    keyframe_targets_untrusted,
    nack,
    pli,
    receiver_reports,
    rtcp_untrusted,
    sender_report,
)
from live.media.sfu.formats.rtp import Extension
from live.media.sfu.link.loss_cap import LAYERS
from live.media.sfu.peer import (
    NEW_AT_ONCE,
    NEW_PER_S,
    RESENT_AT_ONCE,
    RESENT_PER_S,
    SENT_AT_ONCE_BYTES,
    Peer,
)
from live.media.sfu.relay.demand import LINGER_S
from live.media.sfu.relay.downstream import Downstream
from live.media.sfu.relay.forward import Forwarder
from live.media.sfu.relay.keyframes import LONGEST_S, MIN_INTERVAL_S, REST_S, TRIES
from live.media.sfu.relay.repetition import LEAST_UNDER_WAY_S
from live.media.sfu.relay.routing import Switchboard
from live.media.sfu.relay.uplink import Track
from live.media.sfu.reports import LISTENER_REST_S, LISTENER_S, Timers, handle_timer
from live.media.sfu.sockets.addresses import source_of
from tests.media.fakes import FakePort, downlink, opener, section, session, vp8
from tests.media.test_rtp import element, extension

CAMERA = SourceName("cam")
CERTIFICATE = Certificate()
IDS = {4: Extension.MID, 10: Extension.RID, 11: Extension.REPAIRED_RID}


@dataclass
class Hall:
    """A publisher of three layers and a watcher with one slot, both up."""

    port: FakePort = field(default_factory=FakePort)
    told: list[EngineEvent] = field(default_factory=list)
    now: float = 100.0
    sequence: int = 0
    timers: Timers = field(default_factory=Timers)

    def __post_init__(self) -> None:
        self.around = Surroundings(
            port=self.port,
            certificate=CERTIFICATE,
            forwarder=Forwarder(self.port, lambda: self.now),
            switchboard=Switchboard(),
            counters=Counters(),
            emit=self.told.append,
        )
        self.publisher, self.watcher = self.peer("publisher", 1), self.peer("watcher", 2)
        offered = section(mid="1", rids=("q", "h", "f"))
        assert offered.codec is not None
        self.camera = Track(self.publisher, CAMERA, offered, Kind.VIDEO, offered.codec)
        self.publisher.negotiated((self.camera,), (), IDS)
        self.around.switchboard.publish(self.camera, self.now)
        self.slot = downlink(ssrc=77)
        self.slot.receiver = self.watcher
        self.watcher.negotiated((), (self.slot,), {})
        self.around.switchboard.want(self.slot, CAMERA, Layer.FULL, self.now)
        self.sealer = opener()

    def peer(self, name: str, host: int) -> Peer:
        """Return a peer that is up."""
        made = Peer(PeerId(name), self.around, Credentials.fresh(), self.now)
        made.move((f"192.0.2.{host}", 9), self.now)
        made.up(session(), self.now)
        return made

    def send(self, rid: str, *, ssrc: int, keyframe: bool = True, skip: int = 0) -> None:
        """Let the publisher send a packet of a layer, as its client would seal it."""
        self.sequence += 1 + skip
        self.now += 0.02
        names = extension(element(4, b"1"), element(10, rid.encode()))
        payload = vp8(self.sequence, keyframe=keyframe)
        self.arrive(struct.pack("!BBHII", 0x90, 96, self.sequence, 9, ssrc) + names + payload)

    def arrive(self, packet: bytes) -> None:
        """Let sealed bytes of the publisher arrive."""
        sealed = self.seal(packet)
        cell = self.port.cells.views[0]
        cell[: len(sealed)] = sealed
        self.publisher.receive_rtp(self.port.cells.pointers[0], cell, len(sealed), self.now)

    def seal(self, packet: bytes) -> bytes:
        """Encrypt with the one key of all tests."""
        return bytes(self.sealer.protect(packet))

    def control(self, peer: Peer, packet: bytes) -> None:
        """Let a compound packet of a peer arrive."""
        receive_rtcp(peer, rtcp_untrusted(packet), self.now)

    def to(self, peer: Peer) -> Sequence[object]:
        """Return the RTCP that was sent to a peer since the last call."""
        sent, self.port.sent = self.port.sent, []
        reader = opener()
        compounds = [
            reader.unprotect_rtcp(data)
            for data, address in sent
            if address == peer.address and 192 <= data[1] <= 223
        ]
        return [packet for data in compounds for packet in rtcp_untrusted(data)]


def block(ssrc: int, loss: float, lsr: int = 0, dlsr: int = 0) -> ReportBlock:
    return ReportBlock(
        ssrc=ssrc,
        fraction_lost=round(loss * 256),
        packets_lost=0,
        highest_sequence=0,
        jitter=0,
        lsr=lsr,
        dlsr=dlsr,
    )


def asked(packets: Sequence[object]) -> list[int]:
    """Return the SSRCs of which key frames were asked for."""
    requests = [p for p in packets if isinstance(p, PayloadFeedback)]
    return [ssrc for p in requests for ssrc in keyframe_targets_untrusted(p)]


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
    offered = section(Kind.AUDIO, mid="2", payload_type=111, repair=None)
    assert offered.codec is not None
    microphone = Track(hall.publisher, SourceName("mic"), offered, Kind.AUDIO, offered.codec)
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
    before = hall.around.forwarder.resent
    assert RESENT_AT_ONCE <= before <= RESENT_AT_ONCE + again < rounds * len(numbers)
    hall.now += 1
    hall.control(hall.watcher, nack(77, [numbers[-1]]))
    assert hall.around.forwarder.resent == before + 1


async def test_packet_asked_for_again_and_again_is_sent_once_in_a_round_trip() -> None:
    hall = Hall()
    hall.watcher.round_trip_s = 0.1
    hall.send("f", ssrc=11)
    (media,) = (data for data, to in hall.port.sent if to == hall.watcher.address)
    number = int.from_bytes(media[2:4], "big")
    for _ in range(100):
        hall.control(hall.watcher, nack(77, [number, number]))
    assert hall.around.forwarder.resent == 1


async def test_reports_without_end_are_not_read_without_end() -> None:
    hall = Hall()
    hall.send("f", ssrc=11)
    assert hall.watcher.address is not None
    source = source_of(hall.watcher.address)

    def report(packet: bytes) -> None:
        sealed = hall.sealer.protect_rtcp(packet)
        cell = hall.port.cells.views[0]
        cell[: len(sealed)] = sealed
        pointer = hall.port.cells.pointers[0]
        receive_sealed(hall.watcher, pointer, cell, len(sealed), hall.now, 0.0, source)

    for _ in range(10_000):
        report(pli(77))
    assert 7_000 < hall.around.counters.flooding < 10_000
    hall.now += 2.0
    hall.to(hall.publisher)
    report(pli(77))
    assert asked(hall.to(hall.publisher)) == [11]


async def test_publisher_who_floods_is_forwarded_no_more_than_a_meeting_bears() -> None:
    hall = Hall()
    hall.send("f", ssrc=11)
    hall.arrive(struct.pack("!BBHII", 0x80, 96, 9, 9, 11) + vp8(9) + bytes(1200))
    packets = 0
    while not hall.around.counters.flooding:
        packets += 1
        header = struct.pack("!BBHII", 0x80, 96, (9 + packets) & 0xFFFF, 9, 11)
        hall.arrive(header + vp8(9 + packets, keyframe=False) + bytes(1200))
    assert SENT_AT_ONCE_BYTES * 0.9 < packets * 1200 < SENT_AT_ONCE_BYTES
    hall.now += 1
    before = hall.around.forwarder.forwarded
    hall.arrive(struct.pack("!BBHII", 0x80, 96, 10 + packets, 9, 11) + vp8(9, keyframe=False))
    assert hall.around.forwarder.forwarded == before + 1


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
    hall.around.switchboard.want(hall.slot, CAMERA, layer, hall.now)
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
    (told,) = (event for event in hall.told if isinstance(event, Quality))
    assert told.rtt_ms == pytest.approx(100, abs=1)
    assert told.loss_down == pytest.approx(0.1, abs=0.01)


async def test_watcher_who_loses_much_is_given_a_smaller_layer() -> None:
    hall = Hall()
    for _ in range(3):
        for number, rid in enumerate("qhf"):
            hall.send(rid, ssrc=10 + number)
        hall.around.switchboard.refresh(hall.camera, hall.now)
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
    assert hall.around.counters.flooding > 1900
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
    forwarded = hall.around.forwarder.forwarded
    for number in range(after + more, after + more + 20):
        send(number)
    out = [data for data, to in hall.port.sent if to == hall.watcher.address]
    numbers = [int.from_bytes(data[2:4], "big") for data in out if not 192 <= data[1] <= 223]
    assert hall.around.forwarder.forwarded - forwarded == len(numbers) >= 17
    assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))


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
    assert hall.around.counters.bad == 1


async def test_packet_that_is_not_sealed_with_the_peers_keys_is_counted_and_dropped() -> None:
    hall = Hall()
    cell = hall.port.cells.views[0]
    cell[:40] = b"\x80\x60" + bytes(38)
    hall.publisher.receive_rtp(hall.port.cells.pointers[0], cell, 40, hall.now)
    assert hall.around.counters.unauthentic == 1
    assert hall.publisher.streams == {}


def wanted(hall: Hall) -> list[tuple[Layer, ...]]:
    """Return what the publisher was told to send since the last call."""
    told = [event.layers for event in hall.told if isinstance(event, Wanted)]
    hall.told.clear()
    return told


def pass_time(hall: Hall, seconds: float) -> None:
    """Let the publisher's timers run."""
    for _ in range(round(seconds / 0.25)):
        hall.now += 0.25
        handle_timer(hall.publisher, hall.timers, hall.now)
        hall.publisher.notice_sources(hall.now, 5.0)


def test_publisher_stops_what_nobody_watches_and_begins_again_at_once() -> None:
    hall = Hall()
    board = hall.around.switchboard
    for number, rid in enumerate("qhf"):
        hall.send(rid, ssrc=10 + number)
    assert hall.slot.stream is not None
    board.want(hall.slot, CAMERA, Layer.QUARTER, hall.now)
    hall.send("q", ssrc=10)
    pass_time(hall, LINGER_S + 0.25)
    assert wanted(hall) == [(Layer.QUARTER,)]
    board.want(hall.slot, None, Layer.FULL, hall.now)
    pass_time(hall, LINGER_S + 0.25)
    assert wanted(hall) == [()]
    board.want(hall.slot, CAMERA, Layer.FULL, hall.now)
    assert wanted(hall) == [LAYERS]


def test_source_that_rests_unwanted_stays_up_and_shows_with_its_first_key_frame() -> None:
    hall = Hall()
    board = hall.around.switchboard
    for number, rid in enumerate("qhf"):
        hall.send(rid, ssrc=10 + number)
    board.want(hall.slot, None, Layer.FULL, hall.now)
    pass_time(hall, 60)
    assert hall.camera.up
    board.want(hall.slot, CAMERA, Layer.FULL, hall.now)
    before, shown = hall.slot.stream, hall.camera.streams[Layer.FULL]
    hall.send("f", ssrc=12)
    assert (before, hall.slot.stream) == (None, shown)
    assert hall.camera.up


def test_source_that_is_wanted_again_and_does_not_come_is_down() -> None:
    hall = Hall()
    board = hall.around.switchboard
    hall.send("q", ssrc=10)
    board.want(hall.slot, None, Layer.FULL, hall.now)
    pass_time(hall, 60)
    board.want(hall.slot, CAMERA, Layer.FULL, hall.now)
    pass_time(hall, 4)
    assert hall.camera.up
    pass_time(hall, 2)
    assert not hall.camera.up


async def test_who_only_listens_is_looked_at_twice_a_second_and_who_sends_at_every_turn() -> None:
    hall, timers = Hall(), Timers()
    handle_timer(hall.watcher, timers, hall.now)
    assert hall.watcher.look_at == hall.now + LISTENER_S
    hall.publisher.look_at = hall.now + 9
    hall.send("f", ssrc=5)
    assert hall.publisher.look_at == hall.now
    hall.send("f", ssrc=5, skip=1)
    handle_timer(hall.publisher, Timers(), hall.now)
    assert hall.publisher.look_at == hall.now, "what is missing is asked for until it came"


async def test_who_has_all_is_looked_at_once_a_second_unless_something_is_waited_for() -> None:
    hall, timers = Hall(), Timers()
    link = hall.watcher.downstream = Downstream(hall.watcher.departures, hall.now)
    hall.around.switchboard.want(hall.slot, CAMERA, Layer.QUARTER, hall.now)
    handle_timer(hall.watcher, timers, hall.now)
    assert link.at_rest
    assert hall.watcher.look_at == hall.now + LISTENER_REST_S
    hall.send("q", ssrc=5, keyframe=False)
    handle_timer(hall.watcher, timers, hall.now)
    assert link.at_rest
    assert hall.watcher.look_at == hall.now + LISTENER_S, "until its key frame comes"


async def test_reports_of_no_loss_are_read_once_a_second_and_of_loss_at_once() -> None:
    hall = Hall()
    calm, worse = (receiver_reports([block(77, loss)]) for loss in (0.0, 0.5))
    hall.control(hall.watcher, worse)
    assert hall.watcher.loss_down == 0.5
    hall.now += CALM_S / 2
    hall.control(hall.watcher, calm)
    assert hall.watcher.loss_down == 0.5
    hall.now += CALM_S
    hall.control(hall.watcher, calm)
    assert hall.watcher.loss_down == 0
    hall.control(hall.watcher, worse)
    assert hall.watcher.loss_down == 0.5
