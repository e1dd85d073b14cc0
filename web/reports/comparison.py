"""The comparison of branches over the months, who slips most first: page and workbook."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from live.documents.xlsx import workbook
from live.ids import UnitId
from live.months import Month, month_untrusted, shifted
from live.record.comparing import BranchTrend, Held, TrendVerdict, compare
from live.record.period_tables import comparison_table
from live.record.periods import Unread
from live.record.spans import month_at, number_of, year_of
from web.admin.frame import admin_page
from web.attachment import saved_as
from web.i18n import Catalogue, catalogue
from web.problems import ProblemPage
from web.records.downloads import XLSX
from web.rendering import language_of
from web.reports.plots import SmallLine, small_line
from web.reports.scope import ReportScope, meetings_in, now_of, scope_of
from web.reports.words import number_words, share_words, title_of
from web.services import services

SPANS: Final = (6, 12)
"""Months that can be compared; chosen."""
MOST: Final = 24
"""Most months that an address may ask for; chosen."""
LEAST_RATE: Final = 50.0
"""Percent at the lower edge of the small lines, unless a value is lower; chosen."""

router = APIRouter(prefix="/reports/comparison", include_in_schema=False)

Months = Annotated[int, Query(ge=2, le=MOST)]


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendRow:
    """A branch in the table: its two lines, and what has changed, in words."""

    trend: BranchTrend
    rates: SmallLine
    rate_last: str
    rate_change: str
    points: SmallLine
    points_last: str
    points_change: str
    missed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What an address asks for."""

    scope: ReportScope
    months: tuple[Month, ...]
    trends: tuple[BranchTrend, ...]
    unread: tuple[Unread, ...]


@router.get("")
async def comparison_page(
    request: Request, until: str = "", months: Months = SPANS[0], unit: UnitId | None = None
) -> Response:
    """Show every branch over the months up to one; up to this month, unless asked."""
    found = await _made(request, until, months, unit)
    text = catalogue(language_of(request))
    counts = Counter(each.verdict for each in found.trends)
    last = found.months[-1]
    return admin_page(
        request,
        "comparison.html",
        scope=found.scope,
        title=title_of(found.scope, language_of(request)),
        rows=rows_of(found.trends, text),
        counts=[(each, counts[each]) for each in TrendVerdict if counts[each]],
        unread=found.unread,
        first=month_words(found.months[0], text),
        last=month_words(last, text),
        until=last,
        untils=[shifted(month_at(now_of(request).date()), -n) for n in range(12)],
        month_name=lambda month: month_words(month, text),
        span=months,
        spans=SPANS,
        asked={
            "until": last,
            "months": months,
            **({"unit": found.scope.unit.id} if found.scope.unit else {}),
        },
    )


@router.get("/files/so-sanh.xlsx")
async def comparison_file(
    request: Request, until: str = "", months: Months = SPANS[0], unit: UnitId | None = None
) -> Response:
    """Send the comparison as a workbook."""
    found = await _made(request, until, months, unit)
    table = comparison_table(title_of(found.scope, "vi"), found.months, found.trends)
    data = await services(request).draw(workbook, [table], now_of(request))
    return Response(data, media_type=XLSX, headers=saved_as("so-sanh.xlsx", found.months[-1]))


async def _made(request: Request, until: str, months: int, unit: UnitId | None) -> Comparison:
    """Return the comparison that an address names.

    Raises:
        Problem: it names no month, or no unit of which this account reads.
    """
    day = now_of(request).date()
    last = month_untrusted(until) if until else month_at(day)
    if last is None:
        raise ProblemPage(404, "not_found")
    span = tuple(shifted(last, n + 1 - months) for n in range(months))
    scope = await scope_of(request, unit)
    found, lost = await meetings_in(request, scope, span)
    trends = compare(scope.branches, span, found, lost, today=day)
    return Comparison(scope=scope, months=span, trends=trends, unread=lost)


def rows_of(trends: Sequence[BranchTrend], text: Catalogue) -> list[TrendRow]:
    """Return the rows of the table; all lines have the same scale."""
    rates = [point.rate_pct for each in trends for point in each.points]
    scores = [point.points for each in trends for point in each.points]
    least = min([LEAST_RATE, *(each for each in rates if each is not None)])
    lowest = min([LEAST_RATE, *(each for each in scores if each is not None)])
    return [_row(each, least, lowest, text) for each in trends]


def _row(trend: BranchTrend, least: float, lowest: float, text: Catalogue) -> TrendRow:
    gone = [each.held is Held.MISSED for each in trend.points]
    rates = [each.rate_pct for each in trend.points]
    scores = [each.points for each in trend.points]
    said = {
        kind: "; ".join(
            text(
                f"reports.in_month.{point.held}" if value is None else "reports.in_month.value",
                month=number_of(point.month),
                value="" if value is None else number_words(value, text),
            )
            for point, value in zip(trend.points, values, strict=True)
        )
        for kind, values in (("rates", rates), ("points", scores))
    }
    known = [each for each in scores if each is not None]
    return TrendRow(
        trend=trend,
        rates=small_line(rates, gone, least, 100, said["rates"]),
        rate_last=share_words(next((e for e in reversed(rates) if e is not None), None), text),
        rate_change=change_words(trend.rate_change, "rate", text),
        points=small_line(scores, gone, lowest, 100, said["points"]),
        points_last=str(known[-1]) if known else text("reports.not_scored"),
        points_change=change_words(trend.points_change, "points", text),
        missed=", ".join(month_words(month, text) for month in trend.missed),
    )


def change_words(change: float | None, kind: str, text: Catalogue) -> str:
    """Return a change with its sign and in words; ``kind``: ``rate`` or ``points``."""
    if change is None:
        return text("reports.change.unknown")
    if not change:
        return text("reports.change.none")
    way = "up" if change > 0 else "down"
    return text(f"reports.change.{kind}.{way}", n=number_words(abs(change), text))


def month_words(month: Month, text: Catalogue) -> str:
    """Return a month with its year."""
    return text("reports.month.short", number=number_of(month), year=year_of(month))
