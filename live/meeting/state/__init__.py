"""The state of a meeting after its events: frozen values, no behaviour.

Only `evolve` makes new ones. Mappings are never changed in place; a change is a new mapping.
Moments are milliseconds since the epoch on the meeting's own clock; they never go back, also when
the server's clock is set (`Facts.off_ms` is the difference to the wall clock).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from live.ids import PersonId, SiteId
from live.meeting.roster import Member
from live.meeting.state.agenda import Agenda, Item, ItemState
from live.meeting.state.alerts import AlertMark, HelpAsked
from live.meeting.state.attendance import (
    Attendance,
    Correction,
    Device,
    Drop,
    Interval,
    ListAct,
    ListChange,
    MeetingSite,
    Method,
    Off,
    Reported,
    RollCall,
    Row,
)
from live.meeting.state.ballots import (
    Ballot,
    BallotPhase,
    BallotResult,
    OpenVote,
    ReservedOpinion,
)
from live.meeting.state.facts import OVER, ClockSet, Facts, MeetingKind, NamedUnit, Phase
from live.meeting.state.floor import (
    WAITS_FOR_SOUND,
    Feed,
    Floor,
    Interposed,
    Pause,
    PersonFeed,
    Request,
    SiteFeed,
    Turn,
    TurnKind,
)
from live.meeting.state.minutes import (
    Adoption,
    CorrectionState,
    EditedBlock,
    MinutesWork,
    TextCorrection,
)
from live.meeting.state.proposals import Proposal, ProposalAnswer, ProposalEnd
from live.meeting.state.score import Score, ScoreColumn
from live.meeting.state.supervision import (
    ChairMessage,
    Guest,
    HandedSheet,
    LessonsText,
    MessageReader,
    Note,
    ObservationSheet,
    Supervision,
    WatchSpan,
    WatchWay,
)
from live.meeting.state.writing import Written
from live.meeting.undoing import UndoPoint

__all__ = [
    "OVER",
    "WAITS_FOR_SOUND",
    "Adoption",
    "Agenda",
    "AlertMark",
    "Attendance",
    "Ballot",
    "BallotPhase",
    "BallotResult",
    "ChairMessage",
    "ClockSet",
    "Correction",
    "CorrectionState",
    "Device",
    "Drop",
    "EditedBlock",
    "Facts",
    "Feed",
    "Floor",
    "Guest",
    "HandedSheet",
    "HelpAsked",
    "Interposed",
    "Interval",
    "Item",
    "ItemState",
    "LessonsText",
    "ListAct",
    "ListChange",
    "Meeting",
    "MeetingKind",
    "MeetingSite",
    "MessageReader",
    "Method",
    "MinutesWork",
    "NamedUnit",
    "Note",
    "ObservationSheet",
    "Off",
    "OpenVote",
    "Pause",
    "PersonFeed",
    "Phase",
    "Proposal",
    "ProposalAnswer",
    "ProposalEnd",
    "Reported",
    "Request",
    "ReservedOpinion",
    "RollCall",
    "Row",
    "Score",
    "ScoreColumn",
    "SiteFeed",
    "Supervision",
    "TextCorrection",
    "Turn",
    "TurnKind",
    "WatchSpan",
    "WatchWay",
    "Written",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """A meeting. ``version`` is the number of its events, ``latest_ms`` the moment of the last."""

    version: int
    latest_ms: int
    facts: Facts
    members: Mapping[PersonId, Member]
    register: tuple[Member, ...]
    """The branch's list as last read from the register; until opening also the meeting's list."""
    sites: Mapping[SiteId, MeetingSite]
    agenda: Agenda
    floor: Floor
    attendance: Attendance
    supervision: Supervision = field(default_factory=Supervision)
    ballots: tuple[Ballot, ...] = ()
    """Every ballot, in the order of opening; at most the last one is unfinished."""
    off: Mapping[PersonId, Off] = field(default_factory=dict)
    """People taken off the list after opening; the record still names them."""
    minutes: MinutesWork = field(default_factory=MinutesWork)
    score: Score = field(default_factory=Score)
    proposals: tuple[Proposal, ...] = ()
    """What the meeting asks of those above, in the order in which it was put on record."""
    undo: tuple[UndoPoint, ...] = ()
    """The last action of each author at the desk, for undo."""
