"""One table: which role may ask for which route. What is not in it is refused.

This is about pages and the HTTP interface. What somebody may do inside a meeting is decided by
`live.meeting.permissions`. Beside the table stands one more rule: an account that is no
administrator touches only the branches that it belongs to or follows (`branch_in_scope`).
"""

from collections.abc import Mapping
from typing import Final

from fastapi import Request
from starlette.responses import Response

from live.ids import BranchId, MeetingId
from live.meeting.permissions import Role
from live.store.contract import MeetingIndex
from live.store.registers import Account
from web.admission import branches_of
from web.auth import SESSION_MS
from web.problems import Problem
from web.security import same_site
from web.services import Services, services

Visitor = Role | None
"""A signed-in account's role; None: nobody is signed in."""

ADMINISTRATOR: Final = frozenset({Role.ADMINISTRATOR})
ORGANISERS: Final = frozenset({Role.ADMINISTRATOR, Role.CHAIR, Role.SECRETARY})
ACCOUNTS: Final = ORGANISERS | {Role.SUPERVISOR}
ANYBODY: Final[frozenset[Visitor]] = ACCOUNTS | {None}

ACCESS: Final[Mapping[str, frozenset[Visitor]]] = {
    **dict.fromkeys(
        [
            "health", "metrics", "catalogue_json", "qr_svg", "check_page", "check_in_page",
            "home", "signin_page", "signin", "signout", "link_page", "first_page", "first",
        ],
        ANYBODY,
    ),
    **dict.fromkeys(
        [
            "admin_home", "search_page",
            "units_page", "unit_page", "add_unit", "change_unit", "drop_unit", "add_branch",
            "branch_page", "change_branch", "change_rules", "add_site", "change_site", "drop_site",
            "new_person_page", "person_page", "add_person", "change_person", "drop_person",
            "import_page", "preview", "apply",
            "accounts_page", "new_account_page", "account_page", "add_account", "change_account",
            "make_account_link",
            "agendas_page", "add_agenda", "agenda_page", "change_agenda_template", "drop_agenda",
        ],
        ADMINISTRATOR,
    ),
    **dict.fromkeys(
        [
            "meetings_page", "new_meeting_page", "add_meeting",
            "prepare_page", "save_preparation",
            "links_page", "change_links", "add_guest", "links_sheet",
        ],
        ORGANISERS,
    ),
    **dict.fromkeys(["api_docs", "api_description", "api_sign_in", "api_sign_out"], ANYBODY),
    **dict.fromkeys(["media_ice", "media_trial"], ANYBODY),  # whose token is good
    "api_who": ACCOUNTS,
    **dict.fromkeys(
        [
            "api_units", "api_add_unit", "api_change_unit", "api_drop_unit",
            "api_branches", "api_add_branch", "api_change_branch", "api_change_rules",
            "api_people", "api_add_person", "api_change_person", "api_drop_person",
            "api_import_roster",
            "api_sites", "api_add_site", "api_change_site", "api_drop_site",
            "api_accounts", "api_add_account", "api_change_account",
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
    "wall_page": frozenset({Role.SUPERVISOR}),
    "desk_page": frozenset({Role.CHAIR, Role.SECRETARY}),
}  # fmt: skip
"""Route name → who may. The test of this table walks every route × every role."""


async def guard(request: Request) -> None:
    """Let a request through to its route, or end it; the first thing that every route does.

    Raises:
        Problem: from another site, not signed in, or not for this role.
    """
    if not same_site(request.method, request.headers):
        raise Problem(403, "cross_site")
    parts = services(request)
    account = await signed_in(request, parts)
    request.state.account = account
    allowed = ACCESS.get(request.scope["route"].name, frozenset())
    if (account.role if account else None) in allowed:
        return
    raise Problem(401, "signed_out") if account is None else Problem(403, "not_yours")


def session_cookie(parts: Services) -> str:
    """Return the cookie's name; the port keeps two programs on one machine apart."""
    return f"diemcau_{parts.settings.port}"


async def signed_in(request: Request, parts: Services) -> Account | None:
    """Return the active account whose session the request carries."""
    text = request.cookies.get(session_cookie(parts), "")
    said = parts.sessions.open_untrusted(text, parts.clock.wall_ms()) if text else None
    if said is None:
        return None
    account = await parts.registers.accounts.get(said.account)
    return account if parts.sessions.fits(said, account) else None


def begin_session(request: Request, response: Response, account: Account) -> None:
    """Give the browser a session of an account."""
    parts = services(request)
    response.set_cookie(
        session_cookie(parts),
        parts.sessions.close(account, parts.clock.wall_ms() + SESSION_MS),
        max_age=SESSION_MS // 1000,
        httponly=True,
        secure=request.url.scheme == "https",
        samesite="lax",
    )


def end_session(request: Request, response: Response) -> None:
    """Take the session from the browser."""
    response.delete_cookie(session_cookie(services(request)))


def account_required(request: Request) -> Account:
    """Return the signed-in account of a route that the table opens to accounts only."""
    account = request.state.account
    assert isinstance(account, Account)  # noqa: S101 - `guard` let it through
    return account


async def in_scope(request: Request, meeting: MeetingId) -> MeetingIndex:
    """Return a meeting's entry if the account has to do with its branch.

    Raises:
        Problem: there is no such meeting, or it is of somebody else's branch.
    """
    parts = services(request)
    entry = await parts.database.events.index(meeting)
    if entry is None:
        raise Problem(404, "not_found")
    await branch_in_scope(request, entry.branch)
    return entry


async def branch_in_scope(request: Request, branch: BranchId) -> None:
    """Let the account on to a branch that it has to do with.

    Raises:
        Problem: it is somebody else's branch.
    """
    account = account_required(request)
    if account.role is Role.ADMINISTRATOR:
        return
    if branch not in await branches_of(account, services(request).database):
        raise Problem(403, "not_your_branch")
