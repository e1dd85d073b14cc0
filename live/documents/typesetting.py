"""typst with one template and our fonts alone: the fonts of a machine change no document."""

import threading
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import cast

from live.documents.glyphs import FONTS


class Typesetter:
    """typst's compiler of one template."""

    def __init__(self, template: Path) -> None:
        import typst  # noqa: PLC0415

        fonts = typst.Fonts(
            include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)]
        )
        made = typst.Compiler(
            input=str(template),
            root=str(template.parent),
            font_paths=fonts,
            ignore_system_fonts=True,
        )
        self.compile = cast("Callable[..., bytes]", made.compile)
        self.query = cast("Callable[..., str]", made.query)
        self.setting = threading.Lock()
        """To be held: a compiler works for one caller at a time. Tens of milliseconds."""


@cache
def typesetter(template: Path) -> Typesetter:
    """Return the compiler of a template."""
    return Typesetter(template)
