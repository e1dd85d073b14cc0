"""When missing packets are asked for."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from live.media.engine import MediaKind
from live.media.sfu.relay.nack import MAX_GAP, MAX_OPEN, PATIENCE, SOUND_WORTH_S, Gaps


def test_overtaken_picture_is_not_asked_for_but_a_missing_one_is() -> None:
    gaps = Gaps(MediaKind.VIDEO)
    assert gaps.opened(10, 13, now=1.0)
    assert gaps.due(1.005, None) == []
    gaps.filled(11)
    assert gaps.due(1.02, None) == [10, 12]
    assert gaps.due(1.03, None) == []


def test_missing_sound_is_asked_for_at_once_and_again_as_soon_as_no_answer_can_come() -> None:
    gaps = Gaps(MediaKind.AUDIO)
    gaps.opened(10, 11, now=1.0)
    asked = [ms for ms in range(1000, 3000) if gaps.due(ms / 1000, 0.1)]
    assert asked == pytest.approx([1000, 1100, 1200, 1300], abs=2)
    assert not gaps, "what would come too late to be played is not asked for"


def test_sound_is_not_asked_for_where_the_answer_takes_too_long() -> None:
    gaps = Gaps(MediaKind.AUDIO)
    gaps.opened(10, 30, now=1.0)
    assert gaps.due(1.0, SOUND_WORTH_S) == []
    gaps.opened(40, 80, now=2.0)
    assert gaps.due(2.0, 0.1) == list(range(60, 80)), "the older half is older than any use"


@given(st.sampled_from(MediaKind), st.one_of(st.none(), st.floats(0, 3)))
def test_requests_are_bounded_and_come_to_an_end(
    kind: MediaKind, round_trip_s: float | None
) -> None:
    gaps = Gaps(kind)
    gaps.opened(5, 6, now=0.0)
    asked = [ms for ms in range(0, 200_000, 10) if gaps.due(ms / 1000, round_trip_s)]
    assert len(asked) <= PATIENCE[kind].tries
    assert not gaps
    waits = [later - sooner for sooner, later in pairwise(asked)]
    assert all(wait >= 1000 * (round_trip_s or 0) - 10 for wait in waits)


def test_requests_for_a_picture_are_repeated_more_and_more_slowly() -> None:
    gaps = Gaps(MediaKind.VIDEO)
    gaps.opened(5, 6, now=0.0)
    asked = [ms for ms in range(20_000) if gaps.due(ms / 1000, 0.1)]
    assert len(asked) == PATIENCE[MediaKind.VIDEO].tries
    waits = [later - sooner for sooner, later in pairwise(asked)]
    assert waits == sorted(waits)
    assert waits[0] >= 100


def test_numbers_are_asked_for_as_the_wire_has_them() -> None:
    gaps = Gaps(MediaKind.VIDEO)
    gaps.opened(65535, 65537, now=0.0)
    assert gaps.due(1.0, None) == [65535, 0]


def test_outage_is_not_repaired_packet_by_packet() -> None:
    gaps = Gaps(MediaKind.VIDEO)
    gaps.opened(1, 2, now=0.0)
    assert not gaps.opened(10, 11 + MAX_GAP, now=0.0)
    assert not gaps


def test_open_requests_are_bounded() -> None:
    gaps = Gaps(MediaKind.VIDEO)
    for start in range(0, 5 * MAX_GAP, MAX_GAP):
        gaps.opened(start, start + MAX_GAP, now=0.0)
    assert len(gaps.due(1.0, None)) == MAX_OPEN
