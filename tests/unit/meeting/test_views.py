"""What each role's screen is given, and what it is not."""

import json
from dataclasses import replace
from typing import Any

import pytest

from live.meeting import commands as c
from live.meeting.permissions import Actor, Role
from live.meeting.views import own_view, shared_view, view
from live.meeting.words import Mark, Preset, RequestKind
from tests.unit.meeting.room import (
    CHAIR,
    HALL,
    HALL_SITE,
    MINUTE,
    PLAN,
    SECRETARY,
    START_MS,
    STATION,
    SUPERVISOR,
    Room,
    companion,
    member,
    opened,
    person,
)

LISTS = {Role.CHAIR, Role.SECRETARY, Role.SUPERVISOR}
DESK = {Role.CHAIR, Role.SECRETARY}


def busy() -> Room:
    """Return a meeting in which a bit of everything has happened."""
    room = opened()
    room.connect(SUPERVISOR)
    room.do(c.MarkPerson(person=person(8), mark=Mark.EXCUSED, reason="Ốm"))
    room.do(c.CheckInNumber(number=7), HALL_SITE)
    room.do(c.ReportRollCall())
    for number in (3, 4, 5):
        room.ask(number)
    room.next()
    room.later(MINUTE)
    room.do(c.NoteTurn(turn=room.speech().id, text="Nhất trí"))
    room.do(c.ShareScreen(), member(3))
    room.do(c.WriteToChair(text="Chú ý thời gian"), SUPERVISOR)
    room.do(c.TakeNote(text="Tốt"), SUPERVISOR)
    correction = c.CorrectAttendance(person=person(9), mark=Mark.UNEXCUSED, reason="Nhầm")
    room.do(correction, SECRETARY)
    room.next()
    return room


@pytest.fixture(scope="module")
def meeting_room() -> Room:
    return busy()


@pytest.mark.parametrize("role", Role)
def test_a_view_is_plain_json_and_parts_without_a_right_are_not_there(
    meeting_room: Room, role: Role
) -> None:
    actor = Actor(role=role, person=person(3), site=HALL, name="x")
    seen = view(meeting_room.meeting, actor)
    assert json.loads(json.dumps(seen)) == seen
    assert ("messages" in seen) is (role in LISTS)
    assert ("rows" in seen["attendance"]) is (role in LISTS)
    assert ("not_spoken" in seen["floor"]) is (role in LISTS)
    assert ("turns" in seen["floor"]) is (role in DESK)
    assert ("note" in seen["floor"]["turn"]) is (role in DESK)
    assert ("category" in seen["people"]["p3"]) is (role in LISTS)
    text = json.dumps(seen, ensure_ascii=False)
    assert ("Chú ý thời gian" in text) is (role in LISTS)
    assert ("Ốm" in text) is (role in LISTS)
    assert ("Nhất trí" in text) is (role in DESK)
    assert PLAN.checkin_secret not in text


def test_the_shared_part_is_the_same_for_all_in_a_role(meeting_room: Room) -> None:
    meeting = meeting_room.meeting
    for actor in (member(3), member(4)):
        seen = view(meeting, actor)
        own = seen.pop("me")
        assert seen == shared_view(meeting, Role.MEMBER)
        assert own == own_view(meeting, actor)


def test_a_member_sees_the_own_place_turn_and_microphone() -> None:
    room = opened()
    assert mine(room, 3)["microphone"] == "closed"
    for number in (3, 4, 5):
        room.ask(number)
    assert (mine(room, 5)["position"], mine(room, 5)["request"]) == (3, room.request(5))
    room.next()
    assert mine(room, 3)["turn"] == room.speech().id
    assert mine(room, 3)["microphone"] == "open"
    assert mine(room, 4)["position"] == 1
    assert mine(room, 3)["presence"] == "present"
    assert mine(room, 8)["presence"] == "unchecked"
    assert not mine(room, 3)["checked_in"]
    room.do(c.CheckInNumber(number=8), HALL_SITE)
    assert own_view(room.meeting, companion(8))["checked_in"]
    assert own_view(room.meeting, companion(8))["since_ms"] == room.now_ms
    assert mine(room, 9)["since_ms"] is None
    assert own_view(room.meeting, HALL_SITE)["microphone"] == "closed"
    room.do(c.PauseTurn(turn=room.speech().id))
    assert own_view(room.meeting, HALL_SITE)["microphone"] == "open"
    assert own_view(room.meeting, replace(HALL_SITE, site=None))["microphone"] == "closed"


def mine(room: Room, number: int) -> dict[str, Any]:
    return own_view(room.meeting, member(number))


def test_the_people_of_a_view_say_where_they_sit_and_guests_have_names_too() -> None:
    people = shared_view(busy().meeting, Role.SITE)["people"]
    assert people["p7"] == {
        "name": "Đồng chí 7",
        "title": "",
        "number": 7,
        "site": "hall",
        "off": False,
        "distinction": None,
    }
    assert people["p3"]["site"] is None
    assert people["boss"]["name"] == "Cấp trên"


def test_the_main_room_expects_whoever_the_rate_counts_and_is_nowhere_else() -> None:
    room = opened()
    room.do(c.CheckInNumber(number=7), HALL_SITE)
    sites = shared_view(room.meeting, Role.SITE)["sites"]
    assert (sites["hall"]["checked_in"], sites["hall"]["expected"]) == (2, 5)
    assert (sites["station"]["checked_in"], sites["station"]["expected"]) == (0, 0)
    room.do(c.MarkPerson(person=person(8), mark=Mark.EXCUSED, reason="Đi khám bệnh"))
    assert shared_view(room.meeting, Role.SITE)["sites"]["hall"]["expected"] == 5
    room.do(c.MarkPerson(person=person(8), mark=Mark.IN_ROOM, site=STATION))
    sites = shared_view(room.meeting, Role.SITE)["sites"]
    assert (sites["hall"]["checked_in"], sites["hall"]["expected"]) == (2, 4)
    assert (sites["station"]["checked_in"], sites["station"]["expected"]) == (1, 1)
    assert (sites["hall"]["connected"], sites["station"]["connected"]) == (True, False)


def test_the_clock_of_a_turn_can_run_in_the_client() -> None:
    room = opened()
    room.do(c.CallOn(person=person(3)))
    turn = shared_view(room.meeting, Role.MEMBER)["floor"]["turn"]
    assert (turn["spoken_ms"], turn["running_since_ms"]) == (0, START_MS)
    room.later(MINUTE)
    room.do(c.Interpose(turn=room.speech().id, person=person(4)))
    turn = shared_view(room.meeting, Role.MEMBER)["floor"]["turn"]
    assert (turn["spoken_ms"], turn["running_since_ms"]) == (MINUTE, None)
    assert turn["interposed"] == {"person": "p4", "since_ms": room.now_ms}


def test_the_queue_of_a_view_is_in_the_order_of_calling() -> None:
    room = opened()
    room.ask(3)
    room.ask(4, RequestKind.POINT_OF_ORDER)
    room.disconnect(member(3))
    queue = shared_view(room.meeting, Role.MEMBER)["floor"]["queue"]
    assert [(entry["person"], entry["kind"], entry["away"]) for entry in queue] == [
        ("p4", "point_of_order", False),
        ("p3", "normal", True),
    ]
    assert queue[0]["first_time"]


def test_a_round_shows_who_was_asked_and_who_will_be() -> None:
    room = opened(online=(3, 4))
    assert shared_view(room.meeting, Role.MEMBER)["floor"]["round"] is None
    room.set_floor(Preset.ROUND)
    room.next()
    going = shared_view(room.meeting, Role.MEMBER)["floor"]["round"]
    assert going == {"done": ["p3"], "left": ["p4"]}


def test_the_screen_and_the_programme_have_names() -> None:
    room = opened()
    room.do(c.ShareScreen(), HALL_SITE)
    floor = shared_view(room.meeting, Role.MEMBER)["floor"]
    assert floor["screen"] == {"site": "hall"}
    assert floor["programme"] == "s:hall"
    room.do(c.StopSharing(), HALL_SITE)
    room.do(c.CallOn(person=person(3)))
    room.do(c.ShareScreen(), member(3))
    assert shared_view(room.meeting, Role.MEMBER)["floor"]["screen"] == {"person": "p3"}
    assert floor["open"] == ["s:hall"]


def test_a_person_on_two_devices_and_the_desk_see_how_many_they_are() -> None:
    room = opened()
    room.connect(member(3), "phone")
    assert own_view(room.meeting, member(3))["devices"] == 2
    rows = shared_view(room.meeting, Role.CHAIR)["attendance"]["rows"]
    assert {who: rows[who]["devices"] for who in ("p3", "p4")} == {"p3": 2, "p4": 1}
    room.disconnect(member(3), "phone")
    rows = shared_view(room.meeting, Role.CHAIR)["attendance"]["rows"]
    assert rows["p3"]["devices"] == 1


def test_a_row_says_how_it_is_known_and_what_was_corrected() -> None:
    room = busy()
    rows = shared_view(room.meeting, Role.SECRETARY)["attendance"]["rows"]
    assert rows["p7"]["method"] == "number"
    assert (rows["p7"]["state"], rows["p7"]["where"], rows["p7"]["site"]) == (
        *("present", "room", "hall"),
    )
    assert (rows["p3"]["where"], rows["p3"]["method"], rows["p3"]["connected"]) == (
        *("online", "link", True),
    )
    assert (rows["p8"]["state"], rows["p8"]["reason"]) == ("absent_excused", "Ốm")
    assert rows["p9"]["corrections"] == [
        {"by": "Đồng chí 2", "at_ms": room.now_ms, "reason": "Nhầm", "was": "unchecked"}
    ]
    room.do(c.MarkPerson(person=person(3), mark=Mark.LEFT))
    left = shared_view(room.meeting, Role.CHAIR)["attendance"]["rows"]["p3"]
    assert (left["state"], left["left_ms"]) == ("left", room.now_ms)


def test_the_roll_call_of_a_view_is_what_was_read_out() -> None:
    room = opened()
    assert shared_view(room.meeting, Role.MEMBER)["attendance"]["roll_call"] is None
    room.do(c.ReportRollCall())
    read = shared_view(room.meeting, Role.MEMBER)["attendance"]["roll_call"]
    assert (read["at_ms"], read["in_room"], read["online"]) == (room.now_ms, 1, 4)


def test_the_latest_turns_are_on_the_desk() -> None:
    seen = shared_view(busy().meeting, Role.CHAIR)["floor"]["turns"]
    assert [(turn["person"], turn["note"], turn["spoken_ms"]) for turn in seen] == [
        ("p3", "Nhất trí", MINUTE)
    ]


def test_commands_offered_follow_the_moment() -> None:
    room = Room()
    assert "ask" not in own_view(room.meeting, member(3))["can"]
    room.do(c.OpenMeeting())
    assert "ask" in own_view(room.meeting, member(3))["can"]
    assert "open_meeting" not in own_view(room.meeting, member(3))["can"]
    assert "close_meeting" in own_view(room.meeting, CHAIR)["can"]


def test_a_room_is_told_who_is_there_from_far_away_and_nobody_else_is() -> None:
    room = opened()
    room.do(c.MarkPerson(person=person(7), mark=Mark.IN_ROOM, site=STATION))
    room.disconnect(member(4))
    remote = shared_view(room.meeting, Role.SITE)["attendance"]["remote"]
    assert {entry["person"]: entry["reconnecting"] for entry in remote} == {
        "p3": False,
        "p4": True,
        "p5": False,
        "p6": False,
    }
    for role in set(Role) - {Role.SITE}:
        assert "remote" not in shared_view(room.meeting, role)["attendance"]
