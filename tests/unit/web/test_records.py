"""The page of a meeting's record: who opens it, and what it says is missing."""

import pytest

from live.ids import MeetingId
from live.meeting.commands import AdoptMinutes, CloseMeeting, MarkPerson, OpenMeeting
from live.meeting.permissions import Actor, Role
from live.meeting.words import Mark
from tests.unit.web.conftest import DAO, HIEN, LICH, OTHER_BRANCH, House, words
from web.links import Holder

CHAIR = Actor(role=Role.CHAIR, person=LICH.id, name=LICH.name)


async def held(house: House) -> MeetingId:
    """Hold a meeting with two of three; why the third did not come is not known."""
    meeting, meetings = await house.meeting(), house.parts.meetings
    await meetings.do(meeting, OpenMeeting(), CHAIR)
    for person in (LICH, HIEN):
        await meetings.do(meeting, MarkPerson(person=person.id, mark=Mark.IN_ROOM), CHAIR)
    house.clock.advance(90 * 60_000)
    await meetings.do(meeting, CloseMeeting(), CHAIR)
    return meeting


@pytest.mark.parametrize("role", [Role.CHAIR, Role.SECRETARY, Role.SUPERVISOR])
async def test_desk_and_supervisor_read_what_is_done_and_what_is_missing(
    house: House, role: Role
) -> None:
    meeting = await held(house)
    read = words(await (await house.as_role(role)).get(f"/meetings/{meeting}/record"))
    assert "có mặt 2/3" in read
    assert ("Đọc, sửa và thông qua biên bản" in read) is (role is not Role.SUPERVISOR)
    assert "Điểm danh Còn 1 đồng chí vắng chưa ghi lý do" in read
    assert "Ý kiến phát biểu Đã đủ" in read


async def test_a_record_whose_minutes_are_adopted_is_final_and_asks_for_nothing(
    house: House,
) -> None:
    meeting = await held(house)
    await house.parts.meetings.do(meeting, AdoptMinutes(number="8-BB/CB"), CHAIR)
    read = words(await (await house.as_role(Role.CHAIR)).get(f"/meetings/{meeting}/record"))
    assert "Hồ sơ đã chốt" in read
    assert "Điểm danh Đã chốt" in read
    assert "Xem bảng chấm điểm" in read
    assert "Việc còn phải làm" not in read
    assert "Đã đủ" not in read


async def test_a_meeting_that_is_not_over_or_of_another_branch_has_no_record_to_read(
    house: House,
) -> None:
    running, foreign = await house.meeting(), await house.meeting(OTHER_BRANCH)
    chair = await house.as_role(Role.CHAIR)
    refused = await chair.get(f"/meetings/{running}/record")
    assert refused.status_code == 404
    assert "Buổi sinh hoạt chưa bế mạc" in words(refused)
    assert (await chair.get(f"/meetings/{foreign}/record")).status_code == 404


async def test_a_personal_link_opens_the_record_for_the_desk_and_not_for_a_member(
    house: House,
) -> None:
    meeting = await held(house)
    visitor = house.visitor()
    for person, status in ((LICH, 200), (DAO, 403)):
        role = Role.CHAIR if person is LICH else Role.MEMBER
        holder = Holder(role=role, name=person.name, person=person.id)
        (link,) = await house.parts.links.issue([holder], meeting)
        page = await visitor.get(f"{house.parts.links.path(link)}/record")
        assert page.status_code == status, person.name
        assert ("Việc còn phải làm" in words(page)) is (status == 200)
