"""Events about alerts: help that the desk asked for, and what supervisors did about alerts."""

from pydantic.dataclasses import dataclass

from live.meeting.events.base import STRICT, Event


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class HelpRequested(Event):
    """The desk asked for help (``on``), or took that back."""

    on: bool
    text: str


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class AlertAcknowledged(Event):
    """A supervisor took note of an alert."""

    key: str
    subject: str | None
    word: str
    salt: str
    """Random, so that nobody who has the hash of this event in a log finds the words by trying."""


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class AlertShelved(Event):
    """A supervisor put an alert away until ``until_ms``."""

    key: str
    subject: str | None
    until_ms: int
    reason: str
    salt: str
