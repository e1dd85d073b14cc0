"""Answers to requests that fail: a page for people, JSON for programs.

::

    Problem     ours: a code with a title, what happened and what to do, in both languages
    Rejected    the meeting's rules refused; answered with the sentence of `refused.<code>`
    StoreUnavailable  a full disk, a database that does not answer: 503, with what to do
    HTTP 404 …  Starlette's own, mapped onto our codes
    the rest    a bug: logged once with its trace by the server, answered without details

The shape of an API error is always ``{"code", "facts", "message"}``.
"""

from typing import Final
from urllib.parse import urlencode

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse
from starlette.exceptions import HTTPException
from starlette.responses import Response

from live.errors import Fact, Rejected, StoreUnavailable
from web.i18n import catalogue
from web.kept import form_of
from web.rendering import language_of, page
from web.security import HEADERS
from web.services import services

CODES: Final = {400: "bad_request", 404: "not_found", 405: "not_found", 413: "too_large"}
"""Statuses that Starlette raises by itself → our codes."""
LONGEST_AFTER: Final = 2_000
"""Characters of the address to which signing in leads back; what is longer is none of ours. Chosen:
browsers and proxies take 8,000 of the address that carries it, encoded once more."""


class ProblemPage(HTTPException):
    """Ends a request with an error; its message keys are ``common.problem.<code>.…``."""

    def __init__(self, status: int, code: str, **facts: Fact) -> None:
        super().__init__(status, code)
        self.code = code
        self.facts = facts


def wants_json(request: Request) -> bool:
    """Tell whether a request is to the HTTP interface."""
    return request.url.path.startswith("/api/")


def answer(request: Request, status: int, code: str, **facts: Fact) -> Response:
    """Return the response for an error, as a page or as JSON."""
    text = catalogue(language_of(request))
    key = f"common.problem.{code}"
    if wants_json(request):
        body = {"code": code, "facts": facts, "message": text(f"{key}.what", **facts)}
        return JSONResponse(body, status)
    seconds = facts.get("seconds")
    said = {**facts, "wait": text.wait(seconds)} if isinstance(seconds, int) else facts
    return page(
        request,
        "error.html",
        status,
        title=text(f"{key}.title", **said),
        what=text(f"{key}.what", **said),
        next_step=text(f"{key}.next", **said),
        home=code == "not_found",
    )


async def on_http(request: Request, error: Exception) -> Response:
    """Answer a `ProblemPage` or one of Starlette's own exceptions."""
    assert isinstance(error, HTTPException)  # noqa: S101 - what it is registered for
    if isinstance(error, ProblemPage):
        if error.code == "signed_out" and not wants_json(request):
            return await to_sign_in(request)
        return answer(request, error.status_code, error.code, **error.facts)
    return answer(request, error.status_code, CODES.get(error.status_code, "bad_request"))


async def to_sign_in(request: Request) -> Response:
    """Redirect to the sign-in page, which leads back here. A submitted form is kept in that page
    until its account has signed in; a form too large for that has to be sent again."""
    if request.method == "GET":
        here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        after = here if len(here) <= LONGEST_AFTER else "/"
        return RedirectResponse(f"/signin?{urlencode({'after': after})}", 303)
    parts = services(request)
    cookie = request.cookies.get(parts.session_cookie, "")
    whose = parts.sessions.whose_untrusted(cookie)
    kept = await form_of(request, whose) if whose else None
    account = await parts.registers.accounts.get(whose) if whose else None
    if kept is None or account is None:
        return RedirectResponse(f"/signin?{urlencode({'after': '/'})}", 303)
    sealed = kept.close(parts.secret, parts.clock.wall_ms())
    text = catalogue(language_of(request))
    return page(
        request,
        "signin.html",
        401,
        problem="" if sealed else text("common.signin.not_kept"),
        username=account.username,
        after="/",
        kept=sealed or "",
    )


async def on_invalid(request: Request, error: Exception) -> Response:
    """Answer a request with invalid parameters or body; programs are told which."""
    assert isinstance(error, RequestValidationError)  # noqa: S101 - what it is registered for
    where = ", ".join(".".join(str(part) for part in each["loc"]) for each in error.errors())
    return answer(request, 422, "bad_request", where=where)


async def on_rejected(request: Request, error: Exception) -> Response:
    """Answer a command that the meeting's rules refused."""
    assert isinstance(error, Rejected)  # noqa: S101 - what it is registered for
    text = catalogue(language_of(request))
    message = text.refusal(error.code, error.facts)
    if wants_json(request):
        body = {"code": error.code, "facts": error.facts, "message": message}
        return JSONResponse(body, 409)
    return page(
        request,
        "error.html",
        409,
        title=text("common.problem.refused.title"),
        what=message,
        next_step=text("common.problem.refused.next"),
        home=False,
    )


async def on_storage(request: Request, error: Exception) -> Response:
    """Answer a request that failed because the database cannot be used now."""
    assert isinstance(error, StoreUnavailable)  # noqa: S101 - what it is registered for
    return answer(request, 503, error.code)


async def on_bug(request: Request, error: Exception) -> Response:
    """Answer anything else without details; Starlette raises it again and the server logs it.

    This reply does not pass the middleware, so the headers are added here.
    """
    response = answer(request, 500, "bug")
    response.headers.update(HEADERS)
    return response
