"""How long the minutes of a large branch take as PDF and as a Word file.

46 on the list, 15 items, 60 turns with a note of three lines each; every round has another text, so
that nothing is remembered from the round before.

Times are those of the processor (`time.process_time`, all threads), on which other work tells less.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from statistics import median
from typing import Any, Final
from zoneinfo import ZoneInfo

from live.documents.docx import built_in_form, render_docx
from live.documents.papers import minutes_paper
from live.documents.pdf import render_pdf
from live.documents.signing import with_signature_fields
from live.meeting.state import Meeting
from live.record.fields import fields
from live.record.minutes import draft

ZONE: Final = ZoneInfo("Asia/Ho_Chi_Minh")
ROUNDS: Final = 15
ITEMS: Final = 15
TURNS: Final = 60
NOTE: Final = (
    "nhất trí với dự thảo báo cáo; đề nghị chi bộ phân công cụ thể từng đồng chí phụ trách hộ, "
    "báo cáo kết quả vào buổi sinh hoạt tháng sau; kiến nghị phường sửa đường vào tổ dân phố."
)


def figures(meeting: Meeting) -> Iterable[tuple[str, float, str]]:
    """Measure with the people of a meeting."""
    minutes = fields(draft(meeting, ZONE))
    yield "minutes_fields_ms", middle(spent(lambda _: fields(draft(meeting, ZONE)))), "ms"
    yield "minutes_pdf_ms", middle(spent(lambda n: pdf(minutes, n))), "ms"
    made = render_pdf(minutes_paper(full(minutes, ROUNDS)), 0)
    yield "minutes_sign_fields_ms", middle(spent(lambda _: with_signature_fields(made))), "ms"
    form = built_in_form("minutes")
    yield "minutes_docx_ms", middle(spent(lambda n: render_docx(form, full(minutes, n)))), "ms"


def pdf(minutes: dict[str, Any], number: int) -> bytes:
    """Set the minutes of one round."""
    return render_pdf(minutes_paper(full(minutes, number)), 0).content


def full(minutes: dict[str, Any], number: int) -> dict[str, Any]:
    """Return minutes with every item and turn, their text that of a round."""
    turns = [f"Đ/c thứ {turn} lần {number}: {NOTE}" for turn in range(TURNS)]
    size = TURNS // ITEMS
    items = [
        {"tieu_de": f"{each + 1}. Nội dung thứ {each + 1}", "doan": turns[each * size :][:size]}
        for each in range(ITEMS)
    ]
    return {**minutes, "dien_bien": items, "ma_bam": f"{number:064x}"}


def spent(work: Callable[[int], object]) -> Iterator[float]:
    """Yield the milliseconds of each round after a first that loads what is needed."""
    for number in range(-1, ROUNDS):
        began = time.process_time()
        work(number)
        if number >= 0:
            yield (time.process_time() - began) * 1000


def middle(samples: Iterable[float]) -> float:
    """Return the median."""
    return median(samples)
