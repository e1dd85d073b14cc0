"""The running turn: clock, limit, overtime, questions, who drops while speaking; the norm."""

from live.ids import TurnId
from live.meeting import commands as c
from live.meeting.deadline import deadline
from live.meeting.feeds import feed_key, open_microphones
from live.meeting.floor import counted_turns, heard, norm, not_heard, spoken_ms
from live.meeting.state import Pause
from live.meeting.words import Mark, Overtime, RequestKind
from tests.unit.meeting.room import (
    HALL_SITE,
    MINUTE,
    SECRETARY,
    SUPERVISOR,
    Room,
    companion,
    member,
    opened,
    person,
)


def speaking(number: int = 3) -> Room:
    room = opened()
    room.do(c.CallOn(person=person(number)))
    return room


def spoken(room: Room) -> int:
    return spoken_ms(room.speech(), room.now_ms)


def open_voices(room: Room) -> set[str]:
    return set(map(feed_key, open_microphones(room.meeting)))


def test_a_speaker_ends_the_own_turn_and_nobody_elses() -> None:
    room = speaking()
    turn = room.speech().id
    assert room.refused(c.FinishTurn(turn=turn), member(4)) == "not_allowed"
    assert room.do(c.FinishTurn(turn=turn), companion(3))
    assert room.turn is None
    assert room.do(c.FinishTurn(turn=turn), member(3)) == ()
    assert room.refused(c.FinishTurn(turn=TurnId("x")), member(3)) == "unknown_turn"


def test_a_room_ends_the_turn_of_who_sits_in_it() -> None:
    room = opened()
    room.do(c.CheckInNumber(number=7), HALL_SITE)
    room.do(c.CallOn(person=person(7)))
    assert room.speech().site == "hall"
    assert room.do(c.FinishTurn(turn=room.speech().id), HALL_SITE)
    room.do(c.CallOn(person=person(3)))
    assert room.refused(c.FinishTurn(turn=room.speech().id), HALL_SITE) == "not_allowed"


def test_the_desk_takes_the_floor_back_once() -> None:
    room = speaking()
    turn = room.speech().id
    assert room.refused(c.TakeBack(turn=turn), member(3)) == "not_allowed"
    assert room.do(c.TakeBack(turn=turn), SECRETARY)
    assert room.do(c.TakeBack(turn=turn), SECRETARY) == ()


def test_the_clock_stands_while_paused_and_runs_on_after() -> None:
    room = speaking()
    turn = room.speech().id
    room.later(MINUTE)
    room.do(c.PauseTurn(turn=turn))
    assert room.do(c.PauseTurn(turn=turn)) == ()
    room.later(MINUTE)
    assert spoken(room) == MINUTE
    room.do(c.ResumeTurn(turn=turn))
    assert room.do(c.ResumeTurn(turn=turn)) == ()
    room.later(MINUTE)
    assert spoken(room) == 2 * MINUTE
    room.do(c.TakeBack(turn=turn))
    assert room.refused(c.PauseTurn(turn=turn)) == "turn_not_running"
    assert room.refused(c.ResumeTurn(turn=TurnId("x"))) == "unknown_turn"


def test_a_question_pauses_the_clock_and_opens_the_microphone_of_who_puts_it() -> None:
    room = speaking()
    turn = room.speech().id
    room.later(MINUTE)
    room.do(c.Interpose(turn=turn, person=person(4)))
    assert room.do(c.Interpose(turn=turn, person=person(4))) == ()
    assert {"p:p3", "p:p4"} <= open_voices(room)
    room.later(MINUTE)
    assert spoken(room) == MINUTE
    assert room.refused(c.Interpose(turn=turn, person=person(3))) == "already_speaking"
    assert room.refused(c.Interpose(turn=turn, person=person(8))) == "not_present"
    room.do(c.Interpose(turn=turn, person=person(5)))
    assert "p:p4" not in open_voices(room)
    room.do(c.ResumeTurn(turn=turn))
    assert "p:p5" not in open_voices(room)
    assert room.speech().running_since_ms == room.now_ms


def test_a_question_ends_when_who_puts_it_leaves() -> None:
    room = speaking()
    room.do(c.Interpose(turn=room.speech().id, person=person(4)))
    room.do(c.MarkPerson(person=person(4), mark=Mark.LEFT))
    assert room.speech().interposed is None
    assert room.speech().pause is None


def test_speaker_and_questioner_may_leave_at_the_same_moment() -> None:
    room = speaking()
    room.do(c.Interpose(turn=room.speech().id, person=person(4)))
    room.disconnect(member(3))
    room.disconnect(member(4))
    room.later(2 * MINUTE)
    assert room.turn is None


def test_overtime_counts_up_unless_the_unit_closes_microphones() -> None:
    room = speaking()
    assert room.speech().limit_s == 300
    room.later(6 * MINUTE)
    assert "p:p3" in open_voices(room)
    assert not room.speech().silenced
    room.set_floor(overtime=Overtime.CLOSE)
    room.later(1)
    assert room.speech().silenced
    assert "p:p3" not in open_voices(room)


def test_a_silenced_speaker_is_heard_again_when_the_limit_is_extended() -> None:
    room = opened()
    room.set_floor(limit_s=60, overtime=Overtime.CLOSE)
    room.do(c.CallOn(person=person(3)))
    turn = room.speech().id
    assert deadline(room.meeting) == room.now_ms + MINUTE
    room.later(MINUTE - 1)
    assert "p:p3" in open_voices(room)
    room.later(1)
    assert "p:p3" not in open_voices(room)
    assert deadline(room.meeting) is None
    room.do(c.ExtendTurn(turn=turn, seconds=60))
    assert "p:p3" in open_voices(room)
    assert deadline(room.meeting) == room.now_ms + MINUTE
    assert room.refused(c.ExtendTurn(turn=turn, seconds=60), member(3)) == "not_allowed"
    room.later(MINUTE)
    room.do(c.ExtendTurn(turn=turn, seconds=-30))
    assert "p:p3" not in open_voices(room)


def test_no_deadline_runs_while_the_clock_stands() -> None:
    room = opened()
    room.set_floor(limit_s=60, overtime=Overtime.CLOSE)
    room.do(c.CallOn(person=person(3)))
    room.do(c.PauseTurn(turn=room.speech().id))
    assert deadline(room.meeting) is None
    room.later(5 * MINUTE)
    assert not room.speech().silenced


def test_a_turn_without_limit_cannot_be_extended_nor_silenced() -> None:
    room = opened()
    room.set_floor(limit_s=None, overtime=Overtime.CLOSE)
    room.do(c.CallOn(person=person(3)))
    assert deadline(room.meeting) is None
    assert room.do(c.ExtendTurn(turn=room.speech().id, seconds=60)) == ()


def test_a_new_limit_is_for_the_next_turn() -> None:
    room = speaking()
    room.set_floor(limit_s=120)
    assert room.speech().limit_s == 300
    room.later(MINUTE)
    room.do(c.CallOn(person=person(4)))
    assert room.speech().limit_s == 120


def test_setting_the_floor_as_it_is_changes_nothing() -> None:
    room = opened()
    version = room.meeting.version
    room.set_floor()
    assert room.meeting.version == version


def test_the_clock_waits_for_a_speaker_who_drops_and_the_turn_ends_if_he_stays_away() -> None:
    room = speaking()
    room.later(MINUTE)
    room.disconnect(member(3))
    assert room.speech().pause is Pause.DROPPED
    room.later(MINUTE)
    assert spoken(room) == MINUTE
    room.connect(member(3))
    assert room.speech().pause is None
    room.disconnect(member(3))
    room.later(2 * MINUTE)
    assert room.turn is None
    assert room.meeting.floor.turns[-1].spoken_ms == MINUTE


def test_a_speaker_in_the_room_loses_nothing_with_the_phone() -> None:
    room = opened()
    room.connect(companion(7))
    room.do(c.CheckInNumber(number=7), HALL_SITE)
    room.do(c.CallOn(person=person(7)))
    room.disconnect(companion(7))
    room.later(5 * MINUTE)
    assert room.speech().person == "p7"
    assert room.speech().pause is None


def test_a_supervisor_who_drops_keeps_the_floor_with_the_clock_standing() -> None:
    room = opened()
    room.connect(SUPERVISOR)
    room.do(c.CallOn(person=SUPERVISOR.person or person(0)))
    room.disconnect(SUPERVISOR)
    assert room.speech().pause is Pause.DROPPED
    room.connect(SUPERVISOR)
    assert room.speech().pause is None


def test_a_pause_by_the_chair_outlasts_a_dropped_link() -> None:
    room = speaking()
    room.do(c.PauseTurn(turn=room.speech().id))
    room.disconnect(member(3))
    room.connect(member(3))
    assert room.speech().pause is Pause.CHAIR


def test_a_turn_is_noted_while_it_runs_and_after_it_and_after_closing() -> None:
    room = speaking()
    turn = room.speech().id
    assert room.refused(c.NoteTurn(turn=turn, text="x"), member(3)) == "not_allowed"
    room.do(c.NoteTurn(turn=turn, text="Nhất trí"), SECRETARY)
    assert room.speech().note == "Nhất trí"
    assert room.do(c.NoteTurn(turn=turn, text="Nhất trí"), SECRETARY) == ()
    room.do(c.CloseMeeting())
    room.do(c.NoteTurn(turn=turn, text="Nhất trí cao"), SECRETARY)
    assert room.meeting.floor.turns[-1].note == "Nhất trí cao"
    assert room.refused(c.NoteTurn(turn=TurnId("x"), text="x")) == "unknown_turn"


def test_talk_of_chair_and_superior_and_points_of_order_are_not_counted() -> None:
    room = opened()
    room.connect(SUPERVISOR)
    for who in (person(1), SUPERVISOR.person or person(0), person(3), person(3), person(4)):
        room.do(c.CallOn(person=who))
        room.later(MINUTE)
        room.do(c.TakeBack(turn=room.speech().id))
    room.ask(5, RequestKind.POINT_OF_ORDER)
    room.next()
    assert heard(room.meeting) == {"p3", "p4"}
    assert len(counted_turns(room.meeting)) == 3
    assert not_heard(room.meeting, heard(room.meeting)) == ("p5", "p6")


def test_the_norm_is_a_share_of_those_who_attend_rounded_up() -> None:
    assert norm(18, 30) == 6
    assert norm(10, 30) == 3
    assert norm(0, 30) == 0


def test_a_silenced_speaker_is_heard_again_when_time_only_counts_up() -> None:
    room = opened()
    room.set_floor(limit_s=60, overtime=Overtime.CLOSE)
    room.do(c.CallOn(person=person(3)))
    assert room.later(MINUTE).speech().silenced
    room.set_floor(limit_s=60, overtime=Overtime.COUNT_UP)
    assert not room.speech().silenced
    room.do(c.Undo(version=room.meeting.undo[-1].version))
    assert room.speech().silenced
