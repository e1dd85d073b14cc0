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
FORGOTTEN_S: Final = 3600.0
"""Seconds after the last failure in which nobody failed: then one starts afresh. Chosen."""
REMEMBERED: Final = 10_000
"""Names and addresses with failures kept at once; the oldest is forgotten first."""
LONGEST_NAME: Final = 200
"""Characters of a user name that are looked at; as in the forms that make accounts."""
SHORTEST_PASSWORD: Final = 10
"""Characters; NIST SP 800-63B §3.1.1.2 asks for at least 8."""
LONGEST_PASSWORD: Final = 200
"""Characters; argon2 would take more, a request should not bring more."""

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

    failures: OrderedDict[str, tuple[int, float, float]] = field(default_factory=OrderedDict)
    """Key → failures in a row, the moment (monotonic seconds) until which to wait, the last."""
    familiar: OrderedDict[str, None] = field(default_factory=OrderedDict)
    """Names with the addresses from which they have signed in: guesses from elsewhere do not keep
    them waiting."""

    def wait_s(self, username: str, address: str, now: float) -> float:
        """Return how many seconds to wait before the next attempt; 0: none."""
        keys = tries(username, address)
        if pair(username, address) in self.familiar:
            del keys[anywhere(username)]
        ends = [self.failures[key][1] for key in keys if key in self.failures]
        return max(0.0, max(ends, default=now) - now)

    def begun(self, username: str, address: str, now: float) -> None:
        """Count an attempt as failed until it succeeds: those at the same time count too."""
        for key, free in tries(username, address).items():
            count, _, last = self.failures.pop(key, (0, 0.0, now))
            count = 1 if now - last > FORGOTTEN_S else count + 1
            over = count - free
            wait = min(LONGEST_WAIT_S, FIRST_WAIT_S * 2 ** min(over, 10)) if over >= 0 else 0.0
            self.failures[key] = (count, now + wait, now)
        while len(self.failures) > REMEMBERED:
            self.failures.popitem(last=False)

    def succeeded(self, username: str, address: str) -> None:
        """Forget the failures that led here; those for other names from this address stay."""
        for key in pair(username, address), anywhere(username):
            self.failures.pop(key, None)
        if known := self.failures.get(somebody(address)):
            count, _, last = known
            self.failures[somebody(address)] = (count - 1, last, last)
        self.familiar[pair(username, address)] = None
        self.familiar.move_to_end(pair(username, address))
        if len(self.familiar) > REMEMBERED:
            self.familiar.popitem(last=False)


def tries(username: str, address: str) -> dict[str, int]:
    """Return the keys that an attempt counts under, each with its number of free failures."""
    return {
        pair(username, address): TRIES,
        anywhere(username): TRIES_SPREAD,
        somebody(address): TRIES_SPREAD,
    }


def pair(username: str, address: str) -> str:
    """Return the key of one name from one address."""
    return f"{username} from {address}"


def anywhere(username: str) -> str:
    """Return the key of one name from anywhere."""
    return f"name {username}"


def somebody(address: str) -> str:
    """Return the key of anybody from one address."""
    return f"from {address}"


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
