"""People with the same name, and the detail that tells them apart. Pure.

Two names are the same if they differ only in Unicode form, case and place of the tone mark.
Namesakes are told apart by office, else by year of birth, else by number on the list: the first of
these that all of them have and no two of them share.
"""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Final, Protocol, TypeVar

TONES: Final = frozenset("\u0300\u0301\u0303\u0309\u0323")
"""Grave, acute, tilde, hook above, dot below: the tones; other marks belong to the letter."""

YEAR: Final = 4
"""Digits of a year at the beginning of a date as the register keeps it."""


@lru_cache(maxsize=4096)
def name_key(name: str) -> str:
    """Return a key that is equal for two spellings of the same name."""
    words = unicodedata.normalize("NFD", name.casefold()).split()
    return " ".join(
        "".join(c for c in word if c not in TONES) + "".join(c for c in word if c in TONES)
        for word in words
    )


class By(StrEnum):
    """The kind of detail that tells namesakes apart."""

    OFFICE = "office"
    BIRTH = "birth"
    """The year of birth."""
    NUMBER = "number"
    """The number on the list of members."""
    GUEST = "guest"
    """For people without a number of their own: first, second, … of that name."""


@dataclass(frozen=True, slots=True)
class Distinction:
    """The detail shown beside a name that several people have."""

    by: By
    value: str


class Someone(Protocol):
    """A person whose name is compared."""

    @property
    def name(self) -> str:
        """As it is written."""
        ...

    @property
    def title(self) -> str:
        """The office, or nothing."""
        ...

    @property
    def birth(self) -> str:
        """A date as far as known, the year first, or nothing."""
        ...

    @property
    def number(self) -> int | None:
        """The number on the list; None: the person is on none."""
        ...


@dataclass(frozen=True, slots=True)
class NamedGuest:
    """Somebody on no list."""

    name: str
    title: str = ""
    birth: str = ""
    number: int | None = None


K = TypeVar("K")


def told_apart(people: Mapping[K, Someone]) -> dict[K, Distinction]:
    """Return a distinction for each person who has a namesake; the others are left out."""
    namesakes: dict[str, list[K]] = {}
    for key, someone in people.items():
        namesakes.setdefault(name_key(someone.name), []).append(key)
    found: dict[K, Distinction] = {}
    for keys in namesakes.values():
        if len(keys) > 1:
            found.update(zip(keys, _distinctions([people[key] for key in keys]), strict=True))
    return found


def _distinctions(people: Sequence[Someone]) -> Sequence[Distinction]:
    for by in (By.OFFICE, By.BIRTH, By.NUMBER):
        values = [_value(someone, by) for someone in people]
        if all(values) and len({name_key(value) for value in values}) == len(values):
            return [Distinction(by, value) for value in values]
    taken: set[int] = set()
    found = []
    for place, someone in enumerate(people, 1):
        if someone.number is None or someone.number in taken:
            found.append(Distinction(By.GUEST, str(place)))
        else:
            taken.add(someone.number)
            found.append(Distinction(By.NUMBER, str(someone.number)))
    return found


def _value(someone: Someone, by: By) -> str:
    match by:
        case By.OFFICE:
            return someone.title
        case By.BIRTH:
            return someone.birth[:YEAR]
        case _:
            return "" if someone.number is None else str(someone.number)
