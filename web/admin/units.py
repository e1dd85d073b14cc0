"""Units: a tree of any depth with free names, and the branches below each."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from live.ids import BranchId, UnitId
from live.store.directory import branches_below, save_branch, save_unit
from live.store.registers import Branch, Unit
from live.store.unused import remove_unit
from web.admin.frame import admin_page, found, go, tree_at
from web.admin.steps import steps_left
from web.admin.tree import outside, totals
from web.following import FollowedRoute
from web.forms import EMPTY, FilledForm, Form, Id, Name, Short, read_form
from web.services import services

router = APIRouter(prefix="/admin", include_in_schema=False, route_class=FollowedRoute)


class UnitForm(Form):
    """A unit as its page sends it."""

    name: Name
    kind: Short = ""
    parent: Annotated[UnitId, Id] | None = None


class NewBranchForm(Form):
    """A new branch below a unit."""

    name: Name


@router.get("")
async def admin_home(request: Request) -> Response:
    """Begin with the units."""
    return RedirectResponse("/admin/units", 303)


@router.get("/units")
async def units_page(request: Request) -> Response:
    """Show the topmost units."""
    return await show(request, None)


@router.get("/units/{unit}")
async def unit_page(request: Request, unit: UnitId) -> Response:
    """Show a unit: its name, what is below it."""
    return await show(request, found(await services(request).registers.units.get(unit)))


async def show(request: Request, unit: Unit | None, form: FilledForm[Form] = EMPTY) -> Response:
    """Show a unit, or the top of the tree; with the form that did not fit, if one was sent."""
    registers = services(request).registers
    units = await registers.units.find()
    branches = await branches_below(registers, unit.id) if unit else await registers.branches.find()
    people = await registers.people.find(branch=[branch.id for branch in branches], active=True)
    counts = {branch.id: 0 for branch in branches}
    for person in people:
        counts[person.branch] += 1
    return admin_page(
        request,
        "unit.html",
        422 if form.problems else 200,
        tree=await tree_at(request, unit.id if unit else None),
        unit=unit,
        parents=outside(units, unit.id) if unit else [],
        units=[each for each in units if each.parent == (unit.id if unit else None)],
        branches=[branch for branch in branches if unit and branch.unit == unit.id],
        all_branches=len(branches),
        counts=counts,
        unit_counts=totals(units, branches, counts),
        people=len(people),
        steps=await steps_left(services(request).database),
        form=form,
    )


@router.post("/units")
async def add_unit(request: Request) -> Response:
    """Add a unit, at the top or below another one."""
    form = await read_form(request, UnitForm)
    parts = services(request)
    if form.value is None:
        parent = form.raw.get("parent")
        return await show(
            request, await parts.registers.units.get(parent) if parent else None, form
        )
    value = form.value
    unit = Unit(id=UnitId(parts.ids()), parent=value.parent, name=value.name, kind=value.kind)
    await save_unit(parts.registers, unit)
    return go(f"/admin/units/{unit.id}", "added")


@router.post("/units/{unit}")
async def change_unit(request: Request, unit: UnitId) -> Response:
    """Rename a unit, or put it below another one."""
    registers = services(request).registers
    record = found(await registers.units.get(unit))
    form = await read_form(request, UnitForm)
    if form.value is None:
        return await show(request, record, form)
    value = form.value
    changed = replace(record, name=value.name, kind=value.kind, parent=value.parent)
    await save_unit(registers, changed)
    return go(f"/admin/units/{unit}", "saved")


@router.post("/units/{unit}/remove")
async def drop_unit(request: Request, unit: UnitId) -> Response:
    """Remove a unit to which nothing belongs."""
    parts = services(request)
    record = found(await parts.registers.units.get(unit))
    await remove_unit(parts.database, unit)
    return go(f"/admin/units/{record.parent}" if record.parent else "/admin/units", "removed")


@router.post("/units/{unit}/branches")
async def add_branch(request: Request, unit: UnitId) -> Response:
    """Add a branch below a unit."""
    parts = services(request)
    record = found(await parts.registers.units.get(unit))
    form = await read_form(request, NewBranchForm)
    if form.value is None:
        return await show(request, record, form)
    branch = Branch(id=BranchId(parts.ids()), unit=unit, name=form.value.name)
    await save_branch(parts.registers, branch)
    return go(f"/admin/branches/{branch.id}", "added")
