"""The agenda as clients see it."""

from live.meeting.agenda import begun, insert_after, numbers, planned_end_ms, rest_ms
from live.meeting.permissions import DESK, Role
from live.meeting.remembering import remembered
from live.meeting.state import Item, Meeting
from live.meeting.views.base import View, written_view


def agenda_view(meeting: Meeting, role: Role) -> View:
    """Return the items in order, and the current one."""
    agenda = meeting.agenda
    return {
        "items": _items(agenda.items, role in DESK),
        "current": agenda.current,
        "insert_after": insert_after(agenda.items),
        "planned_end_ms": planned_end_ms(meeting),
        "rest_ms": rest_ms(meeting),
    }


@remembered
def _items(
    items: tuple[Item, ...],
    at_desk: bool,
) -> list[View]:
    number, fixed = numbers(items), begun(items)
    return [
        {
            "id": item.id,
            "number": number[item.id],
            "kind": item.kind,
            "title": item.title,
            "planned_min": item.planned_min,
            "presenter": item.presenter,
            "required": item.required,
            "counted": item.counted,
            "state": item.state.value,
            "fixed": place < fixed,
            "started_ms": item.started_ms,
            "spent_ms": item.spent_ms,
            "finished_ms": item.finished_ms,
            "reason": item.reason,
            "conclusion": item.conclusion,
            **({"concluded": written_view(item.concluded)} if at_desk else {}),
        }
        for place, item in enumerate(items)
    ]
