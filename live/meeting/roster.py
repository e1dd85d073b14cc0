"""Who and what a meeting expects: members with their category, guests, rooms.

Until it opens a meeting follows the branch's register (`BranchRegister`); from then on its list is
its own, and the desk alone changes it.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import count
from typing import Final

from live.ids import PersonId, SiteId, UnitId
from live.meeting.rules import Rules


class Category(StrEnum):
    """How a person stands on the branch's list (`live/README.md`, "Who counts, who votes")."""

    OFFICIAL = "official"
    PROBATIONARY = "probationary"
    EXEMPT = "exempt"
    """An official member freed from work and meetings."""
    TEMP_EXEMPT = "temp_exempt"
    TEMP_OUT = "temp_out"
    """An official member who lives with another branch for a time."""
    TEMP_IN = "temp_in"
    """A member of another branch who lives with this one for a time: speaks, does not vote."""
    SUSPENDED = "suspended"


FREED: Final = frozenset({Category.EXEMPT, Category.TEMP_EXEMPT})
OUTSIDE_RATE: Final = FREED | {Category.TEMP_OUT, Category.SUSPENDED}
"""Not expected to come: outside the base of the attendance rate."""
VOTING: Final = FREED | {Category.OFFICIAL, Category.TEMP_OUT, Category.SUSPENDED}
"""Official members in the sense of the vote, before absences are taken off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A person on the branch's list. ``number`` is the one on the paper list."""

    person: PersonId
    number: int
    name: str
    title: str = ""
    category: Category = Category.OFFICIAL
    group: str = ""
    birth: str = ""
    """The year of birth, if known: it tells namesakes apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Venue:
    """A room that is linked in (điểm cầu). One of them is the main one."""

    site: SiteId
    name: str
    place: str = ""
    main: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class BranchRegister:
    """What the registers say of a branch at a moment: all that a meeting to come follows."""

    branch: str
    """The branch's name."""
    unit: UnitId
    unit_name: str
    members: tuple[Member, ...]
    """In the order of their numbers; no number twice."""
    sites: tuple[Venue, ...]
    rules: Rules


def free_numbers(taken: Collection[int]) -> Iterator[int]:
    """Yield the numbers of a list that nobody has, from 1."""
    return (number for number in count(1) if number not in taken)
