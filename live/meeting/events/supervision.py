"""Events of those who follow the meeting from above, and the private line."""

from pydantic.dataclasses import dataclass

from live.ids import ItemId, NoteId, PersonId
from live.meeting.events.base import STRICT, Event


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
