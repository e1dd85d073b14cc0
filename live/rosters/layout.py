"""A sheet to its tables: where headings stand, and which column means what.

Tables stand below each other, each under its own headings, and side by side; titles and seals
stand above, between and below.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from live.errors import Rejected
from live.rosters.cells import text_of
from live.rosters.headings import field_of, weighty
from live.rosters.sheets import Cell, Sheet, SheetRow, letters
from live.rosters.words import plain

HEADING_ROWS: Final = 30
"""Rows from the top in which a lone "Họ và tên" is a heading; titles come above. Chosen."""
NAMES: Final = ("name", "family_name", "given_name")
"""Fields of the columns in which a name may stand."""
SEVERAL: Final = ("birth", "category")
"""Fields that may stand in several columns: births of men and of women, two kinds of category."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a table."""

    index: int
    heading: str
    field: str = ""
    """The field as which the column is read; empty: the column is not read."""
    weighty: bool = False
    """The heading is not understood, and ignoring it might give somebody a wrong category."""
    hidden: bool = False

    @property
    def letter(self) -> str:
        """The column's letters in a spreadsheet."""
        return letters(self.index)


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A table: its headings, its columns and the rows that may hold people."""

    head: int
    """The number of the row with the headings."""
    number: int
    """From 0 among the tables side by side."""
    columns: tuple[Column, ...]
    rows: tuple[SheetRow, ...]
    left: int
    right: int
    """The columns that are its own, headed or not: from `left` to before `right`."""

    @property
    def read(self) -> tuple[Column, ...]:
        """The columns that are read."""
        return tuple(column for column in self.columns if column.field)

    def column(self, *fields: str) -> Column | None:
        """Return the first of these columns that the table has."""
        return next((c for f in fields for c in self.columns if c.field == f), None)


Chosen = Mapping[int, str]
"""Column → the field that somebody chose for it; empty: it is not to be read."""


def blocks_of(sheet: Sheet, chosen: Mapping[int, Chosen] | None = None) -> tuple[Block, ...]:
    """Return the tables of a sheet in order; none: this is no list of people.

    Args:
        sheet: what to look at.
        chosen: what somebody chose for the columns, by row of the headings.
    """
    rows = [row for row in sheet.rows if not row.hidden]
    heads = list(_heads(rows, sheet.hidden_columns)) or _lone_head(rows, sheet.hidden_columns)
    blocks: list[Block] = []
    for n, head in enumerate(heads):
        until = heads[n + 1].head if n + 1 < len(heads) else None
        below = tuple(
            row for row in sheet.rows if head.last < row.number < (until or row.number + 1)
        )
        used = {c for row in below for c in row.cells if not row.hidden}
        columns = _columns(head.headings, used, sheet.hidden_columns, (chosen or {}).get(head.head))
        blocks += _side_by_side(head.head, columns, below)
    return tuple(blocks)


# --- headings ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Head:
    head: int
    last: int
    headings: Mapping[int, str]
    understood: int


def _heads(rows: Sequence[SheetRow], hidden: frozenset[int]) -> Iterator[_Head]:
    """Yield the rows of headings from the top: those with a name and more."""
    at = 0
    while at < len(rows):
        here = _best(rows, at, hidden)
        if here is None or here.understood < 2:
            at += 1
            continue
        yield here
        while at < len(rows) and rows[at].number <= here.last:
            at += 1


def _lone_head(rows: Sequence[SheetRow], hidden: frozenset[int]) -> list[_Head]:
    """Return the row that heads a list of nothing but names."""
    found = (_best(rows, at, hidden) for at in range(min(len(rows), HEADING_ROWS)))
    return [head for head in found if head][:1]


def _best(rows: Sequence[SheetRow], at: int, hidden: frozenset[int]) -> _Head | None:
    """Return the best way to read a row as headings; None: it heads no list of people."""
    one = {column: _heading(cell) for column, cell in {**rows[at].above, **rows[at].cells}.items()}
    best = _head(rows[at].number, rows[at].number, one, hidden)
    if at + 1 < len(rows):
        below = {column: _heading(cell) for column, cell in rows[at + 1].cells.items()}
        alone = _head(rows[at + 1].number, rows[at + 1].number, below, hidden)
        for two in _two_rows(one, below):
            both = _head(rows[at].number, rows[at + 1].number, two, hidden)
            least = max(each.understood if each else 0 for each in (best, alone))
            if both and both.understood > least:
                best = both
    return best


def _two_rows(upper: Mapping[int, str], lower: Mapping[int, str]) -> Iterator[dict[int, str]]:
    """Yield headings of two rows of which the lower one divides columns.

    "Ngày vào Đảng" over "Dự bị" and "Chính thức" is read as two headings of both words; a title
    over several columns, "Lý lịch", adds nothing to the headings below it.
    """
    over = ""
    both: dict[int, str] = {}
    for column in sorted({*upper, *lower}):
        over = upper.get(column) or over
        below = lower.get(column, "")
        both[column] = f"{over} {below}" if below else upper.get(column, "")
    yield both
    yield {**upper, **{column: text for column, text in lower.items() if text}}


def _head(
    first: int, last: int, headings: Mapping[int, str], hidden: frozenset[int]
) -> _Head | None:
    shown = (text for column, text in headings.items() if column not in hidden)
    known = [field for text in shown if (field := field_of(text))]
    named = "name" in known or {"family_name", "given_name"} <= {*known}
    return _Head(first, last, headings, len(known)) if named else None


def _heading(cell: Cell) -> str:
    """Return a cell as a heading, empty if it cannot be one."""
    try:
        return text_of(cell)
    except Rejected:
        return ""


# --- columns -----------------------------------------------------------------------------------


def _columns(
    headings: Mapping[int, str], used: set[int], hidden: frozenset[int], chosen: Chosen | None
) -> list[Column]:
    """Return a column for every heading, and for those without one in which something stands."""
    columns: list[Column] = []
    for index in sorted({c for c, text in headings.items() if text} | used):
        heading = headings.get(index, "")
        before = columns[-1] if columns and columns[-1].index == index - 1 else None
        column = Column(index=index, heading=heading, field=field_of(heading) or "")
        if index in hidden:
            column = replace(column, field="", hidden=True)
        elif chosen is not None and index in chosen:
            column = replace(column, field=chosen[index])
        elif not heading and before is not None and before.field == "name":
            # "Họ và tên" written over two columns, the given name in the second.
            column = replace(column, heading=before.heading, field="given_name")
        elif not column.field:
            column = replace(column, weighty=weighty(heading))
        columns.append(column)
    return columns


def _side_by_side(
    head: int, columns: Sequence[Column], rows: tuple[SheetRow, ...]
) -> Iterator[Block]:
    """Yield the tables that stand side by side under one row of headings."""
    groups: list[list[Column]] = [[]]
    for at, column in enumerate(columns):
        if _begins_again(groups[-1], column, columns[at:]):
            groups.append([])
        groups[-1].append(_once(groups[-1], column))
    for number, group in enumerate(groups):
        last = number + 1 == len(groups)
        yield Block(
            head=head,
            number=number,
            columns=tuple(group),
            rows=rows,
            left=group[0].index if number else 0,
            right=1 << 20 if last else groups[number + 1][0].index,
        )


def _begins_again(group: Sequence[Column], column: Column, rest: Sequence[Column]) -> bool:
    """Tell whether a column begins another table: it repeats a heading, and a name follows."""
    if column.field not in ("number", *NAMES[:2]):
        return False
    same = next((each for each in group if each.field == column.field), None)
    named = any(each.field in NAMES for each in group)
    again = same is not None and (
        column.field == "number" or plain(same.heading) == plain(column.heading)
    )
    return again and named and any(each.field in NAMES[:2] for each in rest)


def _once(group: Sequence[Column], column: Column) -> Column:
    """Return a column unread where another one of the table has its field already."""
    single = column.field and column.field not in SEVERAL and not column.field.startswith("is_")
    if not single or all(each.field != column.field for each in group):
        return column
    return replace(column, field="", weighty=column.field in NAMES)
