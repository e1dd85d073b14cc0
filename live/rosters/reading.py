"""A table to the people on it: find the headings, read each row, name every problem.

What cannot be read is a problem with its row and column, never an exception and never a guess.
"""

import string
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from live.errors import Fact, Rejected
from live.meeting.roster import Category
from live.rosters.cells import READERS, Cell, Value, agree, text_of
from live.rosters.table import Table, tables_untrusted
from live.rosters.words import FIELD_OF, category_in_note, name_key, plain

HEADING_ROWS: Final = 30
"""How far down the headings are looked for: titles and seals stand above. Chosen."""
NAMES: Final = ("name", "family_name", "given_name")
"""Fields of the columns in which a name may stand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something about the list that a person must know. A blocking one must be dealt with."""

    row: int
    """As the spreadsheet counts, from 1."""
    column: str
    """The letter over the column, or empty: the whole row."""
    heading: str
    """What the list itself calls the column."""
    code: str
    facts: Mapping[str, Fact]
    blocking: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One person on the list: the fields that the list speaks of."""

    row: int
    values: Mapping[str, Value]

    @property
    def name(self) -> str:
        """The person's name."""
        return str(self.values["name"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Roster:
    """What a file says: its people in order, and what is wrong with it."""

    entries: tuple[Entry, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of the table that means something."""

    index: int
    field: str
    heading: str

    @property
    def letter(self) -> str:
        """What a spreadsheet calls it; columns are bounded below ``BZ``."""
        first, last = divmod(self.index, 26)
        return (string.ascii_uppercase[first - 1] if first else "") + string.ascii_uppercase[last]


def read_roster_untrusted(data: bytes) -> Roster:
    """Read the list in a file.

    Raises:
        Rejected: what `tables_untrusted` raises, and ``roster_no_heading``: no row of the table
            names a column for people's names.
    """
    found = [(table, place) for table in tables_untrusted(data) if (place := find_headings(table))]
    if not found:
        raise Rejected("roster_no_heading")
    table, (first, columns) = max(found, key=lambda each: len(each[1][1]))
    return read_rows(table, first, columns)


# --- headings ----------------------------------------------------------------------------------


def find_headings(table: Table) -> tuple[int, tuple[Column, ...]] | None:
    """Return where the people begin, and the columns; None: this is no list of people."""
    best: tuple[int, tuple[Column, ...]] | None = None
    for at, row in enumerate(table[:HEADING_ROWS]):
        for first, headings in _readings(table, at, [heading_text(cell) for cell in row]):
            columns = name_columns(headings)
            fields = {column.field for column in columns}
            named = "name" in fields or {"family_name", "given_name"} <= fields
            if named and (best is None or len(columns) > len(best[1])):
                best = (first, columns)
    return best


def heading_text(cell: Cell) -> str:
    """Return a cell as a heading, empty if it cannot be one."""
    try:
        return text_of(cell)
    except Rejected:
        return ""


def _readings(table: Table, at: int, row: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
    """Yield the headings of one row, and those of two rows where the lower one divides columns.

    "Ngày vào Đảng" over "Dự bị" and "Chính thức" is read as two headings of both words.
    """
    yield at + 1, list(row)
    if at + 1 < len(table):
        over = ""
        both = []
        for upper, lower in zip(row, [*map(heading_text, table[at + 1])] + [""] * 99, strict=False):
            over = upper or over
            both.append(f"{over} {lower}" if lower else upper)
        yield at + 2, both


def name_columns(headings: Sequence[str]) -> tuple[Column, ...]:
    """Return the columns whose headings are known. Only dates of birth may stand in two."""
    columns: list[Column] = []
    taken: set[str] = set()
    for index, heading in enumerate(headings):
        field = FIELD_OF.get(plain(heading))
        before = columns[-1] if columns and columns[-1].index == index - 1 else None
        if not heading and before is not None and before.field == "name":
            # "Họ và tên" written over two columns, the given name in the second.
            columns.append(Column(index=index, field="given_name", heading=before.heading))
        elif field is not None and (field not in taken or field == "birth"):
            taken.add(field)
            columns.append(Column(index=index, field=field, heading=heading))
    return tuple(columns)


# --- rows --------------------------------------------------------------------------------------


def read_rows(table: Table, first: int, columns: Sequence[Column]) -> Roster:
    """Read every row from index ``first`` on."""
    entries: list[Entry] = []
    problems: list[Problem] = []
    for number, row in enumerate(table[first:], first + 1):
        cells = {c: row[c.index] if c.index < len(row) else None for c in columns}
        if is_person(cells):
            values, wrong = read_cells(number, cells)
            entries.append(Entry(row=number, values=values))
            problems += wrong
        elif any(text and not text.isdigit() for text in map(heading_text, row)):
            # A signature, a sum, a subtitle. A number alone is a line nobody filled in.
            problems.append(_told(number, None, "row_left_out", blocking=False))
    problems += repeated(entries, columns)
    return Roster(entries=tuple(entries), problems=tuple(sorted(problems, key=lambda p: p.row)))


def is_person(cells: Mapping[Column, Cell]) -> bool:
    """Tell whether a row is about a person: it names one, or has a number and more."""
    given = {column.field for column, cell in cells.items() if cell not in (None, "")}
    if given & {"name", "family_name"}:
        return True
    return "number" in given and len(given) > 1


def read_cells(row: int, cells: Mapping[Column, Cell]) -> tuple[dict[str, Value], list[Problem]]:
    """Read the cells of one person."""
    values: dict[str, Value] = {}
    problems: list[Problem] = []
    for column, cell in cells.items():
        if cell is None or (isinstance(cell, str) and not cell.strip()):
            if column.field not in ("number", "name", "category", "family_name", "given_name"):
                values.setdefault(column.field, "")
            continue
        try:
            values[column.field] = READERS[column.field](cell)
        except Rejected as rejected:
            problems.append(_of_cell(row, column, rejected))
    parts = [values.pop("family_name", ""), values.get("name", ""), values.pop("given_name", "")]
    name = " ".join(str(part) for part in parts if part)
    if not name and not any(problem.code == "bad_name" for problem in problems):
        problems.append(_told(row, _column(cells, *NAMES), "name_missing"))
    values["name"] = name
    if not any(c.field == "category" and cell not in (None, "") for c, cell in cells.items()):
        inferred = inferred_category(values)
        if inferred is not None:
            values["category"] = inferred.value
            said = "note" if category_in_note(str(values.get("note", ""))) else "confirmed"
            place = _column(cells, "category", said)
            told = {"category": inferred.value}
            problems.append(_told(row, place, "category_inferred", blocking=False, **told))
        elif any(column.field == "category" for column in cells):
            values["category"] = Category.OFFICIAL.value
    return values, problems


def inferred_category(values: Mapping[str, Value]) -> Category | None:
    """Return the category that a row speaks of without having a word in the column for it.

    A remark may say it; and whoever has been admitted but, on a list with such dates, has none of
    becoming official, is on probation. Whoever applies the list is told.
    """
    noted = category_in_note(str(values.get("note", "")))
    if noted is None and values.get("joined") and values.get("confirmed") == "":
        return Category.PROBATIONARY
    return noted


def repeated(entries: Sequence[Entry], columns: Sequence[Column]) -> Iterator[Problem]:
    """Yield a problem for each number or person that stands on the list before."""
    numbers: dict[Value, int] = {}
    people: dict[str, list[Entry]] = {}
    for entry in entries:
        if not entry.name:  # nobody takes no number
            continue
        number = entry.values.get("number")
        if number is not None and (before := numbers.setdefault(number, entry.row)) != entry.row:
            place = _column(columns, "number")
            yield _told(entry.row, place, "number_twice", number=number, first_row=before)
        namesakes = people.setdefault(name_key(entry.name), [])
        codes = [(code, one.row) for one in namesakes if (code := namesake(one, entry))]
        namesakes.append(entry)
        if codes:
            code, first = min(codes)
            facts: dict[str, Fact] = {"name": entry.name, "first_row": first}
            place = _column(columns, *NAMES)
            yield _told(entry.row, place, code, blocking=code == "person_twice", **facts)


def namesake(first: Entry, second: Entry) -> str | None:
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


def _of_cell(row: int, column: Column, rejected: Rejected) -> Problem:
    return Problem(
        row=row,
        column=column.letter,
        heading=column.heading,
        code=rejected.code,
        facts=rejected.facts,
    )


def _told(
    row: int, column: Column | None, code: str, *, blocking: bool = True, **facts: Fact
) -> Problem:
    """Return a problem of the list itself, at the column where it is seen; None: the whole row."""
    letter, heading = (column.letter, column.heading) if column else ("", "")
    return Problem(
        row=row, column=letter, heading=heading, code=code, facts=facts, blocking=blocking
    )


def _column(columns: Iterable[Column], *fields: str) -> Column | None:
    """Return the first of these columns that the table has."""
    return next((c for field in fields for c in columns if c.field == field), None)
