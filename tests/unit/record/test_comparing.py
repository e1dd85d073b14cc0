"""The comparison of branches over the months: the order, the changes, and what is not known."""

import datetime as dt
from collections.abc import Sequence
from typing import Final

import pytest

from live.months import Month, shifted
from live.record.comparing import BranchTrend, Held, TrendVerdict, change, compare
from live.record.periods import MeetingFigures, ReportBranch
from tests.unit.record.test_periods import A, B, meeting, unread

MONTHS: Final = tuple(shifted(Month("2026-06"), n) for n in range(6))
TODAY: Final = dt.date(2026, 12, 5)


def over(
    branch: ReportBranch, attended: Sequence[int | None], points: int = 90
) -> list[MeetingFigures]:
    """Return a meeting for each month in which somebody attended, of twenty."""
    return [
        meeting(branch, f"{month}-03", attended=here, points=points)
        for month, here in zip(MONTHS, attended, strict=True)
        if here is not None
    ]


def trends(*meetings: MeetingFigures, today: dt.date = TODAY) -> tuple[BranchTrend, ...]:
    return compare((A, B), MONTHS, meetings, today=today)


def test_who_slips_most_stands_first() -> None:
    slipping, rising = over(A, [20, 20, 20, 16, 16, 16]), over(B, [16, 16, 16, 20, 20, 20])
    first, second = trends(*rising, *slipping)
    assert (first.branch, first.verdict, first.rate_change) == (A, TrendVerdict.SLIPS, -20.0)
    assert (second.branch, second.verdict, second.rate_change) == (B, TrendVerdict.IMPROVES, 20.0)


def test_one_person_who_is_away_once_is_no_slip() -> None:
    ill = [
        meeting(A, f"{month}-03", attended=8 - (month == MONTHS[-1]), base=8) for month in MONTHS
    ]
    more = [
        meeting(B, f"{month}-03", attended=8 - (month in MONTHS[3:]), base=8) for month in MONTHS
    ]
    first, second = trends(*ill, *more)
    assert (first.branch, first.verdict, first.rate_change) == (B, TrendVerdict.SLIPS, -12.5)
    assert (second.branch, second.verdict, second.rate_change) == (A, TrendVerdict.STEADY, -4.2)


def test_points_slip_too() -> None:
    low = [meeting(A, f"{month}-03", points=70) for month in MONTHS[3:]]
    found = trends(*over(A, [18, 18, 18, None, None, None]), *low, *over(B, [18] * 6))[0]
    assert (found.branch, found.verdict, found.points_change) == (A, TrendVerdict.SLIPS, -20.0)
    assert (found.rate_change, found.worst) == (0.0, -20.0)


def test_who_holds_no_meeting_any_more_stands_before_all_who_slip() -> None:
    gone, slipping = over(B, [20, 20, 20, 20, 20, None]), over(A, [20, 20, 20, 10, 10, 10])
    first, second = trends(*gone, *slipping)
    assert (first.branch, first.verdict, first.missed) == (B, TrendVerdict.ABSENT, (MONTHS[-1],))
    assert second.verdict is TrendVerdict.SLIPS


def test_a_month_that_runs_a_record_unread_and_what_was_before_are_not_missed() -> None:
    running = dt.date(2026, 11, 20)
    first = compare(
        (A,),
        MONTHS,
        over(A, [None, None, 18, None, 18, None]),
        [unread(A, "2026-09-03")],
        today=running,
    )[0]
    assert [each.held for each in first.points] == [
        Held.BEFORE, Held.BEFORE, Held.HELD, Held.UNREAD, Held.HELD, Held.AWAITED,
    ]  # fmt: skip
    assert (first.missed, first.verdict) == ((), TrendVerdict.STEADY)


def test_a_branch_that_never_met_is_absent_also_while_a_month_runs() -> None:
    first = compare((A,), MONTHS, (), today=dt.date(2026, 11, 20))[0]
    assert (first.verdict, first.missed) == (TrendVerdict.ABSENT, MONTHS[:-1])


def test_one_meeting_alone_says_nothing_of_a_change() -> None:
    found = {each.branch: each for each in trends(*over(A, [None] * 5 + [18]))}
    assert (found[A].verdict, found[A].rate_change) == (TrendVerdict.UNKNOWN, None)
    assert found[B].verdict is TrendVerdict.ABSENT
    assert len(found[B].missed) == len(MONTHS)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([], None),
        ([90.0], None),
        ([90.0, None, 80.0], -10.0),
        ([1.0, 90.0, 80.0], -10.0),
        ([80, 80, 80, 90, 90, 90], 10.0),
        ([1, 80, 80, 80, 90, 90, 90], 10.0),
        ([80.0, 80.1, 80.2, 80.3], 0.2),
    ],
)
def test_a_change_is_that_of_the_last_half_up_to_a_quarter(
    values: list[float | None], expected: float | None
) -> None:
    assert change(values) == expected
