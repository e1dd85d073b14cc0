"""When the meeting has to be looked at again although nobody does anything."""

from live.meeting.attendance import grace_ends_ms, is_over
from live.meeting.floor import silence_ms
from live.meeting.state import Meeting


def deadline(meeting: Meeting) -> int | None:
    """Return the epoch milliseconds at which a `Tick` has something to decide, if any.

    A grace period ends (the person has left), or a turn passes its limit where the unit closes
    microphones then.
    """
    if is_over(meeting):
        return None
    rows = meeting.attendance.rows.values()
    due = [silence_ms(meeting.floor), *(grace_ends_ms(meeting, row) for row in rows)]
    return min((moment for moment in due if moment is not None), default=None)
