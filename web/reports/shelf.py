"""Figures of closed meetings, kept in memory by the version of the record that they are from.

A report over a year reads hundreds of records; each is read once in the life of a process, and
again when something was added to it (a score, the adoption of the minutes). What is kept are a few
numbers for each meeting, never a record.
"""

import asyncio
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from live.errors import Rejected
from live.ids import MeetingId
from live.meeting.events import Event
from live.meeting.evolve import fold
from live.meeting.state import MeetingKind
from live.record.periods import MeetingFigures, Unread, figures_of
from live.store.contract import EventStore, MeetingIndex

LARGEST: Final = 20_000
"""Meetings kept, the earliest read go first; chosen: 10 MB, 48 branches over thirty years."""
TOGETHER: Final = 8
"""Records read before they are worked on in one go, in a thread; chosen."""


@dataclass(slots=True)
class FiguresShelf:
    """The figures that this process knows."""

    _kept: dict[MeetingId, tuple[int, MeetingFigures]] = field(default_factory=dict)
    _reading: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Held while records are read: a second visitor waits and finds them."""

    async def figures(
        self, events: EventStore, entries: Sequence[MeetingIndex], zone: dt.tzinfo
    ) -> tuple[tuple[MeetingFigures, ...], tuple[Unread, ...]]:
        """Return the figures of closed meetings, and those whose records cannot be read.

        Args:
            zone: in which the days and months of meetings are.

        Raises:
            StoreUnavailable: the database cannot be used now.
        """
        async with self._reading:
            versions = await events.versions([entry.meeting for entry in entries])
            stale = [each for each in entries if not self._knows(each, versions[each.meeting])]
            lost = []
            for start in range(0, len(stale), TOGETHER):
                records = {}
                for entry in stale[start : start + TOGETHER]:
                    try:
                        records[entry.meeting] = await events.read(entry.meeting)
                    except Rejected:  # `record_unknown`: of another version of the program
                        lost.append(_unread(entry, zone))
                for found, version in await asyncio.to_thread(_read, records, zone):
                    self._kept.pop(found.meeting, None)
                    self._kept[found.meeting] = (version, found)
            missing = {each.meeting for each in lost}
            told = tuple(
                self._kept[each.meeting][1] for each in entries if each.meeting not in missing
            )
            while len(self._kept) > LARGEST:
                del self._kept[next(iter(self._kept))]
        return told, tuple(lost)

    def _knows(self, entry: MeetingIndex, version: int) -> bool:
        return entry.meeting in self._kept and self._kept[entry.meeting][0] >= version


def _read(
    records: dict[MeetingId, Sequence[Event]], zone: dt.tzinfo
) -> list[tuple[MeetingFigures, int]]:
    return [(figures_of(fold(events), zone), len(events)) for events in records.values()]


def _unread(entry: MeetingIndex, zone: dt.tzinfo) -> Unread:
    opened_ms = entry.opened_ms or entry.scheduled_ms
    return Unread(
        meeting=entry.meeting,
        branch=entry.branch,
        title=entry.title,
        kind=MeetingKind(entry.kind),
        opened=dt.datetime.fromtimestamp(opened_ms / 1000, zone),
    )
