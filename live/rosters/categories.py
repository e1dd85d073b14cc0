"""The words for a member's category (`roster.py`), in a cell, a heading or a remark."""

import re
from typing import Final

from live.meeting.roster import Category
from live.rosters.words import plain

_CATEGORIES: Final[tuple[tuple[Category, re.Pattern[str]], ...]] = tuple(
    (category, re.compile(pattern))
    for category, pattern in (
        # The narrower words first: "tạm miễn" before "miễn".
        (Category.SUSPENDED, r"\bdinh chi\b|\bkhoi to\b|\btam giam\b|^suspended$"),
        (Category.TEMP_EXEMPT, r"\btam (thoi )?(duoc )?mien\b|^temp_?exempt$"),
        (
            Category.EXEMPT,
            r"^(dien )?(duoc )?mien$|\bmien (cong tac|sinh hoat|sh|ct)\b|^exempt$",
        ),
        (
            Category.TEMP_OUT,
            r"\btam thoi (chuyen )?di\b|\btam chuyen di\b|\bchuyen di\b.*\btam thoi\b"
            r"|\bdi sinh hoat tam thoi\b|\btam thoi (tai |o )?noi khac$|^temp_?out$",
        ),
        (
            Category.TEMP_IN,
            r"\btam thoi (chuyen )?den\b|\btam chuyen den\b|\bchuyen den\b.*\btam thoi\b"
            r"|\bden sinh hoat tam thoi\b|^temp_?in$",
        ),
        (Category.PROBATIONARY, r"\bdu bi\b|^(dv)?db$|^probationary$"),
        (Category.OFFICIAL, r"\bchinh thuc\b|^(dv)?ct$|^official$"),
    )
)
_WAY_UNSAID: Final = re.compile(r"\bsinh hoat tam thoi\b|\bchuyen\b.*\btam thoi\b|\btam chuyen\b")
"""Words for a temporary transfer that do not say whether away or here."""
_TITLE_WORDS: Final = frozenset(
    {
        *("dang", "vien", "dv", "danh", "sach", "cac", "dong", "chi", "nhung", "dien", "duoc"),
        *("chinh", "thuc", "du", "bi", "mien", "tam", "thoi", "cong", "tac", "va", "sinh", "hoat"),
        *("chuyen", "di", "den", "dinh", "sh", "ct", "noi", "khac"),
    }
)
"""The only words allowed in a line that gives the people below it a category."""
_NUMBERING: Final = re.compile(r"^([ivx]+|[a-d]|[0-9]{1,2}) ")
_COUNT: Final = re.compile(r"( (gom|co|tong so))? [0-9]+( (dong chi|dang vien|nguoi|dc|d c))?$")


def category_of(text: str) -> Category | None:
    """Return the category that words such as ``Đảng viên dự bị`` mean; None: none known."""
    words = plain(text)
    return next((category for category, p in _CATEGORIES if p.search(words)), None)


def category_in_note(text: str) -> Category | None:
    """Return the category that a remark speaks of, other than being an ordinary member."""
    found = category_of(text)
    return None if found is Category.OFFICIAL else found


def way_unsaid(text: str) -> bool:
    """Tell whether words speak of a transfer for a time but not whether away or here."""
    return category_of(text) is None and _WAY_UNSAID.search(plain(text)) is not None


def category_of_title(text: str) -> Category | None:
    """Return the category of the people below a line such as ``II. Đảng viên dự bị: 3``.

    A line that says more, or names two categories, means none of them.
    """
    words = _COUNT.sub("", _NUMBERING.sub("", plain(text)))
    if not words or not _TITLE_WORDS.issuperset(words.split()):
        return None
    named = [category for category, pattern in _CATEGORIES if pattern.search(words)]
    if {Category.OFFICIAL, Category.PROBATIONARY} <= {*named}:
        return None
    return named[0] if named else None
