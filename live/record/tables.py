"""Attendance sheet and speaking statistics as tables of texts and whole numbers, in Vietnamese.

Pure. Documents are in Vietnamese whatever language a screen has. Tables that are printed as text
too (`live.documents.delimited`) have no fractions, because programs differ in how they read them.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from live.meeting.agenda import numbers
from live.meeting.attendance import Presence
from live.meeting.figures import percent
from live.meeting.permissions import Role
from live.meeting.roster import Category
from live.meeting.state import Correction, Interval, ListAct, ListChange, Meeting, Method
from live.record.attending import how_text
from live.record.sheets import AttendanceRow, Mode, attendance_sheet, mode_of
from live.record.statistics import speaking_statistics
from live.record.wording import Names, day, hour, local, percent_text

Cell = str | int | float

CATEGORIES: Final = {
    Category.OFFICIAL: "chính thức",
    Category.PROBATIONARY: "dự bị",
    Category.EXEMPT: "miễn công tác và sinh hoạt đảng",
    Category.TEMP_EXEMPT: "tạm miễn sinh hoạt",
    Category.TEMP_OUT: "sinh hoạt tạm thời đi",
    Category.TEMP_IN: "sinh hoạt tạm thời đến",
    Category.SUSPENDED: "đình chỉ sinh hoạt",
}
PRESENCES: Final = {
    Presence.UNCHECKED: "chưa điểm danh",
    Presence.PRESENT: "có mặt",
    Presence.RECONNECTING: "có mặt (mất kết nối)",
    Presence.LEFT: "về sớm",
    Presence.EXCUSED: "vắng có lý do",
    Presence.UNEXCUSED: "vắng không lý do",
    Presence.EXEMPT: "vắng (miễn sinh hoạt)",
    Presence.TEMP_OUT: "vắng (sinh hoạt tạm thời nơi khác)",
    Presence.SUSPENDED: "đình chỉ sinh hoạt",
}
MODES: Final = {
    Mode.ROOM: "trực tiếp",
    Mode.SITE: "tại điểm cầu",
    Mode.ONLINE: "trực tuyến",
    Mode.MIXED: "nhiều hình thức",
}
METHODS: Final = {
    Method.LINK: "vào bằng liên kết riêng",
    Method.CODE: "mã điểm danh",
    Method.NUMBER: "số thứ tự tại điểm cầu",
    Method.HAND: "bàn điều hành ghi",
}
ROLES: Final = {Role.SUPERVISOR: "cấp trên dự", Role.OBSERVER: "đại biểu"}
ACTS: Final = {
    ListAct.ADDED: "thêm vào danh sách",
    ListAct.TAKEN_OFF: "đưa ra khỏi danh sách",
    ListAct.CATEGORY: "đổi loại đảng viên",
}


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column: its heading, and its width in characters."""

    heading: str
    width: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TableChart:
    """A chart that a workbook draws of a table: bars of one column, a row each."""

    title: str
    labels: int
    """The column with the names of the bars."""
    values: int
    """The column with their lengths; an empty text has no bar."""
    most: int
    """The end of the axis."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sparklines:
    """A small line in each row of a workbook's table, of the numbers in neighbouring columns."""

    at: int
    """The column, of empty texts, in which the lines are drawn."""
    first: int
    last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table with lines above and below it."""

    name: str
    heading: tuple[str, ...]
    columns: tuple[TableColumn, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...] = ()
    chart: TableChart | None = None
    sparklines: Sparklines | None = None


ATTENDANCE: Final = (
    TableColumn("STT", 6),
    TableColumn("Họ và tên", 28),
    TableColumn("Chức vụ", 22),
    TableColumn("Loại đảng viên", 20),
    TableColumn("Tình trạng", 22),
    TableColumn("Hình thức", 16),
    TableColumn("Đến muộn", 10),
    TableColumn("Thời gian có mặt", 44),
    TableColumn("Số phút", 9),
    TableColumn("Lý do", 28),
    TableColumn("Điều chỉnh", 44),
)
GUESTS: Final = (
    TableColumn("STT", 6),
    TableColumn("Họ và tên", 28),
    TableColumn("Chức vụ", 28),
    TableColumn("Đơn vị", 32),
    TableColumn("Tư cách", 18),
    TableColumn("Hình thức", 16),
)
SPEAKING: Final = (
    TableColumn("STT", 6),
    TableColumn("Họ và tên", 28),
    TableColumn("Thành phần", 18),
    TableColumn("Số lượt", 9),
    TableColumn("Số lượt tính định mức", 22),
    TableColumn("Số phút", 9),
    TableColumn("Lượt dài nhất (phút)", 20),
    TableColumn("Nội dung", 60),
)


def attendance_tables(meeting: Meeting, zone: dt.tzinfo) -> tuple[Table, ...]:
    """Return the attendance sheet, and the guests if there were any."""
    sheet, names = attendance_sheet(meeting), Names(meeting)
    counted = sheet.figures
    rate = percent_text(percent(counted.attended, counted.base))
    heading = heading_of(meeting, zone)
    table = Table(
        name="Điểm danh",
        heading=("BẢNG ĐIỂM DANH", *heading),
        columns=ATTENDANCE,
        rows=tuple(_attendance_row(meeting, row, names, zone) for row in sheet.rows),
        notes=(
            f"Có mặt: {counted.attended}/{counted.base} ({rate} %)",
            f"Số đảng viên tính tỷ lệ: {how_text(counted.base_how, counted.base)}",
            f"Số đảng viên tính biểu quyết: "
            f"{how_text(counted.denominator_how, counted.denominator)}; "
            f"thông qua khi có từ {counted.pass_at} phiếu tán thành",
        ),
    )
    if not sheet.guests:
        return (table,)
    guests = tuple(
        (place, names.of(guest.person), guest.title, guest.unit, ROLES[guest.role], "trực tuyến")
        for place, guest in enumerate(sheet.guests, 1)
    )
    return table, Table(
        name="Đại biểu",
        heading=("CẤP TRÊN DỰ, ĐẠI BIỂU", *heading),
        columns=GUESTS,
        rows=guests,
        notes=("Đại biểu không tính vào tỷ lệ dự và không biểu quyết.",),
    )


def speaking_tables(meeting: Meeting, zone: dt.tzinfo) -> tuple[Table, ...]:
    """Return the speaking statistics."""
    found, names = speaking_statistics(meeting), Names(meeting)
    number = numbers(meeting.agenda.items)
    groups = (
        ("chủ trì", [found.chair] if found.chair else []),
        ("đảng viên", found.members),
        ("đại biểu", found.guests),
    )
    people = [(part, row) for part, rows in groups for row in rows]
    titles = {item.id: f"{number[item.id]}. {item.title}" for item in meeting.agenda.items}
    verdict = "đạt" if found.reached else "chưa đạt"
    table = Table(
        name="Phát biểu",
        heading=("THỐNG KÊ PHÁT BIỂU", *heading_of(meeting, zone)),
        columns=SPEAKING,
        rows=tuple(
            (
                place,
                names.of(row.person),
                part,
                row.turns,
                row.counted,
                _minutes(row.spoken_ms),
                _minutes(row.longest_ms),
                "; ".join(titles[item] for item in row.items if item in titles),
            )
            for place, (part, row) in enumerate(people, 1)
        ),
        notes=(
            f"Số đảng viên phát biểu: {found.distinct}; định mức: {found.norm} "
            f"({found.target_pct} % của {found.attending} đảng viên dự): {verdict}",
            f"Số lượt tính định mức: {found.counted} trên {found.turns} lượt",
            "Lượt của chủ trì, của đại biểu và ý kiến về trình tự không tính vào định mức.",
        ),
    )
    return (table,)


def heading_of(meeting: Meeting, zone: dt.tzinfo) -> tuple[str, ...]:
    """Return the lines below the title: branch, meeting, when."""
    facts = meeting.facts
    told = [facts.branch.name, facts.title]
    if facts.opened_ms is not None:
        began = local(facts.opened_ms, facts.off_ms, zone)
        ended = "" if facts.closed_ms is None else hour(local(facts.closed_ms, facts.off_ms, zone))
        told.append(f"{hour(began)}{' – ' if ended else ''}{ended}, {day(began)}")
    return tuple(told)


def _attendance_row(
    meeting: Meeting, row: AttendanceRow, names: Names, zone: dt.tzinfo
) -> tuple[Cell, ...]:
    clock = _Clock(meeting.facts.off_ms, zone)
    corrections = [
        *(_correction(each, clock) for each in row.corrections),
        *(_listing(each, clock) for each in row.listing),
    ]
    return (
        row.number,
        names.of(row.person),
        names.office(row.person),
        CATEGORIES[row.category],
        "đã đưa ra khỏi danh sách" if row.off else PRESENCES[row.presence],
        MODES[row.mode] if row.mode else "",
        "có" if row.late else "",
        "; ".join(_interval(meeting, each, clock) for each in row.intervals),
        row.minutes,
        row.reason,
        "; ".join(corrections),
    )


class _Clock:
    """Hours of moments of the record."""

    def __init__(self, off_ms: int, zone: dt.tzinfo) -> None:
        self._off_ms, self._zone = off_ms, zone

    def __call__(self, ms: int) -> str:
        return f"{local(ms, self._off_ms, self._zone):%H:%M}"


def _interval(meeting: Meeting, interval: Interval, clock: _Clock) -> str:
    until = "…" if interval.until_ms is None else clock(interval.until_ms)
    mode = mode_of(meeting, interval)
    place = MODES[mode]
    if interval.site is not None and mode is Mode.SITE and interval.site in meeting.sites:
        place = f"{place} {meeting.sites[interval.site].venue.name}"
    return f"{clock(interval.from_ms)}–{until} {place}, {METHODS[interval.method]}"


def _correction(each: Correction, clock: _Clock) -> str:
    known: Iterable[Presence] = Presence
    was = next((PRESENCES[state] for state in known if state.value == each.was), each.was)
    return f"{clock(each.at_ms)} {each.by.name} sửa, trước đó {was}: {each.reason}"


def _listing(each: ListChange, clock: _Clock) -> str:
    was = f", trước đó {CATEGORIES[each.was]}" if each.was else ""
    return f"{clock(each.at_ms)} {each.by.name} {ACTS[each.act]}{was}: {each.reason}"


def _minutes(ms: int) -> int:
    return round(ms / 60_000)
