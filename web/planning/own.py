"""A supervisor's own page of the month: the meetings of the assigned branches, and where to be."""

from collections.abc import Sequence

from fastapi import APIRouter, Request
from starlette.responses import Response

from web.access import account_required
from web.admin.frame import admin_page
from web.planning.asked import calendar_address, month_asked, of_month
from web.planning.calendars import of_account
from web.planning.month import BranchMonth, PlannedMeeting
from web.planning.seen import own_month, own_part
from web.services import services

router = APIRouter(prefix="/plan", include_in_schema=False)


@router.get("")
async def own_plan_page(request: Request) -> Response:
    """Show the account's meetings of a month by the hour, and its branches without any."""
    parts, account, month = services(request), account_required(request), month_asked(request)
    plan = await own_month(parts, account, month)
    return admin_page(
        request,
        "own_plan.html",
        meetings=by_hour(plan),
        part_of=lambda meeting: own_part(meeting, account),
        branch_names={each.branch.id: each.branch.name for each in plan},
        calendar=await calendar_address(request, of_account(account.id)),
        without=[each.branch for each in plan if not each.meetings],
        **of_month(request, month),
    )


def by_hour(plan: Sequence[BranchMonth]) -> Sequence[tuple[BranchMonth, PlannedMeeting]]:
    """Return every meeting with its branch, the earliest first."""
    rows = [(branch, meeting) for branch in plan for meeting in branch.meetings]
    return sorted(rows, key=lambda row: (row[1].entry.scheduled_ms, row[0].branch.name))
