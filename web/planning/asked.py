"""What the pages of a month share: the month that is asked for, its neighbours, the calendar."""

from typing import Any

from fastapi import Request

from live.months import Month, begin_ms, month_untrusted, shifted
from web.planning.calendars import addresses_of
from web.problems import ProblemPage
from web.rendering import root_of, zone_of
from web.services import services


def month_asked(request: Request) -> Month:
    """Return the month that the address names, else the present one.

    Raises:
        Problem: it names something else.
    """
    text = request.query_params.get("month", "")
    month = month_untrusted(text) if text else services(request).month
    if month is None:
        raise ProblemPage(404, "not_found")
    return month


def of_month(request: Request, month: Month) -> dict[str, Any]:
    """Return what a page of a month says of it: itself, its neighbours, when it begins."""
    return {
        "month": month,
        "before": shifted(month, -1),
        "after": shifted(month, 1),
        "begins_ms": begin_ms(month, zone_of(request)),
        "present": services(request).month,
    }


async def calendar_address(request: Request, owner: str) -> str:
    """Return the address of an owner's calendar; empty: none was given out."""
    path = await addresses_of(services(request)).path(owner)
    return f"{root_of(request)}{path}" if path else ""
