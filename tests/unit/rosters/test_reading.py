"""From a table to people: headings wherever they stand, and every problem by row and column."""

from collections.abc import Sequence

import pytest

from live.errors import Rejected
from live.meeting.roster import Category
from live.rosters import Choices, Roster, read_roster_untrusted
from live.rosters.choices import NOTHING
from live.rosters.sheets import Cell
from tests.unit.rosters.files import HEADINGS, LIST, TITLES, text


def read(*rows: Sequence[Cell | None], choices: Choices = NOTHING) -> Roster:
    """Read rows as a CSV file."""
    return read_roster_untrusted(text(rows).encode(), choices)


def told(roster: Roster) -> list[tuple[int, str, str]]:
    """Return each problem's row, column and code."""
    return [(problem.row, problem.column, problem.code) for problem in roster.problems]


def test_an_ordinary_list_is_read_whole() -> None:
    roster = read(*LIST)
    assert roster.problems == ()
    assert [entry.row for entry in roster.entries] == [5, 6, 7, 8]
    assert dict(roster.entries[0].values) == {
        "number": 1,
        "name": "Hoàng Văn Lịch",
        "birth": "1970-05-12",
        "title": "Bí thư",
        "category": "official",
        "phone": "0912345678",
    }
    assert [entry.values["category"] for entry in roster.entries] == [
        "official",
        "official",
        "probationary",
        "temp_in",
    ]


def test_only_a_name_is_needed() -> None:
    roster = read(("Họ tên",), ("Hoàng Văn Lịch",), ("",), ("Ma Thị Duyên",))
    assert [dict(entry.values) for entry in roster.entries] == [
        {"name": "Hoàng Văn Lịch"},
        {"name": "Ma Thị Duyên"},
    ]


@pytest.mark.parametrize("headings", [("Họ đệm", "Tên"), ("Họ và tên", "")])
def test_a_name_may_stand_in_two_columns(headings: tuple[str, str]) -> None:
    roster = read(("STT", *headings), (1, "Hoàng Văn", "Lịch"), (2, "Ma Thị", "Duyên"))
    assert [entry.name for entry in roster.entries] == ["Hoàng Văn Lịch", "Ma Thị Duyên"]


def test_headings_may_be_divided_in_a_second_row() -> None:
    roster = read(
        *TITLES,
        ("STT", "Họ và tên", "Năm sinh", "", "Ngày vào Đảng", "", "Ghi chú"),
        ("", "", "Nam", "Nữ", "Dự bị", "Chính thức", ""),
        (1, "Hoàng Văn Lịch", "1970", "", "03/02/1995", "03/02/1996", ""),
        (2, "Ma Thị Duyên", "", "1980", "19/05/2025", "", ""),
    )
    assert roster.entries[0].values == {
        "number": 1,
        "name": "Hoàng Văn Lịch",
        "birth": "1970",
        "joined": "1995-02-03",
        "confirmed": "1996-02-03",
    }
    assert roster.entries[1].values["birth"] == "1980"


def test_a_category_without_a_word_in_its_column_is_inferred_and_told() -> None:
    roster = read(
        ("STT", "Họ và tên", "Ngày vào Đảng", "Ngày chính thức", "Ghi chú"),
        (1, "Hoàng Văn Lịch", "1995", "1996", ""),
        (2, "Ma Thị Duyên", "2025", "", ""),
        (3, "Nông Thị Xiêm", "1960", "1961", "miễn sinh hoạt"),
    )
    assert [entry.values.get("category") for entry in roster.entries] == [None, None, "exempt"]
    assert [entry.assumed for entry in roster.entries] == [{}, {"category": "probationary"}, {}]
    assert told(roster) == [(3, "D", "category_by_dates"), (4, "E", "category_inferred")]
    assert not any(problem.blocking for problem in roster.problems)


def test_a_blank_in_the_column_of_categories_is_a_question() -> None:
    rows = (("Họ và tên", "Diện"), ("Hoàng Văn Lịch", ""), ("Lý Thị Say", "dự bị"))
    roster = read(*rows)
    assert told(roster) == [(2, "B", "category_blank")]
    assert [entry.values.get("category") for entry in roster.entries] == [None, "probationary"]
    answered = read(*rows, choices=Choices(blank=Category.OFFICIAL))
    assert told(answered) == []
    assert [entry.assumed for entry in answered.entries] == [{"category": "official"}, {}]


def test_every_problem_is_named_by_row_and_column() -> None:
    roster = read(
        *TITLES,
        HEADINGS,
        ("một", "Hoàng Văn Lịch", "31/02/1970", "", "", "", ""),
        (2, "", "1980", "", "", "", ""),
        (3, "Lý Thị Say", "", "", "quần chúng", "12", "=1+1"),
    )
    assert told(roster) == [
        (5, "A", "bad_number"),
        (5, "C", "bad_date"),
        (5, "E", "category_blank"),
        (6, "B", "name_missing"),
        (6, "E", "category_blank"),
        (7, "E", "unknown_category"),
        (7, "F", "bad_phone"),
        (7, "G", "cell_is_formula"),
    ]
    assert [p.code for p in roster.problems if not p.blocking] == ["bad_phone"]
    assert roster.problems[1].heading == "Ngày sinh"
    assert roster.problems[1].facts == {"value": "31/02/1970"}


def test_signatures_and_sums_are_left_out_and_empty_numbers_say_nothing() -> None:
    roster = read(
        *LIST,
        (5, "", "", "", "", "", ""),
        ("Tổng số: 4 đồng chí", "", "", "", "", "", ""),
        ("", "", "", "", "", "T/M CHI BỘ", ""),
    )
    assert len(roster.entries) == 4
    assert told(roster) == [(10, "", "row_left_out"), (11, "", "row_left_out")]
    assert not any(problem.blocking for problem in roster.problems)


def test_a_number_or_a_person_twice_on_the_list_is_a_problem() -> None:
    roster = read(
        ("STT", "Họ và tên", "Năm sinh"),
        (1, "Hoàng Văn Lịch", "1970"),
        (1, "Ma Thị Duyên", "1980"),
        ("", "Hoàng Văn Lịch", "1970"),
    )
    assert told(roster) == [(3, "A", "number_twice"), (4, "B", "person_twice")]
    assert roster.problems[0].facts == {"number": 1, "first_row": 2}


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        ("12/05/1970", "12/05/1970", "person_twice"),
        ("1970", "12/05/1970", "person_twice"),
        ("1970", "1971", None),
        ("", "1970", "same_name"),
        ("", "", "same_name"),
    ],
)
def test_one_name_under_two_numbers_is_one_person_if_the_birth_is_one_too(
    first: str, second: str, said: str | None
) -> None:
    roster = read(
        ("STT", "Họ và tên", "Ngày sinh"),
        (1, "Hoàng Văn Lịch", first),
        (2, "Hoàng Văn Lịch", second),
    )
    assert len(roster.entries) == 2
    assert told(roster) == ([(3, "B", said)] if said else [])
    assert all(problem.blocking == (said == "person_twice") for problem in roster.problems)


def test_a_table_without_a_column_for_names_is_refused() -> None:
    with pytest.raises(Rejected, match="roster_no_heading"):
        read(("STT", "Chức vụ", "Ngày sinh"), (1, "Bí thư", "1970"))


def test_a_row_without_a_name_does_not_take_the_number_of_the_next() -> None:
    roster = read(
        ("STT", "Họ và tên", "Năm sinh"),
        (4, "", "1990"),
        (4, "Phạm Thị Én", "1992"),
    )
    assert [row for row, _, _ in told(roster)] == [2]
