"""A past meeting as spans and moments, from which it is drawn as one picture. Pure.

The record is folded once: items planned against real, turns, attendance over time, ballots, who
watched; and, for their author alone, a supervisor's notes. All moments are those of the record;
`off_ms` leads to hours. Alerts are no part of it: `live.supervision.past` works them out.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from live.ids import ItemId, PersonId
from live.meeting import commands as c
from live.meeting.agenda import numbers, outside_items, planned_end_ms, taken_ms
from live.meeting.events import Event
from live.meeting.evolve import evolve
from live.meeting.floor import all_turns, spoken_ms
from live.meeting.permissions import Actor, Role, may
from live.meeting.state import (
    Ballot,
    BallotPhase,
    Guest,
    Item,
    ItemState,
    Meeting,
    Phase,
    Turn,
    WatchWay,
)
from live.meeting.watching import times, within
from live.record.crowd import Attended, attended_over
from live.record.stretches import Stretch, beyond, clipped
from live.record.wording import Names

MINUTE_MS: Final = 60_000
BEFORE_MS: Final = 60 * MINUTE_MS
"""Milliseconds before the opening that the picture has at most: those in which people gather, or
are late. Chosen."""
ITEM_OVER_MS: Final = MINUTE_MS
TURN_OVER_MS: Final = 30_000
"""Milliseconds beyond its time from which an item and a turn are marked: from then on walls give
notice too (`live.supervision.catalogue`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayItem:
    """An item of the agenda: when it was planned, and when it was current."""

    number: str
    title: str
    planned: Stretch | None
    """By the agenda as it was at the opening; None: it was added later, or is outside the
    meeting."""
    planned_min: int
    real: tuple[Stretch, ...]
    over: tuple[Stretch, ...]
    """The part of ``real`` beyond the planned time; of what is not counted there is none."""
    taken_ms: int
    state: ItemState
    required: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplaySpeaker:
    """Somebody who spoke, with all turns."""

    name: str
    chair: bool
    guest: bool
    turns: tuple[Stretch, ...]
    over: tuple[Stretch, ...]
    """The parts beyond the limit of a turn."""
    spoken_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayNote:
    """A supervisor's own note, with the item and the speaker of that moment."""

    at_ms: int
    text: str
    item: str | None
    """Its number."""
    speaker: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayGuest:
    """How a guest watched."""

    name: str
    title: str
    observer: bool
    ways: tuple[tuple[WatchWay, tuple[Stretch, ...]], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayBallot:
    """A ballot from its opening to its result."""

    ballot: Ballot
    time: Stretch


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """A meeting from when people gathered to its end."""

    from_ms: int
    until_ms: int
    scheduled_ms: int
    opened_ms: int | None
    closed_ms: int | None
    planned_end_ms: int
    late: Stretch | None
    """From its hour to the opening, if that was later than the rules allow."""
    overrun: Stretch | None
    """From the planned end to the closing, likewise."""
    off_ms: int
    items: tuple[ReplayItem, ...]
    speakers: tuple[ReplaySpeaker, ...]
    attendance: Attended
    ballots: tuple[ReplayBallot, ...]
    guests: tuple[ReplayGuest, ...]
    notes: tuple[ReplayNote, ...]


def replay(record: Sequence[Event], reader: Actor) -> Replay:
    """Return a meeting as a reader may see it.

    Args:
        record: all events of the meeting, at least the first.
        reader: whoever may take notes sees the own ones; nobody sees another's.
    """
    meeting, opening, real = _folded(record)
    from_ms, until_ms = _bounds(meeting, real)
    names, shown = Names(meeting), Stretch(from_ms=from_ms, until_ms=until_ms)
    facts = meeting.facts
    return Replay(
        from_ms=from_ms,
        until_ms=until_ms,
        scheduled_ms=facts.scheduled_ms - facts.off_ms,
        opened_ms=facts.opened_ms,
        closed_ms=facts.closed_ms,
        planned_end_ms=planned_end_ms(meeting),
        late=_late(meeting, shown),
        overrun=_overrun(meeting, shown),
        off_ms=facts.off_ms,
        items=tuple(_items(meeting, opening, real, shown)),
        speakers=tuple(_speakers(meeting, names, shown)),
        attendance=attended_over(meeting, shown),
        ballots=tuple(_ballots(meeting, shown)),
        guests=tuple(_guests(meeting, names, shown)),
        notes=tuple(_notes(meeting, names, reader)),
    )


_Real = dict[ItemId, list[tuple[int, int | None]]]


def _folded(record: Sequence[Event]) -> tuple[Meeting, Meeting | None, _Real]:
    """Return a meeting at its end, as it was at its opening, and when each item was current."""
    meeting = evolve(None, record[0])
    opening: Meeting | None = None
    real: _Real = {}
    current: ItemId | None = None
    for event in record[1:]:
        meeting = evolve(meeting, event)
        if opening is None and meeting.facts.phase is Phase.OPEN:
            opening = meeting
        now = meeting.agenda.current
        if now != current:
            if current is not None:
                real[current][-1] = (real[current][-1][0], event.at_ms)
            if now is not None:
                real.setdefault(now, []).append((event.at_ms, None))
            current = now
    return meeting, opening, real


def _bounds(meeting: Meeting, real: _Real) -> tuple[int, int]:
    """Return from when to when there is something to draw; at least a minute."""
    facts = meeting.facts
    scheduled_ms = facts.scheduled_ms - facts.off_ms
    rows = meeting.attendance.rows.values()
    came = [row.intervals[0].from_ms for row in rows if row.intervals]
    begun = [spans[0][0] for spans in real.values()]
    opened_ms = facts.opened_ms
    known = [*came, *begun] if opened_ms is None else [opened_ms, *came, *begun, scheduled_ms]
    from_ms = min(known, default=scheduled_ms)
    if opened_ms is not None:
        from_ms = max(from_ms, opened_ms - BEFORE_MS)
    until_ms = meeting.latest_ms if facts.closed_ms is None else facts.closed_ms
    return from_ms, max(until_ms, from_ms + MINUTE_MS)


def _late(meeting: Meeting, shown: Stretch) -> Stretch | None:
    facts = meeting.facts
    due_ms = facts.scheduled_ms - facts.off_ms
    if facts.opened_ms is None or not _longer(facts.opened_ms - due_ms, facts.rules.late_start_min):
        return None
    return next(iter(clipped([(due_ms, facts.opened_ms)], shown)), None)


def _overrun(meeting: Meeting, shown: Stretch) -> Stretch | None:
    facts, planned_ms = meeting.facts, planned_end_ms(meeting)
    if facts.opened_ms is None or not _longer(shown.until_ms - planned_ms, facts.rules.overrun_min):
        return None
    return next(iter(clipped([(planned_ms, shown.until_ms)], shown)), None)


def _longer(length_ms: int, limit_min: int) -> bool:
    return length_ms > limit_min * MINUTE_MS


def _items(
    meeting: Meeting, opening: Meeting | None, real: _Real, shown: Stretch
) -> Iterator[ReplayItem]:
    number, outside = numbers(meeting.agenda.items), outside_items(meeting.agenda.items)
    planned = _planned(opening)
    for item in meeting.agenda.items:
        spans = real.get(item.id, []) if item.started_ms is not None else []
        was = clipped(spans, shown)
        counted = item.counted and item.id not in outside
        planned_ms, taken = item.planned_min * MINUTE_MS, taken_ms(item, shown.until_ms)
        yield ReplayItem(
            number=number[item.id],
            title=item.title,
            planned=planned.get(item.id),
            planned_min=item.planned_min,
            real=was,
            over=beyond(was, planned_ms) if counted and taken - planned_ms > ITEM_OVER_MS else (),
            taken_ms=taken,
            state=item.state,
            required=item.required,
        )


def _planned(opening: Meeting | None) -> dict[ItemId, Stretch]:
    """Return when items would have been dealt with, one after the other from the opening."""
    if opening is None or opening.facts.opened_ms is None:
        return {}
    found, at_ms = {}, opening.facts.opened_ms
    for item in opening.agenda.items:
        if item.counted and _awaited(item):
            until_ms = at_ms + item.planned_min * MINUTE_MS
            found[item.id] = Stretch(from_ms=at_ms, until_ms=until_ms)
            at_ms = until_ms
    return found


def _awaited(item: Item) -> bool:
    return item.state in (ItemState.PENDING, ItemState.CURRENT)


def _speakers(meeting: Meeting, names: Names, shown: Stretch) -> Iterator[ReplaySpeaker]:
    turns: dict[PersonId, list[Turn]] = {}
    for turn in all_turns(meeting.floor):
        turns.setdefault(turn.person, []).append(turn)
    for person, own in turns.items():
        spans = [clipped([(turn.started_ms, turn.ended_ms)], shown) for turn in own]
        yield ReplaySpeaker(
            name=names.of(person),
            chair=person == meeting.facts.chair,
            guest=person in meeting.supervision.guests and person not in meeting.members,
            turns=tuple(time for each in spans for time in each),
            over=tuple(_too_long(own, spans)),
            spoken_ms=sum(spoken_ms(turn, shown.until_ms) for turn in own),
        )


def _too_long(turns: Iterable[Turn], drawn: Iterable[tuple[Stretch, ...]]) -> Iterator[Stretch]:
    """Yield the end of each turn that used more than its time, as long as what was used beyond."""
    for turn, spans in zip(turns, drawn, strict=True):
        for time in spans:
            over_ms = spoken_ms(turn, time.until_ms) - (turn.limit_s or 0) * 1000
            if turn.limit_s is not None and over_ms > TURN_OVER_MS:
                from_ms = max(time.from_ms, time.until_ms - over_ms)
                yield Stretch(from_ms=from_ms, until_ms=time.until_ms)


def _ballots(meeting: Meeting, shown: Stretch) -> Iterator[ReplayBallot]:
    for ballot in meeting.ballots:
        ended_ms = ballot.confirmed_ms or ballot.closed_ms
        if ended_ms is None and ballot.phase is BallotPhase.CANCELLED:
            ended_ms = ballot.opened_ms
        for time in clipped([(ballot.opened_ms, ended_ms)], shown):
            yield ReplayBallot(ballot=ballot, time=time)


def _guests(meeting: Meeting, names: Names, shown: Stretch) -> Iterator[ReplayGuest]:
    for guest in meeting.supervision.guests.values():
        ways = tuple(
            (way, spans) for way in WatchWay if (spans := _seen(meeting, guest, way, shown))
        )
        if guest.watched and ways:
            yield ReplayGuest(
                name=names.of(guest.person),
                title=guest.title,
                observer=guest.role is Role.OBSERVER,
                ways=ways,
            )


def _seen(meeting: Meeting, guest: Guest, way: WatchWay, shown: Stretch) -> tuple[Stretch, ...]:
    spans = within(times(guest, way), meeting.facts)
    return clipped([(span.from_ms, span.until_ms) for span in spans], shown)


def _notes(meeting: Meeting, names: Names, reader: Actor) -> Iterator[ReplayNote]:
    if not may(reader.role, c.TakeNote):
        return
    number = numbers(meeting.agenda.items)
    speakers = {turn.id: turn.person for turn in all_turns(meeting.floor)}
    for note in meeting.supervision.notes:
        if note.person == reader.person:
            speaker = speakers.get(note.turn) if note.turn else None
            yield ReplayNote(
                at_ms=note.at_ms,
                text=note.text,
                item=number.get(note.item) if note.item else None,
                speaker=names.of(speaker) if speaker else None,
            )
