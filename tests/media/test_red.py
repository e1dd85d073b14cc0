"""Sound with copies of what went before: read, refused, and used where the packet is missing."""

import struct

import pytest

from live.errors import BadPacket
from live.media.engine import Layer, MediaKind
from live.media.sfu.formats.red import MAX_COPIES, Copy, copies_untrusted
from live.media.sfu.relay.forward import Forwarder
from live.media.sfu.relay.stream import Stream
from tests.media.ends import red
from tests.media.fakes import FakePort, FakePublisher, arrival, downlink, opener, track

OPUS = 111
EARLIER = ((1920, b"older"), (960, b"old"))


def read(payload: bytes, *, timestamp: int = 5000) -> tuple[list[Copy], bytes]:
    """Return the copies of a packet, and its own payload."""
    packet, cell = arrival(7, timestamp, payload)
    copies = copies_untrusted(cell, packet, OPUS)
    return list(copies), bytes(cell[packet.start : packet.end])


def test_packet_has_its_own_sound_and_copies_with_the_times_of_what_they_copy() -> None:
    assert read(red([], b"new")) == ([], b"new")
    copies, own = read(red(list(EARLIER), b"new"), timestamp=1000)
    assert own == b"new"
    assert [(each.back, each.timestamp, bytes(each.payload)) for each in copies] == [
        (2, 2**32 - 920, b"older"),
        (1, 40, b"old"),
    ]


def test_copy_that_is_empty_counts_as_a_packet_and_is_not_one() -> None:
    copies, own = read(red([(1920, b"older"), (960, b"")], b"new"))
    assert ([each.back for each in copies], own) == ([2], b"new")


@pytest.mark.parametrize(
    "payload",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"\x09new", id="something else"),
        pytest.param(red([(960, b"old")], b"new", payload_type=9), id="copies of something else"),
        pytest.param(red([(960, b"old")], b"new")[:3], id="half a head"),
        pytest.param(red([(960, b"old")], b"new")[:4], id="no sound of its own"),
        pytest.param(red([(960, b"old")], b"")[:-1], id="half a copy"),
        pytest.param(red([(960, b"x")] * (MAX_COPIES + 1), b"new"), id="too many copies"),
    ],
)
def test_what_is_not_sound_with_copies_is_refused(payload: bytes) -> None:
    with pytest.raises(BadPacket):
        read(payload)


class Microphone:
    """A stream of sound with copies, and somebody who hears it."""

    def __init__(self) -> None:
        self.port, self.publisher = FakePort(), FakePublisher()
        self.forwarder = Forwarder(self.port, lambda: self.now)
        self.stream = Stream(track(kind=MediaKind.AUDIO, publisher=self.publisher), Layer.FULL, 1)
        self.now = 10.0
        self._opener = opener()
        self._slot = downlink(kind=MediaKind.AUDIO)
        self._slot.expect(self.stream, self.now)

    def send(self, sequence: int, copies: int = 1) -> list[tuple[int, int, bytes]]:
        """Let a packet arrive; return what goes on: sequence, time stamp, sound."""
        self.now += 0.02
        blocks = [(960 * n, b"sound %d" % (sequence - n)) for n in range(copies, 0, -1)]
        packet, cell = arrival(sequence, 960 * sequence, red(blocks, b"sound %d" % sequence))
        found = copies_untrusted(cell, packet, OPUS)
        self.forwarder.packet(self.stream, packet, cell, self.now, found)
        clear = map(self._opener.unprotect, self.port.taken())
        return [(*struct.unpack_from("!HI", data, 2), data[12:]) for data in clear]


def test_missing_packet_goes_on_from_its_copy_just_before_the_one_that_brought_it() -> None:
    microphone = Microphone()
    begin, time, _ = microphone.send(20)[0]
    assert microphone.send(22) == [
        (begin + 1, time + 960, b"sound 21"),
        (begin + 2, time + 1920, b"sound 22"),
    ]
    assert microphone.forwarder.restored == 1
    assert not microphone.stream.gaps, "nobody is asked for it"


def test_what_came_goes_on_once_whatever_copies_there_are_of_it() -> None:
    microphone = Microphone()
    microphone.send(20)
    assert [sound for _, _, sound in microphone.send(21, copies=2)] == [b"sound 21"]
    assert [sound for _, _, sound in microphone.send(23, copies=3)] == [b"sound 22", b"sound 23"]
    assert microphone.send(22) == [], "it came late, after its copy"
    assert microphone.forwarder.restored == 1


def test_first_packet_brings_nothing_of_before_it() -> None:
    """What was said before the microphone was opened is not heard."""
    assert [sound for _, _, sound in Microphone().send(20, copies=2)] == [b"sound 20"]


def test_packet_of_which_no_copy_came_is_asked_for() -> None:
    microphone = Microphone()
    microphone.send(20)
    assert [sound for _, _, sound in microphone.send(23)] == [b"sound 22", b"sound 23"]
    assert microphone.publisher.missing == [21]
