"""Tables as an Excel workbook (XlsxWriter). Texts are written as texts, never as formulas or links.

The same tables give the same bytes: the workbook's only clock is the moment passed in, and
XlsxWriter gives every file in the archive the same fixed date.
"""

import datetime as dt
import io
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from live.record.tables import Table

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

LONGEST: Final = 32_767
"""Most characters in a cell, in UTF-16 units; Excel specifications and limits."""
NAME: Final = 31
"""Most characters in a sheet's name; Excel specifications and limits."""
_NOT_IN_NAMES: Final = re.compile(r"[\[\]:*?/\\]")
_UNTYPED: Final = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}


def workbook(tables: Sequence[Table], created: dt.datetime) -> bytes:
    """Return a workbook with one sheet for each table.

    Args:
        created: the moment that the file gives as that of its making.
    """
    import xlsxwriter  # noqa: PLC0415 - a start and a first visit need not wait for it

    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, _UNTYPED) as book:
        book.set_properties({"created": created.replace(tzinfo=None), "author": "Điểm Cầu"})
        formats = {
            "title": book.add_format({"bold": True, "font_size": 14}),
            "head": book.add_format(
                {
                    "bold": True,
                    "border": 1,
                    "text_wrap": True,
                    "valign": "vcenter",
                    "align": "center",
                }
            ),
            "cell": book.add_format({"border": 1, "text_wrap": True, "valign": "top"}),
        }
        for table in tables:
            name = _NOT_IN_NAMES.sub(" ", table.name)[:NAME]
            _fill(book.add_worksheet(name), table, formats)
    return buffer.getvalue()


def _fill(sheet: "Worksheet", table: Table, formats: Mapping[str, "Format"]) -> None:
    """Write one table, to be printed on A4 across."""
    for row, line in enumerate(table.heading):
        sheet.write_string(row, 0, cell_text(line), formats["title"] if row == 0 else None)
    top = len(table.heading) + 1
    for column, each in enumerate(table.columns):
        sheet.set_column(column, column, each.width)
        sheet.write_string(top, column, each.heading, formats["head"])
    for row, cells in enumerate(table.rows, top + 1):
        for column, cell in enumerate(cells):
            if isinstance(cell, int):
                sheet.write_number(row, column, cell, formats["cell"])
            else:
                sheet.write_string(row, column, cell_text(cell), formats["cell"])
    for row, note in enumerate(table.notes, top + len(table.rows) + 2):
        sheet.write_string(row, 0, cell_text(note))
    sheet.freeze_panes(top + 1, 2)
    sheet.repeat_rows(top)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)


def cell_text(text: str) -> str:
    """Return a text as long as a cell can hold."""
    units = text.encode("utf-16-le", "replace")
    return text if len(units) <= 2 * LONGEST else units[: 2 * LONGEST].decode("utf-16-le", "ignore")
