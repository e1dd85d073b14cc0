"""What all pages of administration share: navigation by role, the tree, the note after a change."""

from collections.abc import Mapping, Sequence
from typing import Final, TypeVar
from urllib.parse import urlencode, urlsplit

from fastapi import Request
from starlette.responses import RedirectResponse, Response

from live.clock import Clock, ClockStep
from live.ids import BranchId, UnitId
from live.meeting.permissions import Role
from live.store.registers import Branch
from web.access import account_required, session_block
from web.admin.tree import Tree, grow
from web.i18n import catalogue
from web.problems import ProblemPage
from web.rendering import language_of, page
from web.services import services

ORGANISER: Final = (("/meetings", "admin.nav.meetings"),)
REPORTS: Final = ("/reports", "admin.nav.reports")
PROPOSALS: Final = ("/proposals", "proposals.register")
NAVIGATION: Final[Mapping[Role, Sequence[tuple[str, str]]]] = {
    Role.ADMINISTRATOR: (
        ("/admin/units", "admin.nav.units"),
        ("/meetings", "admin.nav.meetings"),
        ("/admin/accounts", "admin.nav.accounts"),
        ("/admin/agendas", "admin.nav.agendas"),
        PROPOSALS,
        REPORTS,
    ),
    Role.CHAIR: ORGANISER,
    Role.SECRETARY: ORGANISER,
    Role.SUPERVISOR: (
        ("/wall", "admin.nav.wall"),
        ("/plan", "plan.own.title"),
        ("/past", "admin.past.title"),
        PROPOSALS,
        REPORTS,
    ),
}
"""Role → the areas it works in, with the keys of their names."""

TOLD_MS: Final = 24 * 3_600_000
"""How long pages tell administrators that the machine's clock was set: a day; chosen."""

R = TypeVar("R")


def found(record: R | None) -> R:
    """Return a record that must be there.

    Raises:
        Problem: it is not.
    """
    if record is None:
        raise ProblemPage(404, "not_found")
    return record


def admin_page(request: Request, template: str, status: int = 200, **context: object) -> Response:
    """Fill a template of administration."""
    account = account_required(request)
    asked = request.query_params
    what = f"admin.done.{asked.get('done', '')}"
    counts = {name: count for name, count in asked.items() if count.isdecimal() and len(count) < 7}
    text = catalogue(language_of(request))
    return page(
        request,
        f"admin/{template}",
        status,
        session=session_block(request),
        navigation=NAVIGATION[account.role],
        clock_step=told_step(services(request).clock)
        if account.role is Role.ADMINISTRATOR
        else None,
        done=text(what, **counts) if what in text.messages else "",
        **context,
    )


def told_step(clock: Clock) -> ClockStep | None:
    """Return by how much the machine's clock was set lately, if it was."""
    last = clock.steps[-1] if clock.steps else None
    return last if last and clock.wall_ms() - last.at_ms < TOLD_MS else None


def go(path: str, done: str = "", **counts: int) -> Response:
    """Send the browser on after a change, with the note that it is done and how much was."""
    if done:
        where = urlsplit(path)
        said = urlencode({"done": done, **counts})
        path = where._replace(query="&".join(filter(None, (where.query, said)))).geturl()
    return RedirectResponse(path, 303)


async def tree_at(request: Request, unit: UnitId | None, branch: BranchId | None = None) -> Tree:
    """Return the side column's tree for a page about a unit or a branch."""
    registers = services(request).registers
    units, branches = await registers.units.find(), await registers.branches.find()
    return grow(units, branches, unit, branch)


async def branch_of(request: Request, branch: BranchId) -> tuple[Branch, Tree]:
    """Return a branch with the tree open at it.

    Raises:
        Problem: there is no such branch.
    """
    record = found(await services(request).registers.branches.get(branch))
    return record, await tree_at(request, record.unit, record.id)
