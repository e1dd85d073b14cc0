"""The record of the talk after a model meeting: written by supervisors, each version kept."""

from dataclasses import replace

from live.meeting import commands as c
from live.meeting.state import MeetingKind
from live.meeting.views import view
from live.meeting.words import LessonsPart
from tests.unit.meeting.room import CHAIR, OBSERVER, PLAN, SUPERVISOR, Room, member, opened

SECRET = "Thảo luận còn dàn trải"


def model() -> Room:
    """Return an open model meeting."""
    return opened(replace(PLAN, kind=MeetingKind.MODEL))


def written(text: str, seen: int = 0) -> c.WriteLessons:
    """Return the command that writes one part."""
    return c.WriteLessons(texts={LessonsPart.LACKING: text}, seen=seen)


def test_every_version_is_kept_and_nobody_writes_over_one_that_was_not_seen() -> None:
    room = model()
    room.do(written(SECRET), SUPERVISOR)
    assert room.do(written(SECRET), SUPERVISOR) == ()
    assert room.refused(written("khác"), SUPERVISOR) == "lessons_changed"
    room.do(c.CloseMeeting(), CHAIR)
    room.do(written("khác", seen=1), SUPERVISOR)
    kept = room.meeting.supervision.lessons
    assert [each.texts[LessonsPart.LACKING] for each in kept] == [SECRET, "khác"]
    assert kept[0].by == SUPERVISOR.author


def test_only_supervisors_of_a_model_meeting_write_it_and_no_view_has_it() -> None:
    assert opened().refused(written(SECRET), SUPERVISOR) == "not_model_meeting"
    room = model()
    room.do(written(SECRET), SUPERVISOR)
    for actor in (CHAIR, member(3), OBSERVER):
        assert room.refused(written("x"), actor) == "not_allowed"
        assert SECRET not in str(view(room.meeting, actor))
