"""Accounts: chairs, secretaries, supervisors, administrators; what each follows."""

from dataclasses import replace
from typing import Annotated, Literal, get_args

from fastapi import APIRouter, Request
from pydantic import StringConstraints
from starlette.responses import Response

from live.announcing import LISTS_TOPIC
from live.errors import Rejected
from live.ids import AccountId, BranchId, PersonId, UnitId
from live.meeting.permissions import Role
from live.store.directory import follow, followed_by, save_account
from live.store.registers import Account
from live.store.unused import remove_account
from signaling.admission import REVOKED_TOPIC
from web.access import account_required, begin_session
from web.admin.frame import admin_page, found, go
from web.admin.steps import steps_left
from web.admission import key_of_account
from web.auth import hash_password
from web.forms import EMPTY, SENTENCES, FilledForm, Form, Id, Name, Password, Short, read_form
from web.links import Holder
from web.rendering import root_of
from web.services import services

AccountRole = Literal[Role.ADMINISTRATOR, Role.SUPERVISOR, Role.CHAIR, Role.SECRETARY]
"""Roles of accounts: the other roles enter by links, or are the server's own."""

router = APIRouter(prefix="/admin/accounts", include_in_schema=False)


class AccountFields(Form):
    """An account; the password only where it is to be set."""

    username: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    name: Name
    role: AccountRole
    title: Short = ""
    language: Literal["vi", "en"] = "vi"
    person: Annotated[PersonId, Id] | None = None
    unit: Annotated[UnitId, Id] | None = None
    password: Password | None = None
    follows: tuple[Annotated[BranchId, Id], ...] = ()


class AccountForm(AccountFields):
    """An account as its page sends it: a box that is not ticked is not sent."""

    active: bool = False


@router.get("")
async def accounts_page(request: Request) -> Response:
    """Show every account."""
    registers = services(request).registers
    units = {unit.id: unit for unit in await registers.units.find()}
    counts: dict[AccountId, int] = {}
    for assignment in await registers.assignments.find():
        if assignment.covers(services(request).month):
            counts[assignment.account] = counts.get(assignment.account, 0) + 1
    return admin_page(
        request,
        "accounts.html",
        accounts=await registers.accounts.find(),
        units=units,
        follows=counts,
        steps=await steps_left(services(request).database),
    )


@router.get("/new")
async def new_account_page(request: Request) -> Response:
    """Ask for a new account."""
    return await show(request, None)


@router.get("/{account}")
async def account_page(request: Request, account: AccountId) -> Response:
    """Show an account."""
    return await show(request, found(await services(request).registers.accounts.get(account)))


async def show(
    request: Request,
    account: Account | None,
    form: FilledForm[Form] = EMPTY,
    link: str = "",
) -> Response:
    """Show an account's form, empty for a new one."""
    registers = services(request).registers
    branches = await registers.branches.find()
    return admin_page(
        request,
        "account.html",
        422 if form.problems else 200,
        subject=account,
        roles=get_args(AccountRole),
        units=await registers.units.find(),
        branches=branches,
        people=await registers.people.find(active=True),
        branch_names={branch.id: branch.name for branch in branches},
        follows=await followed_by(registers, account.id, services(request).month)
        if account
        else frozenset(),
        form=form,
        link=link,
        root=root_of(request),
    )


@router.post("/new")
async def add_account(request: Request) -> Response:
    """Make an account; it needs a password."""
    parts = services(request)
    form = await read_form(request, AccountForm)
    if form.value is not None and form.value.password is None:
        form = FilledForm(form.raw, problems={"password": "admin.problem.missing"})
    if form.value is None:
        return await show(request, None, form)
    blank = Account(
        id=AccountId(parts.ids()), username="", name="", password_hash="", role=form.value.role
    )
    try:
        await save_account_form(request, blank, form.value)
    except Rejected as rejected:
        return await show(request, None, beside_username(form, rejected))
    return go(f"/admin/accounts/{blank.id}", "added")


@router.post("/{account}")
async def change_account(request: Request, account: AccountId) -> Response:
    """Change an account, and its password where a new one is given."""
    record = found(await services(request).registers.accounts.get(account))
    form = await read_form(request, AccountForm)
    if form.value is None:
        return await show(request, record, form)
    response = go(f"/admin/accounts/{record.id}", "saved")
    try:
        await changed_account(request, response, record, form.value)
    except Rejected as rejected:
        return await show(request, record, beside_username(form, rejected))
    return response


def beside_username(form: FilledForm[AccountForm], rejected: Rejected) -> FilledForm[Form]:
    """Return a form with what is wrong with its user name.

    Raises:
        Rejected: it was refused for another reason.
    """
    if rejected.code not in SENTENCES:
        raise rejected
    return FilledForm(form.raw, problems={"username": SENTENCES[rejected.code]})


async def changed_account(
    request: Request, response: Response, record: Account, form: AccountForm
) -> Account:
    """Save a changed account; an account that changes its own password stays signed in.

    Raises:
        Rejected: ``already_taken``, ``bad_username``; ``own_account``: nobody locks himself out.
    """
    own = record.id == account_required(request).id
    if own and not (form.active and form.role is Role.ADMINISTRATOR):
        raise Rejected("own_account")
    changed = await save_account_form(request, record, form)
    if own and changed.password_hash != record.password_hash:
        await begin_session(request, response, changed)
    return changed


async def save_account_form(request: Request, record: Account, form: AccountForm) -> Account:
    """Save what a form says of an account and of what it follows; it counts at once.

    Whoever is in a meeting by an account that was closed, given a new password or another role is
    sent out; closing and a new password also end its sessions and the links to it.

    Raises:
        Rejected: ``already_taken``, ``bad_username``.
    """
    parts = services(request)
    registers = parts.registers
    password_hash = await hash_password(form.password) if form.password else record.password_hash
    changed = replace(
        record,
        username=form.username,
        name=form.name,
        role=form.role,
        title=form.title,
        language=form.language,
        person=form.person,
        unit=form.unit,
        active=form.active,
        password_hash=password_hash,
    )
    await save_account(registers, changed)
    await follow(registers, record.id, form.follows, parts.month)
    if (changed.role, changed.person, True) != (record.role, record.person, changed.active):
        await parts.bus.publish(REVOKED_TOPIC, key_of_account(record.id).encode())
    if not changed.active or changed.password_hash != record.password_hash:
        await parts.links.revoke(*await registers.links.find(account=record.id, revoked_ms=None))
        await parts.sessions.end_all(record.id)
    await parts.bus.publish(LISTS_TOPIC, b"")
    return changed


@router.post("/{account}/remove")
async def drop_account(request: Request, account: AccountId) -> Response:
    """Remove an account that nothing refers to."""
    await dropped_account(request, account)
    return go("/admin/accounts", "removed")


async def dropped_account(request: Request, account: AccountId) -> None:
    """Remove an account and end its sessions.

    Raises:
        Rejected: ``account_in_use``; ``own_account``: nobody locks himself out.
    """
    parts = services(request)
    found(await parts.registers.accounts.get(account))
    if account == account_required(request).id:
        raise Rejected("own_account")
    await remove_account(parts.database, account)
    await parts.bus.publish(REVOKED_TOPIC, key_of_account(account).encode())
    await parts.bus.publish(LISTS_TOPIC, b"")


@router.post("/{account}/link")
async def make_account_link(request: Request, account: AccountId) -> Response:
    """Make a link that signs the account in, and show it once."""
    parts = services(request)
    record = found(await parts.registers.accounts.get(account))
    holder = Holder(role=record.role, name=record.name, account=record.id)
    (link,) = await parts.links.issue([holder], None, account_required(request).id)
    return await show(request, record, link=parts.links.path(link))
