"""When missing packets are asked for."""

from itertools import pairwise

from live.media.sfu.nack import MAX_GAP, MAX_OPEN, TRIES, Gaps


def test_overtaken_packet_is_not_asked_for_but_a_missing_one_is() -> None:
    gaps = Gaps()
    assert gaps.opened(10, 13, now=1.0)
    assert gaps.due(1.005, None) == []
    gaps.filled(11)
    assert gaps.due(1.02, None) == [10, 12]
    assert gaps.due(1.03, None) == []


def test_requests_are_repeated_more_and_more_slowly_and_then_given_up() -> None:
    gaps = Gaps()
    gaps.opened(5, 6, now=0.0)
    asked = [ms for ms in range(20_000) if gaps.due(ms / 1000, 0.1)]
    assert len(asked) == TRIES
    waits = [later - sooner for sooner, later in pairwise(asked)]
    assert waits == sorted(waits)
    assert waits[0] >= 100
    assert not gaps


def test_numbers_are_asked_for_as_the_wire_has_them() -> None:
    gaps = Gaps()
    gaps.opened(65535, 65537, now=0.0)
    assert gaps.due(1.0, None) == [65535, 0]


def test_outage_is_not_repaired_packet_by_packet() -> None:
    gaps = Gaps()
    gaps.opened(1, 2, now=0.0)
    assert not gaps.opened(10, 11 + MAX_GAP, now=0.0)
    assert not gaps


def test_open_requests_are_bounded() -> None:
    gaps = Gaps()
    for start in range(0, 5 * MAX_GAP, MAX_GAP):
        gaps.opened(start, start + MAX_GAP, now=0.0)
    assert len(gaps.due(1.0, None)) == MAX_OPEN
