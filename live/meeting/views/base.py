"""The type of the views, and a bound on the texts in them."""

from typing import Any, Final

from live.meeting.state import Written

View = dict[str, Any]

TEXTS: Final = 200
"""Most messages, and most of a supervisor's own notes, in a view: the latest. A user who writes
many makes the record long but not every view; chosen."""


def written_view(written: Written | None) -> View | None:
    """Return who changed a text last, and when."""
    if written is None:
        return None
    by = written.by
    return {"role": by.role.value, "person": by.person, "name": by.name, "at_ms": written.at_ms}
