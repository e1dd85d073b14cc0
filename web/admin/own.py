"""One's own account: its password, and the browsers in which it is signed in."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import StringConstraints
from starlette.responses import Response

from live.ids import SessionId
from live.store.directory import save_account
from live.store.registers import Account, Session
from web.access import account_required, begin_session, session_required
from web.admin.frame import admin_page, found, go
from web.auth import LONGEST_TYPED, hash_password
from web.forms import EMPTY, FilledForm, Form, Password, read_form
from web.i18n import catalogue
from web.rendering import language_of
from web.services import services
from web.sessions import NOTED_MS
from web.signin import attempt

router = APIRouter(prefix="/account", include_in_schema=False)


class PasswordForm(Form):
    """Another password; the old one is asked for, where there is one."""

    old: Annotated[str, StringConstraints(max_length=LONGEST_TYPED, strip_whitespace=False)] = ""
    password: Password


@router.get("")
async def own_page(request: Request) -> Response:
    """Show whoever is signed in the own account."""
    return await show(request)


async def show(request: Request, form: FilledForm[Form] = EMPTY, waiting: float = 0) -> Response:
    """Show the account, its sessions, and the form of another password."""
    parts = services(request)
    mine = session_required(request)
    return admin_page(
        request,
        "own.html",
        422 if form.problems else 200,
        form=form,
        waiting=catalogue(language_of(request)).wait(waiting),
        here=mine.session.id,
        sessions=await parts.sessions.of(mine.account),
        now_ms=parts.clock.wall_ms(),
        noted_ms=NOTED_MS,
    )


@router.post("/password")
async def change_own_password(request: Request) -> Response:
    """Set another password; every other session of the account ends."""
    form = await read_form(request, PasswordForm)
    if form.value is None:
        return await show(request, form)
    response = go("/account", "password")
    wait_s = await set_own_password(request, response, form.value)
    if wait_s is None:
        return response
    problem = "admin.problem.wait" if wait_s else "admin.problem.old_password"
    return await show(request, FilledForm(form.raw, problems={"old": problem}), wait_s)


async def set_own_password(
    request: Request, response: Response, form: PasswordForm
) -> float | None:
    """Set another password if the old one fits, and give this browser a session under it; return
    None, or how many seconds to wait before trying again (0: the old one was just wrong)."""
    account = account_required(request)
    if account.password_hash:
        known, wait_s = await attempt(request, account.username, form.old)
        if known is None:
            return wait_s
        account = known
    await save_own_password(request, response, account, form.password)
    return None


async def save_own_password(
    request: Request, response: Response, account: Account, password: str
) -> None:
    """Save a password; links to the account and other sessions end, this browser goes on."""
    parts = services(request)
    changed = replace(account, password_hash=await hash_password(password))
    await save_account(parts.registers, changed)
    await parts.links.revoke(*await parts.registers.links.find(account=account.id, revoked_ms=None))
    await begin_session(request, response, changed)


@router.post("/sessions/end-others")
async def end_other_sessions(request: Request) -> Response:
    """End every session of the account but this one."""
    mine = session_required(request)
    await services(request).sessions.end_all(mine.account.id, but=mine.session.id)
    return go("/account", "others_ended")


@router.post("/sessions/{session}/end")
async def end_own_session(request: Request, session: SessionId) -> Response:
    """End one session of the account."""
    await services(request).sessions.end(await session_of_own(request, session))
    return go("/account", "session_ended")


async def session_of_own(request: Request, session: SessionId) -> Session:
    """Return a session of the account that is signed in.

    Raises:
        Problem: there is none of this id.
    """
    record = await services(request).registers.sessions.get(session)
    mine = record and record.account == account_required(request).id
    return found(record if mine else None)
