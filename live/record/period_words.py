"""The report of a unit and the comparison of its branches in Vietnamese, as files say them."""

from collections.abc import Iterable
from typing import Final

from live.meeting.rubric import Rating
from live.months import Month
from live.record.comparing import BranchTrend, Held, TrendVerdict
from live.record.periods import BranchPeriod, MeetingFigures, PeriodReport
from live.record.rating import RATINGS
from live.record.spans import Period, number_of
from live.record.watched import ATTENDED_MIN
from live.record.wording import PERCENT, percent_text

NOT_SCORED: Final = "chưa chấm"
SUPERIORS_HOW: Final = (
    f"Cấp trên dự: người đã nghe buổi sinh hoạt từ {ATTENDED_MIN} phút trở lên, hoặc đã gửi chi bộ "
    "phiếu dự sinh hoạt."
)
"""Whom reports count as having attended."""
NOT_KNOWN: Final = "chưa có số liệu"
VERDICTS: Final = {
    TrendVerdict.ABSENT: "không họp tháng gần nhất",
    TrendVerdict.SLIPS: "giảm sút",
    TrendVerdict.STEADY: "giữ vững",
    TrendVerdict.IMPROVES: "tiến bộ",
    TrendVerdict.UNKNOWN: "chưa đủ số liệu để so",
}
HELD: Final = {
    Held.MISSED: "không họp",
    Held.AWAITED: "chưa họp",
    Held.UNREAD: "không đọc được",
    Held.BEFORE: "–",
}


def period_name(period: Period) -> str:
    """Return a period: "tháng 11 năm 2026", "quý IV năm 2026"."""
    if period.is_quarter:
        return f"quý {('I', 'II', 'III', 'IV')[period.quarter - 1]} năm {period.year}"
    return f"tháng {number_of(period.first)} năm {period.year}"


def month_names(months: Iterable[Month]) -> str:
    """Return months one after the other: "tháng 10, 11"."""
    return f"tháng {', '.join(str(number_of(month)) for month in months)}"


def rate_words(rate_pct: float | None) -> str:
    """Return an attendance rate; None: there was no meeting."""
    return NOT_KNOWN if rate_pct is None else f"{percent_text(rate_pct)}{PERCENT}"


def summary(report: PeriodReport) -> str:
    """Return the report in one sentence."""
    count = len(report.branches)
    said = [
        f"{len(report.met)}/{count} chi bộ sinh hoạt đủ, {len(report.on_time)} đúng giờ",
        f"tỷ lệ dự {rate_words(report.rate_pct)}",
        f"{len(report.thematic)} chi bộ có sinh hoạt chuyên đề",
        f"{len(report.alone)} chi bộ chưa có cấp trên dự",
    ]
    if report.missing:
        said.append(f"{len(report.missing)} chi bộ có tháng không họp")
    if report.awaited:
        said.append(f"{len(report.awaited)} chi bộ chưa đến hạn")
    if report.unread:
        said.append(f"{len(report.unread)} hồ sơ không đọc được, không có trong số liệu")
    if report.proposals:
        said.append(f"{report.proposals} kiến nghị chưa trả lời")
    text = f"{period_name(report.period)}: {'; '.join(said)}."
    return f"{text[:1].upper()}{text[1:]}"


def held_words(row: BranchPeriod) -> str:
    """Return how often a branch met, and what is missing."""
    said = [f"{len(row.monthly)} buổi"] if row.monthly else []
    if other := len(row.meetings) - len(row.monthly):
        said.append(f"{other} buổi ngoài định kỳ")
    if row.missed:
        said.append(f"không họp {month_names(row.missed)}")
    if row.awaited:
        said.append(f"chưa họp {month_names(row.awaited)}")
    if row.unread:
        said.append(f"{len(row.unread)} hồ sơ không đọc được")
    return "; ".join(said)


def on_time_words(row: BranchPeriod) -> str:
    """Return how many meetings of the month began on time."""
    late = [each for each in row.monthly if not each.on_time]
    if not row.monthly:
        return ""
    return f"{len(late)} buổi không đúng giờ" if late else "đúng giờ"


def rating_words(ratings: Iterable[Rating | None]) -> str:
    """Return ratings one after the other."""
    return ", ".join(NOT_SCORED if each is None else RATINGS[each] for each in ratings)


def meeting_rating(meeting: MeetingFigures) -> str:
    """Return a meeting's points and rating."""
    if meeting.rating is None:
        return NOT_SCORED
    return f"{meeting.points} điểm, {RATINGS[meeting.rating]}"


def change_words(change: float | None, unit: str) -> str:
    """Return a change with its sign and in words: "▼ giảm 6,2 điểm"."""
    if change is None:
        return "chưa đủ số liệu"
    if not change:
        return "= không đổi"
    how = "▲ tăng" if change > 0 else "▼ giảm"
    return f"{how} {percent_text(abs(change))} {unit}"


def verdict_words(trend: BranchTrend) -> str:
    """Return how a branch does."""
    return VERDICTS[trend.verdict]


def ratings_line(report: PeriodReport) -> str:
    """Return how many meetings have each rating."""
    found = [
        f"{NOT_SCORED if each is None else RATINGS[each]} {count}"
        for each, count in report.ratings.items()
    ]
    return f"Xếp loại buổi sinh hoạt: {'; '.join(found)}"
