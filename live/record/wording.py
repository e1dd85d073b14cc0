"""Vietnamese wording of hours, days, shares and names in documents. Pure.

Documents are in Vietnamese whatever language a screen has, so these phrases are content and not in
the message catalogues.
"""

import datetime as dt
import re
from collections.abc import Iterable
from typing import Final

from live.ids import PersonId
from live.meeting.people import ever_listed
from live.meeting.roster import Member
from live.meeting.state import Guest, Meeting, MeetingKind
from live.namesakes import By, Distinction, NamedGuest, Someone, told_apart

KINDS: Final = {
    MeetingKind.REGULAR: "định kỳ",
    MeetingKind.THEMATIC: "chuyên đề",
    MeetingKind.COMBINED: "định kỳ kết hợp chuyên đề",
    MeetingKind.MODEL: "sinh hoạt mẫu",
    MeetingKind.EXTRAORDINARY: "bất thường",
}
PERCENT: Final = "\u00a0%"
"""Stands after a number, on one line with it."""
_PLACE: Final = re.compile(
    r"(?:đảng ủy|đảng bộ) (?:xã|phường|thị trấn|đặc khu) (.+)", re.IGNORECASE
)


def local(ms: int, off_ms: int, zone: dt.tzinfo) -> dt.datetime:
    """Return the local time of a moment of the record. ``off_ms``: see `Facts.off_ms`."""
    return dt.datetime.fromtimestamp((ms + off_ms) / 1000, zone)


def hour(when: dt.datetime) -> str:
    """Return an hour as papers write it: 19 giờ 30."""
    return f"{when.hour} giờ {when.minute:02d}"


def two_digits(day_or_month: int, up_to: int) -> str:
    """Return a number with a leading zero up to a limit: days below 10, months 1 and 2."""
    return f"{day_or_month:02d}" if day_or_month <= up_to else str(day_or_month)


def day(when: dt.datetime) -> str:
    """Return a day as papers write it: ngày 03 tháng 11 năm 2026."""
    return f"ngày {two_digits(when.day, 9)} tháng {two_digits(when.month, 2)} năm {when.year}"


def day_fields(when: dt.date) -> dict[str, str]:
    """Return a day as the named fields that stand in the head of a document."""
    return {
        "ngay": two_digits(when.day, 9),
        "thang": two_digits(when.month, 2),
        "nam": str(when.year),
    }


def percent_text(share: float) -> str:
    """Return a share with a decimal comma, without a needless zero: 90,9 or 90."""
    return f"{share:.1f}".removesuffix(".0").replace(".", ",")


def place_name(unit: str) -> str:
    """Return the place that stands before the date, from the superior unit's name; "": the name
    has none (an enterprise's committee)."""
    found = _PLACE.fullmatch(unit.strip())
    return found[1] if found else ""


def sentence(text: str) -> str:
    """Return a text that somebody typed as the end of a sentence: with one full stop."""
    text = text.strip()
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."


def lines(text: str) -> tuple[str, ...]:
    """Return the lines of a text that are not empty."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())


class Names:
    """The names of a meeting's people as documents write them; namesakes are told apart.

    Guests who came only after the meeting are nobody here: a document must not change with them.
    """

    def __init__(self, meeting: Meeting) -> None:
        guests = meeting.supervision.guests
        watched = {person: guest for person, guest in guests.items() if guest.watched}
        listed = ever_listed(meeting)
        named: dict[PersonId, Someone] = {
            person: NamedGuest(name=guest.name, title=guest.title)
            for person, guest in watched.items()
        }
        self._people: dict[PersonId, Guest | Member] = {**watched, **listed}
        self._apart = told_apart({**named, **listed})

    def of(self, person: PersonId) -> str:
        """Return a name; with what tells it from a namesake in parentheses."""
        known = self._people.get(person)
        if known is None:
            return "(không rõ)"
        apart = self._apart.get(person)
        return f"{known.name} ({_told(apart)})" if apart else known.name

    def comrade(self, person: PersonId) -> str:
        """Return a name with the form of address."""
        return f"Đ/c {self.of(person)}"

    def office(self, person: PersonId | None) -> str:
        """Return somebody's office, or nothing."""
        known = self._people.get(person) if person else None
        return known.title if known else ""

    def all_of(self, people: Iterable[PersonId]) -> tuple[str, ...]:
        """Return the names of several people."""
        return tuple(map(self.of, people))


def _told(apart: Distinction) -> str:
    match apart.by:
        case By.OFFICE:
            return apart.value
        case By.BIRTH:
            return f"sinh năm {apart.value}"
        case By.NUMBER:
            return f"số {apart.value} trong danh sách"
        case By.GUEST:
            return f"người thứ {apart.value}"
