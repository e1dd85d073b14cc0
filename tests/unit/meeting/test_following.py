"""Until it opens a meeting follows the branch's register; from then on its list is its own."""

from dataclasses import replace
from typing import Final

import pytest

from live.ids import DeviceId, PersonId, SiteId, UnitId
from live.meeting import commands as c
from live.meeting import events as e
from live.meeting.attendance import Presence
from live.meeting.figures import figures
from live.meeting.roster import BranchRegister, Category, Member, Venue
from live.meeting.rules import Rules
from live.meeting.state import Meeting
from live.meeting.words import Mark
from tests.unit.meeting.room import (
    ADMINISTRATOR,
    CHAIR,
    HALL,
    HALL_SITE,
    MINUTE,
    REGISTER,
    STATION,
    STATION_SITE,
    Room,
    companion,
    member,
    opened,
    person,
)

NEW: Final = Member(person=PersonId("new"), number=10, name="Hoàng Thị Mới")


def without(*numbers: int) -> BranchRegister:
    """Return the register once some have been taken off."""
    return replace(REGISTER, members=tuple(m for m in REGISTER.members if m.number not in numbers))


def with_category(number: int, category: Category) -> BranchRegister:
    """Return the register once somebody stands otherwise."""
    members = tuple(
        replace(m, category=category) if m.number == number else m for m in REGISTER.members
    )
    return replace(REGISTER, members=members)


def base(meeting: Meeting) -> int:
    """Return how many the rate expects."""
    return figures(meeting).base


# --- who is expected ---------------------------------------------------------------------------


def test_a_register_that_says_the_same_changes_nothing() -> None:
    assert Room().follow(REGISTER) == ()


def test_who_joins_the_branch_before_the_opening_is_expected() -> None:
    room = Room()
    (event,) = room.follow(replace(REGISTER, members=(*REGISTER.members, NEW)))
    assert (event.by, event.command) == (ADMINISTRATOR.author, "follow_register")
    assert room.meeting.members[NEW.person] == NEW
    assert (base(room.meeting), len(room.meeting.attendance.rows)) == (10, 10)


def test_who_becomes_exempt_before_the_opening_is_not_counted() -> None:
    room = Room()
    room.follow(with_category(3, Category.EXEMPT))
    now = figures(room.meeting)
    assert (now.base, dict(now.base_how)) == (8, {"listed": 9, "exempt": -1})
    assert now.denominator == 7


def test_who_is_taken_off_before_the_opening_is_not_expected() -> None:
    room = Room()
    room.follow(without(3))
    assert person(3) not in room.meeting.members
    assert person(3) not in room.meeting.attendance.rows
    assert base(room.meeting) == 8
    assert room.refused(c.MarkPerson(person=person(3), mark=Mark.IN_ROOM)) == "unknown_person"


def test_name_number_title_group_and_year_of_birth_follow() -> None:
    changed = Member(
        person=person(3), number=40, name="Ma Thị Ba", title="Phó Bí thư", group="2", birth="1962"
    )
    room = Room()
    room.follow(replace(REGISTER, members=(*without(3).members, changed)))
    assert room.meeting.members[person(3)] == changed
    assert list(room.meeting.members)[-1] == person(3)  # in the order of the numbers


def test_marks_and_links_of_who_stays_are_kept() -> None:
    room = Room()
    room.do(c.MarkPerson(person=person(4), mark=Mark.EXCUSED, reason="Ốm"))
    room.connect(member(5))
    room.follow(without(3))
    assert (room.presence(4), room.row(4).reason) == (Presence.EXCUSED, "Ốm")
    assert (room.presence(5), len(room.row(5).devices)) == (Presence.PRESENT, 1)


def test_a_register_with_one_number_twice_is_refused() -> None:
    room = Room()
    twice = replace(REGISTER, members=(*REGISTER.members, replace(NEW, number=3)))
    assert room.refused(c.FollowRegister(register=twice), ADMINISTRATOR) == "same_number"


# --- what refers to who is gone ----------------------------------------------------------------


def test_a_chair_who_is_taken_off_leaves_the_meeting_without_one() -> None:
    room = Room()
    room.follow(without(1, 2))
    facts = room.meeting.facts
    assert (facts.chair, facts.secretary) == (None, None)
    assert room.refused(c.AnnounceMeeting(), ADMINISTRATOR) == "no_chair"
    room.do(c.EditMeeting(title="x", scheduled_ms=1, chair=person(3)), ADMINISTRATOR)
    assert room.do(c.AnnounceMeeting(), ADMINISTRATOR)


def test_an_item_loses_a_presenter_who_is_taken_off() -> None:
    room = Room()
    for number, presenter in ((2, 3), (3, 4)):
        room.do(
            c.EditItem(
                item=room.item(number), title="x", planned_min=5, presenter=person(presenter)
            )
        )
    room.follow(without(3))
    presenters = [item.presenter for item in room.meeting.agenda.items]
    assert presenters == [None, None, None, person(4), None]


def test_devices_of_who_is_taken_off_are_no_longer_known() -> None:
    room = Room()
    room.connect(member(3))
    room.connect(companion(3))
    room.follow(without(3))
    assert room.disconnect(member(3)) == ()
    assert (
        room.refused(c.DeviceCame(device=DeviceId("d"), node="n1"), member(3)) == "unknown_person"
    )
    assert room.refused(c.CheckInNumber(number=3), HALL_SITE) == "unknown_number"


def test_what_was_done_on_the_old_list_cannot_be_taken_back() -> None:
    room = Room()
    room.do(c.EditItem(item=room.item(2), title="x", planned_min=5, presenter=person(3)))
    version = room.meeting.version
    room.follow(without(4))
    assert room.refused(c.Undo(version=version)) == "nothing_to_undo"


def test_who_is_suspended_takes_no_part_and_comes_in_again_when_that_is_lifted() -> None:
    room = Room()
    room.connect(member(3))
    room.follow(with_category(3, Category.SUSPENDED))
    assert room.presence(3) is Presence.SUSPENDED
    room.follow(REGISTER)
    assert room.presence(3) is Presence.PRESENT


def test_an_absence_of_who_becomes_exempt_needs_no_excuse() -> None:
    room = Room()
    room.do(c.MarkPerson(person=person(3), mark=Mark.EXCUSED, reason="Ốm"))
    room.follow(with_category(3, Category.EXEMPT))
    assert (room.presence(3), room.row(3).absence) == (Presence.EXEMPT, None)


# --- rooms, names, rules -----------------------------------------------------------------------


def test_rooms_follow() -> None:
    library = Venue(site=SiteId("library"), name="Thư viện", place="Xóm 2", main=True)
    room = Room()
    room.connect(HALL_SITE)
    renamed = Venue(site=HALL, name="Hội trường")
    room.follow(replace(REGISTER, sites=(library, renamed)))
    assert [site.venue for site in room.meeting.sites.values()] == [library, renamed]
    assert room.meeting.sites[HALL].devices


@pytest.mark.parametrize("used", ["linked", "visited"])
def test_a_room_in_which_somebody_has_been_stays(used: str) -> None:
    room = Room()
    if used == "linked":
        room.connect(STATION_SITE)
    else:
        room.do(c.MarkPerson(person=person(3), mark=Mark.IN_ROOM, site=STATION))
        room.later(MINUTE)
        room.do(c.MarkPerson(person=person(3), mark=Mark.IN_ROOM, site=HALL))
    only_hall = replace(REGISTER, sites=REGISTER.sites[:1])
    room.follow(only_hall)
    assert list(room.meeting.sites) == [HALL, STATION]
    other = Room()
    other.follow(only_hall)
    assert list(other.meeting.sites) == [HALL]


def test_the_place_goes_with_the_main_room_unless_somebody_wrote_another() -> None:
    moved = replace(
        REGISTER, sites=(Venue(site=HALL, name="Nhà văn hóa", place="Xóm 1", main=True),)
    )
    room = Room()
    room.follow(moved)
    assert room.meeting.facts.place == "Xóm 1"
    room.do(c.EditMeeting(title="x", scheduled_ms=1, place="Trạm y tế"))
    room.follow(replace(moved, sites=(replace(moved.sites[0], place="Xóm 9"),)))
    assert room.meeting.facts.place == "Trạm y tế"


def test_names_of_branch_and_unit_and_the_rules_follow() -> None:
    room = Room()
    rules = Rules(speech_limit_s=180, temp_in_counts=False)
    room.follow(
        replace(
            REGISTER, branch="Chi bộ 5", unit=UnitId("v"), unit_name="Đảng ủy phường", rules=rules
        )
    )
    facts = room.meeting.facts
    assert (facts.branch.id, facts.branch.name) == ("b", "Chi bộ 5")
    assert (facts.unit.id, facts.unit.name) == ("v", "Đảng ủy phường")
    assert (facts.rules, room.meeting.floor.limit_s) == (rules, 180)


def test_a_speaking_time_that_the_desk_has_set_stays() -> None:
    room = Room()
    room.set_floor(limit_s=240)
    room.follow(replace(REGISTER, rules=Rules(speech_limit_s=180)))
    assert room.meeting.floor.limit_s == 240


# --- after the opening -------------------------------------------------------------------------


def test_after_the_opening_the_list_stays_and_the_change_is_kept_in_sight() -> None:
    room = opened()
    before = room.meeting
    (event,) = room.follow(replace(without(3), branch="Chi bộ 5"))
    assert isinstance(event, e.RegisterChanged)
    assert room.meeting.members == before.members
    assert room.meeting.facts == before.facts
    assert person(3) not in {each.person for each in room.meeting.register}
    assert room.follow(without(3)) == ()


def test_a_meeting_that_is_over_follows_nothing_and_nobody_but_the_server_sends_it() -> None:
    room = opened()
    room.do(c.CloseMeeting())
    command = c.FollowRegister(register=without(3))
    assert room.refused(command, ADMINISTRATOR) == "closed"
    assert room.refused(command, CHAIR) == "not_allowed"
