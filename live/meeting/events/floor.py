"""Events of the floor: requests, turns, the shared screen."""

from pydantic.dataclasses import dataclass

from live.ids import ItemId, PersonId, RequestId, SiteId, TurnId
from live.meeting import state as s
from live.meeting.events.base import STRICT, Event
from live.meeting.words import Overtime, Preset, RequestKind


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class FloorRequested(Event):
    """Somebody asked to speak. ``in_place_of``: who asked on the person's behalf, by name."""

    request: RequestId
    person: PersonId
    kind: RequestKind
    item: ItemId | None
    in_place_of: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class RequestWithdrawn(Event):
    """A request was taken back, or its person left (``left``)."""

    request: RequestId
    person: PersonId
    left: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class RequestMoved(Event):
    """The desk put a request after another (None: first), against the order of asking."""

    request: RequestId
    after: RequestId | None


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class TurnBegan(Event):
    """Somebody got the floor. ``override``: against the order of calling."""

    turn: TurnId
    person: PersonId
    kind: s.TurnKind
    item: ItemId | None
    site: SiteId | None
    limit_s: int | None
    request: RequestId | None
    override: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class TurnEnded(Event):
    """Somebody gave the floor back, lost it, or left (``left``)."""

    turn: TurnId
    left: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class TurnExtended(Event):
    """The limit of the running turn changed by ``seconds`` (below zero: shorter)."""

    turn: TurnId
    seconds: int


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class TurnPaused(Event):
    """The clock of the turn stopped."""

    turn: TurnId
    pause: s.Pause


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class TurnResumed(Event):
    """The clock of the turn runs again; a question put into it ended. ``vouched``: the desk said
    that the speaker is heard, although no device is known to carry the sound."""

    turn: TurnId
    vouched: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class SpeakerReminded(Event):
    """The desk reminded the speaker of not being heard."""

    turn: TurnId


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class QuestionInterposed(Event):
    """Somebody puts a short question into the turn, whose clock stands meanwhile."""

    turn: TurnId
    person: PersonId


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class TurnSilenced(Event):
    """The microphone of the turn closed at its limit."""

    turn: TurnId


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class FloorSet(Event):
    """The rules of the floor were set."""

    preset: Preset
    limit_s: int | None
    overtime: Overtime
    new_speakers_first: bool


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class ScreenShared(Event):
    """Somebody, or a room, began to share a screen."""

    source: s.Feed


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class ScreenStopped(Event):
    """The sharing ended."""


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class TurnNoted(Event):
    """The minute-taker wrote a note of what was said in a turn; it replaces an earlier one."""

    turn: TurnId
    text: str
