"""What happens between an action and its taking back ends the chance, or stands."""

from collections.abc import Callable
from typing import Final

import pytest

from live.meeting import commands as c
from live.meeting.rules import Rules
from live.meeting.state import Pause
from live.meeting.words import Mark, Overtime, Preset
from tests.unit.meeting.room import (
    MINUTE,
    SECRETARY,
    SUPERVISOR,
    Room,
    member,
    offered,
    opened,
    person,
    undo,
    with_rules,
)

Act = Callable[[Room], c.Command]


SECOND: Final = "Việc khác"


@pytest.mark.parametrize(
    ("mine", "other", "code"),
    [
        (
            lambda r: c.ExtendTurn(turn=r.speech().id, seconds=60),
            lambda r: c.ExtendTurn(turn=r.speech().id, seconds=-30),
            "turn_changed",
        ),
        (
            lambda r: c.PauseTurn(turn=r.speech().id),
            lambda r: c.ResumeTurn(turn=r.speech().id),
            "turn_changed",
        ),
        (
            lambda r: c.TakeBack(turn=r.speech().id),
            lambda _: c.CallOn(person=person(5)),
            "turn_changed",
        ),
        (
            lambda r: c.EditItem(item=r.item(4), title="A", planned_min=9),
            lambda r: c.EditItem(item=r.item(4), title="B", planned_min=9),
            "item_changed",
        ),
        (
            lambda r: c.SkipItem(item=r.item(4), reason="x"),
            lambda r: c.StartItem(item=r.item(4)),
            "item_changed",
        ),
        (
            lambda r: c.InsertItem(after=r.item(3), title=SECOND, planned_min=5),
            lambda r: c.MoveItem(item=r.item(4), after=r.item(5)),
            "item_changed",
        ),
        (
            lambda r: c.MoveRequest(request=r.request(6), after=None),
            lambda r: c.Withdraw(request=r.request(6)),
            "request_changed",
        ),
        (
            lambda _: c.AskFor(person=person(5)),
            lambda r: c.MoveRequest(request=r.request(5), after=None),
            "request_changed",
        ),
        (
            lambda _: c.MarkPerson(person=person(8), mark=Mark.UNEXCUSED),
            lambda _: c.MarkPerson(person=person(8), mark=Mark.IN_ROOM),
            "row_changed",
        ),
        (
            lambda _: _floor(preset=Preset.FREE),
            lambda _: _floor(preset=Preset.ROUND),
            "floor_changed",
        ),
        (
            lambda r: c.FinishItem(item=r.item(3)),
            lambda r: c.StartItem(item=r.item(4)),
            "item_changed",
        ),
    ],
)
def test_what_somebody_did_on_the_same_thing_stands(mine: Act, other: Act, code: str) -> None:
    room = opened()
    for number in (3, 4, 6):
        room.ask(number)
    room.next()
    room.later(3000)
    room.do(mine(room))
    command = undo(room)
    room.later(3000)
    room.do(other(room), SECRETARY)
    assert offered(room) is None
    assert room.refused(command) == code


def _floor(preset: Preset) -> c.SetFloor:
    """Return the command with what else it needs."""
    return c.SetFloor(
        preset=preset, limit_s=300, overtime=Overtime.COUNT_UP, new_speakers_first=False
    )


@pytest.mark.parametrize(
    "act",
    [
        lambda r: c.ExtendTurn(turn=r.speech().id, seconds=60),
        lambda r: c.PauseTurn(turn=r.speech().id),
        lambda r: c.TakeBack(turn=r.speech().id),
        lambda _: c.CallOn(person=person(5)),
        lambda r: c.InsertItem(after=r.item(2), title=SECOND, planned_min=5),
        lambda r: c.EditItem(item=r.item(4), title=SECOND, planned_min=9),
        lambda r: c.RemoveItem(item=r.item(4)),
        lambda _: c.AskFor(person=person(5)),
        lambda r: c.Withdraw(request=r.request(4)),
        lambda r: c.MoveRequest(request=r.request(6), after=None),
        lambda _: _floor(preset=Preset.ROUND),
        lambda _: c.ReportRollCall(),
        lambda _: c.CorrectAttendance(person=person(4), mark=Mark.UNEXCUSED, reason="Nhầm"),
        lambda r: c.StartItem(item=r.item(4)),
    ],
)
def test_arrivals_requests_and_links_elsewhere_leave_the_chance(act: Act) -> None:
    """The same happens in two meetings; in one the chair acts and takes it back: no difference
    remains in what has not to do with the speaker's clock."""
    rooms = [opened(), opened()]
    for acts, room in enumerate(rooms):
        for number in (3, 4, 6):
            room.ask(number)
        room.next()
        room.later(3000)
        command = None
        if acts:
            room.do(act(room))
            command = undo(room)
        room.later(1000)
        room.connect(member(7))
        room.disconnect(member(7))
        room.disconnect(member(6))
        room.later(1000)
        room.connect(member(6))
        room.connect(SUPERVISOR)
        if command:
            assert room.do(command)
    plain, taken_back = (room.meeting for room in rooms)
    assert taken_back.floor == plain.floor
    assert taken_back.attendance == plain.attendance
    assert taken_back.agenda == plain.agenda


def test_a_speaker_whose_link_drops_meanwhile_waits_as_before_and_resumes() -> None:
    room = opened()
    room.do(c.CallOn(person=person(3)))
    room.later(1000)
    room.do(c.ExtendTurn(turn=room.speech().id, seconds=60))
    room.disconnect(member(3))
    room.later(2000)
    room.do(undo(room))
    assert (room.speech().limit_s, room.speech().pause) == (300, Pause.DROPPED)
    assert room.speech().spoken_ms == 1000


def test_a_turn_given_back_waits_for_a_speaker_whose_link_is_down() -> None:
    room = opened()
    room.do(c.CallOn(person=person(3)))
    room.later(MINUTE)
    room.do(c.CallOn(person=person(4)))
    room.disconnect(member(3))
    room.do(undo(room))
    assert (room.speech().person, room.speech().pause) == ("p3", Pause.DROPPED)
    room.connect(member(3))
    assert room.speech().pause is None


def test_people_who_come_and_go_elsewhere_do_not_end_the_chance() -> None:
    room = opened()
    room.do(c.CallOn(person=person(3)))
    command = undo(room)
    room.connect(member(8))
    room.disconnect(member(4))
    assert room.do(command)


def test_a_marked_person_who_comes_ends_the_chance() -> None:
    room = opened()
    room.do(c.MarkPerson(person=person(8), mark=Mark.UNEXCUSED))
    command = undo(room)
    room.connect(member(8))
    assert room.refused(command) == "row_changed"


def test_a_turn_is_not_given_back_to_somebody_who_left_meanwhile() -> None:
    room = opened(with_rules(Rules(grace_s=5)))
    room.do(c.CallOn(person=person(3)))
    room.do(c.Interpose(turn=room.speech().id, person=person(5)))
    room.do(c.ShareScreen(), member(3))
    room.do(c.TakeBack(turn=room.speech().id))
    command = undo(room)
    room.disconnect(member(3))
    room.later(6000)
    assert room.refused(command) == "not_present"
    room.connect(member(3))
    assert room.do(command)
    assert room.speech().person == "p3"
