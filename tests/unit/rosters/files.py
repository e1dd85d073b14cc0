"""Makes the files that people upload."""

import io
import zipfile
from collections.abc import Sequence

from openpyxl import Workbook

from live.rosters.sheets import Cell as Held

Cell = Held | None

TITLES: tuple[tuple[Cell, ...], ...] = (
    ("ĐẢNG BỘ XÃ THƯỢNG BÌNH", None, None),
    ("CHI BỘ THÔN NÀ KHOANG", None, None),
    ("DANH SÁCH ĐẢNG VIÊN", None, None),
)
HEADINGS: tuple[Cell, ...] = (
    "STT",
    "Họ và tên",
    "Ngày sinh",
    "Chức vụ",
    "Loại đảng viên",
    "Số điện thoại",
    "Ghi chú",
)
ROWS: tuple[tuple[Cell, ...], ...] = (
    (1, "Hoàng Văn Lịch", "12/05/1970", "Bí thư", "Chính thức", "0912345678", None),
    (2, "Ma Thị Duyên", 1980, "Phó bí thư", "Chính thức", 912345679, None),
    (3, "Lý Thị Say", None, None, "Dự bị", None, "mới kết nạp"),
    (4, "Trần Minh Khuê", None, "giáo viên", "Sinh hoạt tạm thời đến", None, None),
)
LIST = (*TITLES, HEADINGS, *ROWS)


def xlsx(*sheets: Sequence[Sequence[Cell]]) -> bytes:
    """Return a workbook with these sheets."""
    workbook = Workbook()
    for number, rows in enumerate(sheets):
        sheet = workbook.active if number == 0 else workbook.create_sheet()
        assert sheet is not None
        for row in rows:
            sheet.append(list(row))
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def text(rows: Sequence[Sequence[Cell]], separator: str = ";") -> str:
    """Return rows as a text file; no cell holds a separator."""
    return "".join(
        separator.join("" if cell is None else str(cell) for cell in row) + "\r\n" for row in rows
    )


def zipped(parts: dict[str, bytes]) -> bytes:
    """Return a ZIP of these files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def changed(data: bytes, changes: dict[str, tuple[bytes, bytes]]) -> bytes:
    """Return a workbook in whose parts bytes are replaced by others."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for name, (old, new) in changes.items():
        assert old in parts[name]
        parts[name] = parts[name].replace(old, new)
    return zipped(parts)


def with_strings(data: bytes, strings: bytes) -> bytes:
    """Return a workbook with texts in a part of their own, as Excel writes them."""
    kind = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
    relation = b'<Relationship Type="' + kind + b'" Target="sharedStrings.xml" Id="rId99" />'
    end = b"</Relationships>"
    data = changed(data, {"xl/_rels/workbook.xml.rels": (end, relation + end)})
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    main = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    table = b"<sst " + main + b">" + strings + b"</sst>"
    return zipped(parts | {"xl/sharedStrings.xml": table})
