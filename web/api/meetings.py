"""Meetings over the HTTP interface: lists, creation, views, commands, links. For organisers.

Inside a meeting, pages use the WebSocket (`signaling/PROTOCOL.md`); the commands here are the same,
for preparation and for programs that need no live view.
"""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Request
from pydantic import Field

from live.errors import Rejected
from live.ids import BranchId, CommandId, LinkId, MeetingId, PersonId, SiteId, TemplateId
from live.meeting.commands import EditMeeting
from live.meeting.permissions import Role
from live.meeting.roster import Category
from live.meeting.state import Meeting, MeetingKind
from live.meeting.views import view
from live.meeting.words import Moment
from live.store.contract import MeetingIndex
from live.store.directory import links_of, members_of
from live.store.registers import Link
from signaling.conversation import command_untrusted
from signaling.inbound import Name as NAME
from web.access import account_required, branch_in_scope, in_scope
from web.admin.frame import found
from web.admission import actor_of, key_of_account
from web.forms import Form, Id, Name, Short
from web.links import Given, Holder, end_of
from web.organise.lists import create_meeting, own_branches
from web.organise.planning import Wish, day_is_past, likely_officers
from web.rendering import root_of, zone_of
from web.services import services

router = APIRouter(prefix="/api/meetings", tags=["meetings"])


class NewMeeting(Form):
    """A meeting to be created. If ``chair`` or ``secretary`` is left out, it is the one that the
    page would propose: the account itself if that is its role, else by office; null: nobody yet."""

    branch: Annotated[BranchId, Id]
    template: Annotated[TemplateId, Id] | None = None
    kind: MeetingKind = MeetingKind.REGULAR
    title: Name
    scheduled_ms: Moment
    place: Short = ""
    chair: Annotated[PersonId, Id] | None = None
    secretary: Annotated[PersonId, Id] | None = None
    state_secret: bool
    """Required; a meeting about state secrets is refused (``state_secret``)."""


class CommandIn(Form):
    """A command by its stable name, as on the wire (`live.meeting.commands`)."""

    command: Annotated[str, NAME]
    args: Mapping[str, Any] = {}
    id: Annotated[CommandId, NAME] | None = None
    """Idempotency key: a command sent again with the same id is not carried out twice."""


class Recorded(Form):
    """A command was recorded."""

    version: int
    links: Given | None = None
    """After `edit_meeting`: the links given out so far, which stay valid for the new time."""


class LinkIn(Form):
    """A link to be created; members have the name on the list in place of ``name``."""

    role: Literal["chair", "secretary", "member", "companion", "site", "observer"]
    name: Name
    person: Annotated[PersonId, Id] | None = None
    site: Annotated[SiteId, Id] | None = None


class LinkOut(Form):
    """A link with its address."""

    id: LinkId
    role: Role
    name: str
    person: PersonId | None
    site: SiteId | None
    expires_ms: int | None
    """A day after the meeting's scheduled time; null: not before the meeting is closed."""
    revoked_ms: int | None
    url: str


@router.get("")
async def api_meetings(request: Request, state: str | None = None) -> Sequence[MeetingIndex]:
    """Return the meetings of the account's branches, earliest first."""
    parts = services(request)
    branches = [branch.id for branch in await own_branches(parts, account_required(request))]
    states = [state] if state else None
    return await parts.database.events.meetings(branches=branches, states=states)


@router.post("", status_code=201)
async def api_add_meeting(request: Request, form: NewMeeting) -> MeetingIndex:
    """Create a meeting, for today or later."""
    await branch_in_scope(request, form.branch)
    parts = services(request)
    if day_is_past(form.scheduled_ms, parts.clock.wall_ms(), zone_of(request)):
        raise Rejected("scheduled_past")
    account = account_required(request)
    people = await members_of(parts.registers, form.branch)
    chair, secretary = likely_officers(people, account.role, account.person)
    said = form.model_dump(exclude={"branch", "template"})
    left_out = {"chair": chair, "secretary": secretary}.items()
    wish = Wish(**said | {name: who for name, who in left_out if name not in form.model_fields_set})
    meeting = await create_meeting(parts, account, form.branch, form.template, wish)
    return found(await parts.database.events.index(meeting))


@router.get("/{meeting}")
async def api_meeting(request: Request, meeting: MeetingId) -> dict[str, Any]:
    """Return the account's view of a meeting, with the meeting's version."""
    await in_scope(request, meeting)
    state = await services(request).meetings.state(meeting)
    shown = view(state, actor_of(account_required(request)))
    return {"meeting": meeting, "version": state.version, "view": shown}


@router.post("/{meeting}/commands")
async def api_command(request: Request, meeting: MeetingId, sent: CommandIn) -> Recorded:
    """Send a command; the reply comes when it is recorded."""
    await in_scope(request, meeting)
    command = command_untrusted(sent.command, dict(sent.args))
    account = account_required(request)
    command_id = CommandId(f"{key_of_account(account.id)}/{sent.id}") if sent.id else None
    version = await services(request).meetings.do(meeting, command, actor_of(account), command_id)
    edited = isinstance(command, EditMeeting)
    links = await services(request).links.given(meeting) if edited else None
    return Recorded(version=version, links=links)


def link_out(request: Request, link: Link, entry: MeetingIndex) -> LinkOut:
    """Return a link to a meeting as the interface shows it."""
    return LinkOut(
        id=link.id,
        role=link.role,
        name=link.name,
        person=link.person,
        site=link.site,
        expires_ms=end_of(link, entry),
        revoked_ms=link.revoked_ms,
        url=root_of(request) + services(request).links.path(link),
    )


@router.get("/{meeting}/links")
async def api_links(request: Request, meeting: MeetingId) -> Sequence[LinkOut]:
    """Return every link to a meeting, revoked ones too."""
    entry = await in_scope(request, meeting)
    found_links = await links_of(services(request).registers, meeting)
    return [link_out(request, link, entry) for link in found_links]


@router.post("/{meeting}/links", status_code=201)
async def api_add_links(
    request: Request, meeting: MeetingId, wanted: Annotated[list[LinkIn], Field(max_length=500)]
) -> Sequence[LinkOut]:
    """Create links for people and rooms of the meeting, valid until a day after its scheduled time,
    also when that is changed. A ``member`` says on entering whether to take part in the room or
    online; who is ``chair``, ``secretary`` or ``member`` is decided by the meeting."""
    entry = await in_scope(request, meeting)
    parts = services(request)
    state = await parts.meetings.state(meeting)
    holders = [holder_of(state, each) for each in wanted]
    made = await parts.links.issue(holders, meeting, account_required(request).id)
    return [link_out(request, link, entry) for link in made]


def holder_of(meeting: Meeting, wanted: LinkIn) -> Holder:
    """Return whom a link is for.

    Raises:
        Rejected: ``unknown_person`` or ``unknown_site``: not of this meeting, or an observer's link
            that names a person; ``suspended``: the person takes no part.
    """
    role = Role(wanted.role)
    if (role is Role.SITE or wanted.site) and wanted.site not in meeting.sites:
        raise Rejected("unknown_site")
    if role in (Role.SITE, Role.OBSERVER):
        if wanted.person is not None:
            raise Rejected("unknown_person")
    elif wanted.person is None or wanted.person not in meeting.members:
        raise Rejected("unknown_person")
    elif meeting.members[wanted.person].category is Category.SUSPENDED:
        raise Rejected("suspended")
    known = meeting.members.get(wanted.person) if wanted.person else None
    name = known.name if known else wanted.name
    return Holder(role=role, name=name, person=wanted.person, site=wanted.site)


@router.delete("/{meeting}/links/{link}", status_code=204)
async def api_revoke_link(request: Request, meeting: MeetingId, link: LinkId) -> None:
    """Revoke a link; devices in the meeting by this link are disconnected at once."""
    await in_scope(request, meeting)
    record = await services(request).registers.links.get(link)
    await services(request).links.revoke(
        found(record if record and record.meeting == meeting else None)
    )
