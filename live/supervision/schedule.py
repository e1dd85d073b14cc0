"""Conditions of time: a meeting that does not begin, items over their time, a late end."""

from collections.abc import Iterator

from live.errors import Fact
from live.meeting.agenda import CLOSING, current_item, left_ms, planned_end_ms
from live.meeting.state import Item, ItemState
from live.supervision.condition import MINUTE_MS, Condition, Glance

NOTICES = "current_affairs"
"""The kind, as in `templates`, of the item in which notices are read."""


def late_start(at: Glance) -> Iterator[Condition]:
    """Yield a meeting that was not opened some minutes after its hour."""
    facts = at.meeting.facts
    scheduled_ms = facts.scheduled_ms - facts.off_ms  # planned in wall clock time
    since_ms = scheduled_ms + facts.rules.late_start_min * MINUTE_MS
    if at.now_ms >= since_ms:
        yield Condition(key="late_start", since_ms=since_ms)


def schedule(at: Glance) -> Iterator[Condition]:
    """Yield what an open meeting is behind with."""
    notices = list(_only_notices(at))
    yield from notices
    yield from _item_overrun(at)
    if not notices:  # while notices are read, that is why the next item does not begin
        yield from _required_late(at)
    yield from _meeting_overrun(at)


def item_began_ms(item: Item) -> int | None:
    """Return when an item would have begun, had it not been interrupted; None: it has not begun."""
    return None if item.started_ms is None else item.started_ms - item.spent_ms


def _item_overrun(at: Glance) -> Iterator[Condition]:
    item = current_item(at.meeting)
    began_ms = item_began_ms(item) if item else None
    if item is None or began_ms is None:
        return
    end_ms = began_ms + item.planned_min * MINUTE_MS
    if at.now_ms > end_ms:
        facts: dict[str, Fact] = {"title": item.title, "planned_min": item.planned_min}
        yield Condition(key="item_overrun", subject=item.id, since_ms=end_ms, facts=facts)


def _only_notices(at: Glance) -> Iterator[Condition]:
    item = current_item(at.meeting)
    began_ms = item_began_ms(item) if item and item.kind == NOTICES else None
    if began_ms is None:
        return
    limit_min = at.meeting.facts.rules.current_affairs_warn_min
    since_ms = began_ms + limit_min * MINUTE_MS
    if at.now_ms > since_ms:
        yield Condition(key="only_notices", since_ms=since_ms, facts={"minutes": limit_min})


def _required_late(at: Glance) -> Iterator[Condition]:
    """Yield the first required item that should have begun; the closing one is `meeting_overrun`'s.

    An item's planned beginning is the opening and the planned time of all counted items before it.
    Where the last required item was missed, the next one may be as late again: that was told.
    """
    facts, before_ms, late_ms = at.meeting.facts, 0, 0
    limit_ms = facts.rules.required_late_min * MINUTE_MS
    if facts.opened_ms is None:
        return
    for item in at.meeting.agenda.items:
        planned_ms = facts.opened_ms + before_ms
        began_ms = item_began_ms(item)
        if item.required and began_ms is not None:
            late_ms = began_ms - planned_ms if began_ms - planned_ms >= limit_ms else 0
        elif item.state is ItemState.PENDING and item.required and item.kind != CLOSING:
            since_ms = planned_ms + late_ms + limit_ms
            if at.now_ms >= since_ms:
                said: dict[str, Fact] = {"title": item.title}
                yield Condition(key="required_late", subject=item.id, since_ms=since_ms, facts=said)
            return
        if item.counted and item.state is not ItemState.SKIPPED:
            before_ms += item.planned_min * MINUTE_MS


def _meeting_overrun(at: Glance) -> Iterator[Condition]:
    """Yield an end that is expected long after the planned one.

    The expected end moves only while the current item is over its time, or there is none. Where it
    stands still, it passed the limit before the item began.
    """
    end_ms = at.now_ms + left_ms(at.meeting, at.now_ms)
    over_ms = end_ms - planned_end_ms(at.meeting)
    limit_ms = at.meeting.facts.rules.overrun_min * MINUTE_MS
    if over_ms <= limit_ms:
        return
    item = current_item(at.meeting)
    since_ms = at.now_ms - (over_ms - limit_ms)
    began_ms = item_began_ms(item) if item else None
    if item is not None and began_ms is not None and item.started_ms is not None:
        moves_ms = began_ms + item.planned_min * MINUTE_MS
        since_ms = max(since_ms, moves_ms) if at.now_ms > moves_ms else item.started_ms
    minutes = over_ms // MINUTE_MS
    yield Condition(key="meeting_overrun", since_ms=since_ms, facts={"minutes": minutes})
