"""The record of the talk after a model meeting laid out on paper, from the fields that its Word
form uses too."""

from typing import Final

from live.documents.paper import Fact, Paper, SignaturePlace
from live.documents.papers import BLANK, frame, written
from live.record.fields import Fields

TALK_CHAIR: Final = "ChuTriTraoDoi"
"""Name of the signature field."""
OUTSIDE: Final = "Phần trao đổi này ở ngoài buổi sinh hoạt, không thuộc biên bản của chi bộ."
"""Said on the paper, so that nobody files it with the minutes."""


def lessons_paper(fields: Fields) -> Paper:
    """Return the record of the talk as it stands on paper."""
    subject = f"{fields['tieu_de']}, {fields['ten_chi_bo']}"
    return Paper(
        name=f"Rút kinh nghiệm: {subject}",
        title="BẢN GHI RÚT KINH NGHIỆM",
        subject=subject,
        **frame(fields),
        lead=(
            Fact(label="Thời gian trao đổi", text=fields["thoi_gian"]),
            Fact(label="Chủ trì trao đổi", text=fields["chu_tri_trao_doi"] or BLANK),
            Fact(text=OUTSIDE),
        ),
        sections=written(fields),
        signatures=(
            SignaturePlace(
                role=("CHỦ TRÌ TRAO ĐỔI",),
                name=fields["nguoi_ky"],
                field=TALK_CHAIR,
                tooltip="Chữ ký của người chủ trì trao đổi",
            ),
        ),
    )
