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
    """What the ticket is for: one meeting, or all that the account follows."""

    meeting: Annotated[MeetingId, Id] | None = None


class TicketOut(Form):
    """The token for `hello` on the WebSocket (`signaling/PROTOCOL.md`)."""

    token: str


class Left(Form):
    """Milliseconds until the session ends if it is not used; ``ages``: even if it is used."""

    left_ms: int
    ages: bool
    account: AccountId


class SessionOut(BaseModel):
    """A session: one browser, or program, in which the account is signed in."""

    id: SessionId
    created_ms: int
    used_ms: int
    """Accurate to some minutes."""
    address: str
    agent: str
    here: bool
    """Whether this is the session of the request."""


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
        """Return an account's public fields."""
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
    """Return the error for a wrong password, or for an attempt that has to wait ``wait_s``."""
    if wait_s:
        return ProblemPage(429, "too_many_attempts", seconds=round(wait_s + 0.5))
    return ProblemPage(403, "wrong_password")


@router.get("")
async def api_who(request: Request) -> AccountOut:
    """Return the signed-in account; this counts as use of the session."""
    return AccountOut.of(account_required(request))


@router.get("/left")
async def api_session_left(request: Request) -> Left:
    """Return how long the session still lasts; this does not count as use of it."""
    return left(services(request).clock.wall_ms(), session_required(request).session)


def left(now_ms: int, session: Session) -> Left:
    """Return how long a session still lasts."""
    return Left(left_ms=ends_ms(session) - now_ms, ages=ages(session), account=session.account)


@router.post("/ticket")
async def api_ticket(request: Request, wanted: TicketIn) -> TicketOut:
    """Return a token for the WebSocket, for a page whose token ended with its former session.

    Raises:
        Problem: the account has no access to the meeting's branch.
    """
    if wanted.meeting is not None:
        await in_scope(request, wanted.meeting)
    session = session_required(request).session
    return TicketOut(token=services(request).sessions.ticket(session, wanted.meeting))


@router.put("/password", status_code=204)
async def api_own_password(request: Request, response: Response, form: PasswordForm) -> None:
    """Change the account's own password; its other sessions and the links to it end.

    Raises:
        Problem: ``wrong_password`` (the old one) or ``too_many_attempts``.
    """
    wait_s = await set_own_password(request, response, form)
    if wait_s is not None:
        raise refusal(wait_s)


@router.get("/all")
async def api_sessions(request: Request) -> Sequence[SessionOut]:
    """Return the account's own sessions, last used first."""
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
    """End every session of the account but this one."""
    mine = session_required(request)
    await services(request).sessions.end_all(mine.account.id, but=mine.session.id)


@router.delete("/all/{session}", status_code=204)
async def api_end_session(request: Request, session: SessionId) -> None:
    """End one session of the account."""
    await services(request).sessions.end(await session_of_own(request, session))


@router.delete("", status_code=204)
async def api_sign_out(request: Request, response: Response) -> None:
    """Sign out: the session ends, and copies of its cookie are not accepted any more."""
    await end_session(request, response)
