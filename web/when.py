"""Days and times of day as people type them, always by 24 hours: 03/12/2026, 19:30.

The browser's own fields speak the browser's language (07:30 PM, 12/03/2026), so pages ask for
text. What is meant is read generously; what could mean two things is not guessed.
"""

import datetime as dt
import re
from typing import Annotated, Final

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

DAY_FIRST: Final = re.compile(r"(\d{1,2})[/. -](\d{1,2})[/. -](\d{4}|\d{2})|(\d\d)(\d\d)(\d{4})")
"""As on official papers: 3/12/2026, 03.12.26, 03122026 (keypads of phones have no slash)."""
YEAR_FIRST: Final = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
TIME: Final = re.compile(r"(\d{1,2}) ?(?:[:.,hg]|giờ) ?(\d{2})?|(\d{1,2})(\d{2})")
"""19:30, 19.30, 19h30, 19 giờ 30, 19h, 1930. A number alone (7, 19) is no time."""
CENTURY: Final = 2000
"""Of a year of two figures, and of every meeting."""


def day_untrusted(text: str) -> dt.date:
    """Read a day.

    Raises:
        PydanticCustomError: ``day``: it is none of this century.
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
        PydanticCustomError: ``time``: it is none.
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
    """Return when the clocks of a zone show this, in milliseconds since the epoch."""
    return int(dt.datetime.combine(day, time, zone).timestamp() * 1000)
