"""Numbers and people that stand on a list twice."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from live.errors import Fact
from live.namesakes import name_key
from live.rosters.cells import Value, agree
from live.rosters.layout import NAMES, Block
from live.rosters.problems import ROW_FIELD, CellEntry, CellPlace, Problem, told


def repeated(
    entries: Sequence[CellEntry], blocks: dict[CellPlace, Block], names: Sequence[str]
) -> Iterator[Problem]:
    """Yield a problem for each number or person that stands on the list before.

    Args:
        entries: all people of the list.
        blocks: place of a person → the table.
        names: what the sheets are called.
    """
    numbers: dict[Value, CellEntry] = {}
    people: dict[str, list[CellEntry]] = {}
    for entry in entries:
        if not entry.name:  # nobody takes no number
            continue
        number = entry.values.get("number")
        if number is not None and (before := numbers.setdefault(number, entry)) is not entry:
            facts: dict[str, Fact] = {"number": number, "first_row": _row(before, entry, names)}
            column = blocks[entry.place].column("number")
            problem = told(
                entry.place,
                column,
                "number_twice",
                field="number",
                value=str(number),
                facts=facts,
            )
            yield replace(problem, other=before.place)
        namesakes = people.setdefault(name_key(entry.name), [])
        codes = [(code, n) for n, one in enumerate(namesakes) if (code := namesake(one, entry))]
        if codes:
            code, n = min(codes)
            column = blocks[entry.place].column(*NAMES)
            facts = {"name": entry.name, "first_row": _row(namesakes[n], entry, names)}
            twice = code == "person_twice"
            field = ROW_FIELD if twice else ""
            problem = told(entry.place, column, code, blocking=twice, field=field, facts=facts)
            yield replace(problem, other=namesakes[n].place)
        namesakes.append(entry)


def _row(first: CellEntry, second: CellEntry, names: Sequence[str]) -> str | int:
    """Return how the row before is called; its sheet only if it is another one."""
    return first.row if first.sheet == second.sheet else f"{first.row} ({names[first.sheet]})"


def namesake(first: CellEntry, second: CellEntry) -> str | None:
    """Return what to say of two rows with one name; None: their births tell them apart.

    One birth as well is one person twice. Where a birth is not known, different numbers may mean
    two people: that is for a person to look at.
    """
    births = [str(entry.values.get("birth", "")) for entry in (first, second)]
    if not agree(*births):
        return None
    if all(births) or (not any(births) and "number" not in second.values):
        return "person_twice"
    return "same_name"
