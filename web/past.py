"""The pages of past meetings for supervisors: the list with figures, and one meeting.

Nothing here changes anything, and only data of the supervisor's view of a meeting are shown.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from live.ids import BranchId, MeetingId
from live.meeting.state import Phase
from live.meeting.views import view
from live.store.contract import MeetingIndex
from web.access import account_required, branch_in_scope, in_scope
from web.admin.frame import admin_page
from web.admission import actor_of, branches_of
from web.problems import ProblemPage
from web.services import services

PAGE: Final = 20
"""Meetings on a page: the whole record of each is read for its figures; chosen."""
LAST_PAGE: Final = 1_000
"""Greatest page number accepted. Chosen: enough for a hundred branches over ten years."""
MINUTE_MS: Final = 60_000
ABSENT: Final = ("absent_unexcused", "absent_excused", "unchecked")
"""States of members who did not come, the worst first."""

router = APIRouter(prefix="/past", include_in_schema=False)

View = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class PastMeeting:
    """A meeting that is over, as its supervisor sees it."""

    entry: MeetingIndex
    seen: View

    @property
    def minutes(self) -> int:
        """How long the meeting took."""
        facts = self.seen["meeting"]
        return int(facts["closed_ms"] - facts["opened_ms"]) // MINUTE_MS

    def taken(self, item: View) -> int | None:
        """Return how many minutes an item took; None: it never began."""
        if item["started_ms"] is None:
            return None
        over_ms = item["finished_ms"] or self.seen["meeting"]["closed_ms"]
        return int(item["spent_ms"] + over_ms - item["started_ms"]) // MINUTE_MS

    @property
    def absent(self) -> Sequence[tuple[str, Sequence[str]]]:
        """Names of the members who did not come, with the reason if given, by state."""
        rows = self.seen["attendance"]["rows"].items()
        groups = [
            (state, [self._with_reason(who, row) for who, row in rows if row["state"] == state])
            for state in ABSENT
        ]
        return [(state, names) for state, names in groups if names]

    def _with_reason(self, who: str, row: View) -> str:
        name = self.name_of(who)
        return f"{name} ({row['reason']})" if row["reason"] else name

    def name_of(self, who: str) -> str:
        """Return a person's name, with the distinction if there is a namesake."""
        person = self.seen["people"][who]
        apart = person["distinction"]
        return f"{person['name']} ({apart['value']})" if apart else str(person["name"])


async def past_of(request: Request, entry: MeetingIndex) -> PastMeeting:
    """Return a meeting as the account sees it."""
    state = await services(request).meetings.state(entry.meeting)
    return PastMeeting(entry, view(state, actor_of(account_required(request))))


@router.get("")
async def past_page(
    request: Request,
    branch: BranchId | None = None,
    number: Annotated[int, Query(alias="page", ge=1, le=LAST_PAGE)] = 1,
) -> Response:
    """Show the meetings of the followed branches that are over, the latest first."""
    parts = services(request)
    followed = await branches_of(account_required(request), parts.database, parts.month)
    if branch is not None:
        await branch_in_scope(request, branch)
    chosen = followed if branch is None else frozenset({branch})
    index = await parts.database.events.meetings(branches=chosen, states=[Phase.CLOSED])
    latest = sorted(index, key=lambda each: each.closed_ms or 0, reverse=True)
    shown = latest[(number - 1) * PAGE : number * PAGE]
    return admin_page(
        request,
        "past.html",
        meetings=[await past_of(request, each) for each in shown],
        branches=sorted(
            await parts.registers.branches.find(id=followed), key=lambda each: each.name
        ),
        branch=branch,
        number=number,
        pages=-(-len(latest) // PAGE),
    )


@router.get("/{meeting}")
async def past_meeting_page(request: Request, meeting: MeetingId) -> Response:
    """Show one past meeting.

    Raises:
        Problem: the meeting does not exist, its branch is not followed, or it is not closed.
    """
    entry = await in_scope(request, meeting)
    if entry.state != Phase.CLOSED:
        raise ProblemPage(404, "not_found")
    return admin_page(request, "past_meeting.html", past=await past_of(request, entry))
