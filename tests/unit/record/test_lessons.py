"""The record of the talk after a model meeting: what it is drawn from, and what is no minutes."""

from dataclasses import replace

from live.documents.lessons import lessons_paper
from live.meeting import commands as c
from live.meeting.state import MeetingKind
from live.meeting.templates import MODEL
from live.meeting.words import LessonsPart, SheetPart
from live.record.fields import fields
from live.record.lessons import lessons_fields, lessons_of
from live.record.minutes import draft
from tests.unit.meeting.room import CHAIR, MINUTE, PLAN, SECRETARY, SUPERVISOR, Room, opened, person
from tests.unit.record.evenings import ZONE

SAID = "Nên gợi mở câu hỏi trước khi thảo luận"
CONCLUDED = "Các chi bộ làm theo từ tháng sau"


def talked() -> Room:
    """Return a model meeting with the talk after it: somebody spoke, it was concluded."""
    room = opened(replace(PLAN, kind=MeetingKind.MODEL, items=MODEL))
    room.connect(SUPERVISOR)
    talk = room.meeting.agenda.items[-1].id
    room.later(100 * MINUTE).do(c.StartItem(item=talk), CHAIR)
    room.do(c.CallOn(person=person(3)), CHAIR)
    room.do(c.NoteTurn(turn=room.speech().id, text=SAID), SECRETARY)
    room.later(5 * MINUTE).do(c.FinishTurn(turn=room.speech().id), CHAIR)
    room.do(c.ConcludeItem(item=talk, text=CONCLUDED), SECRETARY)
    room.do(c.FinishItem(item=talk), CHAIR)
    room.do(c.CloseMeeting(), CHAIR)
    return room


def test_it_is_drawn_from_the_talk_and_from_the_writers_sheet() -> None:
    room = talked()
    room.do(c.WriteSheet(texts={SheetPart.STRENGTHS: "Đúng giờ"}), SUPERVISOR)
    texts = lessons_of(room.meeting, SUPERVISOR)
    assert texts[LessonsPart.SAID] == f"Đ/c Đồng chí 3: {SAID}"
    assert texts[LessonsPart.LESSONS] == CONCLUDED
    assert texts[LessonsPart.GOOD] == "Đúng giờ"
    assert SUPERVISOR.name in texts[LessonsPart.PRESENT].splitlines()[0]
    assert not any(lessons_of(room.meeting, None).values())


def test_the_paper_has_what_was_written_and_the_hours_of_the_talk() -> None:
    room = talked()
    wrote = c.WriteLessons(texts={LessonsPart.CHAIR: "Lê Văn A, Bí thư", LessonsPart.GOOD: "Gọn"})
    room.do(wrote, SUPERVISOR)
    known = lessons_fields(room.meeting, lessons_of(room.meeting, None), ZONE)
    assert " – " in known["thoi_gian"]
    paper = lessons_paper({**known, "ma_bam": ""})
    assert [place.name for place in paper.signatures] == ["Lê Văn A"]
    assert "Gọn" in str(paper.sections)
    assert SAID not in str(paper)


def test_the_minutes_have_nothing_of_the_talk_and_nothing_of_its_record() -> None:
    room = talked()
    before = fields(draft(room.meeting, ZONE))
    wrote = c.WriteLessons(texts={LessonsPart.LESSONS: "Bài học riêng"})
    room.do(wrote, SUPERVISOR)
    made = fields(draft(room.meeting, ZONE))
    assert made == before
    for text in (SAID, CONCLUDED, "Bài học riêng"):
        assert text not in str(made)
