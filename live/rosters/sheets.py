"""What a file holds before anybody asks what it means: sheets of cells with their marks.

Only cells that hold something are kept, so empty rows and columns, however many and however
decorated, cost nothing and count to no limit.
"""

import datetime
import string
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from live.errors import Rejected

Cell = str | int | float | datetime.date
"""What a table holds; a `datetime.datetime` is a date too."""

MAX_ROWS: Final = 2_000
MAX_COLUMNS: Final = 60
"""The largest table; the largest branch known, of a city's street, has 114 members. Chosen."""
MAX_CELLS: Final = MAX_ROWS * MAX_COLUMNS
MAX_SHEETS: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetRow:
    """A row with something in it."""

    number: int
    """As the spreadsheet counts, from 1."""
    cells: Mapping[int, Cell]
    """Column, from 0 → what stands there; never empty text."""
    above: Mapping[int, Cell] = field(default_factory=dict)
    """Column → what a merged cell holds that begins in a row above and reaches this one."""
    hidden: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One table of a file."""

    name: str
    rows: tuple[SheetRow, ...]
    hidden: bool = False
    hidden_columns: frozenset[int] = frozenset()
    """Those of them that hold something."""


Merge = tuple[int, int, int]
"""First row, last row and column of a merged cell that reaches over rows."""


def sheet_of(
    rows: Iterable[tuple[int, Mapping[int, Cell]]],
    *,
    name: str = "",
    hidden: bool = False,
    hidden_rows: frozenset[int] = frozenset(),
    hidden_columns: frozenset[int] = frozenset(),
    merges: Iterable[Merge] = (),
) -> Sheet:
    """Return a sheet of the rows that hold something.

    Raises:
        Rejected: ``table_too_big``: more rows, columns or merged cells hold something than any
            list needs.
    """
    kept: dict[int, Mapping[int, Cell]] = {}
    columns: set[int] = set()
    for number, cells in rows:
        held = {column: cell for column, cell in cells.items() if not _blank(cell)}
        columns |= held.keys()
        if held:
            kept[number] = held
        if len(kept) > MAX_ROWS or len(columns) > MAX_COLUMNS:
            raise too_big()
    above: dict[int, dict[int, Cell]] = {}
    spread = 0
    for first, last, column in merges:
        cell = kept.get(first, {}).get(column)
        for number in [] if cell is None else range(first + 1, min(last, max(kept)) + 1):
            spread += 1
            if spread > MAX_CELLS:
                raise too_big()
            if number in kept and cell is not None:
                above.setdefault(number, {})[column] = cell
    return Sheet(
        name=name,
        rows=tuple(
            SheetRow(
                number=number,
                cells=cells,
                above=above.get(number, {}),
                hidden=number in hidden_rows,
            )
            for number, cells in kept.items()
        ),
        hidden=hidden,
        hidden_columns=hidden_columns & columns,
    )


def too_big() -> Rejected:
    """Return the refusal of a table that is larger than any list."""
    return Rejected("table_too_big", rows=MAX_ROWS, columns=MAX_COLUMNS)


def _blank(cell: Cell) -> bool:
    return isinstance(cell, str) and not cell.strip()


def letters(column: int) -> str:
    """Return what a spreadsheet calls a column: 0 is ``A``, 26 is ``AA``."""
    name = ""
    column += 1
    while column:
        column, last = divmod(column - 1, 26)
        name = string.ascii_uppercase[last] + name
    return name
