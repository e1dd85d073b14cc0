"""A supervisor's own page of the month: the meetings of the assigned branches, and where to be."""

from collections.abc import Sequence

from fastapi import APIRouter, Request
from starlette.responses import Response

from live.ids import BranchId
from live.months import Month
from live.store.directory import followed_by
from live.store.registers import Account
from web.access import account_required
from web.admin.frame import admin_page
from web.planning.month import Attending, BranchMonth, PlannedMeeting, month_of_branches
from web.planning.pages import month_asked, of_month
from web.services import Services, services

router = APIRouter(prefix="/plan", include_in_schema=False)


async def seen_branches(parts: Services, account: Account, month: Month) -> frozenset[BranchId]:
    """Return the branches whose plan of a month a supervisor may see: those assigned in the month,
    of a month that is over only those that are still assigned."""
    assigned = await followed_by(parts.registers, account.id, month)
    if month < parts.month:
        return assigned & await followed_by(parts.registers, account.id, parts.month)
    return assigned


async def own_month(parts: Services, account: Account, month: Month) -> tuple[BranchMonth, ...]:
    """Return a supervisor's plan of a month; of conflicts only those with other seen meetings."""
    seen = await seen_branches(parts, account, month)
    branches = await parts.registers.branches.find(id=seen)
    return await month_of_branches(parts.database, branches, month, parts.settings.zone)


def own_part(meeting: PlannedMeeting, account: Account) -> Attending | None:
    """Return how the account is to attend a meeting; None: it is not."""
    return next((each for each in meeting.attending if each.account.id == account.id), None)


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
        without=[each.branch for each in plan if not each.meetings],
        **of_month(request, month),
    )


def by_hour(plan: Sequence[BranchMonth]) -> Sequence[tuple[BranchMonth, PlannedMeeting]]:
    """Return every meeting with its branch, the earliest first."""
    rows = [(branch, meeting) for branch in plan for meeting in branch.meetings]
    return sorted(rows, key=lambda row: (row[1].entry.scheduled_ms, row[0].branch.name))
