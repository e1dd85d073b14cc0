"""People of one name are told apart, and nobody else is."""

import unicodedata
from dataclasses import dataclass
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from live.namesakes import By, Distinction, NamedGuest, name_key, told_apart

AN: Final = "Nguyễn Văn An"


@dataclass(frozen=True)
class Listed:
    """Somebody on a list."""

    number: int | None
    name: str = AN
    title: str = ""
    birth: str = ""


def texts(*people: Listed | NamedGuest) -> list[tuple[str, str] | None]:
    """Return what stands beside each name."""
    apart = told_apart(dict(enumerate(people)))
    return [(apart[n].by.value, apart[n].value) if n in apart else None for n in range(len(people))]


def test_a_name_that_nobody_shares_stands_alone() -> None:
    assert texts(Listed(1), Listed(2, name="Nguyễn Văn Anh", title="Bí thư")) == [None, None]


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (
            Listed(3, title="Bí thư", birth="1962"),
            Listed(7, title="Y tá"),
            [("office", "Bí thư"), ("office", "Y tá")],
        ),
        (
            Listed(3, title="Bí thư", birth="1962-05-19"),
            Listed(7, birth="1980"),
            [("birth", "1962"), ("birth", "1980")],
        ),
        (
            Listed(3, birth="1962-05-19"),
            Listed(7, birth="1962-01-02"),
            [("number", "3"), ("number", "7")],
        ),
        (
            Listed(3, title="Đảng viên"),
            Listed(7, title="đảng viên"),
            [("number", "3"), ("number", "7")],
        ),
        (Listed(3, birth="1962"), NamedGuest(name=AN), [("number", "3"), ("guest", "2")]),
        (
            Listed(3, title="Y tá"),
            NamedGuest(name=AN, title="Ủy viên"),
            [("office", "Y tá"), ("office", "Ủy viên")],
        ),
        (NamedGuest(name=AN), NamedGuest(name=AN), [("guest", "1"), ("guest", "2")]),
    ],
)
def test_office_comes_before_year_of_birth_and_that_before_the_number(
    one: Listed | NamedGuest, other: Listed | NamedGuest, expected: list[tuple[str, str]]
) -> None:
    assert texts(one, other) == expected


@pytest.mark.parametrize("same", ["nguyễn văn an", unicodedata.normalize("NFD", AN), f" {AN}  "])
def test_a_name_is_the_same_however_it_is_written(same: str) -> None:
    assert texts(Listed(3), Listed(7, name=same)) == [("number", "3"), ("number", "7")]


def test_the_place_of_a_tone_mark_makes_no_other_name_and_a_letter_does() -> None:
    assert texts(Listed(3, name="Lê Hòa"), Listed(7, name="Lê Hoà"), Listed(8, name="Lê Hoa")) == [
        *(("number", "3"), ("number", "7"), None),
    ]


somebody = st.one_of(
    st.builds(
        Listed,
        number=st.one_of(st.none(), st.integers(1, 12)),
        name=st.sampled_from((AN, AN.upper(), "Lê Hòa", "Lê Hoà", "Lê Hoa")),
        title=st.sampled_from(("", "Bí thư", "Y tá")),
        birth=st.sampled_from(("", "1962", "1962-05-19", "1980")),
    ),
    st.builds(
        NamedGuest, name=st.sampled_from((AN, "Lê Hòa")), title=st.sampled_from(("", "Bí thư"))
    ),
)


@given(st.lists(somebody, max_size=12))
def test_no_two_people_are_ever_shown_alike_and_only_namesakes_are_marked(
    people: list[Listed | NamedGuest],
) -> None:
    apart = told_apart(dict(enumerate(people)))
    keys = [name_key(each.name) for each in people]
    shown: list[tuple[str, Distinction | None]] = [
        (key, apart.get(n)) for n, key in enumerate(keys)
    ]
    assert len(set(shown)) == len(people)
    assert all((n in apart) is (keys.count(key) > 1) for n, key in enumerate(keys))
    assert all(each.value for each in apart.values())
    assert {each.by for each in apart.values()} <= set(By)
