"""The page of the minutes: who reads it when, and what is done on it."""

from typing import Final

import pytest
from httpx import AsyncClient, Response

from live.ids import MeetingId
from live.meeting import commands as c
from live.meeting.permissions import Actor, Role
from live.meeting.state import Meeting
from live.meeting.words import Mark
from live.store.registers import Person
from tests.unit.web.conftest import DAO, HIEN, LICH, House, words
from web.links import Holder

CHAIR: Final = Actor(role=Role.CHAIR, person=LICH.id, name=LICH.name)
CONCLUSION: Final = {"block": "conclusion", "was": "", "drawn": ""}


async def held(
    house: House, *, over: bool = True, present: tuple[Person, ...] = (LICH, HIEN, DAO)
) -> MeetingId:
    """Hold a meeting; Hien is its secretary."""
    meeting, meetings = await house.meeting(), house.parts.meetings
    await meetings.do(meeting, c.OpenMeeting(), CHAIR)
    for person in present:
        await meetings.do(meeting, c.MarkPerson(person=person.id, mark=Mark.IN_ROOM), CHAIR)
    house.clock.advance(90 * 60_000)
    if over:
        await meetings.do(meeting, c.CloseMeeting(), CHAIR)
    return meeting


async def page_of(house: House, meeting: MeetingId, person: Person, role: Role) -> str:
    """Return the address of the minutes for a personal link."""
    holder = Holder(role=role, name=person.name, person=person.id)
    (link,) = await house.parts.links.issue([holder], meeting)
    return f"{house.parts.links.path(link)}/record/minutes"


async def state(house: House, meeting: MeetingId) -> Meeting:
    """Return a meeting as recorded now."""
    return await house.parts.meetings.state(meeting)


async def press(visitor: AsyncClient, path: str, do: str, **sent: str) -> Response:
    """Press a button of the page."""
    return await visitor.post(path, data={"do": do, **sent})


async def test_a_member_reads_and_proposes_once_the_minutes_are_read_back(house: House) -> None:
    meeting, visitor = await held(house, over=False), house.visitor()
    desk = await page_of(house, meeting, LICH, Role.CHAIR)
    member = await page_of(house, meeting, DAO, Role.MEMBER)
    early = await visitor.get(member)
    assert (early.status_code, "chưa được đọc lại" in words(early)) == (403, True)
    assert (await press(visitor, desk, "present")).status_code == 303
    assert (await visitor.get(member)).status_code == 200
    sent = await press(visitor, member, "propose", block="conclusion", text="Thiếu ý kiến tôi")
    assert sent.headers["location"] == f"{member}#conclusion"
    assert "Thiếu ý kiến tôi" in words(await visitor.get(desk))
    (one,) = (await state(house, meeting)).minutes.corrections
    assert one.by.person == DAO.id


async def test_a_member_who_was_not_there_does_not_read_the_minutes(house: House) -> None:
    meeting, visitor = await held(house, present=(LICH, HIEN)), house.visitor()
    await press(visitor, await page_of(house, meeting, LICH, Role.CHAIR), "present")
    refused = await visitor.get(await page_of(house, meeting, DAO, Role.MEMBER))
    assert (refused.status_code, "dành cho người dự" in words(refused)) == (403, True)


async def test_the_desk_edits_settles_and_adopts(house: House) -> None:
    meeting, visitor = await held(house), house.visitor()
    desk = await page_of(house, meeting, LICH, Role.CHAIR)
    await press(visitor, desk, "edit", text="Dòng một\r\nDòng hai", **CONCLUSION)
    now = await state(house, meeting)
    assert now.minutes.blocks["conclusion"].text == "Dòng một\nDòng hai"
    await press(visitor, desk, "present")
    member = await page_of(house, meeting, DAO, Role.MEMBER)
    await press(visitor, member, "propose", block="conclusion", text="Sửa")
    early = await press(visitor, desk, "adopt", number="12")
    assert (early.status_code, "Còn 1 đề nghị sửa" in words(early)) == (409, True)
    (one,) = (await state(house, meeting)).minutes.corrections
    await press(visitor, desk, "refuse", correction=one.id, reason="Đã đúng")
    await press(visitor, desk, "adopt", number="12", resolution_number="7")
    page = words(await visitor.get(desk))
    assert "Biên bản đã được thông qua, số 12" in page
    assert "Số 12-BB/CB" in page
    assert "Sửa đoạn này" not in page


@pytest.mark.parametrize("typed", ["& <b>" + "x" * 30_000, "hai " * 7_450], ids=["one", "two"])
async def test_what_was_typed_is_on_the_page_again_when_it_was_not_saved(
    house: House, typed: str
) -> None:
    meeting, visitor = await held(house), house.visitor()
    desk = await page_of(house, meeting, LICH, Role.CHAIR)
    before = "một " * 100
    await press(visitor, desk, "edit", text=before, **CONCLUSION)
    late = await press(visitor, desk, "edit", text=typed, **CONCLUSION)
    assert late.status_code == 409
    assert typed.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") in late.text
    assert (await state(house, meeting)).minutes.blocks["conclusion"].text == before.strip()


@pytest.mark.parametrize("sent", [{"do": "shout"}, {"do": "edit"}, {}, {"do": "adopt"}], ids=str)
async def test_what_is_no_form_of_the_page_changes_nothing(
    house: House, sent: dict[str, str]
) -> None:
    meeting, visitor = await held(house), house.visitor()
    desk = await page_of(house, meeting, LICH, Role.CHAIR)
    before = await state(house, meeting)
    assert (await visitor.post(desk, data=sent)).status_code == 409
    assert (await state(house, meeting)).version == before.version


async def test_a_number_that_is_none_is_said_and_stays_typed(house: House) -> None:
    meeting, visitor = await held(house), house.visitor()
    desk = await page_of(house, meeting, LICH, Role.CHAIR)
    refused = await press(visitor, desk, "adopt", number="số mười hai")
    assert "Số chỉ gồm chữ số" in words(refused)
    assert 'value="số mười hai"' in refused.text


async def test_the_room_and_accounts_read_and_only_the_desk_writes(house: House) -> None:
    meeting, visitor = await held(house), house.visitor()
    path = f"/meetings/{meeting}/record/minutes"
    for role, may in ((Role.SECRETARY, True), (Role.SUPERVISOR, False)):
        client = await house.as_role(role)
        read = await client.get(path)
        assert (read.status_code, "Sửa đoạn này" in words(read)) == (200, may)
        wrote = await press(client, path, "edit", text=role.value, **CONCLUSION)
        assert wrote.status_code == (303 if may else 403)
    member = await page_of(house, meeting, DAO, Role.MEMBER)
    await press(visitor, await page_of(house, meeting, LICH, Role.CHAIR), "present")
    refused = await press(visitor, member, "edit", text="x", **CONCLUSION)
    assert (refused.status_code, "không" in words(refused)) == (409, True)
    assert (await state(house, meeting)).minutes.blocks["conclusion"].text == "secretary"


async def test_what_people_wrote_is_shown_as_text(house: House) -> None:
    meeting, visitor = await held(house), house.visitor()
    desk = await page_of(house, meeting, LICH, Role.CHAIR)
    await press(visitor, desk, "edit", text="</textarea><script>x</script> {{ 7*7 }}", **CONCLUSION)
    page = (await visitor.get(desk)).text
    assert "<script>x" not in page
    assert "&lt;script&gt;x" in page
    assert "{{ 7*7 }}" in page
