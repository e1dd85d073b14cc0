"""The month's plan of a unit for administrators: branches × meetings, who follows and who attends.

Each change is a form of its own; one that is refused is shown again at its place with the reason.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Final, Literal

from fastapi import APIRouter, Request
from starlette.responses import Response

from live.announcing import LISTS_TOPIC
from live.errors import Rejected
from live.ids import AccountId, BranchId, MeetingId, UnitId
from live.months import Month
from live.store.directory import branches_below
from live.store.registers import Account, Assignment, AttendanceMode, Unit
from web.admin.frame import admin_page, found, go, tree_at
from web.forms import Form, Id, check, typed_untrusted
from web.i18n import catalogue
from web.planning import changes
from web.planning.asked import calendar_address, month_asked, of_month
from web.planning.calendars import of_unit
from web.planning.month import BranchMonth, month_of_branches, who_may_follow
from web.rendering import language_of, zone_of
from web.services import services

router = APIRouter(prefix="/admin/units/{unit}/plan", include_in_schema=False)


class AttendForm(Form):
    """Who is to attend a meeting, and how."""

    meeting: Annotated[MeetingId, Id]
    account: Annotated[AccountId, Id]
    mode: AttendanceMode


class StayAwayForm(Form):
    """Who is not to attend a meeting after all."""

    meeting: Annotated[MeetingId, Id]
    account: Annotated[AccountId, Id]


class AssignForm(Form):
    """Who is to follow a branch from the month on, or in this month alone, in whose place."""

    branch: Annotated[BranchId, Id]
    account: Annotated[AccountId, Id]
    lasting: Literal["on", "month"] = "on"
    substitute_for: Annotated[AccountId, Id] | None = None


class EndForm(Form):
    """Which assignment is to end before the month."""

    branch: Annotated[BranchId, Id]
    account: Annotated[AccountId, Id]
    from_month: str = ""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A form that was refused: its place on the page, why, and what was typed."""

    at: str = ""
    why: str = ""
    typed: Mapping[str, str] = field(default_factory=dict)


NOTHING: Final = Refusal()


@router.get("")
async def plan_page(request: Request, unit: UnitId) -> Response:
    """Show a month's plan of a unit's branches."""
    return await show(request, unit)


async def show(request: Request, unit: UnitId, refusal: Refusal = NOTHING) -> Response:
    """Show the plan, with the form that was refused."""
    parts, month = services(request), month_asked(request)
    record = found(await parts.registers.units.get(unit))
    branches = await branches_below(parts.registers, unit)
    plan = await month_of_branches(parts.database, branches, month, zone_of(request))
    return admin_page(
        request,
        "plan.html",
        409 if refusal.at else 200,
        tree=await tree_at(request, unit),
        unit=record,
        plan=plan,
        branch_names={each.id: each.name for each in await parts.registers.branches.find()},
        supervisors=await choosable(request, record, plan),
        editable=month >= parts.month,
        calendar=await calendar_address(request, of_unit(unit)),
        refusal=refusal,
        homeless=bool(refusal.at) and refusal.at not in forms_of(plan, month >= parts.month),
        **of_month(request, month),
    )


def forms_of(plan: Sequence[BranchMonth], editable: bool) -> frozenset[str]:
    """Return the places of the forms on the page; a refusal without its form stands on top."""
    if not editable:
        return frozenset()
    open_ = [m.entry.meeting for each in plan for m in each.meetings if m.open_to_plan]
    branches = [each.branch.id for each in plan]
    return frozenset({*(f"b-{branch}" for branch in branches), *(f"m-{each}" for each in open_)})


async def choosable(request: Request, unit: Unit, plan: Sequence[BranchMonth]) -> Sequence[Account]:
    """Return the supervisors to choose from: of the unit and around it, and who follows already."""
    near = {each.id: each for each in await who_may_follow(services(request).database, unit)}
    following = {each.account.id: each.account for one in plan for each in one.following}
    return [*near.values(), *(each for key, each in following.items() if key not in near)]


@router.post("/attend")
async def plan_attendance(request: Request, unit: UnitId) -> Response:
    """Plan that a supervisor attends a meeting of a branch of the unit."""
    typed = typed_untrusted(await request.form())
    at = f"m-{typed.get('meeting', '')}"
    form = check(AttendForm, typed).value
    if form is None:
        return await refused(request, unit, at, typed, "plan.problem.choose")
    await _meeting_of(request, unit, form.meeting)
    try:
        await changes.attend(services(request), form.meeting, form.account, form.mode)
    except Rejected as rejected:
        return await refused(request, unit, at, typed, rejected)
    return await done(request, unit, at)


@router.post("/stay-away")
async def plan_absence(request: Request, unit: UnitId) -> Response:
    """Plan that a supervisor does not attend a meeting after all."""
    typed = typed_untrusted(await request.form())
    at = f"m-{typed.get('meeting', '')}"
    form = check(StayAwayForm, typed).value
    if form is None:
        return await refused(request, unit, at, typed, "plan.problem.choose")
    await _meeting_of(request, unit, form.meeting)
    try:
        await changes.stay_away(services(request), form.meeting, form.account)
    except Rejected as rejected:
        return await refused(request, unit, at, typed, rejected)
    return await done(request, unit, at)


@router.post("/assign")
async def assign_branch(request: Request, unit: UnitId) -> Response:
    """Let a supervisor follow a branch of the unit from the month on, or in it alone."""
    month = month_asked(request)
    typed = typed_untrusted(await request.form())
    at = f"b-{typed.get('branch', '')}"
    form = check(AssignForm, typed).value
    if form is None:
        return await refused(request, unit, at, typed, "plan.problem.choose")
    await _branch_of(request, unit, form.branch)
    assignment = Assignment(
        account=form.account,
        branch=form.branch,
        from_month=month,
        until_month=month if form.lasting == "month" else None,
        substitute_for=form.substitute_for if form.substitute_for != form.account else None,
    )
    try:
        await changes.assign(services(request), assignment)
    except Rejected as rejected:
        return await refused(request, unit, at, typed, rejected)
    return await done(request, unit, at)


@router.post("/end")
async def end_branch_assignment(request: Request, unit: UnitId) -> Response:
    """Let an assignment end before the month; in the present one the right ends at once."""
    month = month_asked(request)
    typed = typed_untrusted(await request.form())
    at = f"b-{typed.get('branch', '')}"
    form = check(EndForm, typed).value
    if form is None:
        return await refused(request, unit, at, typed, "plan.problem.choose")
    await _branch_of(request, unit, form.branch)
    try:
        await changes.end(
            services(request), form.account, form.branch, Month(form.from_month), month
        )
    except Rejected as rejected:
        return await refused(request, unit, at, typed, rejected)
    return await done(request, unit, at)


async def refused(
    request: Request, unit: UnitId, at: str, typed: Mapping[str, str], why: Rejected | str
) -> Response:
    """Show the page with a refused form; ``why``: a refusal, or the key of a sentence."""
    say = catalogue(language_of(request))
    sentence = say(why) if isinstance(why, str) else say.refusal(why.code, why.facts)
    return await show(request, unit, Refusal(at, sentence, typed))


async def done(request: Request, unit: UnitId, at: str) -> Response:
    """Have everybody's rights looked at again, and send the browser back to the form's place."""
    await services(request).bus.publish(LISTS_TOPIC, b"")
    return go(f"/admin/units/{unit}/plan?month={month_asked(request)}#{at}", "plan_saved")


async def _meeting_of(request: Request, unit: UnitId, meeting: MeetingId) -> None:
    entry = found(await services(request).database.events.index(meeting))
    await _branch_of(request, unit, entry.branch)


async def _branch_of(request: Request, unit: UnitId, branch: BranchId) -> None:
    """Check that a branch belongs to the unit of the page.

    Raises:
        Problem: it does not.
    """
    below = await branches_below(services(request).registers, unit)
    found(next((each for each in below if each.id == branch), None))
