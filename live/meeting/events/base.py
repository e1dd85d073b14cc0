"""The base class of events and their Pydantic configuration."""

from typing import Final

from pydantic import ConfigDict
from pydantic.dataclasses import dataclass

from live.meeting.permissions import Author

STRICT: Final = ConfigDict(extra="forbid", defer_build=True)
"""Validators are built at first use, so that the start of the program does not wait for them."""


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Event:
    """When, by whom, and on which command (first event of a command only)."""

    at_ms: int
    by: Author
    command: str | None = None
