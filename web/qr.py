"""QR codes as SVG, made here: no foreign host ever draws one."""

import io
from functools import lru_cache
from typing import Final

import segno

LONGEST: Final = 300
"""Most characters in a QR code: more than our longest URL, still readable by a phone, and some 20
ms of CPU time to draw."""
KEPT: Final = 256
"""Most pictures cached: every site's screen and desk request the same one each minute. Chosen."""


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
