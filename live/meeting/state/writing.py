"""Who wrote a note or a conclusion last, so that two who write at once see each other."""

from dataclasses import dataclass

from live.meeting.permissions import Author


@dataclass(frozen=True, slots=True)
class Written:
    """Who changed a text last, and when."""

    by: Author
    at_ms: int
