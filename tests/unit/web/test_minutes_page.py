"""The page of the minutes: who reads it when, and what is done on it."""

import html
import re
from typing import Final

import pytest
from httpx import AsyncClient, Response

from live.ids import DeviceId, MeetingId, PersonId
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


def form_of(page: str, block: str) -> dict[str, str]:
    """Return what the form of a block holds, as a browser would send it."""
    text = page.partition(f'id="{block}"')[2].partition("</form>")[0]
    areas = re.findall(r'<textarea name="(\w+)"[^>]*>\n(.*?)</textarea>', text, re.DOTALL)
    hidden = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', text)
    return {name: html.unescape(value) for name, value in (*areas, *hidden)}


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


async def test_the_closing_has_a_heading_only_while_it_says_nothing(house: House) -> None:
    meeting, visitor = await held(house, over=False), house.visitor()
    desk = await page_of(house, meeting, LICH, Role.CHAIR)
    assert "Kết thúc</h2>" in (await visitor.get(desk)).text
    await press(visitor, desk, "present")
    read_back = (await visitor.get(desk)).text
    assert ('id="closing"' in read_back, "Kết thúc</h2>" in read_back) == (True, False)


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


async def test_a_text_of_the_record_that_is_longer_than_may_be_typed_can_be_shortened(
    house: House,
) -> None:
    meeting, visitor = await held(house), house.visitor()
    desk = await page_of(house, meeting, LICH, Role.CHAIR)
    drawn = "\r\n".join(["x" * 900] * 35)
    sent = {"block": "conclusion", "was": drawn, "drawn": "d"}
    late = await press(visitor, desk, "edit", text=drawn, **sent)
    assert (late.status_code, "30.000 ký tự" in words(late)) == (409, True)
    assert (await press(visitor, desk, "edit", text="ngắn", **sent)).status_code == 303
    assert (await state(house, meeting)).minutes.blocks["conclusion"].text == "ngắn"


async def test_the_end_of_a_line_counts_as_one_character(house: House) -> None:
    meeting, visitor = await held(house), house.visitor()
    desk = await page_of(house, meeting, LICH, Role.CHAIR)
    lines = ["x" * 49] * 600
    await press(visitor, desk, "edit", text="\r\n".join(lines), **CONCLUSION)
    assert (await state(house, meeting)).minutes.blocks["conclusion"].text == "\n".join(lines)


async def test_who_accepts_a_correction_is_told_to_write_it_in(house: House) -> None:
    meeting, visitor = await held(house), house.visitor()
    desk = await page_of(house, meeting, LICH, Role.CHAIR)
    member = await page_of(house, meeting, DAO, Role.MEMBER)
    await press(visitor, desk, "present")
    await press(visitor, member, "propose", block="conclusion", text="Hạn là ngày 20")
    (one,) = (await state(house, meeting)).minutes.corrections
    await press(visitor, desk, "accept", correction=one.id)
    said = [words(await visitor.get(page)) for page in (desk, member)]
    assert ["Đã tiếp thu." in each for each in said] == [True, True]
    assert ["tiếp thu không tự đổi nội dung" in each for each in said] == [True, False]


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
    form = form_of(late.text, "conclusion")
    await press(visitor, desk, "edit", **{**form, "text": "ba"})
    saved = (await state(house, meeting)).minutes.blocks["conclusion"].text
    assert sorted(saved.split()) == sorted(["ba", *before.split()])  # nothing of the other is gone


async def test_what_was_typed_is_shown_where_the_minutes_were_adopted_meanwhile(
    house: House,
) -> None:
    meeting, visitor = await held(house), house.visitor()
    desk = await page_of(house, meeting, LICH, Role.CHAIR)
    member = await page_of(house, meeting, DAO, Role.MEMBER)
    await press(visitor, desk, "present")
    await press(visitor, desk, "adopt", number="12")
    for path, do, typed in (
        (desk, "edit", "Kết luận <mới>"),
        (member, "propose", "Thiếu ý kiến tôi"),
        (desk, "restore", "Chữ khác"),
    ):
        late = await press(visitor, path, do, text=typed, **CONCLUSION)
        (unsaved,) = re.findall(r"<textarea rows=.* readonly .*>\n(.*)</textarea>", late.text)
        assert (late.status_code, html.unescape(unsaved)) == (409, typed)
        (problem,) = re.findall(r'role="alert">(.*?)</p>', late.text)
        assert "số 12" in problem


async def test_block_that_was_edited_to_nothing_can_be_restored(house: House) -> None:
    meeting, visitor = await held(house), house.visitor()
    desk = await page_of(house, meeting, LICH, Role.CHAIR)
    assert 'id="other_turns"' not in (await visitor.get(desk)).text
    await press(visitor, desk, "edit", block="other_turns", text="", was="Nói riêng", drawn="")
    form = form_of((await visitor.get(desk)).text, "other_turns")
    await press(visitor, desk, "restore", **form)
    assert "other_turns" not in (await state(house, meeting)).minutes.blocks


async def test_to_restore_one_sees_what_another_wrote_meanwhile(house: House) -> None:
    meeting, visitor = await held(house), house.visitor()
    desk = await page_of(house, meeting, LICH, Role.CHAIR)
    await press(visitor, desk, "edit", text="một", **CONCLUSION)
    form = form_of((await visitor.get(desk)).text, "conclusion")
    await press(visitor, desk, "edit", **{**form, "text": "một hai"})
    late = await press(visitor, desk, "restore", **form)
    assert late.status_code == 409
    form = form_of(late.text, "conclusion")
    assert (form["was"], form["text"]) == ("một hai", "một hai")
    assert (await press(visitor, desk, "restore", **form)).status_code == 303
    assert "conclusion" not in (await state(house, meeting)).minutes.blocks


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
        assert wrote.status_code == (303 if may else 409)
    member = await page_of(house, meeting, DAO, Role.MEMBER)
    await press(visitor, await page_of(house, meeting, LICH, Role.CHAIR), "present")
    refused = await press(visitor, member, "edit", text="x", **CONCLUSION)
    assert (refused.status_code, "không" in words(refused)) == (409, True)
    assert (await state(house, meeting)).minutes.blocks["conclusion"].text == "secretary"


async def test_supervisor_who_attended_proposes_and_does_not_write(house: House) -> None:
    meeting, meetings = await house.meeting(), house.parts.meetings
    await meetings.do(meeting, c.OpenMeeting(), CHAIR)
    account = await house.account(Role.SUPERVISOR)
    supervisor = Actor(role=Role.SUPERVISOR, person=PersonId(account.id), name=account.name)
    await meetings.do(meeting, c.DeviceCame(device=DeviceId("d1"), node="n"), supervisor)
    house.clock.advance(90 * 60_000)
    await meetings.do(meeting, c.CloseMeeting(), CHAIR)
    await meetings.do(meeting, c.PresentMinutes(), CHAIR)
    client, path = await house.as_role(Role.SUPERVISOR), f"/meetings/{meeting}/record/minutes"
    refused = await press(client, path, "edit", text="Viết thay", **CONCLUSION)
    assert refused.status_code == 409
    assert (await state(house, meeting)).minutes.blocks == {}
    sent = await press(client, path, "propose", block="conclusion", text="Thiếu ý kiến cấp trên")
    assert sent.status_code == 303
    (one,) = (await state(house, meeting)).minutes.corrections
    assert (one.by.person, one.text) == (supervisor.person, "Thiếu ý kiến cấp trên")


async def test_what_people_wrote_is_shown_as_text(house: House) -> None:
    meeting, visitor = await held(house), house.visitor()
    desk = await page_of(house, meeting, LICH, Role.CHAIR)
    await press(visitor, desk, "edit", text="</textarea><script>x</script> {{ 7*7 }}", **CONCLUSION)
    page = (await visitor.get(desk)).text
    assert "<script>x" not in page
    assert "&lt;script&gt;x" in page
    assert "{{ 7*7 }}" in page
