"""In a meeting two people of one name are told apart wherever a name is shown."""

from dataclasses import replace

from live.meeting import commands as c
from live.meeting.people import shown_name
from live.meeting.permissions import Role
from live.meeting.state import PersonFeed
from live.meeting.views import View, shared_view
from signaling.stage import name_of
from tests.unit.meeting.room import OBSERVER, PLAN, Room, opened, person

AN = "Nguyễn Văn An"
PLAN_OF_NAMESAKES = replace(
    PLAN,
    members=tuple(
        replace(each, name=AN, birth={3: "1962", 4: "1980"}[each.number])
        if each.number in (3, 4)
        else each
        for each in PLAN.members
    ),
)


def people(room: Room) -> View:
    """Return the people of every view."""
    found: View = shared_view(room.meeting, Role.MEMBER)["people"]
    return found


def test_namesakes_have_a_distinction_and_nobody_else_has() -> None:
    found = people(opened(PLAN_OF_NAMESAKES))
    assert {id_: one["distinction"] for id_, one in found.items() if one["distinction"]} == {
        "p3": {"by": "birth", "value": "1962"},
        "p4": {"by": "birth", "value": "1980"},
    }


def test_a_guest_and_who_was_taken_off_are_told_apart_too() -> None:
    room = opened(PLAN_OF_NAMESAKES)
    room.connect(replace(OBSERVER, name=AN))
    room.do(c.TakeOff(person=person(4), reason="Nhầm"))
    apart = [one["distinction"] for one in people(room).values() if one["distinction"]]
    assert len(apart) == len({tuple(each.items()) for each in apart}) == 3


def test_the_name_under_a_picture_and_in_an_alert_tells_apart() -> None:
    room = opened(PLAN_OF_NAMESAKES)
    assert name_of(room.meeting, PersonFeed(person(3))) == f"{AN} (1962)"
    assert shown_name(room.meeting, person(5)) == "Đồng chí 5"
    assert shown_name(room.meeting, person(99)) == ""
