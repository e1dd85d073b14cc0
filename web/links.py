"""Personal links: made, read, revoked. The only key that most people ever hold.

The address carries the link's id under our signature; what it is good for (role, person, meeting,
site, account, until when) stands in the register, so that it can be revoked in mid-meeting.
"""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Final

from itsdangerous import BadSignature, Signer

from live.bus.contract import Bus
from live.clock import Clock
from live.errors import Rejected
from live.ids import AccountId, Ids, LinkId, MeetingId, PersonId, SiteId
from live.meeting.permissions import Role
from live.store.registers import Link, Register
from signaling.admission import REVOKED_TOPIC

AFTER_MEETING_MS: Final = 24 * 3600 * 1000
"""A link outlives the scheduled hour of its meeting by a day: meetings run late, minutes later."""
ACCOUNT_LINK_MS: Final = 30 * 24 * 3600 * 1000
"""A link to an account instead of a meeting lasts a month. Chosen."""


def key_of(link: LinkId) -> str:
    """Return the key under which signaling knows whoever came in by a link."""
    return f"link:{link}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """Who a link is for, and as what."""

    role: Role
    name: str
    person: PersonId | None = None
    site: SiteId | None = None
    account: AccountId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """The register of links with their signature."""

    register: Register[Link]
    bus: Bus
    clock: Clock
    ids: Ids
    secret: str

    async def issue(
        self,
        holders: Collection[Holder],
        meeting: MeetingId | None,
        expires_ms: int,
        created_by: AccountId | None = None,
    ) -> Sequence[Link]:
        """Make one link per holder, to one meeting or (``None``) to the holder's account."""
        links = [
            Link(
                id=LinkId(self.ids()),
                role=holder.role,
                name=holder.name,
                created_ms=self.clock.wall_ms(),
                expires_ms=expires_ms,
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
        """Return the link of a token; None: not signed by us.

        Raises:
            Rejected: ``unknown_link``, ``expired_link`` or ``revoked_link``.
        """
        try:
            link_id = self._signer().unsign(token).decode()
        except (BadSignature, UnicodeDecodeError):
            return None
        link = await self.register.get(link_id)
        if link is None:
            raise Rejected("unknown_link")
        if link.revoked_ms is not None:
            raise Rejected("revoked_link")
        if self.clock.wall_ms() >= link.expires_ms:
            raise Rejected("expired_link")
        return link

    async def revoke(self, *links: Link) -> None:
        """End links now; whoever is in a meeting by one of them is sent out."""
        now_ms = self.clock.wall_ms()
        await self.register.put(*(replace(link, revoked_ms=now_ms) for link in links))
        for link in links:
            await self.bus.publish(REVOKED_TOPIC, key_of(link.id).encode())

    def _signer(self) -> Signer:
        return Signer(self.secret, salt="link", digest_method=hashlib.sha256)
