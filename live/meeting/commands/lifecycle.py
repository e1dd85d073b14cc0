"""Commands about the meeting as a whole: edit, announce, open, close."""

from pydantic.dataclasses import dataclass

from live.ids import PersonId
from live.meeting.commands.strict import STRICT
from live.meeting.words import (
    Line,
    Moment,
    Text,
)


@dataclass(frozen=True, kw_only=True, config=STRICT)
class EditMeeting:
    """Change the meeting before it opens; an officer who is not named stays."""

    title: Line
    scheduled_ms: Moment
    place: Text = ""
    chair: PersonId | None = None
    secretary: PersonId | None = None


@dataclass(frozen=True, kw_only=True, config=STRICT)
class AnnounceMeeting:
    """Announce the meeting to the superiors who follow the branch."""


@dataclass(frozen=True, kw_only=True, config=STRICT)
class CancelMeeting:
    """Call the meeting off before it opens; once it was announced, with the reason."""

    reason: Text = ""


@dataclass(frozen=True, kw_only=True, config=STRICT)
class OpenMeeting:
    """Open the meeting."""


@dataclass(frozen=True, kw_only=True, config=STRICT)
class CloseMeeting:
    """Close the meeting: the running turn and item end too."""
