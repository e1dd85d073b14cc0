"""The live pages and the routes that lead to them: home, personal links, desk, wall, device check.

A live page is its template and one JSON block (`boot`) from which its modules start; all data
afterwards come over the WebSocket.
"""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Final
from urllib.parse import urlsplit

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from live.errors import Rejected
from live.ids import MeetingId, SiteId
from live.meeting.permissions import Role
from live.meeting.state import Meeting, Phase
from live.store.registers import Account, Link
from signaling.admission import Where
from web.access import ACCESS, begin_session, in_scope, session_block, session_required
from web.admission import is_listed, meeting_of, named
from web.boot import boot
from web.links import token_in
from web.planning.month import Attending
from web.planning.told import attending_of
from web.problems import ProblemPage
from web.qr import svg
from web.rendering import language_of, page, root_of
from web.roles import role_by
from web.services import services

TEMPLATES: Final[Mapping[Role, str]] = {
    Role.CHAIR: "desk.html",
    Role.SECRETARY: "desk.html",
    Role.MEMBER: "member.html",
    Role.COMPANION: "companion.html",
    Role.SITE: "site.html",
    Role.SUPERVISOR: "wall.html",
    Role.OBSERVER: "observer.html",
}
"""Role → the template of its live page."""

HOMES: Final[Mapping[Role, str]] = {
    Role.ADMINISTRATOR: "/admin",
    Role.SUPERVISOR: "/wall",
    Role.CHAIR: "/meetings",
    Role.SECRETARY: "/meetings",
}
"""Role → the start page of a signed-in account."""

WAYS: Final = (
    ("own_plan_page", "/plan", "plan.own.title"),
    ("past_page", "/past", "admin.past.title"),
    ("proposals_page", "/proposals", "proposals.register"),
    ("reports_page", "/reports", "admin.nav.reports"),
    ("comparison_page", "/reports/comparison", "reports.comparison"),
    ("alert_report_page", "/wall/report", "reports.alerts"),
)
"""Ways that lead on from an account's wall if `ACCESS` opens them: route, address, key of the
name."""

WHERE_COOKIE: Final = "diemcau_where"
"""Cookie, limited to one link by its path: where the member chose on this device to take part."""
REMEMBERED_S: Final = 30 * 24 * 3600
"""``max-age`` of that cookie in seconds, a month: meetings are announced at most so long before.
Chosen."""
CODE_DIGITS: Final = 6
"""Digits of a site's check-in code (`CheckIn`)."""

router = APIRouter(include_in_schema=False)


@router.get("/")
async def home(request: Request) -> Response:
    """Redirect to the start page of the account, or to sign-in."""
    account = request.state.account
    return RedirectResponse(HOMES[account.role] if account else "/signin", 303)


@router.get("/j/{token:path}")
async def link_page(request: Request, token: str, where: str = "", code: str = "") -> Response:
    """Open a personal link: the page of its role; for a link to an account a page that asks whether
    to sign in.

    A supervisor's link opens the wall without signing in, and does not touch another account's
    session in this browser. Characters after the token, from a sentence or a chat program, are cut
    off. The request makes nobody present, the page's WebSocket does; so programs may fetch the URL
    for a preview.

    Raises:
        Problem: as `opened` does, or the account is closed.
    """
    if (clean := token_in(token)) != token:
        query = request.url.query
        return RedirectResponse(f"/j/{clean}{'?' if query else ''}{query}", 307)
    link, state = await opened(request, token)
    if state is not None:
        attending = await attending_of(services(request), state.facts)
        answer = where or (Where.ROOM if code else "")
        return meeting_page(request, link, state, token, answer, attending)
    if not signs_in(link):
        records = f"/j/{token}/records"
        ways = [(records, "record.closed")]
        return live_page(request, link.role, token, None, ways=ways, records=records)
    account = await account_behind(request, link)
    if account == request.state.account:
        return RedirectResponse("/", 303)
    return page(request, "enter.html", holder=account)


@router.post("/j/{token}")
async def enter_link(request: Request, token: str) -> Response:
    """Sign in to the account of a link, by a POST from our own page only, so that a foreign page
    cannot sign a browser in to an account of its choice (login CSRF).

    Raises:
        Problem: as `opened` does, or the link is for no account, or for a closed one.
    """
    link, _ = await opened(request, token)
    if not signs_in(link):
        raise ProblemPage(404, "not_found")
    response = RedirectResponse("/", 303)
    await begin_session(request, response, await account_behind(request, link))
    return response


async def opened(request: Request, token: str) -> tuple[Link, Meeting | None]:
    """Return the link of a token, and its meeting, if it has one.

    Raises:
        Problem: the link is unknown, expired or revoked, its meeting was called off, or its person
            is not on the meeting's list any more.
    """
    try:
        link = await services(request).links.open_untrusted(token)
    except Rejected as refusal:
        raise ProblemPage(410 if refusal.code != "unknown_link" else 404, refusal.code) from None
    if link is None:
        raise ProblemPage(404, "unknown_link" if token else "not_found")
    state = await meeting_of(services(request).meetings, link)
    if state is not None and state.facts.phase is Phase.CANCELLED:
        why = state.facts.cancelled_why or ""
        raise ProblemPage(410, "cancelled_meeting", title=state.facts.title, reason=why)
    if state is not None and not is_listed(state, link):
        raise ProblemPage(410, "off_list")
    return link, state


def meeting_page(
    request: Request,
    link: Link,
    meeting: Meeting,
    token: str,
    answer: str,
    attending: Sequence[Attending],
) -> Response:
    """Return the page of a link in a meeting; for a member the question where to take part, until
    that is answered.

    Args:
        request: the request.
        link: the link.
        meeting: its meeting now.
        token: the link's token.
        answer: the answer to that question in this request; kept in a cookie.
        attending: who from above is to attend.
    """
    role = role_by(link, meeting, None)
    if role is not Role.MEMBER:
        talk = role is Role.OBSERVER and bool(meeting.supervision.lessons)
        return live_page(request, role, token, link.meeting, attending=attending, talk=talk)
    said = where_untrusted(answer or request.cookies.get(WHERE_COOKIE, ""))
    if said is None:
        name, _ = named(meeting, link) or (link.name, "")
        return page(request, "where.html", facts=meeting.facts, name=name)
    response = live_page(request, role_by(link, meeting, said), token, link.meeting, where=said)
    if answer:
        path = request.url.path
        response.set_cookie(
            WHERE_COOKIE, said, REMEMBERED_S, path=path, httponly=True, samesite="lax"
        )
    return response


def where_untrusted(text: str) -> Where | None:
    """Return where a member takes part, from an answer or the cookie; None: the page has to ask."""
    return Where(text) if text in set(Where) else None


def signs_in(link: Link) -> bool:
    """Tell whether a link leads to an account instead of a live page."""
    return link.meeting is None and link.role is not Role.SUPERVISOR


async def account_behind(request: Request, link: Link) -> Account:
    """Return the account that a link is for.

    Raises:
        Problem: the account is closed.
    """
    accounts = services(request).registers.accounts
    account = await accounts.get(link.account) if link.account else None
    if account is None or not account.active:
        raise ProblemPage(410, "revoked_link")
    return account


def live_page(
    request: Request,
    role: Role,
    token: str,
    meeting: MeetingId | None,
    session: Mapping[str, object] | None = None,
    where: Where | None = None,
    **known: object,
) -> Response:
    """Return the page of a role with the `boot` block for its modules; ``known``: what else its
    template says."""
    parts = services(request)
    language = language_of(request)
    block = boot(
        parts.settings,
        token=token,
        language=language,
        meeting=meeting,
        role=role,
        where=where,
        now_ms=parts.clock.wall_ms(),
    )
    return page(request, TEMPLATES[role], 200, boot=block, session=session, **known)


def signed_in_page(request: Request, meeting: MeetingId | None, **known: object) -> Response:
    """Return the live page of a signed-in account, with a ticket as its token."""
    found = session_required(request)
    ticket = services(request).sessions.ticket(found.session, meeting)
    session = session_block(request)
    return live_page(request, found.account.role, ticket, meeting, session, None, **known)


@router.get("/wall")
async def wall_page(request: Request) -> Response:
    """Show a supervisor all followed meetings in progress."""
    role = session_required(request).account.role
    ways = [(href, key) for route, href, key in WAYS if role in ACCESS[route]]
    return signed_in_page(request, None, ways=ways, records="/past")


@router.get("/meetings/{meeting}")
async def desk_page(request: Request, meeting: MeetingId) -> Response:
    """Show chair or secretary the desk of a meeting."""
    entry = await in_scope(request, meeting)
    if entry.state == Phase.CANCELLED:
        return RedirectResponse(f"/meetings/{meeting}/prepare", 303)
    facts = (await services(request).meetings.state(meeting)).facts
    attending = await attending_of(services(request), facts)
    return signed_in_page(request, meeting, attending=attending)


@router.get("/check")
async def check_page(request: Request) -> Response:
    """Show the check of camera, microphone and network before a meeting, to anybody."""
    return page(request, "check.html", boot={"language": language_of(request)})


@router.get("/who-sees-what")
async def who_sees_what_page(request: Request) -> Response:
    """Say in plain words who can see what of a secret ballot, to anybody."""
    return page(request, "who_sees_what.html")


@router.get("/checkin/{meeting}/{site}")
async def check_in_page(request: Request, meeting: MeetingId, site: SiteId) -> Response:
    """Open the URL in a site's QR code: the page goes on to the link that this device remembers, or
    says what to do."""
    block = {"language": language_of(request), "meeting": meeting, "site": site}
    code = request.query_params.get("code", "")
    digits = code if code.isdecimal() and len(code) == CODE_DIGITS else ""
    return page(request, "checkin.html", boot=block, code=digits)


@router.get("/qr.svg")
async def qr_svg(request: Request, text: str) -> Response:
    """Draw a URL of this server as a QR code, in a thread and one at a time.

    Raises:
        Problem: the URL is another server's, or too long.
    """
    if not leads_here(request, text):
        raise ProblemPage(400, "bad_request")
    try:
        async with services(request).drawing:
            drawn = await asyncio.to_thread(svg, given_out(request, text))
            return Response(drawn, media_type="image/svg+xml")
    except ValueError:
        raise ProblemPage(400, "bad_request") from None


def given_out(request: Request, address: str) -> str:
    """Return a URL of this server with the base URL by which others reach it (`root_of`)."""
    _, _, path, query, _ = urlsplit(address)
    return f"{root_of(request)}{path}{'?' if query else ''}{query}"


def leads_here(request: Request, address: str) -> bool:
    """Tell whether a URL has one of this server's base URLs."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    ours = (request.headers.get("host"), urlsplit(root_of(request)).netloc)
    return parts.scheme in ("http", "https") and parts.netloc in ours
