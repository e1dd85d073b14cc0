"""The links of the demonstration: those listed for the visitor, and those of simulated members.

A visitor who opens the link of a simulated person is a second device of that person; the simulated
one then leaves.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from live.bots.cast import PACE_S, CastSeat, Latecomer, Script
from live.bots.rosters import ONLINE, Listed
from live.ids import LinkId, MeetingId
from live.meeting.permissions import Role
from live.store.registers import Link
from signaling.admission import Where
from web.demo.commune import ADMINISTRATOR, SUPERVISOR, Staff, person_id, person_named, site_id
from web.demo.evenings import Evening
from web.links import Links

DAY_MS: Final = 24 * 3600 * 1000
LINK_DAYS: Final = 7
"""Days until sign-in links of accounts expire; links to a meeting expire as usual."""
ANSWERED: Final = {Role.MEMBER: f"?where={Where.ONLINE}"}
"""Role → query of the visitor's link that answers a question asked before entering."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A link for the visitor, as it is listed and written to ``demo.json``."""

    role: Role
    name: str
    meeting: str | None
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatPlace:
    """A person or a room that takes part in one meeting."""

    role: Role
    name: str
    person: str | None = None
    site: str | None = None


GUEST: Final = SeatPlace(role=Role.OBSERVER, name="Hà Thị Lan")
"""An observer with a link to every meeting; not on a list of members, not simulated."""


def places(evening: Evening) -> Iterator[SeatPlace]:
    """Yield every person and room with a device, the desk first."""
    roster = evening.roster
    main = site_id(roster, "main")
    for role, name in ((Role.CHAIR, roster.chair), (Role.SECRETARY, roster.secretary)):
        yield SeatPlace(role=role, name=name, person=person_named(roster, name), site=main)
    for room in roster.rooms:
        yield SeatPlace(role=Role.SITE, name=room.name, site=site_id(roster, room.key))
    for listed in roster.people:
        person = person_id(roster, listed)
        if listed.tonight == ONLINE:
            yield SeatPlace(role=Role.MEMBER, name=listed.name, person=person)
        elif listed.name in evening.phones:
            site = site_id(roster, listed.tonight)
            yield SeatPlace(role=Role.COMPANION, name=listed.name, person=person, site=site)


@dataclass(frozen=True, slots=True, kw_only=True)
class Usher:
    """Makes the links of one evening's meetings."""

    links: Links
    now_ms: int

    async def visitor(
        self, evenings: dict[MeetingId, Evening], supervisor: Staff = SUPERVISOR
    ) -> list[Shown]:
        """Return the visitor's links: one of every role of the first meeting, then the rest."""
        account = [await self._account_link(one) for one in (supervisor, ADMINISTRATOR)]
        first: list[Shown] = []
        others: list[Shown] = []
        for number, (meeting, evening) in enumerate(evenings.items()):
            chosen = first if number == 0 else others
            there = (*places(evening), GUEST)
            links = [self._link("visitor", meeting, place) for place in there]
            await self.links.register.put(*links)
            for place, link in zip(there, links, strict=True):
                shown = Shown(
                    role=place.role,
                    name=place.name,
                    meeting=evening.roster.name,
                    path=self.links.path(link) + ANSWERED.get(place.role, ""),
                )
                again = any(one.role is place.role for one in chosen) and chosen is first
                (others if again else chosen).append(shown)
        return [*first, *account, *others]

    async def seats(self, meeting: MeetingId, evening: Evening) -> list[CastSeat]:
        """Return everybody to be simulated in one meeting."""
        found = []
        there = list(places(evening))
        links = [self._link("sim", meeting, place) for place in there]
        await self.links.register.put(*links)
        for place, link in zip(there, links, strict=True):
            token = self.links.token(link)
            late = place.name in evening.late
            found.append(
                CastSeat(
                    role=place.role.value,  # type: ignore[arg-type]  # of the simulated ones
                    meeting=meeting,
                    name=place.name,
                    token=token,
                    person=place.person,
                    site=place.site,
                    camera=place.role in _with_picture(evening),
                    hears=place.role in _with_picture(evening) and not evening.light,
                    drops=place.role is Role.MEMBER,
                    arrives_s=25.0 if late else 0.0,
                    people=before_camera(evening, place),
                )
            )
        return found

    def _link(self, purpose: str, meeting: MeetingId, place: SeatPlace) -> Link:
        """Return a link to be made or renewed. Its id is fixed; the signature is the secret
        part."""
        return Link(
            id=LinkId(f"{purpose}-{meeting}-{place.role}-{place.person or place.site or 'guest'}"),
            role=place.role,
            name=place.name,
            created_ms=self.now_ms,
            expires_ms=0,
            meeting=meeting,
            person=place.person,  # type: ignore[arg-type]  # ids travel as text in a cast
            site=place.site,  # type: ignore[arg-type]
        )

    async def _account_link(self, staff: Staff) -> Shown:
        link = Link(
            id=LinkId(f"visitor-{staff.id}"),
            role=staff.role,
            name=staff.name,
            created_ms=self.now_ms,
            expires_ms=self.now_ms + LINK_DAYS * DAY_MS,
            account=staff.id,
        )
        await self.links.register.put(link)
        return Shown(role=staff.role, name=staff.name, meeting=None, path=self.links.path(link))


def _with_picture(evening: Evening) -> frozenset[Role]:
    """Return the roles whose simulated devices send sound and picture."""
    return frozenset({Role.SITE}) if evening.light else frozenset({Role.SITE, Role.MEMBER})


def before_camera(evening: Evening, place: SeatPlace) -> tuple[str, ...]:
    """Return the people in a room's picture."""
    if place.role is not Role.SITE:
        return ()
    roster = evening.roster
    here = [
        listed.name
        for listed in roster.people
        if listed.present and listed.tonight != ONLINE
        if site_id(roster, listed.tonight) == place.site
    ]
    return tuple(here[:9])


def script_of(meeting: MeetingId, evening: Evening) -> Script:
    """Return the script for the rest of a meeting."""
    roster = evening.roster
    return Script(
        meeting=meeting,
        linger=evening.linger,
        manner=evening.manner,
        chair=person_named(roster, roster.chair),
        main_site=site_id(roster, "main"),
        latecomers=tuple(_latecomers(evening)),
        ballot=evening.ballot,
        pace_s=None if evening.as_planned else PACE_S,
        mute=tuple(_mute(evening)),
    )


def _mute(evening: Evening) -> Iterator[str]:
    """Yield the persons far away who have no sound."""
    people = evening.roster.people if evening.light else ()
    return (person_id(evening.roster, each) for each in people if each.tonight == ONLINE)


def _latecomers(evening: Evening) -> Iterator[Latecomer]:
    roster = evening.roster
    without_device: list[Listed] = [
        roster.person(name)
        for name in evening.late
        if name not in evening.phones and roster.person(name).tonight != ONLINE
    ]
    for place, listed in enumerate(without_device):
        yield Latecomer(
            person=person_id(roster, listed),
            number=listed.number,
            site=site_id(roster, listed.tonight),
            after_s=20.0 + 35.0 * place,
        )
