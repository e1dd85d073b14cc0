"""How events change the agenda."""

from collections.abc import Mapping
from typing import Final

from live.ids import ItemId
from live.meeting import events as e
from live.meeting.agenda import placed, taken_ms
from live.meeting.changes.change import Change
from live.meeting.changes.replacing import replace
from live.meeting.state import Item, ItemState, Meeting, Written


def inserted(meeting: Meeting, event: e.ItemInserted) -> Meeting:
    """Add an item."""
    return _items(meeting, placed(meeting.agenda.items, event.item, event.after))


def edited(meeting: Meeting, event: e.ItemEdited) -> Meeting:
    """Change an item's words, length and presenter."""
    item = replace(
        _item(meeting, event.item),
        title=event.title,
        planned_min=event.planned_min,
        presenter=event.presenter,
    )
    return _with(meeting, item)


def moved(meeting: Meeting, event: e.ItemMoved) -> Meeting:
    """Move an item."""
    item = _item(meeting, event.item)
    return _items(meeting, placed(meeting.agenda.items, item, event.after))


def removed(meeting: Meeting, event: e.ItemRemoved) -> Meeting:
    """Remove an item."""
    return _items(meeting, tuple(i for i in meeting.agenda.items if i.id != event.item))


def started(meeting: Meeting, event: e.ItemStarted) -> Meeting:
    """Make an item the current one."""
    return _begun(meeting, event)


def finished(meeting: Meeting, event: e.ItemFinished) -> Meeting:
    """Finish the current item."""
    item = _item(meeting, event.item)
    done = replace(item, state=ItemState.DONE, finished_ms=event.at_ms)
    return _current(_with(meeting, done), None)


def reopened(meeting: Meeting, event: e.ItemReopened) -> Meeting:
    """Make a finished item the current one again."""
    return _begun(meeting, event)


def skipped(meeting: Meeting, event: e.ItemSkipped) -> Meeting:
    """Mark an item as skipped."""
    item = _item(meeting, event.item)
    finished_ms = event.at_ms if item.state is ItemState.CURRENT else None
    over = replace(item, state=ItemState.SKIPPED, reason=event.reason, finished_ms=finished_ms)
    current = meeting.agenda.current
    return _current(_with(meeting, over), None if current == item.id else current)


def concluded(meeting: Meeting, event: e.ItemConcluded) -> Meeting:
    """Set the conclusion on an item."""
    item = _item(meeting, event.item)
    written = Written(event.by, event.at_ms)
    return _with(meeting, replace(item, conclusion=event.text or None, concluded=written))


def _begun(meeting: Meeting, event: e.ItemStarted | e.ItemReopened) -> Meeting:
    """Make an item current. Time that it was current before counts; the time between does not.

    The round begins anew. A person with a request on this item and another one made while there
    was no item keeps one of them.
    """
    before = _item(meeting, event.item)
    item = replace(
        before,
        state=ItemState.CURRENT,
        started_ms=event.at_ms,
        spent_ms=taken_ms(before, event.at_ms),
        finished_ms=None,
        reason=None,
    )
    meeting = _current(_with(meeting, item), item.id)
    waiting = meeting.floor.requests
    again = {request.person for request in waiting if request.item == item.id}
    requests = tuple(r for r in waiting if r.item is not None or r.person not in again)
    return replace(meeting, floor=replace(meeting.floor, round_done=(), requests=requests))


def _item(meeting: Meeting, item: ItemId) -> Item:
    return next(found for found in meeting.agenda.items if found.id == item)


def _with(meeting: Meeting, item: Item) -> Meeting:
    items = tuple(item if old.id == item.id else old for old in meeting.agenda.items)
    return _items(meeting, items)


def _items(meeting: Meeting, items: tuple[Item, ...]) -> Meeting:
    return replace(meeting, agenda=replace(meeting.agenda, items=items))


def _current(meeting: Meeting, item: ItemId | None) -> Meeting:
    return replace(meeting, agenda=replace(meeting.agenda, current=item))


CHANGES: Final[Mapping[type[e.Event], Change]] = {
    e.ItemInserted: inserted,
    e.ItemEdited: edited,
    e.ItemMoved: moved,
    e.ItemRemoved: removed,
    e.ItemStarted: started,
    e.ItemFinished: finished,
    e.ItemReopened: reopened,
    e.ItemSkipped: skipped,
    e.ItemConcluded: concluded,
}
