"""The lines of the minutes that are not blocks, as the page of the minutes shows them. Pure.

What is printed and signed is laid out by `live.documents.papers`, from the same fields.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from live.record.fields import Fields
from live.record.wording import PERCENT

NOBODY: Final = "không"
UNCHECKED: Final = "Chưa điểm danh"
UNMARKED: Final = "Vắng, chưa ghi lý do"
"""What the desk too says of those whom nobody checked in, before the closing and after it."""


def unchecked_label(made: Mapping[str, Any]) -> str:
    """Return what the people whom nobody checked in are called in a document."""
    return UNMARKED if made["ket_thuc"] else UNCHECKED


def place_and_day(made: Fields) -> str:
    """Return the line on the right above a document."""
    begins = f"{made['dia_danh']}, ngày" if made["dia_danh"] else "Ngày"
    return f"{begins} {made['ngay']} tháng {made['thang']} năm {made['nam']}"


def full_title(made: Fields) -> str:
    """Return the title of a meeting with its kind, unless the title says it."""
    title, kind = made["tieu_de"], made["loai"]
    return str(title) if kind.casefold() in title.casefold() else f"{title} ({kind})"


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
    came = f"; đến dự: {', '.join(made['mien_den_du'])}" if made["mien_den_du"] else ""
    yield f"- Miễn sinh hoạt: {_count(made['mien_ten'])}{came}."
    yield f"- Sinh hoạt tạm thời đi nơi khác: {_count(made['tam_di_ten'])}."
    if made["dinh_chi_ten"]:
        yield f"- Đình chỉ sinh hoạt: {_count(made['dinh_chi_ten'])}."
    yield (
        f"- Có mặt: {made['co_mat']} (chính thức {made['co_mat_chinh_thuc']},"
        f" dự bị {made['co_mat_du_bi']}, tạm thời {made['co_mat_tam_thoi']});"
        f" trực tiếp {made['truc_tiep']}, trực tuyến {made['truc_tuyen']}."
    )
    yield (
        f"- Tỷ lệ dự: {made['co_mat_tinh_ty_le']}/{made['dien_tinh_ty_le']} ="
        f" {made['ty_le']}{PERCENT} (diện tính tỷ lệ: {made['dien_tinh_cach']})."
    )
    yield f"- Vắng có lý do: {_people(made['vang_co_ly_do'], 'ly_do')}."
    yield f"- Vắng không lý do: {_people(made['vang_khong_ly_do'], 'ly_do')}."
    if made["chua_diem_danh"]:
        yield f"- {unchecked_label(made)}: {_people(made['chua_diem_danh'], '')}."
    for label, key in (("Đến muộn", "den_muon"), ("Về sớm", "ve_som")):
        if made[key]:
            yield f"- {label}: {_people(made[key], 'gio')}."
    yield (
        f"- Mẫu số biểu quyết: {made['mau_so_cach_tinh']};"
        f" quá nửa là {made['can_tan_thanh']} phiếu."
    )


def _count(names: Sequence[str]) -> str:
    return f"{len(names)} ({', '.join(names)})" if names else NOBODY


def _people(people: Sequence[dict[str, Any]], detail: str) -> str:
    told = [
        f"{one['ten']} ({one[detail]})" if detail and one[detail] else str(one["ten"])
        for one in people
    ]
    return f"{len(told)} ({'; '.join(told)})" if told else NOBODY
