"""What every event has in common."""

from typing import Final

from pydantic import ConfigDict
from pydantic.dataclasses import dataclass

from live.meeting.permissions import Author

STRICT: Final = ConfigDict(extra="forbid", defer_build=True)
"""Built when first used: a start waits for what it reads, not for all that there is."""


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Event:
    """When, by whom, and on which command (first event of a command only)."""

    at_ms: int
    by: Author
    command: str | None = None
