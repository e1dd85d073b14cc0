"""Months as text: which one a moment lies in, where they begin and end."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from live.months import ALWAYS, Month, begin_ms, end_ms, month_of, month_untrusted, shifted

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
UTC = dt.UTC


def test_a_month_turns_at_midnight_in_the_zone_of_the_units() -> None:
    midnight_ms = begin_ms(Month("2026-12"), HANOI)
    assert dt.datetime.fromtimestamp(midnight_ms / 1000, UTC) == dt.datetime(
        2026, 11, 30, 17, tzinfo=UTC
    )
    assert month_of(midnight_ms - 1, HANOI) == "2026-11"
    assert month_of(midnight_ms, HANOI) == "2026-12"
    assert month_of(midnight_ms, UTC) == "2026-11"
    assert end_ms(Month("2026-11"), HANOI) == midnight_ms


def test_months_are_counted_over_the_turn_of_the_year() -> None:
    assert shifted(Month("2026-12"), 1) == "2027-01"
    assert shifted(Month("2026-01"), -1) == "2025-12"
    assert shifted(Month("2026-03"), -15) == "2024-12"
    assert ALWAYS < Month("2000-01") < Month("2025-12") < Month("2026-01")


@pytest.mark.parametrize(
    "text", ["", "2026-13", "2026-00", "2026-1", "1999-12", "2026-12-01", "20\uff126-12", "x"]
)
def test_what_is_no_month_of_this_century_is_none(text: str) -> None:
    assert month_untrusted(text) is None
    assert month_untrusted("2026-12") == "2026-12"
