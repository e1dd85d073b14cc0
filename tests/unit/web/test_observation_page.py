"""The page of the observation sheet: who writes it, who reads it since when, what is printed."""

import io
from typing import Final

from docx import Document

from live.ids import DeviceId
from live.meeting import commands as c
from live.meeting.permissions import Actor, Role
from tests.unit.web.conftest import DAO, LICH, OTHER_BRANCH, House, words
from tests.unit.web.test_scores import CHAIR, held, page_of
from web.admission import actor_of
from web.links import Holder

WRITTEN: Final = "Cần nhiều đồng chí trẻ phát biểu hơn"
SENT: Final = {"part.to_correct": WRITTEN, "part.strengths": "Đúng giờ", "do": "save"}


async def boss_of(house: House) -> Actor:
    """Return the supervisor as the meeting knows them."""
    return actor_of(await house.account(Role.SUPERVISOR))


async def test_the_author_writes_a_sheet_that_the_branch_reads_once_it_is_sent(
    house: House,
) -> None:
    meeting, boss = await held(house), await house.as_role(Role.SUPERVISOR)
    path = f"/meetings/{meeting}/record/observation"
    first = words(await boss.get(path))
    assert "Số đảng viên có mặt: 2/3 (66,7" in first
    assert "0 đồng chí phát biểu" in first
    desk, officer = await house.as_role(Role.CHAIR), await house.as_role(Role.ADMINISTRATOR)
    assert (await officer.get(path)).status_code == 404
    assert (await boss.post(path, data=SENT)).status_code == 303
    read = words(await boss.get(path))
    assert (WRITTEN in read, "Chưa gửi chi bộ." in read) == (True, True)
    assert (await officer.post(path, data=SENT)).status_code == 403

    person = (await boss_of(house)).person
    for address in (path, f"{path}?of={person}", f"{path}.pdf", f"{path}.docx?of={person}"):
        assert (await desk.get(address)).status_code == 404
        assert (await officer.get(address)).status_code == 404
    assert "observation?of" not in (await desk.get(f"/meetings/{meeting}/record")).text
    assert (await boss.post(path, data={**SENT, "do": "hand"})).status_code == 303
    for reader in (desk, officer):
        assert WRITTEN in words(await reader.get(path))
    assert "observation?of" in (await desk.get(f"/meetings/{meeting}/record")).text
    changed = {**SENT, "part.to_correct": "Bản sau"}
    assert (await boss.post(path, data=changed)).status_code == 303
    later = words(await desk.get(path))
    assert (WRITTEN in later, "Bản sau" in later) == (True, False)


async def test_it_is_printed_with_the_notes_for_the_author_and_without_them_for_the_branch(
    house: House,
) -> None:
    meeting = await house.meeting()
    do, who = house.parts.meetings.do, await boss_of(house)
    device = DeviceId("d")
    boss_there = Actor(
        role=who.role, person=who.person, name=who.name, title=who.title, device=device
    )
    await do(meeting, c.OpenMeeting(), CHAIR)
    await do(meeting, c.DeviceCame(device=device, node="n"), boss_there)
    await do(meeting, c.TakeNote(text="Thảo luận đúng trọng tâm"), boss_there)
    house.clock.advance(60 * 60_000)
    await do(meeting, c.CloseMeeting(), CHAIR)
    boss, desk = await house.as_role(Role.SUPERVISOR), await house.as_role(Role.CHAIR)
    path = f"/meetings/{meeting}/record/observation"
    assert (await boss.post(path, data={**SENT, "do": "hand"})).status_code == 303

    pdf = await boss.get(f"{path}.pdf")
    assert pdf.headers["content-type"] == "application/pdf"
    assert pdf.content.startswith(b"%PDF")
    word = Document(io.BytesIO((await boss.get(f"{path}.docx")).content))
    printed = "\n".join(each.text for each in word.paragraphs)
    for said in (WRITTEN, "Thảo luận đúng trọng tâm", "(60\u00a0phút)"):
        assert said in printed
    got = (await desk.get(f"{path}.docx")).content
    assert "trọng tâm" not in "\n".join(each.text for each in Document(io.BytesIO(got)).paragraphs)
    assert "trọng tâm" not in words(await desk.get(path))


async def test_a_link_to_the_wall_writes_it_and_others_neither_write_nor_read(house: House) -> None:
    meeting, foreign = await held(house), await house.meeting(OTHER_BRANCH)
    account, visitor = await house.account(Role.SUPERVISOR), house.visitor()
    holder = Holder(role=Role.SUPERVISOR, name=account.name, account=account.id)
    (link,) = await house.parts.links.issue([holder], None)
    root = f"{house.parts.links.path(link)}/meetings"
    assert (
        await visitor.post(f"{root}/{meeting}/record/observation", data=SENT)
    ).status_code == 303
    assert WRITTEN in words(await visitor.get(f"{root}/{meeting}/record/observation"))
    assert (await visitor.get(f"{root}/{foreign}/record/observation")).status_code == 404
    for person, role, status in ((DAO, Role.MEMBER, 403), (LICH, Role.CHAIR, 404)):
        page = (await page_of(house, meeting, person, role)).replace("/score", "/observation")
        assert (await visitor.get(page)).status_code == status
        assert (await visitor.post(page, data=SENT)).status_code == 403


async def test_a_part_that_is_too_long_is_given_back_and_not_recorded(house: House) -> None:
    meeting, boss = await held(house), await house.as_role(Role.SUPERVISOR)
    path = f"/meetings/{meeting}/record/observation"
    refused = await boss.post(path, data={"part.strengths": "x" * 5001})
    assert (refused.status_code, "dài quá 5.000" in words(refused)) == (409, True)
    assert (await house.parts.meetings.state(meeting)).supervision.sheets == {}
