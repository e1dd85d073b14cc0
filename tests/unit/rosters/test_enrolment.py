"""What a list does to a branch's register."""

import asyncio
from dataclasses import replace
from itertools import count

import pytest

from live.errors import Rejected
from live.ids import BranchId, Ids, PersonId
from live.meeting.roster import Category
from live.rosters import CellEntry, Difference, Fate, Problem, Roster, apply_roster, preview_roster
from live.store import Registers, directory
from live.store.registers import Person
from tests.memory import memory_registers

BRANCH = BranchId("b")


def person(number: int, name: str, birth: str) -> Person:
    return Person(id=PersonId(f"p{number}"), branch=BRANCH, number=number, name=name, birth=birth)


@pytest.fixture
def registers() -> Registers:
    return memory_registers()


@pytest.fixture
def ids() -> Ids:
    numbers = count()
    return lambda: f"new{next(numbers)}"


def roster(*rows: dict[str, str | int], wrong: int | None = None) -> Roster:
    """Return a list as read; ``wrong`` is the row of a blocking problem."""
    entries = tuple(CellEntry(row=number, values=values) for number, values in enumerate(rows, 2))
    problem = [] if wrong is None else [wrong]
    return Roster(
        entries=entries,
        problems=tuple(
            Problem(row=row, column="C", heading="Năm sinh", code="bad_date", facts={})
            for row in problem
        ),
    )


LICH: dict[str, str | int] = {"number": 1, "name": "Hoàng Văn Lịch", "birth": "1970"}
DUYEN: dict[str, str | int] = {"number": 2, "name": "Ma Thị Duyên", "category": "exempt"}


async def test_a_list_applied_twice_enters_nobody_twice(registers: Registers, ids: Ids) -> None:
    first = await apply_roster(registers, BRANCH, roster(LICH, DUYEN), ids)
    assert first.count(Fate.NEW) == 2
    before = await directory.members_of(registers, BRANCH)
    assert [one.category for one in before] == [Category.OFFICIAL, Category.EXEMPT]
    second = await apply_roster(registers, BRANCH, roster(LICH, DUYEN), ids)
    assert second.count(Fate.SAME) == 2
    assert await directory.members_of(registers, BRANCH) == before


async def test_a_list_applied_at_once_by_two_enters_nobody_twice(
    registers: Registers, ids: Ids
) -> None:
    both = (apply_roster(registers, BRANCH, roster(LICH), ids) for _ in range(2))
    await asyncio.gather(*both)
    assert len(await registers.people.find()) == 1


async def test_a_preview_changes_nothing(registers: Registers) -> None:
    plan = await preview_roster(registers, BRANCH, roster(LICH))
    assert plan.count(Fate.NEW) == 1
    assert await registers.people.find() == []


async def test_fields_that_the_list_does_not_speak_of_stay(registers: Registers, ids: Ids) -> None:
    kept = replace(person(1, "Hoàng Văn Lịch", "1970"), phone="0912345678", group="Tổ 1")
    await registers.people.put(kept)
    await apply_roster(registers, BRANCH, roster(LICH | {"title": "Bí thư"}), ids)
    assert await registers.people.find() == [replace(kept, title="Bí thư")]


async def test_a_faulty_list_is_applied_only_when_its_faulty_rows_are_left_out(
    registers: Registers, ids: Ids
) -> None:
    faulty = roster(LICH, DUYEN, wrong=3)
    with pytest.raises(Rejected, match="roster_has_problems"):
        await apply_roster(registers, BRANCH, faulty, ids)
    assert await registers.people.find() == []
    await apply_roster(registers, BRANCH, faulty, ids, leave_out_faulty=True)
    assert [one.name for one in await registers.people.find()] == ["Hoàng Văn Lịch"]


@pytest.mark.parametrize("deactivate", [False, True])
async def test_whoever_is_missing_from_the_list_stays_unless_said_otherwise(
    registers: Registers, ids: Ids, deactivate: bool
) -> None:
    old = person(2, "Nông Văn Quảng", "1950")
    await registers.people.put(old)
    plan = await apply_roster(registers, BRANCH, roster(LICH), ids, deactivate_missing=deactivate)
    assert plan.count(Fate.MISSING) == 1
    assert await registers.people.get(old.id) == replace(old, active=not deactivate)


async def test_whoever_is_missing_gives_the_number_up_for_the_one_that_the_preview_said(
    registers: Registers, ids: Ids
) -> None:
    old = person(1, "Nông Văn Quảng", "1950")
    await registers.people.put(old)
    said = await preview_roster(registers, BRANCH, roster(LICH, DUYEN))
    line = said.lines[-1]
    assert (line.name, line.gives_way_to) == ("Nông Văn Quảng", "Hoàng Văn Lịch")
    assert line.differences == (Difference(field="number", old=1, new=3),)
    await apply_roster(registers, BRANCH, roster(LICH, DUYEN), ids)
    members = await directory.members_of(registers, BRANCH)
    assert [(one.number, one.name) for one in members] == [
        (1, "Hoàng Văn Lịch"),
        (2, "Ma Thị Duyên"),
        (3, "Nông Văn Quảng"),
    ]
    again = await apply_roster(registers, BRANCH, roster(LICH, DUYEN), ids)
    assert not any(line.differences for line in again.lines)


async def test_whoever_is_taken_off_the_list_keeps_the_number_of_old(
    registers: Registers, ids: Ids
) -> None:
    old = person(1, "Nông Văn Quảng", "1950")
    await registers.people.put(old)
    await apply_roster(registers, BRANCH, roster(LICH), ids, deactivate_missing=True)
    assert await registers.people.get(old.id) == replace(old, active=False)


async def test_whoever_comes_back_is_the_person_they_were(registers: Registers, ids: Ids) -> None:
    gone = replace(person(9, "Hoàng Văn Lịch", "1970"), active=False)
    await registers.people.put(gone)
    await apply_roster(registers, BRANCH, roster(LICH), ids)
    assert await registers.people.find() == [replace(gone, number=1, active=True)]
