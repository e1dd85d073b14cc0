"""Who watches, and the private line, as screens see them."""

from live.meeting.state import Meeting
from live.meeting.views.base import TEXTS, View


def watching_view(meeting: Meeting) -> list[View]:
    """Return the guests who watch now."""
    return [
        {
            "person": guest.person,
            "name": guest.name,
            "title": guest.title,
            "unit": guest.unit,
            "role": guest.role.value,
            "listening": guest.listening,
        }
        for guest in meeting.supervision.guests.values()
        if guest.devices
    ]


def help_view(meeting: Meeting) -> View | None:
    """Return the help that the desk asks for; None: it asks for none."""
    asked = meeting.supervision.help
    return {"by": asked.by.name, "at_ms": asked.at_ms, "text": asked.text} if asked else None


def messages_view(meeting: Meeting) -> list[View]:
    """Return the latest lines between supervisors and desk."""
    return [
        {
            "id": message.id,
            "from": message.by.name,
            "role": message.by.role.value,
            "text": message.text,
            "at_ms": message.at_ms,
        }
        for message in meeting.supervision.messages[-TEXTS:]
    ]
