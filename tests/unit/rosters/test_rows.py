"""Which rows are about people: nobody is lost and nobody invented without a word."""

import pytest

from live.rosters import CellPlace, Choices, Roster, read_roster_untrusted
from live.rosters.choices import NOTHING, PERSON, SKIPPED
from live.rosters.choices import Choices as Answers
from tests.unit.rosters.files import text

HEADINGS = ("STT", "Họ và tên", "Năm sinh", "Chức vụ")
AN = (1, "Nguyễn Văn An", "1962", "Bí thư")
BINH = (2, "Trần Thị Bình", "1970", "")


def read(*rows: tuple[object, ...], choices: Answers = NOTHING) -> Roster:
    return read_roster_untrusted(text([HEADINGS, *rows]).encode(), choices)  # type: ignore[list-item]


def names(roster: Roster) -> list[str]:
    return [entry.name for entry in roster.entries]


@pytest.mark.parametrize(
    "foot",
    [
        ("", "Người lập biểu", "", "BÍ THƯ"),
        ("", "BÍ THƯ", "", ""),
        ("", "XÁC NHẬN CỦA CHI ỦY", "", ""),
        ("", "Cộng", "", ""),
        ("Cộng", "", "", "2"),
        ("", "Tổng cộng: 25 đồng chí", "", ""),
        ("", "Nà Khoang, ngày 3 tháng 2 năm 2026", "", ""),
        ("", "", "", "T/M CHI BỘ"),
        ("", "Danh sách này có 2 đồng chí", "", ""),
        ("", "(Ký, ghi rõ họ tên)", "", ""),
    ],
)
def test_a_line_under_the_table_is_nobody_and_named(foot: tuple[object, ...]) -> None:
    roster = read(AN, BINH, foot, ("", "Hoàng Văn Lịch", "", "Ma Thị Duyên"))
    assert names(roster) == [AN[1], BINH[1]]
    assert [(p.row, p.code, p.blocking) for p in roster.problems] == [
        (4, "row_left_out", False),
        (5, "row_left_out", False),
    ]
    assert "Hoàng Văn Lịch" in str(roster.problems[1].facts["text"])


def test_leaving_out_what_is_left_out_anyway_changes_nothing() -> None:
    rows = (AN, ("", "Người lập biểu", "", ""), ("", "Hoàng Văn Lịch", "", ""))
    asked = read(*rows)
    skipped = Choices(rows=dict.fromkeys((CellPlace(3), CellPlace(4)), SKIPPED))
    assert read(*rows, choices=skipped) == asked
    brought = read(*rows, choices=Choices(rows={CellPlace(3): SKIPPED, CellPlace(4): PERSON}))
    assert names(brought) == [AN[1], "Hoàng Văn Lịch"]


def test_a_name_alone_under_numbered_people_is_a_question() -> None:
    rows = (AN, BINH, ("", "Hoàng Văn Lịch", "", ""))
    roster = read(*rows)
    assert [(p.row, p.code, p.blocking) for p in roster.problems] == [(4, "row_doubtful", True)]
    person = read(*rows, choices=Choices(rows={CellPlace(4): PERSON}))
    assert names(person) == [AN[1], BINH[1], "Hoàng Văn Lịch"]
    skipped = read(*rows, choices=Choices(rows={CellPlace(4): SKIPPED}))
    assert (names(skipped), [p.code for p in skipped.problems]) == (
        [AN[1], BINH[1]],
        ["row_skipped"],
    )


@pytest.mark.parametrize("name", ["Tống Văn Khải", "Công Văn Hai", "Bí Văn Thư", "Tống Cộng Bliă"])
def test_a_person_whose_name_sounds_like_a_sum_stays_a_person(name: str) -> None:
    assert names(read(AN, (2, name, "1970", ""))) == [AN[1], name]


def test_a_line_between_people_speaks_of_those_below_it_and_says_so() -> None:
    roster = read(
        ("I", "Đảng viên chính thức", "", ""),
        AN,
        ("II", "Đảng viên dự bị", "", ""),
        BINH,
        ("", "Tổ đảng số 2", "", ""),
        (3, "Lò Văn Cường", "1980", ""),
    )
    assert [(e.values.get("category"), e.values.get("group")) for e in roster.entries] == [
        ("official", None),
        ("probationary", None),
        (None, "Tổ đảng số 2"),
    ]
    assert [p.code for p in roster.problems] == [
        "category_heading",
        "category_heading",
        "group_heading",
    ]


def test_a_title_above_the_table_speaks_of_everybody() -> None:
    title = ("DANH SÁCH ĐẢNG VIÊN ĐƯỢC MIỄN SINH HOẠT",)
    roster = read_roster_untrusted(text([title, HEADINGS, AN]).encode())
    assert roster.entries[0].values["category"] == "exempt"
    assert [p.code for p in roster.problems] == ["category_heading"]


def test_numbers_of_columns_and_repeated_headings_are_nobody() -> None:
    roster = read(("(1)", "(2)", "(3)", "(4)"), AN, HEADINGS, BINH)
    assert names(roster) == [AN[1], BINH[1]]
    assert [p.code for p in roster.problems] == ["row_numbering"]
    signs = read(("²", "①", "٣"), AN)
    assert names(signs)[-1] == AN[1]


def test_a_transfer_without_its_direction_is_a_question_that_the_preview_answers() -> None:
    rows = text([("Họ và tên", "Diện"), ("Lò Văn Cường", "chuyển sinh hoạt tạm thời")]).encode()
    (problem,) = read_roster_untrusted(rows).problems
    assert (problem.code, problem.blocking, problem.field) == (
        "category_which_way",
        True,
        "category",
    )
    answered = read_roster_untrusted(rows, Choices(cells={(CellPlace(2), "category"): "temp_out"}))
    assert answered.entries[0].values["category"] == "temp_out"
    assert not any(p.blocking for p in answered.problems)


def test_a_bad_telephone_number_costs_nobody_the_place_on_the_list() -> None:
    rows = text([("Họ và tên", "SĐT"), ("Lò Văn Cường", "09123")]).encode()
    roster = read_roster_untrusted(rows)
    assert (names(roster), "phone" in roster.entries[0].values) == (["Lò Văn Cường"], False)
    assert [(p.code, p.column, p.blocking) for p in roster.problems] == [("bad_phone", "B", False)]


def test_a_cell_is_mended_in_the_preview_and_what_was_mended_is_told() -> None:
    rows = text([HEADINGS, (1, "Nguyễn Văn An", "31/02/1962", "")]).encode()
    fixed = read_roster_untrusted(rows, Choices(cells={(CellPlace(2), "birth"): "21/02/1962"}))
    assert fixed.entries[0].values["birth"] == "1962-02-21"
    assert [(p.code, p.value, p.blocking) for p in fixed.problems] == [
        ("cell_corrected", "21/02/1962", False)
    ]
    emptied = read_roster_untrusted(rows, Choices(cells={(CellPlace(2), "birth"): ""}))
    assert "birth" not in emptied.entries[0].values
    assert not any(p.blocking for p in emptied.problems)
    still = read_roster_untrusted(rows, Choices(cells={(CellPlace(2), "birth"): "30/02/1962"}))
    assert [(p.code, p.value, p.blocking) for p in still.problems] == [
        ("bad_date", "30/02/1962", True)
    ]
