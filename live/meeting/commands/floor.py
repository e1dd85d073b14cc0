"""Commands about the floor: asking, calling, the running turn, the shared screen."""

from typing import Annotated

from pydantic import Field
from pydantic.dataclasses import dataclass

from live.ids import PersonId, RequestId, TurnId
from live.meeting.commands.strict import STRICT
from live.meeting.words import (
    Overtime,
    Preset,
    RequestKind,
    Seconds,
    Typed,
)


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Ask:
    """Ask to speak, for oneself."""

    kind: RequestKind = RequestKind.NORMAL


@dataclass(frozen=True, kw_only=True, config=STRICT)
class AskFor:
    """Put somebody without a device in the queue."""

    person: PersonId
    kind: RequestKind = RequestKind.NORMAL


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Withdraw:
    """Take a request back: one's own, or anyone's by chair and secretary."""

    request: RequestId


@dataclass(frozen=True, kw_only=True, config=STRICT)
class MoveRequest:
    """Move a request after another one (``after=None``: first). Recorded as an override."""

    request: RequestId
    after: RequestId | None


@dataclass(frozen=True, kw_only=True, config=STRICT)
class GiveNext:
    """End the running turn and give the floor to the next in order.

    ``current`` is the turn the sender believes to be running (None: nobody speaks). When another
    one runs, or this one began less than `scene.SAME_PRESS_MS` ago, nothing happens: a double
    press, or two people at once, skip nobody.
    """

    current: TurnId | None


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Give:
    """Give the floor to one request out of order. Recorded as an override."""

    request: RequestId


@dataclass(frozen=True, kw_only=True, config=STRICT)
class CallOn:
    """Give the floor to a person, with or without a request."""

    person: PersonId


@dataclass(frozen=True, kw_only=True, config=STRICT)
class TakeBack:
    """End a turn that somebody else has."""

    turn: TurnId


@dataclass(frozen=True, kw_only=True, config=STRICT)
class FinishTurn:
    """End one's own turn."""

    turn: TurnId


@dataclass(frozen=True, kw_only=True, config=STRICT)
class ExtendTurn:
    """Add seconds to the running turn's limit, or take some off (below zero)."""

    turn: TurnId
    seconds: Annotated[int, Field(ge=-3600, le=3600)]


@dataclass(frozen=True, kw_only=True, config=STRICT)
class PauseTurn:
    """Stop the running turn's clock."""

    turn: TurnId


@dataclass(frozen=True, kw_only=True, config=STRICT)
class ResumeTurn:
    """Let the clock of a paused turn run on; an interposed question ends."""

    turn: TurnId


@dataclass(frozen=True, kw_only=True, config=STRICT)
class RemindSpeaker:
    """Show the speaker, who cannot be heard, a reminder on the speaker's own page."""

    turn: TurnId


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Interpose:
    """Let somebody put a short question into the running turn, whose clock pauses."""

    turn: TurnId
    person: PersonId


@dataclass(frozen=True, kw_only=True, config=STRICT)
class SetFloor:
    """Set the rules of the floor. ``limit_s=None`` means no limit."""

    preset: Preset
    limit_s: Seconds | None
    overtime: Overtime
    new_speakers_first: bool


@dataclass(frozen=True, kw_only=True, config=STRICT)
class ShareScreen:
    """Begin to share one's screen; only while one has the floor, or as chair or secretary."""


@dataclass(frozen=True, kw_only=True, config=STRICT)
class StopSharing:
    """End the sharing: one's own, or anyone's by chair and secretary."""


@dataclass(frozen=True, kw_only=True, config=STRICT)
class NoteTurn:
    """Write the note of what was said in a turn; see `Typed`."""

    turn: TurnId
    text: Typed
    was: Typed | None = None
    """The note from which ``text`` was made; None: whatever it says, it is replaced."""
