"""What a link carries, from when its packets came; and probes."""

import pytest

from live.media.sfu.departures import Sent, Told
from live.media.sfu.estimate import FLOOR_BPS, START_BPS, Bandwidth
from live.media.sfu.feedback import TICK_S
from live.media.sfu.probe import LENGTH_S, PAUSE_MAX_S, PAUSE_S, RELAPSE_S, Probe

SIZE = 1200


def told_of(packets: list[Sent]) -> Told:
    """Return what feedback tells of packets, whose arrivals are given in seconds."""
    ticks = [None if came is None else round(came / TICK_S) for _, came in packets]
    return Told([sent for sent, _ in packets], ticks, ticks.count(None))


class Link:
    """A bottleneck with a queue that never ends, and a report each 50 ms."""

    def __init__(self, rate_bps: float) -> None:
        self.rate_bps = rate_bps
        self.now = 100.0
        self._free_at = 0.0
        self.bandwidth = Bandwidth()
        self._sent = 0

    def carry(self, bps: float, seconds: float, lose_every: int = 0) -> None:
        """Send evenly at a rate."""
        told: list[Sent] = []
        end, reported = self.now + seconds, self.now
        while self.now < end:
            self.now += 8 * SIZE / bps
            self._free_at = max(self._free_at, self.now) + 8 * SIZE / self.rate_bps
            self._sent += 1
            lost = lose_every and self._sent % lose_every == 0
            told.append(((self.now, SIZE), None if lost else self._free_at + 500))
            if self.now - reported > 0.05:
                reported = self.now
                self.bandwidth.take(told_of(told), self.now, 0.06)
                told = []


def test_link_that_carries_what_is_sent_is_never_thought_less_of() -> None:
    link = Link(3e6)
    link.carry(2.5e6, 20)
    assert link.bandwidth.bps > 2.5e6
    assert link.bandwidth.arriving_bps() == pytest.approx(2.5e6, rel=0.1)


def test_estimate_is_not_raised_far_above_what_is_sent() -> None:
    link = Link(20e6)
    link.carry(300e3, 60)
    assert link.bandwidth.bps == START_BPS


def test_growing_queue_lowers_the_estimate_below_what_the_link_carries_within_a_second() -> None:
    link = Link(3e6)
    link.carry(1.2e6, 5)
    link.rate_bps = 800e3
    link.carry(1.2e6, 1.5)
    assert link.bandwidth.bps < 800e3


def test_loss_lowers_the_estimate_from_a_tenth_on_and_a_little_loss_does_not() -> None:
    little, much = Link(20e6), Link(20e6)
    little.carry(1.2e6, 10, lose_every=14)
    much.carry(1.2e6, 10, lose_every=5)
    assert little.bandwidth.bps >= START_BPS
    assert FLOOR_BPS <= much.bandwidth.bps < 400e3
    much.carry(1.2e6, 1)
    assert much.bandwidth.loss < 0.1


def test_what_a_probe_does_to_the_link_is_not_held_against_it() -> None:
    bandwidth, now = Bandwidth(), 0.0
    for number in range(100):
        now = number / 100
        told = told_of([((now, SIZE), 2 * now + 50 if number % 2 else None)])
        bandwidth.take(told, now, 0.05, probing=True)
    assert bandwidth.bps == START_BPS
    bandwidth.prove(5e6)
    assert bandwidth.bps == 5e6


def probe_at(probe: Probe, begin: float, goal: float, arrives_bps: float) -> float | None:
    """Send what a probe wants; return what it proves."""
    probe.want(goal, begin)
    assert probe.goal_bps == goal
    told: list[Sent] = []
    at, number = begin, 0
    while probe.is_sending(at):
        number += 1
        told.append(((at, SIZE), 500 + number * 8 * SIZE / arrives_bps))
        at += 8 * SIZE / goal
    assert probe.take(told, at) is None
    return probe.take([((begin + LENGTH_S + 0.01, 100), 600.0)], at + 0.1)


def test_probe_proves_what_came_through_in_time_and_nothing_else() -> None:
    good, slow = Probe(0.0), Probe(0.0)
    assert (probe_at(good, 10.0, 1e6, 1e6) or 0) >= 1e6
    assert probe_at(slow, 10.0, 1e6, 600e3) is None


def test_probes_that_fail_become_rarer() -> None:
    probe, now, pauses = Probe(0.0), 10.0, []
    for _ in range(5):
        assert probe_at(probe, now, 1e6, 300e3) is None
        begin = now
        while not probe.goal_bps:
            now += 0.1
            probe.want(1e6, now)
        probe.congested(now)
        pauses.append(now - begin)
        now += PAUSE_MAX_S
    assert pauses[0] == pytest.approx(PAUSE_S + 0.35, abs=0.2)
    assert max(pauses) < PAUSE_MAX_S + 1


def test_rate_that_was_proven_and_did_not_hold_is_tried_ever_more_rarely() -> None:
    probe, now, waits = Probe(0.0), 10.0, []
    for _ in range(4):
        assert probe_at(probe, now, 1e6, 1e6)
        now += 1
        probe.congested(now)
        begin = now
        while not probe.goal_bps:
            now += 0.5
            probe.want(1e6, now)
        probe.goal_bps = 0.0
        waits.append(round((now - begin) / RELAPSE_S))
    assert waits == [1, 2, 4, 8]


def test_probe_whose_answer_never_comes_ends() -> None:
    probe = Probe(0.0)
    probe.want(1e6, 10.0)
    assert probe.take([((10.1, 100), 600.0)], 30.0) is None
    assert probe.goal_bps == 0
