"""Minutes and resolution laid out on paper, from the named fields that Word forms use too.

Order and wording of the lines: Hướng dẫn 16-HD/VPTW on minutes, and the forms that branches use.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from live.documents.paper import Chapter, Fact, Paper, Paragraph, Part, PrintedTable, SignaturePlace
from live.record.fields import Fields
from live.record.text import place_and_day, unchecked_label
from live.record.wording import PERCENT

DRAFT_MARK: Final = "DỰ THẢO"
DRAFT_FOOTER: Final = "Dự thảo. "
FOOTER: Final = "SHA-256 của nhật ký buổi sinh hoạt: "
"""On every page; after it comes the hash of the record."""
MINUTE_TAKER: Final = "ThuKy"
CHAIR: Final = "ChuTri"
SIGNER: Final = "NguoiKy"
"""Names of signature fields: letters of ASCII alone, which every signing program shows."""
SIGNATURES: Final[Mapping[str, tuple[str, ...]]] = {
    "minutes": (MINUTE_TAKER, CHAIR),
    "resolution": (SIGNER,),
}
"""Kind of document → the signature fields in it."""
NONE: Final = "không"
BLANK: Final = "…"
"""Stands where the record says nothing yet."""
NO_BALLOTS: Final = "Không có nội dung biểu quyết."
OTHER_TURNS: Final = "Ý kiến ngoài các mục của chương trình"


def minutes_paper(fields: Fields) -> Paper:
    """Return the minutes as they stand on paper, from `live.record.fields.fields` of minutes."""
    subject = f"Họp chi bộ tháng {fields['thang']} năm {fields['nam']}"
    return Paper(
        name=f"Biên bản: {subject}",
        title="BIÊN BẢN",
        subject=f"{subject} ({fields['loai']})",
        **frame(fields),
        lead=(*course(fields), *counted(fields), *people(fields)),
        sections=(
            Chapter(title="I. NỘI DUNG", parts=texts(fields["noi_dung"])),
            Chapter(title="II. DIỄN BIẾN", parts=tuple(items(fields))),
            Chapter(title="III. BIỂU QUYẾT", parts=tuple(ballots(fields["bieu_quyet"]))),
            Chapter(
                title="IV. KẾT LUẬN CỦA CHỦ TRÌ; NHIỆM VỤ, PHÂN CÔNG",
                parts=(*texts(fields["ket_luan"]), *tasks(fields["nhiem_vu"])),
            ),
            Chapter(
                title="V. KẾT QUẢ CHẤM ĐIỂM, XẾP LOẠI BUỔI SINH HOẠT",
                parts=texts(fields["cham_diem"]),
            ),
        ),
        closing=tuple(Paragraph(text=line) for line in fields["thong_qua"]),
        signatures=(
            SignaturePlace(
                role=("THƯ KÝ",),
                name=fields["thu_ky"],
                field=MINUTE_TAKER,
                tooltip="Chữ ký của thư ký",
            ),
            SignaturePlace(
                role=("CHỦ TRÌ",),
                name=fields["chu_tri"],
                field=CHAIR,
                tooltip="Chữ ký của người chủ trì",
            ),
        ),
    )


def resolution_paper(fields: Fields) -> Paper:
    """Return the resolution as it stands on paper, from its fields."""
    subject = f"Họp chi bộ tháng {fields['thang']} năm {fields['nam']}"
    office = fields["nguoi_ky_chuc_vu"].upper() or "BÍ THƯ"
    voted = fields["bieu_quyet"]
    return Paper(
        name=f"Nghị quyết: {subject}",
        title="NGHỊ QUYẾT",
        subject=subject,
        **frame(fields),
        lead=texts(fields["can_cu"]),
        sections=(
            Chapter(title="I. ĐÁNH GIÁ", parts=texts(fields["danh_gia"])),
            Chapter(
                title="II. PHƯƠNG HƯỚNG, NHIỆM VỤ",
                parts=(*texts(fields["phuong_huong"]), *tasks(fields["nhiem_vu"])),
            ),
            Chapter(title="III. TỔ CHỨC THỰC HIỆN", parts=texts(fields["to_chuc"])),
            *([Chapter(title="KẾT QUẢ BIỂU QUYẾT", parts=tuple(ballots(voted)))] if voted else []),
        ),
        recipients=tuple(fields["noi_nhan"]),
        signatures=(
            SignaturePlace(
                role=("T/M CHI BỘ", office),
                name=fields["nguoi_ky"],
                field=SIGNER,
                tooltip=f"Chữ ký của {office.lower()}",
            ),
        ),
    )


def frame(fields: Fields) -> dict[str, Any]:
    """Return what stands around the text of every document."""
    draft, number = bool(fields["du_thao"]), fields["so_ky_hieu"]
    return {
        "issuer": tuple(filter(None, (fields["cap_tren"].upper(), fields["chi_bo"].upper()))),
        "number": f"Số {number}" if number else "",
        "dated": place_and_day(fields),
        "mark": DRAFT_MARK if draft else "",
        "digest": fields["ma_bam"],
        "footer": f"{DRAFT_FOOTER if draft else ''}{FOOTER}{fields['ma_bam']}",
    }


def course(fields: Fields) -> Iterator[Part]:
    """Yield when, where and how the meeting was held."""
    yield Fact(label="Thời gian bắt đầu", text=fields["bat_dau"] or BLANK)
    yield Fact(label="Địa điểm", text=fields["dia_diem"] or BLANK)
    yield Fact(label="Hình thức", text=fields["hinh_thuc"])
    sites = fields["diem_cau"]
    alone = fields["truc_tuyen_rieng"]
    if len(sites) > 1 or (sites and alone):
        told = [f"{detailed(each['ten'], each['noi'])}: {each['so_nguoi']}" for each in sites]
        if alone:
            told.append(f"thiết bị riêng: {alone}")
        yield Fact(label="Các điểm cầu", text="; ".join(told))


def counted(fields: Fields) -> Iterator[Part]:
    """Yield the figures of the list and of those who were there."""
    yield Fact(
        label="Tổng số đảng viên",
        text=f"{fields['tong_so']} (chính thức {fields['chinh_thuc']}, dự bị {fields['du_bi']}, "
        f"sinh hoạt tạm thời đến {fields['tam_thoi_den']})",
    )
    came = f"; đến dự: {', '.join(fields['mien_den_du'])}" if fields["mien_den_du"] else ""
    yield Fact(label="Miễn sinh hoạt", text=f"{counted_names(fields, 'mien')}{came}")
    yield Fact(
        label="Giới thiệu sinh hoạt tạm thời đi nơi khác", text=counted_names(fields, "tam_di")
    )
    if fields["dinh_chi_so"]:
        yield Fact(label="Đình chỉ sinh hoạt", text=counted_names(fields, "dinh_chi"))
    yield Fact(
        label="Có mặt",
        text=f"{fields['co_mat']} (chính thức {fields['co_mat_chinh_thuc']}, dự bị "
        f"{fields['co_mat_du_bi']}, tạm thời {fields['co_mat_tam_thoi']}); trực tiếp "
        f"{fields['truc_tiep']}, trực tuyến {fields['truc_tuyen']}",
    )
    yield Fact(
        label="Tỷ lệ dự",
        text=f"{fields['co_mat_tinh_ty_le']}/{fields['dien_tinh_ty_le']} = "
        f"{fields['ty_le']}{PERCENT} ({fields['dien_tinh_cach']})",
    )
    yield Fact(label="Vắng có lý do", text=named(fields["vang_co_ly_do"], "ly_do"))
    yield Fact(label="Vắng không lý do", text=named(fields["vang_khong_ly_do"], "ly_do"))
    for label, key, detail in (
        (unchecked_label(fields), "chua_diem_danh", ""),
        ("Đến muộn", "den_muon", "gio"),
        ("Về sớm", "ve_som", "gio"),
    ):
        if fields[key]:
            yield Fact(label=label, text=named(fields[key], detail))
    yield Fact(
        label="Mẫu số biểu quyết",
        text=f"{fields['mau_so_cach_tinh']}; quá nửa là {fields['can_tan_thanh']} phiếu",
    )


def people(fields: Fields) -> Iterator[Part]:
    """Yield guests, how they watched, chair, minute-taker, papers and recording."""
    yield Fact(label="Đại biểu cấp trên, khách mời", text="; ".join(fields["dai_bieu"]) or NONE)
    for line in fields["theo_doi"]:
        yield Fact(text=line)
    chair = detailed(fields["chu_tri"], fields["chu_tri_chuc_vu"])
    yield Fact(label="Chủ trì", text=chair or BLANK)
    yield Fact(label="Thư ký", text=fields["thu_ky"] or BLANK)
    yield Fact(label="Tài liệu sử dụng", text="; ".join(fields["tai_lieu"]) or NONE)
    for line in (*fields["ghi_am"], *fields["dong_ho"]):
        yield Fact(text=line)


def items(fields: Fields) -> Iterator[Part]:
    """Yield what happened item by item, and what was said outside of items."""
    for each in fields["dien_bien"]:
        yield Paragraph(kind="heading", text=each["tieu_de"])
        for line in each["doan"]:
            yield Fact(text=line)
    if fields["y_kien_khac"]:
        yield Paragraph(kind="heading", text=OTHER_TURNS)
        for line in fields["y_kien_khac"]:
            yield Fact(text=line)


def ballots(voted: Iterable[Fields]) -> Iterator[Part]:
    """Yield a table of the ballots, then what is to be said of each below its first line."""
    found = tuple(voted)
    if not found:
        yield Paragraph(text=NO_BALLOTS)
        return
    yield PrintedTable(
        head=("TT", "Nội dung", "Hình thức", "Kết quả"),
        widths=(0, 8, 7, 5),
        numbers=(0,),
        rows=tuple(
            (str(each["so"]), each["noi_dung"], each["hinh_thuc"], each["ket_qua"])
            for each in found
        ),
    )
    for each in found:
        for number, line in enumerate(each["doan"]):
            yield Fact(text=line) if number else Paragraph(kind="heading", text=line)


def tasks(given: Iterable[Fields]) -> Iterator[Part]:
    """Yield a table of the tasks; nothing if there are none."""
    rows = tuple(
        (str(number), each["viec"], each["nguoi"], each["thoi_han"], each["bien_phap"])
        for number, each in enumerate(given, 1)
    )
    if rows:
        yield PrintedTable(
            head=("TT", "Nhiệm vụ", "Người thực hiện", "Thời hạn", "Biện pháp, kết quả"),
            widths=(0, 7, 5, 3, 6),
            numbers=(0,),
            rows=rows,
        )


def written(fields: Fields) -> tuple[Chapter, ...]:
    """Return the parts that somebody wrote, each below its numbered heading."""
    return tuple(
        Chapter(title=f"{number}. {part['ten']}", parts=texts(part["doan"]))
        for number, part in enumerate(fields["phan"], 1)
    )


def texts(lines: Iterable[str]) -> tuple[Part, ...]:
    """Return lines as paragraphs; at least a blank one."""
    return tuple(Paragraph(text=line) for line in lines) or (Paragraph(text=BLANK),)


def counted_names(fields: Fields, key: str) -> str:
    """Return how many people, and their names."""
    names = ", ".join(fields[f"{key}_ten"])
    return detailed(str(fields[f"{key}_so"] or NONE), names)


def named(people_with: Iterable[Fields], detail: str) -> str:
    """Return how many people, and their names each with its detail."""
    told = [detailed(each["ten"], each[detail] if detail else "") for each in people_with]
    return f"{len(told)} đồng chí: {'; '.join(told)}" if told else NONE


def detailed(text: str, detail: str) -> str:
    """Return a text with a detail in parentheses, if there is one."""
    return f"{text} ({detail})" if detail else text
