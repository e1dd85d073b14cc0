"""Readings of the agenda: order, numbers, planned time. Nothing here changes anything."""

from collections.abc import Iterable

from live.ids import ItemId
from live.meeting.state import Item, ItemState, Meeting


def current_item(meeting: Meeting) -> Item | None:
    """Return the item that the meeting is at."""
    current = meeting.agenda.current
    if current is None:
        return None
    return next(item for item in meeting.agenda.items if item.id == current)


def placed(items: tuple[Item, ...], item: Item, after: ItemId | None) -> tuple[Item, ...]:
    """Return the items with one put after another (None: before the first pending one)."""
    rest = [other for other in items if other.id != item.id]
    if after is None:
        pending = (n for n, other in enumerate(rest) if other.state is ItemState.PENDING)
        place = next(pending, len(rest))
    else:
        place = 1 + next((n for n, other in enumerate(rest) if other.id == after), len(rest) - 1)
    return (*rest[:place], item, *rest[place:])


def numbers(items: Iterable[Item]) -> dict[ItemId, str]:
    """Return what stands before each title; what comes before the meeting proper has "0"."""
    result: dict[ItemId, str] = {}
    number = 0
    for item in items:
        number += item.counted or number > 0
        result[item.id] = str(number)
    return result


def planned_min(items: Iterable[Item]) -> int:
    """Return how long counted items are to take together, in minutes."""
    return sum(item.planned_min for item in items if item.counted)


def rest_ms(meeting: Meeting) -> int:
    """Return the planned time of everything that has not begun, in milliseconds."""
    pending = (item for item in meeting.agenda.items if item.state is ItemState.PENDING)
    return planned_min(pending) * 60_000


def planned_end_ms(meeting: Meeting) -> int:
    """Return when the meeting was to end, by its agenda when it opened (or as it stands)."""
    facts = meeting.facts
    if facts.opened_ms is None:
        return facts.scheduled_ms + planned_min(meeting.agenda.items) * 60_000
    return facts.opened_ms + facts.planned_min * 60_000
