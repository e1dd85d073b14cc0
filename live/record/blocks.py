"""Blocks of text: drawn from the record, or as the desk edited them. Pure."""

from dataclasses import dataclass
from typing import Final

from live.ids import ItemId
from live.meeting.minutes import fingerprint, item_block
from live.meeting.state import Meeting

TITLES: Final = {
    "guests": "Đại biểu cấp trên, khách mời",
    "documents": "Tài liệu sử dụng",
    "recording": "Ghi âm, ghi hình",
    "content": "Nội dung",
    "other_turns": "Phát biểu ngoài chương trình",
    "conclusion": "Kết luận của chủ trì",
    "tasks": "Nhiệm vụ, phân công",
    "scoring": "Kết quả chấm điểm, xếp loại",
    "closing": "Kết thúc",
    "grounds": "Căn cứ của nghị quyết",
    "assessment": "Đánh giá tháng trước",
    "aims": "Phương hướng, nhiệm vụ tháng tới",
    "carrying_out": "Tổ chức thực hiện",
    "recipients": "Nơi nhận",
}
"""The title of each block of `live.meeting.minutes.BLOCKS`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TextBlock:
    """One block as it stands.

    Attributes:
        text: what the document says.
        drawn: what the record says now.
        writer: who edited it last; "": nobody, so that ``text`` is ``drawn``.
        stale: the record says something else now than when the block was edited.
    """

    key: str
    title: str
    text: str
    drawn: str
    writer: str
    stale: bool

    @property
    def drawn_fingerprint(self) -> str:
        """The fingerprint that an edit of this block sends along."""
        return fingerprint(self.drawn)


def block(meeting: Meeting, key: str, drawn: str) -> TextBlock:
    """Return a block with the text that the record gives for it, or as it was edited."""
    return _as_edited(meeting, key, TITLES[key], drawn)


def block_of_item(meeting: Meeting, item: ItemId, title: str, drawn: str) -> TextBlock:
    """Return the block of an agenda item."""
    return _as_edited(meeting, item_block(item), title, drawn)


def _as_edited(meeting: Meeting, key: str, title: str, drawn: str) -> TextBlock:
    drawn = drawn.strip()
    edited = meeting.minutes.blocks.get(key)
    return TextBlock(
        key=key,
        title=title,
        text=edited.text if edited else drawn,
        drawn=drawn,
        writer=edited.by.name if edited else "",
        stale=edited is not None and bool(edited.drawn) and edited.drawn != fingerprint(drawn),
    )
