"""A meeting before it opens: title, time, place, officers, the agenda, the announcement."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Annotated, Final

from fastapi import APIRouter, Request
from pydantic import Field, ValidationError
from starlette.datastructures import FormData
from starlette.responses import Response

from live.ids import CommandId, ItemId, MeetingId, PersonId
from live.meeting import commands as c
from live.meeting.agenda import planned_min
from live.meeting.state import Facts, Item, ItemState, Meeting
from live.store.directory import links_of
from web.access import account_required, in_scope
from web.admin.frame import admin_page, go
from web.admission import actor_of
from web.forms import EMPTY, Filled, Form, Moment, Name, Short, read_form
from web.organise.planning import day_is_past
from web.rendering import zone_of
from web.services import Services, services

MINUTE_MS: Final = 60_000
"""Of what a page's field for date and time can say."""
LONGEST_ITEM_MIN: Final = 480
"""Minutes; as in `live.meeting.commands.Minutes`."""

router = APIRouter(prefix="/meetings/{meeting}", include_in_schema=False)


class DetailsForm(Form):
    """What can be changed of a meeting before it opens."""

    title: Name
    scheduled: Moment
    place: Short = ""
    chair: PersonId | None = None
    secretary: PersonId | None = None


class ItemForm(Form):
    """A new line of the agenda."""

    title: Name
    planned_min: Annotated[int, Field(ge=0, le=LONGEST_ITEM_MIN)]
    presenter: PersonId | None = None
    after: ItemId | None = None


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
    form: Filled[Form] = EMPTY,
    which: str = "",
    status: int = 200,
) -> Response:
    """Show the page; with the form that did not fit (``which`` of them), if one was sent."""
    await in_scope(request, meeting)
    state = await services(request).meetings.state(meeting)
    return admin_page(
        request,
        "prepare.html",
        422 if form.problems else status,
        meeting=state,
        facts=state.facts,
        items=state.agenda.items,
        total_min=planned_min(state.agenda.items),
        details=form if which == "details" else EMPTY,
        line=form if which == "line" else EMPTY,
    )


@router.post("/details")
async def change_details(request: Request, meeting: MeetingId) -> Response:
    """Change title, time and place, and who chairs and takes the minutes."""
    await in_scope(request, meeting)
    form = await read_form(request, DetailsForm)
    if form.value is None:
        return await show(request, meeting, form, "details")
    parts, value = services(request), form.value
    before = (await parts.meetings.state(meeting)).facts
    moved = value.scheduled // MINUTE_MS != before.scheduled_ms // MINUTE_MS
    if moved and day_is_past(value.scheduled, parts.clock.wall_ms(), zone_of(request)):
        refused: Filled[Form] = Filled(form.raw, problems={"scheduled": "refused.scheduled_past"})
        return await show(request, meeting, refused, "details")
    command = c.EditMeeting(
        title=value.title,
        scheduled_ms=value.scheduled,
        place=value.place,
        chair=value.chair,
        secretary=value.secretary,
    )
    await send(request, meeting, command)
    after = (await parts.meetings.state(meeting)).facts
    other = await end_links(parts, before, after)
    return go(f"/meetings/{meeting}/prepare", "officers_changed" if other else "saved")


async def end_links(parts: Services, before: Facts, after: Facts) -> bool:
    """Take back the links of whoever is something else in the meeting now; tell if there were any.

    A link says in which role somebody comes in: the old chair's would still open the meeting.
    """
    was, now = ({each.chair: "chair", each.secretary: "secretary"} for each in (before, after))
    other = {person for person in was | now if person and was.get(person) != now.get(person)}
    links = await links_of(parts.registers, before.id)
    ended = [link for link in links if link.person in other and link.revoked_ms is None]
    await parts.links.revoke(*ended)
    return bool(ended)


@router.post("/items")
async def add_item(request: Request, meeting: MeetingId) -> Response:
    """Add a line to the agenda."""
    await in_scope(request, meeting)
    form = await read_form(request, ItemForm)
    if form.value is None:
        return await show(request, meeting, form, "line")
    value = form.value
    command = c.InsertItem(
        after=value.after,
        title=value.title,
        planned_min=value.planned_min,
        presenter=value.presenter,
    )
    await send(request, meeting, command)
    return go(f"/meetings/{meeting}/prepare#agenda", "saved")


@router.post("/agenda")
async def change_agenda(request: Request, meeting: MeetingId) -> Response:
    """Change every line that differs; or move or remove the one whose button was pressed."""
    await in_scope(request, meeting)
    state = await services(request).meetings.state(meeting)
    sent = await request.form()
    commands = [*edits_untrusted(state, sent), *button_untrusted(state, str(sent.get("do", "")))]
    await send(request, meeting, *commands)
    return go(f"/meetings/{meeting}/prepare#agenda", "saved")


def edits_untrusted(state: Meeting, sent: FormData) -> Iterator[c.Command]:
    """Yield a command for each line that the page sent differently; nonsense changes nothing."""
    for item in state.agenda.items:
        if item.state is not ItemState.PENDING or f"title.{item.id}" not in sent:
            continue
        title = str(sent[f"title.{item.id}"]).strip() or item.title
        minutes = str(sent.get(f"minutes.{item.id}", ""))
        presenter = str(sent.get(f"presenter.{item.id}", "")) or None
        wanted = (title, minutes_untrusted(minutes, item), presenter)
        if wanted != (item.title, item.planned_min, item.presenter):
            with suppress(ValidationError):  # longer than the page lets anybody type
                yield c.EditItem(
                    item=item.id,
                    title=title,
                    planned_min=wanted[1],
                    presenter=PersonId(presenter) if presenter else None,
                )


def minutes_untrusted(text: str, item: Item) -> int:
    """Read planned minutes; what is no sensible number leaves them as they were."""
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 4 else -1
    return number if 0 <= number <= LONGEST_ITEM_MIN else item.planned_min


def button_untrusted(state: Meeting, pressed: str) -> Iterator[c.Command]:
    """Yield what a line's button means: ``up:<item>``, ``down:<item>`` or ``remove:<item>``."""
    verb, _, name = pressed.partition(":")
    items = state.agenda.items
    place = next((n for n, item in enumerate(items) if item.id == name), None)
    if place is None:
        return
    item = items[place].id
    if verb == "remove":
        yield c.RemoveItem(item=item)
    elif verb == "up" and place > 0:
        yield c.MoveItem(item=item, after=items[place - 2].id if place > 1 else None)
    elif verb == "down" and place + 1 < len(items):
        yield c.MoveItem(item=item, after=items[place + 1].id)


@router.post("/announce")
async def announce(request: Request, meeting: MeetingId) -> Response:
    """Tell members and the superior that time, place and agenda stand.

    Without a chair the page is shown again: its notice says what is missing, and where to choose.
    """
    await in_scope(request, meeting)
    if (await services(request).meetings.state(meeting)).facts.chair is None:
        return await show(request, meeting, status=409)
    await send(request, meeting, c.AnnounceMeeting())
    return go(f"/meetings/{meeting}/links", "announced")
