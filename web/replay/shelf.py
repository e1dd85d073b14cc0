"""Keeps the alerts of past meetings in memory, because working them out takes a second each."""

from collections import OrderedDict
from collections.abc import Sequence
from typing import Final

from live.ids import MeetingId
from live.supervision.past import RaisedAlert

MOST: Final = 64
"""Meetings kept, those looked at last: the evenings of a month of one supervisor. Chosen."""


class AlertShelf:
    """The alerts of the meetings that supervisors looked at last.

    Owned by the event loop: no lock. The same version of a record gives the same alerts.
    """

    def __init__(self) -> None:
        self._kept: OrderedDict[MeetingId, tuple[int, tuple[RaisedAlert, ...]]] = OrderedDict()

    def find(self, meeting: MeetingId, version: int) -> tuple[RaisedAlert, ...] | None:
        """Return the alerts of a meeting as it was recorded up to a version; None: not kept."""
        known = self._kept.get(meeting)
        if known is None or known[0] != version:
            return None
        self._kept.move_to_end(meeting)
        return known[1]

    def keep(self, meeting: MeetingId, version: int, alerts: Sequence[RaisedAlert]) -> None:
        """Keep the alerts of a meeting; the one that was not looked at for longest makes room."""
        self._kept[meeting] = (version, tuple(alerts))
        self._kept.move_to_end(meeting)
        while len(self._kept) > MOST:
            self._kept.popitem(last=False)
