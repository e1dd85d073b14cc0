"""Minutes and resolution as plain text, every field of the prescribed form in its order. Pure.

This text is what is read out, and what two makings of the same document are compared by.
"""

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any, Final

from live.record.fields import Fields, fields
from live.record.minutes import Minutes
from live.record.resolution import Resolution

NOBODY: Final = "không"


def plain_text(document: Minutes | Resolution) -> str:
    """Return a document as text, without the layout of paper."""
    made = fields(document)
    match document:
        case Minutes():
            told = chain(_minutes_head(made), attendance_lines(made), _body(made))
        case Resolution():
            told = chain(_resolution_head(made), _resolution_body(made))
    return "\n".join(told) + "\n"


def place_and_day(made: Fields) -> str:
    """Return the line on the right above a document."""
    place = f"{made['dia_danh']}, " if made["dia_danh"] else ""
    return f"{place}ngày {made['ngay']} tháng {made['thang']} năm {made['nam']}"


def full_title(made: Fields) -> str:
    """Return the title of a meeting with its kind, unless the title says it."""
    title, kind = made["tieu_de"], made["loai"]
    return str(title) if kind.casefold() in title.casefold() else f"{title} ({kind})"


def letterhead(made: Fields) -> Iterator[str]:
    """Yield the party's name, the two issuing bodies, number, place and day."""
    yield "ĐẢNG CỘNG SẢN VIỆT NAM"
    yield from (made["cap_tren"], made["chi_bo"], f"Số {made['so_ky_hieu']}")
    yield place_and_day(made)


def _minutes_head(made: Fields) -> Iterator[str]:
    yield from letterhead(made)
    yield "BIÊN BẢN"
    yield full_title(made)
    yield from course_lines(made)


def course_lines(made: Fields) -> Iterator[str]:
    """Yield when, where and how the meeting was held."""
    yield f"- Bắt đầu: {made['bat_dau'] or '…'}; địa điểm: {made['dia_diem'] or '…'}."
    yield f"- Hình thức: {made['hinh_thuc']}."
    sites = "; ".join(_site(site) for site in made["diem_cau"])
    alone = made["truc_tuyen_rieng"]
    yield f"- Các điểm cầu: {sites or NOBODY}; dự bằng thiết bị riêng: {alone}."


def _site(site: Fields) -> str:
    where = f", {site['noi']}" if site["noi"] else ""
    return f"{site['ten']}{where} ({site['so_nguoi']} đồng chí)"


def attendance_lines(made: Fields) -> Iterator[str]:
    """Yield the lines of the attendance, with the derivation of rate and denominator."""
    yield (
        f"- Tổng số đảng viên: {made['tong_so']} (chính thức {made['chinh_thuc']},"
        f" dự bị {made['du_bi']}, sinh hoạt tạm thời đến {made['tam_thoi_den']})."
    )
    yield f"- Miễn sinh hoạt: {_count(made['mien_ten'])}."
    if made["mien_den_du"]:
        yield f"  Miễn sinh hoạt nhưng đến dự: {', '.join(made['mien_den_du'])}."
    yield f"- Sinh hoạt tạm thời đi nơi khác: {_count(made['tam_di_ten'])}."
    if made["dinh_chi_ten"]:
        yield f"- Đình chỉ sinh hoạt: {_count(made['dinh_chi_ten'])}."
    yield (
        f"- Có mặt: {made['co_mat']} (chính thức {made['co_mat_chinh_thuc']},"
        f" dự bị {made['co_mat_du_bi']}, tạm thời {made['co_mat_tam_thoi']});"
        f" trực tiếp {made['truc_tiep']}, trực tuyến {made['truc_tuyen']}."
    )
    yield (
        f"  Tỷ lệ dự: {made['co_mat_tinh_ty_le']}/{made['dien_tinh_ty_le']} = {made['ty_le']} %"
        f" (diện tính tỷ lệ: {made['dien_tinh_cach']})."
    )
    yield f"- Vắng có lý do: {_people(made['vang_co_ly_do'], 'ly_do')}."
    yield f"- Vắng không lý do: {_people(made['vang_khong_ly_do'], 'ly_do')}."
    if made["chua_diem_danh"]:
        yield f"- Chưa điểm danh: {_people(made['chua_diem_danh'], '')}."
    yield f"- Đến muộn: {_people(made['den_muon'], 'gio')}."
    yield f"- Về sớm: {_people(made['ve_som'], 'gio')}."
    yield (
        f"- Mẫu số biểu quyết: {made['mau_so_cach_tinh']};"
        f" quá nửa là {made['can_tan_thanh']} phiếu."
    )


def _body(made: Fields) -> Iterator[str]:
    yield from _listed("- Đại biểu cấp trên, khách mời:", made["dai_bieu"])
    yield f"- Chủ trì: {made['chu_tri'] or '…'}. Thư ký: {made['thu_ky'] or '…'}."
    yield from _listed("- Tài liệu sử dụng:", made["tai_lieu"])
    yield from _listed("- Ghi âm, ghi hình:", made["ghi_am"])
    yield from made["dong_ho"]
    yield from ("I. NỘI DUNG", *made["noi_dung"])
    yield "II. DIỄN BIẾN"
    for item in made["dien_bien"]:
        yield from (item["tieu_de"], *item["doan"])
    if made["y_kien_khac"]:
        yield from ("Ngoài các mục của chương trình", *made["y_kien_khac"])
    yield from ("III. BIỂU QUYẾT", *_ballots(made))
    yield "IV. KẾT LUẬN CỦA CHỦ TRÌ; NHIỆM VỤ, PHÂN CÔNG"
    yield from (*made["ket_luan"], *_tasks(made))
    yield "V. KẾT QUẢ CHẤM ĐIỂM, XẾP LOẠI BUỔI SINH HOẠT"
    yield from made["cham_diem"]
    yield from made["thong_qua"]
    yield f"THƯ KÝ: {made['thu_ky'] or '…'}    CHỦ TRÌ: {made['chu_tri'] or '…'}"


def _resolution_head(made: Fields) -> Iterator[str]:
    yield from letterhead(made)
    yield from ("NGHỊ QUYẾT", full_title(made), *made["can_cu"])


def _resolution_body(made: Fields) -> Iterator[str]:
    yield from ("I. ĐÁNH GIÁ THÁNG TRƯỚC", *made["danh_gia"])
    yield from ("II. NHIỆM VỤ THÁNG TỚI", *made["phuong_huong"], *_tasks(made))
    yield from ("III. TỔ CHỨC THỰC HIỆN", *made["to_chuc"])
    yield from ("Kết quả biểu quyết", *_ballots(made))
    yield from ("Nơi nhận:", *made["noi_nhan"])
    office = made["nguoi_ky_chuc_vu"].upper() or "BÍ THƯ"
    yield f"T/M CHI BỘ – {office}: {made['nguoi_ky'] or '…'}"


def _ballots(made: Fields) -> list[str]:
    return [line for ballot in made["bieu_quyet"] for line in ballot["doan"]] or ["Không có."]


def _tasks(made: Fields) -> Iterator[str]:
    for place, task in enumerate(made["nhiem_vu"], 1):
        details = (
            ("thực hiện", task["nguoi"]),
            ("thời hạn", task["thoi_han"]),
            ("biện pháp", task["bien_phap"]),
        )
        told = "; ".join(f"{word}: {value}" for word, value in details if value)
        yield f"{place}. {task['viec']}" + (f" ({told})" if told else "")


def _listed(title: str, texts: Sequence[str]) -> list[str]:
    if len(texts) < 2:
        return [f"{title} {texts[0] if texts else NOBODY}"]
    return [title, *(f"  {text}" for text in texts)]


def _count(names: Sequence[str]) -> str:
    return f"{len(names)} ({', '.join(names)})" if names else "0"


def _people(people: Sequence[dict[str, Any]], detail: str) -> str:
    told = [
        f"{one['ten']} ({one[detail]})" if detail and one[detail] else str(one["ten"])
        for one in people
    ]
    return f"{len(told)} ({'; '.join(told)})" if told else "0"
