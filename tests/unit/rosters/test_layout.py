"""What is read of a file and what is not: sheets, tables, columns, merged and hidden cells."""

import datetime
import io
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.styles import Border, Side

from live.errors import Rejected
from live.rosters import Choices, Roster, read_roster_untrusted
from live.rosters.choices import IGNORED, ColumnPlace
from live.rosters.reading import Use
from live.rosters.sheets import Cell
from tests.unit.rosters.files import text

Line = tuple[Cell | None, ...]
Rows = Sequence[Line]
HEADINGS: Line = ("STT", "Họ và tên", "Năm sinh")
AN: Line = (1, "Nguyễn Văn An", 1962)
BINH: Line = (2, "Trần Thị Bình", 1970)
CUONG: Line = (3, "Lò Văn Cường", 1980)


def book(sheets: dict[str, Rows], change: Callable[[Any], None] = lambda _: None) -> bytes:
    """Return a workbook of named sheets, changed by hand."""
    made = Workbook()
    made.remove(made.worksheets[0])
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    change(made)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def names(roster: Roster) -> list[str]:
    return [entry.name for entry in roster.entries]


def codes(roster: Roster) -> list[str]:
    return [problem.code for problem in roster.problems]


def births(roster: Roster) -> dict[str, object]:
    return {entry.name: entry.values.get("birth") for entry in roster.entries}


def hide_first(made: Any) -> None:
    made.worksheets[0].sheet_state = "hidden"


def test_a_hidden_sheet_never_wins_and_is_named() -> None:
    data = book({"Cũ 2019": [HEADINGS, AN, BINH], "2026": [HEADINGS, CUONG]}, hide_first)
    roster = read_roster_untrusted(data)
    assert names(roster) == ["Lò Văn Cường"]
    assert [(s.name, s.use) for s in roster.sheets] == [("Cũ 2019", Use.HIDDEN), ("2026", Use.READ)]


def test_a_list_on_a_hidden_sheet_alone_is_refused_by_its_name() -> None:
    data = book({"Cũ 2019": [HEADINGS, AN], "2026": [("trống",)]}, hide_first)
    with pytest.raises(Rejected, match="roster_hidden") as caught:
        read_roster_untrusted(data)
    assert caught.value.facts == {"sheet": "Cũ 2019"}


def test_of_several_lists_none_wins_by_itself_and_chosen_ones_are_joined() -> None:
    left: list[Line] = [(*HEADINGS, "Ghi chú"), (9, "Vi Văn Dưỡng", 1950, "")]
    data = book({"Tổ 1": [HEADINGS, AN], "Tổ 2": [HEADINGS, BINH], "Đã chuyển đi": left})
    asked = read_roster_untrusted(data)
    assert (names(asked), asked.undecided, codes(asked)) == ([], True, ["sheet_choice"])
    joined = read_roster_untrusted(data, Choices(sheets=frozenset({0, 1})))
    assert names(joined) == ["Nguyễn Văn An", "Trần Thị Bình"]
    assert [entry.values.get("group") for entry in joined.entries] == ["Tổ 1", "Tổ 2"]
    assert [s.use for s in joined.sheets] == [Use.READ, Use.READ, Use.LEFT_OUT]


def test_tables_side_by_side_are_both_read() -> None:
    roster = read_roster_untrusted(
        text([HEADINGS * 2, (*AN, *CUONG), (*BINH, "", "", "")]).encode()
    )
    assert births(roster) == {
        "Nguyễn Văn An": "1962",
        "Lò Văn Cường": "1980",
        "Trần Thị Bình": "1970",
    }
    assert codes(roster) == []


def test_tables_below_each_other_are_both_read_each_by_its_headings() -> None:
    second = [("Đảng viên dự bị",), ("STT", "Năm sinh", "Họ và tên"), (3, 1980, "Lò Văn Cường")]
    roster = read_roster_untrusted(text([HEADINGS, AN, *second]).encode())
    assert births(roster) == {"Nguyễn Văn An": "1962", "Lò Văn Cường": "1980"}
    assert [e.values.get("category") for e in roster.entries] == [None, "probationary"]
    assert codes(roster) == ["category_heading"]


@pytest.mark.parametrize("tail", [";;;;\r\n" * 3_000, "\r\n" * 3_000])
def test_empty_lines_below_a_list_count_to_no_limit(tail: str) -> None:
    assert names(read_roster_untrusted((text([HEADINGS, AN, BINH]) + tail).encode())) == [
        AN[1],
        BINH[1],
    ]


def test_borders_and_empty_columns_count_to_no_limit() -> None:
    def decorate(made: Any) -> None:
        line = Border(left=Side(style="thin"))
        for row in range(3, 2002):
            for column in range(1, 5):
                made.worksheets[0].cell(row, column).border = line

    assert names(read_roster_untrusted(book({"a": [HEADINGS, AN]}, decorate))) == [AN[1]]
    wide: list[Line] = [(*row, *[None] * 80, "x") for row in (HEADINGS, AN)]
    assert names(read_roster_untrusted(book({"a": wide}))) == [AN[1]]


def test_hidden_rows_and_columns_are_left_out_and_named() -> None:
    def hide(made: Any) -> None:
        made.worksheets[0].row_dimensions[3].hidden = True
        made.worksheets[0].column_dimensions["C"].hidden = True

    roster = read_roster_untrusted(book({"a": [HEADINGS, AN, BINH, CUONG]}, hide))
    assert names(roster) == ["Nguyễn Văn An", "Lò Văn Cường"]
    assert [(p.row, p.code) for p in roster.problems] == [(3, "row_hidden")]
    assert "Trần Thị Bình" in str(roster.problems[0].facts["text"])
    assert [c.letter for c in roster.sheets[0].blocks[0].columns if c.hidden] == ["C"]


def test_a_merged_cell_holds_for_all_its_rows_but_not_what_each_has_alone() -> None:
    rows: list[Line] = [
        ("STT", "Họ và tên", "Tổ đảng", "Diện", "Số điện thoại"),
        (1, "Nguyễn Văn An", "Tổ 1", "dự bị", "0912345678"),
        (2, "Trần Thị Bình"),
        (3, "Lò Văn Cường", "Tổ 2", "chính thức"),
    ]

    def merge(made: Any) -> None:
        for cells in ("C2:C3", "D2:D3", "E2:E3"):
            made.worksheets[0].merge_cells(cells)

    roster = read_roster_untrusted(book({"a": rows}, merge))
    said = [
        (e.values.get("group"), e.values.get("category"), e.values.get("phone"))
        for e in roster.entries
    ]
    assert said == [
        ("Tổ 1", "probationary", "0912345678"),
        ("Tổ 1", "probationary", None),
        ("Tổ 2", "official", None),
    ]
    assert [(p.row, p.column, p.code) for p in roster.problems] == [(3, "E", "cell_merged")]


def test_headings_merged_over_two_rows_are_read_once() -> None:
    rows = [
        ("STT", "Họ và tên", "Ngày vào Đảng", None, "Ghi chú"),
        (None, None, "Dự bị", "Chính thức", None),
        (1, "Nguyễn Văn An", "3/2/1995", "3/2/1996", "x"),
    ]

    def merge(made: Any) -> None:
        for cells in ("A1:A2", "B1:B2", "C1:D1", "E1:E2"):
            made.worksheets[0].merge_cells(cells)

    (entry,) = read_roster_untrusted(book({"a": rows}, merge)).entries
    assert entry.values == {
        "number": 1,
        "name": "Nguyễn Văn An",
        "joined": "1995-02-03",
        "confirmed": "1996-02-03",
        "note": "x",
    }


# --- columns -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mark", "category"),
    [("x", "exempt"), ("12/2019", "exempt"), ("tạm miễn", "temp_exempt"), ("", None), ("0", None)],
)
def test_a_column_of_crosses_says_who_is_exempt(mark: str, category: str | None) -> None:
    rows = [("Họ và tên", "Diện miễn sinh hoạt"), ("Nguyễn Văn An", mark), ("Lò Văn Cường", "")]
    roster = read_roster_untrusted(text(rows).encode())
    assert roster.entries[0].values.get("category") == category
    assert codes(roster) == []


def test_a_mark_that_may_be_yes_or_no_is_a_question() -> None:
    rows = [("Họ và tên", "Diện miễn sinh hoạt"), ("Nguyễn Văn An", "đang đề nghị")]
    (problem,) = read_roster_untrusted(text(rows).encode()).problems
    assert (problem.code, problem.blocking, problem.field) == ("mark_unclear", True, "category")


def test_a_heading_that_may_decide_who_counts_is_understood_or_asked_for() -> None:
    rows = [("Họ và tên", "Dân tộc", "Lý do miễn"), ("Nguyễn Văn An", "Kinh", "già yếu")]
    data = text(rows).encode()
    roster = read_roster_untrusted(data)
    assert [(p.code, p.column, p.blocking) for p in roster.problems] == [
        ("heading_weighty", "C", True)
    ]
    unread = [c.heading for c in roster.sheets[0].blocks[0].columns if not c.field]
    assert unread == ["Dân tộc", "Lý do miễn"]
    where = ColumnPlace(0, 1, 2)
    assert codes(read_roster_untrusted(data, Choices(columns={where: IGNORED}))) == []
    noted = read_roster_untrusted(data, Choices(columns={where: "note"}))
    assert noted.entries[0].values["note"] == "già yếu"


def test_dates_that_an_english_spreadsheet_turned_round_are_told_and_can_be_turned_back() -> None:
    rows: list[Line] = [
        ("Họ và tên", "Ngày sinh"),
        ("Nguyễn Văn An", "19/05/1970"),
        ("Lò Văn Cường", datetime.date(1980, 12, 5)),
    ]
    data = book({"a": rows})
    roster = read_roster_untrusted(data)
    (problem,) = roster.problems
    assert (problem.column, problem.code, problem.blocking) == ("B", "dates_swapped", False)
    assert births(roster)["Lò Văn Cường"] == "1980-12-05"
    turned = read_roster_untrusted(data, Choices(swapped=frozenset({ColumnPlace(0, 1, 1)})))
    assert births(turned) == {"Nguyễn Văn An": "1970-05-19", "Lò Văn Cường": "1980-05-12"}
    assert codes(turned) == []
