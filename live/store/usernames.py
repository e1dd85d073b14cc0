"""User names: how they are compared, and which are allowed.

After PRECIS (RFC 8265 §3.3, UsernameCaseMapped), restricted to what Vietnamese keyboards type:
letters of other scripts and invisible characters could make a name look like another one.
"""

import unicodedata
from typing import Final

from live.errors import Rejected

LONGEST: Final = 80
"""Most characters in a user name; chosen."""
SIGNS: Final = frozenset("\u0300\u0301\u0302\u0303\u0306\u0309\u031b\u0323")
"""Marks of Vietnamese letters: grave, acute, circumflex, tilde, breve, hook, horn, dot below."""
BESIDE_LETTERS: Final = frozenset("0123456789._-@+")


def plain_username(text: str) -> str:
    """Return a user name as it is stored and looked up: NFKC, case folded, without spaces around
    it."""
    folded = unicodedata.normalize("NFKC", text).strip().casefold()
    return unicodedata.normalize("NFKC", folded)


def checked_username(text: str) -> str:
    """Return a user name as it is stored, if it is allowed.

    Raises:
        Rejected: ``bad_username``: empty, too long, or with other characters than Vietnamese
            letters, digits and ``. _ - @ +``.
    """
    name = plain_username(text)
    if not 0 < len(name) <= LONGEST or not all(map(_allowed, name)):
        raise Rejected("bad_username", most=LONGEST)
    return name


def _allowed(letter: str) -> bool:
    apart = unicodedata.normalize("NFD", letter)
    base, signs = apart[0], apart[1:]
    return letter in BESIDE_LETTERS or (
        ("a" <= base <= "z" or base == "đ") and SIGNS.issuperset(signs)
    )
