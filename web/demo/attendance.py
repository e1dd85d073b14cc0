"""The month's plan of the demonstration: a conflict, a substitute, a branch nobody attends."""

from collections.abc import Mapping
from typing import Final

from live.bots.rosters import BEN_GO, KHE_BAC, NA_KHOANG, TRAM_Y_TE, TRUONG_HOC, BranchRoster
from live.ids import AccountId, MeetingId
from live.months import Month
from live.store.registers import Assignment, AttendanceMode, Attendee, Registers
from web.demo.commune import SECOND_SUPERVISOR, SUPERVISOR, branch_id
from web.demo.evenings import Evening

PLANNED: Final[Mapping[str, tuple[AccountId, AttendanceMode]]] = {
    NA_KHOANG.key: (SUPERVISOR.id, AttendanceMode.IN_ROOM),
    KHE_BAC.key: (SUPERVISOR.id, AttendanceMode.IN_ROOM),
    BEN_GO.key: (SUPERVISOR.id, AttendanceMode.CONNECTED),
    TRUONG_HOC.key: (SECOND_SUPERVISOR.id, AttendanceMode.IN_ROOM),
    TRAM_Y_TE.key: (SUPERVISOR.id, AttendanceMode.CONNECTED),
}
"""Branch → who attends this evening, and how: two rooms at one hour are a conflict. Khau Luông has
nobody."""


async def plan_attendance(
    registers: Registers, evenings: Mapping[MeetingId, Evening], month: Month
) -> None:
    """Plan who attends this evening's meetings, unless a visitor has planned something."""
    if await registers.attendees.find(meeting=frozenset(evenings)):
        return
    await registers.assignments.put(_substitute(TRUONG_HOC, month))
    await registers.attendees.put(
        *(
            Attendee(meeting=meeting, account=account, mode=mode)
            for meeting, evening in evenings.items()
            for account, mode in [PLANNED.get(evening.roster.key, (None, None))]
            if account and mode
        )
    )


def _substitute(roster: BranchRoster, month: Month) -> Assignment:
    return Assignment(
        account=SECOND_SUPERVISOR.id,
        branch=branch_id(roster),
        from_month=month,
        until_month=month,
        substitute_for=SUPERVISOR.id,
    )
