"""Text in the code pages of before Unicode, VNI and TCVN3, which only their own fonts show right.

Such text arrives as letters of western Europe: ``Nguyeãn Thò Hoa`` (VNI) and ``NguyÔn ThÞ Hoa``
(TCVN3) are both Nguyễn Thị Hoa. It is known by words that no Vietnamese syllable can be as they
stand, and that are one when read in the old code page; so right names, those of ethnic minorities
too (``Đinh Gruế``, ``Y Bliă``, ``H'Hen Niê``), are never taken for it.

The tables are those of VNI-Win and TCVN 5712:1993 (VN3).
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Final

from live.namesakes import TONES

GRAVE, ACUTE, TILDE, HOOK, DOT = "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"
CIRCUMFLEX, BREVE = "\u0302", "\u0306"


class OldFont(StrEnum):
    """A code page of before Unicode."""

    VNI = "VNI"
    TCVN3 = "TCVN3"


# --- tables ------------------------------------------------------------------------------------

_TCVN3_LETTERS: Final = (
    "µà¶ả·ã¸á¹ạ¨ă»ằ¼ẳ½ẵ¾ắÆặ©âÇầÈẩÉẫÊấËậ®đÌèÎẻÏẽÐéÑẹªêÒềÓểÔễÕếÖệ×ìØỉÜĩÝíÞị"
    "ßòáỏâõãóäọ«ôåồæổçỗèốéộ¬ơêờëởìỡíớîợïùñủòũóúôụ\u00adưõừöử÷ữøứùựúỳûỷüỹýýþỵ"
    "¡Ă¢Â£Ê¤Ô¥Ơ¦Ư§Đ"
)
TCVN3: Final[Mapping[str, str]] = dict(zip(_TCVN3_LETTERS[::2], _TCVN3_LETTERS[1::2], strict=True))
"""A sign as Windows-1252 shows it → the letter."""

_VNI_MARKS: Final = {
    "ù": ACUTE,
    "ø": GRAVE,
    "û": HOOK,
    "õ": TILDE,
    "ï": DOT,
    "â": CIRCUMFLEX,
    "á": CIRCUMFLEX + ACUTE,
    "à": CIRCUMFLEX + GRAVE,
    "å": CIRCUMFLEX + HOOK,
    "ã": CIRCUMFLEX + TILDE,
    "ä": CIRCUMFLEX + DOT,
    "ê": BREVE,
    "é": BREVE + ACUTE,
    "è": BREVE + GRAVE,
    "ú": BREVE + HOOK,
    "ü": BREVE + TILDE,
    "ë": BREVE + DOT,
}
_VNI_ALONE: Final = {"ñ": "đ", "ô": "ơ", "ö": "ư", "î": "ỵ"} | {
    "í": "í",
    "ì": "ì",
    "æ": "ỉ",
    "ó": "ĩ",
    "ò": "ị",
}
_VNI_BASES: Final = {CIRCUMFLEX: "aeo", BREVE: "a"}


def _vni() -> dict[str, str]:
    """Return signs of VNI, one or two characters, and their letters, in both cases."""
    table = dict(_VNI_ALONE)
    for sign, marks in _VNI_MARKS.items():
        for base, letter in [*((c, c) for c in "aeouy"), ("ô", "ơ"), ("ö", "ư")]:
            if base in _VNI_BASES.get(marks[0], "aeouyôö"):
                table[base + sign] = unicodedata.normalize("NFC", letter + marks)
    upper = {old.upper(): new.upper() for old, new in table.items()}
    mixed = {old[0].upper() + old[1:]: new.upper() for old, new in table.items()}
    return table | upper | mixed


VNI: Final[Mapping[str, str]] = _vni()
_VNI_SIGN: Final = re.compile("|".join(sorted(VNI, key=len, reverse=True)))


def converted(text: str, font: OldFont) -> str:
    """Return text of an old code page in Unicode."""
    if font is OldFont.VNI:
        return _VNI_SIGN.sub(lambda found: VNI[found[0]], text)
    return "".join(TCVN3.get(c, c) for c in text)


# --- syllables ---------------------------------------------------------------------------------

_SYLLABLE: Final = re.compile(
    r"(?:b|ch?|d|đ|gh?|gi|h|kh?|l|m|ngh?|nh?|ph?|qu|r|s|th?|tr|v|x)?"
    r"(?:uyê|uya|yê|ya|iê|ia|ươ|ưa|uô|ua|oa|oă|oe|oo|uâ|uê|uơ|uy|[aăâeêioôơuưy])"
    r"(?:ch|c|m|ng|nh|n|p|t|i|y|o|u)?"
)
"""A syllable of the national language without its tone; some that do not exist are let through."""
_SIGNS: Final = "".join(TCVN3)
_OLD_WORD: Final = re.compile(rf"(?:[^\W\d_]|[{re.escape(_SIGNS)}])+")
"""A word in which signs stand for letters."""


@cache
def is_syllable(word: str) -> bool:
    """Tell whether a word can be a Vietnamese syllable."""
    letters = unicodedata.normalize("NFD", word.casefold())
    tones = sum(c in TONES for c in letters)
    bare = unicodedata.normalize("NFC", "".join(c for c in letters if c not in TONES))
    return tones <= 1 and _SYLLABLE.fullmatch(bare) is not None


def _sure(word: str, font: OldFont) -> bool:
    """Tell whether a word is in an old code page and can be nothing else."""
    new = converted(word, font)
    if font is OldFont.VNI and new.casefold() == word.casefold().replace("ñ", "đ"):
        return False  # "Ñ" alone is a letter of languages of the Central Highlands.
    return new != word and not is_syllable(word) and is_syllable(new)


def _likely(word: str, font: OldFont) -> bool:
    """Tell whether a word may be in an old code page: every sign of it is one of the page's."""
    new = converted(word, font)
    return word.isascii() or (new != word and is_syllable(new))


def in_old_font(text: str, font: OldFont) -> bool:
    """Tell whether a text is in an old code page for sure: one word is, and all may be."""
    words = _OLD_WORD.findall(text)
    if text.isascii() or any(ord(c) > 0xFF for word in words for c in word):
        return False
    return any(_sure(w, font) for w in words) and all(_likely(w, font) for w in words)


def font_of(texts: Iterable[str]) -> OldFont | None:
    """Return the old code page that most of the texts which can be told are in; None: Unicode."""
    counts = dict.fromkeys(OldFont, 0)
    for text in texts:
        for font in OldFont:
            counts[font] += in_old_font(text, font)
    best = max(counts, key=counts.__getitem__)
    return best if counts[best] else None


@dataclass(frozen=True, slots=True)
class Conversion:
    """What reading a file in an old code page makes of its texts."""

    font: OldFont
    texts: Mapping[str, str]
    """Each text that changes, as it stands → as it is meant."""


def conversion_of(texts: Iterable[str]) -> Conversion | None:
    """Return how the texts of a file are to be read; None: they are Unicode.

    Once a file has text that is in an old code page for sure, its other texts are read so too
    where every word allows it: ``Ñinh Hoa`` alone would be no proof. Where somebody has typed
    Unicode into the same file, only what is sure is converted.
    """
    found = list(dict.fromkeys(texts))
    font = font_of(found)
    if font is None:
        return None
    mixed = any(_later(text) for text in found)
    changed = {
        text: converted(text, font)
        for text in found
        if in_old_font(text, font) or not (mixed or text.isascii() or not _may_be(text, font))
    }
    return Conversion(font, {old: new for old, new in changed.items() if old != new})


def _later(text: str) -> bool:
    """Tell whether a text has letters that only Unicode has."""
    return any(c.isalpha() and ord(c) > 0xFF for c in text)


def _may_be(text: str, font: OldFont) -> bool:
    """Tell whether every word may be in an old code page."""
    return all(_likely(word, font) for word in _OLD_WORD.findall(text))
