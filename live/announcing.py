"""What processes tell each other about meetings over the bus: the topics, and the notes on them."""

from typing import Final

from live.bus import Bus
from live.held import seats_of
from live.ids import MeetingId
from live.meeting.state import Meeting

LISTS_TOPIC: Final = "meetings"
"""Bus topic: the meeting whose id is the payload was created, or its title, time or phase changed,
so lists of meetings are out of date."""
SEATS_TOPIC: Final = "seats"
"""Bus topic: in the meeting whose id is the payload the people and rooms that may enter, or their
links, changed."""
VOTES_TOPIC: Final = "votes"
"""Bus topic: in the meeting whose id is the payload somebody voted secretly. Not who: each process
looks into the ballot box for the people who are connected to it."""


def topic(meeting: MeetingId) -> str:
    """Return the bus topic on which each new version of a meeting is announced."""
    return f"meeting/{meeting}"


async def announce(bus: Bus, meeting: Meeting) -> None:
    """Publish a meeting's version to every process, this one included."""
    await bus.publish(topic(meeting.facts.id), str(meeting.version).encode())


async def announce_changes(bus: Bus, before: Meeting, after: Meeting) -> None:
    """Publish what changed between two states of a meeting."""
    if after.version > before.version:
        await announce(bus, after)
    if after.facts is not before.facts:
        await bus.publish(LISTS_TOPIC, after.facts.id.encode())
    if seats_of(after) != seats_of(before):
        await bus.publish(SEATS_TOPIC, after.facts.id.encode())
