"""Probes: what they prove, what they find too much, and how often there is one."""

import pytest

from live.media.sfu.link.departures import Sent
from live.media.sfu.link.probe import (
    ANSWER_S,
    LENGTH_S,
    PAUSE_MAX_S,
    PAUSE_S,
    RELAPSE_S,
    RISE_S,
    SETTLE_S,
    Probe,
    Proven,
    TooMuch,
)

SIZE = 300


def probe_at(
    probe: Probe, begin: float, goal: float, arrives_bps: float
) -> Proven | TooMuch | None:
    """Send what a probe wants; return what it comes to."""
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


def test_probe_proves_what_came_through_in_time_and_tells_what_was_too_much() -> None:
    good = probe_at(Probe(0.0), 10.0, 1e6, 1e6)
    assert isinstance(good, Proven)
    assert good.bps >= 1e6
    slow = probe_at(Probe(0.0), 10.0, 1e6, 600e3)
    assert isinstance(slow, TooMuch)
    assert slow.bps == pytest.approx(600e3, rel=0.05)


def test_probe_that_was_not_sent_out_tells_nothing_of_the_link() -> None:
    probe = Probe(0.0)
    probe.want(1e6, 10.0)
    told: list[Sent] = [((10.0 + n / 100, SIZE), 500 + n / 100) for n in range(10)]
    assert probe.take([*told, ((10.2, 100), 600.0)], 10.3) is None
    assert not probe.goal_bps


def test_one_packet_more_is_sent_after_a_probe_so_that_its_end_is_told() -> None:
    probe = Probe(0.0)
    probe.want(1e6, 10.0)
    assert not probe.closes(10.0)
    assert probe.closes(10.0 + LENGTH_S + 0.01)
    assert not probe.closes(10.0 + LENGTH_S + 0.02)


def test_what_a_success_gave_has_time_to_show_that_it_fits_once_the_link_had_too_little() -> None:
    probe = Probe(0.0)
    assert isinstance(probe_at(probe, 10.0, 1e6, 300e3), TooMuch)
    assert isinstance(probe_at(probe, 20.0, 1e6, 1e6), Proven)
    probe.want(2e6, 20.0 + SETTLE_S)
    assert not probe.goal_bps
    probe.want(2e6, 20.5 + SETTLE_S)
    assert probe.goal_bps == 2e6


def test_a_link_that_never_had_too_little_is_found_out_in_steps_that_follow_each_other() -> None:
    probe = Probe(0.0)
    assert isinstance(probe_at(probe, 10.0, 1e6, 1e6), Proven)
    probe.want(2e6, 10.1 + RISE_S)
    assert not probe.goal_bps
    probe.want(2e6, 10.3 + RISE_S)
    assert probe.goal_bps == 2e6
    probe.congested(10.4)
    assert isinstance(probe_at(probe, 30.0, 2e6, 2e6), Proven)
    probe.want(4e6, 30.3 + RISE_S)
    assert not probe.goal_bps


def test_probes_that_fail_become_rarer() -> None:
    probe, now, pauses = Probe(0.0), 10.0, []
    for _ in range(5):
        assert isinstance(probe_at(probe, now, 1e6, 300e3), TooMuch)
        begin = now
        while not probe.goal_bps:
            now += 0.1
            probe.want(1e6, now)
        probe.congested(now)
        pauses.append(now - begin)
        now += PAUSE_MAX_S
    assert pauses[0] == pytest.approx(PAUSE_S + LENGTH_S + 0.1, abs=0.2)
    assert max(pauses) < PAUSE_MAX_S + 1


def test_rate_that_was_proven_and_did_not_hold_is_tried_ever_more_rarely() -> None:
    probe, now, waits = Probe(0.0), 10.0, []
    for _ in range(4):
        assert isinstance(probe_at(probe, now, 1e6, 1e6), Proven)
        now += 1
        probe.congested(now)
        begin = now
        while not probe.goal_bps:
            now += 0.5
            probe.want(1e6, now)
        probe.goal_bps = 0.0
        waits.append(round((now - begin) / RELAPSE_S))
    assert waits == [1, 2, 4, 8]


def test_probe_whose_answer_never_comes_ends_when_it_could_have_come() -> None:
    probe = Probe(0.0)
    probe.want(1e6, 10.0)
    assert probe.take((), 10.0 + LENGTH_S + ANSWER_S + 1, 2.0) is None
    assert probe.goal_bps
    assert probe.take((), 10.1 + LENGTH_S + ANSWER_S + 2, 2.0) is None
    assert probe.goal_bps == 0


def test_a_link_is_doubted_after_a_failure_and_after_it_got_worse_until_it_carries_a_probe() -> (
    None
):
    probe = Probe(0.0)
    doubts = [probe.is_doubted]
    for begin, arrives_bps in ((10.0, 600e3), (30.0, 1e6)):
        probe_at(probe, begin, 1e6, arrives_bps)
        doubts.append(probe.is_doubted)
    probe.congested(40.0)
    assert [*doubts, probe.is_doubted] == [False, True, False, True]


def read_late(probe: Probe, begin: float, pause: tuple[float, float]) -> Proven | TooMuch | None:
    """Send a probe over a link with room, to a reader that stands still for a while; return what it
    comes to."""
    probe.want(1e6, begin)
    told: list[Sent] = []
    at = begin
    while probe.is_sending(at):
        late = begin + pause[1] if pause[0] <= at - begin < pause[1] else at
        told.append(((at, SIZE), 500 + late))
        at += 8 * SIZE / 1e6
    assert probe.take(told, at) is None
    return probe.take([((begin + LENGTH_S + 0.01, 100), 600.0)], at + 0.1)


@pytest.mark.parametrize("pause", [(0.02, 0.4), (0.06, 0.3), (0.1, 0.2)])
def test_reader_that_stands_still_in_a_probe_says_nothing_of_the_link(
    pause: tuple[float, float],
) -> None:
    probe = Probe(0.0)
    assert read_late(probe, 10.0, pause) is None
    assert not probe.is_doubted
    assert isinstance(read_late(probe, 12.0, (0.0, 0.0)), Proven)


def test_probe_that_says_nothing_is_tried_again_soon_and_ever_more_rarely() -> None:
    probe, now, pauses = Probe(0.0), 10.0, []
    for _ in range(5):
        assert read_late(probe, now, (0.05, 0.4)) is None
        ended = now + LENGTH_S
        while not probe.goal_bps:
            now += 0.05
            probe.want(1e6, now)
        probe.goal_bps = 0.0
        pauses.append(round(now - ended))
    assert pauses == [1, 2, 4, 8, 8]
