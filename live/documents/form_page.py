"""A Word form while it is made: heading, lines, loops, tables, places for signatures.

Frame and measures: Hướng dẫn 36-HD/VPTW (2018).
"""

import datetime as dt
import io
from typing import Any, Final

from live.documents.docx import timeless

FONT: Final = "Times New Roman"
MADE: Final = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
"""The moment in the forms' properties: any, but always the same."""
MARGINS_MM: Final = {"top_margin": 20, "bottom_margin": 20, "left_margin": 30, "right_margin": 15}
NOTE_PT: Final = 12
"""Points of letters in tables and of the recipients; the text has 14."""
HEAD_MM: Final = (71.0, 94.0)
"""Branch at the left; at the right there is room for a place and its day on one line."""


class Page:
    """A form while it is made, from the heading on."""

    def __init__(self, title: str, subject: str, foot: str) -> None:
        from docx import Document  # noqa: PLC0415
        from docx.oxml.ns import qn  # noqa: PLC0415
        from docx.shared import Mm, Pt, RGBColor  # noqa: PLC0415

        self._document: Any = Document()
        section = self._document.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        for name, width in MARGINS_MM.items():
            setattr(section, name, Mm(width))
        for name in ("Normal", "Heading 1", "Heading 2", "Title"):
            style = self._document.styles[name]
            style.font.name, style.font.size = FONT, Pt(16 if name == "Title" else 14)
            style.font.color.rgb = RGBColor(0, 0, 0)
            fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
            for each in [key for key in fonts.attrib if "heme" in key]:
                del fonts.attrib[each]
            for script in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
                fonts.set(qn(script), FONT)
            style.font.bold = name in ("Heading 1", "Title")
            style.font.italic = name == "Heading 2"
            style.paragraph_format.space_after = Pt(6)
            style.paragraph_format.space_before = Pt(0 if name == "Normal" else 6)
            style.paragraph_format.line_spacing = 1.1
        line = self._document.styles["Title"].element.pPr.find(qn("w:pBdr"))
        line.getparent().remove(line)
        self._head(title, subject)
        section.different_first_page_header_footer = True
        for footer in (section.first_page_footer, section.footer):
            footer.paragraphs[0].add_run(foot).font.size = Pt(8)
        self._number(section.header.paragraphs[0])

    def _number(self, paragraph: Any) -> None:  # noqa: ANN401 - python-docx's
        """Print the number of the page in the middle of a line."""
        from docx.enum.text import WD_ALIGN_PARAGRAPH  # noqa: PLC0415
        from docx.oxml import OxmlElement  # noqa: PLC0415
        from docx.oxml.ns import qn  # noqa: PLC0415

        field = OxmlElement("w:fldSimple")
        field.set(qn("w:instr"), "PAGE")
        field.append(OxmlElement("w:r"))
        paragraph._p.append(field)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER

    def _head(self, title: str, subject: str) -> None:
        left, right = self._columns(HEAD_MM)
        self._put_if("cap_tren", left, "{{ cap_tren|upper }}")
        self._put(left, "{{ chi_bo|upper }}", bold=True)
        self._put(left, "*")
        self._put_if("so_ky_hieu", left, "Số {{ so_ky_hieu }}")
        self._put_if("du_thao", left, "DỰ THẢO", bold=True)
        self._put(right, "ĐẢNG CỘNG SẢN VIỆT NAM", bold=True, underline=True)
        begins = "{% if dia_danh %}{{ dia_danh }}, ngày{% else %}Ngày{% endif %}"
        date = f"{begins} {{{{ ngay }}}} tháng {{{{ thang }}}} năm {{{{ nam }}}}"
        self._put(right, date, italic=True)
        self._put(None, title, style="Title")
        self._put(None, subject, bold=True)
        self._put(None, "-----")

    def _columns(self, widths_mm: tuple[float, float] = (82.5, 82.5)) -> tuple[Any, Any]:
        """Return the two cells of a new table without lines."""
        from docx.shared import Mm  # noqa: PLC0415

        table = self._document.add_table(rows=1, cols=2)
        for column, width in zip(table.columns, widths_mm, strict=True):
            column.width = column.cells[0].width = Mm(width)
        return table.rows[0].cells[0], table.rows[0].cells[1]

    def _put_if(self, field: str, cell: Any, text: str, *, bold: bool = False) -> None:  # noqa: ANN401
        """Add a line in the middle of a cell that is left out where a field is empty."""
        self._put(cell, f"{{%p if {field} %}}")
        self._put(cell, text, bold=bold)
        self._put(cell, "{%p endif %}")

    def _put(self, cell: Any, text: str, style: str = "Normal", **how: bool) -> None:  # noqa: ANN401
        """Add a line in the middle of a cell, or of the page."""
        from docx.enum.text import WD_ALIGN_PARAGRAPH  # noqa: PLC0415
        from docx.shared import Pt  # noqa: PLC0415

        first = cell is not None and not cell.paragraphs[0].text
        paragraph = cell.paragraphs[0] if first else (cell or self._document).add_paragraph()
        paragraph.style = self._document.styles[style]
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.space_after = Pt(0)
        run = paragraph.add_run(text)
        for name, value in how.items():
            setattr(run, name, value)

    def lines(self, *texts: str, kept: bool = False) -> "Page":
        """Add lines as they are; ``kept``: on the page of what follows."""
        from docx.enum.text import WD_ALIGN_PARAGRAPH  # noqa: PLC0415

        for text in texts:
            paragraph = self._document.add_paragraph(text)
            paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
            if kept:
                paragraph.paragraph_format.keep_with_next = True
        return self

    def each(self, name: str, blank: str = "", dash: str = "", *, ends: bool = False) -> "Page":
        """Add a loop that prints each text of a list.

        Args:
            blank: stands for an empty list.
            ends: the last text is kept on the page of the signatures, which follow it.
        """
        text = f"{dash}{{{{ x }}}}"
        self.lines(f"{{%p for x in {name} %}}")
        if ends:
            self.lines("{%p if loop.last %}").lines(text, kept=True).lines("{%p else %}")
        self.lines(text, *(("{%p endif %}",) if ends else ()))
        if blank:
            self.lines("{%p else %}").lines(blank, kept=ends)
        return self.lines("{%p endfor %}")

    def heading(self, text: str, level: int = 1, *, kept: bool = True) -> "Page":
        """Add a heading; ``kept``: on the page of what follows."""
        self._document.add_heading(text, level).paragraph_format.keep_with_next = kept
        return self

    def chapters(self, blank: str) -> "Page":
        """Add the parts that somebody wrote, each below its numbered heading; the last is kept on
        the page of what follows. ``blank``: stands where nothing was written."""
        self.lines("{%p for p in phan %}").heading("{{ loop.index }}. {{ p.ten }}")
        self.lines("{%p if loop.last %}").each("p.doan", blank, ends=True)
        self.lines("{%p else %}").each("p.doan", blank).lines("{%p endif %}")
        return self.lines("{%p endfor %}")

    def ballots(self) -> "Page":
        """Add the table of ballots and what is said of each."""
        heads = ("TT", "Nội dung", "Hình thức", "Kết quả")
        cells = ("{{ b.so }}", "{{ b.noi_dung }}", "{{ b.hinh_thuc }}", "{{ b.ket_qua }}")
        self.table("b in bieu_quyet", (12, 60, 55, 38), heads, cells)
        self.lines("{%p for b in bieu_quyet %}")
        self.lines("{%p for x in b.doan %}", "{%p if loop.first %}").heading("{{ x }}", 2)
        self.lines("{%p elif loop.last %}").lines("– {{ x }}", kept=True)
        self.lines("{%p else %}", "– {{ x }}", "{%p endif %}")
        return self.lines("{%p endfor %}", "{%p endfor %}")

    def tasks(self) -> "Page":
        """Add the table of tasks."""
        heads = ("TT", "Nhiệm vụ", "Người thực hiện", "Thời hạn", "Biện pháp, kết quả")
        names = ("loop.index", "v.viec", "v.nguoi", "v.thoi_han", "v.bien_phap")
        cells = tuple(f"{{{{ {name} }}}}" for name in names)
        self.lines("{%p if nhiem_vu %}")
        self.table("v in nhiem_vu", (12, 48, 36, 27, 42), heads, cells)
        return self.lines("{%p endif %}")

    def table(
        self, loop: str, widths_mm: tuple[int, ...], heads: tuple[str, ...], cells: tuple[str, ...]
    ) -> "Page":
        """Add a table with a row of headings and a loop of rows: ``x in list``."""
        from docx.enum.table import WD_ALIGN_VERTICAL  # noqa: PLC0415
        from docx.enum.text import WD_ALIGN_PARAGRAPH  # noqa: PLC0415
        from docx.oxml import OxmlElement  # noqa: PLC0415
        from docx.shared import Mm, Pt  # noqa: PLC0415

        table = self._document.add_table(rows=4, cols=len(heads))
        table.style, table.autofit = "Table Grid", False
        for column, width in zip(table.columns, widths_mm, strict=True):
            column.width = Mm(width)
            for cell in column.cells:
                cell.width = Mm(width)
        # The row of headings is repeated on each page and read as such (ECMA-376 part 1 §17.4.78).
        table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
        for cell, text in zip(table.rows[0].cells, heads, strict=True):
            cell.paragraphs[0].add_run(text).bold = True
            cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
        table.rows[1].cells[0].text = f"{{%tr for {loop} %}}"
        for cell, text in zip(table.rows[2].cells, cells, strict=True):
            cell.text = text
        table.rows[2].cells[0].paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
        for row in (table.rows[0], table.rows[2]):
            for cell in row.cells:
                cell.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
                cell.paragraphs[0].paragraph_format.space_after = Pt(2)
                cell.paragraphs[0].runs[0].font.size = Pt(NOTE_PT)
        table.rows[3].cells[0].text = "{%tr endfor %}"
        return self

    def signatures(self, *places: tuple[str, str], recipients: tuple[str, ...] = ()) -> "Page":
        """Add the places for signatures side by side: role above, name below. A single one stands
        on the right; beside it the recipients, if the document has any."""
        from docx.oxml import OxmlElement  # noqa: PLC0415

        self.lines("", kept=True)
        cells = self._columns()
        cells[0]._tc.getparent().get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for cell, (role, name) in zip(cells[-len(places) :], places, strict=True):
            for line in (*role.split("\n"), "\n\n\n", name):
                self._put(cell, line, bold=True)
        if recipients:
            self._recipients(cells[0], recipients)
        return self

    def _recipients(self, cell: Any, lines: tuple[str, ...]) -> None:  # noqa: ANN401
        from docx.enum.text import WD_ALIGN_PARAGRAPH  # noqa: PLC0415
        from docx.shared import Pt  # noqa: PLC0415

        self._put(cell, "Nơi nhận:", bold=True, underline=True)
        for line in lines:
            self._put(cell, line)
        for paragraph in cell.paragraphs:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT
            paragraph.runs[0].font.size = Pt(NOTE_PT)

    def saved(self) -> bytes:
        """Return the file."""
        about = self._document.core_properties
        about.author, about.title, about.comments = "Điểm Cầu", "", ""
        about.created = about.modified = MADE.replace(tzinfo=None)
        about.language = "vi-VN"
        out = io.BytesIO()
        self._document.save(out)
        return timeless(out.getvalue())
