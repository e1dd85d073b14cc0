"""The list of a branch: its members, their category, number and dates."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import AfterValidator, Field
from starlette.responses import Response

from live.errors import Rejected
from live.ids import BranchId, PersonId
from live.meeting.roster import Category
from live.meeting.state import Phase
from live.rosters.cells import date_of
from live.store.directory import members_of, save_person
from live.store.registers import Person
from live.store.unused import take_off_list
from web.admin.frame import admin_page, branch_of, found, go
from web.following import FollowedRoute
from web.forms import EMPTY, FilledForm, Form, Name, Short, read_form
from web.services import Services, services


def known_date(text: str) -> str:
    """Read a date as far as it is known, in any usual way of writing it."""
    try:
        return date_of(text)
    except Rejected as rejected:
        raise ValueError(rejected.code) from None


PartDate = Annotated[str, AfterValidator(known_date)]

router = APIRouter(
    prefix="/admin/branches/{branch}/people", include_in_schema=False, route_class=FollowedRoute
)


class PersonForm(Form):
    """A person as the page sends it."""

    name: Name
    number: Annotated[int, Field(ge=1, le=999)] | None = None
    title: Short = ""
    category: Category = Category.OFFICIAL
    group: Short = ""
    phone: Short = ""
    birth: PartDate | None = None
    joined: PartDate | None = None
    confirmed: PartDate | None = None
    note: Short = ""


@router.get("/new")
async def new_person_page(request: Request, branch: BranchId) -> Response:
    """Ask for a new person."""
    return await show(request, branch, None)


@router.get("/{person}")
async def person_page(request: Request, branch: BranchId, person: PersonId) -> Response:
    """Show a person."""
    return await show(request, branch, await person_of(request, branch, person))


async def person_of(request: Request, branch: BranchId, person: PersonId) -> Person:
    """Return a person of this branch."""
    record = await services(request).registers.people.get(person)
    return found(record if record and record.branch == branch else None)


async def show(
    request: Request, branch: BranchId, person: Person | None, form: FilledForm[Form] = EMPTY
) -> Response:
    """Show a person's form, empty for a new one."""
    record, tree = await branch_of(request, branch)
    people = await members_of(services(request).registers, branch)
    numbers = [each.number for each in people if each.number]
    return admin_page(
        request,
        "person.html",
        422 if form.problems else 200,
        tree=tree,
        branch=record,
        person=person,
        categories=list(Category),
        next_number=max(numbers, default=0) + 1,
        form=form,
    )


@router.post("/new")
async def add_person(request: Request, branch: BranchId) -> Response:
    """Put somebody on the list."""
    parts = services(request)
    found(await parts.registers.branches.get(branch))
    form = await read_form(request, PersonForm)
    if form.value is None:
        return await show(request, branch, None, form)
    person = filled_in(
        Person(id=PersonId(parts.ids()), branch=branch, number=None, name=""), form.value
    )
    await save_person(parts.registers, person)
    return go(f"/admin/branches/{branch}", "added")


@router.post("/{person}")
async def change_person(request: Request, branch: BranchId, person: PersonId) -> Response:
    """Change somebody's entry."""
    record = await person_of(request, branch, person)
    form = await read_form(request, PersonForm)
    if form.value is None:
        return await show(request, branch, record, form)
    await save_person(services(request).registers, filled_in(record, form.value))
    return go(f"/admin/branches/{branch}", "saved")


@router.post("/{person}/remove")
async def drop_person(request: Request, branch: BranchId, person: PersonId) -> Response:
    """Take somebody off the list; where a record speaks of them it keeps the name."""
    record = await person_of(request, branch, person)
    leads = await is_officer(services(request), record)
    gone = await take_off_list(services(request).database, record.id)
    done = "removed_officer" if leads else "removed" if gone else "off_list"
    return go(f"/admin/branches/{branch}", done)


async def is_officer(parts: Services, person: Person) -> bool:
    """Tell whether somebody is to chair, or to take the minutes of, a meeting to come."""
    coming = (Phase.DRAFT.value, Phase.ANNOUNCED.value)
    index = await parts.database.events.meetings(branches=[person.branch], states=coming)
    facts = [(await parts.meetings.state(entry.meeting)).facts for entry in index]
    return any(person.id in (each.chair, each.secretary) for each in facts)


def filled_in(person: Person, form: PersonForm) -> Person:
    """Return a person with what the form says."""
    return replace(
        person,
        name=form.name,
        number=form.number,
        title=form.title,
        category=form.category,
        group=form.group,
        phone=form.phone,
        note=form.note,
        birth=form.birth or "",
        joined=form.joined or "",
        confirmed=form.confirmed or "",
        active=True,
    )
