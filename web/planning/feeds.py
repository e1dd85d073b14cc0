"""The routes of calendars: fetched by an address, which its owner or an administrator replaces."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from live.ids import UnitId
from web.access import account_required
from web.admin.frame import found, go
from web.planning.calendars import addresses_of, calendar_of, of_account, of_unit
from web.services import services

router = APIRouter(include_in_schema=False)


@router.get("/calendar/{token}.ics")
async def calendar(request: Request, token: str) -> Response:
    """Return the calendar of an address.

    Raises:
        Problem: the address is none of ours or was replaced, or its owner has no calendar any more.
    """
    parts = services(request)
    owner = await addresses_of(parts).owner_untrusted(token)
    content = found(await calendar_of(parts, found(owner)))
    return Response(content, media_type="text/calendar; charset=utf-8")


@router.post("/plan/calendar")
async def renew_own_calendar(request: Request) -> Response:
    """Give the supervisor's calendar a new address."""
    await addresses_of(services(request)).renew(of_account(account_required(request).id))
    return go("/plan#calendar", "calendar_made")


@router.post("/admin/units/{unit}/plan/calendar")
async def renew_unit_calendar(request: Request, unit: UnitId) -> Response:
    """Give the calendar of a unit's branches a new address."""
    parts = services(request)
    found(await parts.registers.units.get(unit))
    await addresses_of(parts).renew(of_unit(unit))
    return go(f"/admin/units/{unit}/plan#calendar", "calendar_made")
