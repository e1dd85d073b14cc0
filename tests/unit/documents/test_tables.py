"""Tables as files: what Excel and others read in them is what the record says."""

import codecs
import csv
import datetime as dt
import io
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from live.bots.rosters import BranchRoster
from live.documents.delimited import delimited
from live.documents.xlsx import LONGEST, workbook
from live.record.tables import Table, TableColumn, attendance_tables, speaking_tables
from live.rosters.delimited import delimited_untrusted
from tests.data.rosters import VECTORS, Expected
from tests.unit.meeting.test_rosters import attended

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
CREATED = dt.datetime(2026, 11, 30, 21, 0, tzinfo=ZONE)
LONG_NAME = "Nguyễn " * 8 + "Xuân"
NAMES = (
    '=HYPERLINK("http://x","Bấm")',
    "+84 912",
    "-1+2",
    "@SUM(A1)",
    'Trần "Tư" O\'Neil; #1, $2\\n',
    "Lê 🎉 Thị",
    LONG_NAME,
    "{=1+1}",
    "https://example.org",
    "0123",
    "_x0041_",
)
TABLE = Table(
    name="Điểm danh: [1/2]? *dài quá ba mươi mốt ký tự*",
    heading=("=TIÊU ĐỀ", "Chi bộ"),
    columns=(TableColumn("STT", 5), TableColumn("Họ và tên", 20)),
    rows=tuple(enumerate(NAMES, 1)),
    notes=("-ghi chú",),
)


def sheets(data: bytes) -> list[Worksheet]:
    return list(load_workbook(io.BytesIO(data)).worksheets)


def lines(data: bytes) -> list[list[str]]:
    assert data.startswith(codecs.BOM_UTF16_LE)
    text = io.StringIO(data.decode("utf-16"), newline="")
    return list(csv.reader(text, delimiter="\t"))


def test_every_name_stays_the_text_that_it_is_in_a_workbook() -> None:
    (sheet,) = sheets(workbook([TABLE], CREATED))
    named = [row[1] for row in sheet.iter_rows(min_row=5, max_row=4 + len(NAMES))]
    assert [cell.value for cell in named] == list(NAMES)
    assert {cell.data_type for cell in named} == {"s"}
    assert all(cell.hyperlink is None for cell in named)
    assert [sheet.cell(row, 1).value for row in (1, 5)] == ["=TIÊU ĐỀ", 1]
    assert sheet.cell(1, 1).data_type == "s"


def test_names_of_sheets_are_such_as_excel_allows() -> None:
    (sheet,) = sheets(workbook([TABLE], CREATED))
    assert sheet.title == "Điểm danh   1 2    dài quá ba m"


def test_a_text_longer_than_a_cell_is_cut_and_never_within_a_character() -> None:
    table = replace(TABLE, rows=((1, "🎉" * LONGEST),))
    (sheet,) = sheets(workbook([table], CREATED))
    assert sheet.cell(5, 2).value == "🎉" * (LONGEST // 2)


def test_the_same_tables_give_the_same_bytes() -> None:
    assert workbook([TABLE], CREATED) == workbook([TABLE], CREATED)
    later = CREATED + dt.timedelta(days=1)
    assert workbook([TABLE], CREATED) != workbook([TABLE], later)
    book = load_workbook(io.BytesIO(workbook([TABLE], CREATED)))
    assert book.properties.created == dt.datetime(2026, 11, 30, 21, 0)  # noqa: DTZ001 - as Excel has it


def test_in_text_a_formula_is_preceded_by_an_apostrophe_and_all_else_stays() -> None:
    read = lines(delimited([TABLE]))
    assert read[:2] == [["'=TIÊU ĐỀ"], ["Chi bộ"]]
    named = [line[1] for line in read[4 : 4 + len(NAMES)]]
    assert named == [f"'{name}" for name in NAMES[:4]] + list(NAMES[4:])
    assert read[-1] == ["'-ghi chú"]


def test_line_ends_and_tabs_in_a_text_do_not_break_its_row() -> None:
    table = replace(TABLE, rows=((1, " =1\t+\r\n2 "),))
    assert lines(delimited([table]))[4] == ["1", "'=1 + 2"]


def test_tables_stand_below_each_other_in_text() -> None:
    read = lines(delimited([TABLE, replace(TABLE, heading=("Hai",))]))
    assert ["Hai"] in read


@pytest.mark.parametrize(("roster", "expected"), VECTORS, ids=[r.key for r, _ in VECTORS])
def test_both_files_of_a_sample_branch_say_what_its_figures_are(
    roster: BranchRoster, expected: Expected
) -> None:
    tables = attendance_tables(attended(roster).meeting, ZONE)
    book = sheets(workbook(tables, CREATED))[0]
    in_book = [[cell.value for cell in row] for row in book.iter_rows(min_row=6)]
    in_text = lines(delimited(tables))[5:]
    states = [row[4] for row in in_book[1 : 1 + expected.listed]]
    assert [row[1] for row in in_book[1 : 1 + expected.listed]] == [p.name for p in roster.people]
    assert states == [row[4] for row in in_text[1 : 1 + expected.listed]]
    assert states.count("vắng có lý do") == expected.excused
    assert states.count("vắng không lý do") == expected.unexcused
    here = f"Có mặt: {expected.present}/{expected.base} "
    assert any(str(row[0]).startswith(here) for row in in_book)
    assert any(row and row[0].startswith(here) for row in in_text)


def test_the_import_of_lists_reads_what_is_written_here() -> None:
    tables = attendance_tables(attended(VECTORS[0][0]).meeting, ZONE)
    texts = delimited_untrusted(delimited(tables))
    assert texts


def test_speaking_statistics_are_written_too() -> None:
    tables = speaking_tables(attended(VECTORS[0][0]).meeting, ZONE)
    (sheet,) = sheets(workbook(tables, CREATED))
    assert sheet.title == "Phát biểu"
