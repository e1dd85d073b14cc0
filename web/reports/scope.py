"""Of which branches a visitor reads reports, and the figures of their meetings.

An administrator reads of any unit and of those below it; a supervisor of the branches that are
followed now, whichever of them a unit is chosen from.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import Request

from live.ids import BranchId, UnitId
from live.meeting.permissions import Role
from live.meeting.state import Phase
from live.months import Month, begin_ms, end_ms
from live.record.periods import MeetingFigures, ReportBranch, Unread
from live.record.spans import Period
from live.store.directory import units_below
from live.store.registers import Unit
from web.access import account_required
from web.admin.tree import climb
from web.admission import branches_of
from web.problems import ProblemPage
from web.rendering import zone_of
from web.services import services


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportScope:
    """The branches of a report."""

    unit: Unit | None
    """The chosen unit; None: all branches that the visitor may read of."""
    issuer: Unit | None
    """The unit that reports: the chosen one, else that of the account."""
    superior: str
    """The name of the unit above the one that reports; "": there is none."""
    units: tuple[Unit, ...]
    """Units that can be chosen."""
    branches: tuple[ReportBranch, ...]
    is_whole: bool
    """Whether they are all that there are, and not those that somebody follows."""

    @property
    def ids(self) -> frozenset[BranchId]:
        """Return the ids of the branches."""
        return frozenset(each.id for each in self.branches)


async def scope_of(request: Request, unit: UnitId | None) -> ReportScope:
    """Return the branches that the account reads of: all, or those of a unit and below it.

    Raises:
        Problem: there is no such unit, or nothing of it is for this account.
    """
    parts, account = services(request), account_required(request)
    registers = parts.registers
    if account.role is Role.ADMINISTRATOR:
        found = await registers.branches.find()
    else:
        followed = await branches_of(account, parts.database, parts.month)
        found = await registers.branches.find(id=followed)
    by_id = {each.id: each for each in await registers.units.find()}
    above = {each.id for one in found for each in climb(by_id, one.unit)}
    if unit is not None:
        if unit not in above:
            raise ProblemPage(404, "not_found")
        below = await units_below(registers, unit)
        found = [each for each in found if each.unit in below]
    chosen = by_id.get(unit) if unit else None
    issuer = chosen or (by_id.get(account.unit) if account.unit else None)
    parent = by_id.get(issuer.parent) if issuer and issuer.parent else None
    return ReportScope(
        unit=chosen,
        issuer=issuer,
        superior=parent.name if parent else "",
        units=tuple(each for each in by_id.values() if each.id in above),
        branches=tuple(
            ReportBranch(id=each.id, name=each.name, unit=by_id[each.unit].name)
            for each in sorted(found, key=lambda each: (by_id[each.unit].name, each.name))
        ),
        is_whole=account.role is Role.ADMINISTRATOR,
    )


async def meetings_in(
    request: Request, scope: ReportScope, months: Sequence[Month]
) -> tuple[tuple[MeetingFigures, ...], tuple[Unread, ...]]:
    """Return the figures of the closed meetings of these months, and what could not be read.

    Args:
        months: one after the other, the earliest first.

    Raises:
        StoreUnavailable: the database cannot be used now.
    """
    parts, zone = services(request), zone_of(request)
    from_ms, until_ms = begin_ms(months[0], zone), end_ms(months[-1], zone)
    index = await parts.database.events.meetings(branches=scope.ids, states=[Phase.CLOSED])
    entries = [each for each in index if from_ms <= (each.opened_ms or 0) < until_ms]
    return await parts.shelf.figures(parts.database.events, entries, zone)


def now_of(request: Request) -> dt.datetime:
    """Return the moment at which a report is made."""
    now_ms = services(request).clock.wall_ms()
    return dt.datetime.fromtimestamp(now_ms / 1000, zone_of(request))


def query_of(period: Period, scope: ReportScope) -> dict[str, str]:
    """Return what an address says of a report."""
    return {"period": period.key, **({"unit": scope.unit.id} if scope.unit else {})}
