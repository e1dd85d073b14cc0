"""Word files of minutes: what Word and LibreOffice read in them, and the same bytes each time."""

import io
import subprocess
from pathlib import Path

import pytest
from docx import Document

from live.documents.docx import built_in_form, render_docx
from live.documents.making import MAKERS
from tests.unit.documents.samples import DIGEST, ODD_NAMES, minutes_of, resolution_of, said_of

BALLOT = {
    "so": "1",
    "noi_dung": "Kết nạp quần chúng",
    "hinh_thuc": "Giơ tay",
    "ket_qua": "Thông qua",
    "doan": ["Tán thành 15/16"],
}
TASK = {"viec": "Làm đường", "nguoi": "Đ/c Sềnh", "thoi_han": "31/12", "bien_phap": "200 m"}


KINDS = ("minutes", "resolution")


def text_of(file: bytes) -> str:
    """Return the text that python-docx reads, tables too, in their order."""
    body = Document(io.BytesIO(file)).element.body
    return "\n".join(each.text for each in body.iter() if each.tag.endswith("}p"))


@pytest.mark.parametrize("kind", MAKERS)
def test_the_form_that_comes_with_the_program_is_the_one_that_is_made(kind: str) -> None:
    assert MAKERS[kind]() == built_in_form(kind)


@pytest.mark.parametrize("branch", ["na-khoang", "khe-bac", "ben-go-7"])
def test_minutes_of_a_sample_branch_hold_its_figures(branch: str) -> None:
    known = {**minutes_of(branch), "bieu_quyet": [BALLOT], "nhiem_vu": [TASK]}
    read = text_of(render_docx(built_in_form("minutes"), known))
    for said in (
        *said_of(known),
        *(str(value) for value in (*BALLOT.values(), *TASK.values()) if isinstance(value, str)),
        "Tán thành 15/16",
    ):
        assert said in read
    assert "{" not in read


def test_resolution_of_a_sample_branch_names_who_gets_it() -> None:
    known = resolution_of("na-khoang")
    read = text_of(render_docx(built_in_form("resolution"), known))
    for said in ("NGHỊ QUYẾT", *known["noi_nhan"], "T/M CHI BỘ", known["nguoi_ky"]):
        assert said in read


def foot_of(file: bytes) -> str:
    section = Document(io.BytesIO(file)).sections[0]
    first, others = (
        "\n".join(each.text for each in footer.paragraphs)
        for footer in (section.first_page_footer, section.footer)
    )
    assert first == others
    return first


@pytest.mark.parametrize("kind", KINDS)
def test_every_page_has_the_hash_of_the_record(kind: str) -> None:
    known = minutes_of("na-khoang") if kind == "minutes" else resolution_of("na-khoang")
    said = f"SHA-256 của nhật ký buổi sinh hoạt: {DIGEST}"
    assert foot_of(render_docx(built_in_form(kind), known)) == f"Dự thảo. {said}"
    assert foot_of(render_docx(built_in_form(kind), {**known, "du_thao": False})) == said


def test_the_same_record_gives_the_same_bytes() -> None:
    form, known = built_in_form("minutes"), minutes_of("na-khoang")
    assert render_docx(form, known) == render_docx(form, known)
    assert render_docx(form, known) != render_docx(form, {**known, "thu_ky": "khác"})


@pytest.mark.parametrize("name", [*ODD_NAMES, "Ngọc 😀", "Hai\x00\x08\ud83dtên"])
def test_name_comes_out_as_it_is_whatever_is_in_it(name: str) -> None:
    known = {**minutes_of("na-khoang"), "thu_ky": name, "noi_dung": [name]}
    read = text_of(render_docx(built_in_form("minutes"), known))
    shown = name.translate(dict.fromkeys((0, 8, 0xD83D)))
    assert f"Thư ký: {shown}\n" in read
    assert read.count(shown) == 3


@pytest.mark.libreoffice
@pytest.mark.slow
def test_libreoffice_reads_the_same_text(tmp_path: Path) -> None:
    known = {**minutes_of("ben-go-7"), "bieu_quyet": [BALLOT], "nhiem_vu": [TASK]}
    file = render_docx(built_in_form("minutes"), known)
    (tmp_path / "bien-ban.docx").write_bytes(file)
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    convert = ["soffice", profile, "--headless", "--convert-to", "pdf", "bien-ban.docx"]
    subprocess.run(convert, check=True, capture_output=True, cwd=tmp_path)
    read = subprocess.run(
        ["pdftotext", "-layout", "bien-ban.pdf", "-"],
        check=True,
        capture_output=True,
        text=True,
        cwd=tmp_path,
    ).stdout
    pages, foot, words = read.count("\f"), foot_of(file), " ".join(read.split())
    assert words.count(foot) == pages > 1
    numbers = [str(page) for page in range(2, pages + 1)]
    assert sorted(words.replace(foot, "").split()) == sorted([*text_of(file).split(), *numbers])


@pytest.mark.parametrize("kind", MAKERS)
def test_the_head_of_the_form_gives_place_and_day_the_wider_column(kind: str) -> None:
    head = Document(io.BytesIO(built_in_form(kind))).tables[0]
    left, right = (cell.width.mm for cell in head.rows[0].cells)
    assert (round(left + right), right >= 90) == (165, True)
