"""What a supervisor reads of the meetings that are over."""

import re

from live.ids import MeetingId, PersonId
from live.meeting.commands import CloseMeeting, MarkPerson, OpenMeeting, TakeNote
from live.meeting.permissions import Actor, Role
from live.meeting.words import Mark
from tests.unit.web.conftest import BRANCH, DAO, HIEN, LICH, OTHER_BRANCH, House, words
from web.past import PAGE

CHAIR = Actor(role=Role.CHAIR, person=LICH.id, name=LICH.name)


async def held(house: House) -> MeetingId:
    """Hold a meeting of 90 minutes with two of three and one who is ill."""
    meeting, meetings = await house.meeting(), house.parts.meetings
    await meetings.do(meeting, OpenMeeting(), CHAIR)
    for person in (LICH, HIEN):
        await meetings.do(meeting, MarkPerson(person=person.id, mark=Mark.IN_ROOM), CHAIR)
    await meetings.do(meeting, MarkPerson(person=DAO.id, mark=Mark.EXCUSED, reason="Ốm"), CHAIR)
    house.clock.advance(90 * 60_000)
    await meetings.do(meeting, CloseMeeting(), CHAIR)
    return meeting


async def test_a_supervisor_finds_what_is_over_with_its_figures_and_reads_it(house: House) -> None:
    meeting = await held(house)
    supervisor = await house.as_role(Role.SUPERVISOR)
    listed = words(await supervisor.get("/past"))
    figures = "Có mặt 2/3 · 90 phút · 0 đồng chí phát biểu"
    assert f"Sinh hoạt chi bộ tháng 12 {BRANCH.name} {figures}" in listed
    page = await supervisor.get(f"/past/{meeting}")
    read = words(page)
    assert "90 phút" in read
    assert "Có mặt: 2 trên 3 đồng chí" in read
    assert f"Vắng có lý do: {DAO.name} (Ốm)" in read
    assert f"Chủ trì: {LICH.name}" in read
    assert set(re.findall('action="([^"]+)"', page.text)) <= {"/signout", "/signin"}


async def test_what_is_not_over_or_not_followed_is_not_read(house: House) -> None:
    running, foreign = await house.meeting(), await house.meeting(OTHER_BRANCH)
    supervisor = await house.as_role(Role.SUPERVISOR)
    assert "Chưa có buổi sinh hoạt nào đã kết thúc" in words(await supervisor.get("/past"))
    assert (await supervisor.get(f"/past/{running}")).status_code == 404
    assert (await supervisor.get(f"/past/{foreign}")).status_code == 404
    assert (await supervisor.get(f"/past?branch={OTHER_BRANCH.id}")).status_code == 404
    assert (await supervisor.get("/past?page=0")).status_code == 422


async def test_many_meetings_come_page_by_page_the_latest_first(house: House) -> None:
    held_ = [await held(house) for _ in range(PAGE + 1)]
    supervisor = await house.as_role(Role.SUPERVISOR)
    first, second = [(await supervisor.get(f"/past?page={n}")).text for n in (1, 2)]
    assert [meeting for meeting in held_ if meeting in second] == held_[:1]
    assert first.index(held_[-1]) < first.index(held_[1])
    assert "Cũ hơn" in first
    assert "Mới hơn" in second


async def test_own_notes_are_read_again_and_nobody_elses(house: House) -> None:
    meeting, meetings = await house.meeting(), house.parts.meetings
    account = await house.account(Role.SUPERVISOR)
    for person, text in ((account.id, "Thảo luận sôi nổi"), ("other", "Chú ý giờ")):
        actor = Actor(role=Role.SUPERVISOR, person=PersonId(person), name="x")
        await meetings.do(meeting, TakeNote(text=text), actor)
    await meetings.do(meeting, OpenMeeting(), CHAIR)
    await meetings.do(meeting, CloseMeeting(), CHAIR)
    read = words(await (await house.as_role(Role.SUPERVISOR)).get(f"/past/{meeting}"))
    assert "Thảo luận sôi nổi" in read
    assert "Chú ý giờ" not in read


async def test_the_wall_leads_to_what_is_over_to_the_own_account_and_out(house: House) -> None:
    wall = (await (await house.as_role(Role.SUPERVISOR)).get("/wall")).text
    for way in ('href="/past"', 'href="/account"', 'action="/signout"'):
        assert way in wall
    nothing = wall.partition('class="wall-empty"')[2].partition("</div>")[0]
    assert 'href="/past"' in nothing


async def test_the_paper_says_that_the_clock_was_set_and_the_administrator_is_told_for_a_day(
    house: House,
) -> None:
    meeting, meetings = await house.meeting(), house.parts.meetings
    await meetings.do(meeting, OpenMeeting(), CHAIR)
    opened_ms = house.clock.wall_ms()
    house.clock.advance(60 * 60_000)
    house.clock.set_by(-65 * 60_000)
    await meetings.follow_clock()
    house.clock.advance(30 * 60_000)
    await meetings.do(meeting, CloseMeeting(), CHAIR)
    said = "Đồng hồ máy chủ đã chỉnh lùi 1 giờ 5 phút lúc"
    read = words(await (await house.as_role(Role.SUPERVISOR)).get(f"/past/{meeting}"))
    assert said in read
    assert "90 phút" in read
    entry = await house.parts.database.events.index(meeting)
    assert entry is not None
    assert entry.opened_ms == opened_ms - 65 * 60_000
    assert entry.closed_ms == house.clock.wall_ms()
    administrator = await house.as_role(Role.ADMINISTRATOR)
    assert said in words(await administrator.get("/admin/agendas"))
    house.clock.advance(24 * 3_600_000)
    assert said not in words(await administrator.get("/admin/agendas"))
