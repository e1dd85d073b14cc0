"""Personal links: made, read, revoked. The only key that most people ever hold.

The address carries the link's id under our signature; what it is good for (role, person, meeting,
site, account) stands in the register, so that it can be revoked in mid-meeting. Until when a link
to a meeting is good follows from the meeting as it stands (`end_of`): one that is moved takes the
links that were given out along.
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
"""A link outlives the scheduled hour of its meeting by a day: meetings begin late. Chosen."""
AFTER_CLOSING_MS: Final = 3600 * 1000
"""However late a meeting ends, its last words can be read for an hour. Chosen."""
ACCOUNT_LINK_MS: Final = 30 * 24 * 3600 * 1000
"""A link to an account instead of a meeting lasts a month. Chosen."""
TOKEN: Final = re.compile(r"[A-Za-z0-9_:-][A-Za-z0-9_.:-]*\.[A-Za-z0-9_-]{43}")
"""An id, and its signature: 43 characters are 256 bits in base64url without padding (RFC 4648
§5). So a token ends where it ends, whatever a sentence or a chat program puts after it."""


def key_of(link: LinkId) -> str:
    """Return the key under which signaling knows whoever came in by a link."""
    return f"link:{link}"


def token_in(text: str) -> str:
    """Return the token in what somebody pasted: ``TOKEN.``, ``<TOKEN>``, ``TOKEN/`` from a
    sentence, with signs of no width in it; text without one is returned as it is."""
    seen = "".join(c for c in text if unicodedata.category(c) != "Cf" and not c.isspace())
    found = TOKEN.search(seen)
    return found[0] if found else text


def end_of(link: Link, meeting: MeetingIndex | None) -> int | None:
    """Return when a link ends, its meeting standing as it does; None: not before that is closed.

    Args:
        link: any link that was not revoked.
        meeting: what the link leads to; None for a link to an account.
    """
    if meeting is None:
        return link.expires_ms
    if meeting.state == Phase.OPEN:
        return None
    ends_ms = max(meeting.scheduled_ms, link.created_ms) + AFTER_MEETING_MS
    closed_ms = meeting.closed_ms
    return ends_ms if closed_ms is None else max(ends_ms, closed_ms + AFTER_CLOSING_MS)


def is_good(link: Link, meeting: MeetingIndex | None, now_ms: int) -> bool:
    """Tell whether a link lets in now."""
    ends_ms = end_of(link, meeting)
    return link.revoked_ms is None and (ends_ms is None or now_ms < ends_ms)


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """Who a link is for, and as what."""

    role: Role
    name: str
    person: PersonId | None = None
    site: SiteId | None = None
    account: AccountId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """The links to a meeting that are good now."""

    count: int
    ends_ms: int | None
    """When the last of them ends; None: there is none, or not before the meeting is closed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """The register of links with their signature."""

    database: Database
    bus: Bus
    clock: Clock
    ids: Ids
    secret: str

    @property
    def register(self) -> Register[Link]:
        """Return where the links stand."""
        return self.database.registers.links

    async def issue(
        self,
        holders: Collection[Holder],
        meeting: MeetingId | None,
        created_by: AccountId | None = None,
        *,
        lasts_ms: int = ACCOUNT_LINK_MS,
    ) -> Sequence[Link]:
        """Make one link per holder, to one meeting or (``None``) to the holder's account.

        Args:
            holders: whom the links are for.
            meeting: where they lead, and what says how long they are good.
            created_by: who gives them out.
            lasts_ms: how long links to accounts are good.
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
        """Return what stands in the address."""
        return self._signer().sign(link.id).decode()

    def path(self, link: Link) -> str:
        """Return the address below the server's root."""
        return f"/j/{self.token(link)}"

    async def open_untrusted(self, token: str) -> Link | None:
        """Return the link of a token, or of what was pasted with it; None: not signed by us.

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
        """Return when a link ends, as its meeting stands now; see the function of this name."""
        return end_of(
            link, await self.database.events.index(link.meeting) if link.meeting else None
        )

    async def given(self, meeting: MeetingId) -> Given:
        """Return how many links to a meeting are good, and until when, as it stands now."""
        entry, now_ms = await self.database.events.index(meeting), self.clock.wall_ms()
        good = [
            end_of(link, entry)
            for link in await self.register.find(meeting=meeting)
            if is_good(link, entry, now_ms)
        ]
        return Given(count=len(good), ends_ms=max((ends for ends in good if ends), default=None))

    async def revoke(self, *links: Link) -> None:
        """End links now; whoever is in a meeting by one of them is sent out."""
        now_ms = self.clock.wall_ms()
        await self.register.put(*(replace(link, revoked_ms=now_ms) for link in links))
        for link in links:
            await self.bus.publish(REVOKED_TOPIC, key_of(link.id).encode())

    def _signer(self) -> Signer:
        return Signer(self.secret, salt="link", digest_method=hashlib.sha256)
