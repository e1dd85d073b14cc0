"""How events change supervision."""

from collections.abc import Mapping
from typing import Final

from live.ids import PersonId
from live.meeting import events as e
from live.meeting.changes.change import Change
from live.meeting.changes.presence import with_guest
from live.meeting.changes.replacing import replace
from live.meeting.state import (
    OVER,
    ChairMessage,
    HandedSheet,
    LessonsText,
    Meeting,
    MessageReader,
    Note,
    ObservationSheet,
)
from live.meeting.watching import spanned


def listening(meeting: Meeting, event: e.ListeningChanged) -> Meeting:
    """Set whether a supervisor listens."""
    guest = replace(meeting.supervision.guests[event.person], listening=event.on)
    return with_guest(meeting, spanned(guest, event.at_ms, over=meeting.facts.phase in OVER))


def picture_set(meeting: Meeting, event: e.PictureSet) -> Meeting:
    """Set how large a guest's device shows the meeting."""
    guest = meeting.supervision.guests[event.person]
    guest = replace(guest, pictures={**guest.pictures, event.device: event.picture})
    return with_guest(meeting, spanned(guest, event.since_ms, over=meeting.facts.phase in OVER))


def written(meeting: Meeting, event: e.MessageWritten) -> Meeting:
    """Add a message between supervisors and desk."""
    message = ChairMessage(id=event.message, by=event.by, text=event.text, at_ms=event.at_ms)
    supervision = meeting.supervision
    return replace(
        meeting, supervision=replace(supervision, messages=(*supervision.messages, message))
    )


def read(meeting: Meeting, event: e.MessagesRead) -> Meeting:
    """Add a reader to each message up to the one named, where that is new to the reader."""
    messages = list(meeting.supervision.messages)
    reader = MessageReader(by=event.by, at_ms=event.at_ms)
    for place, message in enumerate(messages):
        if message.is_new_to(event.by):
            messages[place] = replace(message, readers=(*message.readers, reader))
        if message.id == event.upto:
            break
    supervision = replace(meeting.supervision, messages=tuple(messages))
    return replace(meeting, supervision=supervision)


def noted(meeting: Meeting, event: e.NoteTaken) -> Meeting:
    """Add a supervisor's own note."""
    note = Note(
        id=event.note,
        person=event.person,
        text=event.text,
        at_ms=event.at_ms,
        item=event.item,
        turn=event.turn,
    )
    supervision = meeting.supervision
    return replace(meeting, supervision=replace(supervision, notes=(*supervision.notes, note)))


def sheet_written(meeting: Meeting, event: e.SheetWritten) -> Meeting:
    """Keep a supervisor's sheet; what was handed over before stays as it was."""
    before = meeting.supervision.sheets.get(event.person)
    sheet = ObservationSheet(
        by=event.by,
        texts=event.texts,
        at_ms=event.at_ms,
        handed=before.handed if before else None,
    )
    return _with_sheet(meeting, event.person, sheet)


def sheet_handed(meeting: Meeting, event: e.SheetHanded) -> Meeting:
    """Let the branch read a supervisor's sheet as it is now."""
    sheet = meeting.supervision.sheets[event.person]
    handed = HandedSheet(texts=sheet.texts, at_ms=event.at_ms)
    return _with_sheet(meeting, event.person, replace(sheet, handed=handed))


def lessons_written(meeting: Meeting, event: e.LessonsWritten) -> Meeting:
    """Keep what was written of the talk beside what was written before."""
    supervision = meeting.supervision
    written = LessonsText(by=event.by, texts=event.texts, at_ms=event.at_ms)
    return replace(
        meeting, supervision=replace(supervision, lessons=(*supervision.lessons, written))
    )


def _with_sheet(meeting: Meeting, person: PersonId, sheet: ObservationSheet) -> Meeting:
    supervision = meeting.supervision
    sheets = {**supervision.sheets, person: sheet}
    return replace(meeting, supervision=replace(supervision, sheets=sheets))


CHANGES: Final[Mapping[type[e.Event], Change]] = {
    e.ListeningChanged: listening,
    e.PictureSet: picture_set,
    e.MessageWritten: written,
    e.MessagesRead: read,
    e.NoteTaken: noted,
    e.SheetWritten: sheet_written,
    e.SheetHanded: sheet_handed,
    e.LessonsWritten: lessons_written,
}
