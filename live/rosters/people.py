"""Reads a row about a person: the values of its fields, and every problem."""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from live.errors import Rejected
from live.meeting.roster import Category
from live.rosters.categories import category_in_note, way_unsaid
from live.rosters.cells import READERS, Value, marked, text_of
from live.rosters.choices import Choices, ColumnPlace
from live.rosters.headings import MARKS
from live.rosters.layout import NAMES, Block, Column
from live.rosters.noise import Heading
from live.rosters.problems import CellEntry, CellPlace, Problem, of_cell, told
from live.rosters.sheets import Cell, SheetRow

OWN: Final = ("number", "birth", "phone", *NAMES)
"""Fields of which each person has an own one: a merged cell over several people says nothing."""
HARMLESS: Final = ("phone",)
"""Fields that may be left empty if their cell cannot be read."""


@dataclass(frozen=True, slots=True)
class PeopleReader:
    """Reads the rows of one table."""

    sheet: int
    block: Block
    choices: Choices

    def place(self, row: SheetRow) -> CellPlace:
        """Return where the person of a row stands."""
        return CellPlace(row.number, self.sheet, self.block.number)

    def cell(self, row: SheetRow, column: Column) -> Cell | None:
        """Return what stands in a column for a person; what a merged cell holds, for all of it."""
        cell = row.cells.get(column.index)
        if cell is None and column.field not in OWN:
            cell = row.above.get(column.index)
        where = ColumnPlace(self.sheet, self.block.head, column.index)
        if where in self.choices.swapped and isinstance(cell, datetime.date) and cell.day <= 12:
            cell = datetime.date(cell.year, cell.day, cell.month)
        return cell

    def person(self, row: SheetRow, heading: Heading | None) -> tuple[CellEntry, list[Problem]]:
        """Read a person; ``heading`` is the line above that speaks of all below it."""
        place = self.place(row)
        values, problems = self._fields(row)
        name, wrong = self._name(row, values)
        values = {"name": name, **values}
        problems += wrong
        if heading and heading.group and "group" not in values:
            values["group"] = heading.group
        category, assumed, more = self._category(row, values, heading)
        if category is not None:
            values["category"] = category.value
        entry = CellEntry(
            row=place.row,
            sheet=place.sheet,
            block=place.block,
            values=values,
            assumed={} if assumed is None else {"category": assumed.value},
        )
        return entry, [*problems, *more]

    def _fields(self, row: SheetRow) -> tuple[dict[str, Value], list[Problem]]:
        """Read the columns that say one thing each."""
        place = self.place(row)
        values: dict[str, Value] = {}
        problems: list[Problem] = []
        for column in self.block.read:
            field = column.field
            if field == "category" or field in MARKS or field in values:
                continue
            cell, corrected = self._corrected(row, column)
            if corrected is not None:
                problems.append(corrected)
            elif column.index in row.above and cell is None and field in OWN:
                problems.append(_merged(place, column, row.above[column.index]))
            if cell is None:
                continue
            try:
                values[field] = READERS[field](cell)
            except Rejected as rejected:
                problem = of_cell(place, column, rejected, blocking=field not in HARMLESS)
                shown = problem.value or (str(cell) if corrected else "")
                problems = [each for each in problems if each is not corrected]
                problems.append(replace(problem, value=shown))
        return values, problems

    def _corrected(self, row: SheetRow, column: Column) -> tuple[Cell | None, Problem | None]:
        """Return what a field is read from, and what to say if somebody has corrected it."""
        place = self.place(row)
        cell = self.cell(row, column)
        text = self.choices.cells.get((place, column.field))
        if text is None or text == _shown(cell):
            return cell, None
        facts = {"old": _shown(cell), "new": text}
        note = told(
            place,
            column,
            "cell_corrected",
            blocking=False,
            field=column.field,
            value=text,
            facts=facts,
        )
        return text.strip() or None, note

    def _name(self, row: SheetRow, values: dict[str, Value]) -> tuple[str, list[Problem]]:
        """Take the name together; it may stand in two columns."""
        place = self.place(row)
        parts = [
            values.pop("family_name", ""),
            values.pop("name", ""),
            values.pop("given_name", ""),
        ]
        name = " ".join(str(part) for part in parts if part)
        unread = any(
            column.index in row.cells for column in self.block.read if column.field in NAMES
        )
        if name or unread:
            return name, []
        column = self.block.column(*NAMES)
        field = column.field if column else "name"
        return "", [told(place, column, "name_missing", field=field)]

    # --- category ------------------------------------------------------------------------------

    def _category(
        self, row: SheetRow, values: Mapping[str, Value], heading: Heading | None
    ) -> tuple[Category | None, Category | None, list[Problem]]:
        """Return what the list says of the category, what is meant without a word, and problems."""
        place = self.place(row)
        typed = self.choices.cells.get((place, "category"))
        if typed in {each.value for each in Category}:
            chosen = Category(typed)
            column = self.block.column("category", "note")
            note = told(
                place,
                column,
                "category_chosen",
                blocking=False,
                field="category",
                value=chosen.value,
            )
            return chosen, None, [note]
        stated = list(self._stated(row))
        unread = [each for each in stated if isinstance(each, Problem)]
        if unread:
            return None, None, unread
        named = {each for each in stated if isinstance(each, Category)}
        if len(named) > 1:
            named -= {Category.OFFICIAL}  # Who is exempt or away for a time is official as well.
        if len(named) > 1:
            asked = self._asked(place, "category_conflict", self.block.column("category"))
            return None, None, [asked]
        return self._told_category(row, values, heading, next(iter(named), None))

    def _stated(self, row: SheetRow) -> Iterator[Category | Problem]:
        """Yield what the columns of categories say."""
        for column in self.block.read:
            try:
                cell = self.cell(row, column)
                if column.field in MARKS and (found := marked(cell, MARKS[column.field])):
                    yield found
                elif column.field == "category" and text_of(cell):
                    yield Category(str(READERS["category"](cell)))
            except Rejected as rejected:
                problem = of_cell(self.place(row), column, rejected)
                yield replace(problem, field="category", value="")

    def _told_category(  # noqa: PLR0911 - a line for each way of saying it
        self,
        row: SheetRow,
        values: Mapping[str, Value],
        heading: Heading | None,
        stated: Category | None,
    ) -> tuple[Category | None, Category | None, list[Problem]]:
        """Weigh what the cells say against the remark, the line above and the dates."""
        place, block = self.place(row), self.block
        note = str(values.get("note", ""))
        noted = category_in_note(note)
        if stated is not None and noted not in (None, stated):
            at = block.column("note")
            said = _told_of(place, at, "note_says_otherwise", noted or stated, value=stated)
            return stated, None, [said]
        if stated is not None:
            return stated, None, []
        if noted is not None:
            said = _told_of(place, block.column("note"), "category_inferred", noted)
            return noted, None, [said]
        if way_unsaid(note):
            return (
                None,
                None,
                [self._asked(place, "category_which_way", block.column("note"), note)],
            )
        if heading and heading.category:
            return heading.category, None, []
        if heading and heading.way_unsaid:
            return None, None, [self._asked(place, "category_which_way", None, heading.text)]
        dated = values.get("joined") and "confirmed" not in values and block.column("confirmed")
        suggested = Category.PROBATIONARY if dated else None
        if block.column("category"):
            if self.choices.blank:
                return None, self.choices.blank, []
            asked = self._asked(place, "category_blank", block.column("category"))
            return None, None, [replace(asked, value=suggested.value if suggested else "")]
        if suggested:
            at = block.column("confirmed")
            return None, suggested, [_told_of(place, at, "category_by_dates", suggested)]
        return None, None, []

    def _asked(self, place: CellPlace, code: str, column: Column | None, said: str = "") -> Problem:
        """Return the question for a person's category."""
        return told(place, column, code, field="category", facts={"value": said})


def _told_of(
    place: CellPlace,
    column: Column | None,
    code: str,
    category: Category,
    *,
    value: Category | None = None,
) -> Problem:
    return told(
        place,
        column,
        code,
        blocking=False,
        field="category",
        value=(value or category).value,
        facts={"category": category.value},
    )


def _merged(place: CellPlace, column: Column, cell: Cell) -> Problem:
    """Return the word on a merged cell of which only the first person has the value."""
    return told(
        place,
        column,
        "cell_merged",
        blocking=False,
        field=column.field,
        facts={"value": _shown(cell)},
    )


def _shown(cell: Cell | None) -> str:
    """Return a cell as somebody would type it."""
    try:
        return text_of(cell)
    except Rejected:
        return ""
