"""The record of the talk after a model meeting laid out on paper, from the fields that its Word
form uses too."""

from typing import Final

from live.documents.paper import Chapter, Fact, Paper, Paragraph, SignaturePlace
from live.documents.papers import BLANK, Fields, frame, texts

TALK_CHAIR: Final = "ChuTriTraoDoi"
"""Name of the place for the signature."""
OUTSIDE: Final = "Phần trao đổi này ở ngoài buổi sinh hoạt, không thuộc biên bản của chi bộ."
"""Said on the paper, so that nobody files it with the minutes."""


def lessons_paper(fields: Fields) -> Paper:
    """Return the record of the talk as it stands on paper."""
    subject = f"{fields['tieu_de']}, {fields['ten_chi_bo']}"
    chair = fields["chu_tri_trao_doi"]
    around = {**frame(fields), "number": ""}
    return Paper(
        name=f"Rút kinh nghiệm: {subject}",
        title="BẢN GHI RÚT KINH NGHIỆM",
        subject=subject,
        **around,
        lead=(
            Fact(label="Thời gian trao đổi", text=fields["thoi_gian"]),
            Fact(label="Chủ trì trao đổi", text=chair or BLANK),
            Fact(text=OUTSIDE),
        ),
        sections=tuple(
            Chapter(title=f"{number}. {part['ten']}", parts=texts(part["doan"]))
            for number, part in enumerate(fields["phan"], 1)
        ),
        closing=(Paragraph(text=""),),
        signatures=(
            SignaturePlace(
                role=("CHỦ TRÌ TRAO ĐỔI",),
                name=chair.partition(",")[0],
                field=TALK_CHAIR,
                tooltip="Chữ ký của người chủ trì trao đổi",
            ),
        ),
    )
