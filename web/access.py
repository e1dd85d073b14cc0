"""One table: which role may request which route. A route that is not in it is refused.

This is about pages and the HTTP interface. What somebody may do inside a meeting is decided by
`live.meeting.permissions`. There is one more rule: an account that is no administrator has access
only to branches that it belongs to or follows (`branch_in_scope`).
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import suppress
from typing import Final

from fastapi import Request
from starlette.responses import Response

from live.errors import StoreUnavailable
from live.ids import BranchId, MeetingId
from live.meeting.permissions import DESK, OVERSEERS, Role
from live.store.contract import MeetingIndex
from live.store.keepable import keepable
from live.store.registers import Account
from web.admission import branches_of
from web.problems import ProblemPage
from web.security import may_change
from web.services import Services, services
from web.sessions import LONGEST_MS, WARNED_MS, SignedIn, ages, ends_ms

Visitor = Role | None
"""A signed-in account's role; None: nobody is signed in."""

ADMINISTRATOR: Final = frozenset({Role.ADMINISTRATOR})
SHEETS: Final = ("sheet_page", "sheet_file", "write_sheet")
"""Routes of the observation sheet."""
TALKS: Final = ("lessons_page", "lessons_file", "write_lessons")
"""Routes of the record of the talk after a model meeting."""
RECORD: Final = (
    *("record_page", "picture_file", "download", "kept_file"),
    *("minutes_page", "work_on_minutes", "score_page", "give_score"),
    *("meeting_proposals_page", "work_on_proposals", *SHEETS, *TALKS),
)
"""Routes of a meeting's record that links open too, each of which checks its link itself: one to
the meeting, and one of a supervisor to the wall."""
ORGANISERS: Final = frozenset({Role.ADMINISTRATOR, Role.CHAIR, Role.SECRETARY})
ACCOUNTS: Final = ORGANISERS | {Role.SUPERVISOR}
ANYBODY: Final[frozenset[Visitor]] = ACCOUNTS | {None}

ACCESS: Final[Mapping[str, frozenset[Visitor]]] = {
    **dict.fromkeys(
        [
            "health", "metrics", "qr_svg", "check_page", "check_in_page", "who_sees_what_page",
            "home", "signin_page", "signin", "signout", "first_page", "first",
            "link_page", "enter_link", "calendar",
        ],
        ANYBODY,
    ),
    **dict.fromkeys(
        [
            "admin_home", "search_page",
            "word_forms_page", "take_word_form", "drop_word_form", "word_form",
            "units_page", "unit_page", "add_unit", "change_unit", "drop_unit", "add_branch",
            "branch_page", "change_branch", "drop_branch", "change_rules",
            "add_site", "change_site", "drop_site",
            "new_person_page", "person_page", "add_person", "change_person", "drop_person",
            "import_page", "preview", "apply",
            "accounts_page", "new_account_page", "account_page", "add_account", "change_account",
            "make_account_link", "drop_account",
            "plan_page", "plan_attendance", "plan_absence", "assign_branch",
            "end_branch_assignment", "renew_unit_calendar",
            "agendas_page", "add_agenda", "agenda_page", "change_agenda_template", "drop_agenda",
        ],
        ADMINISTRATOR,
    ),
    **dict.fromkeys(
        [
            "meetings_page", "new_meeting_page", "add_meeting",
            "prepare_page", "save_preparation", "cancel_meeting",
            "links_page", "change_links", "add_guest", "links_sheet",
        ],
        ORGANISERS,
    ),
    **dict.fromkeys(["api_docs", "api_description", "api_sign_in", "api_sign_out"], ANYBODY),
    **dict.fromkeys(["media_ice", "media_trial"], ANYBODY),  # these check a token themselves
    **dict.fromkeys(
        [
            "own_page", "change_own_password", "end_own_session", "end_other_sessions",
            "api_who", "api_session_left", "api_ticket", "api_own_password",
            "api_sessions", "api_end_session", "api_end_other_sessions",
        ],
        ACCOUNTS,
    ),
    **dict.fromkeys(
        [
            "api_units", "api_add_unit", "api_change_unit", "api_drop_unit",
            "api_branches", "api_add_branch", "api_change_branch", "api_drop_branch",
            "api_change_rules",
            "api_people", "api_add_person", "api_change_person", "api_drop_person",
            "api_import_roster",
            "api_sites", "api_add_site", "api_change_site", "api_drop_site",
            "api_accounts", "api_add_account", "api_change_account", "api_drop_account",
            "api_agendas", "api_save_agenda", "api_drop_agenda",
        ],
        ADMINISTRATOR,
    ),
    **dict.fromkeys(
        [
            "api_meetings", "api_add_meeting", "api_meeting", "api_command",
            "api_links", "api_add_links", "api_revoke_link",
        ],
        ORGANISERS,
    ),
    **dict.fromkeys(
        [
            "wall_page", "alert_report_page",
            "own_plan_page", "renew_own_calendar", "past_page", "past_meeting_page",
        ],
        frozenset({Role.SUPERVISOR}),
    ),
    **dict.fromkeys(
        [
            "reports_page", "report_file", "report_plot", "comparison_page", "comparison_file",
            "proposals_page",
        ],
        frozenset({Role.ADMINISTRATOR, Role.SUPERVISOR}),  # a supervisor: of followed branches
    ),
    "give_answer": frozenset({Role.SUPERVISOR}),
    "meeting_proposals_page": OVERSEERS | ADMINISTRATOR,
    "work_on_proposals": OVERSEERS,  # the meeting's rules decide who raises and who answers
    "desk_page": DESK,
    "record_page": OVERSEERS,
    "download": OVERSEERS,
    "picture_file": OVERSEERS,  # alerts and notes by the reader's role (`web.replay.pages`)
    "minutes_page": OVERSEERS,
    "work_on_minutes": OVERSEERS,  # the meeting's rules decide who writes and who proposes
    "score_page": OVERSEERS,
    "give_score": OVERSEERS,
    "sheet_page": OVERSEERS | ADMINISTRATOR,  # `web.records.observation.readable` says whose
    "sheet_file": OVERSEERS | ADMINISTRATOR,
    "write_sheet": frozenset({Role.SUPERVISOR}),
    "lessons_page": OVERSEERS | ADMINISTRATOR,
    "lessons_file": OVERSEERS | ADMINISTRATOR,
    "write_lessons": frozenset({Role.SUPERVISOR}),
    **dict.fromkeys((f"{by}_{what}" for by in ("link", "wall") for what in RECORD), ANYBODY),
    "wall_records_page": ANYBODY,
    "take_signed": DESK,
    "kept_file": OVERSEERS,
    "link_take_signed": ANYBODY,
}  # fmt: skip
"""Route name → roles that may request it. The test of this table walks every route × every role."""


LOOKS: Final = frozenset({"api_session_left"})
"""Routes that pages request by themselves: these requests do not count as use of a session."""


async def guard(request: Request) -> AsyncIterator[None]:
    """Check every request before its route, and close uploaded files after it.

    Raises:
        Problem: cross-site, not signed in, not for this role, or a path that cannot exist.
    """
    if not may_change(request.method, request.headers, services(request).settings.public_url):
        raise ProblemPage(403, "cross_site")
    name = request.scope["route"].name
    found = await signed_in(request, services(request), use=name not in LOOKS)
    request.state.signed_in = found
    account = request.state.account = found.account if found else None
    allowed = ACCESS.get(name, frozenset())
    if (account.role if account else None) not in allowed:
        raise ProblemPage(401, "signed_out") if account is None else ProblemPage(403, "not_yours")
    asked = [value for _, value in request.query_params.multi_items()]
    if not all(map(keepable, [*request.path_params.values(), *asked])):
        raise ProblemPage(404, "not_found")  # no database could store such a name
    try:
        yield
    finally:
        await request.close()


async def signed_in(request: Request, parts: Services, *, use: bool = True) -> SignedIn | None:
    """Return the request's session, if valid, and its active account."""
    text = request.cookies.get(parts.session_cookie, "")
    return await parts.sessions.open_untrusted(text, use=use) if text else None


def address_of(request: Request) -> str:
    """Return the client's IP address."""
    return request.client.host if request.client else ""


async def begin_session(request: Request, response: Response, account: Account) -> str:
    """Give the browser a new session of an account, ending its former one; return the cookie."""
    sessions = services(request).sessions
    if before := session_of(request):
        with suppress(StoreUnavailable):  # then the former session expires by its age
            await sessions.replaced(before.session)
    session = await sessions.begin(
        account, address_of(request), request.headers.get("user-agent", "")
    )
    cookie = sessions.cookie(session)
    response.set_cookie(
        services(request).session_cookie,
        cookie,
        max_age=LONGEST_MS // 1000,
        httponly=True,
        secure=request.url.scheme == "https",
        samesite="lax",
    )
    return cookie


async def end_session(request: Request, response: Response) -> None:
    """End the browser's session; a copy of its cookie is not accepted any more either."""
    response.delete_cookie(services(request).session_cookie)
    if found := session_of(request):
        await services(request).sessions.end(found.session)


def session_of(request: Request) -> SignedIn | None:
    """Return the session that `guard` found for this request."""
    found = request.state.signed_in
    assert found is None or isinstance(found, SignedIn)  # noqa: S101 - set by `guard`
    return found


def session_required(request: Request) -> SignedIn:
    """Return the session, in a route that `ACCESS` opens to accounts only."""
    found = session_of(request)
    assert found is not None  # noqa: S101 - `guard` let it through
    return found


def session_block(request: Request) -> dict[str, object]:
    """Return the data from which an account's page warns that the session is about to expire."""
    found = session_required(request)
    return {
        "account": found.account.id,
        "username": found.account.username,
        "left_ms": ends_ms(found.session) - services(request).clock.wall_ms(),
        "ages": ages(found.session),
        "warned_ms": WARNED_MS,
    }


def account_required(request: Request) -> Account:
    """Return the signed-in account, in a route that `ACCESS` opens to accounts only."""
    account = request.state.account
    assert isinstance(account, Account)  # noqa: S101 - `guard` let it through
    return account


async def in_scope(request: Request, meeting: MeetingId) -> MeetingIndex:
    """Return a meeting's entry if the account has access to its branch.

    Raises:
        Problem: there is no such meeting, or the account has no access to its branch.
    """
    parts = services(request)
    entry = await parts.database.events.index(meeting)
    if entry is None:
        raise ProblemPage(404, "not_found")
    await branch_in_scope(request, entry.branch)
    return entry


async def branch_in_scope(request: Request, branch: BranchId) -> None:
    """Check that the account has access to a branch.

    Raises:
        Problem: the account has no access to it; the answer is that of a branch that does not
            exist, so that nobody learns from it which branches and meetings there are.
    """
    account = account_required(request)
    if account.role is Role.ADMINISTRATOR:
        return
    parts = services(request)
    if branch not in await branches_of(account, parts.database, parts.month):
        raise ProblemPage(404, "not_found")
