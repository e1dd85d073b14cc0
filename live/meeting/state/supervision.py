"""The state of supervision: guests, messages and notes."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from live.ids import (
    DeviceId,
    ItemId,
    NoteId,
    PersonId,
)
from live.meeting.permissions import Author, Role
from live.meeting.state.alerts import AlertMark, HelpAsked
from live.meeting.state.attendance import Device


@dataclass(frozen=True, slots=True, kw_only=True)
class Guest:
    """A supervisor or observer who connected at least once; watches while a device is connected."""

    person: PersonId
    role: Role
    name: str
    title: str = ""
    unit: str = ""
    listening: bool = False
    watched: bool = False
    """Was connected while the meeting was open."""
    devices: Mapping[DeviceId, Device] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChairMessage:
    """A message between supervisors and desk."""

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
    """The guests, and what supervisors and desk wrote."""

    guests: Mapping[PersonId, Guest] = field(default_factory=dict)
    messages: tuple[ChairMessage, ...] = ()
    notes: tuple[Note, ...] = ()
    help: HelpAsked | None = None
    marks: tuple[AlertMark, ...] = ()
    """What supervisors did about alerts, oldest first."""
