"""Opening a microphone: from then on every packet is heard, and none from before, ever."""

import math
from array import array
from collections.abc import Callable
from itertools import count

import av
from hypothesis import given, settings
from hypothesis import strategies as st

from live.bots.loops import SOUND_FRAME_S, encode_sound
from live.bots.voice import SAMPLE_RATE_HZ
from live.media.engine import Layer, MediaKind, SourceName
from live.media.sfu.relay.downlink import Downlink
from live.media.sfu.relay.forward import Forwarder
from live.media.sfu.relay.routing import Switchboard
from live.media.sfu.relay.stream import Stream
from live.media.sfu.relay.track import Track
from tests.media.fakes import FakePort, arrival, downlink, opener, track
from tests.media.test_forward import clear

LOUD = 1000
"""Amplitude of 16-bit samples from which sound is heard; the syllable has 8,000."""


class Floor:
    """Two microphones that always send, and one slot of a listener."""

    def __init__(self) -> None:
        self.board = Switchboard()
        self.port = FakePort()
        self.forwarder = Forwarder(self.port)
        self.slot: Downlink = downlink(kind=MediaKind.AUDIO)
        self.open: int | None = None
        self.now = 1.0
        self._streams = [self._microphone(number) for number in range(2)]
        self._key = opener()
        self.heard: list[bytes] = []
        self.numbers: list[int] = []

    def _microphone(self, number: int) -> Stream:
        made: Track = track(f"mic{number}", kind=MediaKind.AUDIO)
        self.board.publish(made, self.now)
        stream = made.streams[Layer.FULL] = Stream(made, Layer.FULL, number)
        self.board.refresh(made, self.now)
        return stream

    def give(self, who: int | None) -> None:
        """Open one of the microphones, or none."""
        self.open = who
        source = None if who is None else SourceName(f"mic{who}")
        self.board.want(self.slot, source, Layer.FULL, self.now)

    def speak(self, who: int, number: int, payload: bytes) -> None:
        """Let a packet of a microphone arrive."""
        packet, cell = arrival(number, number * 960, payload)
        self.forwarder.packet(self._streams[who], packet, cell, self.now)
        for data in self.port.taken():
            sequence, _, _, _, sound = clear(data, self._key)
            self.heard.append(sound)
            self.numbers.append(sequence)

    def later(self) -> None:
        """Let the time of a packet pass."""
        self.now += SOUND_FRAME_S


step = st.one_of(
    st.tuples(st.just("give"), st.sampled_from([None, 0, 1])),
    st.tuples(st.just("speak"), st.sampled_from([0, 1])),
    st.tuples(st.just("pause"), st.sampled_from([0, 1])),
)


@settings(max_examples=200, deadline=None)
@given(st.lists(step, max_size=80))
def test_every_packet_from_the_grant_on_is_heard_once_and_nothing_of_before(
    steps: list[tuple[str, int | None]],
) -> None:
    """Packets come without gaps or, while somebody is silent, one each 0.4 s."""
    floor, counts, expected = Floor(), (count(100), count(7000)), []
    for what, who in steps:
        if what == "give":
            floor.give(who)
        elif what == "pause":
            floor.now += 0.4
        elif who is not None:
            payload = f"{who}-{next(counts[who])}".encode()
            floor.speak(who, int(payload.split(b"-")[1]), payload)
            if who == floor.open:
                expected.append(payload)
            floor.later()
    assert floor.heard == expected
    first = floor.numbers[0] if floor.numbers else 0
    assert floor.numbers == list(range(first, first + len(expected)))


def test_a_packet_from_before_the_grant_that_was_overtaken_is_not_heard_after_it() -> None:
    floor = Floor()
    floor.speak(0, 100, b"before")
    floor.give(0)
    floor.speak(0, 102, b"first")
    floor.speak(0, 101, b"overtaken")
    floor.speak(0, 104, b"third")
    floor.speak(0, 103, b"second")
    assert floor.heard == [b"first", b"third", b"second"]


def test_a_closed_microphone_costs_nothing_downstream() -> None:
    floor = Floor()
    floor.give(0)
    for number in range(50):
        floor.speak(1, 7000 + number, b"closed")
    floor.give(None)
    for number in range(50):
        floor.speak(0, 100 + number, b"closed")
    assert floor.heard == []
    assert floor.forwarder.forwarded == 0


def test_who_begins_to_speak_a_moment_after_the_grant_is_heard_from_the_first_sample() -> None:
    silence, moment = 10, math.ceil(0.05 / SOUND_FRAME_S)
    packets = [each.data for each in encode_sound(onset(silence, 10))]
    floor, granted = Floor(), silence - moment
    for place, packet in enumerate(packets):
        if place == granted:
            floor.give(0)
        floor.speak(0, 100 + place, packet)
        floor.later()
    heard, said = loudness(floor.heard), loudness(packets)[granted:]
    assert len(heard) == len(said)
    begins = next(place for place, loud in enumerate(said) if loud > LOUD)
    assert begins >= moment - 1
    for one, other in zip(heard[begins:], said[begins:], strict=True):
        assert math.isclose(one, other, rel_tol=0.2, abs_tol=LOUD)


def onset(silent_frames: int, loud_frames: int) -> "array[int]":
    """Return silence and then a tone."""
    size = int(SAMPLE_RATE_HZ * SOUND_FRAME_S)
    angle = 2 * math.pi * 440 / SAMPLE_RATE_HZ
    tone: Callable[[int], int] = lambda n: round(8000 * math.sin(angle * n))  # noqa: E731
    return array("h", [0] * silent_frames * size + list(map(tone, range(loud_frames * size))))


def loudness(packets: list[bytes]) -> list[int]:
    """Return the largest sample of each packet, as somebody hears them who hears these only."""
    decoder = av.AudioCodecContext.create("libopus", "r")
    decoder.format = av.AudioFormat("s16")
    frames = (frame for packet in packets for frame in decoder.decode(av.Packet(packet)))
    return [max(array("h", bytes(frame.planes[0]))) for frame in frames]
