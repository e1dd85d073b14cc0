"""What the preview of a list lets a person answer, as fields of its form.

The answers travel with the form from step to step; the server keeps nothing. What comes back is
checked: a field that the preview does not have, too many or too long ones are refused.
"""

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from starlette.datastructures import FormData

from live.meeting.roster import Category
from live.rosters import CellPlace, Choices, Plan, Problem, Roster
from live.rosters.cells import LONGEST_TEXT, READERS
from live.rosters.choices import IGNORED, PERSON, SKIPPED, ColumnPlace
from live.rosters.headings import FIELDS
from live.rosters.problems import ROW_FIELD
from live.rosters.reading import Use
from web.problems import ProblemPage

MOST_ANSWERS: Final = 5_000
"""Most fields of one form: 60 columns, and more corrections than anybody types. Chosen."""
MOST_SHOWN: Final = 1_000
"""Most problems with a field for correction in one step; others are only listed. Chosen."""
FIELD: Final = re.compile(
    r"(?P<kind>column|swap|cell|row)\.(?P<a>[0-9]{1,2})\.(?P<b>[0-9]{1,7})\.(?P<c>[0-9]{1,5})"
    r"(?:\.(?P<field>[a-z_]{1,20}))?"
)
ONE: Final = ("sheet", "convert", "blank")
CATEGORIES: Final = tuple(each.value for each in Category)
ROWS: Final = (PERSON, SKIPPED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """A field of the form."""

    name: str
    value: str
    """What is sent if nobody touches it; of a tick: when it is set."""
    options: tuple[str, ...] = ()
    """To choose from; empty: text."""
    tick: bool = False
    on: bool = True


def column_control(kind: str, sheet: int, head: int, index: int, value: str, on: bool) -> Control:
    """Return the choice of what a column is read as, or the tick that swaps day and month."""
    name = f"{kind}.{sheet}.{head}.{index}"
    if kind == "swap":
        return Control(name=name, value="on", tick=True, on=on)
    return Control(name=name, value=value, options=(*FIELDS, IGNORED))


def control_of(problem: Problem) -> Control | None:
    """Return what corrects a problem; None: nothing in the preview does."""
    place = f"{problem.sheet}.{problem.row}.{problem.block}"
    if problem.field == ROW_FIELD:
        return Control(name=f"row.{place}", value=problem.value, options=ROWS)
    if problem.field == "category":
        name = f"cell.{place}.category"
        return Control(name=name, value=problem.value, options=CATEGORIES)
    if problem.field in READERS:
        return Control(name=f"cell.{place}.{problem.field}", value=problem.value)
    return None


def controls_of(plan: Plan) -> dict[int, Control]:
    """Return the controls of a plan's problems, by their place among them; each field once."""
    found: dict[int, Control] = {}
    names: set[str] = set()
    for number, problem in enumerate(plan.problems):
        control = control_of(problem)
        if control and control.name not in names and len(found) < MOST_SHOWN:
            names.add(control.name)
            found[number] = control
    return found


def columns_of(roster: Roster) -> dict[tuple[int, int, int], Control]:
    """Return the choice of each column that can be read, by sheet, head and index."""
    return {
        (sheet, block.head, column.index): column_control(
            "column",
            sheet,
            block.head,
            column.index,
            column.field or ("" if column.weighty else IGNORED),
            True,
        )
        for sheet, read in enumerate(roster.sheets)
        if read.use is Use.READ
        for block in read.blocks
        for column in block.columns
        if not column.hidden
    }


def swaps_of(plan: Plan, roster: Roster, choices: Choices) -> dict[tuple[int, int, int], Control]:
    """Return the ticks that swap day and month, for columns where they may be swapped."""
    doubtful = {(p.sheet, p.row, p.column) for p in plan.problems if p.code == "dates_swapped"}
    found: dict[tuple[int, int, int], Control] = {}
    for sheet, read in enumerate(roster.sheets):
        for block in read.blocks:
            for column in block.columns:
                where = ColumnPlace(sheet, block.head, column.index)
                if (sheet, block.head, column.letter) in doubtful or where in choices.swapped:
                    on = where in choices.swapped
                    found[where] = column_control("swap", *where, "on", on)
    return found


# --- what comes back ---------------------------------------------------------------------------


def answers_untrusted(sent: FormData) -> list[tuple[str, str]]:
    """Return the answers of a form as they were sent.

    Raises:
        Problem: more or longer ones than a preview has.
    """
    found = [
        (name, value)
        for name, value in sent.multi_items()
        if isinstance(value, str) and (name in ONE or FIELD.fullmatch(name))
    ]
    if len(found) > MOST_ANSWERS or any(len(value) > 2 * LONGEST_TEXT for _, value in found):
        raise ProblemPage(400, "bad_request")
    return found


def choices_of(answers: Iterable[tuple[str, str]]) -> Choices:
    """Return what the answers choose; what no preview offers chooses nothing."""
    columns: dict[ColumnPlace, str] = {}
    swapped: set[ColumnPlace] = set()
    cells: dict[tuple[CellPlace, str], str] = {}
    rows: dict[CellPlace, str] = {}
    given: dict[str, str] = {}
    sheets: set[int] = set()
    for name, value in answers:
        match = FIELD.fullmatch(name)
        if match is None:
            given[name] = value
            if name == "sheet" and re.fullmatch(r"[0-9]{1,2}", value):
                sheets.add(int(value))
            continue
        a, b, c = int(match["a"]), int(match["b"]), int(match["c"])
        field = match["field"]
        if match["kind"] == "column" and value in (*FIELDS, IGNORED):
            columns[ColumnPlace(a, b, c)] = value
        elif match["kind"] == "swap":
            swapped.add(ColumnPlace(a, b, c))
        elif match["kind"] == "row" and value in ROWS:
            rows[CellPlace(b, a, c)] = value
        elif field in READERS and (field != "category" or value in CATEGORIES):
            cells[CellPlace(b, a, c), field] = value
    return Choices(
        sheets=frozenset(sheets),
        columns=columns,
        swapped=frozenset(swapped),
        cells=cells,
        rows=rows,
        blank=Category(given["blank"]) if given.get("blank") in CATEGORIES else None,
        convert="convert" in given,
    )


def print_of(answers: Iterable[tuple[str, str]]) -> str:
    """Return what tells the answers of one preview from those of another."""
    return hashlib.sha256(repr(sorted(answers)).encode()).hexdigest()[:32]


def answers_of(
    controls: Iterable[Control], choices: Choices, roster: Roster, blank: bool
) -> Sequence[tuple[str, str]]:
    """Return what the form of a preview sends if nobody touches it."""
    answers = [(each.name, each.value) for each in controls if each.on or not each.tick]
    if len(roster.sheets) > 1:
        answers += [("sheet", str(n)) for n, s in enumerate(roster.sheets) if s.use is Use.READ]
    if roster.conversion and choices.convert:
        answers.append(("convert", "on"))
    if blank:
        answers.append(("blank", choices.blank.value if choices.blank else ""))
    return answers
