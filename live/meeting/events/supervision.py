"""Events of supervisors, and of the private line between them and the desk."""

from collections.abc import Mapping

from pydantic.dataclasses import dataclass

from live.ids import DeviceId, ItemId, NoteId, PersonId, TurnId
from live.meeting.events.base import STRICT, Event
from live.meeting.words import LessonsPart, PictureSize, SheetPart


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class ListeningChanged(Event):
    """A supervisor began or ended to listen."""

    person: PersonId
    on: bool


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class PictureSet(Event):
    """A supervisor's device shows the meeting in another size, since ``since_ms``."""

    person: PersonId
    device: DeviceId
    picture: PictureSize
    since_ms: int


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class MessageWritten(Event):
    """A message was written on the private line between supervisors and desk."""

    message: NoteId
    text: str


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class MessagesRead(Event):
    """A party of the private line has had it in view, up to a message."""

    upto: NoteId


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class NoteTaken(Event):
    """A supervisor wrote a private note."""

    note: NoteId
    person: PersonId
    text: str
    item: ItemId | None
    turn: TurnId | None = None
    """The turn that ran then."""


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class SheetWritten(Event):
    """A supervisor wrote the own observation sheet."""

    person: PersonId
    texts: Mapping[SheetPart, str]


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class SheetHanded(Event):
    """A supervisor handed the own observation sheet over to the branch."""

    person: PersonId


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class LessonsWritten(Event):
    """A supervisor wrote the record of the talk after a model meeting."""

    texts: Mapping[LessonsPart, str]
