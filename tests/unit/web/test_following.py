"""Whatever an administrator changes of a branch, its meetings to come follow at once."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

import pytest

from live.ids import MeetingId
from live.meeting.commands import CloseMeeting, OpenMeeting
from live.meeting.permissions import Actor, Role
from live.meeting.roster import Category
from live.meeting.state import Meeting
from live.store.directory import deactivate
from tests.unit.rosters.files import xlsx
from tests.unit.web.conftest import BRANCH, DAO, HIEN, LICH, ROOM, UNIT, VY, House, words
from web.app import ROUTERS
from web.following import CHANGES, FollowedRoute

ADMIN: Final = f"/admin/branches/{BRANCH.id}"
API: Final = f"/api/branches/{BRANCH.id}"
DETAILS: Final = {"name": DAO.name, "number": 3}

Change = tuple[str, str, Any]
"""Method, path and what is sent: a form to a page, JSON to the interface."""


def names(meeting: Meeting) -> list[str]:
    """Return who is expected, in order."""
    return [member.name for member in meeting.members.values()]


CASES: Final[dict[str, tuple[Change, Callable[[Meeting], object]]]] = {
    "a new person": (
        ("POST", f"{ADMIN}/people/new", {"name": "Bàn Thị Liều"}),
        lambda m: names(m)[-1] == "Bàn Thị Liều",
    ),
    "another category": (
        ("POST", f"{ADMIN}/people/{DAO.id}", DETAILS | {"category": "exempt"}),
        lambda m: m.members[DAO.id].category is Category.EXEMPT,
    ),
    "a person taken off": (
        ("POST", f"{ADMIN}/people/{DAO.id}/remove", {}),
        lambda m: DAO.id not in m.members,
    ),
    "another rule": (
        ("POST", f"{ADMIN}/rules", {"grace_s": "2:00"}),
        lambda m: m.facts.rules.grace_s == 120,
    ),
    "another name of the branch": (
        ("POST", ADMIN, {"name": "Chi bộ 5", "unit": UNIT.id}),
        lambda m: m.facts.branch.name == "Chi bộ 5",
    ),
    "a new room": (
        ("POST", f"{ADMIN}/sites", {"name": "Trạm"}),
        lambda m: [site.venue.name for site in m.sites.values()] == [ROOM.name, "Trạm"],
    ),
    "another place of the room": (
        ("POST", f"{ADMIN}/sites/{ROOM.id}", {"name": ROOM.name, "place": "Xóm 2", "main": "on"}),
        lambda m: (m.sites[ROOM.id].venue.place, m.facts.place) == ("Xóm 2", "Xóm 2"),
    ),
    "a room removed": (
        ("POST", f"{ADMIN}/sites/{ROOM.id}/remove", {}),
        lambda m: not m.sites,
    ),
    "another name of the unit": (
        ("POST", f"/admin/units/{UNIT.id}", {"name": "Đảng ủy phường"}),
        lambda m: m.facts.unit.name == "Đảng ủy phường",
    ),
    "a new person, by a program": (
        ("POST", f"{API}/people", {"name": "Bàn Thị Liều", "number": 9}),
        lambda m: names(m)[-1] == "Bàn Thị Liều",
    ),
    "another name, by a program": (
        ("PUT", f"{API}/people/{DAO.id}", {"name": "Lương Văn Đạt", "number": 3}),
        lambda m: m.members[DAO.id].name == "Lương Văn Đạt",
    ),
    "a person taken off, by a program": (
        ("DELETE", f"{API}/people/{DAO.id}", None),
        lambda m: DAO.id not in m.members,
    ),
    "other rules, by a program": (
        ("PUT", f"{API}/rules", {"speech_limit_s": 180}),
        lambda m: m.facts.rules.speech_limit_s == 180,
    ),
    "another name of the branch, by a program": (
        ("PUT", API, {"name": "Chi bộ 5", "unit": UNIT.id}),
        lambda m: m.facts.branch.name == "Chi bộ 5",
    ),
    "another name of the unit, by a program": (
        ("PUT", f"/api/units/{UNIT.id}", {"name": "Đảng ủy phường"}),
        lambda m: m.facts.unit.name == "Đảng ủy phường",
    ),
    "a new room, by a program": (
        ("POST", f"{API}/sites", {"name": "Trạm"}),
        lambda m: len(m.sites) == 2,
    ),
    "another name of the room, by a program": (
        ("PUT", f"{API}/sites/{ROOM.id}", {"name": "Hội trường", "main": True}),
        lambda m: m.sites[ROOM.id].venue.name == "Hội trường",
    ),
    "a room removed, by a program": (
        ("DELETE", f"{API}/sites/{ROOM.id}", None),
        lambda m: not m.sites,
    ),
}


@pytest.mark.parametrize(("change", "has"), CASES.values(), ids=CASES)
async def test_a_meeting_to_come_follows(
    house: House, change: Change, has: Callable[[Meeting], object]
) -> None:
    meeting = await house.meeting()
    assert not has(await house.parts.meetings.state(meeting))
    method, path, sent = change
    visitor = await house.as_role(Role.ADMINISTRATOR)
    if path.startswith("/api"):
        response = await visitor.request(method, path, json=sent)
        assert response.status_code in (200, 201, 204), response.text
    else:
        await visitor.done(path, sent)
    assert has(await house.parts.meetings.state(meeting))
    (*_, event) = await house.parts.database.events.read(meeting)
    assert event.by.role is Role.ADMINISTRATOR
    assert event.by.name == (await house.account(Role.ADMINISTRATOR)).name


OF_DOCUMENTS = {"take_word_form", "drop_word_form"}
"""Routes that change how a unit's documents look, and nothing that a meeting follows."""
OF_THE_PLAN = {
    "plan_attendance",
    "plan_absence",
    "assign_branch",
    "end_branch_assignment",
    "renew_unit_calendar",
}
"""Routes that change who from above attends, which stands in the plan and in no meeting."""


def test_no_route_that_changes_a_branch_can_forget_its_meetings() -> None:
    forgetful = [
        route
        for router in ROUTERS
        for route in router.routes
        if CHANGES & set(getattr(route, "methods", ()))
        and re.search("{(branch|unit)}", getattr(route, "path", ""))
        and not isinstance(route, FollowedRoute)
        and getattr(route, "name", "") not in OF_DOCUMENTS | OF_THE_PLAN
    ]
    assert forgetful == []


async def test_a_list_from_a_file_is_followed(house: House) -> None:
    meeting = await house.meeting()
    program = await house.as_role(Role.ADMINISTRATOR)
    rows = ((1, LICH.name), (2, HIEN.name), (5, "Bàn Thị Liều"))
    data = xlsx((("STT", "Họ và tên"), *rows))
    path = f"{API}/roster?apply=true&deactivate_missing=true"
    assert (await program.post(path, content=data)).status_code == 200
    state = await house.parts.meetings.state(meeting)
    assert names(state) == [LICH.name, HIEN.name, "Bàn Thị Liều"]


async def test_meetings_of_other_branches_and_those_that_are_over_stay(house: House) -> None:
    over, open_ = await house.meeting(), await house.meeting()
    chair = Actor(role=Role.CHAIR, person=LICH.id, name=LICH.name)
    for meeting in (over, open_):
        await house.parts.meetings.do(meeting, OpenMeeting(), chair)
    await house.parts.meetings.do(over, CloseMeeting(), chair)
    before = {m: await house.parts.meetings.state(m) for m in (over, open_)}
    await (await house.as_role(Role.ADMINISTRATOR)).done(f"{ADMIN}/people/{DAO.id}/remove")
    after = {m: await house.parts.meetings.state(m) for m in (over, open_)}
    assert after[over] == before[over]
    assert after[open_].members == before[open_].members
    assert DAO.id not in {member.person for member in after[open_].register}


async def test_what_was_changed_while_no_program_ran_is_followed_at_the_opening(
    house: House,
) -> None:
    meeting = await house.meeting()
    registers = house.parts.registers
    await deactivate(registers, DAO.id)
    await registers.people.put(replace(VY, category=Category.EXEMPT))
    state = await house.parts.meetings.state(meeting)
    assert DAO.id in state.members
    await house.parts.meetings.do(
        meeting, OpenMeeting(), Actor(role=Role.CHAIR, person=LICH.id, name=LICH.name)
    )
    state = await house.parts.meetings.state(meeting)
    assert DAO.id not in state.members
    assert state.members[VY.id].category is Category.EXEMPT


async def test_the_organiser_is_told_that_the_chair_is_gone(house: House) -> None:
    meeting = await house.meeting()
    secretary = await house.as_role(Role.SECRETARY)
    await secretary.done(f"/meetings/{meeting}/prepare", {"do": "announce"})
    administrator = await house.as_role(Role.ADMINISTRATOR)
    page = await administrator.get(await administrator.done(f"{ADMIN}/people/{LICH.id}/remove"))
    assert "cần chọn người khác" in words(page)
    shown = words(await secretary.get(f"/meetings/{meeting}/prepare"))
    assert "người chủ trì không còn trong danh sách" in shown
    other = await administrator.done(f"{ADMIN}/people/{DAO.id}/remove")
    assert "cần chọn người khác" not in words(await administrator.get(other))


async def test_a_link_of_who_is_off_the_list_says_so_and_a_new_name_is_shown(house: House) -> None:
    meeting = await house.meeting()
    links = house.parts.links
    administrator = await house.as_role(Role.ADMINISTRATOR)
    await administrator.done(f"/meetings/{meeting}/links", {"do": "issue:members"})
    (link,) = [
        each
        for each in await house.parts.registers.links.find(meeting=MeetingId(meeting))
        if each.person == DAO.id
    ]
    await administrator.done(f"{ADMIN}/people/{DAO.id}", DETAILS | {"name": "Lương Văn Đạt"})
    admitted = await house.parts.doorkeeper.admit(links.token(link))
    assert admitted.actor.name == "Lương Văn Đạt"
    await administrator.done(f"{ADMIN}/people/{DAO.id}/remove")
    page = await house.visitor().get(links.path(link))
    assert page.status_code == 410
    assert "không còn, trong danh sách" in words(page)
