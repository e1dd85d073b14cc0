"""A file that somebody uploaded to the ways of reading it as tables. It may be anything."""

import re
from typing import Final

from live.errors import Rejected
from live.rosters.delimited import delimited_untrusted, text_untrusted
from live.rosters.sheets import Sheet
from live.rosters.xlsx import workbook_untrusted

MAX_BYTES: Final = 2_000_000
"""Size of the file. A list of 1,000 people is below 100 kB. Chosen."""
ZIP_MARK: Final = b"PK\x03\x04"
OLE_MARK: Final = b"\xd0\xcf\x11\xe0"
"""How Excel files before 2007, and protected ones, begin ([MS-CFB] §2.2)."""
WEB_PAGE: Final = re.compile(r"\s*<(!doctype\s+html|html|head|body|meta|table|style)\b", re.I)
XML_TABLE: Final = re.compile(r"\s*<(\?xml|\?mso-application|[\w:]*workbook\b)", re.I)
MARK_CHARACTERS: Final = 2_000
"""How far in a web page or an XML table must have shown itself; chosen."""


def readings_untrusted(data: bytes) -> tuple[tuple[Sheet, ...], ...]:
    """Return the sheets of a file, in each way in which they may be meant.

    A workbook can be read in one way; of a text nobody knows the separator beforehand.

    Raises:
        Rejected: ``file_empty``, ``file_too_big``, ``file_old_excel``, ``file_strict_excel``,
            ``file_web_page``, ``file_xml``, ``file_not_table`` or ``table_too_big``; nothing else,
            whatever the bytes.
    """
    if not data.strip():
        raise Rejected("file_empty")
    if len(data) > MAX_BYTES:
        raise Rejected("file_too_big", limit=MAX_BYTES)
    if data.startswith(OLE_MARK):
        raise Rejected("file_old_excel")
    if data.startswith(ZIP_MARK):
        return (workbook_untrusted(data),)
    beginning = text_untrusted(data[:MARK_CHARACTERS])
    if WEB_PAGE.match(beginning):
        raise Rejected("file_web_page")
    if XML_TABLE.match(beginning):
        raise Rejected("file_web_page" if "<html" in beginning.casefold() else "file_xml")
    return tuple((sheet,) for sheet in delimited_untrusted(data))
