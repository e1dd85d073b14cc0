"""The page of the talk after a model meeting: who writes it, who reads it, what is printed."""

import io

from docx import Document

from live.ids import MeetingId
from live.meeting import commands as c
from live.meeting.permissions import Role
from live.meeting.state import MeetingKind
from tests.unit.web.conftest import House, words
from tests.unit.web.test_scores import CHAIR
from web.links import Holder

TEXT = "Chuẩn bị câu hỏi gợi mở trước khi thảo luận"
SENT = {"part.lessons": TEXT, "part.chair": "Lê Văn A, Bí thư Đảng ủy", "seen": "0"}


async def held_model(house: House) -> MeetingId:
    """Hold a model meeting to its end."""
    meeting, do = await house.meeting(kind=MeetingKind.MODEL), house.parts.meetings.do
    await do(meeting, c.OpenMeeting(), CHAIR)
    house.clock.advance(100 * 60_000)
    await do(meeting, c.CloseMeeting(), CHAIR)
    return meeting


async def test_the_superior_writes_it_and_desk_observers_and_administrators_read_it(
    house: House,
) -> None:
    meeting = await held_model(house)
    boss, desk = await house.as_role(Role.SUPERVISOR), await house.as_role(Role.CHAIR)
    officer, path = await house.as_role(Role.ADMINISTRATOR), f"/meetings/{meeting}/record/lessons"
    (link,) = await house.parts.links.issue([Holder(role=Role.OBSERVER, name="Bí thư")], meeting)
    guest, own = house.visitor(), f"{house.parts.links.path(link)}/record/lessons"
    for reader, address in ((desk, path), (officer, f"{path}.pdf"), (guest, own)):
        assert (await reader.get(address)).status_code == 404
    landing = house.parts.links.path(link)
    assert own not in (await guest.get(landing)).text
    assert (await boss.post(path, data=SENT)).headers["location"] == path
    for reader, address in ((desk, path), (officer, path), (guest, own), (boss, path)):
        assert TEXT in words(await reader.get(address))
    assert f'href="{own}"' in (await guest.get(landing)).text
    assert "/record/lessons" in (await desk.get(f"/meetings/{meeting}/record")).text
    assert (await officer.post(path, data=SENT)).status_code == 403
    assert (await guest.post(own, data=SENT)).status_code == 403
    minutes = words(await desk.get(f"/meetings/{meeting}/record/minutes"))
    assert TEXT not in minutes

    pdf = await desk.get(f"{path}.pdf")
    assert pdf.content.startswith(b"%PDF")
    word = Document(io.BytesIO((await guest.get(f"{own}.docx")).content))
    printed = "\n".join(each.text for each in word.paragraphs)
    assert (TEXT in printed, "không thuộc biên bản" in printed) == (True, True)


async def test_another_text_than_the_one_that_was_seen_is_not_written_over(house: House) -> None:
    meeting = await held_model(house)
    boss, path = await house.as_role(Role.SUPERVISOR), f"/meetings/{meeting}/record/lessons"
    await boss.post(path, data=SENT)
    refused = await boss.post(path, data={**SENT, "part.lessons": "Bản thứ hai"})
    assert (refused.status_code, "Bản thứ hai" in refused.text) == (409, True)
    for wrong in ("x", "9" * 5000):
        assert (await boss.post(path, data={**SENT, "seen": wrong})).status_code == 409
    kept = (await house.parts.meetings.state(meeting)).supervision.lessons
    assert len(kept) == 1


async def test_a_meeting_that_is_no_model_has_none(house: House) -> None:
    meeting, do = await house.meeting(), house.parts.meetings.do
    await do(meeting, c.OpenMeeting(), CHAIR)
    boss, path = await house.as_role(Role.SUPERVISOR), f"/meetings/{meeting}/record/lessons"
    assert (await boss.get(path)).status_code == 404
    assert (await boss.post(path, data=SENT)).status_code == 404
