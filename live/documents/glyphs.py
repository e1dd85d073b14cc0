"""Which characters the shipped typeface has; the others are replaced, so that setting never fails.

PDF/A and PDF/UA forbid text that no font shows (ISO 19005-2 §6.2.11.8), and typst refuses it. A
name may well have an emoji in it.
"""

import struct
import unicodedata
from functools import cache
from pathlib import Path
from typing import Final

FONTS: Final = Path(__file__).parent / "fonts"
"""Liberation Serif 2, metrically equal to Times New Roman; licence in ``OFL.txt`` there."""
FACES: Final = ("Regular", "Bold", "Italic")
REPLACEMENT: Final = "□"
"""Stands for a character that the typeface lacks."""
UNICODE_BMP: Final = (3, 1)
"""Platform and encoding of the table of the characters up to U+FFFF (OpenType, "cmap")."""


def settable(text: str) -> str:
    """Return a text of which the typeface has every character.

    Letters with marks are composed; control and format characters, which have no form, are left
    out, except for line ends.
    """
    composed = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\t", " "))
    there = covered()
    if there.issuperset(composed):
        return composed
    return "".join(
        each if each in there else REPLACEMENT
        for each in composed
        if each in there or unicodedata.category(each) not in {"Cc", "Cf", "Cs", "Mn", "Me"}
    )


@cache
def covered() -> frozenset[str]:
    """Return the characters that every face has, and the line end."""
    faces = [characters((FONTS / f"LiberationSerif-{face}.ttf").read_bytes()) for face in FACES]
    shown = {chr(code) for code in frozenset.intersection(*faces)}
    return frozenset(each for each in shown if unicodedata.category(each) != "Cc") | {"\n"}


def characters(font: bytes) -> frozenset[int]:
    """Return the code points in a TrueType font's "cmap" table, its subtable of format 4."""
    count = struct.unpack_from(">H", font, 4)[0]
    tables = (struct.unpack_from(">4sLLL", font, 12 + 16 * index) for index in range(count))
    cmap = next(offset for tag, _, offset, _ in tables if tag == b"cmap")
    entries = struct.unpack_from(">H", font, cmap + 2)[0]
    records = (struct.unpack_from(">HHL", font, cmap + 4 + 8 * each) for each in range(entries))
    start = cmap + next(at for *kind, at in records if tuple(kind) == UNICODE_BMP)
    length, doubled = (struct.unpack_from(">H", font, start + at)[0] for at in (2, 6))
    words = struct.unpack_from(f">{length // 2}H", font, start)
    segments = doubled // 2
    ends, starts = words[7 : 7 + segments], words[8 + segments : 8 + 2 * segments]
    deltas = words[8 + 2 * segments : 8 + 3 * segments]
    first = 8 + 3 * segments
    found: set[int] = set()
    for index in range(segments):
        shift = words[first + index]
        for code in range(starts[index], ends[index] + 1):
            at = first + index + shift // 2 + code - starts[index]
            glyph = code + deltas[index] if not shift else words[at] and words[at] + deltas[index]
            if glyph & 0xFFFF and code != 0xFFFF:
                found.add(code)
    return frozenset(found)
