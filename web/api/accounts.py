"""Accounts, what they follow, and agenda templates, over the HTTP interface. For administrators."""

from collections.abc import Sequence

from fastapi import APIRouter, Request
from pydantic import Field

from live.ids import AccountId, BranchId, TemplateId, UnitId
from live.meeting.plan import PlannedItem
from live.meeting.state import MeetingKind
from live.store.directory import followed_by
from live.store.registers import Account, Template
from web.admin.accounts import AccountForm, changed_account, save_account_form
from web.admin.frame import found
from web.api.session import AccountOut
from web.forms import Form, Name
from web.services import services

router = APIRouter(prefix="/api", tags=["accounts"])


class FollowingAccount(AccountOut):
    """An account with the branches it follows or is in charge of."""

    follows: Sequence[BranchId]


class AgendaForm(Form):
    """A template, whole."""

    name: Name
    kind: MeetingKind
    unit: UnitId | None = None
    items: tuple[PlannedItem, ...] = Field(max_length=60)


async def shown(request: Request, account: Account) -> FollowingAccount:
    """Return an account as the interface shows it."""
    follows = await followed_by(services(request).registers, account.id)
    return FollowingAccount(**AccountOut.of(account).model_dump(), follows=sorted(follows))


@router.get("/accounts")
async def api_accounts(request: Request) -> Sequence[FollowingAccount]:
    """Return every account."""
    accounts = await services(request).registers.accounts.find()
    return [await shown(request, account) for account in accounts]


@router.post("/accounts", status_code=201)
async def api_add_account(request: Request, form: AccountForm) -> FollowingAccount:
    """Make an account; without a password it can only be entered by a link."""
    blank = Account(
        id=AccountId(services(request).ids()),
        username="",
        name="",
        password_hash="",
        role=form.role,
    )
    return await shown(request, await save_account_form(request, blank, form))


@router.put("/accounts/{account}")
async def api_change_account(
    request: Request, account: AccountId, form: AccountForm
) -> FollowingAccount:
    """Replace an account and what it follows; without a password the old one stays."""
    record = found(await services(request).registers.accounts.get(account))
    return await shown(request, await changed_account(request, record, form))


@router.get("/agendas")
async def api_agendas(request: Request) -> Sequence[Template]:
    """Return every agenda template."""
    return await services(request).registers.templates.find()


@router.put("/agendas/{template}")
async def api_save_agenda(request: Request, template: TemplateId, form: AgendaForm) -> Template:
    """Make or replace an agenda template under an id of one's own choice."""
    record = Template(id=template, unit=form.unit, name=form.name, kind=form.kind, items=form.items)
    await services(request).registers.templates.put(record)
    return record


@router.delete("/agendas/{template}", status_code=204)
async def api_drop_agenda(request: Request, template: TemplateId) -> None:
    """Remove an agenda template."""
    await services(request).registers.templates.remove(template)
