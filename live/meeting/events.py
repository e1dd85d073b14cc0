"""What happened in a meeting, in the past tense. The record consists of these and nothing else.

Every event says when (``at_ms``) and by whom (``by``); ``command`` is set on the first event of
each command and names it. An event is enough to evolve the state: it never needs a clock, an id
source or the command. `names.EVENTS` gives each a stable name; a published name or field is never
given another meaning.
"""

from typing import Final

from pydantic import ConfigDict
from pydantic.dataclasses import dataclass

from live.ids import DeviceId, ItemId, MeetingId, NoteId, PersonId, RequestId, SiteId, TurnId
from live.meeting import state as s
from live.meeting.permissions import Author, Role
from live.meeting.roster import Member, Venue
from live.meeting.rules import Rules
from live.meeting.words import Mark, Overtime, Preset, RequestKind

STRICT: Final = ConfigDict(extra="forbid")


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Event:
    """When, by whom, and on which command (first event of a command only)."""

    at_ms: int
    by: Author
    command: str | None = None


# --- lifecycle ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class MeetingCreated(Event):
    """A meeting was made, with a snapshot of all that its rules need."""

    meeting: MeetingId
    title: str
    kind: s.MeetingKind
    scheduled_ms: int
    place: str
    branch: s.Named
    unit: s.Named
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
    """Members and the superior were told."""


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class MeetingOpened(Event):
    """The chair began."""


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class MeetingClosed(Event):
    """The chair ended."""


# --- agenda ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class ItemInserted(Event):
    """An item came onto the agenda, after another (None: first)."""

    item: s.Item
    after: ItemId | None


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class ItemEdited(Event):
    """An item's title, length or presenter changed."""

    item: ItemId
    title: str
    planned_min: int
    presenter: PersonId | None


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class ItemMoved(Event):
    """A pending item was put after another (None: first among the pending)."""

    item: ItemId
    after: ItemId | None


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class ItemRemoved(Event):
    """A pending item went off the agenda."""

    item: ItemId


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class ItemStarted(Event):
    """An item became the current one."""

    item: ItemId


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class ItemFinished(Event):
    """The current item was done."""

    item: ItemId


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class ItemSkipped(Event):
    """An item was passed over."""

    item: ItemId
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class ItemConcluded(Event):
    """The chair's conclusion on an item was written; it replaces an earlier one."""

    item: ItemId
    text: str


# --- floor -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class FloorRequested(Event):
    """Somebody asked to speak. ``in_place_of``: the name of who asked for the person."""

    request: RequestId
    person: PersonId
    kind: RequestKind
    item: ItemId | None
    in_place_of: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class RequestWithdrawn(Event):
    """A request was taken back, or its person left (``left``)."""

    request: RequestId
    person: PersonId
    left: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class RequestMoved(Event):
    """The desk put a request after another (None: first), against the order of asking."""

    request: RequestId
    after: RequestId | None


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class TurnBegan(Event):
    """Somebody got the floor. ``override``: not the one whose turn it was by the order."""

    turn: TurnId
    person: PersonId
    kind: s.TurnKind
    item: ItemId | None
    site: SiteId | None
    limit_s: int | None
    request: RequestId | None
    override: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class TurnEnded(Event):
    """Somebody gave the floor back, lost it, or left (``left``)."""

    turn: TurnId
    left: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class TurnExtended(Event):
    """The limit of the running turn changed by so many seconds."""

    turn: TurnId
    seconds: int


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class TurnPaused(Event):
    """The clock of the turn stands."""

    turn: TurnId
    pause: s.Pause


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class TurnResumed(Event):
    """The clock of the turn runs on; a question put into it ended."""

    turn: TurnId


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class QuestionInterposed(Event):
    """Somebody puts a short question into the turn, whose clock stands meanwhile."""

    turn: TurnId
    person: PersonId


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class TurnSilenced(Event):
    """The limit passed and the unit closes microphones then."""

    turn: TurnId


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class FloorSet(Event):
    """How the floor goes was set."""

    preset: Preset
    limit_s: int | None
    overtime: Overtime
    new_speakers_first: bool


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class ScreenShared(Event):
    """Somebody, or a room, began to share a screen."""

    source: s.Voice


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class ScreenStopped(Event):
    """The sharing ended."""


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class TurnNoted(Event):
    """The minute-taker wrote down what was said in a turn; it replaces an earlier note."""

    turn: TurnId
    text: str


# --- attendance --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class DeviceConnected(Event):
    """The server saw a device of a person or a room connect."""

    device: DeviceId
    node: str
    role: Role
    person: PersonId | None
    site: SiteId | None
    name: str = ""
    title: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class DeviceDropped(Event):
    """The server saw a device go."""

    device: DeviceId
    person: PersonId | None
    site: SiteId | None


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class PersonCame(Event):
    """A member is present from now, or moved: in a room, or online (``site`` None)."""

    person: PersonId
    site: SiteId | None
    method: s.Method


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class PersonDropped(Event):
    """A member's last link dropped; the grace period runs. ``since_ms``: when it was last known to
    be there, if that is not now (None)."""

    person: PersonId
    since_ms: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class PersonReturned(Event):
    """A member was back within the grace period: nothing was missed."""

    person: PersonId


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class PersonLeft(Event):
    """A member left at ``left_ms`` (when the link dropped, or the hand that said so)."""

    person: PersonId
    left_ms: int


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class AbsenceMarked(Event):
    """A member is absent, with or without a reason."""

    person: PersonId
    mark: Mark
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class MarkCleared(Event):
    """What a hand, a code or a number said of a member was taken back."""

    person: PersonId


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class AttendanceCorrected(Event):
    """A member's record was corrected; the record before it is kept with the correction."""

    person: PersonId
    reason: str
    was: str
    intervals: tuple[s.Interval, ...]
    absence: Mark | None = None


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class RollCallReported(Event):
    """The attendance was read out."""

    figures: s.RollCall


# --- supervision -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class ListeningChanged(Event):
    """A supervisor began or ended to listen."""

    person: PersonId
    on: bool


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class MessageWritten(Event):
    """A line between the supervisors and the desk."""

    message: NoteId
    text: str


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class NoteTaken(Event):
    """A supervisor's own note."""

    note: NoteId
    person: PersonId
    text: str
    item: ItemId | None


# --- around ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class ActionUndone(Event):
    """The action whose first event led to ``version`` was taken back by its author."""

    version: int
    undone: str
