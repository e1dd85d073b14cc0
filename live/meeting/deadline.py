"""When the next `Tick` is due in a meeting."""

from live.meeting.attendance import grace_ends_ms, is_over
from live.meeting.floor import silence_ms
from live.meeting.state import Meeting


def deadline(meeting: Meeting) -> int | None:
    """Return the moment, in ms on the meeting's clock, at which a `Tick` has an effect, if any.

    Then a grace period ends (the person has left), or a turn passes its limit where the unit
    closes microphones at the limit.
    """
    if is_over(meeting):
        return None
    rows = meeting.attendance.rows.values()
    due = [silence_ms(meeting.floor), *(grace_ends_ms(meeting, row) for row in rows)]
    return min((moment for moment in due if moment is not None), default=None)
