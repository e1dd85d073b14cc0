"""The named fields that Word forms and printed documents are filled from, and their table.

Names are Vietnamese without marks, because the units that make a form type them. Values are plain
JSON: texts, numbers, true and false, lists of texts, lists of objects.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from live.record.attending import NamedDetail
from live.record.ballots import BallotAccount
from live.record.course import heading as item_heading
from live.record.minutes import DocumentHeading, Minutes
from live.record.resolution import Resolution
from live.record.tasks import tasks_of
from live.record.wording import day, day_fields, hour, lines, percent_text

Fields = dict[str, Any]

HEADING_FIELDS: Final[Mapping[str, str]] = {
    "cap_tren": "Tên đảng ủy, đảng bộ cấp trên",
    "chi_bo": "Tên chi bộ",
    "so": "Số văn bản, trống khi chưa thông qua",
    "so_ky_hieu": "Số và ký hiệu, ví dụ 12-BB/CB",
    "dia_danh": "Địa danh đứng trước ngày tháng",
    "ngay": "Ngày họp, hai chữ số khi nhỏ hơn 10",
    "thang": "Tháng họp, hai chữ số khi nhỏ hơn 3",
    "nam": "Năm họp",
    "tieu_de": "Tên buổi sinh hoạt",
    "loai": "Loại sinh hoạt: định kỳ, chuyên đề, …",
    "du_thao": "Đúng khi văn bản chưa được thông qua",
    "ma_bam": "Mã băm SHA-256 của nhật ký buổi sinh hoạt khi lập văn bản",
}
TASK_FIELDS: Final[Mapping[str, str]] = {
    "nhiem_vu[].viec": "Việc được giao",
    "nhiem_vu[].nguoi": "Người thực hiện",
    "nhiem_vu[].thoi_han": "Thời hạn",
    "nhiem_vu[].bien_phap": "Biện pháp, kết quả cần đạt",
}
BALLOT_FIELDS: Final[Mapping[str, str]] = {
    "bieu_quyet[].so": "Số thứ tự lần biểu quyết",
    "bieu_quyet[].noi_dung": "Nội dung biểu quyết",
    "bieu_quyet[].hinh_thuc": "Hình thức biểu quyết",
    "bieu_quyet[].ket_qua": "Kết quả, một câu",
    "bieu_quyet[].doan[]": "Toàn bộ nội dung ghi biên bản, từng đoạn",
}
MINUTES_FIELDS: Final[Mapping[str, str]] = {
    **HEADING_FIELDS,
    "bat_dau": "Giờ, ngày bắt đầu",
    "ket_thuc": "Giờ, ngày kết thúc",
    "thoi_luong_phut": "Thời lượng, phút",
    "dia_diem": "Địa điểm",
    "hinh_thuc": "Hình thức: trực tiếp, trực tuyến, kết hợp",
    "diem_cau[].ten": "Tên điểm cầu",
    "diem_cau[].noi": "Nơi đặt điểm cầu",
    "diem_cau[].so_nguoi": "Số đảng viên dự tại điểm cầu",
    "truc_tuyen_rieng": "Số đảng viên dự bằng thiết bị riêng, không ở điểm cầu nào",
    "tong_so": "Tổng số đảng viên",
    "chinh_thuc": "Số đảng viên chính thức",
    "du_bi": "Số đảng viên dự bị",
    "tam_thoi_den": "Số đảng viên sinh hoạt tạm thời đến",
    "mien_so": "Số đảng viên miễn, tạm miễn sinh hoạt",
    "mien_ten[]": "Họ tên đảng viên miễn, tạm miễn sinh hoạt",
    "mien_den_du[]": "Họ tên đảng viên miễn sinh hoạt nhưng đến dự",
    "tam_di_so": "Số đảng viên sinh hoạt tạm thời đi nơi khác",
    "tam_di_ten[]": "Họ tên đảng viên sinh hoạt tạm thời đi nơi khác",
    "dinh_chi_so": "Số đảng viên bị đình chỉ sinh hoạt",
    "dinh_chi_ten[]": "Họ tên đảng viên bị đình chỉ sinh hoạt",
    "co_mat": "Số đảng viên có mặt",
    "co_mat_chinh_thuc": "Số đảng viên chính thức có mặt",
    "co_mat_du_bi": "Số đảng viên dự bị có mặt",
    "co_mat_tam_thoi": "Số đảng viên sinh hoạt tạm thời đến có mặt",
    "truc_tiep": "Số dự trực tiếp tại điểm cầu chính",
    "truc_tuyen": "Số dự trực tuyến, kể cả điểm cầu thành phần",
    "dien_tinh_ty_le": "Số đảng viên thuộc diện tính tỷ lệ dự",
    "dien_tinh_cach": "Cách tính số đảng viên thuộc diện tính tỷ lệ",
    "co_mat_tinh_ty_le": "Số có mặt thuộc diện tính tỷ lệ",
    "ty_le": "Tỷ lệ dự, phần trăm, ví dụ 90,9",
    "vang_co_ly_do[].ten": "Họ tên đảng viên vắng có lý do",
    "vang_co_ly_do[].ly_do": "Lý do vắng",
    "vang_khong_ly_do[].ten": "Họ tên đảng viên vắng không lý do",
    "vang_khong_ly_do[].ly_do": "Ghi chú về người vắng không lý do",
    "chua_diem_danh[].ten": "Họ tên đảng viên chưa điểm danh; sau bế mạc: vắng, chưa ghi lý do",
    "den_muon[].ten": "Họ tên đảng viên đến muộn",
    "den_muon[].gio": "Giờ đến",
    "ve_som[].ten": "Họ tên đảng viên về sớm",
    "ve_som[].gio": "Giờ về",
    "mau_so": "Số đảng viên làm mẫu số biểu quyết",
    "mau_so_cach_tinh": "Cách tính mẫu số biểu quyết",
    "can_tan_thanh": "Số tán thành cần có để thông qua",
    "dai_bieu[]": "Đại biểu cấp trên, khách mời, mỗi người một dòng",
    "theo_doi[]": "Cấp trên theo dõi từ khi nào đến khi nào, cách theo dõi, mỗi người một dòng",
    "chu_tri": "Họ tên người chủ trì",
    "chu_tri_chuc_vu": "Chức vụ người chủ trì",
    "thu_ky": "Họ tên thư ký",
    "tai_lieu[]": "Tài liệu sử dụng",
    "ghi_am[]": "Ghi âm, ghi hình",
    "dong_ho[]": "Các lần chỉnh đồng hồ máy chủ trong buổi họp",
    "noi_dung[]": "I. Nội dung, từng dòng",
    "dien_bien[].so": "Số thứ tự mục",
    "dien_bien[].ten": "Tên mục",
    "dien_bien[].tieu_de": "Số, tên mục, giờ, số có mặt, ai đến thêm, ai ra về",
    "dien_bien[].bat_dau": "Giờ bắt đầu mục",
    "dien_bien[].ket_thuc": "Giờ kết thúc mục",
    "dien_bien[].co_mat": "Số có mặt khi bắt đầu mục",
    "dien_bien[].den_them[]": "Ai đến thêm trong mục",
    "dien_bien[].ra_ve[]": "Ai ra về trong mục",
    "dien_bien[].doan[]": "Diễn biến mục, từng đoạn",
    "y_kien_khac[]": "Phát biểu ngoài các mục của chương trình",
    **BALLOT_FIELDS,
    "ket_luan[]": "Kết luận của chủ trì, từng đoạn",
    **TASK_FIELDS,
    "cham_diem[]": "V. Kết quả chấm điểm, từng đoạn",
    "diem": "Tổng điểm",
    "xep_loai": "Xếp loại buổi sinh hoạt",
    "thong_qua[]": "Câu kết: thông qua biên bản, giờ kết thúc",
}
"""Field → what it holds. ``x[]`` is a list of texts, ``x[].y`` a list of objects."""

RESOLUTION_FIELDS: Final[Mapping[str, str]] = {
    **HEADING_FIELDS,
    "can_cu[]": "Căn cứ, từng dòng",
    "danh_gia[]": "I. Đánh giá tháng trước, từng đoạn",
    "phuong_huong[]": "II. Phương hướng, kết luận, từng đoạn",
    **TASK_FIELDS,
    "to_chuc[]": "III. Tổ chức thực hiện, từng đoạn",
    **BALLOT_FIELDS,
    "noi_nhan[]": "Nơi nhận, từng dòng",
    "nguoi_ky": "Họ tên người ký",
    "nguoi_ky_chuc_vu": "Chức vụ người ký",
}


def fields(document: Minutes | Resolution, digest: str = "") -> Fields:
    """Return the fields of a document, as `MINUTES_FIELDS` or `RESOLUTION_FIELDS` lists them.

    Args:
        document: what they are taken from.
        digest: the hash of the meeting's record, in hexadecimal; "": the text is only shown.
    """
    match document:
        case Minutes():
            return {
                **_heading(document.heading, document.heading.number, "BB"),
                "ma_bam": digest,
                **_course_of(document),
                **_attending(document),
                **_persons(document),
                **_parts(document),
            }
        case Resolution():
            return {
                **_heading(document.heading, document.number, "NQ"),
                "ma_bam": digest,
                "can_cu": [*lines(document.grounds.text)],
                "danh_gia": [*lines(document.assessment.text)],
                "phuong_huong": [*lines(document.aims.text)],
                "nhiem_vu": _tasks(document.tasks.text),
                "to_chuc": [*lines(document.carrying_out.text)],
                "bieu_quyet": [
                    one for one in _ballots(document.ballots, decided=True) if one["doan"]
                ],
                "noi_nhan": [*lines(document.recipients.text)],
                "nguoi_ky": document.signer,
                "nguoi_ky_chuc_vu": document.signer_office,
            }


def part_fields(written: Iterable[tuple[str, str]]) -> list[Fields]:
    """Return the parts that somebody wrote, given by title and text."""
    return [{"ten": title, "doan": [*lines(text)]} for title, text in written]


def _with_symbol(number: str, symbol: str) -> str:
    """Return number and symbol of a document; a symbol that was typed with the number stays."""
    typed = number.upper()
    if f"-{symbol}/" in typed:
        return number
    return f"{number}/CB" if typed.endswith(f"-{symbol}") else f"{number or '…'}-{symbol}/CB"


def superior_heading(heading: DocumentHeading) -> Fields:
    """Return the head of a paper that the superior unit makes of a branch's meeting: it has no
    number and is never a draft."""
    return {
        "cap_tren": "",
        "chi_bo": heading.superior,
        "so_ky_hieu": "",
        "du_thao": False,
        "ten_chi_bo": heading.branch,
        **_meeting(heading),
    }


def _heading(heading: DocumentHeading, number: str, symbol: str) -> Fields:
    return {
        "cap_tren": heading.superior,
        "chi_bo": heading.branch,
        "so": number,
        "so_ky_hieu": _with_symbol(number, symbol),
        "du_thao": not heading.final,
        **_meeting(heading),
    }


def _meeting(heading: DocumentHeading) -> Fields:
    return {
        "dia_danh": heading.place,
        **day_fields(heading.held),
        "tieu_de": heading.title,
        "loai": heading.kind,
    }


def _course_of(minutes: Minutes) -> Fields:
    began, ended = minutes.began, minutes.ended
    return {
        "bat_dau": f"{hour(began)}, {day(began)}" if began else "",
        "ket_thuc": f"{hour(ended)}, {day(ended)}" if ended else "",
        "thoi_luong_phut": int((ended - began).total_seconds() // 60) if began and ended else 0,
        "dia_diem": minutes.place,
        "hinh_thuc": minutes.form,
        "diem_cau": [
            {"ten": site.name, "noi": site.place, "so_nguoi": site.present}
            for site in minutes.sites
        ],
        "truc_tuyen_rieng": minutes.online_alone,
    }


def _attending(minutes: Minutes) -> Fields:
    here = minutes.attending
    return {
        "tong_so": here.listed,
        "chinh_thuc": here.official,
        "du_bi": here.probationary,
        "tam_thoi_den": here.temp_in,
        "mien_so": len(here.exempt),
        "mien_ten": [*here.exempt],
        "mien_den_du": [*here.exempt_here],
        "tam_di_so": len(here.temp_out),
        "tam_di_ten": [*here.temp_out],
        "dinh_chi_so": len(here.suspended),
        "dinh_chi_ten": [*here.suspended],
        "co_mat": here.present,
        "co_mat_chinh_thuc": here.present_official,
        "co_mat_du_bi": here.present_probationary,
        "co_mat_tam_thoi": here.present_temp_in,
        "truc_tiep": here.in_room,
        "truc_tuyen": here.online,
        "dien_tinh_ty_le": here.base,
        "dien_tinh_cach": here.base_how,
        "co_mat_tinh_ty_le": here.counted,
        "ty_le": percent_text(here.rate_pct),
        "mau_so": here.denominator,
        "mau_so_cach_tinh": here.denominator_how,
        "can_tan_thanh": here.pass_at,
    }


def _persons(minutes: Minutes) -> Fields:
    here = minutes.attending
    return {
        "vang_co_ly_do": _named(here.excused, "ly_do"),
        "vang_khong_ly_do": _named(here.unexcused, "ly_do"),
        "chua_diem_danh": [{"ten": one.name} for one in here.unchecked],
        "den_muon": _named(here.late, "gio"),
        "ve_som": _named(here.left_early, "gio"),
        "dai_bieu": [*lines(minutes.guests.text)],
        "theo_doi": [*minutes.watched],
        "chu_tri": minutes.chair,
        "chu_tri_chuc_vu": minutes.chair_office,
        "thu_ky": minutes.secretary,
    }


def _parts(minutes: Minutes) -> Fields:
    return {
        "tai_lieu": [*lines(minutes.documents.text)],
        "ghi_am": [*lines(minutes.recording.text)],
        "dong_ho": [*minutes.clock],
        "noi_dung": [*lines(minutes.content.text)],
        "dien_bien": [
            {
                "so": item.number,
                "ten": item.title,
                "tieu_de": item_heading(item),
                "bat_dau": hour(item.began) if item.began else "",
                "ket_thuc": hour(item.ended) if item.ended else "",
                "co_mat": item.attendance.present if item.attendance else 0,
                "den_them": [*item.attendance.came] if item.attendance else [],
                "ra_ve": [*item.attendance.left] if item.attendance else [],
                "doan": [*lines(item.block.text)],
            }
            for item in minutes.items
        ],
        "y_kien_khac": [*lines(minutes.other_turns.text)],
        "bieu_quyet": _ballots(minutes.ballots),
        "ket_luan": [*lines(minutes.conclusion.text)],
        "nhiem_vu": _tasks(minutes.tasks.text),
        "cham_diem": [*lines(minutes.scoring.text)],
        "diem": minutes.points,
        "xep_loai": minutes.rating,
        "thong_qua": [*lines(minutes.closing.text), *lines(minutes.adopted)],
    }


def _named(people: tuple[NamedDetail, ...], detail: str) -> list[Fields]:
    return [{"ten": one.name, detail: one.detail} for one in people]


def _tasks(text: str) -> list[Fields]:
    return [
        {"viec": one.what, "nguoi": one.who, "thoi_han": one.deadline, "bien_phap": one.measure}
        for one in tasks_of(text)
    ]


def _ballots(ballots: tuple[BallotAccount, ...], *, decided: bool = False) -> list[Fields]:
    return [
        {
            "so": one.number,
            "noi_dung": one.matter,
            "hinh_thuc": one.method,
            "ket_qua": one.result,
            "doan": [*(one.decision if decided else one.paragraphs)],
        }
        for one in ballots
    ]
