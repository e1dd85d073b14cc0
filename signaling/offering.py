"""Checks an offer: which sources it publishes, in which meeting, and what is refused.

Reads the client and the state of its meetings; calls no engine and sends nothing.
"""

from collections.abc import Iterable

from live.errors import Rejected
from live.ids import MeetingId
from live.media.engine import SourceName, carrier_of
from live.meeting.permissions import Role
from live.meeting.rooms import Silence, Why, silence
from live.meeting.state import Meeting
from signaling.client import Client
from signaling.inbound import Connect
from signaling.outbound import Reason
from signaling.stage import RECEIVES, SENDS, own_feed
from signaling.wire import Part, shared_name


def check_role(client: Client, message: Connect) -> None:
    """Check that the client's role may receive media, and send if the offer does.

    Raises:
        Rejected: ``no_media_for_role``.
    """
    role = client.actor.role
    if role not in RECEIVES or (message.sends and role not in SENDS):
        raise Rejected("no_media_for_role", role=role.value)


def check_also(client: Client, message: Connect, carriers: int) -> None:
    """Check the further meetings in which an offer's sources are published.

    Args:
        carriers: how many media processes there are; a source reaches the meetings of one.

    Raises:
        Rejected: ``not_allowed``, ``unknown_meeting``.
    """
    if not message.also:
        return
    if client.actor.role is not Role.SUPERVISOR:
        raise Rejected("not_allowed")
    carrier = carrier_of(room_key_of(client, message), carriers)
    for meeting in message.also:
        if meeting not in client.watches or carrier_of(meeting, carriers) != carrier:
            raise Rejected("unknown_meeting")


def room_key_of(client: Client, message: Connect) -> str:
    """Return the meeting whose media process answers an offer.

    Raises:
        Rejected: ``unknown_meeting``.
    """
    if message.meeting is None:
        return next(iter(client.watches), "")
    if message.meeting not in client.watches:
        raise Rejected("unknown_meeting")
    return message.meeting


def publishes(
    client: Client, message: Connect, silent: Silence | None
) -> tuple[SourceName | None, ...]:
    """Return source names for an offer's sending m-sections, None for refused ones. All are of one
    meeting, and of those that the offer names beside it: in each of them the floor decides alone
    whether the source goes out.

    Raises:
        Rejected: ``unknown_meeting``, ``no_media_for_role``.
    """
    if not message.sends:
        return ()
    meetings = [message.meeting] if message.meeting else list(client.watches)
    if len(meetings) != 1 or meetings[0] not in client.watches:
        raise Rejected("unknown_meeting")
    feed = own_feed(client.actor)
    if feed is None:
        raise Rejected("no_media_for_role", role=client.actor.role.value)
    refused = silenced(silent) if silent else ()
    published = [MeetingId(meetings[0]), *map(MeetingId, message.also)]
    return tuple(
        None if part in refused else shared_name(dict.fromkeys(published), feed, part)
        for part in message.sends
    )


def silenced(silent: Silence) -> frozenset[Part]:
    """Return what a silent device may not send. A person in a room may still share a screen."""
    both = frozenset({Part.MICROPHONE, Part.CAMERA})
    return both if silent.why is Why.ROOM_SPEAKS else both | {Part.SCREEN}


def silence_of(client: Client, meetings: Iterable[Meeting]) -> Silence | None:
    """Return why a device may not send now, from the first of its meetings that silences it; a
    device in a room follows one meeting only."""
    return next(filter(None, (silence(state, client.actor) for state in meetings)), None)


def reason_of(silent: Silence | None, meetings: Iterable[Meeting]) -> Reason | None:
    """Return the reason sent to a silenced client: the code, and the room's name."""
    if silent is None:
        return None
    names = (
        state.sites[silent.site].venue.name for state in meetings if silent.site in state.sites
    )
    return Reason(code=silent.why.value, facts={"site": next(names, "")})
