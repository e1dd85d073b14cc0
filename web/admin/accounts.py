"""Accounts: chairs, secretaries, supervisors, administrators; what each follows."""

from dataclasses import replace
from typing import Annotated, Literal

from fastapi import APIRouter, Request
from pydantic import StringConstraints
from starlette.responses import Response

from live.errors import Rejected
from live.ids import AccountId, BranchId, PersonId, UnitId
from live.meeting.permissions import Role
from live.service import LISTS_TOPIC
from live.store.directory import follow, followed_by, save_account
from live.store.registers import Account
from signaling.admission import REVOKED_TOPIC
from web.access import ACCOUNTS, account_required
from web.admin.frame import admin_page, found, go
from web.admission import key_of_account
from web.auth import SHORTEST_PASSWORD, hash_password
from web.forms import EMPTY, Filled, Form, Name, Short, read_form
from web.links import ACCOUNT_LINK_MS, Holder
from web.rendering import root_of
from web.services import services

Password = Annotated[
    str, StringConstraints(min_length=SHORTEST_PASSWORD, max_length=200, strip_whitespace=False)
]

router = APIRouter(prefix="/admin/accounts", include_in_schema=False)


class AccountForm(Form):
    """An account as its page sends it; the password only where it is to be set."""

    username: Name
    name: Name
    role: Role
    title: Short = ""
    language: Literal["vi", "en"] = "vi"
    person: PersonId | None = None
    unit: UnitId | None = None
    active: bool = False
    password: Password | None = None
    follows: tuple[BranchId, ...] = ()


@router.get("")
async def accounts_page(request: Request) -> Response:
    """Show every account."""
    registers = services(request).registers
    units = {unit.id: unit for unit in await registers.units.find()}
    counts: dict[AccountId, int] = {}
    for assignment in await registers.assignments.find():
        counts[assignment.account] = counts.get(assignment.account, 0) + 1
    return admin_page(
        request,
        "accounts.html",
        accounts=await registers.accounts.find(),
        units=units,
        follows=counts,
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
    form: Filled[Form] = EMPTY,
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
        roles=[role for role in Role if role in ACCOUNTS],
        units=await registers.units.find(),
        branches=branches,
        people=await registers.people.find(active=True),
        branch_names={branch.id: branch.name for branch in branches},
        follows=await followed_by(registers, account.id) if account else frozenset(),
        letters=SHORTEST_PASSWORD,
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
        form = Filled(form.raw, problems={"password": "admin.problem.missing"})
    if form.value is None:
        return await show(request, None, form)
    blank = Account(
        id=AccountId(parts.ids()), username="", name="", password_hash="", role=form.value.role
    )
    await save_account_form(request, blank, form.value)
    return go(f"/admin/accounts/{blank.id}", "added")


@router.post("/{account}")
async def change_account(request: Request, account: AccountId) -> Response:
    """Change an account, and its password where a new one is given."""
    record = found(await services(request).registers.accounts.get(account))
    form = await read_form(request, AccountForm)
    if form.value is None:
        return await show(request, record, form)
    await changed_account(request, record, form.value)
    return go(f"/admin/accounts/{record.id}", "saved")


async def changed_account(request: Request, record: Account, form: AccountForm) -> Account:
    """Save a form over an account.

    Raises:
        Rejected: ``already_taken``; ``own_account``: nobody locks himself out.
    """
    stays = form.active and form.role is Role.ADMINISTRATOR
    if record == account_required(request) and not stays:
        raise Rejected("own_account")
    return await save_account_form(request, record, form)


async def save_account_form(request: Request, record: Account, form: AccountForm) -> Account:
    """Save what a form says of an account and of what it follows; it counts at once.

    Whoever is in a meeting by an account that was closed, given a new password or another role is
    sent out; closing and a new password also end the links to the account.

    Raises:
        Rejected: ``already_taken``.
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
    await follow(registers, record.id, form.follows)
    locked = not changed.active or changed.password_hash != record.password_hash
    if locked:
        await parts.links.revoke(*await registers.links.find(account=record.id, revoked_ms=None))
    if locked or (changed.role, changed.person) != (record.role, record.person):
        await parts.bus.publish(REVOKED_TOPIC, key_of_account(record.id).encode())
    await parts.bus.publish(LISTS_TOPIC, b"")
    return changed


@router.post("/{account}/link")
async def make_account_link(request: Request, account: AccountId) -> Response:
    """Make a link that signs the account in, and show it once."""
    parts = services(request)
    record = found(await parts.registers.accounts.get(account))
    holder = Holder(role=record.role, name=record.name, account=record.id)
    expires_ms = parts.clock.wall_ms() + ACCOUNT_LINK_MS
    (link,) = await parts.links.issue([holder], None, expires_ms, account_required(request).id)
    return await show(request, record, link=parts.links.path(link))
