"""A file that somebody uploaded to a table of cells. Every file here may be hostile.

XLSX is a ZIP of XML, so what it unpacks to is bounded before any of it is read. Formulas are never
computed: a spreadsheet's stored result is taken. CSV comes with any of three separators and, as
Vietnamese spreadsheets save it, in UTF-8, UTF-16 or Windows-1258.
"""

import codecs
import csv
import datetime
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from openpyxl import load_workbook

from live.errors import Rejected
from live.rosters.cells import Cell

MAX_BYTES: Final = 2_000_000
"""Size of the file. A list of 1,000 people is below 100 kB. Chosen."""
MAX_UNPACKED_BYTES: Final = 20_000_000
"""Size of everything in the ZIP together; chosen."""
MAX_PARTS: Final = 500
"""Files in the ZIP; chosen."""
MAX_SHEETS: Final = 20
MAX_ROWS: Final = 2_000
MAX_COLUMNS: Final = 60
"""The largest table; the largest branch known has 114 members (`domain.md` §7.1). Chosen."""
ZIP_MARK: Final = b"PK\x03\x04"
OLE_MARK: Final = b"\xd0\xcf\x11\xe0"
"""How Excel files before 2007, and protected ones, begin ([MS-CFB] §2.2)."""
NO_TEXT: Final = re.compile(r"[\x00-\x08\x0e-\x19\x1b-\x1f]")
"""Characters that no list has: controls, but for tab, line and page ends, and Ctrl-Z, with which
old programs end a file. A file with them is a picture, a document, anything but a table."""

CELLS: Final = (str, int, float, datetime.date)
"""What a `Cell` may be; errors and times of day are as good as empty."""

Table = tuple[tuple[Cell, ...], ...]


def tables_untrusted(data: bytes) -> Sequence[Table]:
    """Return the tables in a file: the sheets of a workbook, or a CSV file read in each way.

    Raises:
        Rejected: ``file_empty``, ``file_too_big``, ``file_old_excel``, ``file_not_table`` or
            ``table_too_big``; nothing else, whatever the bytes.
    """
    if not data.strip():
        raise Rejected("file_empty")
    if len(data) > MAX_BYTES:
        raise Rejected("file_too_big", limit=MAX_BYTES)
    if data.startswith(OLE_MARK):
        raise Rejected("file_old_excel")
    if data.startswith(ZIP_MARK):
        return _workbook_untrusted(data)
    return _csv_untrusted(data)


def _workbook_untrusted(data: bytes) -> Sequence[Table]:
    _check_zip_untrusted(data)
    try:
        workbook = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        try:
            return tuple(_sheets_untrusted(workbook.worksheets[:MAX_SHEETS]))
        finally:
            workbook.close()
    except Rejected:
        raise
    except Exception as error:  # openpyxl raises whatever the broken part made happen
        raise Rejected("file_not_table") from error


def _check_zip_untrusted(data: bytes) -> None:
    """Refuse a ZIP that unpacks to too much.

    A part that lies about its size unpacks to no more than it declared (`zipfile` stops there), and
    entities that multiply are refused by Expat since 2.4.1.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError) as error:
        raise Rejected("file_not_table") from error
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED_BYTES:
        raise Rejected("file_too_big", limit=MAX_UNPACKED_BYTES)


def _sheets_untrusted(sheets: Sequence[Any]) -> Iterator[Table]:
    for sheet in sheets:
        if not hasattr(sheet, "iter_rows"):
            continue  # A chart on a sheet of its own.
        # The file's own word on its size is not believed: it may be missing or absurd.
        sheet.reset_dimensions()
        rows = sheet.iter_rows(max_row=MAX_ROWS + 1, max_col=MAX_COLUMNS, values_only=True)
        yield _bounded(rows)


def _csv_untrusted(data: bytes) -> Sequence[Table]:
    text = _text_untrusted(data)
    if NO_TEXT.search(text):
        raise Rejected("file_not_table")
    tables = []
    for separator in ";\t,":
        lines = io.StringIO(text, newline="")
        try:
            tables.append(_bounded(csv.reader(lines, delimiter=separator)))
        except csv.Error as error:
            raise Rejected("file_not_table") from error
    return tables


def _text_untrusted(data: bytes) -> str:
    """Decode text: by its byte order mark, else UTF-8, else Windows-1258."""
    try:
        if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return data.decode("utf-16")
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        # Windows-1258 writes tones as marks of their own; `tidy` joins them to their letters.
        return data.decode("cp1258", errors="replace")


def _bounded(rows: Iterable[Sequence[Any]]) -> Table:
    """Take rows up to the limits, each cell as one of the kinds of `Cell`."""
    table: list[tuple[Cell, ...]] = []
    for row in rows:
        if len(table) >= MAX_ROWS or len(row) > MAX_COLUMNS:
            raise Rejected("table_too_big", rows=MAX_ROWS, columns=MAX_COLUMNS)
        table.append(tuple(cell if isinstance(cell, CELLS) else None for cell in row))
    while table and not any(cell not in (None, "") for cell in table[-1]):
        table.pop()
    return tuple(table)
