"""Which number formats of a spreadsheet show a date (ECMA-376 part 1, 18.8.30)."""

import re
from typing import Final

DATES: Final = frozenset(map(str, (*range(14, 18), 22, *range(27, 37), *range(50, 59))))
"""Formats that files do not spell out: dates, and those of East Asian calendars."""
_LITERAL: Final = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|[_*].')
"""What a format shows as it is, and its colours, currencies and spaces."""


def is_date(code: str) -> bool:
    """Tell whether a format shows a day, a month by its name or a year; hours alone are no date."""
    shown = _LITERAL.sub("", code.casefold())
    return shown not in ("general", "standard") and bool(re.search(r"[dy]|mmm", shown))
