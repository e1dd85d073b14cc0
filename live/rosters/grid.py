"""One sheet of a workbook, element by element, to its cells and their marks."""

import datetime
import re
from collections.abc import Mapping, Sequence
from typing import Final

from typing_extensions import override

from live.rosters.sheets import MAX_CELLS, MAX_COLUMNS, Cell, Merge, Sheet, sheet_of, too_big

LAST_COLUMN: Final = 16_384
LAST_ROW: Final = 1_048_576
"""The size of a sheet (Excel specifications and limits)."""
LONGEST_NUMBER: Final = 40
"""Most characters of a number; a longer one stays text, because parsing it would take long."""
FORMULA: Final = "="
"""The cell value for a formula whose result is not in the file."""
_REFERENCE: Final = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_ESCAPE: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")
"""How characters are written that XML cannot hold (ECMA-376 part 1, 22.9.2.19)."""


class GridPart:
    """Takes the elements of one part of a workbook; looks at none unless told otherwise."""

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """Take the beginning of an element."""

    def end(self, name: str) -> None:
        """Take the end of an element."""

    def text(self, text: str) -> None:
        """Take text between them."""


class Grid(GridPart):
    """``worksheets/sheet….xml``: cells, and what of them is hidden or merged."""

    def __init__(
        self, strings: Sequence[str], dates: frozenset[str], *, since_1904: bool = False
    ) -> None:
        self._strings, self._dates, self._since_1904 = strings, dates, since_1904
        self._rows: dict[int, dict[int, Cell]] = {}
        self._held = 0
        self._row = self._column = 0
        self._kind = self._style = ""
        self._value: list[str] = []
        self._reading = self._formula = self._phonetic = False
        self._hidden_rows: set[int] = set()
        self._hidden_columns: list[range] = []
        self._merges: list[Merge] = []

    @override
    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "row":
            self._row = int(attributes.get("r", self._row + 1))
            self._column = 0
            if _yes(attributes, "hidden") or attributes.get("ht") == "0":
                self._hidden_rows.add(self._row)
        elif name == "c":
            self._begin_cell(attributes)
        elif name == "f":
            self._formula = True
        elif name in ("v", "t"):
            self._reading = not self._phonetic
        elif name == "rPh":
            self._phonetic = True
        elif name == "col" and (_yes(attributes, "hidden") or attributes.get("width") == "0"):
            self._hidden_columns.append(
                range(int(attributes["min"]) - 1, min(int(attributes["max"]), LAST_COLUMN))
            )
            if len(self._hidden_columns) > LAST_COLUMN:
                raise too_big()
        elif name == "mergeCell":
            self._merge(attributes.get("ref", ""))

    @override
    def end(self, name: str) -> None:
        if name in ("v", "t"):
            self._reading = False
        elif name == "rPh":
            self._phonetic = False
        elif name == "c" and 0 < self._row <= LAST_ROW and 0 < self._column <= LAST_COLUMN:
            cell = self._cell()
            if cell is not None:
                self._rows.setdefault(self._row, {})[self._column - 1] = cell
                self._held += 1
                if self._held > MAX_CELLS:
                    raise too_big()

    @override
    def text(self, text: str) -> None:
        if self._reading:
            self._value.append(text)

    def _begin_cell(self, attributes: Mapping[str, str]) -> None:
        self._kind, self._style = attributes.get("t", "n"), attributes.get("s", "0")
        self._value, self._formula = [], False
        where = _REFERENCE.fullmatch(attributes.get("r", ""))
        if where:
            self._column, self._row = _column(where[1]), int(where[2])
        else:
            self._column += 1

    def _cell(self) -> Cell | None:  # noqa: PLR0911 - a line for each kind
        """Return what the cell holds; None: nothing."""
        value = "".join(self._value)
        if not value:
            return FORMULA if self._formula and self._kind != "str" else None
        if self._kind == "s":
            return _unescaped(self._strings[int(value[:9])]) or None
        if self._kind == "d":
            return datetime.date.fromisoformat(value[:10])
        if self._kind == "b":
            return "TRUE" if value == "1" else "FALSE"
        if self._kind != "n" or len(value) > LONGEST_NUMBER:
            return _unescaped(value)
        number = float(value)
        if self._style in self._dates:
            return _date(number, since_1904=self._since_1904) or number
        return int(number) if number.is_integer() else number

    def _merge(self, reference: str) -> None:
        """Note a merged cell that reaches over rows; one of a single row says nothing new."""
        ends = [_REFERENCE.fullmatch(each) for each in reference.split(":")]
        if len(ends) == 2 and ends[0] and ends[1] and int(ends[1][2]) > int(ends[0][2]):
            self._merges.append((int(ends[0][2]), int(ends[1][2]), _column(ends[0][1]) - 1))

    def sheet(self, name: str, *, hidden: bool) -> Sheet:
        """Return what was read."""
        columns = {column for cells in self._rows.values() for column in cells}
        if len(columns) > MAX_COLUMNS:
            raise too_big()
        return sheet_of(
            sorted(self._rows.items()),
            name=name,
            hidden=hidden,
            hidden_rows=frozenset(self._hidden_rows),
            hidden_columns=frozenset(
                column for column in columns if any(column in r for r in self._hidden_columns)
            ),
            merges=self._merges,
        )


def _yes(attributes: Mapping[str, str], name: str) -> bool:
    return attributes.get(name) in ("1", "true")


def _column(letters: str) -> int:
    """Return a column's number, from 1."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)


def _date(serial: float, *, since_1904: bool) -> datetime.date | None:
    """Return the day that a number means in a date cell; None: no calendar has it.

    Day 60 is a 29 February 1900 that never was, so the days before count from one day later.
    """
    days = int(serial) + (1462 if since_1904 else 1 if serial < 60 else 0)
    try:
        return datetime.date(1899, 12, 30) + datetime.timedelta(days=days)
    except OverflowError:
        return None
