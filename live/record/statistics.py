"""Who spoke in a meeting, how often and how long, against the speaking norm. Pure.

The chair's and guests' turns are counted apart, as are points of order: none of them counts for
the norm (`live.meeting.floor.counted_turns`).
"""

from collections.abc import Iterable
from dataclasses import dataclass

from live.ids import ItemId, PersonId
from live.meeting.attendance import ATTENDED, presence_of
from live.meeting.figures import figures
from live.meeting.floor import all_turns, counted_turns, norm, speakers, spoken_ms
from live.meeting.state import Meeting, Turn


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeakingRow:
    """What one person said in figures."""

    person: PersonId
    turns: int
    counted: int
    """Turns that count for the norm."""
    spoken_ms: int
    """Without pauses and questions put into the turn."""
    longest_ms: int
    items: tuple[ItemId, ...]
    """The items spoken on, in the order of the first turn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeakingStatistics:
    """Who spoke: members in the order of the list, also those present who did not; the chair; the
    guests who had the floor."""

    members: tuple[SpeakingRow, ...]
    chair: SpeakingRow | None
    guests: tuple[SpeakingRow, ...]
    distinct: int
    """Different members whose turns count."""
    counted: int
    """Turns that count."""
    norm: int
    """How many different members should speak."""
    target_pct: int
    """Percent of those attending from which the norm is made."""
    attending: int
    turns: int
    """All turns, whoever had them."""
    spoken_ms: int

    @property
    def reached(self) -> bool:
        """Return whether as many different members spoke as the norm asks for."""
        return self.distinct >= self.norm


def speaking_statistics(meeting: Meeting) -> SpeakingStatistics:
    """Return the speaking statistics of a meeting as recorded now."""
    turns, counted = tuple(all_turns(meeting.floor)), counted_turns(meeting)
    chair = meeting.facts.chair
    spoke = {turn.person for turn in turns}
    known = dict.fromkeys([*meeting.members, *meeting.off])
    listed = [
        person
        for person in known
        if person != chair and (person in spoke or _attended(meeting, person))
    ]
    guests = dict.fromkeys(turn.person for turn in turns if turn.person not in known)
    attending = figures(meeting).attending
    target_pct = meeting.facts.rules.speaker_target_pct
    return SpeakingStatistics(
        members=tuple(_row(meeting, person, turns, counted) for person in listed),
        chair=_row(meeting, chair, turns, counted) if chair is not None else None,
        guests=tuple(_row(meeting, person, turns, counted) for person in guests),
        distinct=len(speakers(counted)),
        counted=len(counted),
        norm=norm(attending, target_pct),
        target_pct=target_pct,
        attending=attending,
        turns=len(turns),
        spoken_ms=sum(spoken_ms(turn, meeting.latest_ms) for turn in turns),
    )


def _attended(meeting: Meeting, person: PersonId) -> bool:
    return person in meeting.members and presence_of(meeting, person) in ATTENDED


def _row(
    meeting: Meeting, person: PersonId, turns: Iterable[Turn], counted: Iterable[Turn]
) -> SpeakingRow:
    own = [turn for turn in turns if turn.person == person]
    lengths = [spoken_ms(turn, meeting.latest_ms) for turn in own]
    return SpeakingRow(
        person=person,
        turns=len(own),
        counted=sum(turn.person == person for turn in counted),
        spoken_ms=sum(lengths),
        longest_ms=max(lengths, default=0),
        items=tuple(dict.fromkeys(turn.item for turn in own if turn.item is not None)),
    )
