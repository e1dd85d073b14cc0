"""PNG files of pictures that are drawn as SVG, made by typst, which sets the minutes too."""

import threading
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Final, cast

from live.documents.glyphs import FONTS

TEMPLATE: Final = Path(__file__).parent / "picture.typ"
FAMILY: Final = "Liberation Sans"
"""The typeface of pictures, shipped beside that of papers; licence in ``OFL.txt`` there."""
PIXELS_PER_INCH: Final = 192
"""Two for each pixel of the SVG, which has 96 in an inch (CSS Values 4 §6.2): sharp when printed
and on screens of phones. Chosen."""

_setting = threading.Lock()
"""Held while a picture is set: a compiler works for one caller at a time."""


def png_of(svg: str) -> bytes:
    """Return a picture as PNG.

    Args:
        svg: a whole document that names nothing outside itself.
    """
    with _setting:
        return _compile()(format="png", ppi=PIXELS_PER_INCH, sys_inputs={"svg": svg})


@cache
def _compile() -> Callable[..., bytes]:
    import typst  # noqa: PLC0415

    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)]
    )
    made = typst.Compiler(
        input=str(TEMPLATE),
        root=str(TEMPLATE.parent),
        font_paths=fonts,
        ignore_system_fonts=True,
    )
    return cast("Callable[..., bytes]", made.compile)
