"""Personal links of a meeting: given out, shown as QR codes, printed, revoked."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final

from fastapi import APIRouter, Request
from starlette.responses import Response

from live.ids import BranchId, MeetingId
from live.meeting.permissions import Role
from live.meeting.state import Meeting, Phase
from live.months import month_of
from live.store.directory import followers_of, links_of
from live.store.registers import Account
from web.access import account_required, in_scope
from web.admin.frame import admin_page, go
from web.forms import Form, Name, read_form
from web.i18n import catalogue
from web.links import Holder
from web.organise.inviting import BETWEEN, Inviting, invitations
from web.organise.seats import InvitedSeat, seats
from web.planning.told import attending_of, sentence_of
from web.qr import svg
from web.rendering import language_of, root_of, zone_of
from web.services import services

router = APIRouter(prefix="/meetings/{meeting}/links", include_in_schema=False)


EVERYBODY: Final = "everybody"
"""Instead of a group's name: all of them but those whose link was taken back. So links can only be
given out."""


class GuestForm(Form):
    """An observer of a model meeting, who is on no list of members."""

    name: Name


async def seats_of(request: Request, meeting: Meeting) -> Mapping[str, Sequence[InvitedSeat]]:
    """Return the seats of a meeting with the links that are good now."""
    parts = services(request)
    links = await links_of(parts.registers, meeting.facts.id)
    return seats(meeting, links, parts.clock.wall_ms())


def addresses(request: Request, groups: Mapping[str, Sequence[InvitedSeat]]) -> Mapping[str, str]:
    """Return the whole address of every link by the key of its seat."""
    links = services(request).links
    return {
        seat.key: root_of(request) + links.path(seat.link)
        for group in groups.values()
        for seat in group
        if seat.link
    }


@router.get("")
async def links_page(request: Request, meeting: MeetingId) -> Response:
    """Show who has a link, and give out or take back."""
    await in_scope(request, meeting)
    state = await services(request).meetings.state(meeting)
    groups = await seats_of(request, state)
    found = addresses(request, groups)
    text = catalogue(language_of(request))
    attending = await attending_of(services(request), state.facts)
    inviting = Inviting(
        facts=state.facts,
        text=text,
        zone=zone_of(request),
        attending=sentence_of(attending, text),
    )
    texts = invitations(groups, found, inviting)
    return admin_page(
        request,
        "links.html",
        meeting=state,
        facts=state.facts,
        groups=groups,
        addresses=found,
        invitations=texts,
        all_invitations=BETWEEN.join(texts.values()),
        attending=attending,
        told=await told(request, state, groups),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Announced:
    """Whom an announcement reached, and how; the program itself sends no messages."""

    superiors: Sequence[Account]
    """Supervisors, who see the meeting on their wall."""
    with_link: int
    without: int


async def told(
    request: Request, meeting: Meeting, groups: Mapping[str, Sequence[InvitedSeat]]
) -> Announced | None:
    """Return whom an announcement reached; None: the meeting is not announced, or has begun."""
    if meeting.facts.phase is not Phase.ANNOUNCED:
        return None
    registers, branch = services(request).registers, BranchId(meeting.facts.branch.id)
    month = month_of(meeting.facts.scheduled_ms, zone_of(request))
    followers = await followers_of(registers, branch, month)
    people = [seat for name in ("desk", "members") for seat in groups.get(name, ())]
    with_link = sum(seat.link is not None for seat in people)
    return Announced(
        superiors=[account for account in followers if account.role is Role.SUPERVISOR],
        with_link=with_link,
        without=len(people) - with_link,
    )


@router.post("")
async def change_links(request: Request, meeting: MeetingId) -> Response:
    """Give out or take back the links of the chosen seats, of all of one group, or of all."""
    await in_scope(request, meeting)
    sent = await request.form()
    verb, _, group = str(sent.get("do", "")).partition(":")
    state = await services(request).meetings.state(meeting)
    groups = await seats_of(request, state)
    if group == EVERYBODY and verb == "issue":
        wanted = [seat for seat in chain(*groups.values()) if not seat.revoked]
    elif group:
        wanted = list(groups.get(group, ()))
    else:
        chosen = {str(key) for key in sent.getlist("seat")}
        wanted = [seat for seat in chain(*groups.values()) if seat.key in chosen]
    if verb == "revoke":
        await revoke(request, wanted)
        return go(f"/meetings/{meeting}/links", "links_revoked")
    if verb == "renew":
        await revoke(request, wanted)
        await issue(request, state, [seat.holder for seat in wanted])
    else:
        await issue(request, state, [seat.holder for seat in wanted if seat.link is None])
    return go(f"/meetings/{meeting}/links", "links_issued")


async def issue(request: Request, meeting: Meeting, holders: Sequence[Holder]) -> None:
    """Give out links to a meeting."""
    links = services(request).links
    await links.issue(holders, meeting.facts.id, account_required(request).id)


async def revoke(request: Request, chosen: Sequence[InvitedSeat]) -> None:
    """Take back every link of these seats: whoever has another one would still come in."""
    await services(request).links.revoke(*(link for seat in chosen for link in seat.links))


@router.post("/guests")
async def add_guest(request: Request, meeting: MeetingId) -> Response:
    """Give a guest a link to watch with."""
    await in_scope(request, meeting)
    form = await read_form(request, GuestForm)
    if form.value is not None:
        state = await services(request).meetings.state(meeting)
        await issue(request, state, [Holder(role=Role.OBSERVER, name=form.value.name)])
    return go(f"/meetings/{meeting}/links", "links_issued" if form.value else "")


def drawn(addresses: Mapping[str, str]) -> Mapping[str, str]:
    """Return the QR code of each address: a branch of a hundred takes a second."""
    return {key: svg(address).decode() for key, address in addresses.items()}


@router.get("/sheet")
async def links_sheet(request: Request, meeting: MeetingId, group: str = "") -> Response:
    """Show the links as cards with QR codes, to be printed and cut."""
    await in_scope(request, meeting)
    state = await services(request).meetings.state(meeting)
    groups = await seats_of(request, state)
    shown = {name: members for name, members in groups.items() if group in ("", name)}
    found = addresses(request, shown)
    return admin_page(
        request,
        "sheet.html",
        facts=state.facts,
        meeting=state,
        groups=shown,
        addresses=found,
        codes=await asyncio.to_thread(drawn, found),
    )
