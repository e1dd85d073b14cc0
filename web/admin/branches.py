"""A branch: its name and unit, its rooms (điểm cầu), its rules, and who follows it."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any, Final

from fastapi import APIRouter, Request
from starlette.responses import Response

from live.errors import Rejected
from live.ids import BranchId, SiteId, UnitId
from live.meeting.rules import Rules
from live.store.directory import followers_of, members_of, save_branch
from live.store.registers import Branch, Site, Value
from live.store.unused import remove_branch
from web.admin.frame import admin_page, branch_of, found, go
from web.admin.steps import steps_left
from web.following import FollowedRoute
from web.forms import EMPTY, FilledForm, Form, Id, Name, Short, read_form
from web.services import services

SETTABLE: Final = (
    "speech_limit_s",
    "speaker_target_pct",
    "attendance_target_pct",
    "grace_s",
    "late_after_min",
    "late_start_min",
    "required_late_min",
    "overrun_min",
    "silence_min",
    "monologue_min",
    "one_voice_pct",
    "queue_wait_min",
    "min_duration_regular_min",
    "min_duration_combined_min",
    "online_presence_counts",
    "temp_in_counts",
    "excused_in_denominator",
)
"""The rules of a meeting that a branch's page offers; the others keep their defaults."""

BOUNDS: Final[Mapping[str, tuple[int, int]]] = {
    "min_duration_regular_min": (0, 480),
    "min_duration_combined_min": (0, 480),
    "attendance_target_pct": (0, 100),
    "quorum_advisory_pct": (0, 100),
    "speaker_target_pct": (0, 100),
    "speech_limit_s": (10, 7200),
    "current_affairs_warn_min": (0, 480),
    "grace_s": (0, 3600),
    "late_after_min": (0, 480),
    "late_start_min": (0, 480),
    "required_late_min": (0, 480),
    "overrun_min": (0, 480),
    "silence_min": (1, 480),
    "monologue_min": (1, 480),
    "one_voice_pct": (1, 100),
    "queue_wait_min": (1, 480),
}
"""From what to what each number of the rules makes sense, in the unit of its name: shares are
shares, a meeting is no longer than a working day. Chosen; a speech as in `words.Seconds`."""

DURATIONS: Final = frozenset(name for name in SETTABLE if name.endswith("_s"))
"""Rules kept in seconds, which people write and read as minutes."""
_DURATION: Final = re.compile(r"([0-9]{1,3})(?::([0-5][0-9]))?")

router = APIRouter(
    prefix="/admin/branches/{branch}", include_in_schema=False, route_class=FollowedRoute
)


class BranchForm(Form):
    """A branch as its page sends it."""

    name: Name
    unit: Annotated[UnitId, Id]


class SiteForm(Form):
    """A room as its line sends it."""

    name: Name
    place: Short = ""
    main: bool = False


@router.get("")
async def branch_page(request: Request, branch: BranchId) -> Response:
    """Show a branch."""
    return await show(request, branch)


async def show(request: Request, branch: BranchId, form: FilledForm[Form] = EMPTY) -> Response:
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
        followers=await followers_of(registers, branch, services(request).month),
        rules=rules_of(record),
        bounds=BOUNDS,
        durations=DURATIONS,
        steps=await steps_left(services(request).database),
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


@router.post("/remove")
async def drop_branch(request: Request, branch: BranchId) -> Response:
    """Remove a branch that was never used."""
    parts = services(request)
    record = found(await parts.registers.branches.get(branch))
    await remove_branch(parts.database, branch)
    return go(f"/admin/units/{record.unit}", "removed")


@router.post("/rules")
async def change_rules(request: Request, branch: BranchId) -> Response:
    """Set the rules of the branch's meetings to come.

    Raises:
        Rejected: ``rule_out_of_bounds``.
    """
    registers = services(request).registers
    record = found(await registers.branches.get(branch))
    sent = await request.form()
    wanted: dict[str, Any] = {
        name: rule_untrusted(name, str(sent.get(name, "")), before)
        for name, before in rules_of(record).items()
    }
    await registers.branches.put(
        replace(record, settings=sensible(replace(record.settings, **wanted)))
    )
    return go(f"/admin/branches/{branch}", "saved")


def rule_untrusted(name: str, text: str, before: Value) -> Value:
    """Read one rule as its page sends it; what is no number leaves it as it was. A duration is in
    minutes, or minutes and seconds as on a clock."""
    if isinstance(before, bool):
        return text == "on"
    if name in DURATIONS:
        read = _DURATION.fullmatch(text.strip())
        return 60 * int(read[1]) + int(read[2] or 0) if read else before
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else before


def sensible(rules: Rules) -> Rules:
    """Return rules whose numbers make sense.

    Raises:
        Rejected: ``rule_out_of_bounds``.
    """
    for rule, (least, most) in BOUNDS.items():
        value = getattr(rules, rule)
        if value is not None and not least <= value <= most:
            raise Rejected("rule_out_of_bounds", rule=rule, least=least, most=most)
    return rules


@router.post("/sites")
async def add_site(request: Request, branch: BranchId) -> Response:
    """Add a room; the first of a branch is the main one."""
    found(await services(request).registers.branches.get(branch))
    form = await read_form(request, SiteForm)
    if form.value is None:
        return await show(request, branch, form)
    await new_site(request, branch, form.value)
    return go(f"/admin/branches/{branch}#sites", "added")


async def new_site(request: Request, branch: BranchId, form: SiteForm) -> Site:
    """Add a room to a branch and return it; the first one is the main one."""
    parts = services(request)
    site = Site(
        id=SiteId(parts.ids()),
        branch=branch,
        name=form.name,
        place=form.place,
        main=form.main or not await parts.registers.sites.find(branch=branch),
    )
    await keep_one_main(request, site)
    return site


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
