"""The work on the minutes as screens see it: states and corrections, never the text itself.

The text is long and read on a page of its own; a view changes with every event.
"""

from live.ids import PersonId
from live.meeting.commands import ProposeCorrection
from live.meeting.minutes import is_adopted, may_read, open_corrections
from live.meeting.permissions import DESK, Actor, Role, may
from live.meeting.state import Meeting, TextCorrection
from live.meeting.views.base import TEXTS, View


def minutes_view(meeting: Meeting, role: Role) -> View:
    """Return how far the minutes are; for the desk also who edited which block, and all
    corrections."""
    work = meeting.minutes
    adoption = work.adoption
    result: View = {
        "presented": work.presented_ms is not None,
        "corrections_open": open_corrections(meeting),
        "adopted": (
            {
                "number": adoption.number,
                "resolution_number": adoption.resolution_number,
                "ballot": adoption.ballot,
                "by": adoption.by.name,
                "at_ms": adoption.at_ms,
            }
            if adoption
            else None
        ),
    }
    if role in DESK:
        result["edited"] = {
            key: {"by": block.by.name, "at_ms": block.at_ms} for key, block in work.blocks.items()
        }
        result["corrections"] = [_correction(one) for one in work.corrections[-TEXTS:]]
    return result


def own_minutes(meeting: Meeting, actor: Actor) -> View:
    """Return whether the actor may read the minutes and propose corrections, and the own ones."""
    in_room = actor.role is Role.SITE and meeting.minutes.presented_ms is not None
    reads = meeting.facts.opened_ms is not None and (
        actor.role in DESK or in_room or may_read(meeting, actor.person)
    )
    return {
        "may_read": reads,
        "may_correct": reads and may(actor.role, ProposeCorrection) and not is_adopted(meeting),
        "corrections": [_correction(one) for one in _own(meeting, actor.person)[-TEXTS:]],
    }


def _own(meeting: Meeting, person: PersonId | None) -> list[TextCorrection]:
    corrections = meeting.minutes.corrections
    return [one for one in corrections if person is not None and one.by.person == person]


def _correction(one: TextCorrection) -> View:
    return {
        "id": one.id,
        "block": one.block,
        "text": one.text,
        "person": one.by.person,
        "by": one.by.name,
        "at_ms": one.at_ms,
        "state": one.state.value,
        "reason": one.reason,
    }
