"""Requests for key frames are merged, limited, and repeated more and more slowly."""

from itertools import pairwise

from live.media.sfu.relay.keyframes import (
    LONGEST_S,
    MIN_INTERVAL_S,
    REST_S,
    TRIES,
    KeyframeRequests,
)


def times(requests: KeyframeRequests, until_s: float, *, floods: bool = False) -> list[float]:
    """Return when the publisher is asked, by a clock that goes on by milliseconds from 0."""
    asked = []
    for ms in range(round(until_s * 1000)):
        if floods:
            requests.ask()
        if requests.due(ms / 1000):
            asked.append(ms / 1000)
    return asked


def test_flood_of_requests_becomes_one_in_a_rest_also_when_each_is_answered() -> None:
    requests = KeyframeRequests()
    assert not requests.due(0.0)
    asked = 0
    for ms in range(10_000):
        requests.ask()
        if requests.due(ms / 1000):
            asked += 1
            requests.came()
    assert asked == 1 + int(9.999 / REST_S)


def test_newcomer_does_not_wait_for_what_others_were_given() -> None:
    requests = KeyframeRequests()
    requests.ask()
    assert requests.due(0.0)
    requests.came()
    requests.ask()
    assert not requests.due(MIN_INTERVAL_S + 0.001)
    requests.ask(newcomer=True)
    assert requests.due(MIN_INTERVAL_S + 0.002)
    requests.came()
    requests.ask()
    assert not requests.due(2 * MIN_INTERVAL_S + 0.003), "and is one of them from then on"


def test_unanswered_request_is_repeated_more_and_more_slowly_and_comes_to_an_end() -> None:
    requests = KeyframeRequests()
    requests.ask(newcomer=True)
    asked = times(requests, 60)
    assert len(asked) == TRIES
    waits = [after - before for before, after in pairwise(asked)]
    assert waits[0] < 1.1 * MIN_INTERVAL_S
    assert waits == sorted(waits)
    assert not requests.wanted
    requests.ask()
    assert requests.due(60.0), "a receiver asks again"
    assert len(times(requests, 60, floods=True)) <= 60 / LONGEST_S + TRIES


def test_answered_request_is_not_repeated() -> None:
    requests = KeyframeRequests()
    requests.ask()
    assert requests.due(0.0)
    requests.came()
    assert not requests.wanted
    assert not requests.due(100.0)
