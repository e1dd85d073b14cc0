"""When sound is sent again, asked and unasked."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from live.media.engine import Layer, MediaKind
from live.media.sfu.relay.forward import Forwarder
from live.media.sfu.relay.nack import SOUND_WORTH_S
from live.media.sfu.relay.repetition import HOLD_S, REPORTS, TIMES_MAX, Repetition
from live.media.sfu.relay.stream import Stream
from tests.media.fakes import FakePort, FakeReceiver, arrival, downlink, track

PLENTY = 10.0


def told(
    repetition: Repetition,
    missing: float,
    now: float,
    *,
    asked: int = 0,
    round_trip_s: float | None = 0.05,
    spare_sounds: float = PLENTY,
) -> int:
    """Let a receiver report the same three times; return how often sound is repeated then."""
    for _ in range(REPORTS):
        for number in range(asked):
            repetition.allows(int(now) * 100 + number, 0.03, now, round_trip_s)
        repetition.report(missing, 50, now, round_trip_s=round_trip_s, spare_sounds=spare_sounds)
        now += 1
    return repetition.times


def test_request_is_answered_once_within_a_round_trip_and_not_when_it_comes_too_late() -> None:
    repetition = Repetition()
    assert repetition.allows(7, 0.03, now=1.0, round_trip_s=0.1)
    assert not repetition.allows(7, 0.05, now=1.02, round_trip_s=0.1), "it is under way"
    assert repetition.allows(7, 0.13, now=1.1, round_trip_s=0.1), "that was lost too"
    assert not repetition.allows(8, SOUND_WORTH_S, now=2.0, round_trip_s=0.1)
    assert repetition.allows(9, 0.05, now=2.0, round_trip_s=None)
    assert not repetition.allows(9, 0.05, now=2.01, round_trip_s=None)
    assert repetition.allows(9, 0.05, now=2.03, round_trip_s=None)


def test_receiver_that_cannot_ask_gets_everything_again_as_often_as_its_loss_needs() -> None:
    for loss, times in ((0.005, 0), (0.05, 1), (0.10, 1), (0.20, 2)):
        repetition = Repetition()
        told(repetition, loss, 0.0)
        assert told(repetition, loss ** (1 + repetition.times), 10.0) == times, loss


def test_receiver_that_asks_gets_it_unasked_only_when_an_answer_takes_long_or_does_not_help() -> (
    None
):
    assert told(Repetition(), 0.0, 0.0, asked=5) == 0
    assert told(Repetition(), 0.0, 0.0, asked=5, round_trip_s=0.3) == 1
    assert told(Repetition(), 0.05, 0.0, asked=5) == 1


def test_repeating_ends_a_minute_after_it_was_needed_last() -> None:
    repetition = Repetition()
    assert told(repetition, 0.08, 0.0) == 1
    assert told(repetition, 0.0, HOLD_S - 5) == 1
    assert told(repetition, 0.0, HOLD_S + 5) == 0


def test_sound_is_not_repeated_into_a_link_that_is_full() -> None:
    repetition = Repetition()
    assert told(repetition, 0.10, 0.0, spare_sounds=0.9) == 0
    assert told(repetition, 0.10, 10.0, spare_sounds=1.0) == 1
    assert told(repetition, 0.05, 20.0, spare_sounds=-0.1) == 0
    assert told(repetition, 0.10, 30.0) == 0, "it was too much a moment ago"
    assert told(repetition, 0.10, 100.0) == 1
    told(repetition, 0.50, 110.0)
    assert told(repetition, 0.50, 120.0) == 0, "repeating made it worse"


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
    for loss, spare_sounds, passed_s in reports:
        before, now = repetition.times, now + passed_s
        repetition.report(loss, 50, now, round_trip_s=None, spare_sounds=spare_sounds)
        assert repetition.times <= min(before + 1, TIMES_MAX)
        assert spare_sounds >= 1 or repetition.times <= before
        assert spare_sounds >= 0 or not repetition.times


class Line:
    """A microphone and a slot that it is heard in."""

    def __init__(self) -> None:
        self.now = 100.0
        self.port, self.receiver = FakePort(), FakeReceiver()
        self.forwarder = Forwarder(self.port, lambda: self.now)
        self.slot = downlink(self.receiver, MediaKind.AUDIO, first_number=40)
        self.stream = Stream(track(kind=MediaKind.AUDIO), Layer.FULL, 1)
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
