"""The role of a personal link's holder: decided by the meeting, not by the link. Pure.

A link for a person on the list belongs to that person. Whether the person is chair, secretary or
member is in the meeting, so that when the chair is replaced the old links stay valid and no new
ones are needed. A member chooses on entering where to take part: in the room, where the phone is a
companion, or online.
"""

from typing import Final

from live.ids import PersonId, SiteId
from live.meeting.attendance import main_site
from live.meeting.permissions import DESK, Role
from live.meeting.state import Meeting
from live.store.registers import Link
from signaling.admission import Where

PERSONAL: Final = DESK | {Role.MEMBER}
"""Roles of links whose holder's present role is taken from the meeting."""


def role_of(meeting: Meeting, person: PersonId) -> Role:
    """Return the role of a person on the list."""
    if person == meeting.facts.chair:
        return Role.CHAIR
    return Role.SECRETARY if person == meeting.facts.secretary else Role.MEMBER


def role_by(link: Link, meeting: Meeting, where: Where | None) -> Role:
    """Return the role in which a link admits; ``where`` matters for members only."""
    if link.role not in PERSONAL or link.person is None:
        return link.role
    role = role_of(meeting, link.person)
    return Role.COMPANION if role is Role.MEMBER and where is Where.ROOM else role


def room_by(link: Link, meeting: Meeting, role: Role) -> SiteId | None:
    """Return the room of a device admitted by a link as ``role``; None: not known.

    The desk is in the main room. A companion's phone is in the only room, if there is one room;
    else its check-in code tells the room.
    """
    if link.role is role or (link.role in DESK and role in DESK):
        return link.site
    if role in DESK:
        return main_site(meeting)
    return link.site or only_room(meeting) if role is Role.COMPANION else None


def only_room(meeting: Meeting) -> SiteId | None:
    """Return the room of a meeting that has exactly one; else None."""
    return next(iter(meeting.sites)) if len(meeting.sites) == 1 else None
