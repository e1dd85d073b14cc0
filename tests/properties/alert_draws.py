"""Random commands of supervision (alerts, the private line), for the properties that hold whatever
anybody does."""

from collections.abc import Callable
from typing import Final

from live.ids import NoteId
from live.meeting import commands as c
from tests.properties.minutes_draws import Numbers
from tests.unit.meeting.room import Room


def read(room: Room, n: Numbers) -> c.ReadMessages:
    """Read the private line up to one of its messages, or to none of them."""
    written = (*(each.id for each in room.meeting.supervision.messages), NoteId("none"))
    return c.ReadMessages(upto=written[n[0] % len(written)])


ALERT_DRAWS: Final[tuple[Callable[[Room, Numbers], c.Command], ...]] = (
    lambda _, n: c.AskForHelp(on=bool(n[0] % 2)),
    lambda _, n: c.AcknowledgeAlert(key=("late_start", "help_asked")[n[0] % 2], word="x"),
    lambda _, n: c.ShelveAlert(key="help_asked", minutes=n[0] + 1, reason="x"),
    read,
    read,
)
