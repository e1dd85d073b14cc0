"""Admission to the WebSocket: by a personal link, or by the ticket in a signed-in account's page.

The only module that turns links and accounts into actors of meetings; the rules then decide what an
actor may do. The interface is in `signaling.admission`.
"""

import datetime as dt
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Final

from live.clock import Clock
from live.errors import Rejected
from live.ids import AccountId, BranchId, MeetingId, PersonId, SiteId
from live.media.preference import MediaPreference
from live.meeting.attendance import main_site
from live.meeting.permissions import DESK, GUESTS, Actor, Role
from live.meeting.state import Meeting, Phase
from live.months import Month, end_ms, month_of
from live.service import Meetings
from live.store import Database
from live.store.contract import MeetingIndex
from live.store.directory import followed_by
from live.store.registers import Account, Link, Preference
from signaling.admission import Admission, Where
from signaling.stage import PREFERS
from web.links import Links, key_of
from web.roles import role_by, room_by
from web.sessions import Sessions, key_of_session

IN_PROGRESS: Final = ("announced", "open")
"""States of a meeting in which a supervisor who follows its branch may enter."""


def key_of_account(account: AccountId) -> str:
    """Return the key by which signaling identifies devices admitted by an account."""
    return f"account:{account}"


async def branches_of(account: Account, database: Database, month: Month) -> frozenset[BranchId]:
    """Return the branches an account has access to in a month: those it follows, and its person's.

    Whoever follows a branch now has access to its earlier meetings too; whoever followed it once
    has access to none.
    """
    registers = database.registers
    followed = await followed_by(registers, account.id, month)
    person = await registers.people.get(account.person) if account.person else None
    return followed | {person.branch} if person else followed


@dataclass(frozen=True, slots=True, kw_only=True)
class Doorkeeper:
    """The `Authenticator` of the program."""

    database: Database
    meetings: Meetings
    links: Links
    sessions: Sessions
    clock: Clock
    zone: dt.tzinfo
    """The time zone of the units, whose months those of assignments are."""

    async def admit(self, token: str, where: Where | None = None) -> Admission:
        """Return what a token admits to now.

        Raises:
            Rejected: ``unknown_link``, ``expired_link``, ``revoked_link``, ``off_list`` or
                ``signed_out``.
        """
        link = await self.links.open_untrusted(token)
        found = await (self._by_link(link, where) if link else self._by_ticket_untrusted(token))
        return replace(found, media=await self._media_of(found.actor))

    async def remember(self, person: PersonId, media: MediaPreference) -> None:
        """Store a person's media preference."""
        await self.database.registers.preferences.put(Preference(person=person, media=media))

    async def _by_link(self, link: Link, where: Where | None) -> Admission:
        account = await self._account(link.account) if link.account else None
        name, title = link.name, account.title if account else ""
        role, site = link.role, link.site
        state = await meeting_of(self.meetings, link)
        if state is not None:
            if state.facts.phase is Phase.CANCELLED:
                facts = state.facts
                raise Rejected("cancelled_meeting", title=facts.title, reason=facts.cancelled_why)
            if not is_listed(state, link):
                raise Rejected("off_list")
            name, title = named(state, link) or (name, title)
            role = role_by(link, state, where)
            site = room_by(link, state, role)
        actor = Actor(
            role=role,
            person=person_behind(link, account),
            site=site,
            name=name,
            title=title,
            unit=await self._unit(account),
        )
        meetings = [link.meeting] if link.meeting else await self._followed(account)
        return Admission(
            key=key_of(link.id),
            actor=actor,
            meetings=frozenset(meetings),
            language=account.language if account else "vi",
            expires_ms=await self.links.end_of(link),
            changes_ms=self._changes_ms(account),
        )

    async def _by_ticket_untrusted(self, token: str) -> Admission:
        opened = await self.sessions.admit_untrusted(token)
        if opened is None:
            raise Rejected("unknown_link")
        signed_in, meeting = opened
        if signed_in is None:
            raise Rejected("signed_out")
        account = signed_in.account
        actor = Actor(
            role=account.role,
            person=person_of(account),
            site=await self._desk_site(account, meeting),
            name=account.name,
            title=account.title,
            unit=await self._unit(account),
        )
        meetings = await self._open_to(account, meeting)
        return Admission(
            key=key_of_account(account.id),
            session=key_of_session(signed_in.session.id),
            actor=actor,
            meetings=frozenset(meetings),
            language=account.language,
            changes_ms=self._changes_ms(account),
        )

    async def _account(self, account_id: AccountId) -> Account:
        account = await self.database.registers.accounts.get(account_id)
        if account is None or not account.active:
            raise Rejected("revoked_link")
        return account

    async def _open_to(self, account: Account, meeting: MeetingId | None) -> Collection[MeetingId]:
        """Return the meetings that an account's page was made for and the account may still enter.

        Raises:
            Rejected: ``revoked_link``: the account has no access to this meeting any more.
        """
        if meeting is None:
            return await self._followed(account)
        entry = await self.database.events.index(meeting)
        branches = await branches_of(account, self.database, self._month())
        if entry is None or entry.branch not in branches or account.role not in DESK:
            raise Rejected("revoked_link")
        if entry.state == Phase.CANCELLED:
            raise Rejected("cancelled_meeting", title=entry.title, reason="")
        return [meeting]

    async def _followed(self, account: Account | None) -> Collection[MeetingId]:
        if account is None or account.role is not Role.SUPERVISOR:
            return ()
        now = self._month()
        branches = await branches_of(account, self.database, now)
        index = await self.database.events.meetings(branches=branches, states=IN_PROGRESS)
        ahead = {month_of(entry.scheduled_ms, self.zone) for entry in index} - {now}
        then = {month: await branches_of(account, self.database, month) for month in ahead}
        return [entry.meeting for entry in index if self._is_followed(entry, then)]

    def _is_followed(self, entry: MeetingIndex, then: Mapping[Month, Collection[BranchId]]) -> bool:
        """Tell whether a meeting of a branch followed now is not one of a later month in which the
        branch will not be followed any more; ``then`` has what is followed in other months."""
        month = month_of(entry.scheduled_ms, self.zone)
        return month <= self._month() or entry.branch in then[month]

    def _month(self) -> Month:
        return month_of(self.clock.wall_ms(), self.zone)

    def _changes_ms(self, account: Account | None) -> int | None:
        """Return when assignments of an account may begin or end by themselves."""
        if account is None or account.role is not Role.SUPERVISOR:
            return None
        return end_ms(self._month(), self.zone)

    async def _desk_site(self, account: Account, meeting: MeetingId | None) -> SiteId | None:
        """Return the room of the desk, the main room; None for accounts that are not the desk."""
        if meeting is None or account.role not in DESK:
            return None
        return main_site(await self.meetings.state(meeting))

    async def _media_of(self, actor: Actor) -> MediaPreference:
        if actor.person is None or actor.role not in PREFERS:
            return MediaPreference.FULL
        kept = await self.database.registers.preferences.get(actor.person)
        return kept.media if kept else MediaPreference.FULL

    async def _unit(self, account: Account | None) -> str:
        unit = account.unit if account else None
        found = await self.database.registers.units.get(unit) if unit else None
        return found.name if found else ""


async def meeting_of(meetings: Meetings, link: Link) -> Meeting | None:
    """Return the meeting that a link is for; None: the link is for an account, or the meeting does
    not exist (reported where it would be shown)."""
    if link.meeting is None:
        return None
    with suppress(Rejected):
        return await meetings.state(link.meeting)
    return None


def is_listed(meeting: Meeting, link: Link) -> bool:
    """Tell whether a link's person or room still belongs to the meeting; a guest always does."""
    if link.role is Role.SITE:
        return link.site in meeting.sites
    return link.role in GUESTS or link.person in meeting.members


def named(meeting: Meeting, link: Link) -> tuple[str, str] | None:
    """Return name and office of a link's holder from the meeting's list; None: a guest. The link
    itself has them as they were when it was created."""
    if link.role is Role.SITE and link.site:
        return meeting.sites[link.site].venue.name, ""
    member = meeting.members.get(link.person) if link.person and link.role not in GUESTS else None
    return (member.name, member.title) if member else None


def person_behind(link: Link, account: Account | None) -> PersonId | None:
    """Return the person as whom a link acts: the link's, the account's, or for an observer an id
    made of the link's, so that observers are shown as watching; None: a room."""
    if link.person is None and account is not None:
        return person_of(account)
    return PersonId(link.id) if link.role is Role.OBSERVER else link.person


def person_of(account: Account) -> PersonId:
    """Return the person as whom an account acts; without one, the account's own id."""
    return account.person or PersonId(account.id)


def actor_of(account: Account) -> Actor:
    """Return an account as an actor outside the meeting itself."""
    return Actor(role=account.role, person=person_of(account), name=account.name)
