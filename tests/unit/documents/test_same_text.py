"""Word files and printed documents say the same, line for line, and end on a page that is used."""

import io
import re
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from docx import Document

from live.documents.docx import built_in_form, render_docx
from live.documents.lessons import lessons_paper
from live.documents.observation import observation_paper
from live.documents.paper import Paper, Paragraph
from live.documents.papers import resolution_paper
from live.documents.pdf import render_pdf
from live.meeting.state import Meeting
from live.record.fields import Fields, fields
from live.record.lessons import lessons_fields, lessons_of
from live.record.minutes import draft
from live.record.observation import observation
from live.record.resolution import resolution
from live.record.text import UNCHECKED, UNMARKED
from tests.data.rosters import VECTORS
from tests.unit.documents.samples import MADE_MS, paper
from tests.unit.meeting.test_rosters import attended
from tests.unit.record.evenings import GUEST, SCRIPTS, ZONE, adopted
from tests.unit.record.printed import printed_minutes, printed_resolution, text_on
from tests.unit.record.test_lessons import talked

WHOLE = {script.roster.key: (lambda script=script: adopted(script).meeting) for script in SCRIPTS}
"""Meetings that are over, with ballots, tasks and a score."""
BEGUN = {
    f"{roster.key} begun": (lambda roster=roster: attended(roster).meeting) for roster, _ in VECTORS
}
"""Meetings of which the record says little yet."""
MEETINGS: dict[str, Callable[[], Meeting]] = {**WHOLE, **BEGUN}
MIDDLE_PT = 210 / 25.4 * 72 / 2


def resolved() -> tuple[Paper, Fields]:
    known = fields(resolution(WHOLE["na-khoang"](), ZONE))
    return resolution_paper(known), known


def observed() -> tuple[Paper, Fields]:
    assert GUEST.person
    sheet = observation(WHOLE["na-khoang"](), GUEST.person, GUEST.name, GUEST.title, ZONE)
    known = {**sheet.fields, "ma_bam": "", "ghi_chep": ["19 giờ 40: Vào đề nhanh"]}
    return observation_paper(known), known


def talked_over() -> tuple[Paper, Fields]:
    meeting = talked().meeting
    known = {**lessons_fields(meeting, lessons_of(meeting, GUEST), ZONE), "ma_bam": ""}
    return lessons_paper(known), known


SIGNED_BY_ONE = {"resolution": resolved, "observation": observed, "lessons": talked_over}
"""Kind of document → one of it, and the fields that it is made from."""


SIGNED = "THƯ KÝ|Nơi nhận|NGƯỜI DỰ|CHỦ TRÌ TRAO ĐỔI"
"""With what the places for signatures begin."""


def minutes_of(meeting: Meeting) -> Fields:
    return fields(draft(meeting, ZONE))


def written(file: bytes, title: str) -> list[str]:
    """Return the lines of a Word file from its title to what stands before the signatures."""
    body = Document(io.BytesIO(file)).element.body
    lines = [each.text for each in body.iter() if each.tag.endswith("}p")]
    told = [line for line in lines[lines.index(title) :] if line and line != "-----"]
    return told[: next(n for n, line in enumerate(told) if re.match(SIGNED, line))]


def printed(text: str, title: str) -> list[str]:
    """Return the same lines of a printed document, cells of tables one by one."""
    lines = text.splitlines()
    told = lines[lines.index(title) :]
    ends = next(n for n, line in enumerate(told) if re.match(SIGNED, line))
    return [cell for line in told[:ends] for cell in line.split(" | ") if cell]


def bare(lines: list[str]) -> list[str]:
    return [line.removeprefix("– ") for line in lines]


@pytest.mark.parametrize("name", MEETINGS)
def test_minutes_say_the_same_in_word_and_in_print(name: str) -> None:
    meeting = MEETINGS[name]()
    file = render_docx(built_in_form("minutes"), minutes_of(meeting))
    assert bare(written(file, "BIÊN BẢN")) == bare(printed(printed_minutes(meeting), "BIÊN BẢN"))


@pytest.mark.parametrize("kind", SIGNED_BY_ONE)
def test_what_one_signs_says_the_same_in_word_and_in_print_with_the_signature_right(
    kind: str,
) -> None:
    sheet, known = SIGNED_BY_ONE[kind]()
    file, title = render_docx(built_in_form(kind), known), sheet.title
    assert bare(written(file, title)) == bare(printed(text_on(sheet), title))
    left, right = Document(io.BytesIO(file)).tables[-1].rows[0].cells
    (place,) = sheet.signatures
    assert (place.name in right.text, place.name in left.text) == (True, False)
    (box,) = render_pdf(sheet, MADE_MS).boxes
    assert box.box[0] > MIDDLE_PT


@pytest.mark.parametrize("name", MEETINGS)
def test_a_resolution_says_the_same_in_word_and_in_print(name: str) -> None:
    meeting = MEETINGS[name]()
    file = render_docx(built_in_form("resolution"), fields(resolution(meeting, ZONE)))
    assert bare(written(file, "NGHỊ QUYẾT")) == bare(
        printed(printed_resolution(meeting), "NGHỊ QUYẾT")
    )


def test_who_was_not_checked_in_is_absent_once_the_meeting_is_over() -> None:
    known = minutes_of(MEETINGS["na-khoang"]()) | {"chua_diem_danh": [{"ten": "Ma Thị Duyên"}]}
    for ended, said in (("21 giờ", UNMARKED), ("", UNCHECKED)):
        file = render_docx(built_in_form("minutes"), known | {"ket_thuc": ended})
        assert f"– {said}: 1 đồng chí: Ma Thị Duyên" in written(file, "BIÊN BẢN")


def last_page(sheet: Paper, folder: Path) -> str:
    file = folder / "read.pdf"
    file.write_bytes(render_pdf(sheet, MADE_MS).content)
    read = subprocess.run(["pdftotext", file, "-"], check=True, capture_output=True, text=True)
    return read.stdout.rstrip("\f").rpartition("\f")[2]


@pytest.mark.parametrize("closed", [True, False])
def test_the_signatures_never_stand_alone_on_a_page(closed: bool, tmp_path: Path) -> None:
    """With any number of lines before them the last text is on their page."""
    end = Paragraph(text="Kết thúc hồi 21 giờ 10.")
    chapter = paper().sections[0]
    for count in range(8, 40):
        lines = tuple(Paragraph(text=f"Dòng {number}.") for number in range(count))
        sections = (replace(chapter, parts=(*lines, *(() if closed else (end,)))),)
        sheet = replace(paper(), sections=sections, closing=(end,) if closed else ())
        assert end.text in last_page(sheet, tmp_path)
