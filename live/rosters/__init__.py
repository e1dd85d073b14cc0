"""Lists of members from XLSX and CSV: read, compared with the register, shown before applied.

::

    files      bytes → sheets of cells with their marks (`xlsx`, `grid`, `delimited`)
    reading    sheets → the list: which sheets, which tables (`layout`), which rows (`rows`)
    people     a row → what it says of a person, and every problem
    plan       the list → what becomes of whom in the register
    enrolment  the plan → the register

Pure but for the parsing of bytes and `enrolment`, which alone writes to the store.
The user's answers in the preview are passed as `Choices`.
"""

from live.rosters.choices import Choices
from live.rosters.enrolment import apply_roster, preview_roster
from live.rosters.plan import Difference, Fate, Plan, PlanLine, compare
from live.rosters.problems import CellEntry, CellPlace, Problem
from live.rosters.reading import Roster, read_roster_untrusted

__all__ = [
    "CellEntry",
    "CellPlace",
    "Choices",
    "Difference",
    "Fate",
    "Plan",
    "PlanLine",
    "Problem",
    "Roster",
    "apply_roster",
    "compare",
    "preview_roster",
    "read_roster_untrusted",
]
