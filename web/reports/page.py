"""The report of a unit over a month or a quarter: page, workbook, Word file, plots.

A page goes from the sentence over the plot to the table and the files. Whoever opens it reads of
the branches in `web.reports.scope`, and no name of another one.
"""

from enum import StrEnum
from typing import Final

from fastapi import APIRouter, Request
from starlette.responses import Response

from live.documents.docx import built_in_form, render_docx
from live.documents.xlsx import workbook
from live.ids import UnitId
from live.record.period_tables import report_fields, report_tables
from live.record.periods import PeriodReport, period_report
from live.record.spans import Period, month_at, period_untrusted, quarter_of
from live.record.watched import ATTENDED_MIN
from live.record.wording import place_name
from web.admin.frame import admin_page
from web.attachment import saved_as
from web.i18n import Catalogue, catalogue
from web.problems import ProblemPage
from web.records.downloads import XLSX
from web.records.papers import MEDIA_TYPES
from web.rendering import environment, language_of, zone_of
from web.reports.plots import PlottedBars, bars_of
from web.reports.raised import proposals_of
from web.reports.scope import ReportScope, meetings_in, now_of, query_of, scope_of
from web.reports.words import held_words, period_words, rated, share_words, title_of
from web.services import services

SVG: Final = "image/svg+xml"
SHOWN: Final = 12
"""Months and quarters that can be chosen: the last ones; chosen."""

router = APIRouter(prefix="/reports", include_in_schema=False)


class ReportForm(StrEnum):
    """A file of the report, by the name in its address."""

    XLSX = "bao-cao.xlsx"
    DOCX = "bao-cao.docx"


class ReportPlot(StrEnum):
    """A plot of the report as a file of its own."""

    RATES = "ty-le-du.svg"
    RATINGS = "xep-loai.svg"


@router.get("")
async def reports_page(request: Request, period: str = "", unit: UnitId | None = None) -> Response:
    """Show the report of a month or quarter; of the last month that is over, unless asked."""
    scope, report = await _made(request, period, unit)
    text = catalogue(language_of(request))
    now = quarter_of(month_at(report.made))
    month = Period(first=month_at(report.made))
    return admin_page(
        request,
        "report.html",
        scope=scope,
        report=report,
        title=title_of(scope, language_of(request)),
        rating=lambda each: rated(each, text),
        period_name=lambda each: period_words(each, text),
        share=lambda value: share_words(value, text),
        held=lambda row: held_words(row, text),
        months=back(month, SHOWN),
        quarters=back(now, SHOWN // 3),
        plots=[rates_plot(report, text), ratings_plot(report, text)],
        attended_min=ATTENDED_MIN,
        asked=query_of(report.period, scope),
        forms=list(ReportForm),
        plot_files=list(ReportPlot),
    )


@router.get("/files/{name}")
async def report_file(
    request: Request, name: ReportForm, period: str = "", unit: UnitId | None = None
) -> Response:
    """Send the report as a file."""
    scope, report = await _made(request, period, unit)
    parts = services(request)
    if name is ReportForm.DOCX:
        issuer = scope.issuer.name if scope.issuer else ""
        known = report_fields(report, issuer, place_name(issuer), scope.superior)
        data = await parts.draw(render_docx, built_in_form("report"), known)
        kind = MEDIA_TYPES["docx"]
    else:
        data = await parts.draw(workbook, report_tables(report), now_of(request))
        kind = XLSX
    return Response(data, media_type=kind, headers=saved_as(name, report.period.key))


@router.get("/plots/{name}")
async def report_plot(
    request: Request, name: ReportPlot, period: str = "", unit: UnitId | None = None
) -> Response:
    """Send a plot of the report as a picture."""
    _, report = await _made(request, period, unit)
    make = {ReportPlot.RATES: rates_plot, ReportPlot.RATINGS: ratings_plot}[name]
    plot = make(report, catalogue(language_of(request)))
    svg = environment().get_template("admin/bars.svg").render(plot=plot, file=True)
    return Response(svg, media_type=SVG, headers=saved_as(name, report.period.key))


async def _made(
    request: Request, asked: str, unit: UnitId | None
) -> tuple[ReportScope, PeriodReport]:
    """Return the report that an address names.

    Raises:
        Problem: it names no period, or no unit of which this account reads.
    """
    day = now_of(request).date()
    period = period_untrusted(asked) if asked else Period(first=month_at(day)).before()
    if period is None:
        raise ProblemPage(404, "not_found")
    scope = await scope_of(request, unit)
    found, lost = await meetings_in(request, scope, period.months)
    proposals, _ = await proposals_of(services(request), scope.ids, zone_of(request))
    return scope, period_report(
        title_of(scope, "vi"), period, scope.branches, found, lost, proposals, today=day
    )


def rates_plot(report: PeriodReport, text: Catalogue) -> PlottedBars:
    """Return the attendance rate of every branch, the lowest first, then those without one."""
    rows = sorted(report.branches, key=lambda row: (row.rate_pct is None, row.rate_pct or 0))
    return bars_of(
        "rates",
        text("reports.plot.rates", period=period_words(report.period, text)),
        text("reports.plot.rates.about", n=len(rows), rate=share_words(report.rate_pct, text)),
        (
            (
                row.branch.name,
                row.rate_pct,
                held_words(row, text) if row.rate_pct is None else share_words(row.rate_pct, text),
            )
            for row in rows
        ),
        100,
    )


def ratings_plot(report: PeriodReport, text: Catalogue) -> PlottedBars:
    """Return how many meetings have each rating."""
    counts = report.ratings
    return bars_of(
        "ratings",
        text("reports.plot.ratings", period=period_words(report.period, text)),
        text("reports.plot.ratings.about", n=sum(counts.values())),
        ((rated(each, text), count, str(count)) for each, count in counts.items()),
        max(counts.values()),
    )


def back(period: Period, count: int) -> list[Period]:
    """Return periods from the latest back."""
    found = [period]
    while len(found) < count:
        found.append(found[-1].before())
    return found
