"""Tables as delimited text (CSV) that Excel opens with a double click.

UTF-16LE with a byte order mark, and tabs: the one form of text that Excel splits into columns and
decodes right whatever the regional settings are. With UTF-8 it splits at the list separator of
Windows, which is a comma on some Vietnamese machines and a semicolon on others, and a line that
names the separator (``sep=;``) makes it ignore the byte order mark.

Excel calculates what begins like a formula, also in such a file; an apostrophe is put before it
(OWASP, CSV Injection).
"""

import codecs
import csv
import io
from collections.abc import Sequence
from typing import Final

from live.record.tables import Cell, Table

ENCODING: Final = "utf-16-le"
SEPARATOR: Final = "\t"
FORMULA: Final = ("=", "+", "-", "@")
"""With what a formula begins."""


def delimited(tables: Sequence[Table]) -> bytes:
    """Return tables one below the other, an empty line between them."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=SEPARATOR, lineterminator="\r\n")
    for place, table in enumerate(tables):
        if place:
            writer.writerow(())
        writer.writerows((plain(line),) for line in table.heading)
        writer.writerow(())
        writer.writerow(column.heading for column in table.columns)
        writer.writerows(map(plain, row) for row in table.rows)
        writer.writerow(())
        writer.writerows((plain(note),) for note in table.notes)
    return codecs.BOM_UTF16_LE + out.getvalue().encode(ENCODING)


def plain(cell: Cell) -> Cell:
    """Return a cell that no spreadsheet takes for a formula; tabs and line ends become spaces."""
    if isinstance(cell, int | float):
        return cell
    text = " ".join(cell.split())
    return f"'{text}" if text.startswith(FORMULA) else text
