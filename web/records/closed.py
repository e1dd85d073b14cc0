"""The page from which a link to the wall reaches the records of meetings that are over. Whoever
signs in has `web.past`, with figures and all pages."""

from typing import Final

from fastapi import APIRouter, Request
from starlette.responses import Response

from live.meeting.state import Phase
from web.records.viewers import wall_behind
from web.rendering import page
from web.services import services

SHOWN: Final = 20
"""Meetings on the page, the latest; chosen: an evening of a committee's branches."""

router = APIRouter(include_in_schema=False)


@router.get("/j/{token}/records")
async def wall_records_page(request: Request, token: str) -> Response:
    """List the latest meetings of the followed branches that are over, the latest first."""
    _, followed = await wall_behind(request, token)
    parts = services(request)
    index = await parts.database.events.meetings(branches=followed, states=[Phase.CLOSED])
    branches = {each.id: each.name for each in await parts.registers.branches.find(id=followed)}
    return page(
        request,
        "records.html",
        wall=f"/j/{token}",
        meetings=sorted(index, key=lambda each: each.closed_ms or 0, reverse=True)[:SHOWN],
        branches=branches,
        shown=SHOWN,
    )
