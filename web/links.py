"""Personal links: created, checked, revoked. The only credential of most people.

The URL contains the link's id with our signature; role, person, meeting, site and account are in
the register, so that a link can be revoked at any time. A link to a meeting expires by the
meeting's present state and time (`end_of`): if the meeting is rescheduled, links stay valid.
"""

import hashlib
import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Final

from itsdangerous import BadSignature, Signer

from live.bus.contract import Bus
from live.clock import Clock
from live.errors import Rejected
from live.ids import AccountId, Ids, LinkId, MeetingId, PersonId, SiteId
from live.meeting.permissions import Role
from live.meeting.state import Phase
from live.store import Database
from live.store.contract import MeetingIndex
from live.store.registers import Link, Register
from signaling.admission import REVOKED_TOPIC

AFTER_MEETING_MS: Final = 24 * 3600 * 1000
"""Milliseconds after the scheduled time for which a link is valid: meetings begin late. Chosen."""
AFTER_CLOSING_MS: Final = 3600 * 1000
"""Milliseconds after closing for which a link is valid at least, to read the last words. Chosen."""
ACCOUNT_LINK_MS: Final = 30 * 24 * 3600 * 1000
"""Milliseconds for which a link to an account is valid: a month. Chosen."""
TOKEN: Final = re.compile(r"[A-Za-z0-9_:-][A-Za-z0-9_.:-]*\.[A-Za-z0-9_-]{43}")
"""An id, and its signature: 43 characters are 256 bits in base64url without padding (RFC 4648
§5), so that characters after the token, from a sentence or a chat program, are not part of it."""


def key_of(link: LinkId) -> str:
    """Return the key by which signaling identifies devices admitted by a link."""
    return f"link:{link}"


def token_in(text: str) -> str:
    """Return the token in pasted text such as ``TOKEN.``, ``<TOKEN>`` or ``TOKEN/``, also with
    zero-width characters in it; text without a token is returned unchanged."""
    seen = "".join(c for c in text if unicodedata.category(c) != "Cf" and not c.isspace())
    found = TOKEN.search(seen)
    return found[0] if found else text


def end_of(link: Link, meeting: MeetingIndex | None) -> int | None:
    """Return when a link expires, in ms; None: not before its meeting is closed.

    Args:
        link: any link that was not revoked.
        meeting: the present entry of its meeting; None for a link to an account.
    """
    if meeting is None:
        return link.expires_ms
    if meeting.state == Phase.OPEN:
        return None
    ends_ms = max(meeting.scheduled_ms, link.created_ms) + AFTER_MEETING_MS
    closed_ms = meeting.closed_ms
    return ends_ms if closed_ms is None else max(ends_ms, closed_ms + AFTER_CLOSING_MS)


def is_good(link: Link, meeting: MeetingIndex | None, now_ms: int) -> bool:
    """Tell whether a link is valid now."""
    ends_ms = end_of(link, meeting)
    return link.revoked_ms is None and (ends_ms is None or now_ms < ends_ms)


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """The person or room a link is for, and its role."""

    role: Role
    name: str
    person: PersonId | None = None
    site: SiteId | None = None
    account: AccountId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """The number of valid links to a meeting."""

    count: int
    ends_ms: int | None
    """When the last valid link expires; None: there is none, or only once the meeting is closed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """Creates, checks and revokes links in the register."""

    database: Database
    bus: Bus
    clock: Clock
    ids: Ids
    secret: str

    @property
    def register(self) -> Register[Link]:
        """Return the register of links."""
        return self.database.registers.links

    async def issue(
        self,
        holders: Collection[Holder],
        meeting: MeetingId | None,
        created_by: AccountId | None = None,
        *,
        lasts_ms: int = ACCOUNT_LINK_MS,
    ) -> Sequence[Link]:
        """Create one link per holder, to one meeting or (``None``) to the holder's account.

        Args:
            holders: the people and rooms that get links.
            meeting: the meeting, by which the links expire (`end_of`).
            created_by: the account that creates them.
            lasts_ms: for how long links to accounts are valid.
        """
        now_ms = self.clock.wall_ms()
        links = [
            Link(
                id=LinkId(self.ids()),
                role=holder.role,
                name=holder.name,
                created_ms=now_ms,
                expires_ms=now_ms + lasts_ms if meeting is None else 0,
                meeting=meeting,
                person=holder.person,
                site=holder.site,
                account=holder.account,
                created_by=created_by,
            )
            for holder in holders
        ]
        await self.register.put(*links)
        return links

    def token(self, link: Link) -> str:
        """Return the token for a link's URL."""
        return self._signer().sign(link.id).decode()

    def path(self, link: Link) -> str:
        """Return the path of a link's URL."""
        return f"/j/{self.token(link)}"

    async def open_untrusted(self, token: str) -> Link | None:
        """Return the link of a token, or of pasted text with one; None: not signed by us.

        Raises:
            Rejected: ``unknown_link``, ``expired_link`` or ``revoked_link``.
        """
        try:
            link_id = self._signer().unsign(token_in(token)).decode()
        except (BadSignature, UnicodeDecodeError):
            return None
        link = await self.register.get(link_id)
        if link is None:
            raise Rejected("unknown_link")
        if link.revoked_ms is not None:
            raise Rejected("revoked_link")
        entry = await self.database.events.index(link.meeting) if link.meeting else None
        gone = link.meeting is not None and entry is None
        if gone or not is_good(link, entry, self.clock.wall_ms()):
            raise Rejected("expired_link")
        return link

    async def end_of(self, link: Link) -> int | None:
        """Return when a link expires by the present state of its meeting (see `end_of` above)."""
        return end_of(
            link, await self.database.events.index(link.meeting) if link.meeting else None
        )

    async def given(self, meeting: MeetingId) -> Given:
        """Return how many links to a meeting are valid now, and until when."""
        entry, now_ms = await self.database.events.index(meeting), self.clock.wall_ms()
        good = [
            end_of(link, entry)
            for link in await self.register.find(meeting=meeting)
            if is_good(link, entry, now_ms)
        ]
        return Given(count=len(good), ends_ms=max((ends for ends in good if ends), default=None))

    async def revoke(self, *links: Link) -> None:
        """Revoke links; devices in a meeting by one of them are disconnected."""
        now_ms = self.clock.wall_ms()
        await self.register.put(*(replace(link, revoked_ms=now_ms) for link in links))
        for link in links:
            await self.bus.publish(REVOKED_TOPIC, key_of(link.id).encode())

    def _signer(self) -> Signer:
        return Signer(self.secret, salt="link", digest_method=hashlib.sha256)
