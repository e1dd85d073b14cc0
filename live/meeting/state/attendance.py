"""Who was there, from when to when, and by which device."""

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
    """How it is known that somebody is present."""

    LINK = "link"
    CODE = "code"
    NUMBER = "number"
    HAND = "hand"


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
    microphone: Microphone = Microphone.ON


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
    known to be there at ``since_ms``: earlier when the network, or the server, died silently."""

    noticed_ms: int
    since_ms: int


class ListAct(StrEnum):
    """What the desk does to the list of an open meeting."""

    ADDED = "added"
    TAKEN_OFF = "taken_off"
    CATEGORY = "category"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListChange:
    """The desk changed somebody's place on the list; ``was``: the category before, if that."""

    by: Author
    at_ms: int
    act: ListAct
    reason: str
    was: Category | None = None


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
    listing: tuple[ListChange, ...] = ()
    """What the desk has changed about the person's place on the list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Off:
    """Somebody who was taken off the list: who it is, and what had been recorded until then."""

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
    """When the first report was read: who comes after it is late."""
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
    """When its last device went; None while one is connected, or before the first."""
    first: tuple[DeviceId, int] | None = None
    """The first device that went while others stayed, and when: it may come back to its place."""
