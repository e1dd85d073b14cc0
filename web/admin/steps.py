"""The first steps of an installation: what is done, what comes next. Gone once all is done."""

from collections.abc import Sequence
from dataclasses import dataclass

from live.meeting.permissions import DESK
from live.store import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstStep:
    """One of the first steps."""

    name: str
    """Of its sentence, ``admin.steps.<name>``."""
    done: bool
    path: str
    """Where it is done; empty while an earlier one has to come first."""


async def steps_left(database: Database) -> Sequence[FirstStep]:
    """Return the first steps in their order; none once all of them are done."""
    registers = database.registers
    units, branches = await registers.units.find(), await registers.branches.find()
    unit = f"/admin/units/{units[0].id}" if units else ""
    branch = f"/admin/branches/{branches[0].id}" if branches else ""
    officers = await registers.accounts.find(role=list(DESK), active=True)
    steps = (
        FirstStep(name="unit", done=bool(units), path="/admin/units#new-name"),
        FirstStep(name="branch", done=bool(branches), path=unit and f"{unit}#name"),
        FirstStep(
            name="people",
            done=bool(await registers.people.find(active=True)),
            path=branch and f"{branch}/import",
        ),
        FirstStep(name="accounts", done=bool(officers), path=branch and "/admin/accounts/new"),
        FirstStep(
            name="sites", done=bool(await registers.sites.find()), path=branch and f"{branch}#sites"
        ),
        FirstStep(
            name="meeting",
            done=bool(await database.events.meetings()),
            path=f"/meetings/new?branch={branches[0].id}" if branches else "",
        ),
    )
    return () if all(step.done for step in steps) else steps
