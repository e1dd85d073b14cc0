"""Hours: the wall clock times that clients show for the record's moments.

Moments of the record do not jump. Where the server's clock was set in mid-meeting, the same amount
is added to all of them, so that lengths and order stay as they were.
"""

from typing import Final

from live.meeting.views.base import View

MOMENTS: Final = frozenset(
    {
        *("asked_ms", "at_ms", "closed_ms", "confirmed_ms", "finished_ms", "left_ms", "opened_ms"),
        *(
            "planned_end_ms",
            "reminded_ms",
            "running_since_ms",
            "since_ms",
            "started_ms",
            "until_ms",
        ),
    }
)
"""Keys of a view whose values are moments of the record. ``scheduled_ms`` is not: it is wall clock
time already; nor are lengths."""


def in_hours(view: View, off_ms: int) -> View:
    """Return a view with its moments converted to wall clock time.

    Args:
        off_ms: milliseconds by which the wall clock is ahead of the record.
    """
    if not off_ms:
        return view
    return {key: _hour(key, value, off_ms) for key, value in view.items()}


def _hour(key: str, value: object, off_ms: int) -> object:
    if key in MOMENTS and isinstance(value, int):
        return value + off_ms
    if isinstance(value, dict):
        return in_hours(value, off_ms)
    if isinstance(value, list):
        return [_hour("", each, off_ms) for each in value]
    return value
