"""The rows of a table: which are about people, and what is to be told of those that are not.

Nobody is lost and nobody invented without a word: each row that holds text is a person, or is named
with what it holds. Where it cannot be told which, a person is asked.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from live.errors import Fact, Rejected
from live.rosters.cells import READERS, marked, name_of, text_of
from live.rosters.choices import PERSON, SKIPPED
from live.rosters.headings import MARKS, field_of
from live.rosters.layout import NAMES, Block
from live.rosters.noise import Heading, heading_of, is_division, is_foot, is_numbering
from live.rosters.people import PeopleReader
from live.rosters.problems import ROW_FIELD, CellEntry, CellPlace, Problem, told
from live.rosters.sheets import MAX_COLUMNS, SheetRow

SURE: Final = ("number", "birth", "joined", "confirmed", "category", "phone")
"""Fields that only people have: who signs under a table has none of them."""


@dataclass(slots=True)
class FoundTable:
    """What the tables of a sheet hold, gathered row by row."""

    entries: list[CellEntry] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    headings: dict[int, Heading] = field(default_factory=dict)
    """Of tables side by side → the line that speaks of all people below it."""
    table: tuple[str, ...] = ()
    """The headings of the last table."""
    spoken_for: bool = False
    """Whether somebody stands below the last line that speaks of people."""

    def put(self, heading: Heading, place: CellPlace, block: int | None = None) -> None:
        """Take a line that speaks of the people below it, of one table or of all; and say so."""
        for number in range(MAX_COLUMNS) if block is None else [block]:
            self.headings[number] = heading
        category = heading.category.value if heading.category else ""
        code = "group_heading" if heading.group else "category_heading"
        if heading.way_unsaid:
            code = "row_left_out"  # Each person below is asked for.
        facts: dict[str, Fact] = {
            "text": heading.text,
            "group": heading.group,
            "category": category,
        }
        self.problems.append(told(place, None, code, blocking=False, facts=facts))

    def begin(self, block: Block) -> None:
        """Begin a table. Under new headings a line of the table before speaks of nobody any more,
        unless it stood at its end, as a title of this one."""
        headings = tuple(column.heading for column in block.columns)
        if self.table and headings != self.table and self.spoken_for:
            self.headings = {}
        self.table, self.spoken_for = headings, False


def read_rows(reader: PeopleReader, found: FoundTable) -> None:
    """Read every row of a table into what was found before it."""
    block = reader.block
    found.begin(block)
    numbered = _mostly_numbered(block)
    after_foot = False
    for row in block.rows:
        own = _own(block, row)
        if not own.cells:
            continue
        texts = [text for cell in own.cells.values() if (text := _text(cell))]
        place = reader.place(row)
        verdict = _verdict(reader, own, texts, numbered=numbered, after_foot=after_foot)
        chosen = reader.choices.rows.get(place)
        if chosen == PERSON or (chosen and verdict in (PERSON, "doubtful")):
            verdict = chosen
        after_foot = after_foot or verdict == "foot"
        if verdict == PERSON:
            entry, problems = reader.person(own, found.headings.get(block.number))
            found.entries.append(entry)
            found.spoken_for = True
            found.problems += problems
            if place in reader.choices.rows:
                found.problems.append(_of_row(place, "row_counted", texts, PERSON))
        elif verdict == "heading":
            heading = next(each for text in texts if (each := heading_of(text)))
            found.put(heading, place, block.number)
            found.spoken_for = False
        elif verdict == "doubtful":
            found.problems.append(_of_row(place, "row_doubtful", texts, "", blocking=True))
        elif verdict:
            offered = SKIPPED if verdict in ("foot", "left_out", SKIPPED) else ""
            code = CODES[verdict]
            found.problems.append(_of_row(place, code, texts, offered))


CODES: Final = {
    "hidden": "row_hidden",
    "numbering": "row_numbering",
    "foot": "row_left_out",
    "left_out": "row_left_out",
    "continued": "row_continued",
    SKIPPED: "row_skipped",
}
"""What a row is that is about nobody → the code that says so."""


def _own(block: Block, row: SheetRow) -> SheetRow:
    """Return the part of a row that belongs to a table, without what is hidden."""
    hidden = {column.index for column in block.columns if column.hidden}

    def mine(column: int) -> bool:
        return block.left <= column < block.right and column not in hidden

    return replace(
        row,
        cells={column: cell for column, cell in row.cells.items() if mine(column)},
        above={column: cell for column, cell in row.above.items() if mine(column)},
    )


def _verdict(  # noqa: PLR0911 - a line for each kind of row
    reader: PeopleReader, row: SheetRow, texts: Sequence[str], *, numbered: bool, after_foot: bool
) -> str:
    """Return what a row is: about a person, one of `CODES`, or empty: a line nobody filled in."""
    if row.hidden:
        return "hidden"
    if all(text.isdigit() for text in texts) and len(texts) == 1:
        return ""
    if is_numbering(list(texts)):
        return "numbering"
    name, given = _name(reader.block, row), _given(reader, row)
    alone = [text for text in texts if not _is_numeral(text)]
    if len(alone) == 1 and not given and heading_of(alone[0]):
        return "heading"
    if not name:
        return _nameless(reader.block, row, given, texts)
    if is_foot(name):
        return "doubtful" if given & {*SURE} - {"category"} and _is_name(name) else "foot"
    if field_of(name) in NAMES:
        return "left_out"  # The headings once more, on the next printed page.
    present = any(c.index in row.cells for c in reader.block.read if c.field in SURE)
    return _named(name, given, present=present, numbered=numbered, after_foot=after_foot)


def _nameless(block: Block, row: SheetRow, given: set[str], texts: Sequence[str]) -> str:
    names = [column.index for column in block.read if column.field in NAMES]
    if any(index in row.above for index in names):
        return "continued"
    has_number = "number" in given and len(texts) > 1 and not any(is_foot(t) for t in texts)
    if has_number:
        return PERSON
    return "foot" if any(is_foot(text) for text in texts) else "left_out"


def _named(name: str, given: set[str], *, present: bool, numbered: bool, after_foot: bool) -> str:
    """Return what a row is in whose column for names something stands.

    ``given`` is what can be read beside it; ``present``, that something of the kind stands there.
    """
    if given & {*SURE} or (present and not after_foot):
        return PERSON
    if after_foot or is_division(name) or not _is_name(name):
        return "left_out"
    return "doubtful" if numbered else PERSON


def _of_row(
    place: CellPlace, code: str, texts: Sequence[str], value: str, *, blocking: bool = False
) -> Problem:
    """Return the word on a whole row: what it holds, and that it can be taken otherwise."""
    asks = blocking or bool(value)
    return told(
        place,
        None,
        code,
        blocking=blocking,
        field=ROW_FIELD if asks else "",
        value=value,
        facts={"text": " · ".join(texts)[:200]},
    )


def _text(cell: object) -> str:
    try:
        return text_of(cell)  # type: ignore[arg-type]
    except Rejected as rejected:
        return str(rejected.facts.get("value", "")) or "="


def _is_numeral(text: str) -> bool:
    return all(c in "IVXivx0123456789. " for c in text)


def _is_name(text: str) -> bool:
    try:
        return bool(name_of(text))
    except Rejected:
        return False


def _name(block: Block, row: SheetRow) -> str:
    """Return what stands in the columns for names."""
    cells = (row.cells.get(column.index) for column in block.read if column.field in NAMES)
    return " ".join(text for cell in cells if cell is not None and (text := _text(cell)))


def _given(reader: PeopleReader, row: SheetRow) -> set[str]:
    """Return the fields of which a row says something that can be read, but for the name."""
    given: set[str] = set()
    for column in reader.block.read:
        cell = row.cells.get(column.index)
        if cell is None or column.field in NAMES:
            continue
        try:
            if column.field in MARKS:
                given |= {"category"} if marked(cell, MARKS[column.field]) else set()
            elif READERS[column.field](cell) != "":
                given.add(column.field)
        except Rejected:
            continue
    return given


def _mostly_numbered(block: Block) -> bool:
    """Tell whether a table numbers its people: those of whom it says more than a name."""
    column = block.column("number")
    others = {each.index for each in block.read if each.field not in NAMES}
    people = [row for row in block.rows if _name(block, row) and others & row.cells.keys()]
    if column is None or not people:
        return False
    return 2 * sum(column.index in row.cells for row in people) > len(people)
