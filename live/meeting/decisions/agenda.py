"""Rules of the agenda: one current item; a change of item ends the turn on the old one."""

from collections.abc import Mapping
from itertools import takewhile
from typing import Final

from live.errors import Rejected
from live.ids import ItemId, PersonId
from live.meeting import commands as c
from live.meeting import events as e
from live.meeting.agenda import begun, index_for
from live.meeting.decisions.floor import end_turn
from live.meeting.decisions.moments import BEFORE
from live.meeting.decisions.scene import Events, Rule, Scene
from live.meeting.decisions.writing import typed
from live.meeting.state import Item, ItemState

LAST_KINDS: Final = frozenset({"scoring", "conclusion", "minutes"})
"""Kinds of the items with which a meeting ends; what a superior requires comes before them."""


def insert(scene: Scene, command: c.InsertItem) -> Events:
    """Add an item; never before one that has begun."""
    if command.after is not None:
        scene.item(command.after)
    _presenter(scene, command.presenter)
    item = Item(
        id=ItemId(scene.ids()),
        kind=command.kind,
        title=command.title,
        planned_min=command.planned_min,
        presenter=command.presenter,
    )
    after = index_for(scene.meeting.agenda.items, item, command.after)
    yield e.ItemInserted(**scene.stamp, item=item, after=after)


def require(scene: Scene, command: c.RequireItem) -> Events:
    """Add a required item before the meeting is concluded, unless it is there already."""
    items = scene.meeting.agenda.items
    if any(item.title == command.title and item.required for item in items):
        return
    before = list(takewhile(lambda item: item.kind not in LAST_KINDS, items))
    item = Item(
        id=ItemId(scene.ids()),
        kind="other",
        title=command.title,
        planned_min=command.planned_min,
        required=True,
    )
    after = index_for(items, item, before[-1].id if before else None)
    yield e.ItemInserted(**scene.stamp, item=item, after=after)


def edit(scene: Scene, command: c.EditItem) -> Events:
    """Change an item that is not over."""
    item = scene.item(command.item)
    if item.state in (ItemState.DONE, ItemState.SKIPPED):
        raise Rejected("item_not_pending", title=item.title)
    _presenter(scene, command.presenter)
    new = (command.title, command.planned_min, command.presenter)
    if new != (item.title, item.planned_min, item.presenter):
        yield e.ItemEdited(
            **scene.stamp,
            item=item.id,
            title=command.title,
            planned_min=command.planned_min,
            presenter=command.presenter,
        )


def move(scene: Scene, command: c.MoveItem) -> Events:
    """Put a pending item elsewhere."""
    item = _movable(scene, command.item)
    if command.after is not None:
        scene.item(command.after)
    after = index_for(scene.meeting.agenda.items, item, command.after)
    if command.after != item.id and after != _before(scene, item):
        yield e.ItemMoved(**scene.stamp, item=item.id, after=after)


def remove(scene: Scene, command: c.RemoveItem) -> Events:
    """Remove an item that the superior unit does not require."""
    item = _movable(scene, command.item)
    if item.required:
        raise Rejected("item_required", title=item.title)
    yield e.ItemRemoved(**scene.stamp, item=item.id)


def start(scene: Scene, command: c.StartItem) -> Events:
    """Go to an item; before the meeting is open, only to one outside it (the line check)."""
    item = scene.item(command.item)
    if item.state is ItemState.CURRENT:
        return
    if item.state is ItemState.DONE:
        raise Rejected("item_not_pending", title=item.title)
    if item.counted and scene.meeting.facts.phase in BEFORE:
        raise Rejected("not_open")
    yield from end_turn(scene)
    if current := scene.meeting.agenda.current:
        yield e.ItemFinished(**scene.stamp, item=current)
    yield e.ItemStarted(**scene.stamp, item=item.id)


def finish(scene: Scene, command: c.FinishItem) -> Events:
    """Finish the current item; nothing if it is done (double press). An item that has just begun
    stays: "finish" appears where "start" was, so the press was a second one on "start"."""
    item = scene.item(command.item)
    if item.state is ItemState.DONE:
        return
    if item.state is not ItemState.CURRENT:
        raise Rejected("item_not_current", title=item.title)
    if scene.just_now(item.started_ms):
        return
    yield from end_turn(scene)
    yield e.ItemFinished(**scene.stamp, item=item.id)


def reopen(scene: Scene, command: c.ReopenItem) -> Events:
    """Make a finished item current again. An item finished just now stays so: "reopen" appears
    where "finish" was, so the press was a second one on "finish"."""
    item = scene.item(command.item)
    if item.state is ItemState.CURRENT:
        return
    if item.state is not ItemState.DONE:
        raise Rejected("item_not_done", title=item.title)
    if scene.just_now(item.finished_ms):
        return
    yield from end_turn(scene)
    if current := scene.meeting.agenda.current:
        yield e.ItemFinished(**scene.stamp, item=current)
    yield e.ItemReopened(**scene.stamp, item=item.id)


def skip(scene: Scene, command: c.SkipItem) -> Events:
    """Skip an item; a required one too, because the reason is recorded."""
    item = scene.item(command.item)
    if item.state is ItemState.SKIPPED:
        return
    if item.state is ItemState.DONE:
        raise Rejected("item_not_pending", title=item.title)
    if item.state is ItemState.CURRENT:
        yield from end_turn(scene)
    yield e.ItemSkipped(**scene.stamp, item=item.id, reason=command.reason)


def conclude(scene: Scene, command: c.ConcludeItem) -> Events:
    """Write the conclusion on an item that was begun."""
    item = scene.item(command.item)
    if item.state not in (ItemState.CURRENT, ItemState.DONE):
        raise Rejected("item_not_current", title=item.title)
    text = typed(command, item.conclusion or "")
    if text != (item.conclusion or ""):
        yield e.ItemConcluded(**scene.stamp, item=item.id, text=text)


def _movable(scene: Scene, item: ItemId) -> Item:
    """Return an item that may move: pending, and after all items that have begun, whose numbers
    must not change."""
    found = scene.item(item)
    if found.state is not ItemState.PENDING:
        raise Rejected("item_not_pending", title=found.title)
    items = scene.meeting.agenda.items
    if items.index(found) < begun(items):
        raise Rejected("item_passed", title=found.title)
    return found


def _before(scene: Scene, item: Item) -> ItemId | None:
    items = scene.meeting.agenda.items
    place = items.index(item)
    return items[place - 1].id if place else None


def _presenter(scene: Scene, person: PersonId | None) -> None:
    if person is not None:
        scene.somebody(person)


RULES: Final[Mapping[type[c.Command], Rule]] = {
    c.InsertItem: insert,
    c.RequireItem: require,
    c.EditItem: edit,
    c.MoveItem: move,
    c.RemoveItem: remove,
    c.StartItem: start,
    c.FinishItem: finish,
    c.ReopenItem: reopen,
    c.SkipItem: skip,
    c.ConcludeItem: conclude,
}
