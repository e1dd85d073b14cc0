"""Edits from the preparation page, compared with what others changed meanwhile.

Pure. The page carries the version that it showed. A field that is as it was shown is nobody's edit
and stays as it has become; one that others left alone takes what was typed; one that both changed
is said, and nothing is saved before its author has seen that.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Final

from live.ids import ItemId, PersonId
from live.meeting import commands as c
from live.meeting import events as e
from live.meeting.state import Item, ItemState, Meeting
from web.forms import Form, Id, Minutes, Name, Short, check
from web.rendering import at
from web.when import Day, TimeOfDay, moment_of

DETAILS: Final = ("title", "scheduled_day", "scheduled_time", "place", "chair", "secretary")


class DetailsForm(Form):
    """What can be changed of a meeting before it opens."""

    title: Name
    scheduled_day: Day
    scheduled_time: TimeOfDay
    place: Short = ""
    chair: Annotated[PersonId, Id] | None = None
    secretary: Annotated[PersonId, Id] | None = None


class ItemForm(Form):
    """A line of the agenda."""

    title: Name
    minutes: Minutes
    presenter: Annotated[PersonId, Id] | None = None


class NewItemForm(ItemForm):
    """A new line of the agenda, and behind which it comes."""

    after: Annotated[ItemId, Id] | None = None


def shown(meeting: Meeting, zone: dt.tzinfo) -> dict[str, str]:
    """Return the fields of the page as it shows a meeting, by name."""
    facts = meeting.facts
    start = at(facts.scheduled_ms, zone)
    fields = {
        "title": facts.title,
        "scheduled_day": f"{start:%d/%m/%Y}",
        "scheduled_time": f"{start:%H:%M}",
        "place": facts.place,
        "chair": facts.chair or "",
        "secretary": facts.secretary or "",
    }
    for item in meeting.agenda.items:
        if item.state is ItemState.PENDING:
            fields |= {
                f"title.{item.id}": item.title,
                f"minutes.{item.id}": str(item.planned_min),
                f"presenter.{item.id}": item.presenter or "",
            }
    return fields


@dataclass(frozen=True, slots=True, kw_only=True)
class Edits:
    """The typed values, with the meeting as shown and as it is now."""

    typed: Mapping[str, str]
    """The fields that somebody changed, by name."""
    current: Mapping[str, str]
    """All fields as they are recorded now."""
    met: frozenset[str]
    """Fields that others set to another value meanwhile, or whose item they removed."""

    @property
    def wanted(self) -> Mapping[str, str]:
        """The recorded fields, overwritten by the typed ones: what the page shows."""
        return {**self.current, **self.typed}


def edits_of(
    sent: Mapping[str, str], before: Mapping[str, str], current: Mapping[str, str]
) -> Edits:
    """Return what was typed into the fields of ``before``."""
    typed = {
        name: sent[name]
        for name, text in before.items()
        if name in sent and sent[name].strip() != text.strip()
    }
    met = {
        name
        for name, text in typed.items()
        if current.get(name) != before[name] and current.get(name) != text.strip()
    }
    return Edits(typed=typed, current=current, met=frozenset(met))


def without_line(edits: Edits, item: str) -> Edits:
    """Return the edits without those of an item that is being removed."""

    def kept(name: str) -> bool:
        return name.partition(".")[2] != item

    typed = {name: text for name, text in edits.typed.items() if kept(name)}
    return Edits(typed=typed, current=edits.current, met=frozenset(filter(kept, edits.met)))


def problems_of(edits: Edits) -> dict[str, str]:
    """Return field → key of the sentence that says why its typed value is invalid."""
    problems: dict[str, str] = {}
    if any(name in edits.typed for name in DETAILS):
        problems |= check(DetailsForm, _part(edits, DETAILS)).problems
    for item in edited_items(edits):
        line = check(ItemForm, _line(edits, item))
        problems |= {f"{name}.{item}": problem for name, problem in line.problems.items()}
    return problems


def commands_of(edits: Edits, meeting: Meeting, zone: dt.tzinfo) -> Iterator[c.Command]:
    """Yield the commands for the edits, which must be valid (`problems_of`)."""
    details = check(DetailsForm, _part(edits, DETAILS)).value
    if details is not None and any(name in edits.typed for name in DETAILS):
        moved = "scheduled_day" in edits.typed or "scheduled_time" in edits.typed
        start_ms = moment_of(details.scheduled_day, details.scheduled_time, zone)
        yield c.EditMeeting(
            title=details.title,
            scheduled_ms=start_ms if moved else meeting.facts.scheduled_ms,
            place=details.place,
            chair=details.chair,
            secretary=details.secretary,
        )
    for item in edited_items(edits):
        line = check(ItemForm, _line(edits, item)).value
        if line is not None:
            yield c.EditItem(
                item=item,
                title=line.title,
                planned_min=line.minutes,
                presenter=line.presenter,
            )


def edited_items(edits: Edits) -> Sequence[ItemId]:
    """Return the edited items that still exist, in agenda order."""
    lines = [name.partition(".")[2] for name in edits.current if name.startswith("title.")]
    return [
        ItemId(item)
        for item in lines
        if any(f"{name}.{item}" in edits.typed for name in ItemForm.model_fields)
    ]


def _part(edits: Edits, names: Sequence[str]) -> Mapping[str, str]:
    return {name: edits.wanted[name] for name in names}


def _line(edits: Edits, item: ItemId) -> Mapping[str, str]:
    return {name: edits.wanted[f"{name}.{item}"] for name in ItemForm.model_fields}


def last_change(events: Sequence[e.Event], name: str) -> e.Event | None:
    """Return the last event that changed a field of the page or removed its item."""
    _, _, item = name.partition(".")
    for event in reversed(events):
        match event:
            case e.MeetingEdited() if not item:
                return event
            case e.ItemEdited() | e.ItemRemoved() | e.ItemStarted() if event.item == item:
                return event
            case e.ActionUndone():
                return event
    return None


def line_before(meeting: Meeting, name: str) -> Item | None:
    """Return the item that a field of the page belongs to, as it was shown."""
    _, _, item = name.partition(".")
    return next((each for each in meeting.agenda.items if each.id == item), None)
