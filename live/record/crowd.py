"""How many people were there at each moment of a meeting, in the main room and elsewhere. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from live.ids import PersonId
from live.meeting.attendance import ATTENDED, where
from live.meeting.figures import figures, outside_base
from live.meeting.roster import VOTING, Category
from live.meeting.state import Meeting
from live.record.stretches import Stretch, clipped


@dataclass(frozen=True, slots=True, kw_only=True)
class Present:
    """How many were there from a moment on, until the next one; of those whom the rate counts."""

    at_ms: int
    in_room: int
    online: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Attended:
    """The attendance over the time that is shown."""

    steps: tuple[Present, ...]
    """In the order of time; the first is at the beginning of what is shown."""
    base: int
    """How many should attend."""
    attended: int
    """How many did, as record and minutes state it."""
    below: tuple[Stretch, ...]
    """When, in the open meeting, fewer were there who vote than should be (`Figures.needed`)."""


def attended_over(meeting: Meeting, shown: Stretch) -> Attended:
    """Return the attendance in what is shown."""
    counted = figures(meeting, ATTENDED)
    return Attended(
        steps=tuple(_steps(meeting, shown)),
        base=counted.base,
        attended=counted.attended,
        below=tuple(_below(meeting, shown, counted.needed)),
    )


def _steps(meeting: Meeting, shown: Stretch) -> Iterator[Present]:
    changes: dict[int, list[int]] = {shown.from_ms: [0, 0]}
    temp_in_counts = meeting.facts.rules.temp_in_counts
    for person, member in meeting.members.items():
        if outside_base(member.category, temp_in_counts):
            continue
        for interval in meeting.attendance.rows[person].intervals:
            place = 0 if where(meeting, interval) == "room" else 1
            for span in clipped([(interval.from_ms, interval.until_ms)], shown):
                changes.setdefault(span.from_ms, [0, 0])[place] += 1
                changes.setdefault(span.until_ms, [0, 0])[place] -= 1
    here = [0, 0]
    for at_ms in sorted(changes):
        here = [had + more for had, more in zip(here, changes[at_ms], strict=True)]
        if at_ms < shown.until_ms:
            yield Present(at_ms=at_ms, in_room=here[0], online=here[1])


def _below(meeting: Meeting, shown: Stretch, needed: int) -> Iterator[Stretch]:
    facts = meeting.facts
    if facts.opened_ms is None:
        return
    changes: dict[int, int] = {facts.opened_ms: 0}
    open_ = Stretch(from_ms=facts.opened_ms, until_ms=max(shown.until_ms, facts.opened_ms))
    for person in filter(lambda who: _votes(meeting, who), meeting.members):
        for interval in meeting.attendance.rows[person].intervals:
            for span in clipped([(interval.from_ms, interval.until_ms)], open_):
                changes[span.from_ms] = changes.get(span.from_ms, 0) + 1
                changes[span.until_ms] = changes.get(span.until_ms, 0) - 1
    here, since_ms = 0, None
    for at_ms in sorted({*changes, open_.until_ms}):
        here += changes.get(at_ms, 0)
        over = at_ms >= open_.until_ms
        if since_ms is None and here < needed and not over:
            since_ms = at_ms
        elif since_ms is not None and (here >= needed or over):
            yield Stretch(from_ms=since_ms, until_ms=at_ms)
            since_ms = None


def _votes(meeting: Meeting, person: PersonId) -> bool:
    category = meeting.members[person].category
    return category in VOTING and category is not Category.SUSPENDED
