"""Makes the Word forms that come with the program: ``python -m live.documents.making``.

A unit starts from one of these files when it makes a form of its own, so they are plain: styles of
Word, one field a line, a loop where the record has a list. Frame and measures: Hướng dẫn
36-HD/VPTW (2018).
"""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from live.documents.docx import FORMS
from live.documents.form_page import Page
from live.documents.lessons import OUTSIDE
from live.documents.papers import BLANK, DRAFT_FOOTER, FOOTER, NO_BALLOTS, NONE, OTHER_TURNS
from live.record.text import UNCHECKED, UNMARKED

HELD: Final = "Họp chi bộ tháng {{ thang }} năm {{ nam }}"
FOOT: Final = f"{{% if du_thao %}}{DRAFT_FOOTER}{{% endif %}}{FOOTER}{{{{ ma_bam }}}}"
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
    page = Page("BIÊN BẢN", f"{HELD} ({{{{ loai }}}})", FOOT)
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
    page.lines("{%p for m in dien_bien %}", "{%p if m.doan %}").heading("{{ m.tieu_de }}", 2)
    page.lines("{%p else %}").heading("{{ m.tieu_de }}", 2, kept=False).lines("{%p endif %}")
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
    page = Page("NGHỊ QUYẾT", HELD, FOOT)
    page.each("can_cu", BLANK)
    page.heading("I. ĐÁNH GIÁ").each("danh_gia", BLANK)
    page.heading("II. PHƯƠNG HƯỚNG, NHIỆM VỤ").each("phuong_huong", BLANK).tasks()
    page.heading("III. TỔ CHỨC THỰC HIỆN").each("to_chuc", BLANK, ends=True)
    page.lines("{%p if bieu_quyet %}").heading("KẾT QUẢ BIỂU QUYẾT").ballots()
    page.lines("{%p endif %}")
    signer = "{% if nguoi_ky_chuc_vu %}{{ nguoi_ky_chuc_vu|upper }}{% else %}BÍ THƯ{% endif %}"
    page.signatures(
        (f"T/M CHI BỘ\n{signer}", "{{ nguoi_ky }}"),
        recipients=("{%p for n in noi_nhan %}", "– {{ n }}", "{%p endfor %}"),
    )
    return page.saved()


def report_form() -> bytes:
    """Return the form of a unit's report over a month or a quarter."""
    page = Page("BÁO CÁO", "Tình hình sinh hoạt chi bộ {{ ky_bao_cao }}", "")
    page.lines("{{ tom_tat }}", "{{ xep_loai_chung }}.")
    page.lines("{%p for x in khong_doc_duoc %}", "{{ x }}", "{%p endfor %}")
    page.heading("I. CÁC CHI BỘ").table(
        "c in chi_bo_bao_cao",
        (11, 39, 32, 20, 18, 25, 20),
        (
            *("TT", "Chi bộ", "Sinh hoạt", "Tỷ lệ dự", "Xếp loại", "Cấp trên dự"),
            "Kiến nghị chưa trả lời",
        ),
        (
            "{{ loop.index }}",
            "{{ c.ten }}",
            "{{ c.sinh_hoat }}",
            "{{ c.ty_le }}",
            "{{ c.xep_loai }}",
            "{{ c.cap_tren_du }}",
            "{{ c.kien_nghi or '–' }}",
        ),
    )
    page.lines("{{ cap_tren_du_cach }}")
    page.heading("II. CHI BỘ CÓ THÁNG KHÔNG HỌP").each("khong_hop", "Không có.", dash="– ")
    page.heading("III. CHI BỘ CHƯA CÓ CẤP TRÊN DỰ")
    page.each("khong_cap_tren", "Không có.", dash="– ", ends=True)
    page.signatures(("T/M ĐẢNG ỦY", "…"), recipients=("– …",))
    return page.saved()


def named(key: str, detail: str) -> str:
    """Return the fields that print how many people a list has, and who they are."""
    shown = f"{{% if n.{detail} %}} ({{{{ n.{detail} }}}}){{% endif %}}" if detail else ""
    return (
        f"{{{{ {key}|length }}}} đồng chí:{{% for n in {key} %}} {{{{ n.ten }}}}"
        f"{shown}{{% if not loop.last %}};{{% endif %}}{{% endfor %}}"
    )


def observation_form() -> bytes:
    """Return the form of a supervisor's observation sheet."""
    page = Page("PHIẾU DỰ SINH HOẠT CHI BỘ", HELD, FOOT)
    page.lines(
        "– Chi bộ: {{ ten_chi_bo }}",
        "– Buổi sinh hoạt: {{ tieu_de }} ({{ loai }})",
        "– Thời gian: {{ thoi_gian }}",
        "– Người dự: {{ nguoi_du }}{% if nguoi_du_chuc_vu %} ({{ nguoi_du_chuc_vu }}){% endif %}",
        "– Số đảng viên có mặt: {{ co_mat }}",
    )
    page.each("theo_doi", dash="– ")
    page.chapters(BLANK)
    page.lines("{%p if ghi_chep %}").heading("Ghi chép trong buổi sinh hoạt")
    page.each("ghi_chep", dash="– ", ends=True).lines("{%p endif %}")
    page.signatures(("NGƯỜI DỰ", "{{ nguoi_du }}"))
    return page.saved()


def lessons_form() -> bytes:
    """Return the form of the record of the talk after a model meeting."""
    page = Page("BẢN GHI RÚT KINH NGHIỆM", "{{ tieu_de }}, {{ ten_chi_bo }}", FOOT)
    page.lines(
        "– Thời gian trao đổi: {{ thoi_gian }}",
        f"– Chủ trì trao đổi: {{{{ chu_tri_trao_doi or '{BLANK}' }}}}",
        f"– {OUTSIDE}",
    )
    page.chapters(BLANK)
    page.signatures(("CHỦ TRÌ TRAO ĐỔI", "{{ nguoi_ky }}"))
    return page.saved()


MAKERS: Final[dict[str, Callable[[], bytes]]] = {
    "minutes": minutes_form,
    "resolution": resolution_form,
    "report": report_form,
    "observation": observation_form,
    "lessons": lessons_form,
}


def main(folder: Path = FORMS) -> None:
    """Write the forms."""
    for kind, make in MAKERS.items():
        (folder / f"{kind}.docx").write_bytes(make())


if __name__ == "__main__":
    main()
