"""Events of the meeting as a whole: created, edited, announced, opened, closed; the clock."""

from pydantic.dataclasses import dataclass

from live.ids import MeetingId, PersonId
from live.meeting import state as s
from live.meeting.events.base import STRICT, Event
from live.meeting.roster import Member, Venue
from live.meeting.rules import Rules


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class MeetingCreated(Event):
    """A meeting was created, with a snapshot of all that its rules need."""

    meeting: MeetingId
    title: str
    kind: s.MeetingKind
    scheduled_ms: int
    place: str
    branch: s.NamedUnit
    unit: s.NamedUnit
    chair: PersonId | None
    secretary: PersonId | None
    members: tuple[Member, ...]
    sites: tuple[Venue, ...]
    items: tuple[s.Item, ...]
    rules: Rules
    checkin_secret: str


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class MeetingEdited(Event):
    """The invitation changed before opening; an officer who is not named stayed."""

    title: str
    scheduled_ms: int
    place: str
    chair: PersonId | None = None
    secretary: PersonId | None = None


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class MeetingAnnounced(Event):
    """The meeting was announced to members and superiors."""


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class MeetingCancelled(Event):
    """The meeting was called off before it opened."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class MeetingOpened(Event):
    """The chair opened the meeting."""


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class MeetingClosed(Event):
    """The chair closed the meeting."""


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class ClockCorrected(Event):
    """The server's clock was set, by ``by_ms`` forward or (below zero) back. Moments of the record
    do not jump; the wall clock times shown for them, earlier ones too, shift by ``by_ms``."""

    by_ms: int
