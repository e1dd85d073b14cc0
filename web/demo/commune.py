"""The registers of the demonstration: units, branches, members, rooms, accounts, assignments.

The commune has six branches; beside it there may be a district with many (`web.demo.district`).

Ids are fixed, so a second start finds the records that the first one made.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from live.bots.rosters import ROSTERS, BranchRoster, Listed
from live.ids import AccountId, BranchId, PersonId, SiteId, TemplateId, UnitId
from live.meeting.permissions import Role
from live.meeting.plan import PlannedItem
from live.meeting.roster import Category
from live.meeting.templates import COMBINED, MODEL, MONTHLY, THEMATIC
from live.store.directory import follow, save_account
from live.store.registers import (
    Account,
    Branch,
    Person,
    Registers,
    Site,
    Template,
    Unit,
)
from web.auth import hash_password
from web.demo.district import DISTRICT, district_units

UNITS: Final = (
    Unit(id=UnitId("son-ha"), parent=None, name="Tỉnh ủy Sơn Hà", kind="Đảng bộ tỉnh"),
    Unit(
        id=UnitId("thuong-binh"),
        parent=UnitId("son-ha"),
        name="Đảng ủy xã Thượng Bình",
        kind="Đảng bộ xã",
    ),
    Unit(
        id=UnitId("ben-go"),
        parent=UnitId("son-ha"),
        name="Đảng ủy phường Bến Gỗ",
        kind="Đảng bộ phường",
    ),
    Unit(
        id=UnitId("vien-thong"),
        parent=UnitId("son-ha"),
        name="Đảng ủy Viễn thông Sơn Hà",
        kind="Đảng bộ doanh nghiệp",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Staff:
    """An account with a password. Chairs and minute-takers are also members of a branch."""

    username: str
    name: str
    role: Role
    title: str = ""
    unit: str | None = None
    branch: str | None = None

    @property
    def id(self) -> AccountId:
        """Return the account's id."""
        return AccountId(f"demo-{self.username}")


ADMINISTRATOR: Final = Staff(username="quantri", name="Vũ Thanh Tùng", role=Role.ADMINISTRATOR)
SUPERVISOR: Final = Staff(
    username="theodoi",
    name="Phan Thị Minh Châu",
    role=Role.SUPERVISOR,
    title="Ủy viên Ban Thường vụ",
    unit="son-ha",
)
SECOND_SUPERVISOR: Final = Staff(
    username="theodoi.thay",
    name="Đặng Hữu Toàn",
    role=Role.SUPERVISOR,
    title="Phó bí thư Đảng ủy xã",
    unit="thuong-binh",
)
DISTRICT_SUPERVISOR: Final = Staff(
    username="theodoi.khauphay",
    name="Lương Quốc Bảo",
    role=Role.SUPERVISOR,
    title="Phó bí thư thường trực Huyện ủy",
    unit=DISTRICT.id,
)


def staff() -> tuple[Staff, ...]:
    """Return all accounts of the demonstration."""
    desk = [
        Staff(username=f"{office}.{roster.key}", name=name, role=role, branch=roster.key)
        for roster in ROSTERS
        for office, role, name in (
            ("bithu", Role.CHAIR, roster.chair),
            ("thuky", Role.SECRETARY, roster.secretary),
        )
    ]
    return (ADMINISTRATOR, SUPERVISOR, SECOND_SUPERVISOR, *desk)


def branch_id(roster: BranchRoster) -> BranchId:
    """Return a branch's id."""
    return BranchId(roster.key)


def person_id(roster: BranchRoster, listed: Listed) -> PersonId:
    """Return a member's id."""
    return PersonId(f"{roster.key}-{listed.number:02}")


def person_named(roster: BranchRoster, name: str) -> PersonId:
    """Return the id of the member with this name."""
    return person_id(roster, roster.person(name))


def site_id(roster: BranchRoster, key: str) -> SiteId:
    """Return a room's id."""
    return SiteId(f"{roster.key}-{key}")


def unit_of(roster: BranchRoster) -> Unit:
    """Return the unit a branch belongs to."""
    return next(unit for unit in (*UNITS, *district_units()) if unit.id == roster.unit)


async def found(registers: Registers, password: str) -> None:
    """Write everything into the registers; existing records are overwritten."""
    await registers.units.put(*UNITS)
    await registers.templates.put(
        _template("demo-monthly", "Sinh hoạt định kỳ hằng tháng", "regular", MONTHLY),
        _template("demo-thematic", "Sinh hoạt chuyên đề", "thematic", THEMATIC),
        _template("demo-combined", "Sinh hoạt định kỳ kết hợp chuyên đề", "combined", COMBINED),
        _template("demo-model", "Sinh hoạt chi bộ mẫu", "model", MODEL),
    )
    await _found_branches(registers, ROSTERS)
    await _found_accounts(registers, password)


async def found_district(
    registers: Registers, rosters: Sequence[BranchRoster], password: str
) -> None:
    """Write the district into the registers, after the commune; its supervisor follows these
    branches and no others."""
    await registers.units.put(*district_units())
    await _found_branches(registers, rosters)
    await save_account(
        registers, _account(DISTRICT_SUPERVISOR, await hash_password(password), None)
    )
    await follow(registers, DISTRICT_SUPERVISOR.id, [branch_id(roster) for roster in rosters])


async def _found_branches(registers: Registers, rosters: Sequence[BranchRoster]) -> None:
    """Write branches with their people and rooms: all at once, because each write waits for the
    disk."""
    await registers.branches.put(
        *(
            Branch(id=branch_id(roster), unit=UnitId(roster.unit), name=roster.name)
            for roster in rosters
        )
    )
    await registers.people.put(
        *(
            Person(
                id=person_id(roster, listed),
                branch=branch_id(roster),
                number=listed.number,
                name=listed.name,
                title=listed.title,
                category=Category(listed.category),
            )
            for roster in rosters
            for listed in roster.people
        )
    )
    await registers.sites.put(
        *(
            Site(
                id=site_id(roster, room.key),
                branch=branch_id(roster),
                name=room.name,
                place=room.place,
                main=room.key == "main",
            )
            for roster in rosters
            for room in roster.rooms
        )
    )


async def _found_accounts(registers: Registers, password: str) -> None:
    password_hash = await hash_password(password)
    rosters = {roster.key: roster for roster in ROSTERS}
    for one in staff():
        roster = rosters.get(one.branch or "")
        await save_account(registers, _account(one, password_hash, roster))
    await follow(registers, SUPERVISOR.id, [branch_id(roster) for roster in ROSTERS])


def _account(one: Staff, password_hash: str, roster: BranchRoster | None) -> Account:
    return Account(
        id=one.id,
        username=one.username,
        name=one.name,
        password_hash=password_hash,
        role=one.role,
        person=person_named(roster, one.name) if roster else None,
        unit=UnitId(one.unit) if one.unit else None,
        title=one.title,
    )


def _template(name: str, title: str, kind: str, items: tuple[PlannedItem, ...]) -> Template:
    return Template(
        id=TemplateId(name),
        unit=None,
        name=title,
        kind=kind,
        items=items,
    )
