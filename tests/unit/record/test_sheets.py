"""The attendance sheet: its rows, its figures, and what the desk mended."""

from collections import Counter
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from live.bots.rosters import BranchRoster
from live.meeting import commands as c
from live.meeting.attendance import ATTENDED, Presence
from live.meeting.roster import Category
from live.meeting.words import Mark
from live.record.sheets import AttendanceRow, Mode, attendance_sheet
from live.record.tables import Cell, attendance_tables
from tests.data.rosters import VECTORS, Expected
from tests.unit.meeting.room import (
    CHAIR,
    HALL,
    MINUTE,
    OBSERVER,
    SECRETARY,
    STATION,
    SUPERVISOR,
    Room,
    member,
    opened,
    person,
)
from tests.unit.meeting.test_rosters import attended

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


def row(room: Room, number: int) -> AttendanceRow:
    sheet = attendance_sheet(room.meeting)
    return next(each for each in sheet.rows if each.number == number)


def cells(room: Room, number: int) -> dict[str, Cell]:
    table = attendance_tables(room.meeting, ZONE)[0]
    found = next(each for each in table.rows if each[0] == number)
    return dict(zip([column.heading for column in table.columns], found, strict=True))


@pytest.mark.parametrize(("roster", "expected"), VECTORS, ids=[r.key for r, _ in VECTORS])
def test_the_sheet_of_a_sample_branch_has_its_figures(
    roster: BranchRoster, expected: Expected
) -> None:
    room = attended(roster).later(90 * MINUTE)
    room.do(c.CloseMeeting(), replace(SECRETARY, role=SECRETARY.role.CHAIR))
    sheet = attendance_sheet(room.meeting)
    assert [each.number for each in sheet.rows] == [listed.number for listed in roster.people]
    outside = {Category.EXEMPT, Category.TEMP_OUT, Category.SUSPENDED}
    base = [each for each in sheet.rows if each.category not in outside]
    present = [each for each in base if each.presence in ATTENDED]
    states = Counter(each.presence for each in sheet.rows)
    modes = Counter(each.mode for each in sheet.rows)
    assert (len(present), len(base)) == (expected.present, expected.base)
    assert states[Presence.EXCUSED] == expected.excused
    assert states[Presence.UNEXCUSED] == expected.unexcused
    assert modes[Mode.ROOM] == expected.in_room
    assert modes[Mode.SITE] + modes[Mode.ONLINE] == expected.online
    notes = "\n".join(attendance_tables(room.meeting, ZONE)[0].notes)
    rate = f"{expected.rate_pct:.1f}".replace(".0", "").replace(".", ",")
    assert f"Có mặt: {expected.present}/{expected.base} ({rate} %)" in notes
    assert f"= {expected.denominator}; thông qua khi có từ {expected.pass_at} phiếu" in notes


def test_a_row_has_where_when_and_how_somebody_was_there() -> None:
    room = opened()
    room.do(c.MarkPerson(person=person(7), mark=Mark.IN_ROOM, site=STATION), SECRETARY)
    room.later(20 * MINUTE)
    room.disconnect(member(3))
    room.later(5 * MINUTE)
    room.do(c.MarkPerson(person=person(3), mark=Mark.IN_ROOM, site=HALL), SECRETARY)
    room.do(c.MarkPerson(person=person(8), mark=Mark.EXCUSED, reason="Ốm"), SECRETARY)
    room.later(10 * MINUTE).do(c.CloseMeeting())
    assert (row(room, 4).mode, row(room, 4).minutes, row(room, 4).late) == (Mode.ONLINE, 35, False)
    assert (row(room, 3).mode, row(room, 3).minutes) == (Mode.MIXED, 30)
    assert (row(room, 7).mode, row(room, 8).mode) == (Mode.SITE, None)
    both = str(cells(room, 3)["Thời gian có mặt"])
    first, second = both.split("; ")
    assert first.endswith("trực tuyến, vào bằng liên kết riêng")
    assert second.endswith("trực tiếp, bàn điều hành ghi")
    assert "tại điểm cầu Trạm" in str(cells(room, 7)["Thời gian có mặt"])
    assert (cells(room, 8)["Tình trạng"], cells(room, 8)["Lý do"]) == ("vắng có lý do", "Ốm")


def test_a_row_keeps_what_was_mended_by_whom_and_why() -> None:
    room = opened().later(30 * MINUTE)
    correction = c.CorrectAttendance(person=person(4), mark=Mark.LEFT, reason="Về sớm, quên ghi")
    room.do(correction, SECRETARY)
    room.do(c.TakeOff(person=person(9), reason="Chuyển đi"), SECRETARY)
    room.do(
        c.ChangeCategory(person=person(8), category=Category.EXEMPT, reason="Đã miễn"), SECRETARY
    )
    assert row(room, 4).corrections[0].by.name == SECRETARY.name
    told = str(cells(room, 4)["Điều chỉnh"])
    assert told.endswith("Đồng chí 2 sửa, trước đó có mặt: Về sớm, quên ghi")
    assert row(room, 9).off
    assert cells(room, 9)["Tình trạng"] == "đã đưa ra khỏi danh sách"
    assert "đưa ra khỏi danh sách: Chuyển đi" in str(cells(room, 9)["Điều chỉnh"])
    assert "đổi loại đảng viên, trước đó chính thức: Đã miễn" in str(cells(room, 8)["Điều chỉnh"])
    assert attendance_sheet(room.meeting).figures.base == 7


def test_guests_have_a_table_of_their_own_and_count_nowhere() -> None:
    room = opened()
    assert len(attendance_tables(room.meeting, ZONE)) == 1
    before = attendance_sheet(room.meeting).figures.base
    room.connect(SUPERVISOR)
    _, guests = attendance_tables(room.meeting, ZONE)
    assert guests.rows == ((1, "Cấp trên", "Ủy viên", "Xã", "cấp trên dự", "trực tuyến"),)
    assert attendance_sheet(room.meeting).figures.base == before


def test_guests_who_left_before_the_opening_or_came_after_the_closing_are_not_on_the_sheet() -> (
    None
):
    room = Room()
    room.connect(OBSERVER)
    room.disconnect(OBSERVER)
    room.do(c.OpenMeeting(), CHAIR)
    room.do(c.CloseMeeting(), CHAIR)
    room.connect(SUPERVISOR)
    assert attendance_sheet(room.meeting).guests == ()
    assert len(attendance_tables(room.meeting, ZONE)) == 1


def test_a_meeting_that_has_not_opened_has_no_minutes_of_presence() -> None:
    room = Room()
    room.do(c.MarkPerson(person=person(1), mark=Mark.IN_ROOM, site=HALL), SECRETARY)
    assert row(room, 1).minutes == 0
    assert str(cells(room, 1)["Thời gian có mặt"]).split()[0].endswith("–…")
