"""The standard agendas as data: monthly, thematic, both in one, and a model meeting.

A unit begins from these templates and changes them freely. Titles are content, not screen text, so
they are here and not in the message catalogues. Sources: the order of items is that of HD
12-HD/BTCTW and HD 42-HD/BTCTW; lengths are chosen so that the minimum of 90 minutes is reached.
"""

from typing import Final

from live.meeting.plan import PlannedItem


def _line(
    kind: str, title: str, planned_min: int, *, required: bool = False, counted: bool = True
) -> PlannedItem:
    return PlannedItem(
        kind=kind, title=title, planned_min=planned_min, required=required, counted=counted
    )


MONTHLY: Final = (
    _line("settling", "Ổn định tổ chức, kiểm tra đường truyền", 10, counted=False),
    _line("opening", "Tuyên bố lý do, giới thiệu đại biểu", 2),
    _line("minute_taker", "Cử thư ký", 1),
    _line("roll_call", "Báo cáo tình hình đảng viên", 4, required=True),
    _line("adopt_agenda", "Thông qua chương trình", 2),
    _line("study", "Học tập và làm theo Bác; biểu dương", 8),
    _line("current_affairs", "Thời sự, văn bản mới, định hướng của đảng ủy", 10, required=True),
    _line("review", "Đánh giá kết quả tháng trước, kết quả thực hiện nghị quyết", 10),
    _line("draft_tasks", "Dự kiến nhiệm vụ tháng tới, gợi ý thảo luận", 5),
    _line("discussion", "Thảo luận, tự phê bình và phê bình", 35, required=True),
    _line("superior", "Ý kiến của cấp trên dự sinh hoạt", 6),
    _line("conclusion", "Tiếp thu, kết luận, phân công nhiệm vụ", 6, required=True),
    _line("vote", "Biểu quyết nghị quyết, kết luận", 4),
    _line("scoring", "Chấm điểm, xếp loại buổi sinh hoạt", 4),
    _line("minutes", "Thông qua biên bản, bế mạc", 3, required=True),
)
"""100 minutes, the line check before the beginning not counted."""

THEMATIC: Final = (
    _line("opening", "Nêu mục đích, yêu cầu của chuyên đề", 3),
    _line("roll_call", "Báo cáo tình hình đảng viên", 4, required=True),
    _line("paper", "Trình bày chuyên đề", 15, required=True),
    _line("discussion", "Thảo luận chuyên đề", 40, required=True),
    _line("relate", "Liên hệ với nhiệm vụ của chi bộ và từng đảng viên", 10),
    _line("superior", "Ý kiến của cấp trên dự sinh hoạt", 6),
    _line("conclusion", "Kết luận, phân công nhiệm vụ", 8, required=True),
    _line("scoring", "Chấm điểm buổi sinh hoạt chuyên đề", 4),
    _line("minutes", "Thông qua biên bản, bế mạc", 3, required=True),
)
"""93 minutes."""

_DISCUSSED: Final = 1 + next(n for n, line in enumerate(MONTHLY) if line.kind == "discussion")
COMBINED: Final = (
    *MONTHLY[:_DISCUSSED],
    _line("paper", "Trình bày chuyên đề", 10, required=True),
    _line("discussion", "Thảo luận chuyên đề", 20, required=True),
    *MONTHLY[_DISCUSSED:],
)
"""130 minutes: the monthly agenda and a thematic part; HD 42 asks for at least 120."""

MODEL: Final = (
    *MONTHLY,
    _line("lessons_learned", "Thảo luận rút kinh nghiệm", 30, counted=False),
)
"""The monthly agenda, and after it the talk with invited secretaries about how it went: outside the
branch's meeting and its minutes, so it is not counted."""
