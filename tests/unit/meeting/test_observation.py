"""The observation sheet: its author's alone until it is handed over, also after the minutes."""

from live.meeting import commands as c
from live.meeting.views import own_view, view
from live.meeting.words import SheetPart
from tests.unit.meeting.room import CHAIR, MINUTE, SUPERVISOR, member, opened, person

SECRET = "Chi bộ chuẩn bị sơ sài"


def written(text: str = SECRET) -> c.WriteSheet:
    """Return the command that writes one part."""
    return c.WriteSheet(texts={SheetPart.TO_CORRECT: text})


def test_a_sheet_is_written_handed_over_and_written_anew_without_changing_what_was_handed() -> None:
    room = opened()
    room.connect(SUPERVISOR)
    assert room.refused(c.HandSheet(), SUPERVISOR) == "no_sheet"
    room.do(written(), SUPERVISOR)
    assert room.do(written(), SUPERVISOR) == ()
    room.do(c.CloseMeeting(), CHAIR)
    room.later(MINUTE)
    room.do(c.HandSheet(), SUPERVISOR)
    assert room.do(c.HandSheet(), SUPERVISOR) == ()
    room.do(written("Đã bổ sung"), SUPERVISOR)
    assert SUPERVISOR.person
    sheet = room.meeting.supervision.sheets[SUPERVISOR.person]
    assert sheet.texts[SheetPart.TO_CORRECT] == "Đã bổ sung"
    assert sheet.handed
    assert sheet.handed.texts[SheetPart.TO_CORRECT] == SECRET
    room.do(c.HandSheet(), SUPERVISOR)
    again = room.meeting.supervision.sheets[SUPERVISOR.person].handed
    assert again
    assert again.texts == sheet.texts


def test_nobody_else_writes_one_and_no_view_has_it() -> None:
    room = opened()
    room.connect(SUPERVISOR)
    room.do(written(), SUPERVISOR)
    for actor in (CHAIR, member(3)):
        assert room.refused(written("x"), actor) == "not_allowed"
        assert room.refused(c.HandSheet(), actor) == "not_allowed"
    for actor in (CHAIR, member(3), SUPERVISOR):
        assert SECRET not in str(view(room.meeting, actor))


def test_a_note_names_the_item_and_the_turn_that_run() -> None:
    room = opened()
    room.connect(SUPERVISOR)
    room.do(c.TakeNote(text="Trước"), SUPERVISOR)
    room.do(c.CallOn(person=person(3)))
    room.do(c.TakeNote(text="Trong"), SUPERVISOR)
    before, during = own_view(room.meeting, SUPERVISOR)["notes"]
    assert (before["item"], before["turn"]) == (room.item(3), None)
    assert (during["item"], during["turn"]) == (room.item(3), room.speech().id)
