"""Who may be given a link to a meeting, and which links each has now. Pure.

A seat is a person (or a room, or a guest) in one role. A person has one seat with sound and picture
and one without, for the phone of somebody who sits in the room. The desk stands in the main room;
a companion's phone is known to be in the room where there is but one, else by its check-in code.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from live.ids import SiteId
from live.meeting.attendance import main_site
from live.meeting.permissions import DESK, Role
from live.meeting.roster import Category, Member
from live.meeting.state import Meeting
from live.store.registers import Link
from web.links import Holder

GROUPS: Final = ("sites", "desk", "members", "companions", "guests")
"""How the page and the printed sheet are divided, in this order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """Somebody to be let in, with the links that let in now."""

    group: str
    holder: Holder
    number: int | None = None
    title: str = ""
    links: tuple[Link, ...] = ()
    """Oldest first; several where more were given out otherwise than on the page."""
    revoked: bool = False
    """There was a link, and it was taken back."""

    @property
    def link(self) -> Link | None:
        """Return the newest link, which the page shows."""
        return self.links[-1] if self.links else None

    @property
    def key(self) -> str:
        """Return how the page names the seat: a guest's by the link, there is nothing else."""
        holder = self.holder
        who = holder.person or holder.site or (self.link.id if self.link else "")
        return f"{holder.role}:{who}"


def seats(meeting: Meeting, links: Sequence[Link], now_ms: int) -> Mapping[str, Sequence[Seat]]:
    """Return every seat of a meeting by group; empty groups are left out."""
    by_holder: dict[tuple[Role, str | None], list[Link]] = {}
    for link in links:
        by_holder.setdefault((link.role, link.person or link.site), []).append(link)
    found = [
        seat_with(
            seat,
            by_holder.get((seat.holder.role, seat.holder.person or seat.holder.site), ()),
            now_ms,
        )
        for seat in expected(meeting)
    ]
    found += [
        Seat(group="guests", holder=Holder(role=link.role, name=link.name), links=(link,))
        for link in links
        if link.role is Role.OBSERVER and good(link, now_ms)
    ]
    grouped = {group: [seat for seat in found if seat.group == group] for group in GROUPS}
    return {group: members for group, members in grouped.items() if members}


def expected(meeting: Meeting) -> Iterable[Seat]:
    """Yield the seats that a meeting has by its list and its rooms."""
    for site in meeting.sites.values():
        venue = site.venue
        yield Seat(
            group="sites",
            holder=Holder(role=Role.SITE, name=venue.name, site=venue.site),
            title=venue.place,
        )
    for member in meeting.members.values():
        if member.category is Category.SUSPENDED:
            continue
        role = role_of(meeting, member)
        if role in DESK:
            yield seat_of(member, role, "desk", main_site(meeting))
        else:
            only = next(iter(meeting.sites)) if len(meeting.sites) == 1 else None
            yield seat_of(member, role, "members")
            yield seat_of(member, Role.COMPANION, "companions", only)


def role_of(meeting: Meeting, member: Member) -> Role:
    """Return what a member is in the meeting."""
    if member.person == meeting.facts.chair:
        return Role.CHAIR
    return Role.SECRETARY if member.person == meeting.facts.secretary else Role.MEMBER


def seat_of(member: Member, role: Role, group: str, site: SiteId | None = None) -> Seat:
    """Return a member's seat in one role, in a room if one is known."""
    holder = Holder(role=role, name=member.name, person=member.person, site=site)
    return Seat(group=group, holder=holder, number=member.number, title=member.title)


def seat_with(seat: Seat, links: Sequence[Link], now_ms: int) -> Seat:
    """Return a seat with the links that are good now."""
    now_good = tuple(link for link in links if good(link, now_ms))
    return Seat(
        group=seat.group,
        holder=seat.holder,
        number=seat.number,
        title=seat.title,
        links=now_good,
        revoked=bool(links) and links[-1].revoked_ms is not None and not now_good,
    )


def good(link: Link, now_ms: int) -> bool:
    """Tell whether a link lets in now."""
    return link.revoked_ms is None and now_ms < link.expires_ms
