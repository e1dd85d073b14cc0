"""Who sits at the browser: passwords, failed attempts, the signed cookie of a session.

Nothing here knows routes or pages. A session is a signed statement, not a row: it names the account
and a mark of its password, so a new password ends every session made with the old one.
"""

import asyncio
import hashlib
import hmac
import secrets
from collections import OrderedDict
from dataclasses import dataclass, field
from functools import cache
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from itsdangerous import BadData, URLSafeSerializer

from live.ids import AccountId, MeetingId
from live.store.registers import Account

SESSION_MS: Final = 12 * 3600 * 1000
"""How long a sign-in lasts: a working day and an evening meeting. Chosen."""
TRIES: Final = 5
"""Failed attempts in a row, for one name from one address, before the waiting begins. Chosen."""
TRIES_SPREAD: Final = 50
"""The same for one name from anywhere, and for one address (an office shares one). Chosen."""
FIRST_WAIT_S: Final = 30.0
"""Seconds after the last free try; doubles with each further one. Chosen."""
LONGEST_WAIT_S: Final = 900.0
"""Seconds; nobody is locked out for more than a quarter of an hour by somebody else's guesses."""
REMEMBERED: Final = 10_000
"""Names and addresses with failures kept at once; the oldest is forgotten first."""
SHORTEST_PASSWORD: Final = 10
"""Characters; NIST SP 800-63B §3.1.1.2 asks for at least 8."""

HASHER: Final = PasswordHasher()
"""Argon2id with the library's parameters (RFC 9106 §4, second recommended option)."""


async def hash_password(password: str) -> str:
    """Return the argon2id hash to store; takes a thread for some tens of milliseconds."""
    return await asyncio.to_thread(HASHER.hash, password)


async def password_fits(password: str, stored: str | None) -> bool:
    """Check a password; without an account spend the same time on a hash that fits nothing."""
    return await asyncio.to_thread(_fits, password, stored or nobody())


def _fits(password: str, stored: str) -> bool:
    try:
        return HASHER.verify(stored, password)
    except (VerificationError, InvalidHashError):
        return False


@cache
def nobody() -> str:
    """Return the hash checked for unknown names, so that time does not tell which exist."""
    return HASHER.hash(secrets.token_hex())


@dataclass(slots=True)
class Attempts:
    """Slows guessing down: who keeps failing must wait, longer each time."""

    failures: OrderedDict[str, tuple[int, float]] = field(default_factory=OrderedDict)
    """Key → failures in a row and the moment (monotonic seconds) until which to wait."""

    def wait_s(self, username: str, address: str, now: float) -> float:
        """Return how many seconds to wait before the next attempt; 0: none."""
        ends = [self.failures.get(key, (0, now))[1] for key in tries(username, address)]
        return max(0.0, max(ends) - now)

    def failed(self, username: str, address: str, now: float) -> None:
        """Count a failed attempt."""
        for key, free in tries(username, address).items():
            count = self.failures.pop(key, (0, 0.0))[0] + 1
            over = count - free
            wait = min(LONGEST_WAIT_S, FIRST_WAIT_S * 2 ** min(over, 10)) if over >= 0 else 0.0
            self.failures[key] = (count, now + wait)
        while len(self.failures) > REMEMBERED:
            self.failures.popitem(last=False)

    def succeeded(self, username: str, address: str) -> None:
        """Forget the failures that led here."""
        for key in tries(username, address):
            self.failures.pop(key, None)


def tries(username: str, address: str) -> dict[str, int]:
    """Return the keys that an attempt counts under, each with its number of free failures."""
    return {
        f"{username} from {address}": TRIES,
        f"name {username}": TRIES_SPREAD,
        f"from {address}": TRIES_SPREAD,
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What a sealed text says: whose it is, under which password, for which meeting, until when."""

    account: AccountId
    mark: str
    meeting: MeetingId | None
    expires_ms: int


@dataclass(frozen=True, slots=True)
class Seal:
    """Makes and opens signed statements of one purpose; one purpose's never pass for another's."""

    secret: str
    purpose: str

    def close(self, account: Account, expires_ms: int, meeting: MeetingId | None = None) -> str:
        """Return the signed text of a statement."""
        mark = self._mark(account.password_hash)
        return self._serializer().dumps([account.id, mark, meeting, expires_ms])

    def open_untrusted(self, text: str, now_ms: int) -> Statement | None:
        """Return what a text says, or None: not signed by us, for another purpose, or too old."""
        try:
            account, mark, meeting, expires_ms = self._serializer().loads(text)
        except (BadData, ValueError, TypeError):
            return None
        said = Statement(account=account, mark=mark, meeting=meeting, expires_ms=expires_ms)
        return said if now_ms < expires_ms else None

    def fits(self, statement: Statement, account: Account | None) -> bool:
        """Tell whether the account is still there, active, and under the same password."""
        return (
            account is not None
            and account.active
            and hmac.compare_digest(statement.mark, self._mark(account.password_hash))
        )

    def _mark(self, password_hash: str) -> str:
        return hmac.new(self.secret.encode(), password_hash.encode(), "sha256").hexdigest()[:16]

    def _serializer(self) -> URLSafeSerializer:
        return URLSafeSerializer(
            self.secret, salt=self.purpose, signer_kwargs={"digest_method": hashlib.sha256}
        )
