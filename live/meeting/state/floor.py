"""The state of the floor: who speaks, who waits, who spoke."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from live.ids import (
    ItemId,
    PersonId,
    RequestId,
    SiteId,
    TurnId,
)
from live.meeting.state.writing import Written
from live.meeting.words import Overtime, Preset, RequestKind


class TurnKind(StrEnum):
    """Why somebody has the floor: as asked, or called on, or in the round."""

    NORMAL = "normal"
    REPLY = "reply"
    POINT_OF_ORDER = "point_of_order"
    CALLED = "called"
    ROUND = "round"


class Pause(StrEnum):
    """Why the clock of a turn stands still."""

    CHAIR = "chair"
    QUESTION = "question"
    DROPPED = "dropped"
    """The link of the speaker is down."""
    UNHEARD = "unheard"
    """No sound can come from the speaker, for another reason."""


WAITS_FOR_SOUND: Final = frozenset({Pause.DROPPED, Pause.UNHEARD})
"""Pauses after which the clock resumes by itself when the speaker can be heard."""


@dataclass(frozen=True, slots=True)
class PersonFeed:
    """The sound and picture of a person's own device."""

    person: PersonId


@dataclass(frozen=True, slots=True)
class SiteFeed:
    """The sound and picture of a room."""

    site: SiteId


Feed = PersonFeed | SiteFeed


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A request for the floor, on one item or (None) on any. ``by``: who asked on the person's
    behalf."""

    id: RequestId
    person: PersonId
    kind: RequestKind
    item: ItemId | None
    asked_ms: int
    by: str | None = None
    moved: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Interposed:
    """A short question put into a running turn."""

    person: PersonId
    since_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One speech. The clock runs while ``running_since_ms`` is set; ``spoken_ms`` is the time used
    before that moment."""

    id: TurnId
    person: PersonId
    kind: TurnKind
    item: ItemId | None
    site: SiteId | None
    started_ms: int
    limit_s: int | None
    spoken_ms: int = 0
    running_since_ms: int | None = None
    pause: Pause | None = None
    interposed: Interposed | None = None
    silenced: bool = False
    """The microphone was closed because the limit passed."""
    vouched: bool = False
    """The desk said that the speaker is heard, although no device is known to carry the sound."""
    reminded_ms: int | None = None
    """When the desk last reminded the speaker of not being heard."""
    note: str = ""
    noted: Written | None = None
    ended_ms: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Floor:
    """The floor: its rules, requests in the order of calling, and turns."""

    preset: Preset = Preset.QUEUE
    limit_s: int | None = None
    overtime: Overtime = Overtime.COUNT_UP
    new_speakers_first: bool = False
    turn: Turn | None = None
    requests: tuple[Request, ...] = ()
    round_done: tuple[PersonId, ...] = ()
    screen: Feed | None = None
    turns: tuple[Turn, ...] = ()
    """Ended turns, oldest first."""
