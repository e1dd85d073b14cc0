"""Makes the Word forms that come with the program: ``python -m live.documents.making``.

A unit starts from one of these files when it makes a form of its own, so they are plain: styles of
Word, one field a line, a loop where the record has a list. Frame and measures: Hướng dẫn
36-HD/VPTW (2018).
"""

import datetime as dt
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from live.documents.docx import FORMS, timeless
from live.documents.papers import BLANK, DRAFT_FOOTER, FOOTER, NO_BALLOTS, NONE, OTHER_TURNS
from live.record.text import UNCHECKED, UNMARKED

FONT: Final = "Times New Roman"
MADE: Final = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
"""The moment in the forms' properties: any, but always the same."""
MARGINS_MM: Final = {"top_margin": 20, "bottom_margin": 20, "left_margin": 30, "right_margin": 15}
HEAD_MM: Final = (71.0, 94.0)
"""Branch at the left; at the right there is room for a place and its day on one line."""

COURSE: Final = (
    f"– Thời gian bắt đầu: {{{{ bat_dau or '{BLANK}' }}}}",
    f"– Địa điểm: {{{{ dia_diem or '{BLANK}' }}}}",
    "– Hình thức: {{ hinh_thuc }}",
    "{%p if diem_cau|length > 1 or (diem_cau and truc_tuyen_rieng) %}",
    "– Các điểm cầu: {% for d in diem_cau %}{{ d.ten }}{% if d.noi %} ({{ d.noi }}){% endif %}: "
    "{{ d.so_nguoi }}{% if not loop.last %}; {% endif %}{% endfor %}"
    "{% if truc_tuyen_rieng %}; thiết bị riêng: {{ truc_tuyen_rieng }}{% endif %}",
    "{%p endif %}",
    "– Tổng số đảng viên: {{ tong_so }} (chính thức {{ chinh_thuc }}, dự bị {{ du_bi }}, "
    "sinh hoạt tạm thời đến {{ tam_thoi_den }})",
    f"– Miễn sinh hoạt: {{{{ mien_so or '{NONE}' }}}}"
    "{% if mien_ten %} ({{ mien_ten|join(', ') }}){% endif %}"
    "{% if mien_den_du %}; đến dự: {{ mien_den_du|join(', ') }}{% endif %}",
    f"– Giới thiệu sinh hoạt tạm thời đi nơi khác: {{{{ tam_di_so or '{NONE}' }}}}"
    "{% if tam_di_ten %} ({{ tam_di_ten|join(', ') }}){% endif %}",
    "{%p if dinh_chi_so %}",
    "– Đình chỉ sinh hoạt: {{ dinh_chi_so }} ({{ dinh_chi_ten|join(', ') }})",
    "{%p endif %}",
    "– Có mặt: {{ co_mat }} (chính thức {{ co_mat_chinh_thuc }}, dự bị {{ co_mat_du_bi }}, "
    "tạm thời {{ co_mat_tam_thoi }}); trực tiếp {{ truc_tiep }}, trực tuyến {{ truc_tuyen }}",
    "– Tỷ lệ dự: {{ co_mat_tinh_ty_le }}/{{ dien_tinh_ty_le }} = {{ ty_le }}\u00a0% "
    "({{ dien_tinh_cach }})",
)
ABSENT: Final = (
    ("Vắng có lý do", "vang_co_ly_do", "ly_do"),
    ("Vắng không lý do", "vang_khong_ly_do", "ly_do"),
)
"""Said of nobody too."""
OTHERS: Final = (
    (
        f"{{% if ket_thuc %}}{UNMARKED}{{% else %}}{UNCHECKED}{{% endif %}}",
        "chua_diem_danh",
        "",
    ),
    ("Đến muộn", "den_muon", "gio"),
    ("Về sớm", "ve_som", "gio"),
)
PERSONS: Final = (
    "– Mẫu số biểu quyết: {{ mau_so_cach_tinh }}; quá nửa là {{ can_tan_thanh }} phiếu",
    f"– Đại biểu cấp trên, khách mời: {{{{ dai_bieu|join('; ') or '{NONE}' }}}}",
    "{%p for n in theo_doi %}",
    "– {{ n }}",
    "{%p endfor %}",
    f"– Chủ trì: {{{{ chu_tri or '{BLANK}' }}}}"
    "{% if chu_tri_chuc_vu %} ({{ chu_tri_chuc_vu }}){% endif %}",
    f"– Thư ký: {{{{ thu_ky or '{BLANK}' }}}}",
    f"– Tài liệu sử dụng: {{{{ tai_lieu|join('; ') or '{NONE}' }}}}",
    "{%p for d in ghi_am %}",
    "– {{ d }}",
    "{%p endfor %}",
    "{%p for d in dong_ho %}",
    "– {{ d }}",
    "{%p endfor %}",
)


def minutes_form() -> bytes:
    """Return the form of minutes."""
    page = Page("BIÊN BẢN", " ({{ loai }})")
    page.lines(*COURSE)
    for label, key, detail in ABSENT:
        page.lines(
            f"– {label}: {{% if {key} %}}{named(key, detail)}{{% else %}}{NONE}{{% endif %}}"
        )
    for label, key, detail in OTHERS:
        page.lines(f"{{%p if {key} %}}", f"– {label}: {named(key, detail)}", "{%p endif %}")
    page.lines(*PERSONS)
    page.heading("I. NỘI DUNG").each("noi_dung", BLANK)
    page.heading("II. DIỄN BIẾN")
    page.lines("{%p for m in dien_bien %}").heading("{{ m.tieu_de }}", 2)
    page.each("m.doan", dash="– ").lines("{%p endfor %}")
    page.lines("{%p if y_kien_khac %}").heading(OTHER_TURNS, 2)
    page.each("y_kien_khac", dash="– ").lines("{%p endif %}")
    page.heading("III. BIỂU QUYẾT").lines("{%p if bieu_quyet %}").ballots()
    page.lines("{%p else %}", NO_BALLOTS, "{%p endif %}")
    page.heading("IV. KẾT LUẬN CỦA CHỦ TRÌ; NHIỆM VỤ, PHÂN CÔNG").each("ket_luan", BLANK).tasks()
    page.heading("V. KẾT QUẢ CHẤM ĐIỂM, XẾP LOẠI BUỔI SINH HOẠT")
    page.each("cham_diem", BLANK, ends=True).each("thong_qua", ends=True)
    page.signatures(("THƯ KÝ", "{{ thu_ky }}"), ("CHỦ TRÌ", "{{ chu_tri }}"))
    return page.saved()


def resolution_form() -> bytes:
    """Return the form of a resolution."""
    page = Page("NGHỊ QUYẾT", "")
    page.each("can_cu", BLANK)
    page.heading("I. ĐÁNH GIÁ").each("danh_gia", BLANK)
    page.heading("II. PHƯƠNG HƯỚNG, NHIỆM VỤ").each("phuong_huong", BLANK).tasks()
    page.heading("III. TỔ CHỨC THỰC HIỆN").each("to_chuc", BLANK, ends=True)
    page.lines("{%p if bieu_quyet %}").heading("KẾT QUẢ BIỂU QUYẾT").ballots()
    page.lines("{%p endif %}")
    given = "{% for n in noi_nhan %}\n– {{ n }}{% endfor %}"
    signer = "{% if nguoi_ky_chuc_vu %}{{ nguoi_ky_chuc_vu|upper }}{% else %}BÍ THƯ{% endif %}"
    page.signatures((f"Nơi nhận:{given}", ""), (f"T/M CHI BỘ\n{signer}", "{{ nguoi_ky }}"))
    return page.saved()


def named(key: str, detail: str) -> str:
    """Return the fields that print how many people a list has, and who they are."""
    shown = f"{{% if n.{detail} %}} ({{{{ n.{detail} }}}}){{% endif %}}" if detail else ""
    return (
        f"{{{{ {key}|length }}}} đồng chí:{{% for n in {key} %}} {{{{ n.ten }}}}"
        f"{shown}{{% if not loop.last %}};{{% endif %}}{{% endfor %}}"
    )


class Page:
    """A form while it is made, from the heading on."""

    def __init__(self, title: str, kind: str) -> None:
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
            style.font.bold, style.font.italic = name != "Normal", name == "Heading 2"
            style.paragraph_format.space_after = Pt(6)
            style.paragraph_format.space_before = Pt(0 if name == "Normal" else 6)
            style.paragraph_format.line_spacing = 1.1
        line = self._document.styles["Title"].element.pPr.find(qn("w:pBdr"))
        line.getparent().remove(line)
        self._head(title, kind)
        foot = section.footer.paragraphs[0]
        drafted = f"{{% if du_thao %}}{DRAFT_FOOTER}{{% endif %}}"
        foot.add_run(f"{drafted}{FOOTER}{{{{ ma_bam }}}}").font.size = Pt(8)

    def _head(self, title: str, kind: str) -> None:
        left, right = self._columns(HEAD_MM)
        self._put(left, "{{ cap_tren|upper }}")
        self._put(left, "{{ chi_bo|upper }}", bold=True)
        self._put(left, "*")
        self._put(left, "Số {{ so_ky_hieu }}")
        self._put(left, "{% if du_thao %}DỰ THẢO{% endif %}", bold=True)
        self._put(right, "ĐẢNG CỘNG SẢN VIỆT NAM", bold=True, underline=True)
        date = "ngày {{ ngay }} tháng {{ thang }} năm {{ nam }}"
        self._put(right, f"{{% if dia_danh %}}{{{{ dia_danh }}}}, {{% endif %}}{date}", italic=True)
        self._put(None, title, style="Title")
        self._put(None, f"Họp chi bộ tháng {{{{ thang }}}} năm {{{{ nam }}}}{kind}", bold=True)
        self._put(None, "-----")

    def _columns(self, widths_mm: tuple[float, float] = (82.5, 82.5)) -> tuple[Any, Any]:
        """Return the two cells of a new table without lines."""
        from docx.shared import Mm  # noqa: PLC0415

        table = self._document.add_table(rows=1, cols=2)
        for column, width in zip(table.columns, widths_mm, strict=True):
            column.width = column.cells[0].width = Mm(width)
        return table.rows[0].cells[0], table.rows[0].cells[1]

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

    def heading(self, text: str, level: int = 1) -> "Page":
        """Add a heading."""
        self._document.add_heading(text, level)
        return self

    def ballots(self) -> "Page":
        """Add the table of ballots and what is said of each."""
        heads = ("TT", "Nội dung", "Hình thức", "Kết quả")
        cells = ("{{ b.so }}", "{{ b.noi_dung }}", "{{ b.hinh_thuc }}", "{{ b.ket_qua }}")
        self._table("b in bieu_quyet", (12, 60, 55, 38), heads, cells)
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
        self._table("v in nhiem_vu", (12, 50, 36, 30, 37), heads, cells)
        return self.lines("{%p endif %}")

    def _table(
        self, loop: str, widths_mm: tuple[int, ...], heads: tuple[str, ...], cells: tuple[str, ...]
    ) -> None:
        from docx.oxml import OxmlElement  # noqa: PLC0415
        from docx.shared import Mm  # noqa: PLC0415

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
        table.rows[1].cells[0].text = f"{{%tr for {loop} %}}"
        for cell, text in zip(table.rows[2].cells, cells, strict=True):
            cell.text = text
        table.rows[3].cells[0].text = "{%tr endfor %}"

    def signatures(self, *places: tuple[str, str]) -> "Page":
        """Add the places for signatures side by side: role above, name below. A place without a
        name is that of the recipients."""
        from docx.enum.text import WD_ALIGN_PARAGRAPH  # noqa: PLC0415
        from docx.oxml import OxmlElement  # noqa: PLC0415
        from docx.shared import Pt  # noqa: PLC0415

        self.lines("", kept=True)
        cells = self._columns()
        cells[0]._tc.getparent().get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for cell, (role, name) in zip(cells, places, strict=True):
            if name:
                for line in (*role.split("\n"), "\n\n\n", name):
                    self._put(cell, line, bold=True)
            else:
                self._put(cell, role)
                cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.LEFT
                cell.paragraphs[0].runs[0].font.size = Pt(12)
        return self

    def saved(self) -> bytes:
        """Return the file."""
        about = self._document.core_properties
        about.author, about.title, about.comments = "Điểm Cầu", "", ""
        about.created = about.modified = MADE.replace(tzinfo=None)
        about.language = "vi-VN"
        out = io.BytesIO()
        self._document.save(out)
        return timeless(out.getvalue())


MAKERS: Final[dict[str, Callable[[], bytes]]] = {
    "minutes": minutes_form,
    "resolution": resolution_form,
}


def main(folder: Path = FORMS) -> None:
    """Write the forms."""
    for kind, make in MAKERS.items():
        (folder / f"{kind}.docx").write_bytes(make())


if __name__ == "__main__":
    main()
