"""Parses typed dates and times of day, always in 24 hours: 03/12/2026, 19:30.

The browser's own input fields use the browser's language (07:30 PM, 12/03/2026), so pages use text
fields. Many spellings are accepted; ambiguous ones are refused.
"""

import datetime as dt
import re
from typing import Annotated, Final

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

DAY_FIRST: Final = re.compile(r"(\d{1,2})[/. -](\d{1,2})[/. -](\d{4}|\d{2})|(\d\d)(\d\d)(\d{4})")
"""Day first, as on official papers: 3/12/2026, 03.12.26, 03122026 (phone keypads have no slash)."""
YEAR_FIRST: Final = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
TIME: Final = re.compile(r"(\d{1,2}) ?(?:[:.,hg]|giờ) ?(\d{2})?|(\d{1,2})(\d{2})")
"""19:30, 19.30, 19h30, 19 giờ 30, 19h, 1930. One or two digits alone (7, 19) are no time."""
CENTURY: Final = 2000
"""Added to a year of two digits; dates outside this century are refused."""


def day_untrusted(text: str) -> dt.date:
    """Read a day.

    Raises:
        PydanticCustomError: ``day``: the text is no day of this century.
    """
    plain = text.strip()
    if found := YEAR_FIRST.fullmatch(plain):
        year, month, day = map(int, found.groups())
    elif found := DAY_FIRST.fullmatch(plain):
        day, month, year = (int(part) for part in found.groups() if part is not None)
        year += CENTURY if year < 100 else 0
    else:
        raise PydanticCustomError("day", "not a day")
    if year // 100 != CENTURY // 100:
        raise PydanticCustomError("day", "not of this century")
    try:
        return dt.date(year, month, day)
    except ValueError:
        raise PydanticCustomError("day", "no such day") from None


def time_untrusted(text: str) -> dt.time:
    """Read a time of day.

    Raises:
        PydanticCustomError: ``time``: the text is no time of day.
    """
    found = TIME.fullmatch(text.strip().casefold())
    if found is None:
        raise PydanticCustomError("time", "not a time")
    hour, minute = (int(part) for part in (found[1] or found[3], found[2] or found[4] or "0"))
    try:
        return dt.time(hour, minute)
    except ValueError:
        raise PydanticCustomError("time", "no such time") from None


Day = Annotated[dt.date, BeforeValidator(day_untrusted)]
TimeOfDay = Annotated[dt.time, BeforeValidator(time_untrusted)]


def moment_of(day: dt.date, time: dt.time, zone: dt.tzinfo) -> int:
    """Return the epoch milliseconds of a local day and time in a zone."""
    return int(dt.datetime.combine(day, time, zone).timestamp() * 1000)
