"""Units, branches, their people and rooms, over the HTTP interface. For administrators."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request

from live.ids import BranchId, PersonId, SiteId, UnitId
from live.meeting.roster import Category
from live.meeting.rules import Rules
from live.rosters import Choices, Plan, apply_roster, preview_roster, read_roster_untrusted
from live.store.directory import (
    members_of,
    save_branch,
    save_person,
    save_unit,
)
from live.store.registers import Branch, Person, Site, Unit
from live.store.unused import remove_branch, remove_unit, take_off_list
from web.admin.branches import BranchForm, SiteForm, keep_one_main, new_site, sensible, site_of
from web.admin.frame import found
from web.admin.people import PersonForm, filled_in, person_of
from web.admin.units import UnitForm
from web.following import FollowedRoute
from web.services import services

router = APIRouter(prefix="/api", tags=["directory"], route_class=FollowedRoute)


@router.get("/units")
async def api_units(request: Request) -> Sequence[Unit]:
    """Return every unit; ``parent`` makes them a tree."""
    return await services(request).registers.units.find()


@router.post("/units", status_code=201)
async def api_add_unit(request: Request, form: UnitForm) -> Unit:
    """Add a unit."""
    parts = services(request)
    unit = Unit(id=UnitId(parts.ids()), parent=form.parent, name=form.name, kind=form.kind)
    await save_unit(parts.registers, unit)
    return unit


@router.put("/units/{unit}")
async def api_change_unit(request: Request, unit: UnitId, form: UnitForm) -> Unit:
    """Change a unit; its new parent cannot be the unit itself or one below it."""
    registers = services(request).registers
    record = found(await registers.units.get(unit))
    changed = replace(record, name=form.name, kind=form.kind, parent=form.parent)
    await save_unit(registers, changed)
    return changed


@router.delete("/units/{unit}", status_code=204)
async def api_drop_unit(request: Request, unit: UnitId) -> None:
    """Remove a unit to which nothing belongs."""
    parts = services(request)
    found(await parts.registers.units.get(unit))
    await remove_unit(parts.database, unit)


@router.get("/branches")
async def api_branches(request: Request, unit: UnitId | None = None) -> Sequence[Branch]:
    """Return the branches of a unit, or all."""
    branches = services(request).registers.branches
    return await (branches.find(unit=unit) if unit else branches.find())


@router.post("/branches", status_code=201)
async def api_add_branch(request: Request, form: BranchForm) -> Branch:
    """Add a branch below a unit."""
    parts = services(request)
    branch = Branch(id=BranchId(parts.ids()), unit=form.unit, name=form.name)
    await save_branch(parts.registers, branch)
    return branch


@router.put("/branches/{branch}")
async def api_change_branch(request: Request, branch: BranchId, form: BranchForm) -> Branch:
    """Rename a branch, or put it below another unit."""
    registers = services(request).registers
    record = found(await registers.branches.get(branch))
    changed = replace(record, name=form.name, unit=form.unit)
    await save_branch(registers, changed)
    return changed


@router.delete("/branches/{branch}", status_code=204)
async def api_drop_branch(request: Request, branch: BranchId) -> None:
    """Remove a branch that was never used."""
    parts = services(request)
    found(await parts.registers.branches.get(branch))
    await remove_branch(parts.database, branch)


@router.put("/branches/{branch}/rules")
async def api_change_rules(request: Request, branch: BranchId, rules: Rules) -> Branch:
    """Set the rules for the branch's future meetings; a field that is left out gets its default.

    Raises:
        Rejected: ``rule_out_of_bounds``.
    """
    registers = services(request).registers
    record = found(await registers.branches.get(branch))
    changed = replace(record, settings=sensible(rules))
    await registers.branches.put(changed)
    return changed


@router.get("/branches/{branch}/people")
async def api_people(request: Request, branch: BranchId) -> Sequence[Person]:
    """Return a branch's list as it stands."""
    return await members_of(services(request).registers, branch)


@router.post("/branches/{branch}/people", status_code=201)
async def api_add_person(request: Request, branch: BranchId, form: PersonForm) -> Person:
    """Put somebody on a branch's list."""
    parts = services(request)
    found(await parts.registers.branches.get(branch))
    blank = Person(id=PersonId(parts.ids()), branch=branch, number=None, name=form.name)
    person = filled_in(blank, form)
    await save_person(parts.registers, person)
    return person


@router.put("/branches/{branch}/people/{person}")
async def api_change_person(
    request: Request, branch: BranchId, person: PersonId, form: PersonForm
) -> Person:
    """Replace somebody's entry on the list."""
    changed = filled_in(await person_of(request, branch, person), form)
    await save_person(services(request).registers, changed)
    return changed


@router.delete("/branches/{branch}/people/{person}", status_code=204)
async def api_drop_person(request: Request, branch: BranchId, person: PersonId) -> None:
    """Take somebody off the list; records of meetings keep the name."""
    record = await person_of(request, branch, person)
    await take_off_list(services(request).database, record.id)


def roster_choices(
    sheets: Annotated[list[int] | None, Query()] = None,
    convert_old_font: bool = False,
    blank_category: Category | None = None,
) -> Choices:
    """Return the options for reading a list: ``sheets`` are the sheets to read, from 0, where a
    workbook has several lists; ``blank_category`` is for new people without a category."""
    chosen = frozenset(sheets or ())
    return Choices(sheets=chosen, convert=convert_old_font, blank=blank_category)


@router.post("/branches/{branch}/roster")
async def api_import_roster(
    request: Request,
    branch: BranchId,
    apply: bool = False,
    leave_out_faulty: bool = False,
    deactivate_missing: bool = False,
    *,
    choices: Annotated[Choices, Depends(roster_choices)],
) -> Plan:
    """Return the changes that a list (the body: an XLSX or CSV file) would make; with ``apply``
    make them too."""
    parts = services(request)
    found(await parts.registers.branches.get(branch))
    roster = await asyncio.to_thread(read_roster_untrusted, await request.body(), choices)
    if not apply:
        return await preview_roster(parts.registers, branch, roster)
    return await apply_roster(
        parts.registers,
        branch,
        roster,
        parts.ids,
        leave_out_faulty=leave_out_faulty,
        deactivate_missing=deactivate_missing,
    )


@router.get("/branches/{branch}/sites")
async def api_sites(request: Request, branch: BranchId) -> Sequence[Site]:
    """Return a branch's rooms."""
    return await services(request).registers.sites.find(branch=branch)


@router.post("/branches/{branch}/sites", status_code=201)
async def api_add_site(request: Request, branch: BranchId, form: SiteForm) -> Site:
    """Add a room; the first of a branch is the main one."""
    found(await services(request).registers.branches.get(branch))
    return await new_site(request, branch, form)


@router.put("/branches/{branch}/sites/{site}")
async def api_change_site(request: Request, branch: BranchId, site: SiteId, form: SiteForm) -> Site:
    """Change a room."""
    record = await site_of(request, branch, site)
    changed = replace(record, name=form.name, place=form.place, main=form.main)
    await keep_one_main(request, changed)
    return changed


@router.delete("/branches/{branch}/sites/{site}", status_code=204)
async def api_drop_site(request: Request, branch: BranchId, site: SiteId) -> None:
    """Remove a room."""
    await site_of(request, branch, site)
    await services(request).registers.sites.remove(site)
