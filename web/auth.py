"""Passwords, failed sign-in attempts, and the signing of values that a browser stores for us.

Independent of routes, pages and registers. Sessions are in `web.sessions`.
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
"""Failed attempts in a row, for one name from one address, without a wait. Chosen."""
TRIES_SPREAD: Final = 50
"""The same for one name from all addresses, and for one address (an office shares one). Chosen."""
FIRST_WAIT_S: Final = 30.0
"""Seconds to wait after the last free attempt; doubles with each further one. Chosen."""
LONGEST_WAIT_S: Final = 900.0
"""Most seconds to wait: nobody is locked out longer by somebody else's guesses. Chosen."""
FORGOTTEN_S: Final = 3600.0
"""Seconds without a failure after which the count of failures starts at 0 again. Chosen."""
REMEMBERED: Final = 10_000
"""Most keys (names and addresses) with failures in memory; the oldest is dropped first. Chosen."""
LONGEST_NAME: Final = 200
"""Most characters of a user name in a request; as in the forms that create accounts."""
SHORTEST_PASSWORD: Final = 10
"""Fewest characters of a password; NIST SP 800-63B §3.1.1.2 asks for at least 8."""
LONGEST_PASSWORD: Final = 200
"""Most characters of a password. Chosen; argon2 would take more."""
LONGEST_TYPED: Final = 4 * LONGEST_PASSWORD
"""Most characters of a password before composition (NFC): a Vietnamese letter has at most three
code points."""

HASHER: Final = PasswordHasher()
"""Argon2id with the library's parameters (RFC 9106 §4, second recommended option)."""


HALF: Final = dict.fromkeys(range(0xD800, 0xE000), "\ufffd")
"""Replaces lone surrogates, which UTF-8 cannot encode and nobody types."""


def opaque(password: str) -> str:
    """Return a password in the form whose length is checked and which is hashed (RFC 8265 §4.2.2,
    OpaqueString): every space as U+0020, composed (NFC), case kept."""
    plain = "".join(" " if unicodedata.category(each) == "Zs" else each for each in password)
    return unicodedata.normalize("NFC", plain.translate(HALF))


def spellings(password: str) -> list[str]:
    """Return the forms in which a password may have been hashed: `opaque`, and by earlier releases
    as it was typed, or decomposed (NFD)."""
    typed = password.translate(HALF)
    return list(dict.fromkeys([opaque(typed), typed, unicodedata.normalize("NFD", typed)]))


async def hash_password(password: str) -> str:
    """Return the argon2id hash to store; computed in a thread, some tens of milliseconds."""
    return await asyncio.to_thread(HASHER.hash, opaque(password))


async def password_fits(password: str, stored: str | None) -> bool:
    """Check a password in all `spellings`; without a stored hash spend the same time on `nobody`,
    so that the time does not tell whether the account exists."""
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
    """Throttles guessing of passwords: after some failures attempts must wait, longer each time."""

    failures: OrderedDict[str, tuple[int, float, float]] = field(default_factory=OrderedDict)
    """Key → failures in a row, end of the wait, and last failure (both monotonic seconds)."""
    familiar: OrderedDict[str, None] = field(default_factory=OrderedDict)
    """Keys (`pair`) of names with addresses from which they have signed in. Failures for the name
    from other addresses, or for other names from the address, do not make these wait."""

    def wait_s(self, username: str, address: str, now: float) -> float:
        """Return how many seconds to wait before the next attempt; 0: none."""
        keys = self._keys(username, address)
        ends = [self.failures[key][1] for key in keys if key in self.failures]
        return max(0.0, max(ends, default=now) - now)

    def begun(self, username: str, address: str, now: float) -> None:
        """Count an attempt as failed until it succeeds, so that concurrent attempts count too."""
        for key, free in self._keys(username, address).items():
            count, _, last = self.failures.pop(key, (0, 0.0, now))
            count = 1 if now - last > FORGOTTEN_S else count + 1
            over = count - free
            wait = min(LONGEST_WAIT_S, FIRST_WAIT_S * 2 ** min(over, 10)) if over >= 0 else 0.0
            self.failures[key] = (count, now + wait, now)
        while len(self.failures) > REMEMBERED:
            self.failures.popitem(last=False)

    def succeeded(self, username: str, address: str) -> None:
        """Forget the name's failures; those for other names from this address stay."""
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
        """Return the keys under which an attempt counts and waits. For a pair in `familiar` it is
        that pair alone: it does not wait for others, and its success clears no others' failures."""
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
    """Return a short HMAC of a password's hash, which changes when the password does."""
    return hmac.new(secret.encode(), password_hash.encode(), "sha256").hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Seal:
    """Signs texts for one purpose and checks them; a text for another purpose is not accepted."""

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
