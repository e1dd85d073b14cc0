"""Queries and checks over several records of the registers: trees, follow-ups, names.

Functions over `Registers`, the same for every store.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace

from live.errors import Rejected
from live.ids import AccountId, BranchId, MeetingId, PersonId, UnitId
from live.meeting.words import UNSEEN
from live.months import ALWAYS, Month, shifted
from live.store.registers import (
    Account,
    Assignment,
    Branch,
    Link,
    Person,
    Registers,
    Template,
    Unit,
)
from live.store.usernames import checked_username, plain_username

# --- units and branches ------------------------------------------------------------------------


async def path_of(registers: Registers, unit: UnitId | None) -> tuple[Unit, ...]:
    """Return a unit with all units above it, the topmost first."""
    path: list[Unit] = []
    while unit is not None and (found := await registers.units.get(unit)) is not None:
        path.insert(0, found)
        unit = found.parent
    return tuple(path)


async def units_below(registers: Registers, unit: UnitId) -> frozenset[UnitId]:
    """Return a unit with all units below it, at any depth."""
    found: set[UnitId] = set()
    level = {unit}
    while level:
        found |= level
        level = {child.id for child in await registers.units.find(parent=frozenset(level))} - found
    return frozenset(found)


async def branches_below(registers: Registers, unit: UnitId) -> Sequence[Branch]:
    """Return the branches of a unit and of all units below it."""
    return await registers.branches.find(unit=await units_below(registers, unit))


async def save_unit(registers: Registers, unit: Unit) -> None:
    """Add or change a unit, if the units still form a tree.

    Raises:
        Rejected: ``unknown_unit``: the parent does not exist; ``unit_below_itself``.
    """
    if unit.parent is not None:
        above = await path_of(registers, unit.parent)
        if not above:
            raise Rejected("unknown_unit")
        if unit.id in {one.id for one in above}:
            raise Rejected("unit_below_itself", name=unit.name)
    await registers.units.put(unit)


async def save_branch(registers: Registers, branch: Branch) -> None:
    """Add or change a branch.

    Raises:
        Rejected: ``unknown_unit``.
    """
    if await registers.units.get(branch.unit) is None:
        raise Rejected("unknown_unit")
    await registers.branches.put(branch)


async def templates_for(registers: Registers, unit: UnitId) -> Sequence[Template]:
    """Return the agenda templates of a unit, of the units above it, and those of no unit."""
    above = [one.id for one in await path_of(registers, unit)]
    own = await registers.templates.find(unit=frozenset(above))
    return [*own, *await registers.templates.find(unit=None)]


# --- people ------------------------------------------------------------------------------------


async def members_of(registers: Registers, branch: BranchId) -> Sequence[Person]:
    """Return a branch's list as it stands: active people in the order of their numbers."""
    return await registers.people.find(branch=branch, active=True)


async def save_person(registers: Registers, person: Person) -> None:
    """Add or change one person.

    Raises:
        Rejected: ``number_taken``: somebody else on the branch's list has the number.
    """
    if person.active and person.number is not None:
        holders = await registers.people.find(
            branch=person.branch, number=person.number, active=True
        )
        for other in holders:
            if other.id != person.id:
                raise Rejected("number_taken", number=person.number, name=other.name)
    await registers.people.put(person)


async def deactivate(registers: Registers, person: PersonId) -> None:
    """Take somebody off the list; the person's record stays, since past meetings refer to it."""
    found = await registers.people.get(person)
    if found is not None:
        await registers.people.put(replace(found, active=False))


# --- accounts, follow-ups, links ---------------------------------------------------------------


async def account_named(registers: Registers, username: str) -> Account | None:
    """Return the account of a user name, however it was typed."""
    name = plain_username(username)
    if name != name.translate(UNSEEN):
        return None  # a database cannot store such a name
    found = await registers.accounts.find(username=name)
    return found[0] if found else None


async def save_account(registers: Registers, account: Account) -> None:
    """Add or change an account.

    Raises:
        Rejected: ``already_taken``: another account has the user name; ``bad_username``: the
            account's user name is new and not allowed (`live.store.usernames`).
    """
    known = await registers.accounts.get(account.id)
    name = plain_username(account.username)
    if known is None or name != known.username:
        name = checked_username(account.username)
    await registers.accounts.put(replace(account, username=name))


async def follow(
    registers: Registers, account: AccountId, branches: Collection[BranchId], month: Month = ALWAYS
) -> None:
    """Let an account follow these branches and no others from a month on.

    What it followed before the month stays on record, and an assignment that begins later stays.
    """
    wanted = set(branches)
    for old in await registers.assignments.find(account=account):
        if old.covers(month) and old.branch not in wanted:
            await end_assignment(registers, old, month)
    new = wanted - await followed_by(registers, account, month)
    await registers.assignments.put(
        *(Assignment(account=account, branch=branch, from_month=month) for branch in new)
    )


async def end_assignment(registers: Registers, assignment: Assignment, month: Month) -> None:
    """Let an assignment have ended before a month; one that would begin then never was."""
    if assignment.from_month >= month:
        await registers.assignments.remove(
            assignment.account, assignment.branch, assignment.from_month
        )
    else:
        await registers.assignments.put(replace(assignment, until_month=shifted(month, -1)))


async def followed_by(
    registers: Registers, account: AccountId, month: Month
) -> frozenset[BranchId]:
    """Return the branches that an account follows in a month."""
    found = await registers.assignments.find(account=account)
    return frozenset(assignment.branch for assignment in found if assignment.covers(month))


async def followers_of(registers: Registers, branch: BranchId, month: Month) -> Sequence[Account]:
    """Return the active accounts that follow a branch in a month."""
    found = await registers.assignments.find(branch=branch)
    ids = frozenset(assignment.account for assignment in found if assignment.covers(month))
    return await registers.accounts.find(id=ids, active=True)


async def links_of(registers: Registers, meeting: MeetingId) -> Sequence[Link]:
    """Return all links into a meeting, revoked ones too, oldest first."""
    return await registers.links.find(meeting=meeting)
