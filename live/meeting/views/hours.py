"""Hours: what screens show of the record's moments.

A record runs evenly. Where the server's clock was set in mid-meeting, all its moments are put right
by the same amount, so that lengths and order stay as they were.
"""

from typing import Final

from live.meeting.views.base import View

MOMENTS: Final = frozenset(
    {
        *("asked_ms", "at_ms", "closed_ms", "finished_ms", "left_ms", "opened_ms"),
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
"""Keys of a view under which a moment of the record stands. A plan (``scheduled_ms``) is an hour
already, and a length is none."""


def in_hours(view: View, off_ms: int) -> View:
    """Return a view whose moments are hours.

    Args:
        off_ms: how far hours are ahead of the record.
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
