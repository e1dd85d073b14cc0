"""What somebody may ask of a meeting. Imperatives; each is checked whole, then becomes events.

The wire sends ``{"command": <name>, "args": {…}}``; `names.COMMANDS` maps the stable names to the
classes, and the fields below are the args. Who may send what is in `permissions` alone. Durations
carry their unit; moments are milliseconds. "Now" and the author are given to `decide`, not carried.
"""

from live.meeting.commands.agenda import (
    ConcludeItem,
    EditItem,
    FinishItem,
    InsertItem,
    MoveItem,
    RemoveItem,
    ReopenItem,
    RequireItem,
    SkipItem,
    StartItem,
)
from live.meeting.commands.alerts import AcknowledgeAlert, AskForHelp, ShelveAlert
from live.meeting.commands.attendance import (
    CheckIn,
    CheckInNumber,
    CorrectAttendance,
    MarkPerson,
    ReportRollCall,
)
from live.meeting.commands.ballots import (
    CancelBallot,
    CastVote,
    CloseBallot,
    ConfirmBallot,
    CountBallot,
    CountHands,
    OpenBallot,
    PaperCount,
    RecordVote,
    ReserveOpinion,
    Slate,
)
from live.meeting.commands.floor import (
    Ask,
    AskFor,
    CallOn,
    ExtendTurn,
    FinishTurn,
    Give,
    GiveNext,
    Interpose,
    MoveRequest,
    NoteTurn,
    PauseTurn,
    RemindSpeaker,
    ResumeTurn,
    SetFloor,
    ShareScreen,
    StopSharing,
    TakeBack,
    Withdraw,
)
from live.meeting.commands.lifecycle import (
    AnnounceMeeting,
    CancelMeeting,
    CloseMeeting,
    EditMeeting,
    OpenMeeting,
)
from live.meeting.commands.members import AddPerson, ChangeCategory, FollowRegister, TakeOff
from live.meeting.commands.minutes import (
    AdoptMinutes,
    EditBlock,
    PresentMinutes,
    ProposeCorrection,
    RestoreBlock,
    SettleCorrection,
)
from live.meeting.commands.proposals import AnswerProposal, RaiseProposal, WithdrawProposal
from live.meeting.commands.score import AdoptScore, ProposeScore, ReviewScore
from live.meeting.commands.service import (
    CorrectClock,
    DeviceCame,
    DeviceWent,
    SetMicrophone,
    SetPicture,
    Tick,
    Undo,
)
from live.meeting.commands.supervision import (
    HandSheet,
    Listen,
    ReadMessages,
    TakeNote,
    WriteLessons,
    WriteSheet,
    WriteToChair,
)

Command = (
    EditMeeting
    | AnnounceMeeting
    | CancelMeeting
    | OpenMeeting
    | CloseMeeting
    | InsertItem
    | RequireItem
    | EditItem
    | MoveItem
    | RemoveItem
    | StartItem
    | FinishItem
    | ReopenItem
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
    | RemindSpeaker
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
    | EditBlock
    | RestoreBlock
    | PresentMinutes
    | ProposeCorrection
    | SettleCorrection
    | AdoptMinutes
    | ProposeScore
    | AdoptScore
    | ReviewScore
    | RaiseProposal
    | WithdrawProposal
    | AnswerProposal
    | HandSheet
    | WriteLessons
    | Listen
    | WriteSheet
    | WriteToChair
    | ReadMessages
    | TakeNote
    | AskForHelp
    | AcknowledgeAlert
    | ShelveAlert
    | Undo
    | AddPerson
    | TakeOff
    | ChangeCategory
    | OpenBallot
    | CastVote
    | RecordVote
    | CountHands
    | CloseBallot
    | ConfirmBallot
    | CancelBallot
    | ReserveOpinion
    | CountBallot
    | FollowRegister
    | DeviceCame
    | DeviceWent
    | SetMicrophone
    | SetPicture
    | Tick
    | CorrectClock
)

__all__ = [
    "AcknowledgeAlert",
    "AddPerson",
    "AdoptMinutes",
    "AdoptScore",
    "AnnounceMeeting",
    "AnswerProposal",
    "Ask",
    "AskFor",
    "AskForHelp",
    "CallOn",
    "CancelBallot",
    "CancelMeeting",
    "CastVote",
    "ChangeCategory",
    "CheckIn",
    "CheckInNumber",
    "CloseBallot",
    "CloseMeeting",
    "Command",
    "ConcludeItem",
    "ConfirmBallot",
    "CorrectAttendance",
    "CorrectClock",
    "CountBallot",
    "CountHands",
    "DeviceCame",
    "DeviceWent",
    "EditBlock",
    "EditItem",
    "EditMeeting",
    "ExtendTurn",
    "FinishItem",
    "FinishTurn",
    "FollowRegister",
    "Give",
    "GiveNext",
    "HandSheet",
    "InsertItem",
    "Interpose",
    "Listen",
    "MarkPerson",
    "MoveItem",
    "MoveRequest",
    "NoteTurn",
    "OpenBallot",
    "OpenMeeting",
    "PaperCount",
    "PauseTurn",
    "PresentMinutes",
    "ProposeCorrection",
    "ProposeScore",
    "RaiseProposal",
    "ReadMessages",
    "RecordVote",
    "RemindSpeaker",
    "RemoveItem",
    "ReopenItem",
    "ReportRollCall",
    "RequireItem",
    "ReserveOpinion",
    "RestoreBlock",
    "ResumeTurn",
    "ReviewScore",
    "SetFloor",
    "SetMicrophone",
    "SetPicture",
    "SettleCorrection",
    "ShareScreen",
    "ShelveAlert",
    "SkipItem",
    "Slate",
    "StartItem",
    "StopSharing",
    "TakeBack",
    "TakeNote",
    "TakeOff",
    "Tick",
    "Undo",
    "Withdraw",
    "WithdrawProposal",
    "WriteLessons",
    "WriteSheet",
    "WriteToChair",
]
