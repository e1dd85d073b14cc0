"""QR codes as SVG, made here: no foreign host ever draws one."""

import io
from functools import lru_cache
from typing import Final

import segno

LONGEST: Final = 300
"""Characters; the longest address we make stays below, a phone still reads it from a page, and
drawing it takes some 20 ms of a core."""
KEPT: Final = 256
"""Pictures kept: every site's screen and desk asks for the same one each minute. Chosen."""


@lru_cache(KEPT)
def svg(text: str) -> bytes:
    """Draw a text as a QR code of error level M with the quiet zone of ISO/IEC 18004 §6.3.8.

    Raises:
        ValueError: the text is empty or longer than `LONGEST`.
    """
    if not text or len(text) > LONGEST:
        raise ValueError("length")
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(
        out,
        kind="svg",
        border=4,
        dark="#000",
        light="#fff",
        xmldecl=False,
        svgns=True,
        omitsize=True,
    )
    return out.getvalue()
