"""The shape of a change."""

from collections.abc import Callable
from typing import Any

from live.meeting.state import Meeting

Change = Callable[[Meeting, Any], Meeting]
"""Returns the meeting after an event, its version and undo point aside.

The event is ``Any`` because the table that finds the change is keyed by its type; a test checks
that each change takes the event it stands under."""
