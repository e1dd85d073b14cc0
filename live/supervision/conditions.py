"""What of a meeting may ask for attention now, and since when: a pure fold of record and clock."""

from live.meeting.state import Phase
from live.supervision.condition import Condition, Glance
from live.supervision.presence import help_asked, presence
from live.supervision.schedule import late_start, schedule
from live.supervision.speech import speech


def conditions(at: Glance) -> tuple[Condition, ...]:
    """Return the conditions, older before newer; all moments are on the meeting's own clock."""
    match at.meeting.facts.phase:
        case Phase.DRAFT | Phase.ANNOUNCED:
            found = [*help_asked(at), *late_start(at)]
        case Phase.OPEN:
            found = [*help_asked(at), *schedule(at), *speech(at), *presence(at)]
        case _:
            found = []
    return tuple(sorted(found, key=lambda one: one.since_ms))
