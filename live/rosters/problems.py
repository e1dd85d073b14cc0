"""What is read from a list: people, and what a person must know or answer about it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from live.errors import Fact, Rejected
from live.rosters.cells import Value
from live.rosters.layout import Column

ROW_FIELD = "row"
"""What a correction of a whole row goes to: whether it is about a person."""


class CellPlace(NamedTuple):
    """Where somebody stands in a file: of tables side by side, a row holds several people."""

    row: int
    """As the spreadsheet counts, from 1; 0: the sheet as a whole."""
    sheet: int = 0
    block: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A problem of the list that is shown to the user. A blocking one must be resolved."""

    row: int
    sheet: int = 0
    block: int = 0
    column: str = ""
    """The letter over the column, or empty: the whole row."""
    heading: str = ""
    """What the list itself calls the column."""
    code: str
    facts: Mapping[str, Fact] = field(default_factory=dict)
    blocking: bool = True
    field: str = ""
    """The field that can be corrected; empty: nothing can be corrected here."""
    value: str = ""
    """The present value of that field, as it would be typed."""
    other: CellPlace | None = None
    """The row that this one repeats."""

    @property
    def place(self) -> CellPlace:
        """Where it is."""
        return CellPlace(self.row, self.sheet, self.block)


@dataclass(frozen=True, slots=True, kw_only=True)
class CellEntry:
    """One person on the list: the fields that the list speaks of."""

    row: int
    sheet: int = 0
    block: int = 0
    values: Mapping[str, Value]
    assumed: Mapping[str, Value] = field(default_factory=dict)
    """What is meant without being said, of somebody who is new."""

    @property
    def place(self) -> CellPlace:
        """Where the person stands."""
        return CellPlace(self.row, self.sheet, self.block)

    @property
    def name(self) -> str:
        """The person's name."""
        return str(self.values["name"])


def of_cell(
    place: CellPlace, column: Column, rejected: Rejected, *, blocking: bool = True
) -> Problem:
    """Return the problem of a cell that could not be read."""
    return told(
        place,
        column,
        rejected.code,
        blocking=blocking,
        field=column.field,
        value=str(rejected.facts.get("value", "")),
        facts=rejected.facts,
    )


def told(
    place: CellPlace,
    column: Column | None,
    code: str,
    *,
    blocking: bool = True,
    field: str = "",
    value: str = "",
    facts: Mapping[str, Fact] | None = None,
) -> Problem:
    """Return a problem of the list itself, at the column where it is seen; None: the whole row."""
    return Problem(
        row=place.row,
        sheet=place.sheet,
        block=place.block,
        column=column.letter if column else "",
        heading=column.heading if column else "",
        code=code,
        facts=facts or {},
        blocking=blocking,
        field=field,
        value=value,
    )
