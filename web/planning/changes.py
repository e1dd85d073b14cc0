"""Changes of a month's plan: who attends a meeting, and who follows a branch from or in a month.

A supervisor who is to attend without an assignment becomes a substitute for that month; with the
last meeting the substitute is taken off, the assignment ends too. Nothing that is over is changed.
"""

from live.errors import Rejected
from live.ids import AccountId, BranchId, MeetingId
from live.meeting.permissions import Role
from live.meeting.state import Phase
from live.months import Month, month_of
from live.store.contract import MeetingIndex
from live.store.directory import end_assignment
from live.store.registers import Account, Assignment, AttendanceMode, Attendee
from web.services import Services


async def attend(
    parts: Services, meeting: MeetingId, account: AccountId, mode: AttendanceMode
) -> None:
    """Plan that a supervisor attends a meeting.

    Raises:
        Rejected: ``unknown_meeting``, ``not_a_supervisor``, ``month_is_over``, ``meeting_is_over``.
    """
    entry, month = await _plannable(parts, meeting)
    await _supervisor(parts, account)
    registers = parts.registers
    async with registers.writing:
        covering = [
            each
            for each in await registers.assignments.find(branch=entry.branch)
            if each.covers(month)
        ]
        if all(each.account != account for each in covering):
            own = next((each.account for each in covering if not each.substitute_for), None)
            await registers.assignments.put(
                Assignment(
                    account=account,
                    branch=entry.branch,
                    from_month=month,
                    until_month=month,
                    substitute_for=own,
                )
            )
        await registers.attendees.put(Attendee(meeting=meeting, account=account, mode=mode))


async def stay_away(parts: Services, meeting: MeetingId, account: AccountId) -> None:
    """Plan that a supervisor does not attend a meeting after all.

    Raises:
        Rejected: ``unknown_meeting``, ``month_is_over``, ``meeting_is_over``.
    """
    entry, month = await _plannable(parts, meeting)
    registers = parts.registers
    async with registers.writing:
        await registers.attendees.remove(meeting, account)
        for each in await registers.assignments.find(account=account, branch=entry.branch):
            alone = each.from_month == each.until_month == month and each.substitute_for
            if alone and not await _attends(parts, account, entry.branch, month):
                await registers.assignments.remove(account, entry.branch, each.from_month)


async def assign(
    parts: Services,
    assignment: Assignment,
) -> None:
    """Let a supervisor follow a branch from a month on, or in some months.

    Raises:
        Rejected: ``unknown_branch``, ``not_a_supervisor``, ``month_is_over``, ``follows_already``.
    """
    registers, month = parts.registers, assignment.from_month
    if await registers.branches.get(assignment.branch) is None:
        raise Rejected("unknown_branch")
    await _supervisor(parts, assignment.account)
    if month < parts.month:
        raise Rejected("month_is_over")
    async with registers.writing:
        found = await registers.assignments.find(
            account=assignment.account, branch=assignment.branch
        )
        if any(
            each.covers(month)
            and (
                each.until_month is None
                or (assignment.until_month and assignment.until_month <= each.until_month)
            )
            for each in found
        ):
            raise Rejected("follows_already")
        await registers.assignments.put(assignment)


async def end(
    parts: Services, account: AccountId, branch: BranchId, from_month: Month, month: Month
) -> None:
    """Let an assignment end before a month; without effect when there is none any more.

    Raises:
        Rejected: ``month_is_over``.
    """
    registers = parts.registers
    if month < parts.month:
        raise Rejected("month_is_over")
    async with registers.writing:
        assignment = await registers.assignments.get(account, branch, from_month)
        if assignment is not None and assignment.covers(month):
            await end_assignment(registers, assignment, month)


async def _plannable(parts: Services, meeting: MeetingId) -> tuple[MeetingIndex, Month]:
    entry = await parts.database.events.index(meeting)
    if entry is None:
        raise Rejected("unknown_meeting")
    month = month_of(entry.scheduled_ms, parts.settings.zone)
    if entry.state in (Phase.CLOSED, Phase.CANCELLED):
        raise Rejected("meeting_is_over")
    if month < parts.month:
        raise Rejected("month_is_over")
    return entry, month


async def _supervisor(parts: Services, account: AccountId) -> Account:
    found = await parts.registers.accounts.get(account)
    if found is None or not found.active or found.role is not Role.SUPERVISOR:
        raise Rejected("not_a_supervisor")
    return found


async def _attends(parts: Services, account: AccountId, branch: BranchId, month: Month) -> bool:
    """Tell whether an account is to attend any meeting of a branch in a month."""
    for each in await parts.registers.attendees.find(account=account):
        entry = await parts.database.events.index(each.meeting)
        if entry is None or entry.branch != branch:
            continue
        if month_of(entry.scheduled_ms, parts.settings.zone) == month:
            return True
    return False
