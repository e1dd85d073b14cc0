"""Files: every way of saving a list reads the same, and no file can do harm."""

import contextlib
import io
import time
import unicodedata
import zipfile
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from live.errors import Rejected
from live.rosters import read_roster_untrusted
from live.rosters.files import MAX_BYTES
from live.rosters.reading import Use
from live.rosters.sheets import MAX_COLUMNS, MAX_ROWS
from live.rosters.xlsx import MAX_UNPACKED_BYTES
from tests.unit.rosters.files import LIST, changed, text, with_strings, xlsx, zipped


def encoded(separator: str, encoding: str) -> bytes:
    """Return the list as a spreadsheet saves it; Windows-1258 writes tones as marks."""
    written = text(LIST, separator)
    if encoding == "cp1258":
        return b"".join(_cp1258(letter) for letter in written)
    return written.encode(encoding)


def _cp1258(letter: str) -> bytes:
    for form in (letter, *_with_tone_apart(letter)):
        try:
            return form.encode("cp1258")
        except UnicodeEncodeError:
            continue
    raise AssertionError(letter)


def _with_tone_apart(letter: str) -> list[str]:
    first, *marks = list(unicodedata.normalize("NFD", letter))
    return [
        unicodedata.normalize("NFC", first + "".join(m for m in marks if m != tone)) + tone
        for tone in marks
    ]


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1258"])
def test_a_csv_list_reads_as_the_workbook_does(separator: str, encoding: str) -> None:
    written = encoded(separator, encoding)
    assert read_roster_untrusted(written).entries == read_roster_untrusted(xlsx(LIST)).entries


def test_the_list_may_be_on_any_sheet() -> None:
    guide = [("Hướng dẫn",), ("Điền vào trang sau",)]
    roster = read_roster_untrusted(xlsx(guide, [], LIST))
    plain = read_roster_untrusted(xlsx(LIST))
    assert [e.values for e in roster.entries] == [e.values for e in plain.entries]
    assert [sheet.use for sheet in roster.sheets] == [Use.NO_LIST, Use.NO_LIST, Use.READ]


def lying_zip() -> bytes:
    """Return a ZIP whose directory says that little comes out of much."""
    data = bytearray(zipped({"[Content_Types].xml": b"<a/>" * 2_000_000}))
    directory = data.rindex(b"PK\x01\x02")
    data[directory + 24 : directory + 28] = (100).to_bytes(4, "little")
    return bytes(data)


@cache
def many_strings() -> bytes:
    """Return a workbook of three million empty strings, which is a small file."""
    return with_strings(xlsx(LIST), b"<si/>" * 3_000_000)


def strict() -> bytes:
    """Return a workbook as Excel saves it as "Strict Open XML"."""
    ordinary = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    name = b"http://purl.oclc.org/ooxml/spreadsheetml/main"
    return changed(xlsx(LIST), {"xl/workbook.xml": (ordinary, name)})


def expanding_entities() -> bytes:
    """Return a workbook whose XML would grow without bound."""
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    bomb = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e0 "ha">{levels}]><x>&e11;</x>'
    out = io.BytesIO(xlsx(LIST))
    with zipfile.ZipFile(out) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    return zipped(parts | {"xl/workbook.xml": bomb.encode(), "[Content_Types].xml": bomb.encode()})


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "file_empty"),
        (b" \r\n ", "file_empty"),
        (b"x" * (MAX_BYTES + 1), "file_too_big"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "file_old_excel"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "file_not_table"),
        (b"%PDF-1.7\n\0\1\2", "file_not_table"),
        (b"PK\x03\x04 and no more", "file_not_table"),
        (b"\xfaB\xc3;\x97w\x05q\x8e,\xe0\x1f\xb6 any bytes \x93\x02", "file_not_table"),
        (zipped({"content.xml": b"<office/>"}), "file_not_table"),
        (zipped({"xl/bomb.xml": b"0" * (MAX_UNPACKED_BYTES + 1)}), "file_too_big"),
        (zipped({f"{n}.xml": b"" for n in range(501)}), "file_too_big"),
        (lying_zip(), "file_not_table"),
        (expanding_entities(), "file_not_table"),
        (xlsx([(n,) for n in range(MAX_ROWS + 2)]), "table_too_big"),
        (("x;" * (MAX_COLUMNS + 1)).encode(), "table_too_big"),
        (many_strings(), "file_too_big"),
        (strict(), "file_strict_excel"),
        (b"<html><body><table><tr><td>STT</td></tr></table></body></html>", "file_web_page"),
        ("\ufeff<!DOCTYPE html><html>".encode(), "file_web_page"),
        (b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>', "file_xml"),
        (b"x\n" * (MAX_ROWS + 1), "table_too_big"),
        ("Tên tổ;Số lượng\n1;2\n".encode(), "roster_no_heading"),
        (xlsx([("Đây không phải danh sách",)]), "roster_no_heading"),
    ],
    ids=range(23),
)
def test_a_file_that_is_no_list_is_refused_with_its_code(data: bytes, code: str) -> None:
    with pytest.raises(Rejected) as caught:
        read_roster_untrusted(data)
    assert caught.value.code == code


def test_a_sheet_that_claims_a_million_rows_is_read_for_what_it_has() -> None:
    with zipfile.ZipFile(io.BytesIO(xlsx(LIST))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = parts[sheet].replace(b'ref="A1:G8"', b'ref="A1:XFD1048576"')
    assert b"XFD1048576" in parts[sheet]
    assert read_roster_untrusted(zipped(parts)) == read_roster_untrusted(xlsx(LIST))


def test_texts_that_a_workbook_keeps_apart_are_found() -> None:
    name = "Lý Thị Say".encode("ascii", "xmlcharrefreplace")  # as lxml writes it
    inline = b't="inlineStr"><is><t>' + name + b"</t></is>"
    data = changed(xlsx(LIST), {"xl/worksheets/sheet1.xml": (inline, b't="s"><v>1</v>')})
    strings = "<si/><si><r><t>Lý </t></r><r><t>Thị Say</t></r><rPh><t>x</t></rPh></si>"
    assert read_roster_untrusted(with_strings(data, strings.encode())).entries == (
        read_roster_untrusted(xlsx(LIST)).entries
    )


def test_millions_of_strings_in_a_small_file_cost_no_more_than_a_moment() -> None:
    began = time.process_time()
    read_or_refuse(many_strings())
    assert time.process_time() - began < 5  # it took 20 seconds when all were read


def test_a_formula_in_a_cell_is_never_computed() -> None:
    """A workbook made by a program has no stored result: the cell is as good as empty."""
    rows = [*LIST[:4], ("=A4+1", "Hoàng Văn Lịch"), (2, "=A1", 1970)]
    roster = read_roster_untrusted(xlsx(rows))
    assert roster.entries[0].name == "Hoàng Văn Lịch"
    blocking = [(p.row, p.column, p.code) for p in roster.problems if p.blocking]
    assert [each for each in blocking if each[2] == "cell_is_formula"] == [
        (5, "A", "cell_is_formula"),
        (6, "B", "cell_is_formula"),
    ]


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    read_or_refuse(data)


@given(st.text(max_size=300), st.sampled_from(["utf-8", "utf-16"]))
def test_any_text_under_headings_is_read_or_refused(rows: str, encoding: str) -> None:
    headings = text([LIST[3]])
    read_or_refuse((headings + rows).encode(encoding, errors="replace"))


@given(at=st.integers(0, 6000), byte=st.integers(0, 255))
def test_a_workbook_with_any_byte_changed_is_read_or_refused(at: int, byte: int) -> None:
    data = bytearray(WORKBOOK)
    data[at % len(data)] = byte
    read_or_refuse(bytes(data))


WORKBOOK = xlsx(LIST)


def read_or_refuse(data: bytes) -> None:
    with contextlib.suppress(Rejected):
        read_roster_untrusted(data)
