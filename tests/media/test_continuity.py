"""A slot's numbers under random switches, clears, losses, reordering, repairs and requests.

With AES-GCM a sequence number that protects two contents gives both away, so this is a matter of
secrecy, not only of smooth pictures. Seeded walks instead of Hypothesis: what breaks it lies deep
(a switch, then a wrap, then a late packet), and shrunk examples never got there.
"""

import random
import struct
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from live.media.engine import Layer, MediaKind
from live.media.sfu.crypto.dtls import RECEIVE_WINDOW
from live.media.sfu.formats.rtp import EXTENDED_BYTES, HEADER_BYTES
from live.media.sfu.formats.vp8 import descriptor_untrusted
from live.media.sfu.relay.forward import Forwarder
from live.media.sfu.relay.reception import MAX_DROPOUT
from live.media.sfu.relay.rewrite import Continuity, Head
from live.media.sfu.relay.ring import Ring
from live.media.sfu.relay.stream import Stream
from live.media.sfu.relay.track import Track
from tests.media.fakes import (
    FakePort,
    FakeReceiver,
    arrival,
    downlink,
    opener,
    track,
    vp8,
)

SEEDS = 40
STEPS = 600
HALF = 1 << 15
NEAR_THE_WRAP = 65_536 - MAX_DROPOUT
SSRC = (7).to_bytes(4, "big")
TEMPORAL = (0, 2, 1, 2)
"""The temporal layers of pictures in their order, as libvpx has them for L1T3."""


@dataclass
class Source:
    """One publisher's stream, and what it has sent."""

    track: Track
    sequence: int
    picture_id: int
    id_mask: int
    timestamp: int = 0
    tl0: int = 0
    held: list[tuple[int, int, bytes]] = field(default_factory=list)
    """Packets that the network lost or delays."""

    @property
    def stream(self) -> Stream:
        """Return what its packets are for the engine."""
        return self.track.streams[Layer.FULL]


def sent(ssrc: int) -> Track:
    """Return a track of one layer."""
    made = track()
    made.streams[Layer.FULL] = Stream(made, Layer.FULL, ssrc)
    return made


class Walk:
    """One receiver with one slot, three sources, a network and a clock: all random."""

    def __init__(self, seed: int, *, numbered: bool = False) -> None:
        self.seed, self.numbered = seed, numbered
        self.dice = random.Random(seed)
        self.now = 100.0
        self.port = FakePort()
        self.forwarder = Forwarder(self.port)
        first = self.dice.randrange(HALF)
        self.slot = downlink(FakeReceiver(), first_number=first, numbered=numbered)
        self.opener = opener()
        masks = (0x7FFF, 0x7FFF, 0x7F)
        self.sources = [
            Source(sent(n), self.dice.randrange(65536), 5, mask) for n, mask in enumerate(masks)
        ]
        self.count = 0
        self.contents: dict[int, bytes] = {}
        self.newest: int | None = None
        self.payloads: dict[int, bytes] = {}
        self.again: set[bytes] = set()
        """Retransmissions."""
        self.pictures: dict[int, int] = {}
        self.thumbnails = self.fillers = 0

    def walk(self, steps: int) -> None:
        """Do random things, and check what came out."""
        actions: dict[Callable[[], None], int] = {
            self.send: 12,
            self.deliver_late: 4,
            self.pad: 2,
            self.jump: 4,
            self.switch: 3,
            self.clear: 1,
            self.ask_again: 3,
            self.ask_anything: 1,
            self.wait: 1,
            self.measure: 1,
            self.forwarder.hold: 2,
            self.forwarder.release: 2,
        }
        if self.seed % 2:
            self.come_near_the_wrap()
        for _ in range(steps):
            action = self.dice.choices(list(actions), list(actions.values()))[0]
            action()
            self.look()
        self.forwarder.release()
        self.look()

    def come_near_the_wrap(self) -> None:
        """Show a source with one outage after the other, until the round has few numbers left."""
        source = self.sources[0]
        self.slot.expect(source.stream, self.now)
        while (self.newest or 0) < NEAR_THE_WRAP:
            source.sequence = (source.sequence + MAX_DROPOUT) & 0xFFFF
            source.timestamp = (source.timestamp + 3000) & 0xFFFFFFFF
            payload = vp8(source.picture_id, keyframe=True, tl0=source.tl0, temporal=0)
            self.deliver(source, source.sequence, source.timestamp, payload)

    def look(self) -> None:
        """Check what came out since the last look."""
        for datagram in self.port.taken():
            self.check(datagram)

    def send(self) -> None:
        source = self.dice.choice(self.sources)
        for _ in range(self.dice.randrange(1, 40)):
            source.sequence = (source.sequence + 1) & 0xFFFF
            source.timestamp = (source.timestamp + 3000) & 0xFFFFFFFF
            source.picture_id = (source.picture_id + 1) & source.id_mask
            temporal = TEMPORAL[source.picture_id % len(TEMPORAL)]
            source.tl0 = (source.tl0 + (not temporal)) & 0xFF
            self.count += 1
            payload = vp8(
                source.picture_id,
                keyframe=not temporal and self.dice.random() < 0.4,
                tl0=source.tl0,
                temporal=temporal,
                wide=source.id_mask > 0x7F,
                body=self.count.to_bytes(4, "big"),
            )
            if self.dice.random() < 0.9:
                self.deliver(source, source.sequence, source.timestamp, payload)
            else:
                source.held.append((source.sequence, source.timestamp, payload))

    def deliver_late(self) -> None:
        source = self.dice.choice(self.sources)
        if not source.held:
            return
        packet = self.dice.choice(source.held)
        sequence, timestamp, payload = packet
        if self.dice.random() < 0.5:  # by RTX; the packet itself may come after it
            repair, cell = arrival(1, timestamp, struct.pack("!H", sequence) + payload)
            self.forwarder.repair(source.stream, repair, cell, self.now)
        else:
            source.held.remove(packet)
            self.deliver(source, *packet)

    def pad(self) -> None:
        source = self.dice.choice(self.sources)
        for _ in range(self.dice.randrange(1, 30)):
            source.sequence = (source.sequence + 1) & 0xFFFF
            self.deliver(source, source.sequence, source.timestamp, b"")

    def jump(self) -> None:
        """An outage: thousands of packets nobody ever sees; after some the numbers begin anew."""
        source = self.dice.choice(self.sources)
        beyond = self.dice.random() < 0.1
        limits = (MAX_DROPOUT, 65_536 - RECEIVE_WINDOW) if beyond else (0, MAX_DROPOUT)
        source.sequence = (source.sequence + self.dice.randrange(*limits)) & 0xFFFF
        source.held.clear()

    def switch(self) -> None:
        stream = self.dice.choice(self.sources).stream
        if self.dice.random() < 0.4:
            stream = stream.thinned()
        if stream is not self.slot.stream:
            self.slot.expect(stream, self.now)

    def clear(self) -> None:
        self.forwarder.send_held()
        self.slot.cancel()
        self.slot.stop()

    def ask_again(self) -> None:
        back = [self.dice.randrange(100) for _ in range(10)]
        self.forwarder.resend(self.slot, [((self.newest or 0) - each) & 0xFFFF for each in back])

    def ask_anything(self) -> None:
        self.forwarder.resend(self.slot, [self.dice.randrange(65536) for _ in range(50)])

    def wait(self) -> None:
        self.now += self.dice.uniform(0, 5)

    def measure(self) -> None:
        """Let a thumbnail that nobody has be forgotten."""
        for source in self.sources:
            source.stream.measure(self.now)

    def deliver(self, source: Source, sequence: int, timestamp: int, payload: bytes) -> None:
        self.now += 0.001
        packet, cell = arrival(sequence, timestamp, payload)
        self.forwarder.packet(source.stream, packet, cell, self.now)
        self.look()

    def check(self, datagram: bytes) -> None:
        """Equal numbers mean equal bytes; new numbers rise and decrypt."""
        if datagram[8:12] != SSRC:
            self.check_again(datagram)
            return
        sequence = int.from_bytes(datagram[2:4], "big")
        if self.newest is None:
            assert sequence < HALF
            number = sequence
        else:
            ahead = (sequence - self.newest) & 0xFFFF
            number = self.newest + (ahead if ahead < HALF else ahead - 65536)
        assert not (self.numbered and number in self.contents), "sent again under its number"
        assert self.contents.setdefault(number, datagram) == datagram, "one nonce, two contents"
        if self.newest is not None and number <= self.newest:
            self.payloads.pop(sequence, None)
            return
        self.newest = number
        clear = self.opener.unprotect(datagram)
        payload = clear[EXTENDED_BYTES if self.numbered else HEADER_BYTES :]
        self.payloads[sequence] = payload
        if not payload:
            self.fillers += 1
            return
        read = descriptor_untrusted(memoryview(payload))
        picture = self.pictures[number] = read.picture_id
        stream, segment = self.slot.stream, self.slot.continuity.current
        here = segment is not None and number >= segment.first
        if here and stream is not None and stream.layer is Layer.THUMBNAIL:
            assert not read.temporal, "a thumbnail is the base layer alone"
            self.thumbnails += 1
        before = self.pictures.get(number - 1)
        if before is not None:
            assert 0 < (picture - before) & 0x7FFF < 0x4000, "a picture id went back"

    def check_again(self, datagram: bytes) -> None:
        """A retransmission has a number of its own and repeats what was sent."""
        clear = self.opener.unprotect(datagram)  # refuses a number that it has seen
        original = int.from_bytes(clear[EXTENDED_BYTES : EXTENDED_BYTES + 2], "big")
        if original in self.payloads:
            assert clear[EXTENDED_BYTES + 2 :] == self.payloads[original]
        self.again.add(datagram)


@pytest.mark.parametrize("numbered", [False, True])
@pytest.mark.parametrize("seed", range(SEEDS))
def test_slot_never_protects_two_contents_under_one_number(seed: int, numbered: bool) -> None:
    walk = Walk(seed, numbered=numbered)
    walk.walk(STEPS)
    assert bool(walk.again) is numbered
    assert len(walk.contents) > 100, "the walk went nowhere"


def test_walks_reach_wraps_switches_and_resends() -> None:
    """The walks are worth something only if they come to the places where it goes wrong."""
    walks = [Walk(seed) for seed in range(SEEDS)]
    for walk in walks:
        walk.walk(STEPS)
    assert sum((walk.newest or 0) > 65536 for walk in walks) > SEEDS // 4
    assert sum(walk.forwarder.resent for walk in walks) > 1000
    assert sum(walk.thumbnails for walk in walks) > 2000
    assert sum(walk.fillers for walk in walks) > 10


def began_at(number: int, timestamp: int, at: float) -> Head:
    """Return the head of a layer whose newest packet is this one."""
    head = Head()
    head.number, head.timestamp, head.at = number, timestamp, at
    return head


def test_time_stamps_go_on_by_the_time_that_passed_between_two_sources() -> None:
    continuity = Continuity(clock_hz=90_000, first_number=10, first_timestamp=1000)
    ring = Ring(MediaKind.VIDEO)
    first = continuity.begin(began_at(500, 77_000, 5.0), ring, 5.0)
    assert (500 + first.shifts.number, 77_000 + first.shifts.timestamp) == (10, 1000)
    second = continuity.begin(began_at(9, 3, 7.0), ring, 7.0)
    assert 9 + second.shifts.number == 11
    assert (3 + second.shifts.timestamp) % (1 << 32) == 1000 + 2 * 90_000


def test_first_number_that_a_receiver_could_take_for_a_later_cycle_is_refused() -> None:
    with pytest.raises(ValueError, match="32768"):
        Continuity(clock_hz=90_000, first_number=HALF, first_timestamp=0)
