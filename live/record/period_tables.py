"""The report of a unit and the comparison of its branches as tables and as fields of Word."""

from collections.abc import Sequence
from typing import Final

from live.meeting.rubric import Rating
from live.months import Month
from live.record.comparing import BranchTrend, Held, MonthPoint
from live.record.fields import Fields
from live.record.period_words import (
    HELD,
    NOT_SCORED,
    SUPERIORS_HOW,
    change_words,
    held_words,
    meeting_rating,
    on_time_words,
    period_name,
    rate_words,
    rating_words,
    ratings_line,
    summary,
    verdict_words,
)
from live.record.periods import BranchPeriod, MeetingFigures, PeriodReport
from live.record.rating import RATINGS
from live.record.spans import number_of, year_of
from live.record.tables import Cell, Sparklines, Table, TableChart, TableColumn
from live.record.wording import KINDS, day_fields, hour

BRANCHES: Final = (
    TableColumn("TT", 6),
    TableColumn("Chi bộ", 34),
    TableColumn("Sinh hoạt", 26),
    TableColumn("Đúng giờ", 20),
    TableColumn("Có mặt/diện", 12),
    TableColumn("Tỷ lệ dự (%)", 12),
    TableColumn("Chuyên đề", 10),
    TableColumn("Xếp loại", 20),
    TableColumn("Cấp trên dự", 28),
    TableColumn("Kiến nghị chưa trả lời", 14),
)
MEETINGS: Final = (
    TableColumn("TT", 6),
    TableColumn("Chi bộ", 34),
    TableColumn("Ngày", 12),
    TableColumn("Giờ khai mạc", 14),
    TableColumn("Buổi sinh hoạt", 40),
    TableColumn("Loại", 20),
    TableColumn("Số phút", 9),
    TableColumn("Có mặt/diện", 12),
    TableColumn("Phát biểu/mức", 12),
    TableColumn("Điểm, xếp loại", 20),
    TableColumn("Biên bản", 16),
)
RATED: Final = (TableColumn("Xếp loại", 16), TableColumn("Số buổi", 10))


def report_tables(report: PeriodReport) -> tuple[Table, ...]:
    """Return the sheets of a report: branches with a chart, ratings with a chart, meetings."""
    period = period_name(report.period)
    heading = (f"BÁO CÁO SINH HOẠT CHI BỘ {period.upper()}", report.unit, summary(report))
    return (
        Table(
            name="Chi bộ",
            heading=heading,
            columns=BRANCHES,
            rows=tuple(_branch(n, row) for n, row in enumerate(report.branches, 1)),
            notes=(SUPERIORS_HOW, *_lost(report)),
            chart=TableChart(title=f"Tỷ lệ dự (%), {period}", labels=1, values=5, most=100),
        ),
        Table(
            name="Xếp loại",
            heading=(ratings_line(report),),
            columns=RATED,
            rows=tuple((_rated(each), count) for each, count in report.ratings.items()),
            chart=TableChart(
                title=f"Xếp loại buổi sinh hoạt, {period}",
                labels=0,
                values=1,
                most=max(1, *report.ratings.values()),
            ),
        ),
        Table(
            name="Buổi sinh hoạt",
            heading=(f"CÁC BUỔI SINH HOẠT {period.upper()}", report.unit),
            columns=MEETINGS,
            rows=tuple(
                _meeting(number, row, each)
                for number, (row, each) in enumerate(
                    ((row, each) for row in report.branches for each in row.meetings), 1
                )
            ),
            notes=_lost(report),
        ),
    )


def comparison_table(unit: str, months: Sequence[Month], trends: Sequence[BranchTrend]) -> Table:
    """Return the comparison as a sheet, with a line of the attendance in each row."""
    first, last = months[0], months[-1]
    columns = (
        TableColumn("TT", 6),
        TableColumn("Chi bộ", 34),
        TableColumn("Đánh giá", 24),
        TableColumn("Tỷ lệ dự", 24),
        TableColumn("Điểm", 20),
        TableColumn("Đường tỷ lệ dự", 20),
        *(TableColumn(f"{number_of(month)}/{year_of(month)} (%)", 11) for month in months),
        *(TableColumn(f"{number_of(month)}/{year_of(month)} (điểm)", 11) for month in months),
    )
    return Table(
        name="So sánh",
        heading=(
            f"SO SÁNH CÁC CHI BỘ TỪ THÁNG {number_of(first)}/{year_of(first)} "
            f"ĐẾN THÁNG {number_of(last)}/{year_of(last)}",
            unit,
            "Giảm sút nhiều nhất đứng trước. So trung bình các tháng gần đây với các tháng trước "
            "đó, nhiều nhất ba tháng mỗi bên.",
        ),
        columns=columns,
        rows=tuple(_trend(n, each) for n, each in enumerate(trends, 1)),
        sparklines=Sparklines(at=5, first=6, last=5 + len(months)),
    )


def report_fields(report: PeriodReport, issuer: str, place: str, superior: str) -> Fields:
    """Return the fields of a report in Word.

    Args:
        issuer: the unit that reports; "": it is not known.
        place: stands before the date; "": there is none.
        superior: the unit above; "": there is none.
    """
    return {
        "cap_tren": superior,
        "chi_bo": issuer,
        "so_ky_hieu": "…-BC",
        "dia_danh": place,
        **day_fields(report.made),
        "ky_bao_cao": period_name(report.period),
        "tom_tat": summary(report),
        "xep_loai_chung": ratings_line(report),
        "chi_bo_bao_cao": [
            {
                "ten": row.branch.name,
                "sinh_hoat": held_words(row),
                "ty_le": rate_words(row.rate_pct),
                "xep_loai": rating_words(row.ratings),
                "cap_tren_du": _superiors(row),
                "kien_nghi": row.proposals,
            }
            for row in report.branches
        ],
        "khong_hop": [f"{row.branch.name}: {held_words(row)}" for row in report.missing],
        "cap_tren_du_cach": SUPERIORS_HOW,
        "khong_cap_tren": [row.branch.name for row in report.alone],
        "khong_doc_duoc": [*_lost(report)],
    }


def _branch(number: int, row: BranchPeriod) -> tuple[Cell, ...]:
    return (
        number,
        row.branch.name,
        held_words(row),
        on_time_words(row),
        f"{row.attended}/{row.base}" if row.base else "",
        _rate(row.rate_pct),
        row.thematic,
        rating_words(row.ratings),
        _superiors(row),
        row.proposals,
    )


def _superiors(row: BranchPeriod) -> str:
    return ", ".join(row.superiors) or ("không" if row.meetings else "")


def _meeting(number: int, row: BranchPeriod, each: MeetingFigures) -> tuple[Cell, ...]:
    return (
        number,
        row.branch.name,
        f"{each.opened:%d/%m/%Y}",
        hour(each.opened),
        each.title,
        KINDS[each.kind],
        each.minutes,
        f"{each.attended}/{each.base}",
        f"{each.speakers}/{each.norm}",
        meeting_rating(each),
        "đã thông qua" if each.adopted else "chưa thông qua",
    )


def _trend(number: int, trend: BranchTrend) -> tuple[Cell, ...]:
    return (
        number,
        trend.branch.name,
        verdict_words(trend),
        change_words(trend.rate_change, "điểm phần trăm"),
        change_words(trend.points_change, "điểm"),
        "",
        *(
            _rate(each.rate_pct) if each.held is Held.HELD else HELD[each.held]
            for each in trend.points
        ),
        *(_points(each) for each in trend.points),
    )


def _points(point: MonthPoint) -> Cell:
    if point.held is not Held.HELD:
        return HELD[point.held]
    return NOT_SCORED if point.points is None else point.points


def _rate(rate_pct: float | None) -> Cell:
    return "" if rate_pct is None else rate_pct


def _rated(rating: Rating | None) -> str:
    return NOT_SCORED if rating is None else RATINGS[rating]


def _lost(report: PeriodReport) -> tuple[str, ...]:
    """Return a line for each meeting that is not in the figures, because it cannot be read."""
    names = {row.branch.id: row.branch.name for row in report.branches}
    return tuple(
        f"Không đọc được hồ sơ: {names[each.branch]}, {each.title}, {each.opened:%d/%m/%Y}."
        for each in report.unread
    )
