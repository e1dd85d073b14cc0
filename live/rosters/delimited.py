"""Text with separators (CSV) to a table, as Vietnamese spreadsheets and old programs save it."""

import codecs
import csv
import io
import re
from collections.abc import Mapping
from typing import Final

from live.errors import Rejected
from live.rosters.old_fonts import font_of
from live.rosters.sheets import Sheet, sheet_of

SEPARATORS: Final = ";\t,"
NO_TEXT: Final = re.compile(r"[\x00-\x08\x0e-\x19\x1b-\x1f]")
"""Characters that no list has: controls, but for tab, line and page ends, and Ctrl-Z, with which
old programs end a file. A file with them is a picture, a document, anything but a table."""


def delimited_untrusted(data: bytes) -> tuple[Sheet, ...]:
    """Return a text file as a table, read with each separator.

    Raises:
        Rejected: ``file_not_table`` or ``table_too_big``.
    """
    text = text_untrusted(data)
    if NO_TEXT.search(text):
        raise Rejected("file_not_table")
    try:
        return tuple(_table(text, separator) for separator in SEPARATORS)
    except csv.Error as error:
        raise Rejected("file_not_table") from error


def _table(text: str, separator: str) -> Sheet:
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    return sheet_of((number, _cells(line)) for number, line in enumerate(lines, 1))


def _cells(line: list[str]) -> Mapping[int, str]:
    """Return the cells of a line; a cell of nothing but other separators counts as empty."""
    return {column: text for column, text in enumerate(line) if text.strip(SEPARATORS + " ")}


def text_untrusted(data: bytes) -> str:
    """Decode text: by its byte order mark, else UTF-8, else Windows-1258.

    Programs of before Unicode wrote VNI or TCVN3 as if it were Windows-1252.
    """
    try:
        if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return data.decode("utf-16")
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        western = data.decode("cp1252", errors="replace")
        if font_of(western.splitlines()) is not None:
            return western
        # Windows-1258 writes tones as marks of their own; `tidy` joins them to their letters.
        return data.decode("cp1258", errors="replace")
