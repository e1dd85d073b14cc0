"""The comparison of branches over the months: who improves, and who slips. Pure."""

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from live.meeting.figures import percent
from live.months import Month
from live.record.periods import MONTHLY, MeetingFigures, ReportBranch, Unread
from live.record.spans import month_at

LATELY: Final = 3
"""Months with a meeting that are compared with as many before, at most; chosen: a quarter."""
NOTED: Final = 2.0
"""Percentage points of attendance, or points of the score, from which a change is said to be one;
of attendance it must also be at least one person at each meeting, because in a branch of eight that
somebody is ill once is no change. Chosen."""


class Held(StrEnum):
    """What is known of a branch's meeting of a month."""

    HELD = "held"
    MISSED = "missed"
    """The month is over without one."""
    AWAITED = "awaited"
    """There was none yet, and the month is not over."""
    UNREAD = "unread"
    """There was one, and its record cannot be read."""
    BEFORE = "before"
    """It comes before the branch's first meeting that is known."""


class TrendVerdict(StrEnum):
    """How a branch does, the worst first."""

    ABSENT = "absent"
    """It held no meeting in the last month that is over."""
    SLIPS = "slips"
    STEADY = "steady"
    IMPROVES = "improves"
    UNKNOWN = "unknown"
    """Fewer than two months can be compared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthPoint:
    """A branch's meetings of the month, in one month."""

    month: Month
    held: Held
    rate_pct: float | None = None
    points: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BranchTrend:
    """A branch over the months."""

    branch: ReportBranch
    points: tuple[MonthPoint, ...]
    """The earliest first."""
    rate_change: float | None
    """Percentage points between the last months with a meeting and as many before."""
    points_change: float | None
    verdict: TrendVerdict

    @property
    def missed(self) -> tuple[Month, ...]:
        """Return the months that are over without a meeting."""
        return tuple(each.month for each in self.points if each.held is Held.MISSED)

    @property
    def worst(self) -> float:
        """Return the worse of the two changes; 0 without any."""
        return min(self._changes, default=0.0)

    @property
    def best(self) -> float:
        """Return the better of the two changes; 0 without any."""
        return max(self._changes, default=0.0)

    @property
    def _changes(self) -> tuple[float, ...]:
        both = (self.rate_change, self.points_change)
        return tuple(each for each in both if each is not None)


def compare(
    branches: Sequence[ReportBranch],
    months: Sequence[Month],
    meetings: Iterable[MeetingFigures],
    unread: Collection[Unread] = (),
    *,
    today: dt.date,
) -> tuple[BranchTrend, ...]:
    """Return each branch over the months, who slips most first.

    Args:
        months: one after the other, the earliest first.
        today: decides whether a month is over.
    """
    read = [each for each in meetings if each.kind in MONTHLY]
    lost = {(each.branch, each.month) for each in unread if each.kind in MONTHLY}
    trends = [
        _trend(branch, months, [each for each in read if each.branch == branch.id], lost, today)
        for branch in branches
    ]
    order = tuple(TrendVerdict)
    return tuple(
        sorted(
            trends,
            key=lambda each: (
                order.index(each.verdict),
                -len(each.missed),
                each.worst,
                each.best,
                each.branch.name,
            ),
        )
    )


def _trend(
    branch: ReportBranch,
    months: Sequence[Month],
    meetings: Sequence[MeetingFigures],
    lost: Collection[tuple[str, Month]],
    today: dt.date,
) -> BranchTrend:
    points = tuple(
        _point(
            month,
            [each for each in meetings if each.month == month],
            unread=(branch.id, month) in lost,
            over=month < month_at(today),
        )
        for month in months
    )
    known = (Held.HELD, Held.UNREAD)
    begun = next((n for n, each in enumerate(points) if each.held in known), 0)
    shown = points[begun:]
    rate = change([each.rate_pct for each in shown])
    score = change([each.points for each in shown])
    return BranchTrend(
        branch=branch,
        points=(*(replace(each, held=Held.BEFORE) for each in points[:begun]), *shown),
        rate_change=rate,
        points_change=score,
        verdict=_verdict(shown, (rate, _person_pct(meetings)), (score, NOTED)),
    )


def _point(
    month: Month, meetings: Sequence[MeetingFigures], *, unread: bool, over: bool
) -> MonthPoint:
    if meetings:
        scored = [each.points for each in meetings if each.points is not None]
        base = sum(each.base for each in meetings)
        return MonthPoint(
            month=month,
            held=Held.HELD,
            rate_pct=percent(sum(each.attended for each in meetings), base) if base else None,
            points=scored[-1] if scored else None,
        )
    if unread:
        return MonthPoint(month=month, held=Held.UNREAD)
    return MonthPoint(month=month, held=Held.MISSED if over else Held.AWAITED)


def change(values: Iterable[float | None]) -> float | None:
    """Return the mean of the last values minus that of as many before, to one decimal: of up to
    `LATELY`; None: fewer than two are known."""
    known = [each for each in values if each is not None]
    span = min(LATELY, len(known) // 2)
    if not span:
        return None
    late, early = known[-span:], known[-2 * span : -span]
    return round((sum(late) - sum(early)) / span, 1)


def _person_pct(meetings: Sequence[MeetingFigures]) -> float:
    """Return from how many percentage points a change of attendance is said to be one."""
    base = sum(each.base for each in meetings)
    return max(NOTED, 100 * len(meetings) / base) if base else NOTED


def _verdict(points: Sequence[MonthPoint], *changes: tuple[float | None, float]) -> TrendVerdict:
    """Return the verdict on changes, each with the least that is said to be one."""
    over = [each for each in points if each.held is not Held.AWAITED]
    if over and over[-1].held is Held.MISSED:
        return TrendVerdict.ABSENT
    found = [(change, least) for change, least in changes if change is not None]
    if not found:
        return TrendVerdict.UNKNOWN
    if any(change <= -least for change, least in found):
        return TrendVerdict.SLIPS
    rises = any(change >= least for change, least in found)
    return TrendVerdict.IMPROVES if rises else TrendVerdict.STEADY
