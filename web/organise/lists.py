"""The list of the meetings that an account may organise, and the form for a new one."""

import secrets
from collections.abc import Container, Sequence
from typing import Annotated, Final, Literal

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from live.ids import BranchId, MeetingId, PersonId, TemplateId
from live.meeting.permissions import Role
from live.meeting.state import MeetingKind, Phase
from live.store.contract import MeetingIndex
from live.store.directory import members_of, templates_for
from live.store.registers import Account, Branch
from web.access import account_required, branch_in_scope
from web.admin.frame import admin_page, found, go
from web.admission import actor_of, branches_of
from web.forms import EMPTY, FilledForm, Form, Id, Name, Short, read_form
from web.organise.planning import (
    MeetingBranch,
    Wish,
    day_is_past,
    likely_officers,
    likely_start,
    plan_meeting,
)
from web.rendering import at, zone_of
from web.services import Services, services
from web.when import Day, TimeOfDay, moment_of

CHECKIN_BYTES: Final = 16
"""Bytes (128 bits) of the secret from which a site's six-digit check-in codes are made."""

router = APIRouter(prefix="/meetings", include_in_schema=False)


class MeetingForm(Form):
    """A new meeting as its page sends it."""

    branch: Annotated[BranchId, Id]
    template: Annotated[TemplateId, Id] | None = None
    kind: MeetingKind
    title: Name
    scheduled_day: Day
    scheduled_time: TimeOfDay
    place: Short = ""
    chair: Annotated[PersonId, Id] | None = None
    secretary: Annotated[PersonId, Id] | None = None
    secrecy: Literal["none", "state"]


async def own_branches(parts: Services, account: Account) -> Sequence[Branch]:
    """Return the branches whose meetings an account may organise."""
    if account.role is Role.ADMINISTRATOR:
        return await parts.registers.branches.find()
    own = await branches_of(account, parts.database, parts.month)
    return await parts.registers.branches.find(id=own)


@router.get("")
async def meetings_page(request: Request) -> Response:
    """Show the meetings: in progress first, then those to come, then the past."""
    parts = services(request)
    branches = {
        branch.id: branch for branch in await own_branches(parts, account_required(request))
    }
    index = await parts.database.events.meetings(branches=tuple(branches))
    over = frozenset(
        each.meeting
        for each in index
        if day_is_past(each.scheduled_ms, parts.clock.wall_ms(), zone_of(request))
    )
    groups = grouped(index, over)
    return admin_page(request, "meetings.html", groups=groups, branches=branches)


def grouped(
    index: Sequence[MeetingIndex], day_over: Container[MeetingId]
) -> Sequence[tuple[str, Sequence[MeetingIndex]]]:
    """Return the meetings in the groups of the page, empty groups left out.

    A meeting that never opened and whose day is over is none to come; one that was called off is
    of no interest after it.
    """
    unopened = [each for each in index if each.state in (Phase.DRAFT, Phase.ANNOUNCED)]
    to_come = [each for each in unopened if each.meeting not in day_over]
    missed = [each for each in unopened if each.meeting in day_over]
    past = [each for each in reversed(index) if each.state == Phase.CLOSED]
    off = [each for each in index if each.state == Phase.CANCELLED and each.meeting not in day_over]
    running = [each for each in index if each.state == Phase.OPEN]
    groups = [
        ("open", running),
        ("to_come", to_come),
        ("missed", missed),
        ("off", off),
        ("past", past),
    ]
    return [(name, entries) for name, entries in groups if entries]


@router.get("/new")
async def new_meeting_page(request: Request, branch: BranchId | None = None) -> Response:
    """Ask for the branch, then for everything else."""
    parts = services(request)
    branches = await own_branches(parts, account_required(request))
    if branch is None and len(branches) == 1:
        return RedirectResponse(f"/meetings/new?branch={branches[0].id}", 303)
    if branch is None:
        return admin_page(request, "new_meeting_branch.html", branches=branches)
    await branch_in_scope(request, branch)
    return await show(request, branch)


async def host_of(parts: Services, branch: BranchId) -> MeetingBranch:
    """Return a branch as the registers have it now."""
    record = found(await parts.registers.branches.get(branch))
    return MeetingBranch(
        branch=record,
        unit=found(await parts.registers.units.get(record.unit)),
        people=await members_of(parts.registers, branch),
        sites=await parts.registers.sites.find(branch=branch),
    )


async def show(request: Request, branch: BranchId, form: FilledForm[Form] = EMPTY) -> Response:
    """Show the form of a new meeting with proposed values."""
    parts = services(request)
    host = await host_of(parts, branch)
    start = likely_start(at(parts.clock.wall_ms(), zone_of(request)))
    account = account_required(request)
    chair, secretary = likely_officers(host.people, account.role, account.person)
    return admin_page(
        request,
        "new_meeting.html",
        422 if form.problems else 200,
        host=host,
        templates=sorted(
            await templates_for(parts.registers, host.branch.unit),
            key=lambda template: template.kind != MeetingKind.REGULAR,
        ),
        kinds=list(MeetingKind),
        chair=chair,
        secretary=secretary,
        start=start,
        form=form,
    )


@router.post("/new")
async def add_meeting(request: Request) -> Response:
    """Make a meeting; one about state secrets is refused (Decree 26/2020)."""
    form = await read_form(request, MeetingForm)
    branch = BranchId(form.raw.get("branch", ""))
    await branch_in_scope(request, branch)
    if form.value is None:
        return await show(request, branch, form)
    if form.value.secrecy == "state":
        refused: FilledForm[Form] = FilledForm(
            form.raw, problems={"secrecy": "refused.state_secret"}
        )
        return await show(request, branch, refused)
    value = form.value
    scheduled_ms = moment_of(value.scheduled_day, value.scheduled_time, zone_of(request))
    if day_is_past(scheduled_ms, services(request).clock.wall_ms(), zone_of(request)):
        refused = FilledForm(form.raw, problems={"scheduled_day": "refused.scheduled_past"})
        return await show(request, branch, refused)
    wish = Wish(
        title=value.title,
        kind=value.kind,
        scheduled_ms=scheduled_ms,
        place=value.place,
        chair=value.chair,
        secretary=value.secretary,
        state_secret=value.secrecy == "state",
    )
    account = account_required(request)
    meeting = await create_meeting(services(request), account, branch, value.template, wish)
    return go(f"/meetings/{meeting}/prepare", "meeting_added")


async def create_meeting(
    parts: Services, account: Account, branch: BranchId, template: TemplateId | None, wish: Wish
) -> MeetingId:
    """Make a meeting of a branch, with the agenda of a template if one is named.

    Raises:
        Rejected: by `live.meeting.plan.create`.
    """
    plan = plan_meeting(
        wish,
        await host_of(parts, branch),
        await parts.registers.templates.get(template) if template else None,
        MeetingId(parts.ids()),
        secrets.token_urlsafe(CHECKIN_BYTES),
    )
    return await parts.meetings.create(plan, actor_of(account))
