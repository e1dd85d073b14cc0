"""Who looks at a meeting's record: by account or by personal link, as one value; and what they
press on its pages."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Final

from fastapi import Request

from live.errors import Rejected
from live.ids import BranchId, CommandId, MeetingId
from live.meeting.commands import Command
from live.meeting.decisions.moments import FROM_OPEN
from live.meeting.permissions import OVERSEERS, Actor, Role
from live.meeting.state import Meeting, Phase
from live.store.registers import Account
from web.access import account_required, in_scope
from web.admission import actor_of, branches_of, named, person_behind, person_of
from web.i18n import catalogue
from web.pages import account_behind, opened
from web.problems import ProblemPage
from web.rendering import language_of
from web.roles import role_by
from web.services import services

READERS: Final = OVERSEERS
"""Roles that read the whole record; other roles read only what was read out to them."""


CLOSED: Final = frozenset({Phase.CLOSED})


@dataclass(frozen=True, slots=True)
class RecordViewer:
    """Somebody who looks at the record of a meeting, mostly of one that is closed.

    Attributes:
        meeting: the meeting as recorded now.
        actor: who looks, with the role in this meeting.
        root: path of the record's page, without a slash at the end; its files are below.
    """

    meeting: Meeting
    actor: Actor
    root: str


async def by_account(
    request: Request, meeting: MeetingId, phases: Collection[Phase] = CLOSED
) -> RecordViewer:
    """Return the signed-in account as a viewer.

    Raises:
        Problem: no such meeting, its branch is out of the account's scope, or it is not closed (or
            in another of ``phases``).
    """
    await in_scope(request, meeting)
    state = await services(request).meetings.state(meeting)
    actor = actor_of(account_required(request))
    return _viewer(state, actor, f"/meetings/{meeting}/record", phases)


async def by_link(
    request: Request,
    token: str,
    roles: Collection[Role] = READERS,
    phases: Collection[Phase] = CLOSED,
) -> RecordViewer:
    """Return the holder of a personal link as a viewer.

    Raises:
        Problem: as `web.pages.opened` does; the link is for no meeting or for a role that does not
            read this; the meeting is not closed (or in another of ``phases``).
    """
    link, state = await opened(request, token)
    if state is None:
        raise ProblemPage(404, "not_found")
    role = role_by(link, state, None)
    if role not in roles:
        raise ProblemPage(403, "not_for_link")
    account = await services(request).registers.accounts.get(link.account) if link.account else None
    name, title = named(state, link) or (link.name, account.title if account else "")
    actor = Actor(role=role, person=person_behind(link, account), name=name, title=title)
    return _viewer(state, actor, f"/j/{token}/record", phases)


async def by_wall(
    request: Request,
    token: str,
    meeting: MeetingId,
    phases: Collection[Phase] = FROM_OPEN,
) -> RecordViewer:
    """Return the holder of a supervisor's link to the wall as a viewer of one meeting.

    Raises:
        Problem: as `wall_behind` does; the account does not follow the branch, or the meeting has
            not been opened yet (or is not in another of ``phases``).
    """
    account, followed = await wall_behind(request, token)
    parts = services(request)
    entry = await parts.database.events.index(meeting)
    if entry is None or entry.branch not in followed:
        raise ProblemPage(404, "not_found")
    actor = Actor(
        role=Role.SUPERVISOR,
        person=person_of(account),
        name=account.name,
        title=account.title,
    )
    state = await parts.meetings.state(meeting)
    return _viewer(state, actor, f"/j/{token}/meetings/{meeting}/record", phases)


async def wall_behind(request: Request, token: str) -> tuple[Account, frozenset[BranchId]]:
    """Return the account of a supervisor's link to the wall, and the branches that it follows.

    Raises:
        Problem: as `web.pages.opened` does; it is another link, or its account is closed.
    """
    link, _ = await opened(request, token)
    if link.meeting is not None or link.role is not Role.SUPERVISOR:
        raise ProblemPage(403, "not_for_link")
    account = await account_behind(request, link)
    parts = services(request)
    return account, await branches_of(account, parts.database, parts.month)


async def do(request: Request, viewer: RecordViewer, wanted: Command) -> tuple[RecordViewer, str]:
    """Do what a viewer pressed.

    Returns:
        The viewer with the meeting as it is recorded now; why the command was refused, in the
        viewer's language, "" if it was done.
    """
    parts, meeting = services(request), viewer.meeting.facts.id
    problem = ""
    try:
        await parts.meetings.do(meeting, wanted, viewer.actor, CommandId(parts.ids()))
    except Rejected as refusal:
        problem = catalogue(language_of(request)).refusal(refusal.code, refusal.facts)
    return replace(viewer, meeting=await parts.meetings.state(meeting)), problem


def _viewer(meeting: Meeting, actor: Actor, root: str, phases: Collection[Phase]) -> RecordViewer:
    if meeting.facts.phase not in phases:
        raise ProblemPage(404, "not_closed")
    return RecordViewer(meeting, actor, root)
