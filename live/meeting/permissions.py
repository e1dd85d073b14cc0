"""Who may send which command: one table, `MAY`, and nothing else.

A role is what a person (or a room, or the server) is in this one meeting. The table does not depend
on the state: whether a meeting is open, or a request is the sender's own, is checked by `decide`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from live.ids import DeviceId, PersonId, SiteId
from live.meeting import commands as c


class Role(StrEnum):
    """What somebody is in a meeting."""

    CHAIR = "chair"
    SECRETARY = "secretary"
    MEMBER = "member"
    COMPANION = "companion"
    """A member's phone in the room: as a member, but without sound or picture."""
    SITE = "site"
    """A room's own device: one picture and one sound for many people."""
    SUPERVISOR = "supervisor"
    OBSERVER = "observer"
    ADMINISTRATOR = "administrator"
    SYSTEM = "system"
    """The server itself."""


GUESTS: Final = frozenset({Role.SUPERVISOR, Role.OBSERVER})
"""Roles of people who are on no list of members: never counted, always shown."""
DESK: Final = frozenset({Role.CHAIR, Role.SECRETARY})
"""Roles that run the meeting."""
OVERSEERS: Final = DESK | {Role.SUPERVISOR}
"""Roles that see each person's category, row and link quality, who has not spoken, the private line
and alerts; other roles see only their own data."""


def has_media(role: Role) -> bool:
    """Return whether a device in this role brings sound and picture, and so makes its owner
    present. A companion is a phone in a room, beside the sound and picture of the room."""
    return role is not Role.COMPANION


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """Who did something, as the record keeps it."""

    role: Role
    person: PersonId | None
    name: str

    def is_same_as(self, other: "Author") -> bool:
        """Return whether both are one person, also under another role or a corrected name."""
        return self == other if self.person is None else self.person == other.person


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who sends a command now, and from which device.

    A supervisor or observer whose account belongs to nobody on a register carries the account's
    id as ``person``. ``site`` says in which room the device stands, if its link says so.
    """

    role: Role
    person: PersonId | None = None
    site: SiteId | None = None
    name: str = ""
    device: DeviceId | None = None
    title: str = ""
    unit: str = ""

    @property
    def author(self) -> Author:
        """The part of this actor that is recorded with events."""
        return Author(role=self.role, person=self.person, name=self.name)


SYSTEM: Final = Actor(role=Role.SYSTEM, name="")
"""The server acting for itself (`Tick`)."""

_Commands = frozenset[type[c.Command]]

_PRESENCE: Final[_Commands] = frozenset({c.DeviceCame, c.DeviceWent, c.SetMicrophone})
_PREPARE: Final[_Commands] = frozenset(
    {
        c.EditMeeting,
        c.AnnounceMeeting,
        c.CancelMeeting,
        c.InsertItem,
        c.EditItem,
        c.MoveItem,
        c.RemoveItem,
    }
)
_AGENDA: Final[_Commands] = frozenset(
    {c.StartItem, c.FinishItem, c.ReopenItem, c.SkipItem, c.ConcludeItem}
)
_SPEAK: Final[_Commands] = frozenset({c.Ask, c.Withdraw, c.FinishTurn})
_SCREEN: Final[_Commands] = frozenset({c.ShareScreen, c.StopSharing})
_FLOOR: Final[_Commands] = frozenset(
    {
        c.AskFor,
        c.Withdraw,
        c.MoveRequest,
        c.GiveNext,
        c.Give,
        c.CallOn,
        c.TakeBack,
        c.FinishTurn,
        c.ExtendTurn,
        c.PauseTurn,
        c.RemindSpeaker,
        c.ResumeTurn,
        c.Interpose,
        c.SetFloor,
        c.NoteTurn,
    }
)
_ATTENDANCE: Final[_Commands] = frozenset(
    {c.CheckIn, c.MarkPerson, c.CorrectAttendance, c.ReportRollCall}
)
_LIST: Final[_Commands] = frozenset({c.AddPerson, c.TakeOff, c.ChangeCategory})
_MINUTES: Final[_Commands] = frozenset(
    {c.EditBlock, c.RestoreBlock, c.PresentMinutes, c.AdoptMinutes}
)
_VOTE: Final[_Commands] = frozenset({c.CastVote, c.ReserveOpinion})
_BALLOTS: Final[_Commands] = _VOTE | {
    *(c.OpenBallot, c.RecordVote, c.CountHands, c.CloseBallot, c.ConfirmBallot, c.CancelBallot),
    c.CountBallot,
}
_DESK: Final[_Commands] = (
    _PREPARE
    | _AGENDA
    | _FLOOR
    | _SCREEN
    | _ATTENDANCE
    | _LIST
    | _MINUTES
    | _BALLOTS
    | {c.ProposeScore, c.AdoptScore}
    | {c.WriteToChair, c.ReadMessages, c.AskForHelp, c.Undo}
    | {c.RaiseProposal, c.WithdrawProposal}
    | _PRESENCE
)

MAY: Final[Mapping[Role, _Commands]] = {
    Role.CHAIR: _DESK | {c.OpenMeeting, c.CloseMeeting, c.SettleCorrection},
    Role.SECRETARY: _DESK | {c.Ask},
    Role.MEMBER: _SPEAK | _SCREEN | {c.CheckIn, c.ProposeCorrection} | _VOTE | _PRESENCE,
    Role.COMPANION: _SPEAK | {c.CheckIn, c.ProposeCorrection} | _VOTE | _PRESENCE,
    Role.SITE: _SCREEN | {c.AskFor, c.Withdraw, c.FinishTurn, c.CheckInNumber} | _PRESENCE,
    Role.SUPERVISOR: _SPEAK
    | _SCREEN
    | {c.ReviewScore, c.Listen, c.WriteToChair, c.TakeNote, c.ProposeCorrection}
    | {c.ReadMessages, c.WriteSheet, c.HandSheet, c.WriteLessons, c.AnswerProposal}
    | {c.AcknowledgeAlert, c.ShelveAlert, c.SetPicture, c.RequireItem}
    | _PRESENCE,
    Role.OBSERVER: _SPEAK | _PRESENCE,
    Role.ADMINISTRATOR: _PREPARE | {c.FollowRegister} | _PRESENCE,
    Role.SYSTEM: frozenset({c.FollowRegister, c.Tick, c.CorrectClock}) | _PRESENCE,
}
"""Role → commands. Every role has the commands about devices because the server sends them in the
name of the device's owner; roles that may change a register have `FollowRegister`; those that may
confirm a ballot have `CountBallot`. No client can send these (`names.CLIENT_COMMANDS`)."""


def may(role: Role, command: type[c.Command]) -> bool:
    """Return whether a role may send a command at all."""
    return command in MAY[role]
