"""The type of the views, and a bound on the texts in them."""

from typing import Any, Final

View = dict[str, Any]

TEXTS: Final = 200
"""Most messages, and most of a supervisor's own notes, in a view: the latest. A user who writes
many makes the record long but not every view; chosen."""
