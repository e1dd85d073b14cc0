"""The observation sheet laid out on paper, from the fields that its Word form uses too."""

from typing import Final

from live.documents.paper import Chapter, Fact, Paper, SignaturePlace
from live.documents.papers import BLANK, detailed, frame, written
from live.record.fields import Fields

WRITER: Final = "NguoiDu"
"""Name of the signature field."""


def observation_paper(fields: Fields) -> Paper:
    """Return the sheet as it stands on paper."""
    subject = f"Họp chi bộ tháng {fields['thang']} năm {fields['nam']}"
    lead = [
        Fact(label="Chi bộ", text=fields["ten_chi_bo"]),
        Fact(label="Buổi sinh hoạt", text=f"{fields['tieu_de']} ({fields['loai']})"),
        Fact(label="Thời gian", text=fields["thoi_gian"]),
        Fact(
            label="Người dự",
            text=detailed(fields["nguoi_du"], fields["nguoi_du_chuc_vu"]) or BLANK,
        ),
        Fact(label="Số đảng viên có mặt", text=fields["co_mat"]),
        *(Fact(text=line) for line in fields["theo_doi"]),
    ]
    noted = tuple(Fact(text=line) for line in fields["ghi_chep"])
    notes = (Chapter(title="Ghi chép trong buổi sinh hoạt", parts=noted),) if noted else ()
    return Paper(
        name=f"Phiếu dự sinh hoạt: {fields['ten_chi_bo']}, {subject}",
        title="PHIẾU DỰ SINH HOẠT CHI BỘ",
        subject=subject,
        **frame(fields),
        lead=tuple(lead),
        sections=(*written(fields), *notes),
        signatures=(
            SignaturePlace(
                role=("NGƯỜI DỰ",),
                name=fields["nguoi_du"],
                field=WRITER,
                tooltip="Chữ ký của người dự",
            ),
        ),
    )
