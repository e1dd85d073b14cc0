"""PDF files of party documents, set by typst from the template ``paper.typ``.

The same paper at the same moment gives the same bytes on one machine; typst does not promise that
between kinds of processors, so an adopted file is kept and never made anew.
"""

import json
import re
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from live.documents.glyphs import settable
from live.documents.paper import Paper, SignaturePlace
from live.documents.typesetting import typesetter

TEMPLATE: Final = Path(__file__).parent / "paper.typ"
STANDARDS: Final = ("a-2a", "ua-1")
"""PDF/A-2a (ISO 19005-2, for archives) and PDF/UA-1 (ISO 14289-1, for screen readers) at once."""
LONG_WORD: Final = re.compile(r"\S{40}")
"""A word of so many letters may be longer than a line of 165 mm at 14 points."""
PAGE_HEIGHT_PT: Final = 297 / 25.4 * 72
SIGNATURE_WIDTH_PT: Final = 78 / 25.4 * 72
SIGNATURE_HEIGHT_PT: Final = 28 / 25.4 * 72
"""The space between role and name in the template."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureBox:
    """A place for a signature in a PDF that was set."""

    place: SignaturePlace
    page: int
    """From 0."""
    box: tuple[float, float, float, float]
    """Left, bottom, right, top; in points from the lower left corner of the page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetPaper:
    """A document as a PDF, and where to sign it."""

    content: bytes
    boxes: tuple[SignatureBox, ...]


def render_pdf(paper: Paper, made_ms: int) -> SetPaper:
    """Return a document as a PDF for archives and screen readers, without signature fields.

    Args:
        paper: what is on it.
        made_ms: the moment in its properties, in epoch milliseconds.
    """
    data = clean(asdict(paper))
    text = json.dumps(data, ensure_ascii=False)
    data["long"] = LONG_WORD.search(text.replace(paper.digest, "")) is not None
    compiler = typesetter(TEMPLATE)
    with compiler.setting:
        content = compiler.compile(
            format="pdf",
            pdf_standards=list(STANDARDS),
            sys_inputs={"paper": json.dumps(data, ensure_ascii=False)},
            timestamp=made_ms // 1000,
        )
        found = json.loads(compiler.query("<signature>", field="value"))
    places = {place.field: place for place in paper.signatures}
    return SetPaper(content=content, boxes=tuple(box(places[at["field"]], at) for at in found))


def clean(value: object) -> Any:  # noqa: ANN401 - JSON
    """Return JSON data with every text settable."""
    if isinstance(value, str):
        return settable(value)
    if isinstance(value, dict):
        return {key: clean(each) for key, each in value.items()}
    return [clean(each) for each in value] if isinstance(value, (list, tuple)) else value


def box(place: SignaturePlace, at: dict[str, Any]) -> SignatureBox:
    """Return the place of a signature from its upper left corner in the template."""
    top = PAGE_HEIGHT_PT - at["y"]
    corners = (at["x"], top - SIGNATURE_HEIGHT_PT, at["x"] + SIGNATURE_WIDTH_PT, top)
    return SignatureBox(place=place, page=at["page"] - 1, box=corners)
