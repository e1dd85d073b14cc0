"""The arguments of every rule: the meeting, the sender, the time and a source of ids."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any, Final, TypedDict

from live.errors import Rejected
from live.ids import Ids, ItemId, PersonId, SiteId
from live.meeting.events import Event
from live.meeting.evolve import evolve
from live.meeting.permissions import Actor, Author
from live.meeting.state import Item, Meeting

Events = Iterable[Event]

SAME_PRESS_MS: Final = 2_000
"""Milliseconds after a change in which a press is taken to mean the state before it: the second of
a double press, or that of the other person at the desk. The screen shows the first press's effect
within milliseconds, before a hand can stop, so the second press names the new turn or item. Chosen:
above a slow double press (half a second) and a hand already moving (a quarter), below any speech
and any item.
"""


class Stamp(TypedDict):
    """The fields that all events of one decision share."""

    at_ms: int
    by: Author


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What one decision is made from; `Rule` functions take it."""

    meeting: Meeting
    actor: Actor
    now_ms: int
    ids: Ids

    @property
    def stamp(self) -> Stamp:
        """When and by whom."""
        return {"at_ms": self.now_ms, "by": self.actor.author}

    def just_now(self, at_ms: int | None) -> bool:
        """Return whether a change is so recent that a press was aimed at the state before it; also
        slightly in the future, because the clocks of two processes may differ."""
        return at_ms is not None and abs(self.now_ms - at_ms) < SAME_PRESS_MS

    def after(self, events: Events) -> "Scene":
        """Return the scene with these events applied to its meeting."""
        meeting = self.meeting
        for event in events:
            meeting = evolve(meeting, event)
        return replace(self, meeting=meeting)

    def member(self, person: PersonId) -> PersonId:
        """Return a person of the list.

        Raises:
            Rejected: ``unknown_person``.
        """
        if person not in self.meeting.members:
            raise Rejected("unknown_person")
        return person

    def somebody(self, person: PersonId | None) -> PersonId:
        """Return a person of the list or a guest.

        Raises:
            Rejected: ``unknown_person``.
        """
        known = self.meeting.members, self.meeting.supervision.guests
        if person is None or not any(person in people for people in known):
            raise Rejected("unknown_person")
        return person

    def site(self, site: SiteId | None) -> SiteId:
        """Return a room of the meeting.

        Raises:
            Rejected: ``unknown_site``.
        """
        if site is None or site not in self.meeting.sites:
            raise Rejected("unknown_site")
        return site

    def item(self, item: ItemId) -> Item:
        """Return an item of the agenda.

        Raises:
            Rejected: ``unknown_item``.
        """
        for found in self.meeting.agenda.items:
            if found.id == item:
                return found
        raise Rejected("unknown_item")


Rule = Callable[[Scene, Any], Events]
"""Decides one kind of command: yields events, none for a harmless repeat, or raises `Rejected`.

The command is ``Any`` because the table that holds the rules is keyed by the command's type; a test
checks that each rule takes the type that is its key."""
