"""The reports of a unit and the comparison of its branches: what who reads, and the files."""

import io
from typing import Any
from xml.etree import ElementTree

import pytest
from docx import Document
from openpyxl import load_workbook

from live.errors import Rejected
from live.ids import MeetingId, PersonId
from live.meeting.commands import CloseMeeting, OpenMeeting, TakeNote
from live.meeting.permissions import Actor, Role
from tests.unit.web.conftest import BRANCH, OTHER_BRANCH, UNIT, House, words
from tests.unit.web.test_past import CHAIR, held
from web.records.downloads import XLSX
from web.reports.page import SVG, ReportForm, ReportPlot

READERS = (Role.ADMINISTRATOR, Role.SUPERVISOR)
COMPARED = "/reports/comparison/files/so-sanh.xlsx"


def this_month(house: House) -> str:
    return house.parts.month


async def of_the_other(house: House) -> MeetingId:
    """Hold a meeting of the branch that the supervisor does not follow."""
    meeting, meetings = await house.meeting(OTHER_BRANCH), house.parts.meetings
    await meetings.do(meeting, OpenMeeting(), CHAIR)
    house.clock.advance(90 * 60_000)
    await meetings.do(meeting, CloseMeeting(), CHAIR)
    return meeting


async def test_a_report_says_how_many_met_and_names_who_did_not(house: House) -> None:
    await held(house)
    visitor = await house.as_role(Role.ADMINISTRATOR)
    read = words(await visitor.get(f"/reports?period={this_month(house)}"))
    assert "1/2 chi bộ sinh hoạt đủ" in read
    assert "tỷ lệ dự 66,7 %" in read
    assert "1 chi bộ còn tháng chưa họp; kỳ báo cáo chưa hết." in read
    assert read.index("chi bộ sinh hoạt đủ") < read.index("Tỷ lệ dự,") < read.index("Từng chi bộ")
    assert "không họp" not in read
    house.clock.advance(40 * 24 * 3600_000)
    month = await (await house.as_role(Role.ADMINISTRATOR)).get("/reports")
    assert "chi bộ có tháng không họp" in words(month)
    assert OTHER_BRANCH.name in words(month)


@pytest.mark.filterwarnings("ignore:Sparkline Group extension is not supported")
async def test_a_supervisor_reads_of_followed_branches_alone(house: House) -> None:
    await held(house)
    await of_the_other(house)
    visitor = await house.as_role(Role.SUPERVISOR)
    for path in ("/reports", "/reports/comparison"):
        for asked in ("", f"?unit={UNIT.id}"):
            page = await visitor.get(f"{path}{asked}")
            assert BRANCH.name in words(page)
            assert OTHER_BRANCH.name not in page.text
    for role, names in ((Role.SUPERVISOR, False), (Role.ADMINISTRATOR, True)):
        file = (await (await house.as_role(role)).get(COMPARED)).content
        sheet = load_workbook(io.BytesIO(file)).worksheets[0]
        cells = [str(cell.value) for row in sheet.iter_rows() for cell in row]
        assert (OTHER_BRANCH.name in cells) is names
    assert (await visitor.get("/reports?unit=elsewhere")).status_code == 404


@pytest.mark.parametrize(
    "path", ["/reports?period=1999-01", "/reports?period=x", "/reports/comparison?until=2026-13"]
)
async def test_an_address_that_names_no_period_is_not_found(house: House, path: str) -> None:
    assert (await (await house.as_role(Role.ADMINISTRATOR)).get(path)).status_code == 404


async def test_a_record_that_cannot_be_read_is_said_and_not_taken_for_a_missing_meeting(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await held(house)

    async def read(*_: object) -> None:
        raise Rejected("record_unknown", record="x")

    monkeypatch.setattr(house.parts.database.events, "read", read)
    visitor = await house.as_role(Role.SUPERVISOR)
    for path in (f"/reports?period={this_month(house)}", "/reports/comparison"):
        told = words(await visitor.get(path))
        assert "Không đọc được hồ sơ của 1 buổi" in told
        assert "Sinh hoạt chi bộ tháng 12" in told
        assert "chưa họp tháng" not in told


async def test_a_record_is_read_once_and_again_when_it_has_changed(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    meeting, events = await held(house), house.parts.database.events
    reads: list[MeetingId] = []
    before = events.read

    async def read(which: MeetingId, after_version: int = 0) -> object:
        reads.append(which)
        return await before(which, after_version)

    monkeypatch.setattr(events, "read", read)
    visitor = await house.as_role(Role.SUPERVISOR)
    address = f"/reports?period={this_month(house)}"
    for _ in range(2):
        assert "1 buổi" in words(await visitor.get(address))
    assert reads == [meeting]
    await looked_at(house, meeting)
    reads.clear()
    assert "chưa chấm" in words(await visitor.get(address))
    assert reads == [meeting]


async def looked_at(house: House, meeting: MeetingId) -> None:
    """Put something into the record of a meeting that is over."""
    account = await house.account(Role.SUPERVISOR)
    person = PersonId(account.id)
    actor = Actor(role=Role.SUPERVISOR, person=person, name=account.name)
    await house.parts.meetings.do(meeting, TakeNote(text="Đã xem"), actor)


@pytest.mark.parametrize("role", READERS)
async def test_the_page_leads_to_every_file_and_each_says_the_figures(
    house: House, role: Role
) -> None:
    await held(house)
    visitor = await house.as_role(role)
    asked = f"period={this_month(house)}"
    page = (await visitor.get(f"/reports?{asked}")).text
    for name in (*ReportForm, *ReportPlot):
        kind = "files" if name in ReportForm else "plots"
        assert f'href="/reports/{kind}/{name}?{asked}"' in page
    word = await visitor.get(f"/reports/files/{ReportForm.DOCX}?{asked}")
    rows = Document(io.BytesIO(word.content)).tables[1].rows
    cells = [cell.text for row in rows for cell in row.cells]
    assert BRANCH.name in cells
    assert "Kiến nghị chưa trả lời" in cells
    assert "{" not in "".join(cells)
    sheet = await visitor.get(f"/reports/files/{ReportForm.XLSX}?{asked}")
    assert sheet.headers["content-type"] == XLSX
    sheets: list[Any] = load_workbook(io.BytesIO(sheet.content)).worksheets
    first = sheets[0]
    assert [len(each._charts) for each in sheets] == [1, 1, 0]
    assert "2/3" in [cell.value for row in first.iter_rows() for cell in row]
    for name in ReportPlot:
        plot = await visitor.get(f"/reports/plots/{name}?{asked}")
        assert plot.headers["content-type"].startswith(SVG)
        root = ElementTree.fromstring(plot.content)  # noqa: S314 - it is our own
        told = {each.tag.rpartition("}")[2] for each in root}
        assert {"title", "desc"} <= told


async def test_the_comparison_says_what_is_not_known_and_prints_a_line_for_each_branch(
    house: House,
) -> None:
    await held(house)
    page = await (await house.as_role(Role.ADMINISTRATOR)).get("/reports/comparison?months=12")
    read = words(page)
    assert "1 chi bộ chưa đủ số liệu để so" in read
    assert "1 chi bộ không họp tháng gần nhất" in read
    assert page.text.count('class="small-line"') == 4
    assert "chưa có buổi nào ghi lại" in page.text
