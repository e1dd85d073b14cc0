"""Who follows the meeting from above, and what they wrote."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from live.ids import (
    DeviceId,
    ItemId,
    NoteId,
    PersonId,
)
from live.meeting.permissions import Author, Role
from live.meeting.state.attendance import Device


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
class ChairMessage:
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
    messages: tuple[ChairMessage, ...] = ()
    notes: tuple[Note, ...] = ()
