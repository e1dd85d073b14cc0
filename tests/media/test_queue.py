"""How long packets wait, from delays between two clocks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from live.media.sfu.link.queue import BASE_S, FULL_FOR_S, FULL_S, NOT_OURS_S, Queue

CLOCKS_S = -4711.0
"""Between the clocks of the two ends."""


def told(queue: Queue, begin: float, seconds: float, delay_s: float) -> float:
    """Tell of a group each 50 ms; return when that ended."""
    for place in range(round(seconds / 0.05)):
        queue.group(begin + 0.05 * place, CLOCKS_S + delay_s)
    return begin + seconds


def test_lowest_delay_is_the_way_and_what_is_above_it_the_queue() -> None:
    queue = Queue()
    now = told(queue, 10.0, 5, 0.06)
    assert queue.waits_s == pytest.approx(0)
    now = told(queue, now, 1, 0.16)
    assert queue.waits_s == pytest.approx(0.1, rel=0.05)
    told(queue, now, 1, 0.03)
    assert queue.waits_s == pytest.approx(0, abs=0.001)


def test_full_queue_stands_when_it_is_not_gone_soon() -> None:
    queue = Queue()
    now = told(queue, 10.0, 5, 0.03)
    now = told(queue, now, FULL_FOR_S, 0.04 + FULL_S)
    assert not queue.stands(now)
    now = told(queue, now, 0.5, 0.04 + FULL_S)
    assert queue.stands(now)
    now = told(queue, now, 0.5, 0.03)
    assert not queue.stands(now)


def test_longer_way_is_taken_for_a_queue_for_a_moment_only() -> None:
    queue = Queue()
    now = told(queue, 10.0, 5, 0.03)
    now = told(queue, now, NOT_OURS_S / 2, 0.3)
    assert queue.stands(now)
    now = told(queue, now, NOT_OURS_S / 2 + 1, 0.3)
    assert not queue.stands(now)
    assert queue.waits_s == pytest.approx(0, abs=0.001)


def test_lowest_delay_is_forgotten_so_that_clocks_may_drift() -> None:
    queue = Queue()
    now = 10.0
    for place in range(round(20 * BASE_S)):
        now = told(queue, now, 0.1, 0.03 + 0.001 * place)
    assert queue.waits_s < 0.5


@given(st.lists(st.floats(0, 2), min_size=1, max_size=50))
def test_wait_is_never_negative_nor_longer_than_delays_differ(delays: list[float]) -> None:
    queue = Queue()
    for place, delay_s in enumerate(delays):
        queue.group(float(place), delay_s)
        assert -1e-9 <= queue.waits_s <= max(delays) - min(delays) + 1e-9
