"""Reports of the alerts of closed meetings, kept in memory.

Alerts are worked out again from the records (`live.supervision.report`), which takes seconds for a
district; so a report is made once in the life of a process. What is added to a record after the
closing (a score, the adoption of the minutes) changes no alert.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from live.errors import Rejected
from live.store.contract import EventStore, MeetingIndex
from live.supervision.report import EveningReport, report

MOST: Final = 32
"""Reports kept, the earliest made go first; chosen: each is some kilobytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DayReport:
    """The report of some meetings, and those whose records cannot be read."""

    alerts: EveningReport
    unread: tuple[MeetingIndex, ...]


@dataclass(slots=True)
class EveningShelf:
    """The reports that this process has made."""

    _kept: dict[frozenset[MeetingIndex], DayReport] = field(default_factory=dict)
    _making: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Held while a report is made: it uses one core at most, and a second visitor finds it."""

    async def report(self, events: EventStore, entries: Sequence[MeetingIndex]) -> DayReport:
        """Return the report of closed meetings.

        Raises:
            StoreUnavailable: the database cannot be used now.
        """
        async with self._making:
            key = frozenset(entries)
            if key not in self._kept:
                self._kept[key] = await _made(events, entries)
            while len(self._kept) > MOST:
                del self._kept[next(iter(self._kept))]
            return self._kept[key]


async def _made(events: EventStore, entries: Sequence[MeetingIndex]) -> DayReport:
    records, lost = [], []
    for entry in entries:
        try:
            records.append(await events.read(entry.meeting))
        except Rejected:  # `record_unknown`: of another version of the program
            lost.append(entry)
    return DayReport(alerts=await asyncio.to_thread(report, records), unread=tuple(lost))
