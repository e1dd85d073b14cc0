"""The live pages and what leads to them: home, personal links, desk, wall, device check.

A live page is its template and one JSON block (`boot`) from which its modules start; everything
that moves afterwards comes over the WebSocket.
"""

import asyncio
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from live.errors import Rejected
from live.ids import MeetingId, SiteId
from live.meeting.permissions import Role
from live.store.registers import Account, Link
from web.access import account_required, begin_session, in_scope
from web.admission import TICKET_MS, is_listed, meeting_of
from web.boot import boot
from web.i18n import catalogue
from web.problems import Problem
from web.qr import svg
from web.rendering import language_of, page, root_of
from web.services import services
from web.settings import LANGUAGES

TEMPLATES: Final[Mapping[Role, str]] = {
    Role.CHAIR: "desk.html",
    Role.SECRETARY: "desk.html",
    Role.MEMBER: "member.html",
    Role.COMPANION: "companion.html",
    Role.SITE: "site.html",
    Role.SUPERVISOR: "wall.html",
    Role.OBSERVER: "observer.html",
}
"""Role → the page it works with."""

HOMES: Final[Mapping[Role, str]] = {
    Role.ADMINISTRATOR: "/admin",
    Role.SUPERVISOR: "/wall",
    Role.CHAIR: "/meetings",
    Role.SECRETARY: "/meetings",
}
"""Role → where a signed-in account begins."""

CODE_DIGITS: Final = 6
"""Digits of a site's check-in code (`CheckIn`)."""

router = APIRouter(include_in_schema=False)


@router.get("/")
async def home(request: Request) -> Response:
    """Send everybody to where they begin."""
    account = request.state.account
    return RedirectResponse(HOMES[account.role] if account else "/signin", 303)


@router.get("/j/{token}")
async def link_page(request: Request, token: str) -> Response:
    """Open a personal link: the page of its role; a link to an account signs it in.

    A supervisor's link is good without signing in: it opens the wall, and leaves whoever else is
    signed in on this browser alone.

    Raises:
        Problem: the link is not ours, has expired, was taken back, or is for somebody who is not on
            the list of the meeting any more.
    """
    parts = services(request)
    try:
        link = await parts.links.open_untrusted(token)
    except Rejected as refusal:
        raise Problem(410 if refusal.code != "unknown_link" else 404, refusal.code) from None
    if link is None:
        raise Problem(404, "unknown_link")
    state = await meeting_of(parts.meetings, link)
    if state is not None and not is_listed(state, link):
        raise Problem(410, "off_list")
    if link.meeting is None and link.role is not Role.SUPERVISOR:
        return await enter(request, link)
    return live_page(request, link.role, token, link.meeting)


async def enter(request: Request, link: Link) -> Response:
    """Sign the account of a link in."""
    parts = services(request)
    account = await parts.registers.accounts.get(link.account) if link.account else None
    if account is None or not account.active:
        raise Problem(410, "revoked_link")
    response = RedirectResponse("/", 303)
    begin_session(request, response, account)
    return response


def live_page(request: Request, role: Role, token: str, meeting: MeetingId | None) -> Response:
    """Return the page of a role with what its modules start from."""
    parts = services(request)
    language = language_of(request)
    block = boot(
        parts.settings,
        token=token,
        language=language,
        meeting=meeting,
        role=role,
        now_ms=parts.clock.wall_ms(),
    )
    return page(request, TEMPLATES[role], boot=block)


def ticket(request: Request, account: Account, meeting: MeetingId | None) -> str:
    """Return the token with which the page of a signed-in account speaks the wire."""
    parts = services(request)
    return parts.tickets.close(account, parts.clock.wall_ms() + TICKET_MS, meeting)


@router.get("/wall")
async def wall_page(request: Request) -> Response:
    """Show a supervisor all the meetings in progress that he follows."""
    account = account_required(request)
    return live_page(request, Role.SUPERVISOR, ticket(request, account, None), None)


@router.get("/meetings/{meeting}")
async def desk_page(request: Request, meeting: MeetingId) -> Response:
    """Show chair or secretary the desk of a meeting."""
    account = account_required(request)
    await in_scope(request, meeting)
    return live_page(request, account.role, ticket(request, account, meeting), meeting)


@router.get("/check")
async def check_page(request: Request) -> Response:
    """Let anybody try camera, microphone and line before a meeting."""
    return page(request, "check.html", boot={"language": language_of(request)})


@router.get("/checkin/{meeting}/{site}")
async def check_in_page(request: Request, meeting: MeetingId, site: SiteId) -> Response:
    """Open what a site's QR code says: on to the link that the phone knows, or what to do."""
    block = {"language": language_of(request), "meeting": meeting, "site": site}
    code = request.query_params.get("code", "")
    digits = code if code.isdecimal() and len(code) == CODE_DIGITS else ""
    return page(request, "checkin.html", boot=block, code=digits)


@router.get("/i18n/{language}.json")
async def catalogue_json(language: str) -> Response:
    """Return every sentence of a language, for the modules of the pages.

    Raises:
        Problem: a language we do not have.
    """
    if language not in LANGUAGES:
        raise Problem(404, "not_found")
    headers = {"cache-control": "public, max-age=300"}
    return JSONResponse(dict(catalogue(language).messages), headers=headers)


@router.get("/qr.svg")
async def qr_svg(request: Request, text: str) -> Response:
    """Draw an address of this server as a QR code; one at a time, beside everything else.

    Raises:
        Problem: it leads elsewhere (nobody borrows our name for it), or is too long to be read.
    """
    if not leads_here(request, text):
        raise Problem(400, "bad_request")
    try:
        async with services(request).drawing:
            drawn = await asyncio.to_thread(svg, given_out(request, text))
            return Response(drawn, media_type="image/svg+xml")
    except ValueError:
        raise Problem(400, "bad_request") from None


def given_out(request: Request, address: str) -> str:
    """Return an address of this server as others reach it: a page says it as it was asked for."""
    _, _, path, query, _ = urlsplit(address)
    return f"{root_of(request)}{path}{'?' if query else ''}{query}"


def leads_here(request: Request, address: str) -> bool:
    """Tell whether an address is one of this server's, by any of its names."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    ours = (request.headers.get("host"), urlsplit(root_of(request)).netloc)
    return parts.scheme in ("http", "https") and parts.netloc in ours
