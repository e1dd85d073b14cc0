"""A meeting before it opens: title, time, place, officers, the agenda, the announcement.

The page is one form, and each of its buttons saves all that was typed before it does its own work;
so nothing typed is lost, with script or without. Who typed over what is in `web.organise.edits`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from fastapi import APIRouter, Request
from starlette.responses import Response

from live.errors import Rejected
from live.ids import CommandId, MeetingId, PersonId
from live.meeting import commands as c
from live.meeting.agenda import insert_after, planned_min
from live.meeting.state import Facts, Meeting
from web.access import account_required, in_scope
from web.admin.frame import admin_page, go
from web.admission import actor_of
from web.forms import LOCAL, FilledForm, Form, Short, check, typed_untrusted
from web.i18n import catalogue
from web.organise.edits import (
    Edits,
    NewItemForm,
    commands_of,
    edits_of,
    last_change,
    line_before,
    problems_of,
    shown,
    without_line,
)
from web.organise.planning import day_is_past
from web.planning.told import attending_of
from web.rendering import at, language_of, zone_of
from web.services import Services, services

NEW: Final[Mapping[str, str]] = {
    "new.title": "",
    "new.minutes": "5",
    "new.presenter": "",
    "new.after": "",
}
"""Initial values of the fields of a new item."""

LONGEST_VERSION: Final = 10
"""Most digits of a meeting's version in the form."""
AT_THE_AGENDA: Final = ("add", "up", "down", "remove")
"""Buttons after which the browser is sent to the agenda on the page."""

router = APIRouter(prefix="/meetings/{meeting}", include_in_schema=False)


async def send(request: Request, meeting: MeetingId, *commands: c.Command) -> None:
    """Send commands to a meeting in the name of the signed-in account.

    Raises:
        Rejected: by the rules; the commands before it have been carried out.
    """
    parts = services(request)
    actor = actor_of(account_required(request))
    for command in commands:
        await parts.meetings.do(meeting, command, actor, CommandId(parts.ids()))


@router.get("/prepare")
async def prepare_page(request: Request, meeting: MeetingId) -> Response:
    """Show a meeting's details and agenda."""
    return await show(request, meeting)


async def show(
    request: Request,
    meeting: MeetingId,
    typed: Mapping[str, str] | None = None,
    problems: Mapping[str, str] | None = None,
    *,
    notices: tuple[str, ...] = (),
    status: int = 200,
) -> Response:
    """Show the page; where something was typed that is not saved, with that and why."""
    await in_scope(request, meeting)
    state = await services(request).meetings.state(meeting)
    moved = request.query_params.get("done") == "moved"
    items = state.agenda.items
    new = {**NEW, "new.after": insert_after(items) or ""}
    return admin_page(
        request,
        "prepare.html",
        status,
        meeting=state,
        facts=state.facts,
        attending=await attending_of(services(request), state.facts),
        items=items,
        moved=await services(request).links.given(meeting) if moved else None,
        total_min=planned_min(items),
        values={**shown(state, zone_of(request)), **new, **(typed or {})},
        problems=problems or {},
        notices=notices,
    )


class CancelForm(Form):
    """Why a meeting is called off."""

    reason: Short = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SentPage:
    """What the page sent."""

    pressed: str
    what: str
    """The pressed button, and its argument after the colon: an item or a page."""
    before: Meeting
    """The meeting at the version that the page showed."""
    edits: Edits
    new: FilledForm[NewItemForm]
    adds: bool
    """Whether to add the new item: its title was typed, or its button pressed."""
    typed: Mapping[str, str]
    """The values to show again if the page is returned with a problem."""


async def read_untrusted(request: Request, state: Meeting) -> SentPage:
    """Read the form, and load the meeting as shown and as it is now."""
    zone = zone_of(request)
    fields = typed_untrusted(await request.form())
    pressed, _, what = fields.get("do", "").partition(":")
    before = await shown_then(services(request), state, fields.get("version", ""))
    edits = edits_of(fields, shown(before, zone), shown(state, zone))
    if pressed == "remove":
        edits = without_line(edits, what)
    line = {name: fields.get(f"new.{name}", "") for name in NewItemForm.model_fields}
    return SentPage(
        pressed=pressed,
        what=what,
        before=before,
        edits=edits,
        new=check(NewItemForm, line),
        adds=pressed == "add" or bool(line["title"].strip()),
        typed={**edits.typed, **{name: fields[name] for name in NEW if name in fields}},
    )


async def shown_then(parts: Services, state: Meeting, version: str) -> Meeting:
    """Return the meeting at this version; as it is now if it never had this version."""
    if not (version.isascii() and version.isdecimal() and len(version) < LONGEST_VERSION):
        return state
    try:
        return await parts.meetings.at(state.facts.id, int(version))
    except ValueError:
        return state


@router.post("/prepare")
async def save_preparation(request: Request, meeting: MeetingId) -> Response:
    """Save all edits, then carry out the action of the pressed button."""
    await in_scope(request, meeting)
    state = await services(request).meetings.state(meeting)
    sent = await read_untrusted(request, state)
    say = catalogue(language_of(request))
    problems = {name: say(key) for name, key in problems_of(sent.edits).items()}
    if sent.adds:
        problems |= {f"new.{name}": say(key) for name, key in sent.new.problems.items()}
    commands = [] if problems else list(commands_of(sent.edits, state, zone_of(request)))
    if any(moved_into_the_past(request, command, state.facts) for command in commands):
        problems["scheduled_day"] = say("refused.scheduled_past")
    if problems or sent.edits.met:
        met, notices = await said_of_others(request, sent)
        status = 422 if problems else 409
        both = {**met, **problems}
        return await show(request, meeting, sent.typed, both, notices=notices, status=status)
    try:
        await send(request, meeting, *commands, *asked_untrusted(sent, state))
    except Rejected as rejected:
        notice = say.refusal(rejected.code, rejected.facts)
        return await show(request, meeting, sent.typed, notices=(notice,), status=409)
    return await go_on(request, state.facts, sent)


def moved_into_the_past(request: Request, command: c.Command, before: Facts) -> bool:
    """Tell whether the edits move the meeting to a past day; an unchanged day is allowed."""
    if not isinstance(command, c.EditMeeting) or command.scheduled_ms == before.scheduled_ms:
        return False
    return day_is_past(command.scheduled_ms, services(request).clock.wall_ms(), zone_of(request))


async def said_of_others(
    request: Request, sent: SentPage
) -> tuple[Mapping[str, str], tuple[str, ...]]:
    """Return who has changed what meanwhile: by field, and of lines that are there no more."""
    events = await services(request).database.events.read(sent.before.facts.id, sent.before.version)
    say = catalogue(language_of(request))
    fields: dict[str, str] = {}
    gone: dict[str, None] = {}
    for name in sorted(sent.edits.met):
        change = last_change(events, name)
        facts = {
            "name": change.by.name if change else "",
            "at": f"{at(change.at_ms, zone_of(request)):%H:%M}" if change else "",
        }
        if name in sent.edits.current:
            value = in_words(sent.before, name, sent.edits.current[name])
            fields[name] = say("admin.prepare.met", value=value, **facts)
        elif line := line_before(sent.before, name):
            gone[say("admin.prepare.gone", title=line.title, **facts)] = None
    return fields, tuple(gone)


def in_words(meeting: Meeting, name: str, value: str) -> str:
    """Return a field's value as text: a person's name, a dash for no value."""
    if name.partition(".")[0] in ("chair", "secretary", "presenter"):
        member = meeting.members.get(PersonId(value))
        value = member.name if member else value
    return value or "–"


def asked_untrusted(sent: SentPage, state: Meeting) -> Iterator[c.Command]:
    """Yield what is to be done beside the edits: a new line, and what the button means
    (``up:<item>``, ``down:<item>``, ``remove:<item>``, ``announce``)."""
    if sent.adds and (line := sent.new.value):
        yield c.InsertItem(
            after=line.after,
            title=line.title,
            planned_min=line.minutes,
            presenter=line.presenter,
        )
    items = state.agenda.items
    place = next((n for n, item in enumerate(items) if item.id == sent.what), None)
    if sent.pressed == "announce" and _chair(sent, state.facts):
        yield c.AnnounceMeeting()
    if place is None:
        return
    item = items[place].id
    if sent.pressed == "remove":
        yield c.RemoveItem(item=item)
    elif sent.pressed == "up" and place > 0:
        yield c.MoveItem(item=item, after=items[place - 2].id if place > 1 else None)
    elif sent.pressed == "down" and place + 1 < len(items):
        yield c.MoveItem(item=item, after=items[place + 1].id)


def _chair(sent: SentPage, facts: Facts) -> bool:
    return bool(sent.edits.typed.get("chair") or facts.chair)


async def go_on(request: Request, before: Facts, sent: SentPage) -> Response:
    """Redirect to the page that the pressed button leads to.

    Without a chair nothing was announced: the page's notice says what is missing, and where to
    choose.
    """
    parts = services(request)
    after = (await parts.meetings.state(before.id)).facts
    given = (await parts.links.given(before.id)).count
    officers = (after.chair, after.secretary) != (before.chair, before.secretary)
    page = f"/meetings/{before.id}/prepare"
    if sent.pressed == "announce" and after.chair is None:
        return await show(request, before.id, status=409)
    if sent.pressed == "announce":
        return go(f"/meetings/{before.id}/links", "announced")
    if given and after.scheduled_ms != before.scheduled_ms:
        return go(page, "moved")
    if given and officers:
        return go(page, "officers_changed")
    if sent.pressed == "go" and LOCAL.fullmatch(sent.what):
        return go(sent.what)
    return go(f"{page}#agenda" if sent.pressed in AT_THE_AGENDA else page, "saved")


@router.post("/cancel")
async def cancel_meeting(request: Request, meeting: MeetingId) -> Response:
    """Call a meeting off before it opens; once it was announced, with the reason."""
    await in_scope(request, meeting)
    sent = typed_untrusted(await request.form())
    form = check(CancelForm, {"reason": sent.get("reason", "")})
    try:
        if form.value is None:
            raise Rejected("reason_needed")
        await send(request, meeting, c.CancelMeeting(reason=form.value.reason))
    except Rejected as rejected:
        sentence = catalogue(language_of(request)).refusal(rejected.code, rejected.facts)
        return await show(request, meeting, {**form.raw}, {"reason": sentence}, status=409)
    return go("/meetings", "cancelled")
