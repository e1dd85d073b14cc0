"""The order of tiles on a wall: worst first, and still calm enough to be read.

A tile that has just moved stays where it is for a while, whatever happens; the others find their
order in the places that are free. Pure: the last order is handed in, the next one comes back.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from live.ids import MeetingId
from live.supervision.alerts import Alert, Level

STILL_MS: Final = 10_000
"""A tile moves at most once in this time; `design.md` §7."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """A meeting on the wall, with what needs attention in it (acknowledged alerts left out)."""

    meeting: MeetingId
    alerts: tuple[Alert, ...] = ()

    @property
    def badness(self) -> tuple[int, int]:
        """How much it asks for attention: red alerts, then amber ones."""
        red = sum(alert.level is Level.RED for alert in self.alerts)
        return red, len(self.alerts) - red


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """Who stands where, and when each tile last moved."""

    meetings: tuple[MeetingId, ...] = ()
    moved_ms: Mapping[MeetingId, int] = field(default_factory=dict)


def worst_first(tiles: Sequence[Tile], previous: Order, now_ms: int) -> Order:
    """Return the next order. Equals keep the order they had; a new tile begins at the end."""
    badness = {tile.meeting: tile.badness for tile in tiles}
    standing = [meeting for meeting in previous.meetings if meeting in badness]
    standing += [tile.meeting for tile in tiles if tile.meeting not in previous.meetings]
    free = [meeting for meeting in standing if _may_move(previous, meeting, now_ms)]
    wished = iter(sorted(free, key=lambda meeting: badness[meeting], reverse=True))
    movable = set(free)
    meetings = tuple(next(wished) if old in movable else old for old in standing)
    moved_ms = {new: previous.moved_ms[new] for new in meetings if new in previous.moved_ms} | {
        new: now_ms for old, new in zip(standing, meetings, strict=True) if old != new
    }
    return Order(meetings=meetings, moved_ms=moved_ms)


def _may_move(previous: Order, meeting: MeetingId, now_ms: int) -> bool:
    moved_ms = previous.moved_ms.get(meeting)
    return moved_ms is None or now_ms - moved_ms >= STILL_MS
