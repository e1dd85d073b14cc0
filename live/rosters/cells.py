"""One cell of a list to a value of the register, or the code of what is wrong with it.

A cell comes as text, or from a spreadsheet as a number or a date; None: nothing stands there.
"""

import datetime
import re
import unicodedata
from collections.abc import Callable
from typing import Final

from live.errors import Rejected
from live.meeting.roster import Category
from live.rosters.categories import category_of, way_unsaid
from live.rosters.sheets import Cell
from live.rosters.words import APOSTROPHES, plain, tidy

Value = str | int

LONGEST_TEXT: Final = 200
"""Most characters in one cell; chosen, as for a typed line."""
LAST_NUMBER: Final = 999
"""The greatest number on a list that the site's number pad accepts."""
FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 2100
"""First and last year accepted: others are typing errors; chosen."""
ERROR: Final = re.compile(r"#(REF!|N/A|VALUE!|NAME\?|DIV/0!|NUM!|NULL!)")
"""What a spreadsheet shows where it could not compute (ECMA-376 part 1, 18.18.11)."""


def text_of(cell: Cell | None) -> str:
    """Return a cell as tidy text.

    Raises:
        Rejected: ``cell_is_formula``, ``cell_is_error`` or ``cell_too_long``.
    """
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, datetime.date):
        return date_of(cell)
    text = tidy(str(cell))
    if text.startswith("="):
        raise Rejected("cell_is_formula")
    if ERROR.fullmatch(text):
        raise Rejected("cell_is_error", value=text)
    if len(text) > LONGEST_TEXT:
        raise Rejected("cell_too_long", longest=LONGEST_TEXT)
    return text


def number_of(cell: Cell | None) -> int:
    """Return a number on the list.

    Raises:
        Rejected: ``bad_number``.
    """
    text = text_of(cell).rstrip(".")
    if not re.fullmatch(r"[0-9]{1,4}", text) or not 0 < int(text) <= LAST_NUMBER:
        raise Rejected("bad_number", value=text)
    return int(text)


def name_of(cell: Cell | None) -> str:
    """Return a person's name.

    Raises:
        Rejected: ``bad_name``: it has signs that no name has.
    """
    text = text_of(cell).translate(APOSTROPHES)
    odd = [c for c in text if unicodedata.category(c)[0] not in "LM" and c not in " .'-"]
    if odd or not text[:1].isalpha():
        raise Rejected("bad_name", value=text)
    return text.title() if text.isupper() or text.islower() else text


def date_of(cell: Cell | None) -> str:
    """Return a date as far as it is given: ``1962``, ``1962-05`` or ``1962-05-19``.

    Raises:
        Rejected: ``bad_date``: no date, or one that the calendar does not have.
    """
    if isinstance(cell, datetime.date):
        found: tuple[int, ...] = (cell.year, cell.month, cell.day)
    else:
        text = text_of(cell)
        parts = [int(part) for part in re.findall(r"[0-9]+", text)]
        if not re.fullmatch(r"([0-9]{1,4}[-/. ]+){0,2}[0-9]{1,4}", text):
            raise Rejected("bad_date", value=text)
        year_first = text[:4].isdigit()
        found = tuple(parts if year_first else reversed(parts))
    try:
        datetime.date(*(*found, 1, 1)[:3])
    except (ValueError, OverflowError):
        raise Rejected("bad_date", value=str(cell)) from None
    if not FIRST_YEAR <= found[0] <= LAST_YEAR:
        raise Rejected("bad_date", value=str(cell))
    return "-".join([f"{found[0]:04}", *(f"{part:02}" for part in found[1:])])


def agree(one: str, other: str) -> bool:
    """Tell whether two dates may be the same: one is unknown, or says less than the other."""
    return one.startswith(other) or other.startswith(one)


def phone_of(cell: Cell | None) -> str:
    """Return a telephone number as its digits.

    Raises:
        Rejected: ``bad_phone``.
    """
    text = text_of(cell)
    digits = re.sub(r"[^0-9+]", "", text)
    if re.fullmatch(r"[1-9][0-9]{8,9}", digits):
        digits = f"0{digits}"  # A spreadsheet stored a number and dropped the leading zero.
    if not re.fullmatch(r"\+?[0-9]{8,14}", digits) or re.search(r"[^\W\d_]", text):
        raise Rejected("bad_phone", value=text)
    return digits


def category_value(cell: Cell | None) -> str:
    """Return a category's stable value.

    Raises:
        Rejected: ``unknown_category``, or ``category_which_way``: transferred for a time, but away
            or here?
    """
    text = text_of(cell)
    category = category_of(text)
    if way_unsaid(text):
        raise Rejected("category_which_way", value=text)
    if category is None:
        raise Rejected("unknown_category", value=text)
    return category.value


def marked(cell: Cell | None, category: Category) -> Category | None:
    """Return the category of a person from a column of crosses for one category; None: not marked.

    Raises:
        Rejected: ``mark_unclear``: neither a cross, a date, a no, nor words for a category.
    """
    text = text_of(cell)
    if plain(text) in ("", "0", "khong", "false", "no"):
        return None
    if way_unsaid(text) or plain(text) in ("x", "v", "co", "1", "true", "yes", "da", "duoc"):
        return category
    if text in "✓✔√☑+" or isinstance(cell, datetime.date):
        return category
    if re.fullmatch(r"(tu )?(ngay |thang |nam )*[0-9][0-9 ]*", plain(text)):
        return category  # since when
    found = category_of(text)
    if found is None:
        raise Rejected("mark_unclear", value=text)
    return found


READERS: Final[dict[str, Callable[[Cell | None], Value]]] = {
    "number": number_of,
    "name": name_of,
    "family_name": name_of,
    "given_name": name_of,
    "birth": date_of,
    "title": text_of,
    "category": category_value,
    "group": text_of,
    "phone": phone_of,
    "joined": date_of,
    "confirmed": date_of,
    "note": text_of,
}
"""Field → how its cell is read."""
