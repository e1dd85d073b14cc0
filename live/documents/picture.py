"""PNG files of pictures that are drawn as SVG, made by typst, which sets the minutes too. Pictures
name Liberation Sans, which is shipped beside the typeface of papers; licence in ``OFL.txt`` there.
"""

from pathlib import Path
from typing import Final

from live.documents.typesetting import typesetter

TEMPLATE: Final = Path(__file__).parent / "picture.typ"
PIXELS_PER_INCH: Final = 192
"""Two for each pixel of the SVG, which has 96 in an inch (CSS Values 4 §6.2): sharp when printed
and on screens of phones. Chosen."""


def png_of(svg: str) -> bytes:
    """Return a picture as PNG.

    Args:
        svg: a whole document that names nothing outside itself.
    """
    compiler = typesetter(TEMPLATE)
    with compiler.setting:
        return compiler.compile(format="png", ppi=PIXELS_PER_INCH, sys_inputs={"svg": svg})
