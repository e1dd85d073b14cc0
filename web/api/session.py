"""Signing in and out over the HTTP interface, and who is signed in."""

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict

from live.ids import AccountId, PersonId, UnitId
from live.meeting.permissions import Role
from live.store.registers import Account
from web.access import account_required, begin_session, end_session
from web.problems import Problem
from web.signin import attempt

router = APIRouter(prefix="/api/session", tags=["session"])


class Credentials(BaseModel):
    """A user name and its password."""

    model_config = ConfigDict(extra="forbid")

    username: str
    password: str


class AccountOut(BaseModel):
    """An account without its secrets."""

    model_config = ConfigDict(from_attributes=True)

    id: AccountId
    username: str
    name: str
    role: Role
    person: PersonId | None
    unit: UnitId | None
    title: str
    language: str
    active: bool

    @classmethod
    def of(cls, account: Account) -> "AccountOut":
        """Return what of an account may be told."""
        return cls.model_validate(account)


@router.post("")
async def api_sign_in(request: Request, response: Response, given: Credentials) -> AccountOut:
    """Sign in; the cookie of the reply is the session.

    Raises:
        Problem: ``wrong_password`` or ``too_many_attempts``.
    """
    account, wait_s = await attempt(request, given.username, given.password)
    if account is None:
        if wait_s:
            raise Problem(429, "too_many_attempts", seconds=round(wait_s + 0.5))
        raise Problem(403, "wrong_password")
    begin_session(request, response, account)
    return AccountOut.of(account)


@router.get("")
async def api_who(request: Request) -> AccountOut:
    """Return the account that is signed in."""
    return AccountOut.of(account_required(request))


@router.delete("", status_code=204)
async def api_sign_out(request: Request, response: Response) -> None:
    """Sign out."""
    end_session(request, response)
