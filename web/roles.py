"""What somebody is in a meeting by a personal link: the meeting says it, not the link. Pure.

A link to a person of the list is the person's. Whether that person leads, takes the minutes or is a
member stands in the meeting, so a chair who is replaced has no chair's link left, and the new one
needs no other link than before. A member says at the door from where: in the room, where the
phone is a companion, or from far away.
"""

from typing import Final

from live.ids import PersonId, SiteId
from live.meeting.attendance import main_site
from live.meeting.permissions import DESK, Role
from live.meeting.state import Meeting
from live.store.registers import Link
from signaling.admission import Where

PERSONAL: Final = DESK | {Role.MEMBER}
"""Roles of links whose owner is what the meeting says."""


def role_of(meeting: Meeting, person: PersonId) -> Role:
    """Return what somebody on the list is in the meeting."""
    if person == meeting.facts.chair:
        return Role.CHAIR
    return Role.SECRETARY if person == meeting.facts.secretary else Role.MEMBER


def role_by(link: Link, meeting: Meeting, where: Where | None) -> Role:
    """Return as what a link lets in; ``where`` is of use to members alone."""
    if link.role not in PERSONAL or link.person is None:
        return link.role
    role = role_of(meeting, link.person)
    return Role.COMPANION if role is Role.MEMBER and where is Where.ROOM else role


def room_by(link: Link, meeting: Meeting, role: Role) -> SiteId | None:
    """Return in which room whoever comes in by a link as ``role`` is, as far as that is known.

    The desk stands in the main room. A companion's phone is in the room where there is but one,
    else its check-in code says in which.
    """
    if link.role is role or (link.role in DESK and role in DESK):
        return link.site
    if role in DESK:
        return main_site(meeting)
    return link.site or only_room(meeting) if role is Role.COMPANION else None


def only_room(meeting: Meeting) -> SiteId | None:
    """Return the room of a meeting that has but one."""
    return next(iter(meeting.sites)) if len(meeting.sites) == 1 else None
