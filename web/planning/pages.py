"""The month's plan of a unit for administrators: branches × meetings, who follows and who attends.

Each change is a form of its own; one that is refused is shown again at its place with the reason.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, ClassVar, Final, Literal, TypeVar

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


class PlanForm(Form):
    """A form of the plan, which stands at the place of what it is about."""

    about: ClassVar[tuple[str, str]]
    """The prefix of its place on the page, and the field with the id of what it is about."""
    account: Annotated[AccountId, Id]


class StayAwayForm(PlanForm):
    """Who is not to attend a meeting after all."""

    about = ("m", "meeting")
    meeting: Annotated[MeetingId, Id]


class AttendForm(StayAwayForm):
    """Who is to attend a meeting, and how."""

    mode: AttendanceMode


class AssignForm(PlanForm):
    """Who is to follow a branch from the month on, or in this month alone, in whose place."""

    about = ("b", "branch")
    branch: Annotated[BranchId, Id]
    lasting: Literal["on", "month"] = "on"
    substitute_for: Annotated[AccountId, Id] | None = None


class EndForm(PlanForm):
    """Which assignment is to end before the month."""

    about = ("b", "branch")
    branch: Annotated[BranchId, Id]
    from_month: str = ""


P = TypeVar("P", bound=PlanForm)


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

    async def attend(form: AttendForm) -> None:
        await _meeting_of(request, unit, form.meeting)
        await changes.attend(services(request), form.meeting, form.account, form.mode)

    return await changed(request, unit, AttendForm, attend)


@router.post("/stay-away")
async def plan_absence(request: Request, unit: UnitId) -> Response:
    """Plan that a supervisor does not attend a meeting after all."""

    async def stay_away(form: StayAwayForm) -> None:
        await _meeting_of(request, unit, form.meeting)
        await changes.stay_away(services(request), form.meeting, form.account)

    return await changed(request, unit, StayAwayForm, stay_away)


@router.post("/assign")
async def assign_branch(request: Request, unit: UnitId) -> Response:
    """Let a supervisor follow a branch of the unit from the month on, or in it alone."""
    month = month_asked(request)

    async def assign(form: AssignForm) -> None:
        await _branch_of(request, unit, form.branch)
        assignment = Assignment(
            account=form.account,
            branch=form.branch,
            from_month=month,
            until_month=month if form.lasting == "month" else None,
            substitute_for=form.substitute_for if form.substitute_for != form.account else None,
        )
        await changes.assign(services(request), assignment)

    return await changed(request, unit, AssignForm, assign)


@router.post("/end")
async def end_branch_assignment(request: Request, unit: UnitId) -> Response:
    """Let an assignment end before the month; in the present one the right ends at once."""
    month = month_asked(request)

    async def end(form: EndForm) -> None:
        await _branch_of(request, unit, form.branch)
        since = Month(form.from_month)
        await changes.end(services(request), form.account, form.branch, since, month)

    return await changed(request, unit, EndForm, end)


async def changed(
    request: Request, unit: UnitId, model: type[P], change: Callable[[P], Awaitable[None]]
) -> Response:
    """Make the change that a submitted form asks for, and send the browser back to its place.

    Everybody's rights are looked at again. A form that is refused is shown again with the reason.
    """
    typed = typed_untrusted(await request.form())
    prefix, name = model.about
    at = f"{prefix}-{typed.get(name, '')}"
    say = catalogue(language_of(request))
    form = check(model, typed).value
    if form is None:
        return await show(request, unit, Refusal(at, say("plan.problem.choose"), typed))
    try:
        await change(form)
    except Rejected as rejected:
        why = say.refusal(rejected.code, rejected.facts)
        return await show(request, unit, Refusal(at, why, typed))
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
