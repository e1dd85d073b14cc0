"""When sound is sent again, asked and unasked."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from live.media.engine import Kind, Layer
from live.media.sfu.forward import Forwarder
from live.media.sfu.nack import SOUND_WORTH_S
from live.media.sfu.repetition import HOLD_S, TIMES_MAX, Repetition
from live.media.sfu.uplink import Stream
from tests.media.fakes import FakePort, FakeReceiver, arrival, downlink, track

PLENTY = 10.0


def test_request_is_answered_once_within_a_round_trip_and_not_when_it_comes_too_late() -> None:
    repetition = Repetition()
    assert repetition.allows(7, 0.03, now=1.0, round_trip_s=0.1)
    assert not repetition.allows(7, 0.05, now=1.02, round_trip_s=0.1), "it is under way"
    assert repetition.allows(7, 0.13, now=1.1, round_trip_s=0.1), "that was lost too"
    assert not repetition.allows(8, SOUND_WORTH_S, now=2.0, round_trip_s=0.1)
    assert repetition.allows(9, 0.05, now=2.0, round_trip_s=None)


def test_loss_after_repair_makes_sound_repeat_and_a_minute_without_any_ends_it() -> None:
    repetition = Repetition()
    repetition.report(0.015, 0.0, room=PLENTY)
    assert repetition.times == 0, "Opus hides so little"
    repetition.report(0.10, 1.0, room=PLENTY)
    assert repetition.times == 1
    repetition.report(0.01, 2.0, room=PLENTY)
    repetition.report(0.0, HOLD_S + 1.9, room=PLENTY)
    assert repetition.times == 1
    repetition.report(0.0, HOLD_S + 2.1, room=PLENTY)
    assert repetition.times == 0
    for now in range(200, 206):
        repetition.report(0.3, float(now), room=PLENTY)
    assert repetition.times == TIMES_MAX


def test_sound_is_not_repeated_into_a_link_that_is_full() -> None:
    repetition = Repetition()
    repetition.report(0.10, 1.0, room=0.9)
    assert repetition.times == 0
    repetition.report(0.10, 2.0, room=1.0)
    assert repetition.times == 1
    repetition.report(0.05, 3.0, room=-0.1)
    assert repetition.times == 0
    repetition.report(0.10, 4.0, room=PLENTY)
    assert repetition.times == 0, "it was too much a moment ago"
    repetition.report(0.10, 4.0 + HOLD_S, room=PLENTY)
    assert repetition.times == 1
    repetition.report(0.30, 5.0 + HOLD_S, room=PLENTY)
    assert repetition.times == 0, "repeating made it worse"


@pytest.mark.parametrize("times", range(TIMES_MAX + 1))
def test_each_packet_is_repeated_as_often_as_it_is_to_be(times: int) -> None:
    repetition = Repetition()
    repetition.times = times
    repeated: Counter[int] = Counter()
    for newest in range(100, 140):
        repeated.update(repetition.due(newest))
    assert {repeated[number] for number in range(105, 135)} == {times}


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(-2, 5), st.floats(0, 100)), max_size=30))
def test_sound_is_never_repeated_more_often_than_there_is_room_for(
    reports: list[tuple[float, float, float]],
) -> None:
    repetition, now = Repetition(), 0.0
    for loss, room, passed_s in reports:
        before, now = repetition.times, now + passed_s
        repetition.report(loss, now, room=room)
        assert repetition.times <= min(before + 1, TIMES_MAX)
        assert room >= 1 or repetition.times <= before
        assert room >= 0 or not repetition.times


class Line:
    """A microphone and a slot that it is heard in."""

    def __init__(self) -> None:
        self.now = 100.0
        self.port, self.receiver = FakePort(), FakeReceiver()
        self.forwarder = Forwarder(self.port, lambda: self.now)
        self.slot = downlink(self.receiver, Kind.AUDIO, first_number=40)
        self.stream = Stream(track(kind=Kind.AUDIO), Layer.FULL, 1)
        self.slot.expect(self.stream, self.now)
        self._sent = 0

    def speak(self, packets: int = 1) -> list[bytes]:
        """Send sound; return what came out."""
        for _ in range(packets):
            self._sent += 1
            packet, cell = arrival(self._sent, 960 * self._sent, b"%d" % self._sent)
            self.forwarder.packet(self.stream, packet, cell, self.now)
            self.now += 0.02
        return self.port.taken()


def test_repeated_sound_is_the_identical_datagram() -> None:
    """The sequence number is the cipher's nonce: it must never protect two contents."""
    line = Line()
    first = line.speak(20)
    assert line.forwarder.resend(line.slot, [50, 51]) == 2
    assert line.port.taken() == first[10:12]
    line.slot.repetition.times = 1
    for _ in range(4):
        line.forwarder.repeat(line.slot)
        spoken = line.speak()
    line.forwarder.repeat(line.slot)
    assert line.port.taken()[-1:] != spoken
    assert line.forwarder.repeated == 3
    assert line.forwarder.resent == 2


def test_old_sound_is_not_sent_again() -> None:
    line = Line()
    line.speak(100)
    assert line.forwarder.resend(line.slot, [60, 61, 62]) == 0
    assert line.forwarder.resend(line.slot, [135]) == 1
    line.now += SOUND_WORTH_S
    assert line.forwarder.resend(line.slot, [136]) == 0
    assert line.forwarder.resend(line.slot, [9999]) == 0


def test_sound_of_a_microphone_that_was_closed_is_not_repeated_unasked() -> None:
    line = Line()
    line.slot.repetition.times = 1
    for _ in range(4):
        line.speak()
        line.forwarder.repeat(line.slot)
    line.port.taken()
    line.slot.stop()
    for _ in range(4):
        line.forwarder.repeat(line.slot)
    assert line.port.taken() == []
