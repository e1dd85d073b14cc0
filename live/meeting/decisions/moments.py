"""In which phases of a meeting a command is accepted: one table beside `permissions.MAY`."""

from collections.abc import Mapping
from typing import Final

from live.errors import Rejected
from live.meeting import commands as c
from live.meeting.names import COMMANDS, NAMES, SERVER_COMMANDS
from live.meeting.permissions import MAY, Role
from live.meeting.state import Meeting, Phase

BEFORE: Final = frozenset({Phase.DRAFT, Phase.ANNOUNCED})
LIVE: Final = frozenset({Phase.OPEN})
NOT_AFTER: Final = BEFORE | LIVE
FROM_OPEN: Final = frozenset({Phase.OPEN, Phase.CLOSED})
ALWAYS: Final = frozenset(Phase)

WHEN: Final[Mapping[type[c.Command], frozenset[Phase]]] = {
    c.EditMeeting: BEFORE,
    c.AnnounceMeeting: BEFORE,
    c.CancelMeeting: BEFORE | {Phase.CANCELLED},
    c.OpenMeeting: NOT_AFTER,
    c.CloseMeeting: FROM_OPEN,
    c.InsertItem: NOT_AFTER,
    c.RequireItem: BEFORE,
    c.EditItem: NOT_AFTER,
    c.MoveItem: NOT_AFTER,
    c.RemoveItem: NOT_AFTER,
    c.StartItem: NOT_AFTER,
    c.FinishItem: NOT_AFTER,
    c.ReopenItem: NOT_AFTER,
    c.SkipItem: LIVE,
    c.ConcludeItem: FROM_OPEN,
    c.Ask: LIVE,
    c.AskFor: LIVE,
    c.Withdraw: LIVE,
    c.MoveRequest: LIVE,
    c.GiveNext: LIVE,
    c.Give: LIVE,
    c.CallOn: LIVE,
    c.TakeBack: LIVE,
    c.FinishTurn: LIVE,
    c.ExtendTurn: LIVE,
    c.PauseTurn: LIVE,
    c.RemindSpeaker: LIVE,
    c.ResumeTurn: LIVE,
    c.Interpose: LIVE,
    c.SetFloor: NOT_AFTER,
    c.ShareScreen: LIVE,
    c.StopSharing: LIVE,
    c.NoteTurn: FROM_OPEN,
    c.CheckIn: NOT_AFTER,
    c.CheckInNumber: NOT_AFTER,
    c.MarkPerson: NOT_AFTER,
    c.CorrectAttendance: FROM_OPEN,
    c.ReportRollCall: LIVE,
    c.AddPerson: LIVE,
    c.TakeOff: LIVE,
    c.ChangeCategory: LIVE,
    c.EditBlock: FROM_OPEN,
    c.RestoreBlock: FROM_OPEN,
    c.PresentMinutes: FROM_OPEN,
    c.ProposeCorrection: FROM_OPEN,
    c.SettleCorrection: FROM_OPEN,
    c.AdoptMinutes: frozenset({Phase.CLOSED}),
    c.OpenBallot: LIVE,
    c.CastVote: LIVE,
    c.RecordVote: LIVE,
    c.CountHands: LIVE,
    c.CloseBallot: LIVE,
    c.ConfirmBallot: LIVE,
    c.CountBallot: LIVE,
    c.CancelBallot: LIVE,
    c.ReserveOpinion: FROM_OPEN,
    c.ProposeScore: FROM_OPEN,
    c.AdoptScore: FROM_OPEN,
    c.ReviewScore: FROM_OPEN,
    c.WriteSheet: FROM_OPEN,
    c.HandSheet: FROM_OPEN,
    c.WriteLessons: FROM_OPEN,
    c.RaiseProposal: FROM_OPEN,
    c.WithdrawProposal: FROM_OPEN,
    c.AnswerProposal: FROM_OPEN,
    c.Listen: NOT_AFTER,
    c.WriteToChair: ALWAYS,
    c.ReadMessages: ALWAYS,
    c.TakeNote: ALWAYS,
    c.AskForHelp: NOT_AFTER,
    c.AcknowledgeAlert: NOT_AFTER,
    c.ShelveAlert: NOT_AFTER,
    c.Undo: ALWAYS,
    c.FollowRegister: NOT_AFTER,
    c.DeviceCame: ALWAYS,
    c.DeviceWent: ALWAYS,
    c.SetMicrophone: ALWAYS,
    c.SetPicture: ALWAYS,
    c.Tick: ALWAYS,
    c.CorrectClock: NOT_AFTER,
}
"""Command → the phases in which it is accepted. Written work (conclusions, notes of turns,
corrections, reserved opinions) may be finished after closing."""

STILL: Final = SERVER_COMMANDS | {
    c.CloseMeeting,
    c.AdoptMinutes,
    c.ReviewScore,
    c.WriteToChair,
    c.ReadMessages,
    c.TakeNote,
    c.WriteSheet,
    c.HandSheet,
    c.WriteLessons,
    c.RaiseProposal,
    c.WithdrawProposal,
    c.AnswerProposal,
}
"""Commands that are accepted once the minutes are adopted: those that change nothing in them. Every
other command is refused, so that what was adopted stays as it was read."""

_TOO_EARLY_OR_LATE: Final = {
    Phase.DRAFT: "not_open",
    Phase.ANNOUNCED: "not_open",
    Phase.OPEN: "already_open",
    Phase.CLOSED: "closed",
    Phase.CANCELLED: "cancelled",
}


def is_heard(role: Role, command: type[c.Command], phase: Phase) -> bool:
    """Return whether a role's command is accepted in a phase; administrators only prepare."""
    if role is Role.ADMINISTRATOR and command not in SERVER_COMMANDS:
        return phase in WHEN[command] & BEFORE
    return phase in WHEN[command]


def check(role: Role, command: type[c.Command], meeting: Meeting) -> None:
    """Refuse a command that is not accepted in this phase, or after the adoption of the minutes.

    Raises:
        Rejected: ``not_open``, ``already_open``, ``closed``, ``cancelled`` or ``minutes_adopted``.
    """
    phase, adoption = meeting.facts.phase, meeting.minutes.adoption
    if not is_heard(role, command, phase):
        raise Rejected(_TOO_EARLY_OR_LATE[phase])
    if adoption and command not in STILL:
        raise Rejected("minutes_adopted", number=adoption.number)


def names_now(role: Role, phase: Phase, *, adopted: bool = False) -> list[str]:
    """Return the names of the commands that a role may send now, sorted. ``adopted``: the minutes
    are."""
    names = _NAMES_NOW[role, phase]
    return [name for name in names if not adopted or COMMANDS[name] in STILL]


_NAMES_NOW: Final = {
    (role, phase): tuple(
        sorted(
            NAMES[command]
            for command in MAY[role] - SERVER_COMMANDS
            if is_heard(role, command, phase)
        )
    )
    for role in Role
    for phase in Phase
}
