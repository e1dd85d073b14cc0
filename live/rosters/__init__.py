"""Lists of members from XLSX and CSV: read, compared with the register, shown before applied.

Pure but for the parsing of bytes: `live.store.directory.apply_roster` writes what a plan says.
"""

from live.rosters.plan import Difference, Fate, Line, Plan, compare
from live.rosters.reading import Entry, Problem, Roster, read_roster_untrusted

__all__ = [
    "Difference",
    "Entry",
    "Fate",
    "Line",
    "Plan",
    "Problem",
    "Roster",
    "compare",
    "read_roster_untrusted",
]
