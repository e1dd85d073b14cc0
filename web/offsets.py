"""The offsets of the server's zone from UTC, with which scripts write every time.

Making an ``Intl.DateTimeFormat`` in the browser takes a slow phone a tenth of a second.
"""

import datetime as dt
from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

MINUTE_MS: Final = 60_000
DAY_MS: Final = 24 * 60 * MINUTE_MS
REACH_DAYS: Final = 400
"""Days before and after now whose offsets are right: a year of meetings. Chosen."""


def utc_offsets(zone: dt.tzinfo, now_ms: int) -> Sequence[tuple[int, int]]:
    """Return the offsets of a zone within `REACH_DAYS` of now.

    Returns:
        ``(from_ms, minutes)`` in order: the moment from which an offset holds, in milliseconds
        since the epoch, and the offset. The first holds before its moment too.
    """
    return _around(zone, now_ms // DAY_MS)


@lru_cache(maxsize=4)
def _around(zone: dt.tzinfo, day: int) -> Sequence[tuple[int, int]]:
    first, last = ((day + days) * DAY_MS for days in (-REACH_DAYS, REACH_DAYS))
    found = [(first, _minutes(zone, first))]
    for begin in range(first, last, DAY_MS):
        before, after = found[-1][1], _minutes(zone, begin + DAY_MS)
        if after != before:
            found.append((_change(zone, begin, after), after))
    return tuple(found)


def _change(zone: dt.tzinfo, begin: int, after: int) -> int:
    """Return the minute of a day from which an offset holds."""
    minutes = range(begin, begin + DAY_MS + 1, MINUTE_MS)
    return minutes[bisect_left(minutes, True, key=lambda at_ms: _minutes(zone, at_ms) == after)]


def _minutes(zone: dt.tzinfo, at_ms: int) -> int:
    offset = dt.datetime.fromtimestamp(at_ms / 1000, zone).utcoffset() or dt.timedelta()
    return offset // dt.timedelta(minutes=1)
