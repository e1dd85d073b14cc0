"""One thing that is true of a meeting now and may ask for attention."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from live.errors import Fact
from live.meeting.state import Meeting
from live.supervision.links import Links

MINUTE_MS: Final = 60_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """A limit of the rules or the agenda is passed, or a link is down. Never judges people."""

    key: str
    """Of `catalogue.CATALOGUE`."""
    since_ms: int
    """When it began, as far as the record tells."""
    subject: str = ""
    """The id of the room or the item that it is about, where a meeting has several of one key."""
    facts: Mapping[str, Fact] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Glance:
    """What a rule looks at: a meeting at a moment of its own clock, with what the network says."""

    meeting: Meeting
    now_ms: int
    links: Links = field(default_factory=dict)
    known_ms: int = 0
    """From when it is known who is connected: links need time to come back to a process that has
    begun, which is no fault of a line."""
    quiet: Mapping[str, int] = field(default_factory=dict)
    """Feed of the speaker → since when its open microphone gives no sound (`signaling.quiet`)."""
