"""The type of the functions that apply events to the state."""

from collections.abc import Callable
from typing import Any

from live.meeting.state import Meeting

Change = Callable[[Meeting, Any], Meeting]
"""Returns the meeting after an event, except for its version and undo points.

The event is ``Any`` because the table that holds these functions is keyed by the event's type; a
test checks that each function takes the type that is its key."""
