"""The text of an invitation, to be pasted into a chat. Pure.

A title that is a phrase itself ("Sinh hoạt chi bộ tháng 12") goes on in the sentence; any other is
quoted after what it is the title of.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from live.meeting.state import Facts
from web.i18n import Catalogue
from web.organise.seats import InvitedSeat
from web.rendering import at

PHRASE: Final = "sinh hoạt "
"""Beginnings of titles that are written in lower case within a sentence."""
ADDRESSED: Final = ("đồng chí ", "đ/c ")
"""Forms of address in front of a name, left out because the sentence has its own."""
BETWEEN: Final = "\n\n"
"""Separator between the invitations of several people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inviting:
    """Writes invitations to one meeting in one language."""

    facts: Facts
    text: Catalogue
    zone: dt.tzinfo
    attending: str = ""
    """Who from above attends, as a sentence; empty: nobody is to attend."""

    def invite(self, seat: InvitedSeat, address: str) -> str:
        """Return the invitation of one seat, with its link at the end, and a line below it that
        says who from above attends."""
        about = self._about()
        name = plain_name(seat.holder.name)
        invitation = self.text(
            f"admin.invitation.{seat.holder.role}", name=name, about=about, url=address
        )
        return f"{invitation}\n{self.attending}" if self.attending else invitation

    def _about(self) -> str:
        start = at(self.facts.scheduled_ms, self.zone)
        place = self.facts.place.strip().rstrip(".")
        return self.text(
            "admin.invitation.about_at" if place else "admin.invitation.about",
            meeting=self._title(),
            branch=self.facts.branch.name,
            hour=f"{start:%H:%M}",
            day=f"{start:%d/%m/%Y}",
            place=place,
        )

    def _title(self) -> str:
        title = self.facts.title.strip().rstrip(".")
        if title.casefold().startswith(PHRASE):
            return title[0].lower() + title[1:]
        return self.text("admin.invitation.titled", title=title)


def plain_name(name: str) -> str:
    """Return a name without the form of address in front of it."""
    for word in ADDRESSED:
        if name.casefold().startswith(word):
            return name[len(word) :].strip()
    return name


def invitations(
    groups: Mapping[str, Sequence[InvitedSeat]], addresses: Mapping[str, str], inviting: Inviting
) -> Mapping[str, str]:
    """Return the invitation of everybody who has a link, by the key of the seat, in the order of
    the page."""
    return {
        seat.key: inviting.invite(seat, addresses[seat.key])
        for group in groups.values()
        for seat in group
        if seat.key in addresses
    }
