"""An absence as the desk marked it: kept with its author, also when the person comes later."""

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
