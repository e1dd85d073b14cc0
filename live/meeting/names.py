"""The stable names of commands (on the wire) and events (in the record).

A name, once published, is never given another meaning, also when its class is renamed.
"""

from typing import Final

from live.meeting import commands as c
from live.meeting import events as e

COMMANDS: Final[dict[str, type[c.Command]]] = {
    "edit_meeting": c.EditMeeting,
    "announce_meeting": c.AnnounceMeeting,
    "cancel_meeting": c.CancelMeeting,
    "open_meeting": c.OpenMeeting,
    "close_meeting": c.CloseMeeting,
    "insert_item": c.InsertItem,
    "edit_item": c.EditItem,
    "move_item": c.MoveItem,
    "remove_item": c.RemoveItem,
    "start_item": c.StartItem,
    "finish_item": c.FinishItem,
    "reopen_item": c.ReopenItem,
    "skip_item": c.SkipItem,
    "conclude_item": c.ConcludeItem,
    "ask": c.Ask,
    "ask_for": c.AskFor,
    "withdraw": c.Withdraw,
    "move_request": c.MoveRequest,
    "give_next": c.GiveNext,
    "give": c.Give,
    "call_on": c.CallOn,
    "take_back": c.TakeBack,
    "finish_turn": c.FinishTurn,
    "extend_turn": c.ExtendTurn,
    "pause_turn": c.PauseTurn,
    "remind_speaker": c.RemindSpeaker,
    "resume_turn": c.ResumeTurn,
    "interpose": c.Interpose,
    "set_floor": c.SetFloor,
    "share_screen": c.ShareScreen,
    "stop_sharing": c.StopSharing,
    "note_turn": c.NoteTurn,
    "check_in": c.CheckIn,
    "check_in_number": c.CheckInNumber,
    "mark_person": c.MarkPerson,
    "correct_attendance": c.CorrectAttendance,
    "report_roll_call": c.ReportRollCall,
    "add_person": c.AddPerson,
    "take_off": c.TakeOff,
    "change_category": c.ChangeCategory,
    "edit_block": c.EditBlock,
    "restore_block": c.RestoreBlock,
    "present_minutes": c.PresentMinutes,
    "propose_correction": c.ProposeCorrection,
    "settle_correction": c.SettleCorrection,
    "adopt_minutes": c.AdoptMinutes,
    "listen": c.Listen,
    "write_to_chair": c.WriteToChair,
    "take_note": c.TakeNote,
    "undo": c.Undo,
    "follow_register": c.FollowRegister,
    "device_came": c.DeviceCame,
    "device_went": c.DeviceWent,
    "set_microphone": c.SetMicrophone,
    "tick": c.Tick,
    "correct_clock": c.CorrectClock,
}
"""Stable wire name → command. A name, once published, is never given another meaning."""

SERVER_COMMANDS: Final[frozenset[type[c.Command]]] = frozenset(
    {c.FollowRegister, c.DeviceCame, c.DeviceWent, c.SetMicrophone, c.Tick, c.CorrectClock}
)
"""Commands that only the server itself sends; from clients they are refused (`CLIENT_COMMANDS`)."""

CLIENT_COMMANDS: Final[dict[str, type[c.Command]]] = {
    name: command for name, command in COMMANDS.items() if command not in SERVER_COMMANDS
}
"""Stable name → command that clients may send; `permissions.MAY` says which roles."""

NAMES: Final[dict[type[c.Command], str]] = {command: name for name, command in COMMANDS.items()}
"""The stable name of each command."""

EVENTS: Final[dict[str, type[e.Event]]] = {
    "meeting_created": e.MeetingCreated,
    "meeting_edited": e.MeetingEdited,
    "meeting_announced": e.MeetingAnnounced,
    "meeting_cancelled": e.MeetingCancelled,
    "meeting_opened": e.MeetingOpened,
    "meeting_closed": e.MeetingClosed,
    "clock_corrected": e.ClockCorrected,
    "register_followed": e.RegisterFollowed,
    "register_changed": e.RegisterChanged,
    "person_added": e.PersonAdded,
    "person_taken_off": e.PersonTakenOff,
    "category_changed": e.CategoryChanged,
    "item_inserted": e.ItemInserted,
    "item_edited": e.ItemEdited,
    "item_moved": e.ItemMoved,
    "item_removed": e.ItemRemoved,
    "item_started": e.ItemStarted,
    "item_finished": e.ItemFinished,
    "item_reopened": e.ItemReopened,
    "item_skipped": e.ItemSkipped,
    "item_concluded": e.ItemConcluded,
    "floor_requested": e.FloorRequested,
    "request_withdrawn": e.RequestWithdrawn,
    "request_moved": e.RequestMoved,
    "turn_began": e.TurnBegan,
    "turn_ended": e.TurnEnded,
    "turn_extended": e.TurnExtended,
    "turn_paused": e.TurnPaused,
    "speaker_reminded": e.SpeakerReminded,
    "turn_resumed": e.TurnResumed,
    "question_interposed": e.QuestionInterposed,
    "turn_silenced": e.TurnSilenced,
    "floor_set": e.FloorSet,
    "screen_shared": e.ScreenShared,
    "screen_stopped": e.ScreenStopped,
    "turn_noted": e.TurnNoted,
    "device_connected": e.DeviceConnected,
    "device_dropped": e.DeviceDropped,
    "microphone_set": e.MicrophoneSet,
    "person_came": e.PersonCame,
    "person_dropped": e.PersonDropped,
    "person_returned": e.PersonReturned,
    "person_left": e.PersonLeft,
    "absence_marked": e.AbsenceMarked,
    "mark_cleared": e.MarkCleared,
    "attendance_corrected": e.AttendanceCorrected,
    "roll_call_reported": e.RollCallReported,
    "block_edited": e.BlockEdited,
    "block_restored": e.BlockRestored,
    "minutes_presented": e.MinutesPresented,
    "correction_proposed": e.CorrectionProposed,
    "correction_settled": e.CorrectionSettled,
    "minutes_adopted": e.MinutesAdopted,
    "listening_changed": e.ListeningChanged,
    "message_written": e.MessageWritten,
    "note_taken": e.NoteTaken,
    "action_undone": e.ActionUndone,
}
"""Stable name → event, for the store's codec."""
