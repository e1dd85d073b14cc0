"""The months before: meetings of the demonstration's branches, for reports over months.

Each is told by the rules like those of `web.demo.past`, in memory, and recorded in one go, because
a start should not wait for the disk two thousand times.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from live.bots.conduct.seen import share
from live.bots.rosters import EXCUSED, BranchRoster
from live.bus import LocalBus
from live.clock import ManualClock
from live.errors import VersionConflict
from live.ids import BranchId, CommandId, MeetingId, NodeId, PersonId, random_id
from live.meeting.events import Event
from live.meeting.permissions import Actor, Role
from live.meeting.state import MeetingKind, Phase
from live.months import Month, begin_ms, month_of, shifted
from live.service import Meetings
from live.store import Database
from live.store.contract import Append, MeetingIndex
from web.demo.commune import SUPERVISOR, branch_id
from web.demo.evenings import EVENINGS, Evening, whole
from web.demo.past import MINUTE_MS, VIETNAM, ToldPast

ABSENT: Final[Mapping[str, Sequence[int | None]]] = {
    "na-khoang": (5, 5, 4, 2, 0),
    "khe-bac": (1, 0, 1, 1, 0),
    "ben-go-7": (1, 1, 0, 1, 1),
    "truong-hoc": (0, 0, 1, 3, 4),
    "tram-y-te": (1, 0, 0, 1, 0),
    "khau-luong": (0, 1, 1, 2, None),
}
"""Branch → how many more than tonight were away with a reason in each month, the last one at the
end; None: there was no meeting. One branch improves, one slips, one stops. Chosen."""
FOLLOWED: Final = frozenset({"na-khoang", "khe-bac", "truong-hoc"})
"""Branches that somebody of the superior attended, every other month."""
EVERY_DAY_MS: Final = 24 * 60 * MINUTE_MS
FIRST_DAY: Final = 3
"""Day of the month on which the first branch met, the others on the days after it. Chosen."""
OPENED_MIN: Final = 19 * 60 + 30
"""Minutes after midnight at which they opened. Chosen."""


@dataclass(slots=True)
class Rehearsal:
    """An event store in memory, for one meeting that is told before it is recorded."""

    index_entry: MeetingIndex | None = None
    events: list[Event] = field(default_factory=list)

    async def create(self, index: MeetingIndex, events: Sequence[Event]) -> int:
        """Begin the record."""
        self.index_entry, self.events = index, [*events]
        return len(self.events)

    async def append(self, append: Append) -> int:
        """Add to the record."""
        if append.expected_version != len(self.events):
            raise VersionConflict(append.expected_version, len(self.events))
        self.events += append.events
        self.index_entry = append.index or self.index_entry
        return len(self.events)

    async def read(self, meeting: MeetingId, after_version: int = 0) -> Sequence[Event]:
        """Return the events after a version."""
        return self.events[after_version:]

    async def stored(self, meeting: MeetingId) -> Sequence[tuple[str, str]]:
        """Return nothing: nothing is stored."""
        return ()

    async def mentions(self, name: str) -> bool:
        """Tell of no other meeting."""
        return False

    async def version_of(self, meeting: MeetingId, command: CommandId) -> int | None:
        """Return nothing: no command is sent twice."""
        return None

    async def versions(self, meetings: Collection[MeetingId]) -> Mapping[MeetingId, int]:
        """Return the version of the meeting."""
        return dict.fromkeys(meetings, len(self.events))

    async def beat(self, node: NodeId, now_ms: int) -> None:
        """Keep no sign of life."""

    async def last_beat(self, node: NodeId) -> int | None:
        """Return nothing: none is kept."""
        return None

    async def index(self, meeting: MeetingId) -> MeetingIndex | None:
        """Return the meeting's entry."""
        return self.index_entry

    async def with_proposals(self, branches: Collection[BranchId]) -> Sequence[MeetingIndex]:
        """Return nothing: no register is drawn from a rehearsal."""
        return ()

    async def meetings(
        self,
        *,
        branches: Collection[BranchId] | None = None,
        states: Collection[str] | None = None,
    ) -> Sequence[MeetingIndex]:
        """Return the meeting's entry."""
        return [self.index_entry] if self.index_entry else []


async def hold_months(database: Database, now_ms: int) -> None:
    """Record the meetings of the months before this one in which a branch has none yet."""
    this = month_of(now_ms, VIETNAM)
    for place, evening in enumerate(map(monthly, EVENINGS)):
        branch = branch_id(evening.roster)
        closed = await database.events.meetings(branches=[branch], states=[Phase.CLOSED])
        known = {month_of(each.opened_ms or 0, VIETNAM) for each in closed}
        away = ABSENT[evening.roster.key]
        for back, absent in zip(range(len(away), 0, -1), away, strict=True):
            month = shifted(this, -back)
            if absent is not None and month not in known:
                visited = evening.roster.key in FOLLOWED and back % 2 == 1
                rehearsal = Rehearsal()
                told = _told(rehearsal, evening, month, place, absent)
                await replace(told, visitor=GUEST if visited else None).tell_whole()
                if rehearsal.index_entry:
                    await database.events.create(rehearsal.index_entry, rehearsal.events)


def monthly(evening: Evening) -> Evening:
    """Return a branch's evening as its meeting of a month: tonight's may be a thematic one."""
    if evening.kind is not MeetingKind.THEMATIC:
        return whole(evening)
    usual = EVENINGS[0]
    regular = replace(evening, title=usual.title, kind=usual.kind, items=usual.items)
    return whole(replace(regular, presenters=()))


def _told(
    rehearsal: Rehearsal, evening: Evening, month: Month, place: int, absent: int
) -> ToldPast:
    """Return the meeting of a month, before it is told."""
    clock = ManualClock(now_ms=0)
    opened_ms = begin_ms(month, VIETNAM) + (FIRST_DAY - 1 + place) * EVERY_DAY_MS
    opened_ms += OPENED_MIN * MINUTE_MS
    minutes = sum(item.planned_min for item in evening.items)
    return ToldPast(
        meetings=Meetings(rehearsal, LocalBus(), clock, random_id),
        clock=clock,
        ids=random_id,
        evening=replace(evening, roster=with_absent(evening, month, absent)),
        now_ms=opened_ms + minutes * MINUTE_MS,
        meeting=MeetingId(f"{evening.roster.key}-{month}"),
    )


def with_absent(evening: Evening, month: Month, absent: int) -> BranchRoster:
    """Return a branch's list with more people away than tonight: none who has a part to play."""
    roster = evening.roster
    needed = {roster.chair, roster.secretary, *dict(evening.presenters).values()}
    free = [each for each in roster.people if each.present and each.name not in needed]
    free.sort(key=lambda each: share("away", month, each.name))
    away = {each.name for each in free[:absent]}
    return replace(
        roster,
        people=tuple(
            replace(each, tonight=EXCUSED, reason="Bận việc gia đình")
            if each.name in away
            else each
            for each in roster.people
        ),
    )


GUEST: Final = Actor(
    role=Role.SUPERVISOR,
    person=PersonId(SUPERVISOR.id),
    name=SUPERVISOR.name,
    title=SUPERVISOR.title,
)
