"""A list against the register: nobody twice, nobody taken for somebody else."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from live.ids import BranchId, PersonId
from live.rosters import CellEntry, CellPlace, Difference, Fate, Plan, Problem, Roster, compare
from live.store.registers import Person


def person(
    id_: str, name: str, number: int | None = None, birth: str = "", active: bool = True
) -> Person:
    return Person(
        id=PersonId(id_),
        branch=BranchId("b"),
        number=number,
        name=name,
        birth=birth,
        active=active,
    )


def entry(row: int, name: str, number: int | None = None, birth: str = "") -> CellEntry:
    values: dict[str, str | int] = {"name": name}
    if number is not None:
        values["number"] = number
    if birth:
        values["birth"] = birth
    return CellEntry(row=row, values=values)


def plan(entries: list[CellEntry], people: list[Person]) -> Plan:
    return compare(Roster(entries=tuple(entries), problems=()), people)


def found(entries: list[CellEntry], people: list[Person]) -> list[str | None]:
    """Return whom each row is taken for."""
    return [line.person for line in plan(entries, people).lines if line.row is not None]


LICH = person("lich", "Hoàng Văn Lịch", 1, "1970-05-12")
DUYEN = person("duyen", "Ma Thị Duyên", 2, "1980")
YOUNGER = person("younger", "Hoàng Văn Lịch", 3, "1995")


@pytest.mark.parametrize(
    ("said", "taken_for"),
    [
        (entry(2, "Hoàng Văn Lịch", 1, "1970-05-12"), "lich"),
        (entry(2, "HOÀNG VĂN LỊCH", 1), "lich"),
        (entry(2, "Hoàng Văn Lịch", 9, "1970-05-12"), "lich"),
        (entry(2, "Hoàng Văn Lịch", 3), "younger"),
        (entry(2, "Hoàng Văn Lịch", 1, "1970"), "lich"),
        (entry(2, "Ma Thị Duyên"), "duyen"),
        (entry(2, "Ma Thị Duyên", 1), "duyen"),
        (entry(2, "Ma Thị Duyến", 2), "duyen"),
        (entry(2, "Ma Duyên", 2), "duyen"),
        (entry(2, "", 2), "duyen"),
        (entry(2, "Ma Thị Duyên", 2, "1981"), None),
        (entry(2, "Vi Thị Ánh", 2), None),
        (entry(2, "Hoàng Văn Lịch"), None),
        (entry(2, "Hoàng Văn Lịch", 1, "1950"), None),
        (entry(2, "Nông Văn Quảng", 9), None),
    ],
)
def test_a_row_is_taken_for_who_it_must_be(said: CellEntry, taken_for: str | None) -> None:
    assert found([said], [LICH, DUYEN, YOUNGER]) == [taken_for]


def test_a_list_numbered_anew_makes_nobody_somebody_else() -> None:
    entries = [entry(2, "Ma Thị Duyên", 1), entry(3, "Hoàng Văn Lịch", 2, "1970-05-12")]
    assert found(entries, [LICH, DUYEN]) == ["duyen", "lich"]


def test_a_new_member_with_a_missing_ones_number_and_another_birth_is_new() -> None:
    result = plan([entry(2, "Lý Thị Say", 1, "2001")], [LICH])
    assert [(line.fate, line.name) for line in result.lines] == [
        (Fate.NEW, "Lý Thị Say"),
        (Fate.MISSING, "Hoàng Văn Lịch"),
    ]


def test_what_changes_is_told_field_by_field() -> None:
    line = plan([entry(2, "Ma Thị Duyến", 2)], [DUYEN]).lines[0]
    assert line.fate is Fate.CHANGED
    assert line.differences == (Difference(field="name", old="Ma Thị Duyên", new="Ma Thị Duyến"),)


def test_whoever_left_long_ago_is_neither_missing_nor_in_the_way() -> None:
    gone = person("gone", "Ma Thị Duyên", 7, active=False)
    result = plan([entry(2, "Ma Thị Duyên")], [gone, DUYEN])
    assert [line.person for line in result.lines] == ["duyen"]
    back = plan([entry(2, "Ma Thị Duyên")], [gone]).lines[0]
    assert (back.person, back.fate) == ("gone", Fate.CHANGED)


def test_rows_that_would_be_left_out_are_counted_apart() -> None:
    wrong = Problem(row=3, column="", heading="", code="name_missing", facts={})
    entries = (entry(2, "Ma Thị Duyên"), entry(3, ""))
    result = compare(Roster(entries=entries, problems=(wrong,)), [])
    assert (result.count(Fate.NEW), result.faulty) == (1, 1)


def test_a_page_counts_a_fate_by_its_name() -> None:
    result = plan([entry(2, "Ma Thị Duyên")], [DUYEN, LICH])
    by_name: Any = "missing"
    assert result.count(by_name) == result.count(Fate.MISSING) == 1


@pytest.mark.parametrize("faulty", [False, True])
def test_nobody_keeps_a_number_that_the_list_gives_to_somebody_else(faulty: bool) -> None:
    wrong = Problem(row=3, column="D", heading="", code="bad_phone", facts={})
    unnumbered = entry(3, "Ma Thị Duyên")
    entries = (entry(2, "Lý Thị Say", 2, "2001"), unnumbered)
    result = compare(Roster(entries=entries, problems=(wrong,) if faulty else ()), [LICH, DUYEN])
    line = result.lines[1]
    assert line.differences == (Difference(field="number", old=2, new=3),)
    assert (line.gives_way_to, line.faulty) == ("Lý Thị Say", faulty)


def test_a_row_to_be_left_out_takes_no_number_and_changes_nobody() -> None:
    wrong = Problem(row=2, column="C", heading="", code="bad_date", facts={})
    entries = (entry(2, "Ma Thị Duyên", 1),)
    lines = compare(Roster(entries=entries, problems=(wrong,)), [LICH, DUYEN]).lines
    assert [line.differences for line in lines] == [(), ()]


def test_two_people_whom_the_register_knows_as_two_are_no_mistake() -> None:
    twice = Problem(
        row=3, column="B", code="person_twice", facts={"first_row": 2}, other=CellPlace(2)
    )
    rows = (entry(2, "Hoàng Văn Lịch", 1, "1970-05-12"), entry(3, "Hoàng Văn Lịch", 4, "1970"))
    roster = Roster(entries=rows, problems=(twice,))
    namesake = person("namesake", "Hoàng Văn Lịch", 4, "1970")
    assert not compare(roster, [LICH, namesake]).blocked
    assert compare(roster, [LICH]).blocked


NAMES = st.sampled_from(["Hoàng Văn Lịch", "Ma Thị Duyên", "Lý A Sềnh", "Vi Văn Dưỡng"])
BIRTHS = st.sampled_from(["", "1970", "1970-05-12", "1980"])
LISTS = st.lists(st.tuples(NAMES, BIRTHS), max_size=8, unique_by=lambda each: each).map(
    lambda rows: [entry(n + 1, name, n, birth) for n, (name, birth) in enumerate(rows, 1)]
)


def applied(entries: list[CellEntry], people: list[Person]) -> list[Person]:
    """Return the register after a list, as `apply_roster` makes it."""
    known = {each.id: each for each in people}
    for line in plan(entries, people).lines:
        if line.row is not None:
            id_ = line.person or PersonId(f"new-{len(known)}")
            birth = str(line.values.get("birth", "") or (known[id_].birth if id_ in known else ""))
            number = line.values.get("number")
            assert isinstance(number, int)
            known[id_] = person(id_, line.name, number, birth)
    return list(known.values())


@given(LISTS)
def test_a_second_import_of_any_list_changes_nothing(entries: list[CellEntry]) -> None:
    people = applied(entries, [])
    again = plan(entries, people)
    assert [line.fate for line in again.lines] == [Fate.SAME] * len(entries)


@given(LISTS, LISTS)
def test_no_two_rows_are_ever_taken_for_one_person(
    first: list[CellEntry], second: list[CellEntry]
) -> None:
    people = applied(first, [])
    taken = [one for one in found(second, people) if one is not None]
    assert len(taken) == len(set(taken))
    lines = plan(second, people).lines
    assert {line.person for line in lines if line.person} == {one.id for one in people}
