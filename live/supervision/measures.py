"""A meeting in figures at a moment: what a wall tile, a panel and a report are made of.

Pure folds of the record and the clock; nothing is stored, nothing is decided.
"""

from dataclasses import dataclass

from live.ids import ItemId, PersonId
from live.meeting.agenda import current_item, expected_end_ms, numbers, planned_end_ms
from live.meeting.attendance import figures
from live.meeting.floor import counted_turns, heard, norm, queue, spoken_ms
from live.meeting.state import Meeting, Phase


@dataclass(frozen=True, slots=True, kw_only=True)
class CurrentItem:
    """Where the meeting is."""

    id: ItemId
    number: str
    title: str
    kind: str
    planned_ms: int
    elapsed_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """Who has the floor. ``spoken_ms`` leaves out pauses."""

    person: PersonId
    since_ms: int
    spoken_ms: int
    limit_ms: int | None
    running: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Measures:
    """Durations and moments in milliseconds; moments since the epoch."""

    phase: Phase
    elapsed_ms: int
    """Since opening; 0 before."""
    item: CurrentItem | None
    planned_end_ms: int
    expected_end_ms: int
    in_room: int
    online: int
    present: int
    expected: int
    """The base of the attendance rate."""
    rate_pct: float
    speaker: Speaker | None
    waiting: int
    distinct_speakers: int
    speaker_norm: int
    turns: int
    watching: int

    @property
    def drift_ms(self) -> int:
        """How much later than planned the meeting will end; negative: earlier."""
        return self.expected_end_ms - self.planned_end_ms


def measures(meeting: Meeting, now_ms: int) -> Measures:
    """Return a meeting's figures at a moment."""
    facts = meeting.facts
    now = figures(meeting)
    until_ms = facts.closed_ms if facts.closed_ms is not None else now_ms
    return Measures(
        phase=facts.phase,
        elapsed_ms=max(0, until_ms - facts.opened_ms) if facts.opened_ms is not None else 0,
        item=_item(meeting, now_ms),
        planned_end_ms=planned_end_ms(meeting),
        expected_end_ms=expected_end_ms(meeting, now_ms),
        in_room=now.counts["in_room"],
        online=now.counts["online"],
        present=now.present,
        expected=now.base,
        rate_pct=now.rate_pct,
        speaker=_speaker(meeting, now_ms),
        waiting=len(queue(meeting)),
        distinct_speakers=len(heard(meeting)),
        speaker_norm=norm(now.attending, facts.rules.speaker_target_pct),
        turns=counted_turns(meeting),
        watching=now.counts["guests"],
    )


def _item(meeting: Meeting, now_ms: int) -> CurrentItem | None:
    item = current_item(meeting)
    if item is None or item.started_ms is None:
        return None
    return CurrentItem(
        id=item.id,
        number=numbers(meeting.agenda.items)[item.id],
        title=item.title,
        kind=item.kind,
        planned_ms=item.planned_min * 60_000,
        elapsed_ms=max(0, now_ms - item.started_ms),
    )


def _speaker(meeting: Meeting, now_ms: int) -> Speaker | None:
    turn = meeting.floor.turn
    if turn is None:
        return None
    return Speaker(
        person=turn.person,
        since_ms=turn.started_ms,
        spoken_ms=spoken_ms(turn, now_ms),
        limit_ms=turn.limit_s * 1000 if turn.limit_s is not None else None,
        running=turn.running_since_ms is not None,
    )
