"""Signing in and out, and making the first administrator of an empty database."""

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from live.store.directory import account_named, plain_username
from live.store.registers import Account
from web.access import begin_session, end_session
from web.auth import LONGEST_NAME, LONGEST_PASSWORD, password_fits
from web.i18n import catalogue
from web.rendering import language_of, page
from web.services import services

router = APIRouter(include_in_schema=False)


@router.get("/signin")
async def signin_page(request: Request, after: str = "/") -> Response:
    """Ask for name and password."""
    return page(request, "signin.html", problem="", username="", after=inside(after))


@router.post("/signin")
async def signin(request: Request) -> Response:
    """Check name and password, slowly for those who keep failing."""
    form = await request.form()
    username = plain_username(str(form.get("username", "")))
    after = inside(str(form.get("after", "/")))
    account, wait_s = await attempt(request, username, str(form.get("password", "")))
    if account is None:
        return refused(request, username, after, wait_s)
    response = RedirectResponse(after, 303)
    begin_session(request, response, account)
    return response


async def attempt(request: Request, username: str, password: str) -> tuple[Account | None, float]:
    """Return the account of a name and password; else None and how long to wait (0: just wrong)."""
    parts = services(request)
    username = plain_username(username)[:LONGEST_NAME]
    address = request.client.host if request.client else ""
    now = parts.clock.monotonic()
    if wait_s := parts.attempts.wait_s(username, address, now):
        return None, wait_s
    parts.attempts.begun(username, address, now)
    account = await account_for(request, username, password[:LONGEST_PASSWORD])
    if account is None:
        return None, 0.0
    parts.attempts.succeeded(username, address)
    return account, 0.0


async def account_for(request: Request, username: str, password: str) -> Account | None:
    """Return the active account of this name and password."""
    account = await account_named(services(request).registers, username)
    fits = await password_fits(password, account.password_hash if account else None)
    return account if account and account.active and fits else None


def refused(request: Request, username: str, after: str, wait_s: float) -> Response:
    """Show the form again, saying only that it did not fit, or how long to wait."""
    text = catalogue(language_of(request))
    problem = (
        text("common.signin.wait", seconds=round(wait_s + 0.5))
        if wait_s
        else text("common.signin.wrong")
    )
    status = 429 if wait_s else 403
    return page(request, "signin.html", status, problem=problem, username=username, after=after)


@router.post("/signout")
async def signout(request: Request) -> Response:
    """End the session of this browser."""
    response = RedirectResponse("/signin", 303)
    end_session(request, response)
    return response


def inside(path: str) -> str:
    """Return a path of this server to go on to; anything else becomes the start."""
    safe = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable()
    return path if safe else "/"
