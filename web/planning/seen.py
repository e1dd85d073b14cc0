"""What a supervisor sees of the plan: the branches of the own assignments, month by month."""

from live.ids import BranchId
from live.months import Month
from live.store.directory import followed_by
from live.store.registers import Account
from web.planning.month import Attending, BranchMonth, PlannedMeeting, month_of_branches
from web.services import Services


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
