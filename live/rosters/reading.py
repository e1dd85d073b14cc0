"""A file to the people on its list: sheets, tables, rows, and every problem by its place.

What cannot be read is a problem with its row and column, never an exception and never a guess; what
is not read is named. Answers of the preview come in as `Choices`.
"""

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from live.errors import Rejected
from live.rosters.cells import date_of
from live.rosters.choices import IGNORED, NOTHING, Choices, ColumnPlace
from live.rosters.files import readings_untrusted
from live.rosters.layout import Block, Column, blocks_of
from live.rosters.noise import heading_of
from live.rosters.old_fonts import Conversion, conversion_of
from live.rosters.people import PeopleReader
from live.rosters.problems import CellEntry, CellPlace, Problem, told
from live.rosters.repeated import repeated
from live.rosters.rows import FoundTable, read_rows
from live.rosters.sheets import Cell, Sheet, SheetRow

DATES = ("birth", "joined", "confirmed")


class Use(StrEnum):
    """How a sheet is used."""

    READ = "read"
    OFFERED = "offered"
    """Several sheets are lists: the user has to choose."""
    LEFT_OUT = "left_out"
    """Another sheet was chosen."""
    HIDDEN = "hidden"
    NO_LIST = "no_list"


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetRead:
    """A sheet, and what was understood of it."""

    name: str
    use: Use
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Roster:
    """What a file says: its people in order, what is wrong with it, and how it was read."""

    entries: tuple[CellEntry, ...]
    problems: tuple[Problem, ...]
    sheets: tuple[SheetRead, ...] = ()
    conversion: Conversion | None = None
    """How its text of an old code page was read."""

    @property
    def undecided(self) -> bool:
        """Whether somebody has to choose a sheet before anything can be read."""
        return any(sheet.use is Use.OFFERED for sheet in self.sheets)


def read_roster_untrusted(data: bytes, choices: Choices = NOTHING) -> Roster:
    """Read the list in a file.

    Raises:
        Rejected: what `readings_untrusted` raises; ``roster_no_heading``: no row of any sheet names
            a column for people's names; ``roster_hidden``: one does, but on a hidden sheet.
    """
    sheets, conversion = _in_unicode(max(readings_untrusted(data), key=_understood))
    used = _used(sheets, choices)
    problems = [*_about_conversion(conversion, choices), *_about_sheets(used)]
    entries: list[CellEntry] = []
    blocks: dict[CellPlace, Block] = {}
    for number, (sheet, read) in enumerate(zip(sheets, used, strict=True)):
        if read.use is not Use.READ:
            continue
        found = FoundTable()
        title = heading_of(sheet.name) if len(sheets) > 1 else None
        if title is not None:
            found.put(title, CellPlace(0, number))
        _above_tables(sheet, read.blocks, found, number)
        for block in read.blocks:
            reader = PeopleReader(number, block, choices)
            problems += _about_columns(number, block, choices)
            before = len(found.entries)
            read_rows(reader, found)
            blocks |= {entry.place: block for entry in found.entries[before:]}
        entries += found.entries
        problems += found.problems
    problems += repeated(entries, blocks, [sheet.name for sheet in sheets])
    return Roster(
        entries=tuple(entries),
        problems=tuple(sorted(problems, key=_in_order)),
        sheets=used,
        conversion=conversion,
    )


def _in_order(problem: Problem) -> tuple[int, int, int, int, str]:
    """Return a key that sorts problems as the tables go."""
    return problem.sheet, problem.row, problem.block, len(problem.column), problem.column


def _understood(sheets: Sequence[Sheet]) -> int:
    """Return how many columns a way of reading a file gives a meaning to."""
    unicode = _in_unicode(sheets)[0]
    return sum(len(block.read) for sheet in unicode for block in blocks_of(sheet))


# --- old code pages ----------------------------------------------------------------------------


def _in_unicode(sheets: Sequence[Sheet]) -> tuple[tuple[Sheet, ...], Conversion | None]:
    """Return sheets with text of an old code page as it is meant."""
    cells = (cell for sheet in sheets for row in sheet.rows for cell in row.cells.values())
    conversion = conversion_of(cell for cell in cells if isinstance(cell, str))
    if conversion is None:
        return tuple(sheets), None
    texts = conversion.texts
    return tuple(
        replace(sheet, rows=tuple(_converted(row, texts) for row in sheet.rows)) for sheet in sheets
    ), conversion


def _converted(row: SheetRow, texts: Mapping[str, str]) -> SheetRow:
    def new(cells: Mapping[int, Cell]) -> dict[int, Cell]:
        return {c: texts.get(v, v) if isinstance(v, str) else v for c, v in cells.items()}

    return replace(row, cells=new(row.cells), above=new(row.above))


def _about_conversion(conversion: Conversion | None, choices: Choices) -> Iterator[Problem]:
    if conversion is not None and not choices.convert:
        facts = {"font": conversion.font.value, "texts": len(conversion.texts)}
        yield told(CellPlace(0), None, "old_font", facts=facts)


# --- sheets ------------------------------------------------------------------------------------


def _used(sheets: Sequence[Sheet], choices: Choices) -> tuple[SheetRead, ...]:
    """Return what becomes of each sheet. Of several lists none wins by itself."""
    chosen = {
        number: {
            head: {c.column: _meant(f) for c, f in columns.items() if c.head == head}
            for head in {c.head for c in columns}
        }
        for number in range(len(sheets))
        if (columns := {c: f for c, f in choices.columns.items() if c.sheet == number})
    }
    found = [blocks_of(sheet, chosen.get(number)) for number, sheet in enumerate(sheets)]
    lists = {n for n, sheet in enumerate(sheets) if found[n] and not sheet.hidden}
    if not lists:
        hidden = next((sheet.name for n, sheet in enumerate(sheets) if found[n]), None)
        if hidden is not None:
            raise Rejected("roster_hidden", sheet=hidden)
        raise Rejected("roster_no_heading")
    wanted = choices.sheets & lists or (lists if len(lists) == 1 else frozenset())

    def use(number: int) -> Use:
        if sheets[number].hidden:
            return Use.HIDDEN
        if number not in lists:
            return Use.NO_LIST
        if not wanted:
            return Use.OFFERED
        return Use.READ if number in wanted else Use.LEFT_OUT

    return tuple(
        SheetRead(name=sheet.name, use=use(n), blocks=found[n]) for n, sheet in enumerate(sheets)
    )


def _meant(chosen: str) -> str:
    return "" if chosen == IGNORED else chosen


def _about_sheets(used: Sequence[SheetRead]) -> Iterator[Problem]:
    offered = [sheet.name for sheet in used if sheet.use is Use.OFFERED]
    if offered:
        yield told(CellPlace(0), None, "sheet_choice", facts={"sheets": ", ".join(offered)})


def _above_tables(sheet: Sheet, blocks: Sequence[Block], found: FoundTable, number: int) -> None:
    """Take what the titles above the first table say of everybody on it."""
    for row in sheet.rows:
        if not row.hidden and row.number < blocks[0].head:
            for cell in row.cells.values():
                title = heading_of(str(cell)) if isinstance(cell, str) else None
                if title is not None:
                    found.put(title, CellPlace(row.number, number))


# --- columns -----------------------------------------------------------------------------------


def _about_columns(sheet: int, block: Block, choices: Choices) -> Iterator[Problem]:
    """Yield what must be known of a table's columns."""
    place = CellPlace(block.head, sheet, block.number)
    for column in block.columns:
        if column.weighty:
            yield told(place, column, "heading_weighty", facts={"heading": column.heading})
        where = ColumnPlace(sheet, block.head, column.index)
        if column.field in DATES and where not in choices.swapped:
            yield from _swapped(place, column, block.rows)


def _swapped(place: CellPlace, column: Column, rows: Iterable[SheetRow]) -> Iterator[Problem]:
    """Yield a word on dates of which day and month may have changed places.

    An English spreadsheet takes 05/12 for the twelfth of May, and leaves 19/05 as text, since
    there is no month 19: then no date that it took has a day after the twelfth.
    """
    cells = [row.cells.get(column.index) for row in rows]
    dates = [cell for cell in cells if isinstance(cell, datetime.date)]
    later = [cell for cell in cells if isinstance(cell, str) and _day(cell) > 12]
    if dates and later and all(date.day <= 12 for date in dates):
        first = next((date for date in dates if date.day != date.month), None)
        if first is not None:
            facts = {"date": f"{first:%d/%m/%Y}", "swapped": f"{first:%m/%d/%Y}", "text": later[0]}
            yield told(place, column, "dates_swapped", blocking=False, facts=facts)


def _day(text: str) -> int:
    """Return the day of a date that is written out; 0: it is none."""
    try:
        parts = date_of(text).split("-")
    except Rejected:
        return 0
    return int(parts[2]) if len(parts) == 3 else 0
