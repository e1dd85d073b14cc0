"""Who may be given a link to a meeting, and which links each has now. Pure.

A seat is a person, a room or a guest, and has one link: a member says at the door whether to take
part from the room or from far away (`web.roles`). The desk stands in the main room.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from live.held import index_of
from live.meeting.attendance import main_site
from live.meeting.permissions import DESK, Role
from live.meeting.roster import Category
from live.meeting.state import Meeting
from live.store.registers import Link
from web.links import Holder, end_of, is_good
from web.roles import role_of

GROUPS: Final = ("sites", "desk", "members", "guests")
"""How the page and the printed sheet are divided, in this order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitedSeat:
    """A person or room that may be invited, with its valid links."""

    group: str
    holder: Holder
    number: int | None = None
    title: str = ""
    links: tuple[Link, ...] = ()
    """Oldest first; several where more were given out otherwise than on the page."""
    ends_ms: int | None = None
    """When the newest link ends; None: not before the meeting is closed, or there is none."""
    revoked: bool = False
    """Whether a link was given out and revoked."""

    @property
    def link(self) -> Link | None:
        """Return the newest link, which the page shows: not one for a phone in the room alone."""
        whole = [link for link in self.links if link.role is not Role.COMPANION]
        return whole[-1] if whole else None

    @property
    def key(self) -> str:
        """Return how the page names the seat: a guest's by the link, there is nothing else."""
        holder = self.holder
        who = holder.person or holder.site or (self.link.id if self.link else "")
        return f"{holder.role}:{who}"


def seats(
    meeting: Meeting, links: Sequence[Link], now_ms: int
) -> Mapping[str, Sequence[InvitedSeat]]:
    """Return every seat of a meeting by group; empty groups are left out."""
    by_holder: dict[str | None, list[Link]] = {}
    guests = []
    for link in links:
        if link.role is Role.OBSERVER:
            guests.append(link)
        else:
            by_holder.setdefault(link.person or link.site, []).append(link)
    found = [
        seat_with(seat, by_holder.get(seat.holder.person or seat.holder.site, ()), meeting, now_ms)
        for seat in expected(meeting)
    ]
    for link in guests:
        seat = InvitedSeat(group="guests", holder=Holder(role=link.role, name=link.name))
        found += [seat for seat in [seat_with(seat, [link], meeting, now_ms)] if seat.link]
    grouped = {group: [seat for seat in found if seat.group == group] for group in GROUPS}
    return {group: members for group, members in grouped.items() if members}


def expected(meeting: Meeting) -> Iterable[InvitedSeat]:
    """Yield the seats that a meeting has by its list and its rooms."""
    for site in meeting.sites.values():
        venue = site.venue
        yield InvitedSeat(
            group="sites",
            holder=Holder(role=Role.SITE, name=venue.name, site=venue.site),
            title=venue.place,
        )
    for member in meeting.members.values():
        if member.category is Category.SUSPENDED:
            continue
        role = role_of(meeting, member.person)
        stands_in = main_site(meeting) if role in DESK else None
        yield InvitedSeat(
            group="desk" if role in DESK else "members",
            holder=Holder(role=role, name=member.name, person=member.person, site=stands_in),
            number=member.number,
            title=member.title,
        )


def seat_with(
    seat: InvitedSeat, links: Sequence[Link], meeting: Meeting, now_ms: int
) -> InvitedSeat:
    """Return a seat with the links that are good now."""
    entry = index_of(meeting)
    now_good = tuple(link for link in links if is_good(link, entry, now_ms))
    revoked = bool(links) and links[-1].revoked_ms is not None and not now_good
    filled = replace(seat, links=now_good, revoked=revoked)
    return replace(filled, ends_ms=end_of(filled.link, entry) if filled.link else None)
