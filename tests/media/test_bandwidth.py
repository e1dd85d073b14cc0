"""What a link carries, from when its packets came; and probes."""

import pytest

from live.media.sfu.formats.feedback import TICK_S
from live.media.sfu.link.bandwidth import FLOOR_BPS, START_BPS, Bandwidth
from live.media.sfu.link.departures import PacketFates, Sent

SIZE = 1200


def told_of(packets: list[Sent]) -> PacketFates:
    """Return what feedback tells of packets, whose arrivals are given in seconds."""
    ticks = [None if came is None else round(came / TICK_S) for _, came in packets]
    return PacketFates([sent for sent, _ in packets], ticks, ticks.count(None))


class Link:
    """A bottleneck with a queue that never ends, and a report each 50 ms."""

    def __init__(self, rate_bps: float) -> None:
        self.rate_bps = rate_bps
        self.delay_s = 0.0
        """Of a queue that others fill."""
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
            told.append(((self.now, SIZE), None if lost else self._free_at + self.delay_s + 500))
            if self.now - reported > 0.05:
                reported = self.now
                self.bandwidth.take(told_of(told), self.now, 0.06)
                told = []

    def rest(self, seconds: float) -> None:
        """Send so little that nothing waits, and let reports tell no more than that."""
        end = self.now + seconds
        while self.now < end:
            self.now += 0.1
            delay_s = 8 * SIZE / self.rate_bps + 500
            assert self.bandwidth.rests(delay_s, self.now + delay_s, 10, self.now)

    def fill(self, upto_s: float) -> None:
        """Let the queue of others grow, too slowly for a trend."""
        while self.delay_s < upto_s:
            self.delay_s += 0.005
            self.carry(1.2e6, 0.3)


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


def test_queue_that_grows_after_a_long_rest_is_noticed_as_soon() -> None:
    link = Link(3e6)
    link.carry(1.2e6, 5)
    link.rest(600)
    link.rate_bps = 800e3
    link.carry(1.2e6, 1.5)
    assert link.bandwidth.bps < 800e3


def test_half_a_group_from_before_a_rest_says_nothing_about_after_it() -> None:
    links = [Link(3e6), Link(3e6)]
    for link, early in zip(links, (0, 1), strict=True):
        link.carry(1.2e6, 5)
        sent: list[Sent] = [((link.now, SIZE), link.now + 500.0)] * early
        link.bandwidth.take(told_of(sent), link.now, 0.06)
        link.rest(600)
        link.carry(1.2e6, 0.2)
    assert links[0].bandwidth.arriving_bps() == links[1].bandwidth.arriving_bps() > 0


def test_report_of_a_packet_that_waited_and_one_before_the_way_is_known_are_read_whole() -> None:
    link = Link(3e6)
    assert not link.bandwidth.rests(500.0, link.now + 500, 10, link.now)
    link.carry(1.2e6, 5)
    way_s = 8 * SIZE / link.rate_bps + 500
    for delay_s, rests in ((way_s, True), (way_s + 0.02, False), (way_s - 0.02, False)):
        assert link.bandwidth.rests(delay_s, link.now + delay_s, 10, link.now) is rests


def test_reports_are_read_whole_until_a_trend_would_count_in_full() -> None:
    link = Link(3e6)
    way_s = 8 * SIZE / link.rate_bps + 500
    link.carry(1.2e6, 1)
    assert not link.bandwidth.rests(way_s, link.now + way_s, 10, link.now)
    link.carry(1.2e6, 4)
    assert link.bandwidth.rests(way_s, link.now + way_s, 10, link.now)
    link.bandwidth.take(told_of([]), link.now, 0.06, probing=True)
    assert not link.bandwidth.rests(way_s, link.now + way_s, 10, link.now)


def test_loss_is_forgotten_at_rest() -> None:
    link = Link(20e6)
    link.carry(1.2e6, 10, lose_every=5)
    lost = link.bandwidth.loss
    link.rest(3)
    assert link.bandwidth.loss < 0.1 < lost


def test_loss_of_a_radio_does_not_lower_the_estimate_and_more_does() -> None:
    little, much = Link(20e6), Link(20e6)
    little.carry(1.2e6, 10, lose_every=5)
    much.carry(1.2e6, 10, lose_every=3)
    assert little.bandwidth.bps >= START_BPS
    assert FLOOR_BPS <= much.bandwidth.bps < 400e3
    much.carry(1.2e6, 1)
    assert much.bandwidth.loss < 0.15


def test_loss_where_packets_wait_lowers_it_from_a_tenth_on() -> None:
    links = [Link(20e6), Link(20e6)]
    for link, lose_every in zip(links, (14, 7), strict=True):
        link.carry(1.2e6, 5)
        link.fill(0.05)
        link.carry(1.2e6, 5, lose_every=lose_every)
    assert links[0].bandwidth.bps >= START_BPS
    assert links[1].bandwidth.bps < 0.7 * START_BPS


def test_queue_that_stands_lowers_it_although_it_does_not_grow() -> None:
    link = Link(20e6)
    link.carry(1.2e6, 5)
    link.fill(0.09)
    assert link.bandwidth.bps >= START_BPS
    link.fill(0.15)
    link.carry(1.2e6, 1)
    assert link.bandwidth.bps < 1.2e6


def test_what_a_probe_that_filled_the_link_brought_through_is_not_exceeded() -> None:
    bandwidth = Bandwidth()
    bandwidth.fell_short(600e3)
    assert bandwidth.bps == 600e3
    bandwidth.fell_short(900e3)
    assert bandwidth.bps == 600e3
    bandwidth.fell_short(0.0)
    assert bandwidth.bps == FLOOR_BPS


def test_what_a_probe_does_to_the_link_is_not_held_against_it() -> None:
    bandwidth, now = Bandwidth(), 0.0
    for number in range(100):
        now = number / 100
        told = told_of([((now, SIZE), 2 * now + 50 if number % 2 else None)])
        bandwidth.take(told, now, 0.05, probing=True)
    assert bandwidth.bps == START_BPS
    bandwidth.prove(5e6)
    assert bandwidth.bps == 5e6
