"""Signing in and out."""

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from live.store.directory import account_named
from live.store.registers import Account
from live.store.usernames import plain_username
from web import kept as keeping
from web.access import address_of, begin_session, end_session
from web.auth import LONGEST_NAME, LONGEST_TYPED, password_fits
from web.forms import text_untrusted
from web.i18n import catalogue
from web.kept import KeptForm
from web.rendering import language_of, page
from web.services import services

router = APIRouter(include_in_schema=False)


@router.get("/signin")
async def signin_page(request: Request, after: str = "/") -> Response:
    """Ask for name and password."""
    return show(request, after=inside(after))


def show(
    request: Request,
    status: int = 200,
    *,
    problem: str = "",
    username: str = "",
    after: str = "/",
    kept: str = "",
) -> Response:
    """Show the sign-in page; with a form kept in it, only the form's account may sign in."""
    text = catalogue(language_of(request))
    return page(
        request,
        "signin.html",
        status,
        problem=text(f"common.signin.{problem}") if problem in ("wrong", "another") else problem,
        username=username,
        after=after,
        kept=kept,
    )


@router.post("/signin")
async def signin(request: Request) -> Response:
    """Check name and password, throttled after failures; then go on to the requested page, or send
    the kept form again."""
    form = await request.form()
    username, after = text_untrusted(form, "username"), inside(text_untrusted(form, "after") or "/")
    sealed = text_untrusted(form, "kept")
    parts = services(request)
    kept = keeping.open_untrusted(sealed, parts.secret, parts.clock.wall_ms()) if sealed else None
    account, wait_s = await attempt(request, username, text_untrusted(form, "password"))
    if account is None:
        problem = waiting(request, wait_s) if wait_s else "wrong"
        status = 429 if wait_s else 403
    elif kept and kept.account != account.id:
        problem, status = "another", 403
    else:
        return await go_on(request, account, kept, after)
    sealed = sealed if kept else ""
    return show(request, status, problem=problem, username=username, after=after, kept=sealed)


def waiting(request: Request, wait_s: float) -> str:
    """Return the sentence that says how long to wait."""
    text = catalogue(language_of(request))
    return text("common.signin.wait", wait=text.wait(wait_s))


async def go_on(request: Request, account: Account, kept: KeptForm | None, after: str) -> Response:
    """Begin a session; then send the kept form, or redirect to ``after``."""
    response: Response = RedirectResponse(after, 303)
    cookie = await begin_session(request, response, account)
    if kept is None:
        return response
    cookies = {**request.cookies, services(request).session_cookie: cookie}
    answer = await keeping.send(request, kept, cookies)
    answer.headers.append("set-cookie", response.headers["set-cookie"])
    return answer


async def attempt(request: Request, username: str, password: str) -> tuple[Account | None, float]:
    """Return the account of a name and password; else None and the seconds to wait (0: wrong)."""
    parts = services(request)
    username = plain_username(username[:LONGEST_NAME])[:LONGEST_NAME]
    address = address_of(request)
    now = parts.clock.monotonic()
    if wait_s := parts.attempts.wait_s(username, address, now):
        return None, wait_s
    parts.attempts.begun(username, address, now)
    account = await account_for(request, username, password[:LONGEST_TYPED])
    if account is None:
        return None, 0.0
    parts.attempts.succeeded(username, address)
    return account, 0.0


async def account_for(request: Request, username: str, password: str) -> Account | None:
    """Return the active account of this name and password."""
    account = await account_named(services(request).registers, username)
    fits = await password_fits(password, account.password_hash if account else None)
    return account if account and account.active and fits else None


@router.post("/signout")
async def signout(request: Request) -> Response:
    """End the session of this browser."""
    response = RedirectResponse("/signin", 303)
    await end_session(request, response)
    return response


def inside(path: str) -> str:
    """Return a path on this server unchanged; anything else becomes ``/`` (no open redirect)."""
    safe = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable()
    return path if safe else "/"
