"""When the meeting has to be looked at again although nobody does anything."""

from live.meeting.attendance import is_over
from live.meeting.floor import silence_ms
from live.meeting.state import Meeting


def deadline(meeting: Meeting) -> int | None:
    """Return the epoch milliseconds at which a `Tick` has something to decide, if any.

    A grace period ends (the person has left), or a turn passes its limit where the unit closes
    microphones then.
    """
    if is_over(meeting):
        return None
    grace_ms = meeting.facts.rules.grace_s * 1000
    rows = meeting.attendance.rows.values()
    due = [row.dropped_ms + grace_ms for row in rows if row.dropped_ms is not None]
    if (silent_ms := silence_ms(meeting.floor)) is not None:
        due.append(silent_ms)
    return min(due, default=None)
