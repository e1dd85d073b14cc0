"""Months as text, such as ``2026-12``: in which one a moment lies, and which comes next. Pure.

Texts of this form sort as the months do; `ALWAYS` sorts before all of them.
"""

import datetime as dt
import re
from typing import Final, NewType

Month = NewType("Month", str)
"""``YYYY-MM`` in the time zone of the units, or `ALWAYS`."""

ALWAYS: Final = Month("")
"""Before every month."""
FORM: Final = re.compile(r"(20[0-9]{2})-(0[1-9]|1[0-2])")
"""Months of this century: those of meetings."""


def month_of(ms: int, zone: dt.tzinfo) -> Month:
    """Return the month of a moment in a zone."""
    return Month(f"{dt.datetime.fromtimestamp(ms / 1000, zone):%Y-%m}")


def month_untrusted(text: str) -> Month | None:
    """Return the month that a text names; None: it names none."""
    return Month(text) if FORM.fullmatch(text) else None


def shifted(month: Month, months: int) -> Month:
    """Return the month that lies ``months`` later (negative: earlier)."""
    year, number = map(int, month.split("-"))
    count = year * 12 + number - 1 + months
    return Month(f"{count // 12:04}-{count % 12 + 1:02}")


def begin_ms(month: Month, zone: dt.tzinfo) -> int:
    """Return when a month begins in a zone, in epoch milliseconds."""
    year, number = map(int, month.split("-"))
    return round(dt.datetime(year, number, 1, tzinfo=zone).timestamp() * 1000)


def end_ms(month: Month, zone: dt.tzinfo) -> int:
    """Return when a month is over in a zone, in epoch milliseconds."""
    return begin_ms(shifted(month, 1), zone)
