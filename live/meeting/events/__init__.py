"""What happened in a meeting, in the past tense. The record consists of these and nothing else.

Every event says when (``at_ms``) and by whom (``by``); ``command`` is set on the first event of
each command and names it. An event is enough to evolve the state: it never needs a clock, an id
source or the command. `names.EVENTS` gives each a stable name; a published name or field is never
given another meaning.
"""

from live.meeting.events.agenda import (
    ItemConcluded,
    ItemEdited,
    ItemFinished,
    ItemInserted,
    ItemMoved,
    ItemRemoved,
    ItemReopened,
    ItemSkipped,
    ItemStarted,
)
from live.meeting.events.attendance import (
    AbsenceMarked,
    AttendanceCorrected,
    DeviceConnected,
    DeviceDropped,
    MarkCleared,
    MicrophoneSet,
    PersonCame,
    PersonDropped,
    PersonLeft,
    PersonReturned,
    RollCallReported,
)
from live.meeting.events.base import Event
from live.meeting.events.floor import (
    FloorRequested,
    FloorSet,
    QuestionInterposed,
    RequestMoved,
    RequestWithdrawn,
    ScreenShared,
    ScreenStopped,
    SpeakerReminded,
    TurnBegan,
    TurnEnded,
    TurnExtended,
    TurnNoted,
    TurnPaused,
    TurnResumed,
    TurnSilenced,
)
from live.meeting.events.lifecycle import (
    ClockCorrected,
    MeetingAnnounced,
    MeetingCancelled,
    MeetingClosed,
    MeetingCreated,
    MeetingEdited,
    MeetingOpened,
)
from live.meeting.events.members import (
    CategoryChanged,
    PersonAdded,
    PersonTakenOff,
    RegisterChanged,
    RegisterFollowed,
)
from live.meeting.events.supervision import ListeningChanged, MessageWritten, NoteTaken
from live.meeting.events.undo import ActionUndone

__all__ = [
    "AbsenceMarked",
    "ActionUndone",
    "AttendanceCorrected",
    "CategoryChanged",
    "ClockCorrected",
    "DeviceConnected",
    "DeviceDropped",
    "Event",
    "FloorRequested",
    "FloorSet",
    "ItemConcluded",
    "ItemEdited",
    "ItemFinished",
    "ItemInserted",
    "ItemMoved",
    "ItemRemoved",
    "ItemReopened",
    "ItemSkipped",
    "ItemStarted",
    "ListeningChanged",
    "MarkCleared",
    "MeetingAnnounced",
    "MeetingCancelled",
    "MeetingClosed",
    "MeetingCreated",
    "MeetingEdited",
    "MeetingOpened",
    "MessageWritten",
    "MicrophoneSet",
    "NoteTaken",
    "PersonAdded",
    "PersonCame",
    "PersonDropped",
    "PersonLeft",
    "PersonReturned",
    "PersonTakenOff",
    "QuestionInterposed",
    "RegisterChanged",
    "RegisterFollowed",
    "RequestMoved",
    "RequestWithdrawn",
    "RollCallReported",
    "ScreenShared",
    "ScreenStopped",
    "SpeakerReminded",
    "TurnBegan",
    "TurnEnded",
    "TurnExtended",
    "TurnNoted",
    "TurnPaused",
    "TurnResumed",
    "TurnSilenced",
]
