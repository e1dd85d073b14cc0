"""A branch: its name and unit, its rooms (điểm cầu), its rules, and who follows it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from fastapi import APIRouter, Request
from starlette.responses import Response

from live.ids import BranchId, SiteId, UnitId
from live.store.directory import followers_of, members_of, save_branch
from live.store.registers import Branch, Site, Value
from web.admin.frame import admin_page, branch_of, found, go
from web.following import FollowedRoute
from web.forms import EMPTY, Filled, Form, Name, Short, read_form
from web.services import services

SETTABLE: Final = (
    "speech_limit_s",
    "speaker_target_pct",
    "attendance_target_pct",
    "grace_s",
    "late_after_min",
    "min_duration_regular_min",
    "min_duration_combined_min",
    "online_presence_counts",
    "temp_in_counts",
    "excused_in_denominator",
)
"""The rules of a meeting that a branch's page offers; the others keep their defaults."""

router = APIRouter(
    prefix="/admin/branches/{branch}", include_in_schema=False, route_class=FollowedRoute
)


class BranchForm(Form):
    """A branch as its page sends it."""

    name: Name
    unit: UnitId


class SiteForm(Form):
    """A room as its line sends it."""

    name: Name
    place: Short = ""
    main: bool = False


@router.get("")
async def branch_page(request: Request, branch: BranchId) -> Response:
    """Show a branch."""
    return await show(request, branch)


async def show(request: Request, branch: BranchId, form: Filled[Form] = EMPTY) -> Response:
    """Show a branch; with the form that did not fit, if one was sent."""
    registers = services(request).registers
    record, tree = await branch_of(request, branch)
    return admin_page(
        request,
        "branch.html",
        422 if form.problems else 200,
        tree=tree,
        branch=record,
        units=await registers.units.find(),
        people=await members_of(registers, branch),
        sites=await registers.sites.find(branch=branch),
        followers=await followers_of(registers, branch),
        rules=rules_of(record),
        form=form,
    )


def rules_of(branch: Branch) -> Mapping[str, Value]:
    """Return the rules in force for a branch, by name, in the order of its page."""
    return {name: getattr(branch.settings, name) for name in SETTABLE}


@router.post("")
async def change_branch(request: Request, branch: BranchId) -> Response:
    """Rename a branch, or put it below another unit."""
    registers = services(request).registers
    record = found(await registers.branches.get(branch))
    form = await read_form(request, BranchForm)
    if form.value is None:
        return await show(request, branch, form)
    await save_branch(registers, replace(record, name=form.value.name, unit=form.value.unit))
    return go(f"/admin/branches/{branch}", "saved")


@router.post("/rules")
async def change_rules(request: Request, branch: BranchId) -> Response:
    """Set the rules of the branch's meetings to come."""
    registers = services(request).registers
    record = found(await registers.branches.get(branch))
    sent = await request.form()
    wanted: dict[str, Any] = {
        name: rule_untrusted(str(sent.get(name, "")), before)
        for name, before in rules_of(record).items()
    }
    await registers.branches.put(replace(record, settings=replace(record.settings, **wanted)))
    return go(f"/admin/branches/{branch}", "saved")


def rule_untrusted(text: str, before: Value) -> Value:
    """Read one rule as its page sends it; what is no sensible number leaves it as it was."""
    if isinstance(before, bool):
        return text == "on"
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else before


@router.post("/sites")
async def add_site(request: Request, branch: BranchId) -> Response:
    """Add a room; the first of a branch is the main one."""
    parts = services(request)
    found(await parts.registers.branches.get(branch))
    form = await read_form(request, SiteForm)
    if form.value is None:
        return await show(request, branch, form)
    value = form.value
    first = not await parts.registers.sites.find(branch=branch)
    site = Site(
        id=SiteId(parts.ids()),
        branch=branch,
        name=value.name,
        place=value.place,
        main=value.main or first,
    )
    await keep_one_main(request, site)
    return go(f"/admin/branches/{branch}#sites", "added")


@router.post("/sites/{site}")
async def change_site(request: Request, branch: BranchId, site: SiteId) -> Response:
    """Rename a room, or make it the main one."""
    record = await site_of(request, branch, site)
    form = await read_form(request, SiteForm)
    if form.value is None:
        return await show(request, branch, form)
    value = form.value
    await keep_one_main(
        request, replace(record, name=value.name, place=value.place, main=value.main)
    )
    return go(f"/admin/branches/{branch}#sites", "saved")


@router.post("/sites/{site}/remove")
async def drop_site(request: Request, branch: BranchId, site: SiteId) -> Response:
    """Remove a room; meetings that were held there keep their snapshot of it."""
    await site_of(request, branch, site)
    await services(request).registers.sites.remove(site)
    return go(f"/admin/branches/{branch}#sites", "removed")


async def site_of(request: Request, branch: BranchId, site: SiteId) -> Site:
    """Return a room of this branch."""
    record = await services(request).registers.sites.get(site)
    return found(record if record and record.branch == branch else None)


async def keep_one_main(request: Request, site: Site) -> None:
    """Save a room; when it becomes the main one, the others cease to be."""
    registers = services(request).registers
    others = await registers.sites.find(branch=site.branch, main=True)
    demoted = [replace(each, main=False) for each in others if each.id != site.id and site.main]
    await registers.sites.put(site, *demoted)
