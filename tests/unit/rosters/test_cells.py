"""One cell to one value, or the code of what is wrong with it."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from live.errors import Rejected
from live.rosters.cells import READERS, Value
from live.rosters.sheets import Cell

CELLS: st.SearchStrategy[Cell | None] = st.one_of(
    st.none(), st.text(max_size=40), st.integers(), st.floats(), st.dates(), st.booleans()
)


@pytest.mark.parametrize(
    ("field", "cell", "value"),
    [
        ("number", "12", 12),
        ("number", "07.", 7),
        ("number", 3.0, 3),
        ("name", "  Hoàng   Văn Lịch ", "Hoàng Văn Lịch"),
        ("name", "HOÀNG VĂN LỊCH", "Hoàng Văn Lịch"),
        ("name", "Triệu Mùi Nái", "Triệu Mùi Nái"),
        ("birth", "12/05/1970", "1970-05-12"),
        ("birth", "2-9-1945", "1945-09-02"),
        ("birth", "3.2.1930", "1930-02-03"),
        ("birth", "05/1970", "1970-05"),
        ("birth", "1970", "1970"),
        ("birth", 1970, "1970"),
        ("birth", 1970.0, "1970"),
        ("birth", "1970-05-12", "1970-05-12"),
        ("birth", datetime.datetime(1970, 5, 12), "1970-05-12"),  # noqa: DTZ001 - as openpyxl makes it
        ("phone", "0912 345 678", "0912345678"),
        ("phone", "0912.345.678", "0912345678"),
        ("phone", 912345678, "0912345678"),
        ("phone", "+84 912 345 678", "+84912345678"),
        ("category", "Dự bị", "probationary"),
        ("title", "Bí thư,  trưởng thôn", "Bí thư, trưởng thôn"),
        ("title", 5, "5"),
    ],
)
def test_a_cell_is_read_as_people_write_it(field: str, cell: Cell | None, value: Value) -> None:
    assert READERS[field](cell) == value


@pytest.mark.parametrize(
    ("field", "cell", "code"),
    [
        ("number", "0", "bad_number"),
        ("number", "-1", "bad_number"),
        ("number", "1000", "bad_number"),
        ("number", "mười", "bad_number"),
        ("number", 1.5, "bad_number"),
        ("name", "12", "bad_name"),
        ("name", "Lịch <b>", "bad_name"),
        ("name", "=A1&B1", "cell_is_formula"),
        ("birth", "31/02/1960", "bad_date"),
        ("birth", "12/05/62", "bad_date"),
        ("birth", "32/13/1970", "bad_date"),
        ("birth", "khoảng 1970", "bad_date"),
        ("birth", "1870", "bad_date"),
        ("birth", "01/02/03/1970", "bad_date"),
        ("phone", "12", "bad_phone"),
        ("phone", "09123 gọi buổi tối", "bad_phone"),
        ("category", "quần chúng", "unknown_category"),
        ("note", '=HYPERLINK("http://example.org")', "cell_is_formula"),
        ("note", "x" * 201, "cell_too_long"),
    ],
)
def test_a_cell_that_cannot_be_meant_is_refused_with_its_code(
    field: str, cell: Cell | None, code: str
) -> None:
    with pytest.raises(Rejected) as caught:
        READERS[field](cell)
    assert caught.value.code == code


@given(field=st.sampled_from(sorted(READERS)), cell=CELLS)
def test_whatever_a_cell_holds_it_is_a_value_or_refused(field: str, cell: Cell | None) -> None:
    try:
        value = READERS[field](cell)
    except Rejected:
        return
    assert isinstance(value, str | int)


@given(st.dates(datetime.date(1900, 1, 1), datetime.date(2100, 12, 31)))
def test_a_date_is_the_same_in_every_way_of_writing_it(date: datetime.date) -> None:
    dotted = f"{date.day}.{date.month}.{date.year}"
    for cell in (date, date.isoformat(), f"{date:%d/%m/%Y}", dotted):
        assert READERS["birth"](cell) == date.isoformat()
