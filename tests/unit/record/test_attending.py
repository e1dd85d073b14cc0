"""Who attended, as minutes, sheet and score state it: one figure, whoever reads the record."""

from dataclasses import replace
from typing import Any, Final

import pytest

from live.meeting import commands as c
from live.meeting.figures import percent
from live.meeting.roster import Category, Member
from live.meeting.rules import Rules
from live.meeting.scoring import objective
from live.meeting.words import BallotMethod, Mark
from live.record.fields import fields
from live.record.minutes import draft
from live.record.sheets import Mode, attendance_sheet
from live.record.tables import attendance_tables
from live.record.text import attendance_lines
from tests.unit.meeting.room import HALL, MINUTE, PLAN, SECRETARY, Room, member, opened, person
from tests.unit.record.evenings import ZONE

GONE: Final = member(3)


def made(room: Room) -> dict[str, Any]:
    """Return the fields of the minutes."""
    return fields(draft(room.meeting, ZONE))


def with_category(category: Category) -> Room:
    """Return an open meeting whose third member is online, and of a category."""
    listed = list(PLAN.members)
    listed[2] = Member(person=person(3), number=3, name="Đồng chí 3", category=category)
    return opened(replace(PLAN, members=tuple(listed)))


# --- the denominator ---------------------------------------------------------------------------


@pytest.mark.parametrize("category", [Category.EXEMPT, Category.TEMP_EXEMPT, Category.TEMP_OUT])
@pytest.mark.parametrize("stays", [True, False])
def test_an_exempt_member_who_came_is_in_the_denominator_also_after_leaving_early(
    category: Category, stays: bool
) -> None:
    room = with_category(category)
    matter = c.OpenBallot(item=room.item(3), matter="Sửa đường", method=BallotMethod.HANDS)
    room.do(matter)
    assert room.meeting.ballots[-1].denominator == 8
    room.do(c.CancelBallot(ballot=room.meeting.ballots[-1].id, reason="Để sau"))
    if not stays:
        room.later(MINUTE).do(c.MarkPerson(person=person(3), mark=Mark.LEFT), SECRETARY)
    room.later(MINUTE).do(c.CloseMeeting())
    assert (made(room)["mau_so"], made(room)["can_tan_thanh"]) == (8, 5)
    assert made(room)["mau_so_cach_tinh"] == "8 đảng viên chính thức"
    assert attendance_sheet(room.meeting).figures.denominator == 8


def test_an_exempt_member_who_left_before_the_opening_is_not_in_it() -> None:
    listed = [Member(person=person(1), number=1, name="A")]
    listed.append(Member(person=person(3), number=3, name="B", category=Category.EXEMPT))
    room = Room(replace(PLAN, members=tuple(listed), secretary=None))
    room.connect(GONE)
    room.later(MINUTE).disconnect(GONE)
    room.later(10 * MINUTE).do(c.OpenMeeting())
    room.later(MINUTE).do(c.CloseMeeting())
    assert (
        made(room)["mau_so_cach_tinh"] == "2 đảng viên chính thức − 1 miễn sinh hoạt, vắng mặt = 1"
    )


def test_the_page_says_of_nobody_what_the_printed_minutes_say() -> None:
    room = with_category(Category.EXEMPT)
    room.later(MINUTE).do(c.CloseMeeting())
    lines = [*attendance_lines(made(room))]
    assert all(line.startswith("- ") for line in lines)
    assert "- Vắng có lý do: không." in lines
    assert [line for line in lines if ": 0." in line] == []
    assert any(line.startswith("- Miễn sinh hoạt: 1 (Đồng chí 3); đến dự: ") for line in lines)


# --- who was only there for the line check -----------------------------------------------------


def checked() -> Room:
    """Return an open meeting before which members 3 and 4 were in the line check; 3 stays away."""
    room = Room()
    for each in (member(3), member(4)):
        room.connect(each)
    room.do(c.MarkPerson(person=person(5), mark=Mark.IN_ROOM, site=HALL), SECRETARY)
    room.later(MINUTE)
    for each in (member(3), member(4)):
        room.disconnect(each)
    room.later(10 * MINUTE).do(c.OpenMeeting())
    return room


def test_who_was_only_there_for_the_line_check_is_counted_in_no_room_and_not_online() -> None:
    room = checked()
    assert (made(room)["truc_tuyen_rieng"], made(room)["co_mat"]) == (0, 1)
    assert made(room)["hinh_thuc"] == "trực tiếp"
    room.connect(member(4))
    assert (made(room)["truc_tuyen_rieng"], made(room)["co_mat"]) == (1, 2)


def test_who_was_in_the_line_check_and_came_late_is_late_by_the_hour_of_coming() -> None:
    room = checked()
    room.later(20 * MINUTE).connect(member(4))
    came = made(room)["den_muon"]
    assert [each["ten"] for each in came] == ["Đồng chí 4"]
    opened_at = made(room)["bat_dau"].partition(",")[0]
    hours, minutes = (int(part) for part in opened_at.split(" giờ "))
    later = hours * 60 + minutes + 20
    assert came[0]["gio"] == f"{later // 60} giờ {later % 60:02d}"


def test_a_line_check_at_home_makes_nobody_s_attendance_in_the_room_a_mixed_one() -> None:
    room = Room()
    room.connect(member(3))
    room.later(MINUTE).disconnect(member(3))
    room.later(9 * MINUTE)
    room.do(c.MarkPerson(person=person(3), mark=Mark.IN_ROOM, site=HALL), SECRETARY)
    room.do(c.OpenMeeting())
    row = attendance_sheet(room.meeting).rows[2]
    assert (row.mode, len(row.intervals)) == (Mode.ROOM, 2)


# --- the rate ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("online_counts", "counted"), [(True, 3), (False, 1)])
def test_minutes_sheet_and_score_have_one_rate_whether_presence_online_counts_or_not(
    online_counts: bool, counted: int
) -> None:
    room = opened(replace(PLAN, rules=Rules(online_presence_counts=online_counts)), online=(3, 4))
    room.later(MINUTE).do(c.MarkPerson(person=person(4), mark=Mark.LEFT), SECRETARY)
    minutes = made(room)
    assert (minutes["co_mat_tinh_ty_le"], minutes["dien_tinh_ty_le"]) == (counted, 9)
    (sheet, *_) = attendance_tables(room.meeting, ZONE)
    assert f"Có mặt: {counted}/9 ({minutes['ty_le']} %)" in sheet.notes
    rate = objective(room.meeting, room.now_ms)["B1"].evidence[0]
    assert rate.facts["attended"] == counted


@pytest.mark.parametrize(
    ("part", "whole", "share"),
    [(1, 16, 6.3), (15, 16, 93.8), (3, 16, 18.8), (1, 3, 33.3), (0, 0, 0)],
)
def test_halves_of_a_tenth_of_a_percent_are_rounded_up(part: int, whole: int, share: float) -> None:
    assert percent(part, whole) == share
