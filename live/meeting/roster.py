"""Members with their category, and rooms, as a meeting takes them from the branch's register.

Until a meeting opens, its list follows the register (`BranchRegister`); from then on only the desk
changes it.
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
    """An official member who attends another branch for a time."""
    TEMP_IN = "temp_in"
    """A member of another branch who attends this one for a time: speaks, does not vote."""
    SUSPENDED = "suspended"


FREED: Final = frozenset({Category.EXEMPT, Category.TEMP_EXEMPT})
OUTSIDE_RATE: Final = FREED | {Category.TEMP_OUT, Category.SUSPENDED}
"""Categories not expected to come: outside the base of the attendance rate."""
VOTING: Final = FREED | {Category.OFFICIAL, Category.TEMP_OUT, Category.SUSPENDED}
"""Categories of official members: the vote denominator before deductions."""


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
    """A branch's data in the registers at one moment: all that an unopened meeting follows."""

    branch: str
    """The branch's name."""
    unit: UnitId
    unit_name: str
    members: tuple[Member, ...]
    """In the order of their numbers; no number twice."""
    sites: tuple[Venue, ...]
    rules: Rules


def free_numbers(taken: Collection[int]) -> Iterator[int]:
    """Yield the numbers from 1 upwards that are not in ``taken``."""
    return (number for number in count(1) if number not in taken)
