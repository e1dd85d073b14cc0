"""The words of ordinary Vietnamese lists: headings, categories, names, in any spelling.

Text is compared without what people vary: Unicode form, case, punctuation, and (for headings and
categories) diacritics. Names keep their diacritics, since they tell people apart; only the place of
the tone mark is free (``Hòa`` and ``Hoà`` are one name).
"""

import re
import unicodedata
from typing import Final

from live.meeting.roster import Category

TONES: Final = frozenset("\u0300\u0301\u0303\u0309\u0323")
"""Grave, acute, tilde, hook above, dot below: the tones; other marks belong to the letter."""


def tidy(text: str) -> str:
    """Return text in one Unicode form (NFC) with single spaces and no margins."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def plain(text: str) -> str:
    """Return text as bare lower-case words: ``Họ và tên:`` → ``ho va ten``."""
    letters = unicodedata.normalize("NFD", text.casefold()).replace("đ", "d")
    bare = "".join(c for c in letters if not unicodedata.combining(c))
    return " ".join(re.findall(r"\w+", bare))


def name_key(name: str) -> str:
    """Return what two spellings of the same name share."""
    words = unicodedata.normalize("NFD", name.casefold()).split()
    return " ".join(
        "".join(c for c in word if c not in TONES) + "".join(c for c in word if c in TONES)
        for word in words
    )


def alike(one: str, other: str) -> bool:
    """Tell whether two names may be one, written wrongly once; no name may be any.

    Family name and given name are the same but for a letter, and one has no name between them that
    the other lacks: ``Hoàng Lịch`` may be Hoàng Văn Lịch, Hoàng Thị Lịch is not.
    """
    first, second = plain(one).split(), plain(other).split()
    if not first or not second:
        return True
    ends = ((first[0], second[0]), (first[-1], second[-1]))
    between, others = {*first[1:-1]}, {*second[1:-1]}
    return all(_close(*pair) for pair in ends) and (between <= others or others <= between)


def _close(one: str, other: str) -> bool:
    """Tell whether two words differ in one letter at most: another one, one more or one less."""
    if len(one) > len(other):
        one, other = other, one
    same = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), len(one))
    rest = one[same + 1 :] if len(one) == len(other) else one[same:]
    return len(other) - len(one) < 2 and rest == other[same + 1 :] and max(same, len(rest)) > 0


# --- headings ----------------------------------------------------------------------------------

HEADINGS: Final[dict[str, tuple[str, ...]]] = {
    "number": ("stt", "tt", "so tt", "so thu tu", "thu tu"),
    "name": (
        "ho va ten",
        "ho ten",
        "ho va ten dang vien",
        "ho ten dang vien",
        "ho va ten khai sinh",
        "ten dang vien",
        "full name",
        "name",
    ),
    "family_name": ("ho", "ho dem", "ho va dem", "ho va ten dem", "ho lot", "ho va chu dem"),
    "given_name": ("ten",),
    "birth": (
        "ngay sinh",
        "nam sinh",
        "sinh nam",
        "ngay thang nam sinh",
        "ngay thang sinh",
        "sinh ngay",
        "nam sinh nam",
        "nam sinh nu",
        "ngay sinh nam",
        "ngay sinh nu",
        "ngay thang nam sinh nam",
        "ngay thang nam sinh nu",
    ),
    "title": (
        "chuc vu",
        "chuc vu dang",
        "chuc danh",
        "chuc vu trong chi bo",
        "chuc vu trong dang",
        "chuc vu dang chinh quyen",
        "chuc vu dang doan the",
    ),
    "category": (
        "loai dang vien",
        "dien dang vien",
        "dien",
        "loai",
        "tu cach dang vien",
        "tu cach",
        "tinh trang",
        "trang thai",
        "dang vien",
    ),
    "group": ("to dang", "to", "to sinh hoat", "thuoc to dang"),
    "phone": (
        "so dien thoai",
        "dien thoai",
        "sdt",
        "so dt",
        "dt",
        "dien thoai di dong",
        "dtdd",
        "so dien thoai lien he",
        "phone",
    ),
    "joined": (
        "ngay vao dang",
        "ngay thang nam vao dang",
        "vao dang",
        "ngay ket nap",
        "ngay ket nap dang",
        "ngay vao dang du bi",
        "ngay thang nam vao dang du bi",
        "ngay du bi",
        "ngay vao dang ngay du bi",
    ),
    "confirmed": (
        "ngay chinh thuc",
        "chinh thuc",
        "ngay cong nhan chinh thuc",
        "ngay chuyen chinh thuc",
        "ngay vao dang chinh thuc",
        "ngay chuyen dang chinh thuc",
        "ngay thang nam vao dang chinh thuc",
        "ngay vao dang ngay chinh thuc",
    ),
    "note": ("ghi chu", "ghi chu khac"),
}
"""Field → the headings that mean it, as `plain` makes them."""

FIELD_OF: Final = {heading: field for field, texts in HEADINGS.items() for heading in texts}


# --- categories --------------------------------------------------------------------------------

_CATEGORIES: Final[tuple[tuple[Category, re.Pattern[str]], ...]] = tuple(
    (category, re.compile(pattern))
    for category, pattern in (
        # The narrower words first: "tạm miễn" before "miễn".
        (Category.SUSPENDED, r"\bdinh chi\b|\bkhoi to\b|\btam giam\b|^suspended$"),
        (Category.TEMP_EXEMPT, r"\btam mien\b|^temp_?exempt$"),
        (Category.EXEMPT, r"^(duoc )?mien$|\bmien (cong tac|sinh hoat|sh|ct)\b|^exempt$"),
        (Category.TEMP_OUT, r"\btam thoi (chuyen )?di\b|\btam chuyen di\b|^temp_?out$"),
        (Category.TEMP_IN, r"\btam thoi (chuyen )?den\b|\btam chuyen den\b|^temp_?in$"),
        (Category.PROBATIONARY, r"\bdu bi\b|^(dv)?db$|^probationary$"),
        (Category.OFFICIAL, r"\bchinh thuc\b|^(dv)?ct$|^official$"),
    )
)


def category_of(text: str) -> Category | None:
    """Return the category that words such as ``Đảng viên dự bị`` mean; None: none known."""
    words = plain(text)
    return next((category for category, p in _CATEGORIES if p.search(words)), None)


def category_in_note(text: str) -> Category | None:
    """Return the category that a remark speaks of, other than being an ordinary member."""
    found = category_of(text)
    return None if found is Category.OFFICIAL else found
