"""What a meeting takes from the registers: the members expected, the rooms and the rules."""

from collections.abc import Iterable

from live.ids import BranchId
from live.meeting.roster import BranchRegister, Member, Venue, free_numbers
from live.namesakes import YEAR
from live.store.directory import members_of
from live.store.registers import Person, Registers, Site


async def register_of(registers: Registers, branch: BranchId) -> BranchRegister | None:
    """Return a branch's data in the registers; None: the branch does not exist, or its list is
    empty, which is taken for a list not entered yet."""
    record = await registers.branches.get(branch)
    unit = await registers.units.get(record.unit) if record else None
    people = await members_of(registers, branch)
    if record is None or unit is None or not people:
        return None
    return BranchRegister(
        branch=record.name,
        unit=unit.id,
        unit_name=unit.name,
        members=members(people),
        sites=venues(await registers.sites.find(branch=branch)),
        rules=record.settings,
    )


def members(people: Iterable[Person]) -> tuple[Member, ...]:
    """Return the members expected, in the order of their numbers. A person without a number, or
    with one that an earlier person has, gets the next free one, so that numbers are unique."""
    by_number = sorted(people, key=lambda p: (p.number is None, p.number, p.name, p.id))
    holders: dict[int, Person] = {}
    for person in by_number:
        if person.number is not None:
            holders.setdefault(person.number, person)
    free = free_numbers(holders.keys())
    held = {person.id: number for number, person in holders.items()}
    listed = [_member(person, held.get(person.id) or next(free)) for person in by_number]
    return tuple(sorted(listed, key=lambda member: member.number))


def venues(sites: Iterable[Site]) -> tuple[Venue, ...]:
    """Return the rooms that are linked in."""
    return tuple(
        Venue(site=site.id, name=site.name, place=site.place, main=site.main) for site in sites
    )


def _member(person: Person, number: int) -> Member:
    return Member(
        person=person.id,
        number=number,
        name=person.name,
        title=person.title,
        category=person.category,
        group=person.group,
        birth=person.birth[:YEAR],
    )
