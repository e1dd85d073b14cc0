"""The state of attendance: who was there, from when to when, and by which device."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from live.ids import (
    DeviceId,
    PersonId,
    SiteId,
)
from live.meeting.absence import Absence
from live.meeting.permissions import Author, Role
from live.meeting.roster import Category, Member, Venue
from live.meeting.words import Mark, Microphone


class Method(StrEnum):
    """The evidence that somebody is present."""

    LINK = "link"
    CODE = "code"
    NUMBER = "number"
    HAND = "hand"


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """A time of presence: from, until (None: still), room (None: online) and evidence."""

    from_ms: int
    until_ms: int | None
    site: SiteId | None
    method: Method


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """A connected device. Only a device with sound makes its person present."""

    node: str
    role: Role
    microphone: Microphone = Microphone.ON


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """A correction of a row. ``was`` and ``intervals``: the row's state and intervals before."""

    by: Author
    at_ms: int
    reason: str
    was: str
    intervals: tuple[Interval, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Drop:
    """The drop of a person's last link. The grace period runs from ``noticed_ms``. ``since_ms`` is
    the link's last sign of life: earlier when the network or the server process died silently."""

    noticed_ms: int
    since_ms: int


class ListAct(StrEnum):
    """How the desk changed the list of an open meeting."""

    ADDED = "added"
    TAKEN_OFF = "taken_off"
    CATEGORY = "category"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListChange:
    """A change of the list by the desk. ``was``: the category before, if that was changed."""

    by: Author
    at_ms: int
    act: ListAct
    reason: str
    was: Category | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One member's attendance. Intervals are in order and never overlap."""

    intervals: tuple[Interval, ...] = ()
    dropped: Drop | None = None
    """Set while the last link is down; within the grace period the person stays present."""
    absence: Mark | None = None
    reason: str | None = None
    marked: Absence | None = None
    """The absence that the desk marked last; kept when the person comes after all."""
    devices: Mapping[DeviceId, Device] = field(default_factory=dict)
    corrections: tuple[Correction, ...] = ()
    listing: tuple[ListChange, ...] = ()
    """The desk's changes of the list that concern this person, oldest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Off:
    """Somebody who was taken off the list, with the row recorded until then."""

    member: Member
    row: Row


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
    """When the first report was read: members who come after it are late."""
    figures: RollCall


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendance:
    """A row for each member, in the order of the list."""

    rows: Mapping[PersonId, Row] = field(default_factory=dict)
    reported: Reported | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingSite:
    """A room and its connected devices; the first is its microphone and loudspeaker."""

    venue: Venue
    devices: Mapping[DeviceId, Device] = field(default_factory=dict)
    dropped_ms: int | None = None
    """When the room's last device went; None while one is connected, or before the first."""
    first: tuple[DeviceId, int] | None = None
    """The room's first device, if it went while others stayed, and when it went: within a grace
    period it may become the first again."""
