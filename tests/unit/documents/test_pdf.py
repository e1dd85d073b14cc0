"""PDF files of minutes: text, tags, properties, and the same bytes each time."""

import io
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader

from live.documents.glyphs import REPLACEMENT, covered, settable
from live.documents.paper import Fact, Paper, Paragraph
from live.documents.papers import minutes_paper, resolution_paper
from live.documents.pdf import SIGNATURE_HEIGHT_PT, SIGNATURE_WIDTH_PT, render_pdf
from tests.data.rosters import VECTORS
from tests.unit.documents.samples import (
    DIGEST,
    MADE_MS,
    ODD_NAMES,
    minutes_of,
    paper,
    resolution_of,
    said_of,
)

BRANCHES = [roster.key for roster, _ in VECTORS]


def text_of(pdf: bytes, folder: Path) -> str:
    """Return the text of a PDF with its lines joined, as pdftotext reads it."""
    file = folder / "read.pdf"
    file.write_bytes(pdf)
    done = subprocess.run(["pdftotext", file, "-"], check=True, capture_output=True, text=True)
    return " ".join(done.stdout.split())


def made(sheet: Paper) -> bytes:
    return render_pdf(sheet, MADE_MS).content


def test_the_same_paper_gives_the_same_bytes() -> None:
    assert made(paper()) == made(paper())
    assert made(paper()) != made(paper(text="khác"))


def test_the_file_says_that_it_is_for_archives_and_screen_readers() -> None:
    root = PdfFileReader(io.BytesIO(made(paper()))).root
    properties = root["/Metadata"].data.decode()
    for said in (
        "<pdfaid:part>2<",
        "<pdfaid:conformance>A<",
        "<pdfuaid:part>1<",
        "Biên bản: Họp chi bộ tháng 12 năm 2026",
        DIGEST,
    ):
        assert said in properties
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "vi-VN"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert "/StructTreeRoot" in root


def test_headings_and_tables_are_tagged_as_such() -> None:
    reader = PdfFileReader(io.BytesIO(made(paper())))
    waiting: list[Any] = [reader.root["/StructTreeRoot"]["/K"]]
    kinds: list[str] = []
    while waiting:
        element: Any = getattr(waiting.pop(), "get_object", list)()
        if isinstance(element, list):
            waiting += reversed(element)
        elif isinstance(element, dict) and "/S" in element:
            kinds.append(str(element["/S"]))
            waiting.append(element.get("/K", []))
    assert [kind for kind in kinds if re.fullmatch(r"/H\d", kind)] == ["/H1", "/H2", "/H3"]
    assert {"/Table", "/TH", "/TD"} <= {*kinds}


def test_every_font_is_ours_and_in_the_file() -> None:
    fonts = set(re.findall(rb"/FontName ?/[A-Z]{6}\+([\w-]+)", made(paper())))
    names = ("LiberationSerif", "LiberationSerif-Bold", "LiberationSerif-Italic")
    assert fonts == {name.encode() for name in names}


def test_page_is_a4_and_signatures_have_room_on_it() -> None:
    done = render_pdf(paper(), MADE_MS)
    page = PdfFileReader(io.BytesIO(done.content)).root["/Pages"]["/Kids"][0]
    assert [round(float(each)) for each in page["/MediaBox"]] == [0, 0, 595, 842]
    assert [each.place.field for each in done.boxes] == ["ThuKy", "ChuTri"]
    for each in done.boxes:
        left, bottom, right, top = each.box
        assert 85 <= left < right <= 595 - 40
        assert 56 <= bottom < top <= 842 - 56
        assert right - left == pytest.approx(SIGNATURE_WIDTH_PT)
        assert top - bottom == pytest.approx(SIGNATURE_HEIGHT_PT)


def test_text_that_no_font_shows_is_replaced_and_never_fails() -> None:
    assert settable("Ngọc 😀") == f"Ngọc {REPLACEMENT}"
    assert settable("Ti\u1ebfng Vi\u00ea\u0323t\r\nhai\tdòng\0") == "Tiếng Việt\nhai dòng"
    assert settable("a\u200b\u2066b\ud83d".replace("\ud83d", "")) in {"ab", "a\u200bb"}
    assert {*"ĂÂĐÊÔƠƯ", *"ẠẬẶỆỊỘỢỤỰỴ", *"–−×≥≤½…“”", REPLACEMENT} <= covered()
    made(paper(text="😀🇻🇳👩‍👩‍👧 \u202e漢字 ✓ \ue000 \U0010fffd"))


@pytest.mark.libreoffice
@pytest.mark.parametrize("name", ODD_NAMES)
def test_name_comes_out_as_it_is_whatever_is_in_it(name: str, tmp_path: Path) -> None:
    read = text_of(made(paper(text=name)), tmp_path)
    assert "".join(name.split()) in "".join(read.split())


@pytest.mark.libreoffice
@pytest.mark.parametrize("branch", BRANCHES)
def test_minutes_of_a_sample_branch_hold_its_figures(branch: str, tmp_path: Path) -> None:
    known = minutes_of(branch)
    read = text_of(made(minutes_paper(known)), tmp_path)
    for said in (
        *said_of(known),
        "THƯ KÝ",
        f"SHA-256 của nhật ký buổi sinh hoạt: {DIGEST}",
    ):
        assert " ".join(said.split()) in read


@pytest.mark.libreoffice
def test_resolution_of_a_sample_branch_names_who_gets_it(tmp_path: Path) -> None:
    known = resolution_of("na-khoang")
    read = text_of(made(resolution_paper(known)), tmp_path)
    for said in ("NGHỊ QUYẾT", "Nơi nhận:", *known["noi_nhan"], "T/M CHI BỘ", known["nguoi_ky"]):
        assert said in read


def test_adopted_document_has_its_number_and_is_no_draft() -> None:
    known = {**minutes_of("na-khoang"), "du_thao": False, "so_ky_hieu": "12-BB/CB"}
    sheet = minutes_paper(known)
    assert (sheet.mark, sheet.number) == ("", "Số 12-BB/CB")
    assert "Dự thảo" not in sheet.footer


def test_ballots_and_tasks_stand_in_tables() -> None:
    ballot = {"so": "1", "noi_dung": "Kết nạp", "hinh_thuc": "Giơ tay", "ket_qua": "Thông qua"}
    first = {**ballot, "doan": ["Lần 1: Kết nạp", "Tán thành 16/16"]}
    second = {**ballot, "so": "2", "doan": ["Lần 2: Kết nạp", "Tán thành 15/16"]}
    task = {"viec": "Làm đường", "nguoi": "Đ/c Sềnh", "thoi_han": "31/12", "bien_phap": "200 m"}
    known = {
        **minutes_of("na-khoang"),
        "bieu_quyet": [first, second],
        "nhiem_vu": [task],
    }
    _, _, votes, tasks, _ = minutes_paper(known).sections
    table, *rest = votes.parts
    assert getattr(table, "rows", None) == (
        ("1", "Kết nạp", "Giơ tay", "Thông qua"),
        ("2", "Kết nạp", "Giơ tay", "Thông qua"),
    )
    assert rest == [
        Paragraph(kind="heading", text="Lần 1: Kết nạp"),
        Fact(text="Tán thành 16/16"),
        Paragraph(kind="heading", text="Lần 2: Kết nạp"),
        Fact(text="Tán thành 15/16"),
    ]
    assert getattr(tasks.parts[-1], "rows", None) == (
        ("1", "Làm đường", "Đ/c Sềnh", "31/12", "200 m"),
    )
