"""Who watches, and the private line, as screens see them."""

from live.meeting.state import Guest, Meeting, WatchWay
from live.meeting.views.base import TEXTS, View
from live.meeting.watching import picture, times


def watching_view(meeting: Meeting) -> list[View]:
    """Return the guests who watch now."""
    return [
        {
            **_guest(guest),
            "listening": guest.listening,
            "picture": picture(guest).value,
        }
        for guest in meeting.supervision.guests.values()
        if guest.devices
    ]


def _guest(guest: Guest) -> View:
    return {
        "person": guest.person,
        "name": guest.name,
        "title": guest.title,
        "unit": guest.unit,
        "role": guest.role.value,
    }


def help_view(meeting: Meeting) -> View | None:
    """Return the help that the desk asks for; None: it asks for none."""
    asked = meeting.supervision.help
    return {"by": asked.by.name, "at_ms": asked.at_ms, "text": asked.text} if asked else None


def watched_view(meeting: Meeting) -> list[View]:
    """Return who of the guests watched, when and how; also those who still do."""
    return [
        {
            **_guest(guest),
            "times": [
                {"way": way.value, "since_ms": span.from_ms, "until_ms": span.until_ms}
                for way in WatchWay
                for span in times(guest, way)[-TEXTS:]
            ],
        }
        for guest in meeting.supervision.guests.values()
        if guest.spans
    ]


def messages_view(meeting: Meeting) -> list[View]:
    """Return the latest lines between supervisors and desk."""
    return [
        {
            "id": message.id,
            "from": message.by.name,
            "person": message.by.person,
            "role": message.by.role.value,
            "text": message.text,
            "at_ms": message.at_ms,
            "read": [
                {"person": each.by.person, "name": each.by.name, "at_ms": each.at_ms}
                for each in message.readers
            ],
        }
        for message in meeting.supervision.messages[-TEXTS:]
    ]
