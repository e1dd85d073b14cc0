"""The files of a meeting's record: who gets them, and that they are what the record says."""

import csv
import io
import json

import pytest
from openpyxl import load_workbook

from live.ids import MeetingId, PersonId
from live.meeting.commands import (
    CancelBallot,
    CloseMeeting,
    MarkPerson,
    OpenBallot,
    OpenMeeting,
    RecordVote,
    StartItem,
    TakeNote,
)
from live.meeting.permissions import Actor, Role
from live.meeting.words import BallotMethod, Mark
from live.record.checking import check_untrusted
from tests.unit.web.conftest import DAO, HIEN, LICH, OTHER_BRANCH, House
from web.links import Holder
from web.records.downloads import Download

CHAIR = Actor(role=Role.CHAIR, person=LICH.id, name=LICH.name)
NOTE = "Thảo luận còn trầm"
READERS = (Role.CHAIR, Role.SECRETARY, Role.SUPERVISOR)


async def held(house: House) -> MeetingId:
    """Hold a meeting with two of three and a supervisor who takes a note."""
    meeting, meetings = await house.meeting(), house.parts.meetings
    account = await house.account(Role.SUPERVISOR)
    await meetings.do(meeting, OpenMeeting(), CHAIR)
    for person in (LICH, HIEN):
        await meetings.do(meeting, MarkPerson(person=person.id, mark=Mark.IN_ROOM), CHAIR)
    await meetings.do(meeting, MarkPerson(person=DAO.id, mark=Mark.EXCUSED, reason="=Ốm"), CHAIR)
    supervisor = Actor(role=Role.SUPERVISOR, person=PersonId(account.id), name=account.name)
    await meetings.do(meeting, TakeNote(text=NOTE), supervisor)
    house.clock.advance(90 * 60_000)
    await meetings.do(meeting, CloseMeeting(), CHAIR)
    return meeting


@pytest.mark.parametrize("name", Download)
async def test_desk_and_supervisor_get_every_file_and_others_none(
    house: House, name: Download
) -> None:
    meeting = await held(house)
    path = f"/meetings/{meeting}/record/download/{name}"
    for role in READERS:
        response = await (await house.as_role(role)).get(path)
        assert response.status_code == 200, role
        assert response.headers["content-disposition"].startswith('attachment; filename="')
        assert "no-store" in response.headers["cache-control"]
        assert response.content
    assert (await (await house.as_role(Role.ADMINISTRATOR)).get(path)).status_code == 403
    nobody = await house.visitor().get(path)
    assert (nobody.status_code, nobody.headers["location"].split("?")[0]) == (303, "/signin")


async def test_a_link_of_the_desk_gets_the_files_and_one_of_a_member_does_not(house: House) -> None:
    meeting = await held(house)
    for person, role, status in ((LICH, Role.CHAIR, 200), (DAO, Role.MEMBER, 403)):
        holder = Holder(role=role, name=person.name, person=person.id)
        (link,) = await house.parts.links.issue([holder], meeting)
        path = f"{house.parts.links.path(link)}/record/download/{Download.LOG}"
        assert (await house.visitor().get(path)).status_code == status


async def test_no_file_of_what_is_not_over_or_foreign_or_unknown(house: House) -> None:
    meeting = await held(house)
    running, foreign = await house.meeting(), await house.meeting(OTHER_BRANCH)
    chair = await house.as_role(Role.CHAIR)
    for id_, name, status in (
        (running, Download.LOG, 404),
        (foreign, Download.ATTENDANCE_XLSX, 404),
        (meeting, "khac.xlsx", 422),
    ):
        path = f"/meetings/{id_}/record/download/{name}"
        assert (await chair.get(path)).status_code == status, path


async def test_both_forms_of_the_attendance_sheet_have_the_same_rows(house: House) -> None:
    meeting = await held(house)
    chair = await house.as_role(Role.CHAIR)
    root = f"/meetings/{meeting}/record/download"
    book = load_workbook(io.BytesIO((await chair.get(f"{root}/diem-danh.xlsx")).content))
    text = (await chair.get(f"{root}/diem-danh.csv")).content.decode("utf-16")
    in_book = {str(row[1].value): row[9].value for row in book["Điểm danh"].iter_rows(min_row=7)}
    lines = csv.reader(io.StringIO(text, newline=""), delimiter="\t")
    in_text = {line[1]: line[9] for line in lines if len(line) > 9}
    assert (in_book[DAO.name], in_text[DAO.name]) == ("=Ốm", "'=Ốm")
    again = (await chair.get(f"{root}/diem-danh.xlsx")).content
    assert again == (await chair.get(f"{root}/diem-danh.xlsx")).content


async def test_the_log_is_whole_and_has_a_note_for_its_author_alone(house: House) -> None:
    meeting = await held(house)
    hashes = set()
    for role in READERS:
        path = f"/meetings/{meeting}/record/download/{Download.LOG}"
        data = (await (await house.as_role(role)).get(path)).content
        checked = check_untrusted(io.BytesIO(data))
        assert (checked.findings, checked.meeting, checked.branch) == ((), meeting, "na-khoang")
        assert (NOTE in data.decode()) is (role is Role.SUPERVISOR)
        hashes.add(checked.hash)
        stored = await house.parts.database.events.stored(meeting)
        lines = data.decode().splitlines()[1:-1]
        assert [json.loads(line)["name"] for line in lines] == [name for name, _ in stored]
    assert len(hashes) == 1


async def test_who_pressed_what_in_a_cancelled_ballot_is_in_the_log_of_the_desk_alone(
    house: House,
) -> None:
    meeting, meetings = await house.meeting(), house.parts.meetings
    await meetings.do(meeting, OpenMeeting(), CHAIR)
    for person in (LICH, HIEN):
        await meetings.do(meeting, MarkPerson(person=person.id, mark=Mark.IN_ROOM), CHAIR)
    item = (await meetings.state(meeting)).agenda.items[0].id
    await meetings.do(meeting, StartItem(item=item), CHAIR)
    ask = OpenBallot(item=item, matter="Nghị quyết", method=BallotMethod.NAMED)
    await meetings.do(meeting, ask, CHAIR)
    ballot = (await meetings.state(meeting)).ballots[-1].id
    vote = RecordVote(ballot=ballot, person=HIEN.id, choice=("against",))
    await meetings.do(meeting, vote, CHAIR)
    await meetings.do(meeting, CancelBallot(ballot=ballot, reason="Hoãn"), CHAIR)
    await meetings.do(meeting, CloseMeeting(), CHAIR)
    for role in READERS:
        path = f"/meetings/{meeting}/record/download/{Download.LOG}"
        data = (await (await house.as_role(role)).get(path)).content
        assert check_untrusted(io.BytesIO(data)).findings == ()
        (line,) = [each for each in data.decode().splitlines() if '"name":"vote_cast"' in each]
        assert ("against" in line) is (role is not Role.SUPERVISOR)


async def test_the_page_of_the_record_leads_to_every_file(house: House) -> None:
    meeting = await held(house)
    page = (await (await house.as_role(Role.SECRETARY)).get(f"/meetings/{meeting}/record")).text
    for name in Download:
        assert f'href="/meetings/{meeting}/record/download/{name}"' in page
