"""A list against the register: who is new, who changed, who is as before, who is missing.

Nobody is ever entered twice. A person on the list is found in the register by name and birth, by
name and number, by name alone, or by number alone, in this order and only where exactly one fits;
birth dates that contradict each other, and names that are not alike, always mean two people. So a
list may be sorted and numbered anew, and a name may be corrected, without anybody becoming somebody
else.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import chain
from typing import Final

from live.ids import PersonId
from live.namesakes import name_key
from live.rosters.cells import LAST_NUMBER, Value, agree
from live.rosters.problems import CellEntry, CellPlace, Problem
from live.rosters.reading import Roster
from live.rosters.words import alike
from live.store.registers import Person


class Fate(StrEnum):
    """What applying the list means for one person."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    MISSING = "missing"
    """In the register, not on the list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A field whose value on the list differs from the register."""

    field: str
    old: Value | bool | None
    new: Value | bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanLine:
    """One person, and the effect of the list on the person's record."""

    fate: Fate
    name: str
    row: int | None
    """On the list; None: missing there."""
    place: CellPlace | None = None
    """Where in the file, if it has several sheets or tables."""
    person: PersonId | None
    """In the register; None: new."""
    values: dict[str, Value | None]
    """What the register will say; of those whose row is missing or faulty, the new number."""
    differences: tuple[Difference, ...] = ()
    gives_way_to: str = ""
    """Who has this person's number on the list; empty: the number stays."""
    faulty: bool = False
    """The row has a problem that must be dealt with."""


WHOLE: Final = ("old_font", "sheet_choice", "heading_weighty")
"""Codes of problems that concern the list as a whole."""

Moves = Mapping[PersonId, tuple[int | None, str]]
"""Person → the new number, and who has the old one on the list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What applying a list would do: the preview."""

    lines: tuple[PlanLine, ...]
    problems: tuple[Problem, ...]

    undecided: bool = False
    """Whether somebody has to choose a sheet before anything can be read."""

    @property
    def open(self) -> tuple[Problem, ...]:
        """What speaks of the list as a whole: no row can be left out for it."""
        return tuple(p for p in self.problems if p.blocking and p.code in WHOLE)

    @property
    def blocked(self) -> bool:
        """Whether a problem must be dealt with, or its row left out."""
        return any(problem.blocking for problem in self.problems)

    def count(self, fate: Fate) -> int:
        """Return how many people this becomes of; rows to be left out are not counted.

        Pages name a fate by its value, so values are compared.
        """
        return sum(line.fate == fate for line in self.lines if not line.faulty)

    @property
    def faulty(self) -> int:
        """Return how many rows would be left out."""
        return sum(line.faulty for line in self.lines)


def compare(roster: Roster, people: Sequence[Person]) -> Plan:
    """Return what applying a list to a branch's people would do."""
    found = match(roster.entries, people)
    problems = tuple(kept for each in roster.problems if (kept := _settled(each, found)))
    if roster.undecided:
        return Plan(lines=(), problems=problems, undecided=True)
    faulty = {problem.place for problem in problems if problem.blocking}
    moves = moved([entry for entry in roster.entries if entry.place not in faulty], found, people)
    lines = [
        _line(entry, found.get(entry.place), entry.place in faulty, moves)
        for entry in roster.entries
    ]
    known = {person.id for person in found.values()}
    missing = [
        _kept(Fate.MISSING, None, person, moves)
        for person in people
        if person.active and person.id not in known
    ]
    return Plan(lines=(*lines, *missing), problems=problems)


def _settled(problem: Problem, found: Mapping[CellPlace, Person]) -> Problem | None:
    """Return a problem as the register lets see it; None: there is none.

    Two people known as two are no mistake, and of whom the category is known, nothing has to be
    asked or supposed where the list does not say it.
    """
    if problem.code in ("category_blank", "category_by_dates") and problem.place in found:
        return None
    two = problem.code == "person_twice" and {problem.place, problem.other} <= found.keys()
    return replace(problem, code="same_name", field="", blocking=False) if two else problem


def _line(entry: CellEntry, person: Person | None, faulty: bool, moves: Moves) -> PlanLine:
    if person is not None and faulty:
        return replace(_kept(Fate.SAME, entry, person, moves), name=entry.name, faulty=True)
    stated = {**entry.assumed, **entry.values} if person is None else entry.values
    values: dict[str, Value | None] = {**stated}
    number, other = moves.get(person.id, (None, "")) if person else (None, "")
    if other:
        values["number"] = number
    differences = () if person is None else tuple(_differences(values, person))
    fate = Fate.NEW if person is None else Fate.CHANGED if differences else Fate.SAME
    return PlanLine(
        fate=fate,
        name=entry.name,
        row=entry.row,
        place=entry.place,
        person=None if person is None else person.id,
        values=values,
        differences=differences,
        gives_way_to=other,
        faulty=faulty,
    )


def _differences(values: Mapping[str, Value | None], person: Person) -> Iterable[Difference]:
    for field, new in values.items():
        old = getattr(person, field)
        if old != new:
            yield Difference(field=field, old=old, new=new)
    if not person.active:
        yield Difference(field="active", old=False, new=True)


def _kept(fate: Fate, entry: CellEntry | None, person: Person, moves: Moves) -> PlanLine:
    """Return the line of somebody of whom the list changes at most the number."""
    number, other = moves.get(person.id, (None, ""))
    change = Difference(field="number", old=person.number, new=number)
    return PlanLine(
        fate=fate,
        name=person.name,
        row=entry.row if entry else None,
        place=entry.place if entry else None,
        person=person.id,
        values={"number": number} if other else {},
        differences=(change,) if other else (),
        gives_way_to=other,
    )


def moved(
    entries: Sequence[CellEntry], found: Mapping[CellPlace, Person], people: Sequence[Person]
) -> Moves:
    """Return whose number the list gives to somebody else: they come behind the last number.

    People say their numbers at the site, so nobody is left without one. Only when all numbers are
    given away there is none: None.
    """
    holders = {int(e.values["number"]): e.name for e in entries if "number" in e.values}
    listed = {found[e.place].id: "number" in e.values for e in entries if e.place in found}
    giving: list[tuple[Person, str]] = []
    for person in sorted(people, key=lambda each: not each.active):
        stays = person.id in listed or person.active
        if not stays or listed.get(person.id) or person.number is None:
            continue
        if person.number in holders:
            giving.append((person, holders[person.number]))
        else:
            holders[person.number] = person.name
    last = max(holders, default=0)
    numbers = chain(range(last + 1, LAST_NUMBER + 1), range(1, last))
    free = (number for number in numbers if number not in holders)
    return {person.id: (next(free, None), other) for person, other in giving}


# --- who is who --------------------------------------------------------------------------------


def match(entries: Sequence[CellEntry], people: Sequence[Person]) -> dict[CellPlace, Person]:
    """Return the person of each row that has one."""
    rows = list(entries)
    left = sorted(people, key=lambda person: not person.active)
    found: dict[CellPlace, Person] = {}
    for by_entry, by_person in KEYS:
        for entry, person in _pairs(rows, left, by_entry, by_person):
            found[entry.place] = person
        rows = [entry for entry in rows if entry.place not in found]
        taken = {person.id for person in found.values()}
        left = [person for person in left if person.id not in taken]
    return found


def _pairs(
    entries: Iterable[CellEntry],
    people: Iterable[Person],
    by_entry: Callable[[CellEntry], Hashable],
    by_person: Callable[[Person], Hashable],
) -> Iterable[tuple[CellEntry, Person]]:
    """Yield the pairs whose key is theirs alone on both sides."""
    rows: defaultdict[Hashable, list[CellEntry]] = defaultdict(list)
    known: defaultdict[Hashable, list[Person]] = defaultdict(list)
    for entry in entries:
        rows[by_entry(entry)].append(entry)
    for person in people:
        known[by_person(person)].append(person)
    for key, here in rows.items():
        there = known.get(key, [])
        if key is None or len(here) != 1:
            continue
        # Somebody who left the list long ago stands back behind a member of the same name.
        fits = [p for p in there if p.active] or there
        born = str(here[0].values.get("birth", ""))
        if len(fits) == 1 and agree(born, fits[0].birth) and alike(here[0].name, fits[0].name):
            yield here[0], fits[0]


def _birth(name: str, birth: Value) -> Hashable:
    return (name_key(name), birth) if birth else None


def _numbered(name: str, number: Value | None) -> Hashable:
    return (name_key(name), number) if number is not None else None


KEYS: Final[tuple[tuple[Callable[[CellEntry], Hashable], Callable[[Person], Hashable]], ...]] = (
    (lambda e: _birth(e.name, e.values.get("birth", "")), lambda p: _birth(p.name, p.birth)),
    (lambda e: _numbered(e.name, e.values.get("number")), lambda p: _numbered(p.name, p.number)),
    (lambda e: name_key(e.name), lambda p: name_key(p.name)),
    (lambda e: e.values.get("number"), lambda p: p.number if p.active else None),
)
"""Keys by which a row and a person in the register are matched, the surest first."""
