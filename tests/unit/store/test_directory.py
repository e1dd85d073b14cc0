"""What follows from several records of the registers."""

from dataclasses import replace

import pytest

from live.errors import Rejected
from live.ids import AccountId, BranchId, LinkId, MeetingId, PersonId, TemplateId, UnitId
from live.meeting.permissions import Role
from live.months import Month
from live.store import MeetingIndex, Registers, directory
from live.store.registers import Account, Assignment, Branch, Link, Person, Template, Unit
from tests.memory import memory_registers

BRANCH = BranchId("b")
MAY = Month("2026-05")


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
    assert await directory.followed_by(registers, one, MAY) == {"a", "b"}
    assert [a.name for a in await directory.followers_of(registers, BRANCH, MAY)] == ["one", "two"]
    await directory.follow(registers, one, [BranchId("a")])
    assert await directory.followed_by(registers, one, MAY) == {"a"}
    assert [a.name for a in await directory.followers_of(registers, BRANCH, MAY)] == ["two"]


async def test_what_is_followed_changes_with_a_month_and_what_was_stays_on_record(
    registers: Registers,
) -> None:
    one, april, june = AccountId("one"), Month("2026-04"), Month("2026-06")
    await directory.follow(registers, one, [BranchId("a"), BRANCH])
    await directory.follow(registers, one, [BranchId("c"), BRANCH], MAY)
    assert await directory.followed_by(registers, one, april) == {"a", "b"}
    assert await directory.followed_by(registers, one, MAY) == {"b", "c"}
    await directory.follow(registers, one, [BRANCH], MAY)
    assert await directory.followed_by(registers, one, MAY) == {"b"}
    assert await directory.followed_by(registers, one, april) == {"a", "b"}

    later = Assignment(
        account=one, branch=BranchId("d"), from_month=june, until_month=june, substitute_for=None
    )
    await registers.assignments.put(later)
    await directory.follow(registers, one, [], MAY)
    assert await directory.followed_by(registers, one, MAY) == set()
    assert await directory.followed_by(registers, one, june) == {"d"}
    assert await directory.followed_by(registers, one, Month("2026-07")) == set()


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
