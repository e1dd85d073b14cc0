"""The score sheet: three columns, totals, ratings, and what the points are from."""

from zoneinfo import ZoneInfo

from live.meeting import commands as c
from live.record.score import EVIDENCE, score_tables
from live.record.tables import Cell, Table
from tests.unit.meeting.room import MINUTE, SUPERVISOR, Room, opened
from tests.unit.meeting.test_score import GIVEN, at_last_item, proposed

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


def sheet(room: Room) -> Table:
    (table,) = score_tables(room.meeting, ZONE)
    return table


def row(room: Room, code: str) -> tuple[Cell, ...]:
    return next(each for each in sheet(room).rows if each[0] == code)


def test_points_that_nobody_gave_are_empty() -> None:
    table = sheet(opened())
    assert len(table.rows) == 19
    assert {each[3:6] for each in table.rows} == {("", "", "")}
    assert table.rows[-1][:3] == ("", "Tổng", 100)


def test_three_values_stand_side_by_side_with_their_ratings() -> None:
    room = proposed(C2=6)
    room.connect(SUPERVISOR)
    room.do(c.AdoptScore(points={"C2": 5}))
    room.do(c.ReviewScore(adopted=1, points={"C2": 4}, reason="Nặng thông báo"), SUPERVISOR)
    assert row(room, "C2")[2:6] == (8, 6, 5, 4)
    totals = sheet(room).rows[-1][3:6]
    assert totals == tuple(sum(int(r[k]) for r in sheet(room).rows[:-1]) for k in (3, 4, 5))
    notes = "\n".join(sheet(room).notes)
    assert "chưa đủ điểm bắt buộc: B1, B2, C4, C5" in notes
    assert f"Cấp trên (Cấp trên): {totals[2]} điểm" in notes
    assert "lý do: Nặng thông báo" in notes


def test_the_superior_who_confirms_is_said_to_do_so() -> None:
    room = proposed()
    room.do(c.AdoptScore())
    room.do(c.ReviewScore(adopted=1), SUPERVISOR)
    assert "xác nhận điểm chi bộ thông qua" in sheet(room).notes[-1]


def test_evidence_names_people_and_figures_and_ticks_are_said_to_be_ticks() -> None:
    room = at_last_item(opened())
    room.ask(3)
    room.next()
    room.later(95 * MINUTE).do(c.TakeBack(turn=room.speech().id))
    assert "1 đảng viên phát biểu 1 lượt, định mức 2: Đồng chí 3" in str(row(room, "C5")[6])
    assert "dự kiến 95 phút theo chương trình, tối thiểu 90 phút" in str(row(room, "C4")[6])
    assert "chi ủy xác nhận, diễn biến không ghi" in str(row(room, "A2")[6])
    assert "vắng chưa ghi lý do: " in str(row(room, "B2")[6])
    assert "vắng không lý do" not in str(row(room, "B2")[6])
    assert "khai mạc đúng ngày dự kiến" in str(row(room, "C1")[6])


def test_every_kind_of_evidence_has_words() -> None:
    room = opened()
    room.do(c.ProposeScore(points=GIVEN))
    room.do(c.CloseMeeting())
    room.do(c.AdoptMinutes(number="12"))
    assert "biên bản số 12 đã được thông qua" in str(row(room, "D3")[6])
    assert all(words for words in EVIDENCE.values())
