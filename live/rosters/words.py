"""Text of ordinary Vietnamese lists and the names on them, compared in any spelling.

Text is compared without what people vary: Unicode form, case, punctuation, and (for headings and
categories) diacritics. Names keep their diacritics, since they tell people apart; only the place of
the tone mark is free (``Hòa`` and ``Hoà`` are one name).
"""

import re
import unicodedata
from typing import Final

LINE_END: Final = re.compile(r"_x000[9AaDd]_")
"""How some programs leave the ends of lines inside a cell."""
APOSTROPHES: Final = str.maketrans(dict.fromkeys("‘’`´ʼʹ′＇", "'"))
"""What stands for the apostrophe of ``K'Brông``."""


def tidy(text: str) -> str:
    """Return text in one Unicode form (NFC), with single spaces, no margins, no unseen signs."""
    seen = "".join(c for c in LINE_END.sub(" ", text) if unicodedata.category(c) != "Cf")
    return " ".join(unicodedata.normalize("NFC", seen).split())


def plain(text: str) -> str:
    """Return text as bare lower-case words: ``Họ và tên:`` → ``ho va ten``."""
    letters = unicodedata.normalize("NFD", text.casefold()).replace("đ", "d")
    bare = "".join(c for c in letters if not unicodedata.combining(c))
    return " ".join(re.findall(r"\w+", bare))


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
