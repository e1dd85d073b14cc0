"""The alerts of one meeting that is over, worked out again from its record. Pure.

Conditions and what supervisors did are in the record, so what was shown on that evening can be
derived: as in `live.supervision.report`, but for one meeting, by its own clock and with its facts.
Link quality and loudness are in no record: of the one only notices are made, of the other the alert
of an open microphone that gives no sound.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from live.errors import Fact
from live.meeting.events import Event
from live.meeting.evolve import evolve
from live.meeting.state import AlertMark, Meeting
from live.supervision.board import Board, StandingAlert, follow, standing
from live.supervision.catalogue import Kind, Level
from live.supervision.condition import Glance

LOOK_MS: Final = 30_000
"""Milliseconds between two looks: no longer than what was raised stays at least (`off_delay_s`),
and less than can be told apart in a picture of two hours. Chosen."""
MOST_LOOKS: Final = 800
"""Looks at one meeting, two milliseconds each: a meeting of many hours is looked at less often, so
that a page does not wait for it. Chosen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RaisedAlert:
    """An alert from its raising to its end, on the meeting's own clock."""

    key: str
    subject: str
    facts: Mapping[str, Fact]
    """As they were when it was raised."""
    raised_ms: int
    ended_ms: int
    red_ms: int | None = None
    """Since when it was urgent; None: never."""
    attended: AlertMark | None = None
    """What a supervisor first did about it; None: nobody did anything."""


def past_alerts(record: Sequence[Event], from_ms: int, until_ms: int) -> tuple[RaisedAlert, ...]:
    """Return the alerts of a meeting between two moments of its clock, in the order of raising."""
    step_ms = max(LOOK_MS, (until_ms - from_ms) // MOST_LOOKS)
    rest = list(reversed(record))
    meeting: Meeting | None = None
    board: Board | None = None
    found: list[RaisedAlert] = []
    open_: dict[tuple[str, str], int] = {}
    for now_ms in range(from_ms, until_ms + step_ms, step_ms):
        while rest and rest[-1].at_ms <= now_ms:
            meeting = evolve(meeting, rest.pop())
        if meeting is None:
            continue
        board = follow(board, Glance(meeting=meeting, now_ms=now_ms))
        now = {(one.key, one.subject): one for one in standing(board, meeting, now_ms)}
        alerts = {name: one for name, one in now.items() if one.kind is Kind.ALERT}
        open_ = {name: number for name, number in open_.items() if name in alerts}
        for name, alert in alerts.items():
            if name not in open_:
                open_[name] = len(found)
                found.append(_raised(alert, from_ms))
            found[open_[name]] = _gone_on(found[open_[name]], alert, min(now_ms, until_ms))
    return tuple(found)


def _raised(alert: StandingAlert, from_ms: int) -> RaisedAlert:
    raised_ms = max(alert.raised_ms, from_ms)
    return RaisedAlert(
        key=alert.key,
        subject=alert.subject,
        facts=alert.facts,
        raised_ms=raised_ms,
        ended_ms=raised_ms,
    )


def _gone_on(past: RaisedAlert, alert: StandingAlert, now_ms: int) -> RaisedAlert:
    red = alert.level is Level.RED and past.red_ms is None
    return replace(
        past,
        ended_ms=max(past.ended_ms, now_ms),
        red_ms=max(past.raised_ms, past.ended_ms) if red else past.red_ms,
        attended=past.attended or alert.acknowledged or alert.shelved,
    )
