"""The meeting as it stands after its events: frozen values, no behaviour.

Only `evolve` makes new ones. Mappings are never changed in place; a change is a new mapping.
Moments are milliseconds since the epoch.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from live.ids import (
    BranchId,
    DeviceId,
    ItemId,
    MeetingId,
    NoteId,
    PersonId,
    RequestId,
    SiteId,
    TurnId,
    UnitId,
)
from live.meeting.absence import Absence
from live.meeting.permissions import Author, Role
from live.meeting.roster import Member, Venue
from live.meeting.rules import Rules
from live.meeting.undoing import UndoPoint
from live.meeting.words import Mark, Overtime, Preset, RequestKind


class MeetingKind(StrEnum):
    """What sort of meeting it is; `domain.md` §1.5."""

    REGULAR = "regular"
    THEMATIC = "thematic"
    COMBINED = "combined"
    MODEL = "model"
    EXTRAORDINARY = "extraordinary"


class Phase(StrEnum):
    """Where a meeting is in its life."""

    DRAFT = "draft"
    ANNOUNCED = "announced"
    OPEN = "open"
    CLOSED = "closed"


class ItemState(StrEnum):
    """Where an agenda item is in its life."""

    PENDING = "pending"
    CURRENT = "current"
    DONE = "done"
    SKIPPED = "skipped"


class Method(StrEnum):
    """How it is known that somebody is present."""

    LINK = "link"
    CODE = "code"
    NUMBER = "number"
    HAND = "hand"


class TurnKind(StrEnum):
    """Why somebody has the floor: as asked, or called on, or in the round."""

    NORMAL = "normal"
    REPLY = "reply"
    POINT_OF_ORDER = "point_of_order"
    CALLED = "called"
    ROUND = "round"


class Pause(StrEnum):
    """Why the clock of a turn stands still."""

    CHAIR = "chair"
    QUESTION = "question"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A branch or unit by id and name."""

    id: BranchId | UnitId
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the meeting is, and when it opened and closed."""

    id: MeetingId
    title: str
    kind: MeetingKind
    phase: Phase
    scheduled_ms: int
    place: str
    branch: Named
    unit: Named
    chair: PersonId | None
    secretary: PersonId | None
    rules: Rules
    checkin_secret: str = field(repr=False)
    opened_ms: int | None = None
    closed_ms: int | None = None
    closed_by: str | None = None
    planned_min: int = 0
    """What the whole agenda was to take when the meeting opened: the plan to drift from."""


# --- agenda ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One line of the agenda. ``counted=False``: outside the meeting's length (line check)."""

    id: ItemId
    kind: str
    title: str
    planned_min: int
    presenter: PersonId | None = None
    required: bool = False
    counted: bool = True
    state: ItemState = ItemState.PENDING
    started_ms: int | None = None
    finished_ms: int | None = None
    reason: str | None = None
    conclusion: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Agenda:
    """The items in order, and the current one."""

    items: tuple[Item, ...] = ()
    current: ItemId | None = None


# --- floor -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PersonVoice:
    """The sound and picture of a person's own device."""

    person: PersonId


@dataclass(frozen=True, slots=True)
class SiteVoice:
    """The sound and picture of a room."""

    site: SiteId


Voice = PersonVoice | SiteVoice


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """Somebody waits for the floor, on one item. ``by``: who asked in the person's place."""

    id: RequestId
    person: PersonId
    kind: RequestKind
    item: ItemId | None
    asked_ms: int
    by: str | None = None
    moved: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Interposed:
    """A short question put into a running turn."""

    person: PersonId
    since_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One speech. The clock runs while ``running_since_ms`` is set; ``spoken_ms`` is before it."""

    id: TurnId
    person: PersonId
    kind: TurnKind
    item: ItemId | None
    site: SiteId | None
    started_ms: int
    limit_s: int | None
    spoken_ms: int = 0
    running_since_ms: int | None = None
    pause: Pause | None = None
    interposed: Interposed | None = None
    silenced: bool = False
    """The limit passed and the unit closes microphones then."""
    note: str = ""
    ended_ms: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Floor:
    """Who speaks, who waits, who spoke. ``requests`` are in the order of calling."""

    preset: Preset = Preset.QUEUE
    limit_s: int | None = None
    overtime: Overtime = Overtime.COUNT_UP
    new_speakers_first: bool = False
    turn: Turn | None = None
    requests: tuple[Request, ...] = ()
    round_done: tuple[PersonId, ...] = ()
    screen: Voice | None = None
    turns: tuple[Turn, ...] = ()
    """Ended turns, oldest first."""


# --- attendance --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """Somebody was there: from, until (None: still), in which room (None: online), known how."""

    from_ms: int
    until_ms: int | None
    site: SiteId | None
    method: Method


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """A connected device. Only a device with sound makes its person present."""

    node: str
    role: Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """Somebody corrected a row; ``was`` is its state before, ``intervals`` its record before."""

    by: Author
    at_ms: int
    reason: str
    was: str
    intervals: tuple[Interval, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Drop:
    """A last link dropped. It was noticed then, and the grace period runs from then; it was last
    known to be there at ``since_ms``: earlier when the server that held it died."""

    noticed_ms: int
    since_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What is known of one member's attendance. Intervals are in order and never overlap."""

    intervals: tuple[Interval, ...] = ()
    dropped: Drop | None = None
    """The last link dropped; within the grace period the person stays present."""
    absence: Mark | None = None
    reason: str | None = None
    marked: Absence | None = None
    """The absence that a hand marked last; it stays when the person comes after all."""
    devices: Mapping[DeviceId, Device] = field(default_factory=dict)
    corrections: tuple[Correction, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RollCall:
    """The figures that were read out."""

    in_room: int
    online: int
    reconnecting: int
    excused: int
    unexcused: int
    exempt: int
    temp_out: int
    suspended: int
    unchecked: int
    guests: int
    present: int
    base: int
    rate_pct: float
    denominator: int
    pass_at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """A roll call report and when it was read."""

    at_ms: int
    first_ms: int
    """When the first report was read: who comes after it is late."""
    figures: RollCall


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendance:
    """A row for each member, in the order of the list."""

    rows: Mapping[PersonId, Row] = field(default_factory=dict)
    reported: Reported | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A room and its connected devices; the first is its microphone and loudspeaker."""

    venue: Venue
    devices: Mapping[DeviceId, Device] = field(default_factory=dict)
    dropped_ms: int | None = None
    """When its last device went; None while one is connected, or before the first."""
    first: tuple[DeviceId, int] | None = None
    """The first device that went while others stayed, and when: it may come back to its place."""


# --- supervision -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Guest:
    """A supervisor or observer who connected at least once. Watching while a device is there."""

    person: PersonId
    role: Role
    name: str
    title: str = ""
    unit: str = ""
    listening: bool = False
    devices: Mapping[DeviceId, Device] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A line between the supervisors and the desk."""

    id: NoteId
    by: Author
    text: str
    at_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A supervisor's own note."""

    id: NoteId
    person: PersonId
    text: str
    at_ms: int
    item: ItemId | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Supervision:
    """Who watches, and what they wrote."""

    guests: Mapping[PersonId, Guest] = field(default_factory=dict)
    messages: tuple[Message, ...] = ()
    notes: tuple[Note, ...] = ()


# --- the whole ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """A meeting. ``version`` is the number of its events."""

    version: int
    facts: Facts
    members: Mapping[PersonId, Member]
    sites: Mapping[SiteId, Site]
    agenda: Agenda
    floor: Floor
    attendance: Attendance
    supervision: Supervision = field(default_factory=Supervision)
    undo: tuple[UndoPoint, ...] = ()
    """What can be taken back: the last action of each author at the desk."""
