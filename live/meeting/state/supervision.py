"""The state of supervision: guests, messages and notes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from live.ids import (
    DeviceId,
    ItemId,
    NoteId,
    PersonId,
    TurnId,
)
from live.meeting.permissions import Author, Role
from live.meeting.state.alerts import AlertMark, HelpAsked
from live.meeting.state.attendance import Device
from live.meeting.words import LessonsPart, PictureSize, SheetPart


class WatchWay(StrEnum):
    """How a guest watches a meeting; several at once."""

    FOLLOW = "follow"
    """Connected: sees agenda, attendance and queue."""
    TILE = "tile"
    """Sees the picture, in a tile of the wall."""
    LARGE = "large"
    """Sees the picture large."""
    SOUND = "sound"
    """Hears the meeting."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchSpan:
    """A time in which a guest watched in one way. ``until_ms``: None, still."""

    way: WatchWay
    from_ms: int
    until_ms: int | None = None


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
    pictures: Mapping[DeviceId, PictureSize] = field(default_factory=dict)
    """How large each device shows the meeting; a device that shows no picture is not in it."""
    spans: tuple[WatchSpan, ...] = ()
    """Each way in which the guest watches or has watched, in the order of their beginnings."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageReader:
    """Who has had a message in view, and since when."""

    by: Author
    at_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ChairMessage:
    """A message between supervisors and desk."""

    id: NoteId
    by: Author
    text: str
    at_ms: int
    readers: tuple[MessageReader, ...] = ()
    """Each of the others who read it, in the order in which they did."""

    def is_new_to(self, author: Author) -> bool:
        """Return whether somebody neither wrote the message nor has read it."""
        known = (self.by, *(reader.by for reader in self.readers))
        return not any(each.is_same_as(author) for each in known)


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A supervisor's own note."""

    id: NoteId
    person: PersonId
    text: str
    at_ms: int
    item: ItemId | None
    turn: TurnId | None = None
    """The turn that ran then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedSheet:
    """An observation sheet as the branch got it."""

    texts: Mapping[SheetPart, str]
    at_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ObservationSheet:
    """What a supervisor wrote about the meeting."""

    by: Author
    texts: Mapping[SheetPart, str]
    at_ms: int
    handed: HandedSheet | None = None
    """What the branch may read; None: nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LessonsText:
    """The record of the talk after a model meeting, as it was written at one time."""

    by: Author
    texts: Mapping[LessonsPart, str]
    at_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Supervision:
    """The guests, and what supervisors and desk wrote."""

    guests: Mapping[PersonId, Guest] = field(default_factory=dict)
    messages: tuple[ChairMessage, ...] = ()
    notes: tuple[Note, ...] = ()
    sheets: Mapping[PersonId, ObservationSheet] = field(default_factory=dict)
    """The observation sheet of each supervisor who wrote one."""
    lessons: tuple[LessonsText, ...] = ()
    """The record of the talk after a model meeting, each time it was written; the last holds."""
    help: HelpAsked | None = None
    marks: tuple[AlertMark, ...] = ()
    """What supervisors did about alerts, oldest first."""
