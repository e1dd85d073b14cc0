"""What follows from several records of the registers."""

import asyncio
from dataclasses import replace
from itertools import count

import pytest

from live.errors import Rejected
from live.ids import AccountId, BranchId, Ids, LinkId, MeetingId, PersonId, TemplateId, UnitId
from live.meeting.permissions import Role
from live.meeting.roster import Category
from live.rosters import Difference, Entry, Fate, Problem, Roster
from live.store import MeetingIndex, Registers, directory
from live.store.memory import memory_registers
from live.store.registers import Account, Branch, Link, Person, Template, Unit

BRANCH = BranchId("b")


def index(meeting: str) -> MeetingIndex:
    return MeetingIndex(
        meeting=MeetingId(meeting), branch=BRANCH, title="", kind="", state="", scheduled_ms=0
    )


def unit(name: str, parent: str | None = None) -> Unit:
    return Unit(id=UnitId(name), parent=UnitId(parent) if parent else None, name=name)


def branch(name: str, of: str) -> Branch:
    return Branch(id=BranchId(name), unit=UnitId(of), name=name)


def account(name: str, role: Role = Role.SUPERVISOR) -> Account:
    return Account(id=AccountId(name), username=name, name=name, password_hash="", role=role)


def person(number: int, name: str = "Ma Thị Duyên", birth: str = "") -> Person:
    return Person(id=PersonId(f"p{number}"), branch=BRANCH, number=number, name=name, birth=birth)


@pytest.fixture
def registers() -> Registers:
    return memory_registers()


@pytest.fixture
def ids() -> Ids:
    numbers = count()
    return lambda: f"new{next(numbers)}"


# --- units -------------------------------------------------------------------------------------


@pytest.fixture
async def tree(registers: Registers) -> Registers:
    """A province over two communes, one of them over an enterprise."""
    for one in (
        unit("province"),
        unit("commune", "province"),
        unit("other", "province"),
        unit("enterprise", "commune"),
    ):
        await directory.save_unit(registers, one)
    for one_branch in (branch("village", "commune"), branch("shop", "enterprise")):
        await directory.save_branch(registers, one_branch)
    return registers


async def test_a_unit_has_a_path_from_the_top(tree: Registers) -> None:
    path = await directory.path_of(tree, UnitId("enterprise"))
    assert [one.id for one in path] == ["province", "commune", "enterprise"]
    assert await directory.path_of(tree, None) == ()


async def test_units_and_branches_below_are_found_at_any_depth(tree: Registers) -> None:
    assert await directory.units_below(tree, UnitId("commune")) == {"commune", "enterprise"}
    below = await directory.branches_below(tree, UnitId("province"))
    assert {one.id for one in below} == {"village", "shop"}
    assert await directory.branches_below(tree, UnitId("other")) == []


async def test_a_unit_cannot_stand_below_itself(tree: Registers) -> None:
    for parent in ("commune", "enterprise"):
        with pytest.raises(Rejected, match="unit_below_itself"):
            await directory.save_unit(tree, unit("commune", parent))
    await directory.save_unit(tree, unit("enterprise", "other"))
    assert await directory.units_below(tree, UnitId("commune")) == {"commune"}


async def test_nothing_is_put_under_a_unit_that_is_not_there(tree: Registers) -> None:
    with pytest.raises(Rejected, match="unknown_unit"):
        await directory.save_unit(tree, unit("new", "nowhere"))
    with pytest.raises(Rejected, match="unknown_unit"):
        await directory.save_branch(tree, branch("new", "nowhere"))


async def test_templates_come_from_the_unit_those_above_and_everybody(tree: Registers) -> None:
    for name, of in (("all", None), ("province's", "province"), ("other's", "other")):
        await tree.templates.put(
            Template(
                id=TemplateId(name),
                unit=UnitId(of) if of else None,
                name=name,
                kind="regular",
                items=(),
            )
        )
    found = await directory.templates_for(tree, UnitId("commune"))
    assert [template.name for template in found] == ["province's", "all"]


# --- people, accounts, links -------------------------------------------------------------------


async def test_two_members_cannot_have_one_number(registers: Registers) -> None:
    await directory.save_person(registers, person(1))
    rival = replace(person(2), number=1)
    with pytest.raises(Rejected, match="number_taken"):
        await directory.save_person(registers, rival)
    await directory.save_person(registers, person(1, name="Ma Thị Duyến"))  # oneself is no rival
    await directory.deactivate(registers, PersonId("p1"))
    await directory.save_person(registers, rival)
    assert await directory.members_of(registers, BRANCH) == [rival]


async def test_an_account_is_found_however_its_name_is_typed(registers: Registers) -> None:
    await directory.save_account(registers, account("Bí-Thư"))
    for typed in ("bí-thư", "BÍ-THƯ ", "Bi\u0301-Thu\u031b"):
        found = await directory.account_named(registers, typed)
        assert found is not None
        assert found.name == "Bí-Thư"
    assert await directory.account_named(registers, "bi-thu") is None
    with pytest.raises(Rejected, match="already_taken"):
        await directory.save_account(registers, replace(account("bí-thư"), id=AccountId("x")))


async def test_who_follows_whom_is_what_was_said_last(registers: Registers) -> None:
    for name in ("one", "two"):
        await directory.save_account(registers, account(name))
    one, two = AccountId("one"), AccountId("two")
    await directory.follow(registers, one, [BranchId("a"), BRANCH])
    await directory.follow(registers, two, [BRANCH])
    assert await directory.followed_by(registers, one) == {"a", "b"}
    assert [a.name for a in await directory.followers_of(registers, BRANCH)] == ["one", "two"]
    await directory.follow(registers, one, [BranchId("a")])
    assert await directory.followed_by(registers, one) == {"a"}
    assert [a.name for a in await directory.followers_of(registers, BRANCH)] == ["two"]


async def test_links_into_a_meeting_are_listed_oldest_first(registers: Registers) -> None:
    def link(name: str, created_ms: int, meeting: str) -> Link:
        return Link(
            id=LinkId(name),
            role=Role.MEMBER,
            name=name,
            created_ms=created_ms,
            expires_ms=9,
            meeting=MeetingId(meeting),
        )

    await registers.links.put(link("new", 2, "m"), link("old", 1, "m"), link("other", 0, "n"))
    found = await directory.links_of(registers, MeetingId("m"))
    assert [one.name for one in found] == ["old", "new"]


# --- rosters -----------------------------------------------------------------------------------


def roster(*rows: dict[str, str | int], wrong: int | None = None) -> Roster:
    """Return a list as read; ``wrong`` is the row of a blocking problem."""
    entries = tuple(Entry(row=number, values=values) for number, values in enumerate(rows, 2))
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
    first = await directory.apply_roster(registers, BRANCH, roster(LICH, DUYEN), ids)
    assert first.count(Fate.NEW) == 2
    before = await directory.members_of(registers, BRANCH)
    assert [one.category for one in before] == [Category.OFFICIAL, Category.EXEMPT]
    second = await directory.apply_roster(registers, BRANCH, roster(LICH, DUYEN), ids)
    assert second.count(Fate.SAME) == 2
    assert await directory.members_of(registers, BRANCH) == before


async def test_a_list_applied_at_once_by_two_enters_nobody_twice(
    registers: Registers, ids: Ids
) -> None:
    both = (directory.apply_roster(registers, BRANCH, roster(LICH), ids) for _ in range(2))
    await asyncio.gather(*both)
    assert len(await registers.people.find()) == 1


async def test_a_preview_changes_nothing(registers: Registers) -> None:
    plan = await directory.preview_roster(registers, BRANCH, roster(LICH))
    assert plan.count(Fate.NEW) == 1
    assert await registers.people.find() == []


async def test_fields_that_the_list_does_not_speak_of_stay(registers: Registers, ids: Ids) -> None:
    kept = replace(person(1, "Hoàng Văn Lịch", "1970"), phone="0912345678", group="Tổ 1")
    await registers.people.put(kept)
    await directory.apply_roster(registers, BRANCH, roster(LICH | {"title": "Bí thư"}), ids)
    assert await registers.people.find() == [replace(kept, title="Bí thư")]


async def test_a_faulty_list_is_applied_only_when_its_faulty_rows_are_left_out(
    registers: Registers, ids: Ids
) -> None:
    faulty = roster(LICH, DUYEN, wrong=3)
    with pytest.raises(Rejected, match="roster_has_problems"):
        await directory.apply_roster(registers, BRANCH, faulty, ids)
    assert await registers.people.find() == []
    await directory.apply_roster(registers, BRANCH, faulty, ids, leave_out_faulty=True)
    assert [one.name for one in await registers.people.find()] == ["Hoàng Văn Lịch"]


@pytest.mark.parametrize("deactivate", [False, True])
async def test_whoever_is_missing_from_the_list_stays_unless_said_otherwise(
    registers: Registers, ids: Ids, deactivate: bool
) -> None:
    old = person(2, "Nông Văn Quảng", "1950")
    await registers.people.put(old)
    plan = await directory.apply_roster(
        registers, BRANCH, roster(LICH), ids, deactivate_missing=deactivate
    )
    assert plan.count(Fate.MISSING) == 1
    assert await registers.people.get(old.id) == replace(old, active=not deactivate)


async def test_whoever_is_missing_gives_the_number_up_for_the_one_that_the_preview_said(
    registers: Registers, ids: Ids
) -> None:
    old = person(1, "Nông Văn Quảng", "1950")
    await registers.people.put(old)
    said = await directory.preview_roster(registers, BRANCH, roster(LICH, DUYEN))
    line = said.lines[-1]
    assert (line.name, line.gives_way_to) == ("Nông Văn Quảng", "Hoàng Văn Lịch")
    assert line.differences == (Difference(field="number", old=1, new=3),)
    await directory.apply_roster(registers, BRANCH, roster(LICH, DUYEN), ids)
    members = await directory.members_of(registers, BRANCH)
    assert [(one.number, one.name) for one in members] == [
        (1, "Hoàng Văn Lịch"),
        (2, "Ma Thị Duyên"),
        (3, "Nông Văn Quảng"),
    ]
    again = await directory.apply_roster(registers, BRANCH, roster(LICH, DUYEN), ids)
    assert not any(line.differences for line in again.lines)


async def test_whoever_is_taken_off_the_list_keeps_the_number_of_old(
    registers: Registers, ids: Ids
) -> None:
    old = person(1, "Nông Văn Quảng", "1950")
    await registers.people.put(old)
    await directory.apply_roster(registers, BRANCH, roster(LICH), ids, deactivate_missing=True)
    assert await registers.people.get(old.id) == replace(old, active=False)


async def test_whoever_comes_back_is_the_person_they_were(registers: Registers, ids: Ids) -> None:
    gone = replace(person(9, "Hoàng Văn Lịch", "1970"), active=False)
    await registers.people.put(gone)
    await directory.apply_roster(registers, BRANCH, roster(LICH), ids)
    assert await registers.people.find() == [replace(gone, number=1, active=True)]
