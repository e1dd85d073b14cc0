"""Passwords, failed attempts, and the seal of what a browser keeps for us.

Nothing here knows routes, pages or registers. What a sign-in is worth is in `web.sessions`.
"""

import asyncio
import hashlib
import hmac
import secrets
import unicodedata
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from itsdangerous import BadData, URLSafeSerializer

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
LONGEST_TYPED: Final = 4 * LONGEST_PASSWORD
"""Characters of a password that are looked at before its letters are composed: a Vietnamese letter
is typed as at most three."""

HASHER: Final = PasswordHasher()
"""Argon2id with the library's parameters (RFC 9106 §4, second recommended option)."""


HALF: Final = dict.fromkeys(range(0xD800, 0xE000), "\ufffd")
"""Halves of surrogate pairs, which UTF-8 cannot write: nobody types them."""


def opaque(password: str) -> str:
    """Return a password in the one form in which it is measured and hashed (RFC 8265 §4.2.2,
    OpaqueString): every space a plain one, letters and their signs composed (NFC), case kept."""
    plain = "".join(" " if unicodedata.category(each) == "Zs" else each for each in password)
    return unicodedata.normalize("NFC", plain.translate(HALF))


def spellings(password: str) -> list[str]:
    """Return what a password may have been hashed as: its one form, and from before there was one
    as it was typed, or with its letters taken apart."""
    typed = password.translate(HALF)
    return list(dict.fromkeys([opaque(typed), typed, unicodedata.normalize("NFD", typed)]))


async def hash_password(password: str) -> str:
    """Return the argon2id hash to store; takes a thread for some tens of milliseconds."""
    return await asyncio.to_thread(HASHER.hash, opaque(password))


async def password_fits(password: str, stored: str | None) -> bool:
    """Check a password, however its letters were typed; without an account spend the same time on
    a hash that fits nothing."""
    if len(opaque(password[:LONGEST_TYPED])) > LONGEST_PASSWORD:
        return False
    return await asyncio.to_thread(_fits, spellings(password), stored or nobody())


def _fits(passwords: Sequence[str], stored: str) -> bool:
    return any(_verified(password, stored) for password in passwords)


def _verified(password: str, stored: str) -> bool:
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
    """Names with the addresses from which they have signed in: nobody else's failures keep them
    waiting there, neither guesses at the name from elsewhere nor at others from the address."""

    def wait_s(self, username: str, address: str, now: float) -> float:
        """Return how many seconds to wait before the next attempt; 0: none."""
        keys = self._keys(username, address)
        ends = [self.failures[key][1] for key in keys if key in self.failures]
        return max(0.0, max(ends, default=now) - now)

    def begun(self, username: str, address: str, now: float) -> None:
        """Count an attempt as failed until it succeeds: those at the same time count too."""
        for key, free in self._keys(username, address).items():
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
        known = self.failures.get(somebody(address))
        if known and pair(username, address) not in self.familiar:
            count, _, last = known
            self.failures[somebody(address)] = (count - 1, last, last)
        self.familiar[pair(username, address)] = None
        self.familiar.move_to_end(pair(username, address))
        if len(self.familiar) > REMEMBERED:
            self.familiar.popitem(last=False)

    def _keys(self, username: str, address: str) -> dict[str, int]:
        """Return under which keys an attempt counts and waits: where a name has signed in before,
        under that pair alone. So it waits for nobody, and its successes free nobody's guesses."""
        keys = tries(username, address)
        known = pair(username, address)
        return {known: keys[known]} if known in self.familiar else keys


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


def mark_of(secret: str, password_hash: str) -> str:
    """Return by what a password is known again without its hash: another password, another mark."""
    return hmac.new(secret.encode(), password_hash.encode(), "sha256").hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Seal:
    """Makes and opens signed texts of one purpose; one purpose's never pass for another's."""

    secret: str
    purpose: str

    def close(self, *words: str) -> str:
        """Return the signed text of some words."""
        return self._serializer().dumps(words)

    def open_untrusted(self, text: str, count: int) -> Sequence[str] | None:
        """Return the words of a text, ``count`` of them; None: not signed by us, or for another
        purpose."""
        try:
            words = self._serializer().loads(text)
        except (BadData, ValueError, TypeError):
            return None
        ours = isinstance(words, list) and len(words) == count
        return words if ours and all(isinstance(word, str) for word in words) else None

    def _serializer(self) -> URLSafeSerializer:
        return URLSafeSerializer(
            self.secret, salt=self.purpose, signer_kwargs={"digest_method": hashlib.sha256}
        )
