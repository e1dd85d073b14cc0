"""The report of a unit over a month or a quarter, from the records of its branches' meetings. Pure.

A record is read once, to `MeetingFigures`; everything else is made of these. That a record cannot
be read is never the same as that there was no meeting: such meetings are carried along (`Unread`),
and a month with one is not said to be without a meeting.
"""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from live.ids import BranchId, MeetingId
from live.meeting.figures import figures, percent
from live.meeting.rubric import Rating, rating
from live.meeting.scoring import latest, total
from live.meeting.state import Meeting, MeetingKind
from live.months import Month
from live.record.proposals import RaisedProposal, raised
from live.record.spans import Period, month_at
from live.record.statistics import speaking_statistics
from live.record.watched import superiors
from live.record.wording import local

MONTHLY: Final = frozenset({MeetingKind.REGULAR, MeetingKind.COMBINED, MeetingKind.MODEL})
"""The kinds that are a branch's meeting of the month."""
THEMATIC: Final = frozenset({MeetingKind.THEMATIC, MeetingKind.COMBINED})
ON_TIME_MIN: Final = 15
"""Minutes after the planned time up to which a meeting began on time, on its day; chosen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingFigures:
    """What a report needs of one closed meeting."""

    meeting: MeetingId
    branch: BranchId
    title: str
    kind: MeetingKind
    planned: dt.datetime
    opened: dt.datetime
    minutes: int
    attended: int
    base: int
    speakers: int
    norm: int
    points: int | None
    """Of the superior, else as the branch adopted them; None: it was not scored."""
    rating: Rating | None
    superiors: tuple[str, ...]
    """Names of the supervisors who attended (`live.record.watched.superiors`)."""
    adopted: bool
    """Whether its minutes are adopted."""
    proposals: tuple[RaisedProposal, ...] = ()
    """What it asks of those above."""

    @property
    def month(self) -> Month:
        """Return the month in which it was held."""
        return month_at(self.opened)

    @property
    def on_time(self) -> bool:
        """Return whether it began on its day, at most `ON_TIME_MIN` late."""
        late = self.opened - self.planned
        return (
            self.opened.date() == self.planned.date() and late.total_seconds() <= ON_TIME_MIN * 60
        )

    @property
    def rate_pct(self) -> float:
        """Return the attendance rate."""
        return percent(self.attended, self.base)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """A closed meeting whose record could not be read, with what the list of meetings has of it."""

    meeting: MeetingId
    branch: BranchId
    title: str
    kind: MeetingKind
    opened: dt.datetime

    @property
    def month(self) -> Month:
        """Return the month in which it was held."""
        return month_at(self.opened)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportBranch:
    """A branch of which is reported, and its unit."""

    id: BranchId
    name: str
    unit: str


def figures_of(meeting: Meeting, zone: dt.tzinfo) -> MeetingFigures:
    """Return the figures of a meeting that is closed.

    Raises:
        ValueError: it is not.
    """
    facts = meeting.facts
    if facts.opened_ms is None or facts.closed_ms is None:
        raise ValueError("the meeting is not closed")
    counted, spoken = figures(meeting), speaking_statistics(meeting)
    column = latest(meeting.score.reviewed) or latest(meeting.score.adopted)
    return MeetingFigures(
        meeting=facts.id,
        branch=BranchId(facts.branch.id),
        title=facts.title,
        kind=facts.kind,
        planned=local(facts.scheduled_ms, 0, zone),
        opened=local(facts.opened_ms, facts.off_ms, zone),
        minutes=(facts.closed_ms - facts.opened_ms) // 60_000,
        attended=counted.attended,
        base=counted.base,
        speakers=spoken.distinct,
        norm=spoken.norm,
        points=None if column is None else total(column),
        rating=None if column is None else rating(column.points),
        superiors=superiors(meeting),
        adopted=meeting.minutes.adoption is not None,
        proposals=raised(meeting, zone),
    )


@dataclass(frozen=True, kw_only=True)
class BranchPeriod:
    """One branch in a period: its meetings, and the months without one."""

    branch: ReportBranch
    meetings: tuple[MeetingFigures, ...]
    """The earliest first."""
    unread: tuple[Unread, ...]
    missed: tuple[Month, ...]
    """Months that are over without a meeting of the month."""
    awaited: tuple[Month, ...]
    """Months that are not over, in which there was none yet."""
    proposals: int
    """Those of meetings until the end of the period that wait for an answer when the report is
    made."""

    @cached_property
    def monthly(self) -> tuple[MeetingFigures, ...]:
        """Return the meetings of the month."""
        return tuple(each for each in self.meetings if each.kind in MONTHLY)

    @property
    def met(self) -> bool:
        """Return whether there was a meeting of the month in each month that asks for one."""
        return bool(self.monthly) and not self.missed and not self.awaited

    @property
    def on_time(self) -> bool:
        """Return whether all meetings of the month began on time."""
        return self.met and all(each.on_time for each in self.monthly)

    @property
    def attended(self) -> int:
        """Return how many attended, over all meetings."""
        return sum(each.attended for each in self.meetings)

    @property
    def base(self) -> int:
        """Return how many should have, over all meetings."""
        return sum(each.base for each in self.meetings)

    @property
    def rate_pct(self) -> float | None:
        """Return the attendance rate; None: nobody was expected at any meeting."""
        return percent(self.attended, self.base) if self.base else None

    @property
    def thematic(self) -> int:
        """Return how many thematic meetings there were."""
        return sum(each.kind in THEMATIC for each in self.meetings)

    @property
    def ratings(self) -> tuple[Rating | None, ...]:
        """Return the ratings of the meetings of the month; None: it was not scored."""
        return tuple(each.rating for each in self.monthly)

    @property
    def superiors(self) -> tuple[str, ...]:
        """Return who of the superior attended a meeting, each once."""
        return tuple(dict.fromkeys(name for each in self.meetings for name in each.superiors))


@dataclass(frozen=True, kw_only=True)
class PeriodReport:
    """The report of a unit, or of the branches that somebody follows."""

    unit: str
    period: Period
    made: dt.date
    branches: tuple[BranchPeriod, ...]

    @cached_property
    def meetings(self) -> tuple[MeetingFigures, ...]:
        """Return the meetings of all branches."""
        return tuple(each for branch in self.branches for each in branch.meetings)

    @property
    def met(self) -> tuple[BranchPeriod, ...]:
        """Return the branches that met as often as they should."""
        return tuple(each for each in self.branches if each.met)

    @property
    def on_time(self) -> tuple[BranchPeriod, ...]:
        """Return those that did so on time."""
        return tuple(each for each in self.branches if each.on_time)

    @property
    def missing(self) -> tuple[BranchPeriod, ...]:
        """Return the branches with a month over without a meeting of the month."""
        return tuple(each for each in self.branches if each.missed)

    @property
    def awaited(self) -> tuple[BranchPeriod, ...]:
        """Return the branches that still have time for theirs."""
        return tuple(each for each in self.branches if each.awaited and not each.missed)

    @property
    def unread(self) -> tuple[Unread, ...]:
        """Return the meetings whose records could not be read."""
        return tuple(each for branch in self.branches for each in branch.unread)

    @property
    def attended(self) -> int:
        """Return how many attended, over all meetings."""
        return sum(each.attended for each in self.branches)

    @property
    def base(self) -> int:
        """Return how many should have."""
        return sum(each.base for each in self.branches)

    @property
    def rate_pct(self) -> float | None:
        """Return the attendance rate of all; None: there was no meeting."""
        return percent(self.attended, self.base) if self.base else None

    @property
    def thematic(self) -> tuple[BranchPeriod, ...]:
        """Return the branches with a thematic meeting."""
        return tuple(each for each in self.branches if each.thematic)

    @property
    def ratings(self) -> Mapping[Rating | None, int]:
        """Return how many meetings of the month have each rating; None: not scored."""
        found = Counter(each for branch in self.branches for each in branch.ratings)
        return {each: found[each] for each in (*Rating, None)}

    @property
    def alone(self) -> tuple[BranchPeriod, ...]:
        """Return the branches that met without the superior's attendance, whose records could all
        be read."""
        return tuple(
            each
            for each in self.branches
            if each.meetings and not each.unread and not each.superiors
        )

    @property
    def proposals(self) -> int:
        """Return how many proposals wait for an answer."""
        return sum(each.proposals for each in self.branches)


def waiting(proposals: Iterable[RaisedProposal], period: Period) -> Mapping[BranchId, int]:
    """Return how many proposals of each branch wait for an answer, of those that its meetings
    raised until the end of a period."""
    return Counter(
        each.branch for each in proposals if each.waits and month_at(each.held) <= period.months[-1]
    )


def period_report(
    unit: str,
    period: Period,
    branches: Sequence[ReportBranch],
    meetings: Iterable[MeetingFigures],
    unread: Collection[Unread] = (),
    proposals: Iterable[RaisedProposal] = (),
    *,
    today: dt.date,
) -> PeriodReport:
    """Return the report of a period.

    Args:
        meetings: closed meetings of any branches and times; those of these and of the period count.
        proposals: of these branches, of any time and state.
        today: decides whether a month is over.
    """
    read, wait = tuple(meetings), waiting(proposals, period)
    return PeriodReport(
        unit=unit,
        period=period,
        made=today,
        branches=tuple(
            _branch(each, period, read, unread, today=today, proposals=wait.get(each.id, 0))
            for each in branches
        ),
    )


def _branch(
    branch: ReportBranch,
    period: Period,
    meetings: Iterable[MeetingFigures],
    unread: Iterable[Unread],
    *,
    today: dt.date,
    proposals: int,
) -> BranchPeriod:
    own = sorted(
        (one for one in meetings if one.branch == branch.id and one.month in period.months),
        key=lambda one: one.opened,
    )
    lost = [one for one in unread if one.branch == branch.id and one.month in period.months]
    held = {one.month for one in own if one.kind in MONTHLY}
    held |= {one.month for one in lost if one.kind in MONTHLY}
    lacking = [month for month in period.months if month not in held]
    return BranchPeriod(
        branch=branch,
        meetings=tuple(own),
        unread=tuple(lost),
        missed=tuple(month for month in lacking if month < month_at(today)),
        awaited=tuple(month for month in lacking if month >= month_at(today)),
        proposals=proposals,
    )
