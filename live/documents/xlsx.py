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
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

LONGEST: Final = 32_767
"""Most characters in a cell, in UTF-16 units; Excel specifications and limits."""
ROW_PX: Final = 20
"""Height of a row in pixels, the default of Excel."""
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
            sheet = book.add_worksheet(_NOT_IN_NAMES.sub(" ", table.name)[:NAME])
            _fill(sheet, table, formats)
            _draw(book, sheet, table)
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
            if isinstance(cell, int | float):
                sheet.write_number(row, column, cell, formats["cell"])
            else:
                sheet.write_string(row, column, cell_text(cell), formats["cell"])
    below = top + len(table.rows) + 2 + (_chart_rows(table) if table.chart else 0)
    for row, note in enumerate(table.notes, below):
        sheet.write_string(row, 0, cell_text(note))
    sheet.freeze_panes(top + 1, 2)
    sheet.repeat_rows(top)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)


def _draw(book: "Workbook", sheet: "Worksheet", table: Table) -> None:
    """Draw a table's chart below it, and the lines in its rows."""
    top, last = len(table.heading) + 2, len(table.heading) + 1 + len(table.rows)
    if (lines := table.sparklines) and table.rows:
        for row in range(top, last + 1):
            cells = xl_range(sheet.get_name(), row, lines.first, lines.last)
            sheet.add_sparkline(row, lines.at, {"range": cells, "markers": True})
    if (wanted := table.chart) is None or not table.rows:
        return
    chart = book.add_chart({"type": "bar"})
    name = sheet.get_name()
    chart.add_series(
        {
            "categories": [name, top, wanted.labels, last, wanted.labels],
            "values": [name, top, wanted.values, last, wanted.values],
            "data_labels": {"value": True},
            "fill": {"color": "#8F1D22"},
            "gap": 40,
        }
    )
    chart.set_title({"name": wanted.title, "name_font": {"size": 12}})
    chart.set_legend({"none": True})
    chart.set_x_axis({"min": 0, "max": wanted.most, "major_gridlines": {"visible": True}})
    chart.set_y_axis({"reverse": True})  # the first row on top, as in the table
    chart.set_size({"width": 900, "height": ROW_PX * _chart_rows(table)})
    options = {"object_position": 1, "description": wanted.title}
    sheet.insert_chart(last + 2, 0, chart, options)


def _chart_rows(table: Table) -> int:
    """Return how many rows of a sheet a table's chart covers."""
    return len(table.rows) + 6


def xl_range(sheet: str, row: int, first: int, last: int) -> str:
    """Return a range of cells of one row, as formulas have it."""
    from xlsxwriter.utility import quote_sheetname, xl_range_abs  # noqa: PLC0415

    return f"{quote_sheetname(sheet)}!{xl_range_abs(row, first, row, last)}"


def cell_text(text: str) -> str:
    """Return a text as long as a cell can hold."""
    units = text.encode("utf-16-le", "replace")
    return text if len(units) <= 2 * LONGEST else units[: 2 * LONGEST].decode("utf-16-le", "ignore")
