"""The offsets that scripts write times with are those of the zone, at every moment they reach."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.offsets import DAY_MS, REACH_DAYS, utc_offsets

NOW_MS = 1_796_000_000_000
ZONES = ("Asia/Ho_Chi_Minh", "Europe/Berlin", "Australia/Lord_Howe", "Africa/Casablanca", "UTC")


def test_vietnam_has_one_offset() -> None:
    ((from_ms, minutes),) = utc_offsets(ZoneInfo("Asia/Ho_Chi_Minh"), NOW_MS)
    assert (from_ms < NOW_MS, minutes) == (True, 420)


@pytest.mark.parametrize("name", ZONES)
@given(st.integers(-REACH_DAYS * DAY_MS, REACH_DAYS * DAY_MS))
def test_a_moment_has_the_last_offset_that_begins_before_it(name: str, after_ms: int) -> None:
    zone, at_ms = ZoneInfo(name), NOW_MS // DAY_MS * DAY_MS + after_ms
    offsets = utc_offsets(zone, NOW_MS)
    minutes = [each for from_ms, each in offsets if from_ms <= at_ms][-1]
    there = dt.datetime.fromtimestamp(at_ms / 1000, zone).utcoffset()
    assert there == dt.timedelta(minutes=minutes)
