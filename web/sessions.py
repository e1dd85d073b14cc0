"""Sessions of signed-in accounts, with their cookies and tickets.

A session is a row of the register. The browser has a cookie with the session's id, signed; its live
pages have a ticket that names the session too. Whatever ends the row (signing out, another browser
of the account, a new password, time) makes both invalid, and copies of them; a request for a page
or an open WebSocket is a use that prolongs the session.
"""

import hmac
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Final

from live.bus.contract import Bus
from live.clock import Clock
from live.errors import StoreUnavailable
from live.ids import AccountId, Ids, MeetingId, SessionId
from live.meeting.words import UNSEEN
from live.store.registers import Account, Registers, Session
from signaling.admission import REVOKED_TOPIC
from web.auth import Seal, mark_of

IDLE_MS: Final = 12 * 3600 * 1000
"""Milliseconds without use after which a session ends, as for a browser left open overnight.
Chosen."""
LONGEST_MS: Final = 30 * 24 * 3600 * 1000
"""Milliseconds after which a session ends even if used (NIST SP 800-63B §4.1.3: 30 days)."""
WARNED_MS: Final = 15 * 60 * 1000
"""Milliseconds before its end from which a page warns: time to finish and sign in. Chosen."""
NOTED_MS: Final = 5 * 60 * 1000
"""A use is stored if the last one stored is older than this many ms: at most one write per session
in five minutes. Chosen."""
KEPT: Final = 100
"""Most sessions of one account, in case programs never sign out; beyond that the one unused longest
ends. Chosen."""
UNWRITTEN: Final = 1000
"""Most sessions held in memory while nothing can be written; the oldest is dropped. Chosen."""
AGENT_LETTERS: Final = 200
"""Most characters stored of a ``User-Agent``; enough to tell two apart. Chosen."""


def ends_ms(session: Session) -> int:
    """Return when a session ends unless it is used again, in ms."""
    return min(session.used_ms + IDLE_MS, session.created_ms + LONGEST_MS)


def ages(session: Session) -> bool:
    """Tell whether a session will end by `LONGEST_MS`, also if it is used."""
    return session.created_ms + LONGEST_MS <= session.used_ms + IDLE_MS


def key_of_session(session: SessionId) -> str:
    """Return the key by which signaling identifies devices admitted by a session."""
    return f"session:{session}"


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A valid session and its account."""

    session: Session
    account: Account


@dataclass(frozen=True, slots=True, kw_only=True)
class Sessions:
    """Begins, checks and ends sessions in the register; signs cookies and tickets."""

    registers: Registers
    bus: Bus
    clock: Clock
    ids: Ids
    secret: str
    unwritten: dict[str, Session] = field(default_factory=dict)
    """Sessions begun while nothing could be written: valid in this process only, and written at
    their next use once writing works again."""

    async def begin(self, account: Account, address: str, agent: str) -> Session:
        """Begin a session of an account; beyond `KEPT` the one unused longest ends."""
        now_ms = self.clock.wall_ms()
        session = Session(
            id=SessionId(self.ids()),
            account=account.id,
            mark=mark_of(self.secret, account.password_hash),
            created_ms=now_ms,
            used_ms=now_ms,
            address=address,
            agent=agent.translate(UNSEEN)[:AGENT_LETTERS],
        )
        known = await self._known(account.id)
        alive = [each for each in known if self._good(each, account)]
        latest = sorted(alive, key=lambda each: each.used_ms, reverse=True)
        try:
            await self.end(*(each for each in known if each not in latest[: KEPT - 1]))
            await self.registers.sessions.put(session)
        except StoreUnavailable:
            while len(self.unwritten) >= UNWRITTEN:
                del self.unwritten[next(iter(self.unwritten))]
            self.unwritten[session.id] = session
        return session

    async def of(self, account: Account) -> Sequence[Session]:
        """Return the valid sessions of an account, last used first."""
        known = await self._known(account.id)
        good = [each for each in known if self._good(each, account)]
        return sorted(good, key=lambda each: each.used_ms, reverse=True)

    async def end(self, *sessions: Session) -> None:
        """End sessions now; their live pages are told to sign in again."""
        for session in sessions:
            await self.replaced(session)
            await self.bus.publish(REVOKED_TOPIC, key_of_session(session.id).encode())

    async def end_all(self, account: AccountId, but: SessionId | None = None) -> None:
        """End every session of an account, or every other one."""
        known = await self._known(account)
        await self.end(*(each for each in known if each.id != but))

    async def replaced(self, session: Session) -> None:
        """End a session whose browser is getting a new one. Its live pages are not told: they find
        out within a minute, and by then the browser has the new session's cookie."""
        if self.unwritten.pop(session.id, None) is None:
            await self.registers.sessions.remove(session.id)

    def cookie(self, session: Session) -> str:
        """Return the value of a session's cookie."""
        return self._cookies.close(session.id, session.account)

    def ticket(self, session: Session, meeting: MeetingId | None) -> str:
        """Return the token for a live page's WebSocket: for one meeting, or (``None``) for all that
        the account follows."""
        return self._tickets.close(session.id, meeting or "")

    async def open_untrusted(self, cookie: str, *, use: bool = True) -> SignedIn | None:
        """Return the session of a cookie if it is valid; ``use``: count this as a use."""
        words = self._cookies.open_untrusted(cookie, 2)
        return await self._signed_in(words[0], use=use) if words else None

    def whose_untrusted(self, cookie: str) -> AccountId | None:
        """Return the account of a cookie, also when its session has ended."""
        words = self._cookies.open_untrusted(cookie, 2)
        return AccountId(words[1]) if words else None

    async def admit_untrusted(self, ticket: str) -> tuple[SignedIn | None, MeetingId | None] | None:
        """Return the session of a ticket (``None``: it has ended), and its meeting; this counts as
        a use. ``None`` alone: the text is no ticket."""
        words = self._tickets.open_untrusted(ticket, 2)
        if words is None:
            return None
        return await self._signed_in(words[0]), MeetingId(words[1]) if words[1] else None

    async def _signed_in(self, session_id: str, *, use: bool = True) -> SignedIn | None:
        session = await self._found(session_id)
        account = await self.registers.accounts.get(session.account) if session else None
        if session is None or account is None or not self._good(session, account):
            return None
        now_ms = self.clock.wall_ms()
        if use and now_ms - session.used_ms >= NOTED_MS:
            session = replace(session, used_ms=now_ms)
            if not await self._renewed(session):
                return None  # the session was ended concurrently
        return SignedIn(session, account)

    async def _renewed(self, session: Session) -> bool:
        """Store a use of a session; return whether the session still exists. True if nothing can be
        written, so that nobody is signed out for that."""
        if session.id in self.unwritten:
            self.unwritten[session.id] = session
            return True
        try:
            return await self.registers.sessions.renew(session)
        except StoreUnavailable:
            return True

    async def _known(self, account: AccountId) -> Sequence[Session]:
        """Return every session of an account."""
        held = [each for each in self.unwritten.values() if each.account == account]
        return [*await self.registers.sessions.find(account=account), *held]

    async def _found(self, session_id: str) -> Session | None:
        """Return the session of an id; write it if it is in `unwritten` and writing works again."""
        held = self.unwritten.get(session_id)
        if held is None:
            return await self.registers.sessions.get(session_id)
        with suppress(StoreUnavailable):
            await self.registers.sessions.put(held)
            if self.unwritten.pop(session_id, None) is None:  # the session was ended meanwhile
                await self.registers.sessions.remove(session_id)
        return held

    def _good(self, session: Session, account: Account) -> bool:
        """Tell whether a session is valid: not expired, account active, password unchanged."""
        mark = mark_of(self.secret, account.password_hash)
        return (
            self.clock.wall_ms() < ends_ms(session)
            and account.active
            and hmac.compare_digest(session.mark, mark)
        )

    @property
    def _cookies(self) -> Seal:
        return Seal(self.secret, "session")

    @property
    def _tickets(self) -> Seal:
        return Seal(self.secret, "ticket")
