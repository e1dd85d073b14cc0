"""How wide texts are in the typeface of pictures, so that what is drawn beside them stays apart.

Pictures are set in Liberation Sans, which has the widths of Arial and Helvetica; where a browser
shows another typeface, texts are at most so much wider as `SPARE` says.
"""

import unicodedata
from functools import cache
from typing import TYPE_CHECKING, Final

from live.documents.glyphs import FONTS, characters

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

FACES: Final = {False: "LiberationSans-Regular.ttf", True: "LiberationSans-Bold.ttf"}
UNITS: Final = 1000
"""Size in which letters are measured; widths are in thousandths of a size."""
UNKNOWN: Final = 1400
"""Width of a character that the typeface lacks, in the same unit: wider than emoji are in the
typefaces of browsers; chosen."""
SPARE: Final = 1.12
"""How much wider DejaVu Sans and Noto Sans, which Linux and Android have, set Vietnamese text;
measured on names of members."""
ELLIPSIS: Final = "…"


def drawable(text: str) -> str:
    """Return a text on one line, with composed letters and without characters that have no form:
    some of these may stand in no XML."""
    composed = unicodedata.normalize("NFC", " ".join(text.split()))
    return "".join(
        each for each in composed if unicodedata.category(each) not in {"Cc", "Cf", "Cs", "Cn"}
    )


def width_px(text: str, size_px: float, *, bold: bool = False) -> float:
    """Return the width of a text, spare included."""
    return sum(_advance(each, bold) for each in text) * size_px / UNITS * SPARE


def cut(text: str, room_px: float, size_px: float, *, bold: bool = False) -> str:
    """Return as much of a text as has room, with an ellipsis if something is left out."""
    if width_px(text, size_px, bold=bold) <= room_px:
        return text
    left = room_px - width_px(ELLIPSIS, size_px, bold=bold)
    end = 0
    for end, each in enumerate(text):  # noqa: B007 - the letter that has no room ends the loop
        left -= width_px(each, size_px, bold=bold)
        if left < 0:
            break
    kept = text[:end].rstrip()
    return f"{kept}{ELLIPSIS}" if kept else ""


def wrapped(text: str, room_px: float, size_px: float, *, bold: bool = False) -> list[str]:
    """Return a text as lines that have room; a word that is too long is cut."""
    found: list[str] = []
    for word in text.split():
        longer = f"{found[-1]} {word}" if found else word
        if found and width_px(longer, size_px, bold=bold) <= room_px:
            found[-1] = longer
        else:
            found.append(cut(word, room_px, size_px, bold=bold))
    return found


@cache
def _advance(letter: str, bold: bool) -> float:
    if unicodedata.category(letter) in {"Mn", "Me"}:  # stands above the letter before it
        return 0
    font, known = _face(bold)
    return font.getlength(letter) if ord(letter) in known else UNKNOWN


@cache
def _face(bold: bool) -> "tuple[FreeTypeFont, frozenset[int]]":
    from PIL import ImageFont  # noqa: PLC0415

    path = FONTS / FACES[bold]
    return ImageFont.truetype(str(path), UNITS), characters(path.read_bytes())
