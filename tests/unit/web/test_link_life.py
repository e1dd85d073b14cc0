"""How long a personal link is good, and what its owner is: the meeting says both."""

import dataclasses

import pytest

from live.errors import Rejected
from live.ids import LinkId, MeetingId, SiteId
from live.meeting.commands import AnnounceMeeting, CloseMeeting, EditMeeting, OpenMeeting
from live.meeting.permissions import Actor, Role
from live.meeting.state import Meeting, MeetingSite
from live.store.contract import MeetingIndex
from live.store.registers import Link
from signaling.admission import Admission, Where
from tests.unit.web.conftest import BRANCH, DAO, HIEN, LICH, ROOM, House, words
from web.links import AFTER_CLOSING_MS, Holder, end_of, is_good
from web.roles import role_by, room_by

HOUR_MS = 3600_000
DAY_MS = 24 * HOUR_MS
CHAIR = Actor(role=Role.CHAIR, person=LICH.id, name=LICH.name)
ENTRY = MeetingIndex(
    meeting=MeetingId("m"),
    branch=BRANCH.id,
    title="Họp",
    kind="regular",
    state="announced",
    scheduled_ms=10 * DAY_MS,
)
LINK = Link(
    id=LinkId("l"), role=Role.MEMBER, name="Đạo", created_ms=DAY_MS, expires_ms=7, person=DAO.id
)


def test_a_link_is_good_until_a_day_after_the_present_hour_of_its_meeting() -> None:
    assert end_of(LINK, ENTRY) == 11 * DAY_MS
    assert is_good(LINK, ENTRY, 11 * DAY_MS - 1)
    assert not is_good(LINK, ENTRY, 11 * DAY_MS)
    moved = dataclasses.replace(ENTRY, scheduled_ms=17 * DAY_MS)
    assert end_of(LINK, moved) == 18 * DAY_MS
    earlier = dataclasses.replace(ENTRY, scheduled_ms=5 * DAY_MS)
    assert end_of(LINK, earlier) == 6 * DAY_MS


def test_a_link_made_after_the_hour_is_good_for_a_day() -> None:
    late = dataclasses.replace(LINK, created_ms=20 * DAY_MS)
    assert end_of(late, ENTRY) == 21 * DAY_MS


def test_a_link_does_not_end_while_its_meeting_is_open_nor_in_the_moment_it_is_closed() -> None:
    opened = dataclasses.replace(ENTRY, state="open")
    assert end_of(LINK, opened) is None
    assert is_good(LINK, opened, 40 * DAY_MS)
    closed = dataclasses.replace(ENTRY, state="closed", closed_ms=40 * DAY_MS)
    assert end_of(LINK, closed) == 40 * DAY_MS + AFTER_CLOSING_MS
    soon = dataclasses.replace(ENTRY, state="closed", closed_ms=10 * DAY_MS + HOUR_MS)
    assert end_of(LINK, soon) == 11 * DAY_MS


def test_a_revoked_link_is_good_never_and_one_to_an_account_until_its_own_end() -> None:
    revoked = dataclasses.replace(LINK, revoked_ms=1)
    assert not is_good(revoked, dataclasses.replace(ENTRY, state="open"), 2)
    assert (end_of(LINK, None), is_good(LINK, None, 6), is_good(LINK, None, 7)) == (7, True, False)


async def given(house: House, meeting: MeetingId, role: Role = Role.MEMBER) -> Link:
    person = {Role.CHAIR: LICH, Role.SECRETARY: HIEN}.get(role, DAO)
    holder = Holder(role=role, name=person.name, person=person.id)
    (link,) = await house.parts.links.issue([holder], meeting)
    return link


async def admitted(house: House, link: Link, where: Where | None = None) -> Admission:
    return await house.parts.doorkeeper.admit(house.parts.links.token(link), where)


async def move(house: House, meeting: MeetingId, by_ms: int) -> None:
    facts = (await house.parts.meetings.state(meeting)).facts
    edit = EditMeeting(title=facts.title, scheduled_ms=facts.scheduled_ms + by_ms)
    await house.parts.meetings.do(meeting, edit, CHAIR)


async def test_a_meeting_moved_by_a_week_takes_its_links_along(house: House) -> None:
    meeting = await house.meeting()
    link = await given(house, meeting)
    await move(house, meeting, 7 * DAY_MS)
    house.clock.advance(7 * DAY_MS + HOUR_MS)
    path = house.parts.links.path(link)
    assert (await house.visitor().get(path)).status_code == 200
    facts = (await house.parts.meetings.state(meeting)).facts
    assert (await admitted(house, link)).expires_ms == facts.scheduled_ms + DAY_MS
    house.clock.advance(DAY_MS)
    assert (await house.visitor().get(path)).status_code == 410
    with pytest.raises(Rejected) as refusal:
        await admitted(house, link)
    assert refusal.value.code == "expired_link"


async def test_a_meeting_that_runs_past_the_end_of_its_links_throws_nobody_out(
    house: House,
) -> None:
    meeting = await house.meeting()
    link = await given(house, meeting)
    for command in (AnnounceMeeting(), OpenMeeting()):
        await house.parts.meetings.do(meeting, command, CHAIR)
    house.clock.advance(3 * DAY_MS)
    assert (await admitted(house, link)).expires_ms is None
    await house.parts.meetings.do(meeting, CloseMeeting(), CHAIR)
    assert (await house.visitor().get(house.parts.links.path(link))).status_code == 200
    house.clock.advance(AFTER_CLOSING_MS)
    assert (await house.visitor().get(house.parts.links.path(link))).status_code == 410


async def test_who_moves_a_meeting_on_its_page_is_told_what_becomes_of_the_links(
    house: House,
) -> None:
    meeting = await house.meeting()
    chair = await house.as_role(Role.CHAIR)
    await chair.done(f"/meetings/{meeting}/links", {"do": "issue:everybody"})
    moved = {"scheduled_day": "11/12/2026", "scheduled_time": "20:00"}
    page = words(await chair.get(await chair.done(f"/meetings/{meeting}/prepare", moved)))
    assert "4 đường dẫn đã gửi vẫn dùng được, đến 20:00, 12/12/2026." in page
    assert "Lời mời đã gửi còn ghi giờ cũ. Chép lời mời mới" in page
    renamed = await chair.done(f"/meetings/{meeting}/prepare", {"title": "Tên khác"})
    assert "vẫn dùng được" not in words(await chair.get(renamed))


async def test_who_moves_a_meeting_that_nobody_has_a_link_to_is_told_nothing_of_links(
    house: House,
) -> None:
    meeting = await house.meeting()
    chair = await house.as_role(Role.CHAIR)
    moved = {"scheduled_day": "11/12/2026", "scheduled_time": "20:00"}
    page = words(await chair.get(await chair.done(f"/meetings/{meeting}/prepare", moved)))
    assert ("Đã lưu." in page, "đường dẫn đã gửi" in page) == (True, False)


async def test_who_moves_a_meeting_over_the_interface_is_told_too(house: House) -> None:
    meeting = await house.meeting()
    chair = await house.as_role(Role.CHAIR)
    await given(house, meeting)
    facts = (await house.parts.meetings.state(meeting)).facts
    later_ms = facts.scheduled_ms + 7 * DAY_MS
    command = {"command": "edit_meeting", "args": {"title": "Họp", "scheduled_ms": later_ms}}
    done = (await chair.post(f"/api/meetings/{meeting}/commands", json=command)).json()
    assert done["links"] == {"count": 1, "ends_ms": later_ms + DAY_MS}
    other = {"command": "announce_meeting"}
    done = (await chair.post(f"/api/meetings/{meeting}/commands", json=other)).json()
    assert done["links"] is None


# --- what its owner is -------------------------------------------------------------------------


async def test_a_chairs_link_admits_as_what_its_owner_is_now_however_that_was_changed(
    house: House,
) -> None:
    meeting = await house.meeting()
    links = {role: await given(house, meeting, role) for role in (Role.CHAIR, Role.MEMBER)}
    facts = (await house.parts.meetings.state(meeting)).facts
    edit = EditMeeting(title=facts.title, scheduled_ms=facts.scheduled_ms, chair=DAO.id)
    await house.parts.meetings.do(meeting, edit, CHAIR)
    old, new = [(await admitted(house, links[role])).actor for role in (Role.CHAIR, Role.MEMBER)]
    assert (old.role, old.person, old.site) == (Role.MEMBER, LICH.id, None)
    assert (new.role, new.person, new.site) == (Role.CHAIR, DAO.id, ROOM.id)
    with pytest.raises(Rejected) as refusal:
        await house.parts.meetings.do(meeting, AnnounceMeeting(), old)
    assert refusal.value.code == "not_allowed"
    visitor = house.visitor()
    page = await visitor.get(house.parts.links.path(links[Role.CHAIR]) + "?where=online")
    assert "/js/pages/forms.js+member.js" in page.text


async def test_a_member_says_from_where_and_the_server_decides_as_what(house: House) -> None:
    meeting = await house.meeting()
    link = await given(house, meeting)
    room = (await admitted(house, link, Where.ROOM)).actor
    assert (room.role, room.person, room.site) == (Role.COMPANION, DAO.id, ROOM.id)
    for where in (Where.ONLINE, None):
        away = (await admitted(house, link, where)).actor
        assert (away.role, away.person, away.site) == (Role.MEMBER, DAO.id, None)


@pytest.mark.parametrize(
    "role", [Role.CHAIR, Role.SECRETARY, Role.COMPANION, Role.SITE, Role.OBSERVER]
)
@pytest.mark.parametrize("where", [*Where, None])
async def test_what_is_said_at_the_door_makes_nobody_else_another(
    house: House, role: Role, where: Where | None
) -> None:
    meeting = await house.meeting()
    state = await house.parts.meetings.state(meeting)
    person = {Role.CHAIR: LICH.id, Role.SECRETARY: HIEN.id, Role.COMPANION: DAO.id}.get(role)
    link = dataclasses.replace(LINK, role=role, person=person, site=ROOM.id, meeting=meeting)
    assert role_by(link, state, where) is role
    assert room_by(link, state, role) == ROOM.id


async def test_a_phone_in_one_of_several_rooms_is_in_none_before_its_code(house: House) -> None:
    state = await house.parts.meetings.state(await house.meeting())
    second = dataclasses.replace(state.sites[ROOM.id].venue, site=SiteId("b"), main=False)
    two: Meeting = dataclasses.replace(
        state, sites={**state.sites, SiteId("b"): MeetingSite(venue=second)}
    )
    assert room_by(LINK, state, Role.COMPANION) == ROOM.id
    assert room_by(LINK, two, Role.COMPANION) is None
