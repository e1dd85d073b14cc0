"""Removal of records that nothing refers to; records that are referred to stay.

Functions over a database, the same for every store. Each checks and removes under
`Registers.writing`, a lock of this process only; another process that refers to the record at the
same moment finds it removed.
"""

from collections.abc import Mapping
from typing import Any, Final

from live.errors import Rejected
from live.ids import AccountId, BranchId, PersonId, UnitId
from live.store import Database
from live.store.directory import deactivate
from live.store.registers import Register

REFERRERS: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    "units": (
        ("units", "parent"),
        ("branches", "unit"),
        ("templates", "unit"),
        ("accounts", "unit"),
    ),
    "branches": (("people", "branch"), ("sites", "branch"), ("assignments", "branch")),
    "people": (("accounts", "person"), ("links", "person")),
    "accounts": (("links", "account"), ("links", "created_by")),
}
"""Register → the registers and fields that refer to its records."""


async def referring(database: Database, register: str, key: str) -> dict[str, int]:
    """Return the number of references to a record by register; registers without any are left
    out."""
    counts: dict[str, int] = {}
    for other, field in REFERRERS[register]:
        others: Register[Any] = getattr(database.registers, other)
        counts[other] = counts.get(other, 0) + len(await others.find(**{field: key}))
    return {other: count for other, count in counts.items() if count}


async def remove_unit(database: Database, unit: UnitId) -> None:
    """Remove a unit to which nothing belongs, with its forms.

    Raises:
        Rejected: ``unit_in_use``, with how many units, branches, templates and accounts it has.
    """
    async with database.registers.writing:
        counts = await referring(database, "units", unit)
        if counts:
            every = dict.fromkeys((name for name, _ in REFERRERS["units"]), 0)
            raise Rejected("unit_in_use", **{**every, **counts})
        for file in await database.files.of(unit):
            await database.files.remove(file.id)
        await database.registers.calendars.remove(f"unit:{unit}")
        await database.registers.units.remove(unit)


async def remove_branch(database: Database, branch: BranchId) -> None:
    """Remove a branch that has no people, rooms, followers or meetings, and never had.

    Raises:
        Rejected: ``branch_in_use``, with how many of each.
    """
    async with database.registers.writing:
        counts = await referring(database, "branches", branch)
        counts["meetings"] = len(await database.events.meetings(branches=[branch]))
        if any(counts.values()):
            every = dict.fromkeys((name for name, _ in REFERRERS["branches"]), 0)
            raise Rejected("branch_in_use", **{**every, **counts})
        await database.registers.branches.remove(branch)


async def take_off_list(database: Database, person: PersonId) -> bool:
    """Take somebody off the list; return whether the record was removed.

    A person who was expected in a meeting, or has a link or an account, stays, inactive.
    """
    async with database.registers.writing:
        used = await referring(database, "people", person) or await database.events.mentions(person)
        if used:
            await deactivate(database.registers, person)
            return False
        await database.registers.preferences.remove(person)
        return await database.registers.people.remove(person)


async def remove_account(database: Database, account: AccountId) -> None:
    """Remove an unused account, with what it follows and is to attend.

    Raises:
        Rejected: ``account_in_use``: it created or has links, or is in the record of a meeting.
    """
    registers = database.registers
    async with registers.writing:
        if await referring(database, "accounts", account) or await database.events.mentions(
            account
        ):
            raise Rejected("account_in_use")
        for followed in await registers.assignments.find(account=account):
            await registers.assignments.remove(account, followed.branch, followed.from_month)
        for attendee in await registers.attendees.find(account=account):
            await registers.attendees.remove(attendee.meeting, account)
        await registers.calendars.remove(f"account:{account}")
        await registers.preferences.remove(account)
        await registers.accounts.remove(account)
