"""Sign-ins: begun, used, ended; and what a browser keeps of them.

A session is a row of the register. A browser has a cookie with its id under our signature, and the
live pages in it a ticket that names it too. So whatever ends the row (signing out, another browser
of the account, a new password, time) ends both, also copies of them; and whatever uses either, a
page that is asked for or a WebSocket that lives, keeps it going.
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
"""A session that nothing has used for so long is over: a browser left open overnight. Chosen."""
LONGEST_MS: Final = 30 * 24 * 3600 * 1000
"""However busy, the password is asked for again after this (NIST SP 800-63B §4.1.3: 30 days)."""
WARNED_MS: Final = 15 * 60 * 1000
"""So long before an end a page warns: time to finish a sentence and sign in. Chosen."""
NOTED_MS: Final = 5 * 60 * 1000
"""A use is written down when the last one noted is older: one write of a session in five minutes,
however busy. Chosen."""
KEPT: Final = 100
"""Sessions of one account at once: programs that never sign out take no more; with another one
that which was used longest ago ends. Chosen."""
UNWRITTEN: Final = 1000
"""Sessions held in memory at most while nothing can be written; the oldest goes first. Chosen."""
AGENT_LETTERS: Final = 200
"""Of what a browser calls itself; enough to tell two apart."""


def ends_ms(session: Session) -> int:
    """Return when a session is over unless it is used again."""
    return min(session.used_ms + IDLE_MS, session.created_ms + LONGEST_MS)


def ages(session: Session) -> bool:
    """Tell whether a session ends by its age: using it does not help, only signing in again."""
    return session.created_ms + LONGEST_MS <= session.used_ms + IDLE_MS


def key_of_session(session: SessionId) -> str:
    """Return the key under which signaling knows whoever came in by a session."""
    return f"session:{session}"


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A session that is good now, and whose it is."""

    session: Session
    account: Account


@dataclass(frozen=True, slots=True, kw_only=True)
class Sessions:
    """The register of sessions with the seals of cookies and tickets."""

    registers: Registers
    bus: Bus
    clock: Clock
    ids: Ids
    secret: str
    unwritten: dict[str, Session] = field(default_factory=dict)
    """Those begun while nothing could be written: good in this process, and written when used once
    that works again."""

    async def begin(self, account: Account, address: str, agent: str) -> Session:
        """Begin a session of an account; of too many the one used longest ago ends."""
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
        """Return the sessions of an account that are good, the one used last first."""
        known = await self._known(account.id)
        good = [each for each in known if self._good(each, account)]
        return sorted(good, key=lambda each: each.used_ms, reverse=True)

    async def end(self, *sessions: Session) -> None:
        """End sessions now; the live pages in them are told to sign in again."""
        for session in sessions:
            await self.replaced(session)
            await self.bus.publish(REVOKED_TOPIC, key_of_session(session.id).encode())

    async def end_all(self, account: AccountId, but: SessionId | None = None) -> None:
        """End every session of an account, or every other one."""
        known = await self._known(account)
        await self.end(*(each for each in known if each.id != but))

    async def replaced(self, session: Session) -> None:
        """End a session whose browser gets another one just now. Its live pages are not told: they
        find out within a minute, and by then the browser has what they need to go on."""
        if self.unwritten.pop(session.id, None) is None:
            await self.registers.sessions.remove(session.id)

    def cookie(self, session: Session) -> str:
        """Return what the browser keeps."""
        return self._cookies.close(session.id, session.account)

    def ticket(self, session: Session, meeting: MeetingId | None) -> str:
        """Return with what a live page speaks the wire: of one meeting, or (``None``) of all that
        the account follows."""
        return self._tickets.close(session.id, meeting or "")

    async def open_untrusted(self, cookie: str, *, use: bool = True) -> SignedIn | None:
        """Return the session of a cookie if it is good; ``use``: it is used by this."""
        words = self._cookies.open_untrusted(cookie, 2)
        return await self._signed_in(words[0], use=use) if words else None

    def whose_untrusted(self, cookie: str) -> AccountId | None:
        """Return whose session a cookie was, also when it is over."""
        words = self._cookies.open_untrusted(cookie, 2)
        return AccountId(words[1]) if words else None

    async def admit_untrusted(self, ticket: str) -> tuple[SignedIn | None, MeetingId | None] | None:
        """Return the session of a ticket (``None``: it is over), used by this, and its meeting;
        ``None`` alone: it is no ticket."""
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
                return None  # ended in this moment
        return SignedIn(session, account)

    async def _renewed(self, session: Session) -> bool:
        """Note a use of a session; tell whether there is the session still. Where nothing can be
        written nobody is signed out for that."""
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
        """Return the session of an id; one that could not be written is, if that works again."""
        held = self.unwritten.get(session_id)
        if held is None:
            return await self.registers.sessions.get(session_id)
        with suppress(StoreUnavailable):
            await self.registers.sessions.put(held)
            if self.unwritten.pop(session_id, None) is None:  # ended in this moment
                await self.registers.sessions.remove(session_id)
        return held

    def _good(self, session: Session, account: Account) -> bool:
        """Tell whether a session holds: its time, its account, and the password it began under."""
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
