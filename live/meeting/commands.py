"""What somebody may ask of a meeting. Imperatives; each is checked whole, then becomes events.

The wire sends ``{"command": <name>, "args": {…}}``; `names.COMMANDS` maps the stable names to the
classes, and the fields below are the args. Who may send what is in `permissions` alone. Durations
carry their unit; moments are milliseconds. "Now" and the author are given to `decide`, not carried.
"""

from typing import Annotated, Final

from pydantic import ConfigDict, Field, StringConstraints
from pydantic.dataclasses import dataclass

from live.ids import DeviceId, ItemId, PersonId, RequestId, SiteId, TurnId
from live.meeting.words import (
    Line,
    Mark,
    Minutes,
    Moment,
    Overtime,
    Preset,
    RequestKind,
    Seconds,
    Text,
    Word,
)

STRICT: Final = ConfigDict(extra="forbid")


# --- lifecycle ---------------------------------------------------------------------------------


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
    """Tell members and the superior: time, place and agenda stand."""


@dataclass(frozen=True, kw_only=True, config=STRICT)
class OpenMeeting:
    """Begin."""


@dataclass(frozen=True, kw_only=True, config=STRICT)
class CloseMeeting:
    """End: the running turn and item end too."""


# --- agenda ------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True, config=STRICT)
class InsertItem:
    """Add an item after another one (``after=None``: first), before or during the meeting."""

    after: ItemId | None
    title: Line
    planned_min: Minutes
    kind: Word = "other"
    presenter: PersonId | None = None


@dataclass(frozen=True, kw_only=True, config=STRICT)
class EditItem:
    """Change an item that is not finished."""

    item: ItemId
    title: Line
    planned_min: Minutes
    presenter: PersonId | None = None


@dataclass(frozen=True, kw_only=True, config=STRICT)
class MoveItem:
    """Put a pending item after another one (``after=None``: first among the pending)."""

    item: ItemId
    after: ItemId | None


@dataclass(frozen=True, kw_only=True, config=STRICT)
class RemoveItem:
    """Take a pending item that is not required off the agenda before the meeting opens."""

    item: ItemId


@dataclass(frozen=True, kw_only=True, config=STRICT)
class StartItem:
    """Make a pending (or skipped) item the current one; the one before it is finished."""

    item: ItemId


@dataclass(frozen=True, kw_only=True, config=STRICT)
class FinishItem:
    """Finish the current item. Naming it makes a double press harmless."""

    item: ItemId


@dataclass(frozen=True, kw_only=True, config=STRICT)
class SkipItem:
    """Pass over a pending or current item, with the reason."""

    item: ItemId
    reason: Line


@dataclass(frozen=True, kw_only=True, config=STRICT)
class ConcludeItem:
    """Write the chair's conclusion on an item."""

    item: ItemId
    text: Text


# --- floor -------------------------------------------------------------------------------------


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
    """Put a request after another one (``after=None``: first). Logged as an override."""

    request: RequestId
    after: RequestId | None


@dataclass(frozen=True, kw_only=True, config=STRICT)
class GiveNext:
    """End the running turn and give the floor to the next in order.

    ``current`` is the turn the sender believes to be running (None: nobody speaks). When it is
    not, or has only just begun, nothing happens: pressed twice, or by two people at once, it skips
    nobody.
    """

    current: TurnId | None


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Give:
    """Give the floor to one request out of order. Logged as an override."""

    request: RequestId


@dataclass(frozen=True, kw_only=True, config=STRICT)
class CallOn:
    """Give the floor to somebody, asked or not."""

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
    """Give (or with a negative number take) seconds of the running turn's limit."""

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
class Interpose:
    """Let somebody put a short question into the running turn, whose clock pauses."""

    turn: TurnId
    person: PersonId


@dataclass(frozen=True, kw_only=True, config=STRICT)
class SetFloor:
    """Set how the floor goes. ``limit_s=None`` means no limit."""

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
    """The minute-taker's note of what was said in a turn; a later note replaces it."""

    turn: TurnId
    text: Text


# --- attendance --------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True, config=STRICT)
class CheckIn:
    """Check oneself in at a site by the code on its screen."""

    code: Annotated[str, StringConstraints(pattern=r"^[0-9]{6}$")]


@dataclass(frozen=True, kw_only=True, config=STRICT)
class CheckInNumber:
    """The site's number pad: a person without a phone types the number on the list."""

    number: Annotated[int, Field(ge=1, le=999)]


@dataclass(frozen=True, kw_only=True, config=STRICT)
class MarkPerson:
    """The secretary's hand: how a person attends. ``reason`` is needed for an excused absence."""

    person: PersonId
    mark: Mark
    site: SiteId | None = None
    reason: Text = ""


@dataclass(frozen=True, kw_only=True, config=STRICT)
class CorrectAttendance:
    """Correct the record of a person: present from when to when. The original stays."""

    person: PersonId
    mark: Mark
    from_ms: int | None = None
    until_ms: int | None = None
    reason: Line


@dataclass(frozen=True, kw_only=True, config=STRICT)
class ReportRollCall:
    """Read the attendance out: the figures of this moment enter the record."""


# --- supervision -------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Listen:
    """A supervisor begins or ends to listen to the meeting. Shown to the branch, recorded."""

    on: bool


@dataclass(frozen=True, kw_only=True, config=STRICT)
class WriteToChair:
    """The private line between supervisors and the chair and secretary, in both directions."""

    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)]


@dataclass(frozen=True, kw_only=True, config=STRICT)
class TakeNote:
    """A supervisor's own note, tied to this moment and item."""

    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)]


# --- around ------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Undo:
    """Take back one's own last action, soon, unless somebody acted on the same thing."""

    version: int


@dataclass(frozen=True, kw_only=True, config=STRICT)
class DeviceCame:
    """The server saw a device connect. Sent by the server alone."""

    device: DeviceId
    node: str


@dataclass(frozen=True, kw_only=True, config=STRICT)
class DeviceWent:
    """A device went; ``seen_ms``: with its server, last known to live then. Server alone."""

    device: DeviceId
    node: str
    seen_ms: int | None = None


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Tick:
    """A deadline passed (`deadline`): grace ended, a limit was reached. Server alone."""


Command = (
    EditMeeting
    | AnnounceMeeting
    | OpenMeeting
    | CloseMeeting
    | InsertItem
    | EditItem
    | MoveItem
    | RemoveItem
    | StartItem
    | FinishItem
    | SkipItem
    | ConcludeItem
    | Ask
    | AskFor
    | Withdraw
    | MoveRequest
    | GiveNext
    | Give
    | CallOn
    | TakeBack
    | FinishTurn
    | ExtendTurn
    | PauseTurn
    | ResumeTurn
    | Interpose
    | SetFloor
    | ShareScreen
    | StopSharing
    | NoteTurn
    | CheckIn
    | CheckInNumber
    | MarkPerson
    | CorrectAttendance
    | ReportRollCall
    | Listen
    | WriteToChair
    | TakeNote
    | Undo
    | DeviceCame
    | DeviceWent
    | Tick
)
