"""The state of alerts: help that the desk asked for, and what supervisors did about alerts."""

from dataclasses import dataclass

from live.meeting.permissions import Author


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpAsked:
    """The desk asks those who follow the meeting for help, until it takes that back."""

    by: Author
    at_ms: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertMark:
    """A supervisor acknowledged an alert, or shelved it (``until_ms``).

    ``key`` is the alert's key, ``subject`` the room or item that it is about; None: each of this
    key. The rules of alerts are in `live.supervision`; here nothing is known of them.
    """

    key: str
    subject: str | None
    by: Author
    at_ms: int
    text: str
    until_ms: int | None = None
