"""An absence as a hand marked it: kept with its author, also when the person comes after all."""

from dataclasses import dataclass

from live.meeting.permissions import Author
from live.meeting.words import Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    """Who marked somebody absent, when, how and why."""

    by: Author
    at_ms: int
    mark: Mark
    reason: str
