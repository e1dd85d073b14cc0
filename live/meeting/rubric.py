"""The rubric by which a meeting is scored: 100 points in four groups, as data.

Titles are content, as those of agendas, so they are here and not in the message catalogues. The
groups and their points are those of the Phú Thọ bloc committee's scale (15 + 20 + 45 + 20), the
criteria those of HD 12-HD/BTCTW; the points of single criteria are chosen.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class ScoreFill(StrEnum):
    """Where the points of a criterion come from."""

    AUTO = "auto"
    """From the record; nobody sets them."""
    SEMI = "semi"
    """The record proposes, the committee decides."""
    TICK = "tick"
    """A fact that the record does not know: all points or none, on somebody's word."""
    JUDGE = "judge"
    """A judgement."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """One line of the rubric."""

    code: str
    title: str
    points: int
    fill: ScoreFill
    gate: bool = False
    """A rating of `Rating.GOOD` needs all points of every gate."""

    @property
    def group(self) -> str:
        """Return the group that the criterion belongs to."""
        return self.code[0]


class Rating(StrEnum):
    """The rating of a meeting; the words are those of the scales in use."""

    GOOD = "good"
    """Tốt."""
    FAIR = "fair"
    """Khá."""
    AVERAGE = "average"
    """Trung bình."""
    POOR = "poor"
    """Kém."""


GROUPS: Final[Mapping[str, str]] = {
    "A": "Công tác chuẩn bị",
    "B": "Tỷ lệ đảng viên tham dự",
    "C": "Tổ chức sinh hoạt",
    "D": "Kết thúc và việc thực hiện",
}


def _line(code: str, points: int, fill: ScoreFill, title: str, *, gate: bool = False) -> Criterion:
    return Criterion(code=code, title=title, points=points, fill=fill, gate=gate)


RUBRIC: Final = (
    _line("A1", 4, ScoreFill.JUDGE, "Bí thư, phó bí thư trực tiếp chuẩn bị nội dung, có trọng tâm"),
    _line("A2", 4, ScoreFill.TICK, "Họp chi ủy trước sinh hoạt"),
    _line("A3", 4, ScoreFill.TICK, "Có dự thảo nghị quyết, kết luận và gợi ý thảo luận"),
    _line("A4", 3, ScoreFill.TICK, "Thông báo, gửi tài liệu trước ít nhất 1 ngày, báo cấp trên"),
    _line("B1", 14, ScoreFill.AUTO, "Tỷ lệ đảng viên dự sinh hoạt", gate=True),
    _line("B2", 4, ScoreFill.AUTO, "Không có đảng viên vắng không lý do", gate=True),
    _line("B3", 2, ScoreFill.TICK, "Không ai vắng có lý do quá 3 lần liên tiếp", gate=True),
    _line("C1", 6, ScoreFill.AUTO, "Đúng ngày, đủ trình tự"),
    _line("C2", 8, ScoreFill.JUDGE, "Đủ nội dung, sát thực tế, không nặng thông báo"),
    _line("C3", 5, ScoreFill.JUDGE, "Điều hành linh hoạt, dân chủ"),
    _line("C4", 6, ScoreFill.AUTO, "Bảo đảm thời lượng", gate=True),
    _line("C5", 10, ScoreFill.AUTO, "Số đảng viên phát biểu đạt mức quy định", gate=True),
    _line("C6", 5, ScoreFill.JUDGE, "Tự phê bình và phê bình; biểu dương, nhắc nhở"),
    _line("C7", 5, ScoreFill.JUDGE, "Giữ nguyên tắc sinh hoạt đảng"),
    _line("D1", 6, ScoreFill.SEMI, "Kết luận rõ, phân công cụ thể người, việc, thời hạn"),
    _line("D2", 4, ScoreFill.SEMI, "Biểu quyết nghị quyết, kết luận đúng quy định"),
    _line("D3", 5, ScoreFill.SEMI, "Biên bản đầy đủ, được thông qua", gate=True),
    _line("D4", 5, ScoreFill.TICK, "Kết quả thực hiện nghị quyết kỳ trước"),
)

CUTOFFS: Final = ((90, Rating.GOOD), (70, Rating.FAIR), (50, Rating.AVERAGE))
"""Least points of each rating; less is `Rating.POOR`. Scales of Phú Thọ and Bình Thuận."""


def missed_gates(points: Mapping[str, int]) -> tuple[str, ...]:
    """Return the gates that do not have all their points."""
    return tuple(
        each.code for each in RUBRIC if each.gate and points.get(each.code, 0) < each.points
    )


def rating(points: Mapping[str, int]) -> Rating:
    """Return the rating of points by criterion: good only if no gate is missed (Bình Thuận)."""
    total = sum(points.values())
    found = next((name for least, name in CUTOFFS if total >= least), Rating.POOR)
    return Rating.FAIR if found is Rating.GOOD and missed_gates(points) else found
