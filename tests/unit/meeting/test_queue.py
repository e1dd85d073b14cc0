"""Asking for the floor, and the order in which people are called."""

from dataclasses import replace

from live.ids import RequestId, SiteId
from live.meeting import commands as c
from live.meeting.attendance import Presence
from live.meeting.decisions.scene import SAME_PRESS_MS
from live.meeting.events import RequestMoved, RequestWithdrawn, TurnBegan
from live.meeting.words import Mark, Preset, RequestKind
from tests.unit.meeting.room import (
    HALL_SITE,
    MINUTE,
    OBSERVER,
    SECRETARY,
    STATION_SITE,
    SUPERVISOR,
    companion,
    member,
    opened,
    person,
)


def test_first_come_is_first_called() -> None:
    room = opened()
    for number in (5, 3, 4):
        room.ask(number)
    assert room.waiting() == ["p5", "p3", "p4"]
    room.next()
    assert room.speech().person == "p5"
    assert room.waiting() == ["p3", "p4"]


def test_points_of_order_come_before_the_others_in_their_own_order() -> None:
    room = opened()
    room.ask(3)
    room.ask(4, RequestKind.REPLY)
    room.ask(5, RequestKind.POINT_OF_ORDER)
    room.ask(6, RequestKind.POINT_OF_ORDER)
    assert room.waiting() == ["p5", "p6", "p3", "p4"]


def test_a_person_waits_once_and_not_while_speaking() -> None:
    room = opened()
    room.ask(3)
    assert room.refused(c.Ask(), member(3)) == "already_asked"
    assert room.refused(c.Ask(), companion(3)) == "already_asked"
    room.next()
    assert room.refused(c.Ask(), member(3)) == "already_speaking"


def test_only_who_is_here_may_ask() -> None:
    room = opened()
    assert room.refused(c.Ask(), member(7)) == "not_present"
    room.connect(companion(7))
    assert room.refused(c.Ask(), companion(7)) == "not_present"
    room.do(c.MarkPerson(person=person(7), mark=Mark.IN_ROOM))
    assert room.do(c.Ask(), companion(7))
    stranger = member(77)
    assert room.refused(c.Ask(), stranger) == "unknown_person"


def test_the_secretary_and_the_room_ask_for_people_without_a_device() -> None:
    room = opened()
    room.do(c.CheckInNumber(number=7), HALL_SITE)
    room.do(c.CheckInNumber(number=8), STATION_SITE)
    room.do(c.AskFor(person=person(7)), HALL_SITE)
    assert room.refused(c.AskFor(person=person(8)), HALL_SITE) == "not_present"
    room.do(c.AskFor(person=person(8)), SECRETARY)
    assert room.waiting() == ["p7", "p8"]
    assert [request.by for request in room.meeting.floor.requests] == ["Nhà văn hóa", "Đồng chí 2"]
    assert room.refused(c.AskFor(person=person(9)), SECRETARY) == "not_present"
    assert room.refused(c.AskFor(person=person(3)), member(4)) == "not_allowed"


def test_a_request_is_taken_back_by_its_person_the_room_or_the_desk() -> None:
    room = opened()
    room.do(c.CheckInNumber(number=7), HALL_SITE)
    for number in (3, 4, 5):
        room.ask(number)
    room.do(c.AskFor(person=person(7)), HALL_SITE)
    assert room.refused(c.Withdraw(request=room.request(3)), member(4)) == "not_allowed"
    assert room.refused(c.Withdraw(request=room.request(3)), HALL_SITE) == "not_allowed"
    room.do(c.Withdraw(request=room.request(3)), companion(3))
    room.do(c.Withdraw(request=room.request(7)), HALL_SITE)
    room.do(c.Withdraw(request=room.request(5)), SECRETARY)
    assert room.waiting() == ["p4"]
    assert room.refused(c.Withdraw(request=RequestId("x")), member(3)) == "unknown_request"


def test_who_has_not_spoken_goes_first_if_the_chair_wants_it() -> None:
    room = opened()
    room.ask(3)
    room.next()
    room.do(c.TakeBack(turn=room.speech().id))
    room.set_floor(new_speakers_first=True)
    for number in (3, 4):
        room.later(1000)
        room.ask(number)
    assert room.waiting() == ["p4", "p3"]
    room.set_floor(new_speakers_first=False)
    assert room.waiting() == ["p3", "p4"]
    room.ask(5, RequestKind.POINT_OF_ORDER)
    room.set_floor(new_speakers_first=True)
    assert room.waiting() == ["p5", "p4", "p3"]


def test_a_point_of_order_does_not_cost_the_place_of_a_new_speaker() -> None:
    room = opened()
    room.set_floor(new_speakers_first=True)
    room.ask(3, RequestKind.POINT_OF_ORDER)
    room.next()
    room.do(c.TakeBack(turn=room.speech().id))
    room.ask(3)
    room.ask(4)
    assert room.waiting() == ["p3", "p4"]


def test_the_chair_moves_a_request_and_the_move_stands_in_the_record() -> None:
    room = opened()
    for number in (3, 4, 5):
        room.ask(number)
    events = room.do(c.MoveRequest(request=room.request(5), after=None))
    assert isinstance(events[0], RequestMoved)
    assert room.waiting() == ["p5", "p3", "p4"]
    room.do(c.MoveRequest(request=room.request(3), after=room.request(4)))
    assert room.waiting() == ["p5", "p4", "p3"]
    assert room.do(c.MoveRequest(request=room.request(3), after=room.request(3))) == ()
    unknown = c.MoveRequest(request=RequestId("x"), after=None)
    assert room.refused(unknown) == "unknown_request"
    assert room.refused(unknown, member(3)) == "not_allowed"


def test_what_the_chair_moved_stays_when_others_ask_or_the_rule_changes() -> None:
    room = opened()
    room.ask(3)
    room.next()
    room.do(c.TakeBack(turn=room.speech().id))
    for number in (4, 3):
        room.later(1000)
        room.ask(number)
    room.do(c.MoveRequest(request=room.request(3), after=None))
    room.set_floor(new_speakers_first=True)
    assert room.waiting() == ["p3", "p4"]
    room.ask(5, RequestKind.POINT_OF_ORDER)
    assert room.waiting() == ["p5", "p3", "p4"]


def test_giving_next_twice_skips_nobody() -> None:
    room = opened()
    room.ask(3)
    room.ask(4)
    assert room.refused(c.GiveNext(current=None), member(3)) == "not_allowed"
    room.do(c.GiveNext(current=None))
    first = room.speech().id
    assert room.do(c.GiveNext(current=None), SECRETARY) == ()
    room.later(SAME_PRESS_MS)
    room.do(c.GiveNext(current=first), SECRETARY)
    assert room.speech().person == "p4"
    assert room.do(c.GiveNext(current=first)) == ()
    room.later(SAME_PRESS_MS)
    assert room.refused(c.GiveNext(current=room.speech().id)) == "list_empty"
    assert room.speech().person == "p4"


def test_giving_out_of_order_is_an_override_in_the_record() -> None:
    room = opened()
    for number in (3, 4, 5):
        room.ask(number)
    events = room.do(c.Give(request=room.request(4)))
    began = events[-1]
    assert isinstance(began, TurnBegan)
    assert began.override
    assert room.waiting() == ["p3", "p5"]
    room.later(SAME_PRESS_MS)
    events = room.do(c.Give(request=room.request(3)))
    assert isinstance(events[-1], TurnBegan)
    assert not events[-1].override
    room.later(SAME_PRESS_MS)
    assert room.refused(c.Give(request=RequestId("x"))) == "unknown_request"


def test_the_chair_calls_on_somebody_who_did_not_ask() -> None:
    room = opened()
    room.ask(3)
    room.do(c.CallOn(person=person(4)))
    assert (room.speech().person, room.speech().kind) == ("p4", "called")
    assert room.waiting() == ["p3"]
    room.later(SAME_PRESS_MS)
    assert room.refused(c.CallOn(person=person(4))) == "already_speaking"
    assert room.refused(c.CallOn(person=person(8))) == "not_present"
    assert room.refused(c.CallOn(person=person(88))) == "unknown_person"
    assert room.refused(c.CallOn(person=person(5)), member(3)) == "not_allowed"


def test_calling_on_somebody_who_waits_uses_up_the_request() -> None:
    room = opened()
    room.ask(3)
    room.ask(4)
    events = room.do(c.CallOn(person=person(4)))
    assert isinstance(events[-1], TurnBegan)
    assert events[-1].override
    assert room.waiting() == ["p3"]
    room.later(SAME_PRESS_MS)
    events = room.do(c.CallOn(person=person(3)))
    assert isinstance(events[-1], TurnBegan)
    assert not events[-1].override
    assert room.waiting() == []


def test_who_drops_keeps_the_place_and_is_passed_over_only_while_away() -> None:
    room = opened()
    room.ask(3)
    room.ask(4)
    room.disconnect(member(3))
    assert room.waiting() == ["p3", "p4"]
    assert room.refused(c.Give(request=room.request(3))) == "not_present"
    assert room.refused(c.CallOn(person=person(3))) == "not_present"
    room.next()
    assert room.speech().person == "p4"
    room.later(MINUTE)
    room.connect(member(3))
    room.next()
    assert room.speech().person == "p3"


def test_who_stays_away_loses_the_place() -> None:
    room = opened()
    room.ask(3)
    room.ask(4)
    room.later(MINUTE)
    room.disconnect(member(3))
    room.later(2 * MINUTE)
    assert room.presence(3) is Presence.LEFT
    assert room.waiting() == ["p4"]
    withdrawn = [event for event in room.log if isinstance(event, RequestWithdrawn)]
    assert [event.left for event in withdrawn] == [True]


def test_a_supervisor_asks_like_everybody_and_an_observer_only_after_a_model_meeting() -> None:
    room = opened()
    assert room.refused(c.Ask(), SUPERVISOR) == "unknown_person"
    room.connect(SUPERVISOR)
    room.connect(OBSERVER)
    room.do(c.Ask(), SUPERVISOR)
    assert room.waiting() == ["boss"]
    assert room.refused(c.Ask(), OBSERVER) == "not_in_this_item"
    lessons = c.InsertItem(
        after=None, title="Rút kinh nghiệm", planned_min=30, kind="lessons_learned"
    )
    room.do(lessons)
    room.do(c.StartItem(item=room.item(4)))
    assert room.do(c.Ask(), OBSERVER)
    room.disconnect(SUPERVISOR)
    assert room.refused(c.Ask(), SUPERVISOR) == "not_present"


def test_a_room_answers_for_nobody_when_its_link_names_no_room() -> None:
    room = opened()
    nowhere = replace(STATION_SITE, site=SiteId("x"))
    assert room.refused(c.AskFor(person=person(3)), nowhere) == "not_present"


def test_in_a_round_everyone_present_is_asked_once_by_number() -> None:
    room = opened()
    room.do(c.CheckInNumber(number=7), HALL_SITE)
    room.set_floor(Preset.ROUND)
    order = []
    for _ in range(5):
        room.next()
        order.append(room.speech().person)
    assert order == ["p3", "p4", "p5", "p6", "p7"]
    room.later(SAME_PRESS_MS)
    assert room.refused(c.GiveNext(current=room.speech().id)) == "list_empty"


def test_a_round_forgets_nobody_who_drops_or_comes_late() -> None:
    room = opened()
    room.set_floor(Preset.ROUND)
    room.disconnect(member(3))
    room.next()
    assert room.speech().person == "p4"
    room.connect(member(8))
    room.connect(member(3))
    order = []
    for _ in range(4):
        room.next()
        order.append(room.speech().person)
    assert order == ["p3", "p5", "p6", "p8"]


def test_points_of_order_come_before_the_round_and_requests_after_it() -> None:
    room = opened(online=(3, 4))
    room.set_floor(Preset.ROUND)
    room.ask(4, RequestKind.POINT_OF_ORDER)
    room.next()
    assert (room.speech().person, room.speech().kind) == ("p4", "point_of_order")
    room.next()
    assert (room.speech().person, room.speech().kind) == ("p3", "round")
    room.ask(4)
    room.next()
    assert (room.speech().person, room.speech().kind) == ("p4", "round")
    assert room.waiting() == []
    room.ask(3)
    room.next()
    assert (room.speech().person, room.speech().kind) == ("p3", "normal")


def test_a_round_begins_anew_on_another_item() -> None:
    room = opened(online=(3, 4))
    room.set_floor(Preset.ROUND)
    room.next()
    room.do(c.StartItem(item=room.item(4)))
    room.next()
    assert room.speech().person == "p3"


def test_who_asked_while_there_was_no_item_waits_on_whatever_item_begins() -> None:
    room = opened().later(SAME_PRESS_MS)
    room.do(c.FinishItem(item=room.item(3)))
    room.ask(4)
    room.ask(3)
    assert room.waiting() == ["p4", "p3"]
    room.do(c.StartItem(item=room.item(4)))
    assert room.waiting() == ["p4", "p3"]
    room.ask(5)
    room.ask(6, RequestKind.POINT_OF_ORDER)
    assert room.waiting() == ["p6", "p4", "p3", "p5"]
    assert room.refused(c.Ask(), member(4)) == "already_asked"
    room.do(c.MoveRequest(request=room.request(3), after=None))
    room.set_floor(new_speakers_first=True)
    room.next()
    assert (room.speech().person, room.speech().item) == ("p3", room.item(4))
    assert room.waiting() == ["p6", "p4", "p5"]
    room.later(SAME_PRESS_MS)
    room.do(c.StartItem(item=room.item(2)))
    assert room.waiting() == ["p4"]


def test_who_asked_on_an_item_and_again_without_one_waits_once() -> None:
    room = opened()
    room.ask(3)
    room.do(c.SkipItem(item=room.item(3), reason="Chưa đủ tài liệu"))
    room.ask(3)
    room.do(c.StartItem(item=room.item(3)))
    assert room.waiting() == ["p3"]
    room.do(c.Withdraw(request=room.request(3)), member(3))
    assert room.waiting() == []
