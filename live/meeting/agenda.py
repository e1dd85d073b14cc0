"""Readings of the agenda: order, numbers, planned time. Nothing here changes anything."""

from collections.abc import Iterable, Sequence
from typing import Final
from unicodedata import normalize

from live.ids import ItemId
from live.meeting.remembering import remembered
from live.meeting.state import Item, ItemState, Meeting

CLOSING: Final = "minutes"
"""The kind, as in `templates`, of the item with which a meeting ends."""
CLOSING_WORDS: Final = "bế mạc"
"""Words in the title of such an item where its kind does not tell."""


def current_item(meeting: Meeting) -> Item | None:
    """Return the current item; None: there is none."""
    current = meeting.agenda.current
    if current is None:
        return None
    return next(item for item in meeting.agenda.items if item.id == current)


def placed(items: tuple[Item, ...], item: Item, after: ItemId | None) -> tuple[Item, ...]:
    """Return the items with ``item`` placed after ``after`` (None: before the first pending)."""
    rest = [other for other in items if other.id != item.id]
    if after is None:
        pending = (n for n, other in enumerate(rest) if other.state is ItemState.PENDING)
        place = next(pending, len(rest))
    else:
        place = 1 + next((n for n, other in enumerate(rest) if other.id == after), len(rest) - 1)
    return (*rest[:place], item, *rest[place:])


def begun(items: Sequence[Item]) -> int:
    """Return how many of the first items keep their place: up to the last that has begun."""
    return max((n for n, item in enumerate(items, 1) if item.started_ms is not None), default=0)


def index_for(items: Sequence[Item], item: Item, after: ItemId | None) -> ItemId | None:
    """Return after which item ``item`` is really placed when ``after`` is asked for (None: first).

    Items that have begun keep their numbers, so nothing is placed between them; and a counted item
    is not placed before items outside the meeting's length, such as the line check.
    """
    rest = [other for other in items if other.id != item.id]
    before = next((n for n, other in enumerate(rest) if other.counted), len(rest))
    wanted = 1 + next((n for n, other in enumerate(rest) if other.id == after), -1)
    place = max(wanted, begun(rest), before if item.counted else 0)
    return rest[place - 1].id if place else None


@remembered
def insert_after(items: tuple[Item, ...]) -> ItemId | None:
    """Return the item after which a new item is proposed: the one before the closing item."""
    closing = next((n for n, item in enumerate(items) if _closes(item)), len(items))
    place = max(closing, begun(items))
    return items[place - 1].id if place else None


def _closes(item: Item) -> bool:
    """Tell whether an item closes the meeting: by its kind, or in a free agenda by its title."""
    return item.kind == CLOSING or CLOSING_WORDS in normalize("NFC", item.title).casefold()


def outside_items(items: Iterable[Item]) -> frozenset[ItemId]:
    """Return the items outside the branch's meeting: those that are not counted and come after one
    that is, like the talk with guests about how the meeting went."""
    counted = False
    outside: set[ItemId] = set()
    for item in items:
        counted = counted or item.counted
        if counted and not item.counted:
            outside.add(item.id)
    return frozenset(outside)


def taken_ms(item: Item, now_ms: int) -> int:
    """Return for how many ms an item has been current so far."""
    if item.started_ms is None:
        return item.spent_ms
    until_ms = now_ms if item.finished_ms is None else item.finished_ms
    return item.spent_ms + max(0, until_ms - item.started_ms)


def held_ms(meeting: Meeting, opened_ms: int, until_ms: int) -> int:
    """Return how long the branch's own meeting has taken: from the opening until ``until_ms``, or
    until an item outside of it began that no counted item followed; without the time of such items
    in between. The screens' `core/length.js` does the same.
    """
    items = meeting.agenda.items
    last = max((i.started_ms or 0 for i in items if i.counted), default=0)
    apart_from = outside_items(items)
    outside = [
        (item, item.started_ms)
        for item in items
        if item.started_ms is not None and item.id in apart_from
    ]
    end_ms = min([until_ms, *(began for _, began in outside if began >= last)])
    apart = (
        item.spent_ms + max(0, min(item.finished_ms or end_ms, end_ms) - began)
        for item, began in outside
    )
    return max(0, end_ms - opened_ms - sum(apart))


def left_ms(meeting: Meeting, now_ms: int) -> int:
    """Return the planned time of the counted items that have not begun, and what is left of that
    of the current one."""
    item = current_item(meeting)
    if item is None or not item.counted:
        return rest_ms(meeting)
    return rest_ms(meeting) + max(0, item.planned_min * 60_000 - taken_ms(item, now_ms))


def numbers(items: Iterable[Item]) -> dict[ItemId, str]:
    """Return the number shown before each title; items before the first counted one have "0"."""
    result: dict[ItemId, str] = {}
    number = 0
    for item in items:
        number += item.counted or number > 0
        result[item.id] = str(number)
    return result


def planned_min(items: Iterable[Item]) -> int:
    """Return the planned minutes of all counted items together."""
    return sum(item.planned_min for item in items if item.counted)


def rest_ms(meeting: Meeting) -> int:
    """Return the planned time of everything that has not begun, in milliseconds."""
    pending = (item for item in meeting.agenda.items if item.state is ItemState.PENDING)
    return planned_min(pending) * 60_000


def planned_end_ms(meeting: Meeting) -> int:
    """Return the planned end in ms: by the agenda as it was at opening, or before that as it is."""
    facts = meeting.facts
    if facts.opened_ms is None:
        scheduled_ms = facts.scheduled_ms - facts.off_ms  # planned in wall clock time
        return scheduled_ms + planned_min(meeting.agenda.items) * 60_000
    return facts.opened_ms + facts.planned_min * 60_000
