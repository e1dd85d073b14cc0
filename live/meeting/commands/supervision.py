"""Commands of supervisors, and the private line between them and the desk."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field, StringConstraints
from pydantic.dataclasses import dataclass

from live.ids import NoteId
from live.meeting.commands.strict import STRICT
from live.meeting.words import LessonsPart, SheetPart, Text


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Listen:
    """A supervisor begins or ends to listen to the meeting. Shown to the branch, recorded."""

    on: bool


@dataclass(frozen=True, kw_only=True, config=STRICT)
class WriteToChair:
    """Write on the private line between supervisors and the desk, in either direction."""

    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)]


@dataclass(frozen=True, kw_only=True, config=STRICT)
class ReadMessages:
    """The sender has had the private line in view, up to a message."""

    upto: NoteId


@dataclass(frozen=True, kw_only=True, config=STRICT)
class TakeNote:
    """A supervisor's own note, tied to this moment and item."""

    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)]


@dataclass(frozen=True, kw_only=True, config=STRICT)
class WriteSheet:
    """Write a supervisor's own observation sheet of the meeting, all parts at once."""

    texts: Mapping[SheetPart, Text]


@dataclass(frozen=True, kw_only=True, config=STRICT)
class HandSheet:
    """Hand one's own observation sheet over to the branch, as it is written now."""


@dataclass(frozen=True, kw_only=True, config=STRICT)
class WriteLessons:
    """Write the record of the talk after a model meeting, all parts at once.

    ``seen``: how many times it was written before, as the sender saw it.
    """

    texts: Mapping[LessonsPart, Text]
    seen: Annotated[int, Field(ge=0, le=1_000_000)] = 0
