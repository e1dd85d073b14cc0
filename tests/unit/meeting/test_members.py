"""The desk adds and takes off people of an open meeting, and lets them count otherwise."""

from dataclasses import replace
from typing import Final

import pytest

from live.ids import PersonId
from live.meeting import commands as c
from live.meeting.attendance import Presence
from live.meeting.figures import figures
from live.meeting.permissions import Role
from live.meeting.roster import Category, Member
from live.meeting.state import ItemState, ListAct
from live.meeting.views import View, shared_view
from live.meeting.words import Mark
from tests.unit.meeting.room import (
    CHAIR,
    HALL_SITE,
    MINUTE,
    REGISTER,
    SECRETARY,
    SERVER,
    Room,
    member,
    opened,
    person,
)

NEW: Final = Member(person=PersonId("new"), number=10, name="Hoàng Thị Mới", title="Y tá")


def rated(room: Room) -> tuple[int, int, int]:
    """Return how many are present, of how many the rate expects, and the vote denominator."""
    now = figures(room.meeting)
    return now.present, now.base, now.denominator


def attendance(room: Room, role: Role = Role.SECRETARY) -> View:
    """Return what a role sees of the attendance."""
    view: View = shared_view(room.meeting, role)["attendance"]
    return view


def take_off(number: int, reason: str = "Ghi nhầm chi bộ") -> c.TakeOff:
    """Return the command that takes somebody off."""
    return c.TakeOff(person=person(number), reason=reason)


# --- adding ------------------------------------------------------------------------------------


def test_who_joined_the_branch_after_the_opening_is_added_from_its_register() -> None:
    room = opened()
    assert rated(room) == (5, 9, 8)
    room.follow(replace(REGISTER, members=(*REGISTER.members, NEW)))
    assert rated(room) == (5, 9, 8)
    assert attendance(room)["beside"] == {
        "new": {"name": NEW.name, "title": "Y tá", "number": 10, "category": "official"}
    }
    room.do(c.AddPerson(person=NEW.person, reason="Mới chuyển đến"), SECRETARY)
    assert room.meeting.members[NEW.person] == NEW
    assert rated(room) == (5, 10, 9)
    assert attendance(room)["beside"] == {}
    (listing,) = attendance(room)["rows"]["new"]["listing"]
    assert (listing["act"], listing["by"], listing["reason"], listing["was"]) == (
        *("added", "Đồng chí 2", "Mới chuyển đến", None),
    )


def test_somebody_whom_no_register_has_is_added_by_name() -> None:
    room = opened()
    room.do(c.AddPerson(name="Trần Khách", category=Category.TEMP_IN, reason="Sinh hoạt tạm thời"))
    (added,) = [m for m in room.meeting.members.values() if m.name == "Trần Khách"]
    assert (added.number, added.category) == (10, Category.TEMP_IN)
    assert rated(room) == (5, 10, 8)
    room.do(c.CheckInNumber(number=10), HALL_SITE)
    assert rated(room) == (6, 10, 8)


def test_a_number_that_is_free_is_taken_and_one_that_is_not_is_refused() -> None:
    room = opened()
    number_3 = c.AddPerson(name="Trần Khách", number=3, reason="x")
    assert room.refused(number_3) == "number_taken"
    room.do(take_off(3))
    assert room.refused(number_3) == "number_taken"  # a number means one person all evening
    room.do(c.AddPerson(name="Trần Khách", number=30, reason="x"))
    assert [m.number for m in room.meeting.members.values()][-1] == 30
    room.follow(replace(REGISTER, members=(*REGISTER.members[:3], replace(NEW, number=4))))
    room.do(c.AddPerson(person=NEW.person, reason="x"))
    assert room.meeting.members[NEW.person].number == 31


def test_nobody_is_added_twice_or_from_nowhere() -> None:
    room = opened()
    assert room.do(c.AddPerson(person=person(3), reason="x")) == ()
    assert room.refused(c.AddPerson(person=PersonId("nobody"), reason="x")) == "unknown_person"
    assert room.refused(c.AddPerson(reason="x")) == "unknown_person"
    forged = c.AddPerson(person=PersonId("nobody"), name="Tên Khác", reason="x")
    assert room.refused(forged) == "unknown_person"


# --- taking off --------------------------------------------------------------------------------


def test_who_is_taken_off_counts_no_more_and_what_was_recorded_stays() -> None:
    room = opened()
    room.ask(4)
    room.next()
    room.later(MINUTE)
    room.do(take_off(4))
    assert rated(room) == (4, 8, 7)
    assert (room.turn, [turn.person for turn in room.meeting.floor.turns]) == (None, [person(4)])
    off = room.meeting.off[person(4)]
    assert [(part.from_ms, part.until_ms) for part in off.row.intervals] == [
        (room.now_ms - MINUTE, room.now_ms)
    ]
    assert [one.act for one in off.row.listing] == [ListAct.TAKEN_OFF]
    view = shared_view(room.meeting, Role.MEMBER)
    assert (view["people"]["p4"]["name"], view["people"]["p4"]["off"]) == ("Đồng chí 4", True)
    assert attendance(room)["off"]["p4"]["listing"][0]["reason"] == "Ghi nhầm chi bộ"
    assert "p4" not in attendance(room)["rows"]


def test_who_is_taken_off_neither_waits_nor_presents_nor_comes_in() -> None:
    room = opened()
    for number, presenter in ((3, 4), (4, 4)):
        room.do(
            c.EditItem(
                item=room.item(number), title="x", planned_min=5, presenter=person(presenter)
            )
        )
    room.later(MINUTE)
    room.do(c.FinishItem(item=room.item(3)))
    room.do(c.StartItem(item=room.item(2)))
    room.ask(4)
    room.do(take_off(4))
    presenters = {item.state: item.presenter for item in room.meeting.agenda.items}
    assert (presenters[ItemState.DONE], presenters[ItemState.PENDING]) == (person(4), None)
    assert room.waiting() == []
    assert room.refused(c.Ask(), member(4)) == "unknown_person"
    assert room.refused(c.CheckInNumber(number=4), HALL_SITE) == "unknown_number"
    assert room.refused(c.MarkPerson(person=person(4), mark=Mark.IN_ROOM)) == "unknown_person"
    assert room.disconnect(member(4))  # the device goes when it was told
    assert not room.meeting.off[person(4)].row.devices


@pytest.mark.parametrize("number", [1, 2])
def test_chair_and_secretary_stay_while_the_meeting_goes_on(number: int) -> None:
    room = opened()
    assert room.refused(take_off(number)) == "leads_meeting"
    suspended = c.ChangeCategory(
        person=person(number), category=Category.SUSPENDED, reason="Quyết định"
    )
    assert room.refused(suspended) == "leads_meeting"


def test_who_was_taken_off_by_mistake_is_added_again_with_the_own_row() -> None:
    room = opened()
    room.later(MINUTE)
    room.do(take_off(4))
    room.disconnect(member(4))
    room.later(MINUTE)
    room.do(c.AddPerson(person=person(4), reason="Đưa ra nhầm"))
    assert list(room.meeting.members) == [person(n) for n in range(1, 10)]
    assert (room.presence(4), len(room.row(4).intervals)) == (Presence.LEFT, 1)
    assert [one.act for one in room.row(4).listing] == [ListAct.TAKEN_OFF, ListAct.ADDED]


@pytest.mark.parametrize("still_linked", [True, False])
def test_taking_off_is_taken_back_with_the_devices_that_are_still_here(still_linked: bool) -> None:
    room = opened()
    room.later(MINUTE)
    before = room.meeting
    room.do(take_off(4))
    if not still_linked:
        room.disconnect(member(4))
    room.do(c.Undo(version=before.version + 1))
    assert room.meeting.members == before.members
    assert room.meeting.off == {}
    expected = Presence.PRESENT if still_linked else Presence.RECONNECTING
    assert room.presence(4) is expected
    if not still_linked:
        room.now_ms += 2 * MINUTE
        room.do(c.Tick(), SERVER)
        assert room.presence(4) is Presence.LEFT


def test_adding_is_taken_back_unless_the_person_has_come() -> None:
    room = opened()
    before = room.meeting
    room.do(c.AddPerson(name="Trần Khách", reason="x"))
    room.do(c.Undo(version=before.version + 1))
    assert room.meeting.members == before.members
    room.do(c.AddPerson(name="Trần Khách", reason="x"))
    version = room.meeting.version
    room.do(c.CheckInNumber(number=10), HALL_SITE)
    assert room.refused(c.Undo(version=version)) == "row_changed"


def test_what_somebody_else_did_to_the_same_place_on_the_list_stands() -> None:
    room = opened()
    room.do(take_off(4), CHAIR)
    version = room.meeting.version
    room.do(c.AddPerson(person=person(4), reason="Nhầm"), SECRETARY)
    assert room.refused(c.Undo(version=version), CHAIR) in {"list_changed", "row_changed"}


# --- counting otherwise ------------------------------------------------------------------------


def test_who_became_exempt_is_not_counted_once_the_desk_says_so() -> None:
    room = opened()
    exempt = tuple(
        replace(m, category=Category.EXEMPT) if m.number == 7 else m for m in REGISTER.members
    )
    room.follow(replace(REGISTER, members=exempt))
    row = attendance(room)["rows"]["p7"]
    assert (row["category"], row["registered"]) == ("official", "exempt")
    assert rated(room) == (5, 9, 8)
    change = c.ChangeCategory(person=person(7), category=Category.EXEMPT, reason="Quyết định 12")
    room.do(change)
    assert rated(room) == (5, 8, 7)
    assert room.do(change) == ()
    (listing,) = attendance(room)["rows"]["p7"]["listing"]
    assert (listing["act"], listing["was"]) == ("category", "official")
    room.do(c.Undo(version=room.meeting.version))
    assert rated(room) == (5, 9, 8)


def test_who_is_suspended_leaves_room_and_floor_and_comes_in_again_when_that_was_wrong() -> None:
    room = opened()
    room.ask(4)
    room.next()
    room.later(MINUTE)
    room.do(c.ChangeCategory(person=person(4), category=Category.SUSPENDED, reason="x"))
    assert (room.turn, room.presence(4)) == (None, Presence.LEFT)
    assert room.refused(c.Ask(), member(4)) == "not_present"
    room.later(MINUTE)
    room.do(c.ChangeCategory(person=person(4), category=Category.OFFICIAL, reason="Nhầm"))
    assert room.presence(4) is Presence.PRESENT


# --- when --------------------------------------------------------------------------------------


def test_before_the_opening_the_register_is_changed_and_afterwards_nothing() -> None:
    room = Room()
    assert room.refused(take_off(3)) == "not_open"
    assert room.refused(c.AddPerson(name="Trần Khách", reason="x")) == "not_open"
    closed = opened()
    closed.do(c.CloseMeeting())
    assert closed.refused(take_off(3)) == "closed"


def test_members_and_rooms_see_nothing_of_the_lists_beside() -> None:
    room = opened()
    room.do(take_off(3))
    assert not {"off", "beside", "rows"} & attendance(room, Role.MEMBER).keys()
