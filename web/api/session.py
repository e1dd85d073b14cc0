"""Signing in and out over the HTTP interface, and who is signed in."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from live.ids import AccountId, MeetingId, PersonId, SessionId, UnitId
from live.meeting.permissions import Role
from live.store.registers import Account, Session
from web.access import account_required, begin_session, end_session, in_scope, session_required
from web.admin.own import PasswordForm, session_of_own, set_own_password
from web.auth import LONGEST_NAME, LONGEST_TYPED
from web.forms import Form, Id
from web.problems import ProblemPage
from web.services import services
from web.sessions import ages, ends_ms
from web.signin import attempt

router = APIRouter(prefix="/api/session", tags=["session"])


class PasswordCredentials(BaseModel):
    """A user name and its password."""

    model_config = ConfigDict(extra="forbid")

    username: Annotated[str, Field(max_length=LONGEST_NAME)]
    password: Annotated[str, Field(max_length=LONGEST_TYPED)]


class TicketIn(Form):
    """For what a ticket is wanted: a meeting, or all that the account follows."""

    meeting: Annotated[MeetingId, Id] | None = None


class TicketOut(Form):
    """With what a page speaks the wire (`signaling/PROTOCOL.md`)."""

    token: str


class Left(Form):
    """How long the session lasts unless it is used; ``ages``: also if it is used."""

    left_ms: int
    ages: bool
    account: AccountId


class SessionOut(BaseModel):
    """A session: one browser, or program, in which the account is signed in."""

    id: SessionId
    created_ms: int
    used_ms: int
    """To some minutes."""
    address: str
    agent: str
    here: bool
    """It is the one that asks."""


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
async def api_sign_in(
    request: Request, response: Response, given: PasswordCredentials
) -> AccountOut:
    """Sign in; the cookie of the reply is the session.

    Raises:
        Problem: ``wrong_password`` or ``too_many_attempts``.
    """
    account, wait_s = await attempt(request, given.username, given.password)
    if account is None:
        raise refusal(wait_s)
    await begin_session(request, response, account)
    return AccountOut.of(account)


def refusal(wait_s: float) -> ProblemPage:
    """Return what is said when a password did not fit, or has to wait."""
    if wait_s:
        return ProblemPage(429, "too_many_attempts", seconds=round(wait_s + 0.5))
    return ProblemPage(403, "wrong_password")


@router.get("")
async def api_who(request: Request) -> AccountOut:
    """Return the account that is signed in; the session is used by this."""
    return AccountOut.of(account_required(request))


@router.get("/left")
async def api_session_left(request: Request) -> Left:
    """Return how long the session still lasts; it is not used by this."""
    return left(services(request).clock.wall_ms(), session_required(request).session)


def left(now_ms: int, session: Session) -> Left:
    """Return how long a session still lasts."""
    return Left(left_ms=ends_ms(session) - now_ms, ages=ages(session), account=session.account)


@router.post("/ticket")
async def api_ticket(request: Request, wanted: TicketIn) -> TicketOut:
    """Return a token for the wire, for a page whose own went with a session that is over.

    Raises:
        Problem: the meeting is of somebody else's branch.
    """
    if wanted.meeting is not None:
        await in_scope(request, wanted.meeting)
    session = session_required(request).session
    return TicketOut(token=services(request).sessions.ticket(session, wanted.meeting))


@router.put("/password", status_code=204)
async def api_own_password(request: Request, response: Response, form: PasswordForm) -> None:
    """Set another password of the own account; its other sessions and the links to it end.

    Raises:
        Problem: ``wrong_password`` (the old one) or ``too_many_attempts``.
    """
    wait_s = await set_own_password(request, response, form)
    if wait_s is not None:
        raise refusal(wait_s)


@router.get("/all")
async def api_sessions(request: Request) -> Sequence[SessionOut]:
    """Return the sessions of the own account, the one used last first."""
    mine = session_required(request)
    sessions = await services(request).sessions.of(mine.account)
    return [
        SessionOut(
            id=each.id,
            created_ms=each.created_ms,
            used_ms=each.used_ms,
            address=each.address,
            agent=each.agent,
            here=each.id == mine.session.id,
        )
        for each in sessions
    ]


@router.delete("/all", status_code=204)
async def api_end_other_sessions(request: Request) -> None:
    """End every session of the own account but this one."""
    mine = session_required(request)
    await services(request).sessions.end_all(mine.account.id, but=mine.session.id)


@router.delete("/all/{session}", status_code=204)
async def api_end_session(request: Request, session: SessionId) -> None:
    """End one session of the own account."""
    await services(request).sessions.end(await session_of_own(request, session))


@router.delete("", status_code=204)
async def api_sign_out(request: Request, response: Response) -> None:
    """Sign out: the session is over, also for copies of its cookie."""
    await end_session(request, response)
