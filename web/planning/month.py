"""A month's meetings of some branches, with who follows and who is to attend them.

Whoever is not assigned to the branch in the month attends nothing there, whatever was planned
before: one who was taken off is in no plan and comes back with the assignment.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from live.ids import AccountId, BranchId, MeetingId
from live.meeting.permissions import Role
from live.meeting.state import Phase
from live.months import Month, month_of
from live.store import Database
from live.store.contract import MeetingIndex
from live.store.directory import path_of, units_below
from live.store.registers import Account, Assignment, AttendanceMode, Attendee, Branch, Unit

AT_ONE_HOUR_MS: Final = 90 * 60_000
"""Two meetings that begin less than this apart are at one hour: the shortest a regular meeting may
be (Guidance 42-HD/BTCTW)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Following:
    """A supervisor who follows a branch in the month, in whose place if in anybody's."""

    account: Account
    assignment: Assignment
    instead_of: Account | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attending:
    """A supervisor who is to attend a meeting."""

    account: Account
    mode: AttendanceMode
    instead_of: Account | None = None
    clashes: tuple[MeetingIndex, ...] = ()
    """Other meetings at the same hour where the supervisor is to be in the room too."""

    @property
    def in_room(self) -> bool:
        """Tell whether the supervisor comes to the room."""
        return self.mode is AttendanceMode.IN_ROOM


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedMeeting:
    """A meeting of the month."""

    entry: MeetingIndex
    attending: tuple[Attending, ...] = ()

    @property
    def cancelled(self) -> bool:
        """Tell whether the meeting was called off."""
        return self.entry.state == Phase.CANCELLED

    @property
    def open_to_plan(self) -> bool:
        """Tell whether who attends can still be planned."""
        return self.entry.state in (Phase.DRAFT, Phase.ANNOUNCED, Phase.OPEN)


@dataclass(frozen=True, slots=True, kw_only=True)
class BranchMonth:
    """A branch in the month."""

    branch: Branch
    following: tuple[Following, ...]
    meetings: tuple[PlannedMeeting, ...]

    @property
    def attended(self) -> bool:
        """Tell whether anybody from above attends a meeting of the branch."""
        return any(each.attending for each in self.meetings if not each.cancelled)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Records:
    """What the registers have about some branches and their meetings."""

    accounts: Mapping[AccountId, Account]
    assignments: Sequence[Assignment]
    attendees: Sequence[Attendee]
    entries: Mapping[MeetingId, MeetingIndex]


async def month_of_branches(
    database: Database, branches: Sequence[Branch], month: Month, zone: dt.tzinfo
) -> tuple[BranchMonth, ...]:
    """Return a month's plan: the branches that nobody attends first, then by name."""
    ids = frozenset(branch.id for branch in branches)
    index = await database.events.meetings(branches=ids)
    entries = [each for each in index if month_of(each.scheduled_ms, zone) == month]
    records = await _records(database, ids, entries)
    months = [_branch_month(branch, month, entries, records) for branch in branches]
    clashing = with_clashes(months, records, month)
    return tuple(sorted(clashing, key=lambda each: (each.attended, each.branch.name)))


async def _records(
    database: Database, branches: frozenset[BranchId], entries: Sequence[MeetingIndex]
) -> _Records:
    """Read assignments and plans, also what the same supervisors attend elsewhere."""
    registers = database.registers
    planned = await registers.attendees.find(meeting=frozenset(each.meeting for each in entries))
    planners = frozenset(each.account for each in planned)
    everywhere = await registers.attendees.find(account=planners)
    known = {each.meeting: each for each in entries}
    for meeting in {each.meeting for each in everywhere} - known.keys():
        if entry := await database.events.index(meeting):
            known[meeting] = entry
    own = await registers.assignments.find(branch=branches)
    elsewhere = await registers.assignments.find(account=planners)
    assignments = list(dict.fromkeys((*own, *elsewhere)))
    named = {a.account for a in assignments} | {
        a.substitute_for for a in assignments if a.substitute_for
    }
    accounts = await registers.accounts.find(id=frozenset(named))
    return _Records(
        accounts={account.id: account for account in accounts},
        assignments=assignments,
        attendees=everywhere,
        entries=known,
    )


def _branch_month(
    branch: Branch, month: Month, entries: Iterable[MeetingIndex], records: _Records
) -> BranchMonth:
    following = tuple(_following(branch.id, month, records))
    by_account = {each.account.id: each for each in following}

    def attending(meeting: MeetingId) -> tuple[Attending, ...]:
        planned = [a for a in records.attendees if a.meeting == meeting]
        return tuple(
            Attending(
                account=by_account[each.account].account,
                mode=each.mode,
                instead_of=by_account[each.account].instead_of,
            )
            for each in planned
            if each.account in by_account
        )

    meetings = [each for each in entries if each.branch == branch.id]
    return BranchMonth(
        branch=branch,
        following=following,
        meetings=tuple(
            PlannedMeeting(entry=each, attending=attending(each.meeting)) for each in meetings
        ),
    )


def _following(branch: BranchId, month: Month, records: _Records) -> Iterable[Following]:
    """Yield the supervisors of a branch, those of its own before their substitutes."""
    covering = [a for a in records.assignments if a.branch == branch and a.covers(month)]
    for assignment in sorted(covering, key=lambda a: a.substitute_for is not None):
        account = records.accounts.get(assignment.account)
        if account and account.active and account.role is Role.SUPERVISOR:
            instead_of = records.accounts.get(assignment.substitute_for or AccountId(""))
            yield Following(account=account, assignment=assignment, instead_of=instead_of)


def with_clashes(
    months: Sequence[BranchMonth], records: _Records, month: Month
) -> list[BranchMonth]:
    """Return the branches with the conflicts of those who attend: in the room of two meetings at
    one hour. Following several from a wall at one hour is none."""
    rooms = [
        (each.account, entry)
        for each in records.attendees
        if each.mode is AttendanceMode.IN_ROOM and (entry := records.entries.get(each.meeting))
        if entry.state in (Phase.DRAFT, Phase.ANNOUNCED, Phase.OPEN)
        if any(
            a.account == each.account and a.branch == entry.branch and a.covers(month)
            for a in records.assignments
        )
    ]

    def checked(each: Attending, here: MeetingIndex) -> Attending:
        if not each.in_room or here.state not in (Phase.DRAFT, Phase.ANNOUNCED, Phase.OPEN):
            return each
        others = [
            entry
            for account, entry in rooms
            if account == each.account.id
            and entry.meeting != here.meeting
            and abs(entry.scheduled_ms - here.scheduled_ms) < AT_ONE_HOUR_MS
        ]
        return replace(each, clashes=tuple(others))

    return [
        replace(
            branch,
            meetings=tuple(
                replace(
                    meeting, attending=tuple(checked(a, meeting.entry) for a in meeting.attending)
                )
                for meeting in branch.meetings
            ),
        )
        for branch in months
    ]


async def who_may_follow(database: Database, unit: Unit) -> Sequence[Account]:
    """Return the supervisors who come into question for a unit's branches: of the unit, of the
    units above it and below it, and of no unit."""
    path = {one.id for one in await path_of(database.registers, unit.id)}
    near = path | await units_below(database.registers, unit.id)
    found = await database.registers.accounts.find(role=Role.SUPERVISOR, active=True)
    return sorted(
        (each for each in found if each.unit is None or each.unit in near),
        key=lambda each: (each.unit != unit.id, each.name),
    )
