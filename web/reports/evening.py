"""The page of the alerts that a day's meetings brought, and of what was done about them.

A supervisor reads of the branches that are followed now, and of no other one.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from fastapi import APIRouter, Request
from starlette.responses import Response

from live.meeting.state import Phase
from live.record.stretches import Stretch
from live.store.contract import MeetingIndex
from live.supervision.report import MOST_AT_WORST, MOST_ON_AVERAGE, EveningReport
from web.access import account_required
from web.admin.frame import admin_page
from web.admission import branches_of
from web.i18n import Catalogue, catalogue
from web.problems import ProblemPage
from web.rendering import at, language_of, zone_of
from web.reports.plots import COLUMNS_PX, PlottedColumns, columns_of
from web.reports.words import number_words
from web.services import services

DAYS: Final = 31
"""Days with meetings that can be chosen: the last ones, and the one that is asked for; chosen."""

router = APIRouter(prefix="/wall", include_in_schema=False)


@router.get("/report")
async def alert_report_page(request: Request, day: str = "") -> Response:
    """Show the alerts of a day; of the last day with a meeting, unless asked.

    Args:
        day: as ``YYYY-MM-DD``.

    Raises:
        Problem: no followed branch had a meeting on that day.
    """
    parts, zone = services(request), zone_of(request)
    followed = await branches_of(account_required(request), parts.database, parts.month)
    index = await parts.database.events.meetings(branches=followed, states=[Phase.CLOSED])
    days = by_day(index, zone)
    if day and day not in days:
        raise ProblemPage(404, "not_found")
    chosen = day or next(iter(days), "")
    entries = days.get(chosen, [])
    made = await parts.evenings.report(parts.database.events, entries) if entries else None
    text = catalogue(language_of(request))
    branches = {each.id: each.name for each in await parts.registers.branches.find(id=followed)}
    return admin_page(
        request,
        "alert_report.html",
        report=made.alerts if made else None,
        unread=[(each.title, opened(each, zone)) for each in made.unread] if made else [],
        meetings=len(entries),
        rate=number_words(made.alerts.per_10_min, text) if made else "",
        limits={"average": MOST_ON_AVERAGE, "most": MOST_AT_WORST},
        plot=alerts_plot(made.alerts, text, zone) if made and made.alerts.alerts else None,
        plot_px=COLUMNS_PX,
        branch_of={each.meeting: branches.get(each.branch, "") for each in entries},
        days={
            key: opened(held[0], zone)
            for number, (key, held) in enumerate(days.items())
            if number < DAYS or key == chosen
        },
        day=chosen,
    )


def alerts_plot(report: EveningReport, text: Catalogue, zone: dt.tzinfo) -> PlottedColumns:
    """Return the new alerts of an evening that had some, in ten minutes each."""
    windows = report.windows
    time = Stretch(
        from_ms=min(report.from_ms, windows[0].from_ms),
        until_ms=max(report.until_ms, windows[-1].until_ms),
    )
    about = text(
        "reports.alerts.plot.about",
        since=f"{at(time.from_ms, zone):%H:%M}",
        until=f"{at(time.until_ms, zone):%H:%M}",
        worst=report.worst_10_min,
        over=sum(each.is_too_much for each in windows),
        most=MOST_AT_WORST,
    )
    return columns_of(
        ("alerts", text("reports.alerts.plot"), about),
        windows,
        time,
        (MOST_ON_AVERAGE, MOST_AT_WORST),
        lambda at_ms: at(at_ms, zone),
    )


def by_day(index: Iterable[MeetingIndex], zone: dt.tzinfo) -> Mapping[str, Sequence[MeetingIndex]]:
    """Return meetings by the day on which they were opened (``YYYY-MM-DD``), the latest first."""
    days: dict[str, list[MeetingIndex]] = {}
    for entry in sorted(index, key=lambda each: each.opened_ms or 0, reverse=True):
        days.setdefault(opened(entry, zone).date().isoformat(), []).append(entry)
    return days


def opened(entry: MeetingIndex, zone: dt.tzinfo) -> dt.datetime:
    """Return when a meeting was opened."""
    return at(entry.opened_ms or 0, zone)
