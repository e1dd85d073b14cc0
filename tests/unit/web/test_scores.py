"""The page of the score: who reads it, who gives points on it, what it says to what is wrong."""

from typing import Final

import pytest

from live.ids import BallotId, MeetingId
from live.meeting import commands as c
from live.meeting.permissions import Actor, Role
from live.meeting.rubric import GROUPS, RUBRIC, ScoreFill
from live.meeting.scoring import latest, total
from live.meeting.state import Score
from live.meeting.words import BallotMethod, Mark
from live.store.registers import Person
from tests.unit.web.conftest import DAO, HIEN, LICH, OTHER_BRANCH, House, Visitor, words
from web.links import Holder

CHAIR: Final = Actor(role=Role.CHAIR, person=LICH.id, name=LICH.name)
GIVEN: Final = {
    f"points.{line.code}": str(line.points) for line in RUBRIC if line.fill is not ScoreFill.AUTO
}
"""All points of what people give, as the page sends them."""


async def held(house: House, *, over: bool = True) -> MeetingId:
    """Hold a meeting with two of three."""
    meeting, meetings = await house.meeting(), house.parts.meetings
    await meetings.do(meeting, c.OpenMeeting(), CHAIR)
    for person in (LICH, HIEN):
        await meetings.do(meeting, c.MarkPerson(person=person.id, mark=Mark.IN_ROOM), CHAIR)
    house.clock.advance(90 * 60_000)
    if over:
        await meetings.do(meeting, c.CloseMeeting(), CHAIR)
    return meeting


async def score(house: House, meeting: MeetingId) -> Score:
    """Return what was given so far."""
    return (await house.parts.meetings.state(meeting)).score


async def page_of(house: House, meeting: MeetingId, person: Person, role: Role) -> str:
    """Return the address of the score for a personal link."""
    holder = Holder(role=role, name=person.name, person=person.id)
    (link,) = await house.parts.links.issue([holder], meeting)
    return f"{house.parts.links.path(link)}/record/score"


async def proposed(house: House, meeting: MeetingId) -> tuple[Visitor, str]:
    """Propose all points as the chair; return the chair's browser and address."""
    desk = await house.as_role(Role.CHAIR)
    path = f"/meetings/{meeting}/record/score"
    assert (await desk.post(path, data={"do": "propose", **GIVEN})).status_code == 303
    return desk, path


@pytest.mark.parametrize("over", [False, True])
async def test_the_desk_proposes_and_adopts_while_the_meeting_runs_and_afterwards(
    house: House, *, over: bool
) -> None:
    meeting = await held(house, over=over)
    path = f"/meetings/{meeting}/record/score"
    desk = await house.as_role(Role.SECRETARY)
    first = words(await desk.get(path))
    assert "Chưa chấm điểm" in first
    assert "Có mặt 2/3 đảng viên; mức phải vượt là 85 %." in first
    assert "Vắng, chưa ghi lý do: Lương Văn Đạo." in first
    desk, path = await proposed(house, meeting)
    read = words(await desk.get(path))
    assert "Muốn xếp loại Tốt phải đủ điểm ở: B1" in read
    changed = {**GIVEN, "points.C2": "5"}
    assert (await desk.post(path, data={"do": "adopt", **changed})).status_code == 303
    now = await score(house, meeting)
    mine, branch = latest(now.proposed), latest(now.adopted)
    assert mine is not None
    assert branch is not None
    assert (mine.points["C2"], branch.points["C2"]) == (8, 5)
    assert mine.points["B1"] == branch.points["B1"]


async def test_criteria_are_read_in_the_language_of_the_page(house: House) -> None:
    meeting = await held(house)
    desk = await house.as_role(Role.SECRETARY)
    path = f"/meetings/{meeting}/record/score"
    vietnamese = words(await desk.get(path))
    english = words(await desk.get(f"{path}?lang=en"))
    for line in RUBRIC:
        assert f"{line.code}. {line.title}" in vietnamese
        assert line.title not in english
    assert "C4. Long enough" in english
    for code, title in GROUPS.items():
        assert f"{code}. {title}" in vietnamese
        assert title not in english


async def test_a_supervisor_confirms_or_gives_other_points_with_a_reason(house: House) -> None:
    meeting = await held(house)
    boss = await house.as_role(Role.SUPERVISOR)
    path = f"/meetings/{meeting}/record/score"
    assert "Xác nhận điểm chi bộ thông qua" not in words(await boss.get(path))
    early = await boss.post(path, data={"do": "confirm", "adopted": "1"})
    assert (early.status_code, "Chưa có điểm để" in words(early)) == (409, True)
    desk, _ = await proposed(house, meeting)
    await desk.post(path, data={"do": "adopt", **GIVEN})
    assert (await boss.post(path, data={"do": "confirm", "adopted": "1"})).status_code == 303
    confirmed = latest((await score(house, meeting)).reviewed)
    assert confirmed is not None
    assert confirmed.confirmed
    assert "Cho điểm khác" in words(await boss.get(path))
    assert 'value="confirm"' not in (await boss.get(path)).text
    form = await boss.get(f"{path}?form=review")
    assert 'name="points.B1"' in form.text
    own = {**GIVEN, "points.C7": "3", "do": "review", "adopted": "1"}
    assert "không nhập bằng tay" not in words(form)
    emptied = await boss.post(path, data={**own, "points.C7": "", "reason": "Có việc riêng"})
    assert (emptied.status_code, "Điểm là số nguyên" in words(emptied)) == (409, True)
    refused = await boss.post(path, data=own)
    assert (refused.status_code, "Cần ghi lý do" in words(refused)) == (409, True)
    assert 'value="3"' in refused.text
    assert (await boss.post(path, data={**own, "reason": "Có việc riêng"})).status_code == 303
    now = await score(house, meeting)
    assert [each.points["C7"] for each in (*now.adopted, *now.reviewed)] == [5, 5, 3]
    read = words(await desk.get(path))
    assert "Lý do: Có việc riêng" in read
    assert "Điểm chấm trước đó, 1 lần, đều được giữ." in read


async def test_points_that_the_branch_changed_meanwhile_are_not_confirmed_unseen(
    house: House,
) -> None:
    meeting = await held(house)
    desk, path = await proposed(house, meeting)
    await desk.post(path, data={"do": "adopt", **GIVEN})
    boss = await house.as_role(Role.SUPERVISOR)
    seen = (await boss.get(path)).text
    assert '<input type="hidden" name="adopted" value="1">' in seen
    await desk.post(path, data={"do": "adopt", **GIVEN, "points.C2": "1"})
    late = await boss.post(path, data={"do": "confirm", "adopted": "1"})
    assert (late.status_code, "Chi bộ vừa thông qua điểm khác" in words(late)) == (409, True)
    assert (await score(house, meeting)).reviewed == ()
    assert '<input type="hidden" name="adopted" value="2">' in late.text
    assert (await boss.post(path, data={"do": "confirm", "adopted": "2"})).status_code == 303
    await desk.post(path, data={"do": "adopt", **GIVEN})
    assert "Xác nhận điểm chi bộ thông qua." not in words(await boss.get(path))


async def test_points_that_the_outcome_contradicts_are_said_on_both_pages(house: House) -> None:
    """Scored before the items of the agenda that the meeting then closes without."""
    meeting = await held(house, over=False)
    desk, path = await proposed(house, meeting)
    await desk.post(path, data={"do": "adopt", **GIVEN})
    said = "Điểm theo diễn biến đã khác: C1 6 → 2; chấm lại trước khi thông qua biên bản."
    assert said not in words(await desk.get(path))
    await house.parts.meetings.do(meeting, c.CloseMeeting(), CHAIR)
    for page in (path, path.removesuffix("/score")):
        assert said in words(await desk.get(page))
    await desk.post(path, data={"do": "propose", **GIVEN})
    await desk.post(path, data={"do": "adopt", **GIVEN})
    assert "Điểm theo diễn biến đã khác" not in words(await desk.get(path))


async def voted(house: House, meeting: MeetingId, matter: str) -> BallotId:
    """Hold a vote by name, which everybody there is for; return it."""
    meetings = house.parts.meetings
    item = (await meetings.state(meeting)).agenda.items[2].id
    house.clock.advance(60_000)
    await meetings.do(meeting, c.StartItem(item=item), CHAIR)
    opening = c.OpenBallot(item=item, matter=matter, method=BallotMethod.NAMED)
    await meetings.do(meeting, opening, CHAIR)
    ballot = (await meetings.state(meeting)).ballots[-1].id
    for person in (LICH, HIEN):
        cast = c.RecordVote(ballot=ballot, person=person.id, choice=("for",))
        await meetings.do(meeting, cast, CHAIR)
    await meetings.do(meeting, c.CloseBallot(ballot=ballot), CHAIR)
    await meetings.do(meeting, c.ConfirmBallot(ballot=ballot), CHAIR)
    house.clock.advance(60_000)
    return ballot


async def test_the_vote_is_that_on_the_points_unless_consent_without_one_was_chosen(
    house: House,
) -> None:
    meeting = await held(house, over=False)
    desk, path = await proposed(house, meeting)
    first = await voted(house, meeting, "Thông qua điểm")
    chosen = '<option value="{}" selected>'
    assert chosen.format(first) in (await desk.get(path)).text
    wrong = {"do": "adopt", **GIVEN, "points.C2": "99"}
    assert chosen.format(first) in (await desk.post(path, data={**wrong, "ballot": first})).text
    assert "selected" not in (await desk.post(path, data={**wrong, "ballot": ""})).text
    await desk.post(path, data={"do": "adopt", **GIVEN, "ballot": first})
    house.clock.advance(60_000)
    await desk.post(path, data={"do": "propose", **GIVEN, "points.C2": "1"})
    assert "selected" not in (await desk.get(f"{path}?form=adopt")).text
    second = await voted(house, meeting, "Thông qua điểm mới")
    assert chosen.format(second) in (await desk.get(f"{path}?form=adopt")).text


async def test_a_supervisor_comes_by_a_link_to_the_wall(house: House) -> None:
    meeting, foreign = await held(house), await house.meeting(OTHER_BRANCH)
    desk, path = await proposed(house, meeting)
    await desk.post(path, data={"do": "adopt", **GIVEN})
    account = await house.account(Role.SUPERVISOR)
    holder = Holder(role=Role.SUPERVISOR, name=account.name, account=account.id)
    (link,) = await house.parts.links.issue([holder], None)
    root, visitor = house.parts.links.path(link), house.visitor()
    address = f"{root}/meetings/{meeting}/record/score"
    assert "Cho điểm khác" in words(await visitor.get(address))
    assert (await visitor.post(address, data={"do": "confirm", "adopted": "1"})).status_code == 303
    confirmed = latest((await score(house, meeting)).reviewed)
    assert confirmed is not None
    assert confirmed.by.role is Role.SUPERVISOR
    assert (await visitor.get(f"{root}/meetings/{foreign}/record/score")).status_code == 404
    member = (await page_of(house, meeting, DAO, Role.MEMBER)).removesuffix("/record/score")
    assert (await visitor.get(f"{member}/meetings/{meeting}/record/score")).status_code == 403


async def test_a_member_neither_reads_nor_scores_and_a_supervisor_does_not_propose(
    house: House,
) -> None:
    meeting, visitor = await held(house), house.visitor()
    member = await page_of(house, meeting, DAO, Role.MEMBER)
    assert (await visitor.get(member)).status_code == 403
    assert (await visitor.post(member, data={"do": "propose", **GIVEN})).status_code == 403
    boss = await house.as_role(Role.SUPERVISOR)
    path = f"/meetings/{meeting}/record/score"
    assert (await boss.post(path, data={"do": "propose", **GIVEN})).status_code == 409
    chair = await page_of(house, meeting, LICH, Role.CHAIR)
    assert (await visitor.post(chair, data={"do": "propose", **GIVEN})).status_code == 303
    assert len((await score(house, meeting)).proposed) == 1


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"points.C2": "9"}, "Tiêu chí C2 có từ 0 đến 8 điểm"),
        ({"points.C2": "nhiều"}, "Điểm là số nguyên"),
        ({"points.C2": "-1"}, "Điểm là số nguyên"),
        ({"points.C2": "4" * 5000}, "Điểm là số nguyên"),
        ({"points.C2": ""}, "Tiêu chí C2 chưa có điểm"),
        ({"points.B1": "14"}, "Điểm của tiêu chí B1 lấy từ diễn biến"),
        ({"do": "shout"}, "Trang đã cũ"),
        ({"do": "review", "adopted": "1", "reason": "x" * 501}, "Lý do dài quá"),
        ({"do": "review"}, "Trang đã cũ"),
        ({"do": "confirm"}, "Trang đã cũ"),
    ],
)
async def test_what_is_wrong_is_said_and_stays_typed(
    house: House, sent: dict[str, str], said: str
) -> None:
    meeting = await held(house)
    desk = await house.as_role(Role.CHAIR)
    path = f"/meetings/{meeting}/record/score"
    refused = await desk.post(path, data={"do": "propose", **GIVEN, "points.A1": "3", **sent})
    assert (refused.status_code, said in words(refused)) == (409, True), words(refused)
    assert (await score(house, meeting)).proposed == ()
    if "do" not in sent:
        assert 'name="points.A1" min="0" max="4" step="1" inputmode="numeric" value="3"' in (
            refused.text
        )


async def test_adopted_minutes_leave_the_superior_alone_to_give_points(house: House) -> None:
    meeting = await held(house)
    desk, path = await proposed(house, meeting)
    await desk.post(path, data={"do": "adopt", **GIVEN})
    await house.parts.meetings.do(meeting, c.AdoptMinutes(number="11"), CHAIR)
    assert "Nhập điểm" not in words(await desk.get(path))
    late = await desk.post(path, data={"do": "adopt", **GIVEN, "points.C2": "1"})
    assert late.status_code == 409
    boss = await house.as_role(Role.SUPERVISOR)
    assert (await boss.post(path, data={"do": "confirm", "adopted": "1"})).status_code == 303


async def test_the_record_has_the_three_values_or_says_that_there_is_none(house: House) -> None:
    meeting = await held(house)
    record = f"/meetings/{meeting}/record"
    desk = await house.as_role(Role.CHAIR)
    before = await desk.get(record)
    assert "Chưa chấm điểm buổi sinh hoạt này" in words(before)
    assert f'href="{record}/score"' in before.text
    await proposed(house, meeting)
    boss = await house.as_role(Role.SUPERVISOR)
    read = words(await boss.get(record))
    assert "Chi bộ Chưa thông qua" in read
    given = latest((await score(house, meeting)).proposed)
    assert given is not None
    assert f"Chi ủy {total(given)} điểm, xếp loại" in read


async def test_a_record_whose_minutes_were_adopted_without_a_score_does_not_ask_for_one(
    house: House,
) -> None:
    meeting = await held(house)
    await house.parts.meetings.do(meeting, c.AdoptMinutes(number="11"), CHAIR)
    desk = await house.as_role(Role.CHAIR)
    read = words(await desk.get(f"/meetings/{meeting}/record"))
    assert "không chấm thêm được nữa" in read
    assert "Xem bảng chấm điểm" in read
    page = await desk.get(f"/meetings/{meeting}/record/score")
    assert "không chấm thêm được nữa" in words(page)
    assert 'class="none"' not in page.text


async def test_points_that_the_branch_did_not_adopt_in_time_are_not_asked_for(house: House) -> None:
    meeting = await held(house)
    desk, path = await proposed(house, meeting)
    assert (await desk.get(path)).text.count('<div class="none">') == 2
    await house.parts.meetings.do(meeting, c.AdoptMinutes(number="11"), CHAIR)
    page = await desk.get(path)
    assert "Chi bộ Chưa thông qua" in words(page)
    assert 'class="none"' not in page.text
