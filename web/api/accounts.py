"""Accounts, what they follow, and agenda templates, over the HTTP interface. For administrators."""

from collections.abc import Sequence
from typing import Annotated, Final

from fastapi import APIRouter, Request, Response
from pydantic import Field, TypeAdapter, field_validator

from live.ids import AccountId, BranchId, TemplateId, UnitId
from live.meeting.plan import PlannedItem
from live.meeting.state import MeetingKind
from live.meeting.words import Minutes
from live.store.directory import followed_by
from live.store.registers import Account, Template
from web.admin.accounts import (
    AccountFields,
    AccountForm,
    changed_account,
    dropped_account,
    save_account_form,
)
from web.admin.frame import found
from web.api.session import AccountOut
from web.forms import Form, Id, Name
from web.services import services

MINUTES: Final = TypeAdapter[int](Minutes)

router = APIRouter(prefix="/api", tags=["accounts"])


class FollowingAccount(AccountOut):
    """An account with the branches it follows or is in charge of."""

    follows: Sequence[BranchId]


class AccountIn(AccountFields):
    """An account. Without ``active`` a new account is active, and an old one stays as it is."""

    active: bool | None = None

    def form(self, active: bool) -> AccountForm:
        """Return the account as the page's form; ``active`` is the default."""
        said = self.model_dump(exclude={"active"})
        return AccountForm(**said, active=active if self.active is None else self.active)


class AgendaForm(Form):
    """All fields of an agenda template."""

    name: Name
    kind: MeetingKind
    unit: Annotated[UnitId, Id] | None = None
    items: tuple[PlannedItem, ...] = Field(max_length=60)

    @field_validator("items")
    @classmethod
    def lasting(cls, items: tuple[PlannedItem, ...]) -> tuple[PlannedItem, ...]:
        """Refuse an item that takes no time, or longer than a working day."""
        for item in items:
            MINUTES.validate_python(item.planned_min)
        return items


async def shown(request: Request, account: Account) -> FollowingAccount:
    """Return an account as the interface shows it."""
    parts = services(request)
    follows = await followed_by(parts.registers, account.id, parts.month)
    return FollowingAccount(**AccountOut.of(account).model_dump(), follows=sorted(follows))


@router.get("/accounts")
async def api_accounts(request: Request) -> Sequence[FollowingAccount]:
    """Return every account."""
    accounts = await services(request).registers.accounts.find()
    return [await shown(request, account) for account in accounts]


@router.post("/accounts", status_code=201)
async def api_add_account(request: Request, sent: AccountIn) -> FollowingAccount:
    """Create an account; without a password it can only be used by a sign-in link."""
    blank = Account(
        id=AccountId(services(request).ids()),
        username="",
        name="",
        password_hash="",
        role=sent.role,
    )
    return await shown(request, await save_account_form(request, blank, sent.form(active=True)))


@router.put("/accounts/{account}")
async def api_change_account(
    request: Request, response: Response, account: AccountId, sent: AccountIn
) -> FollowingAccount:
    """Replace an account and what it follows; without a password the old one stays."""
    record = found(await services(request).registers.accounts.get(account))
    form = sent.form(active=record.active)
    return await shown(request, await changed_account(request, response, record, form))


@router.delete("/accounts/{account}", status_code=204)
async def api_drop_account(request: Request, account: AccountId) -> None:
    """Remove an account that was never used."""
    await dropped_account(request, account)


@router.get("/agendas")
async def api_agendas(request: Request) -> Sequence[Template]:
    """Return every agenda template."""
    return await services(request).registers.templates.find()


@router.put("/agendas/{template}")
async def api_save_agenda(
    request: Request, template: Annotated[TemplateId, Id], form: AgendaForm
) -> Template:
    """Create or replace an agenda template under an id that the client chooses."""
    record = Template(id=template, unit=form.unit, name=form.name, kind=form.kind, items=form.items)
    await services(request).registers.templates.put(record)
    return record


@router.delete("/agendas/{template}", status_code=204)
async def api_drop_agenda(request: Request, template: TemplateId) -> None:
    """Remove an agenda template."""
    await services(request).registers.templates.remove(template)
