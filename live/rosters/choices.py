"""The user's answers in the preview: which sheets, which columns, corrected cells."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from live.meeting.roster import Category
from live.rosters.problems import CellPlace

IGNORED: Final = "ignored"
"""The field of a column that is not to be read."""
PERSON: Final = "person"
SKIPPED: Final = "skipped"
"""The two answers to whether a row is about a person."""


class ColumnPlace(NamedTuple):
    """A column under the headings of one table."""

    sheet: int
    head: int
    """The row of the headings."""
    column: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """All answers; none at first."""

    sheets: frozenset[int] = frozenset()
    """The sheets to read and join, from 0; empty: the only one that is a list."""
    columns: Mapping[ColumnPlace, str] = field(default_factory=dict)
    """What columns are to be read as: a field, or `IGNORED`."""
    swapped: frozenset[ColumnPlace] = frozenset()
    """Columns in which day and month of date cells change places."""
    cells: Mapping[tuple[CellPlace, str], str] = field(default_factory=dict)
    """Text that replaces the cell of a person's field; empty: the cell counts as empty."""
    rows: Mapping[CellPlace, str] = field(default_factory=dict)
    """Rows that the user declared to be about a person, or to be left out."""
    blank: Category | None = None
    """The category of new people whose cell for it is empty."""
    convert: bool = False
    """Whether text of an old code page may be converted."""


NOTHING: Final = Choices()
