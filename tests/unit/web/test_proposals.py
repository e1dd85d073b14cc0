"""The pages of proposals: who raises, who answers, who reads; the register over the branches."""

from live.meeting import commands as c
from live.meeting.permissions import Role
from tests.unit.web.conftest import DAO, HIEN, OTHER_BRANCH, House, words
from tests.unit.web.test_scores import CHAIR, held
from web.links import Holder

WHAT = "Đề nghị sửa đường vào nhà văn hóa"
SENT = {"do": "raise", "text": WHAT, "to": "Đảng ủy xã", "due": "2026-01-01"}


async def test_the_desk_raises_the_superior_answers_on_one_page_and_the_branch_reads_it(
    house: House,
) -> None:
    meeting = await held(house)
    desk, boss = await house.as_role(Role.CHAIR), await house.as_role(Role.SUPERVISOR)
    path = f"/meetings/{meeting}/record/proposals"
    assert (await desk.post(path, data=SENT)).headers["location"] == path
    read = words(await desk.get(path))
    assert (WHAT in read, "Quá hạn 01/01/2026" in read) == (True, True)
    register = words(await boss.get("/proposals"))
    assert "1 kiến nghị chờ trả lời, 1 đã quá hạn." in register
    assert WHAT in register

    proposal = (await house.parts.meetings.state(meeting)).proposals[0].id
    told = {"meeting": meeting, "proposal": proposal, "outcome": "passed_on", "text": "Gửi huyện"}
    assert (await boss.post("/proposals", data=told)).status_code == 303
    assert "Đã chuyển, chờ trả lời" in words(await boss.get("/proposals"))
    last = {**told, "outcome": "declined", "text": "Chưa có kinh phí"}
    assert (await boss.post(path, data=last)).status_code == 303
    for text in (words(await desk.get(path)), words(await boss.get("/proposals"))):
        assert text.index("Gửi huyện") < text.index("Chưa có kinh phí")
        assert "Đồng chí supervisor" in text
    assert "Không có kiến nghị nào chờ trả lời." in words(await boss.get("/proposals"))
    assert "1 kiến nghị, 0 chờ trả lời." in words(await desk.get(f"/meetings/{meeting}/record"))


async def test_the_desk_of_a_later_meeting_reads_what_was_answered_to_an_earlier_one(
    house: House,
) -> None:
    meeting, do = await held(house), house.parts.meetings.do
    await do(meeting, c.RaiseProposal(text=WHAT), CHAIR)
    later = await held(house)
    desk, boss = await house.as_role(Role.CHAIR), await house.as_role(Role.SUPERVISOR)
    path = f"/meetings/{later}/record/proposals"
    assert WHAT in words(await desk.get(path))
    assert WHAT not in words(await boss.get(path))
    month = house.parts.month
    report = words(await boss.get(f"/reports?period={month}"))
    assert "1 kiến nghị của các buổi đến hết kỳ này chưa được trả lời." in report


async def test_administrators_read_and_only_the_desk_and_followers_of_the_branch_write(
    house: House,
) -> None:
    meeting, foreign = await held(house), await house.meeting(OTHER_BRANCH)
    do = house.parts.meetings.do
    await do(meeting, c.RaiseProposal(text=WHAT), CHAIR)
    await do(foreign, c.OpenMeeting(), CHAIR)
    await do(foreign, c.RaiseProposal(text="Của chi bộ khác"), CHAIR)
    officer, boss = await house.as_role(Role.ADMINISTRATOR), await house.as_role(Role.SUPERVISOR)
    path = f"/meetings/{meeting}/record/proposals"
    every = words(await officer.get("/proposals"))
    assert (WHAT in every, "Của chi bộ khác" in every) == (True, True)
    assert WHAT in words(await officer.get(path))
    assert "Của chi bộ khác" not in (await boss.get("/proposals")).text
    other = (await house.parts.meetings.state(foreign)).proposals[0].id
    told = {"meeting": foreign, "proposal": other, "outcome": "answered", "text": "x"}
    hidden = await boss.post("/proposals", data=told)
    nowhere = await boss.post("/proposals", data={**told, "meeting": "none"})
    assert (hidden.status_code, words(hidden)) == (nowhere.status_code, words(nowhere))
    assert (await house.parts.meetings.state(foreign)).proposals[0].answers == ()
    assert (await officer.post("/proposals", data=told)).status_code == 403
    assert (await officer.post(path, data=SENT)).status_code == 403
    assert (await boss.post(path, data=SENT)).status_code == 409
    assert len((await house.parts.meetings.state(meeting)).proposals) == 1


async def test_links_of_desk_and_wall_reach_the_page_and_those_of_members_do_not(
    house: House,
) -> None:
    meeting, account = await held(house), await house.account(Role.SUPERVISOR)
    links, visitor = house.parts.links, house.visitor()
    desk, member = await links.issue(
        [
            Holder(role=Role.SECRETARY, name=HIEN.name, person=HIEN.id),
            Holder(role=Role.MEMBER, name=DAO.name, person=DAO.id),
        ],
        meeting,
    )
    (wall,) = await links.issue(
        [Holder(role=Role.SUPERVISOR, name=account.name, account=account.id)], None
    )
    path = f"{links.path(desk)}/record/proposals"
    assert (await visitor.post(path, data=SENT)).headers["location"] == path
    assert WHAT in words(await visitor.get(path))
    assert (await visitor.get(f"{links.path(member)}/record/proposals")).status_code == 403
    path = f"{links.path(wall)}/meetings/{meeting}/record/proposals"
    proposal = (await house.parts.meetings.state(meeting)).proposals[0].id
    told = {"do": "answer", "proposal": proposal, "outcome": "answered", "text": "Sẽ làm"}
    assert (await visitor.post(path, data=told)).status_code == 303
    assert "Sẽ làm" in words(await visitor.get(path))


async def test_what_was_typed_stays_when_something_is_missing(house: House) -> None:
    meeting = await held(house)
    desk, boss = await house.as_role(Role.CHAIR), await house.as_role(Role.SUPERVISOR)
    path = f"/meetings/{meeting}/record/proposals"
    wrong = await desk.post(path, data={**SENT, "due": "2026-02-30"})
    assert wrong.status_code == 409
    assert f">{WHAT}</textarea>" in wrong.text
    assert "Nhập đủ nội dung" in words(wrong)
    await desk.post(path, data=SENT)
    proposal = (await house.parts.meetings.state(meeting)).proposals[0].id
    told = {"meeting": meeting, "proposal": proposal, "outcome": "answered", "text": "x" * 1001}
    wrong = await boss.post("/proposals", data=told)
    assert wrong.status_code == 409
    assert "x" * 1001 in wrong.text
