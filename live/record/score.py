"""The score of a meeting as a table, in Vietnamese: three values side by side, and the evidence.

Pure. What somebody ticked or judged is said to be so; what the record gives has what it is from.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Final

from live.errors import Fact
from live.meeting.rubric import GROUPS, RUBRIC, ScoreFill, missed_gates, rating
from live.meeting.scoring import Evidence, latest, objective, stands_confirmed, total
from live.meeting.state import Meeting, ScoreColumn
from live.record.rating import RATINGS
from live.record.tables import Cell, Table, TableColumn, heading_of
from live.record.wording import Names

FILLS: Final = {
    ScoreFill.AUTO: "theo diễn biến đã ghi",
    ScoreFill.SEMI: "theo diễn biến đã ghi, chi ủy quyết định",
    ScoreFill.TICK: "chi ủy xác nhận, diễn biến không ghi",
    ScoreFill.JUDGE: "chi ủy đánh giá",
}
EVIDENCE: Final = {
    "rate": "có mặt {attended}/{base}, mức phải vượt {target} %",
    "unexcused": "vắng không lý do: {people}",
    "unchecked": "vắng chưa ghi lý do: {people}",
    "day": "khai mạc {on_day} ngày dự kiến",
    "order": "{done}/{items} nội dung đã tiến hành, bỏ qua {skipped} nội dung bắt buộc",
    "out_of_order": "có nội dung được tiến hành lại hoặc trước nội dung đứng trên",
    "duration": "{minutes} phút, tối thiểu {least} phút",
    "expected": "dự kiến {minutes} phút theo chương trình, tối thiểu {least} phút",
    "running": "tối thiểu {least} phút",
    "speakers": "{distinct} đảng viên phát biểu {turns} lượt, định mức {norm}: {people}",
    "conclusions": "{concluded} nội dung có kết luận",
    "ballot": "lần biểu quyết thứ {number} có kết quả",
    "minutes_open": "biên bản chưa được thông qua",
    "minutes_adopted": "biên bản số {number} đã được thông qua",
}
COLUMNS: Final = (
    TableColumn("Mã", 6),
    TableColumn("Tiêu chí", 52),
    TableColumn("Điểm tối đa", 9),
    TableColumn("Chi ủy chấm", 9),
    TableColumn("Chi bộ thông qua", 10),
    TableColumn("Cấp trên chấm", 9),
    TableColumn("Căn cứ", 60),
)


def score_tables(meeting: Meeting, zone: dt.tzinfo) -> tuple[Table, ...]:
    """Return the score sheet; points that nobody gave are empty."""
    score, names = meeting.score, Names(meeting)
    columns = (latest(score.proposed), latest(score.adopted), latest(score.reviewed))
    found = objective(meeting, meeting.latest_ms)
    rows: list[tuple[Cell, ...]] = []
    for line in RUBRIC:
        told = [sentence(each, names) for each in found[line.code].evidence]
        basis = "; ".join([FILLS[line.fill], *filter(None, told)])
        title = f"{line.title} (bắt buộc đủ điểm để xếp loại Tốt)" if line.gate else line.title
        points: list[Cell] = [_points(column, line.code) for column in columns]
        rows.append((line.code, title, line.points, *points, basis))
    most = sum(line.points for line in RUBRIC)
    rows.append(("", "Tổng", most, *(_total(column) for column in columns), ""))
    confirmed = (False, False, stands_confirmed(meeting.score))
    verdicts = [
        _verdict(who, column, confirmed=told)
        for who, column, told in zip(WHO, columns, confirmed, strict=True)
    ]
    table = Table(
        name="Chấm điểm",
        heading=("BẢNG CHẤM ĐIỂM BUỔI SINH HOẠT", *heading_of(meeting, zone)),
        columns=COLUMNS,
        rows=tuple(rows),
        notes=(
            *(f"{group}. {title}" for group, title in GROUPS.items()),
            *filter(None, verdicts),
        ),
    )
    return (table,)


WHO: Final = ("Chi ủy", "Chi bộ", "Cấp trên")
"""Whose points the three columns are."""


def sentence(evidence: Evidence, names: Names) -> str:
    """Return what a piece of evidence says; "": nobody is meant by it."""
    people = ", ".join(names.all_of(evidence.people))
    form = EVIDENCE[evidence.key]
    if "{people}" in form and not people:
        form = form.removesuffix(": {people}") if evidence.facts else ""
    return form.format(people=people, **_words(evidence.facts))


def _words(facts: Mapping[str, Fact]) -> dict[str, object]:
    return {
        key: ("đúng" if value else "không đúng") if isinstance(value, bool) else value
        for key, value in facts.items()
    }


def _points(column: ScoreColumn | None, code: str) -> Cell:
    return "" if column is None else column.points.get(code, "")


def _total(column: ScoreColumn | None) -> Cell:
    return "" if column is None else total(column)


def _verdict(who: str, column: ScoreColumn | None, *, confirmed: bool) -> str:
    """Return whose points these are, their sum and rating, and why it is not better."""
    if column is None:
        return ""
    rated = RATINGS[rating(column.points)]
    told = f"{who} ({column.by.name}): {total(column)} điểm, xếp loại {rated}"
    if missed := missed_gates(column.points):
        told += f"; chưa đủ điểm bắt buộc: {', '.join(missed)}"
    if confirmed:
        told += "; xác nhận điểm chi bộ thông qua"
    return f"{told}; lý do: {column.reason}" if column.reason else told
