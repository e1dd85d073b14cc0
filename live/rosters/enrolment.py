"""Applies a list to a branch's register, or previews the changes.

The only module of this package that reads or writes the store; the store knows nothing of lists.
"""

from dataclasses import replace
from typing import Any

from live.errors import Rejected
from live.ids import BranchId, Ids, PersonId
from live.meeting.roster import Category
from live.rosters.plan import Fate, Plan, PlanLine, compare
from live.rosters.reading import Roster
from live.store.registers import Person, Registers


async def preview_roster(registers: Registers, branch: BranchId, roster: Roster) -> Plan:
    """Return what applying a list to a branch would do. Changes nothing."""
    return compare(roster, await registers.people.find(branch=branch))


async def apply_roster(
    registers: Registers,
    branch: BranchId,
    roster: Roster,
    ids: Ids,
    *,
    leave_out_faulty: bool = False,
    deactivate_missing: bool = False,
) -> Plan:
    """Make a branch's people what the list says; return what was done.

    The plan is made anew from the register as it is now, so that a list applied twice changes
    nothing the second time. All is written in one transaction.

    Args:
        registers: where people are kept.
        branch: whose list it is.
        roster: the list as read.
        ids: makes the ids of new people.
        leave_out_faulty: apply the sound rows although others have problems.
        deactivate_missing: take those who are not on the list off the register; otherwise they
            stay, with another number if the list gives theirs to somebody else.

    Raises:
        Rejected: ``roster_has_problems``, or ``roster_unanswered``: something speaks of the list as
            a whole, such as which sheet is meant. Nothing is written.
    """
    async with registers.writing:
        people = {p.id: p for p in await registers.people.find(branch=branch)}
        plan = compare(roster, list(people.values()))
        if plan.open:
            raise Rejected("roster_unanswered", count=len(plan.open))
        if plan.blocked and not leave_out_faulty:
            raise Rejected("roster_has_problems", count=sum(p.blocking for p in plan.problems))
        after = []
        for line in plan.lines:
            old = people.get(line.person) if line.person else None
            if old is not None and line.fate is Fate.MISSING and deactivate_missing:
                after.append(replace(old, active=False))
            elif line.differences or (line.fate is Fate.NEW and not line.faulty):
                after.append(_person(line, old, branch, ids))
        await registers.people.put(*after)
    return plan


def _person(line: PlanLine, old: Person | None, branch: BranchId, ids: Ids) -> Person:
    """Return the person that a line of a list speaks of."""
    if old is None:
        old = Person(id=PersonId(ids()), branch=branch, number=None, name=line.name)
    values: dict[str, Any] = dict(line.values)
    if "category" in values:
        values["category"] = Category(values["category"])
    return replace(old, active=True, **values)
