"""Months and quarters as the spans of time of which a unit reports. Pure."""

import datetime as dt
import re
from dataclasses import dataclass
from typing import Final

from live.months import Month, month_untrusted, shifted

QUARTER: Final = 3
"""Months in a quarter."""
_QUARTER: Final = re.compile(r"(20[0-9]{2})-Q([1-4])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A month, or a quarter."""

    first: Month
    length: int = 1
    """In months."""

    @property
    def months(self) -> tuple[Month, ...]:
        """Return its months, the earliest first."""
        return tuple(shifted(self.first, n) for n in range(self.length))

    @property
    def is_quarter(self) -> bool:
        """Return whether it is a quarter."""
        return self.length == QUARTER

    @property
    def quarter(self) -> int:
        """Return the number of the quarter in which it begins."""
        return (number_of(self.first) - 1) // QUARTER + 1

    @property
    def year(self) -> int:
        """Return the year in which it begins."""
        return year_of(self.first)

    @property
    def key(self) -> str:
        """Return it as addresses have it: 2026-11 or 2026-Q4."""
        return f"{self.year:04}-Q{self.quarter}" if self.is_quarter else self.first

    def before(self) -> "Period":
        """Return the one of the same length that ends where this begins."""
        return Period(first=shifted(self.first, -self.length), length=self.length)

    def after(self) -> "Period":
        """Return the one of the same length that begins where this ends."""
        return Period(first=shifted(self.first, self.length), length=self.length)


def year_of(month: Month) -> int:
    """Return the year of a month."""
    return int(month[:4])


def number_of(month: Month) -> int:
    """Return the number of a month in its year, from 1."""
    return int(month[5:])


def month_at(day: dt.date) -> Month:
    """Return the month of a day."""
    return Month(f"{day:%Y-%m}")


def quarter_of(month: Month) -> Period:
    """Return the quarter that a month is in."""
    place = (number_of(month) - 1) // QUARTER * QUARTER + 1
    return Period(first=Month(f"{month[:4]}-{place:02}"), length=QUARTER)


def period_untrusted(text: str) -> Period | None:
    """Return the period that an address names; None: it names none."""
    if found := _QUARTER.fullmatch(text):
        return quarter_of(Month(f"{found[1]}-{int(found[2]) * QUARTER:02}"))
    month = month_untrusted(text)
    return Period(first=month) if month else None
