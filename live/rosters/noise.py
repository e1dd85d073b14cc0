"""Lines of a list that are about nobody: groups, sums, dates, signatures, numbers of columns."""

import re
from dataclasses import dataclass
from typing import Final

from live.meeting.roster import Category
from live.rosters.categories import category_of_title, way_unsaid
from live.rosters.words import plain, tidy

_FOOT: Final = re.compile(
    r"^(người lập|lập biểu|người tổng hợp|bí thư|phó bí thư|t/m|tm\b|thay mặt|xác nhận|thủ trưởng"
    r"|chi ủy|chi uỷ|đảng ủy|đảng uỷ|ban chi|ban thường vụ|nơi nhận|lưu ý|chú thích|ký tên"
    r"|ký\b.*ghi rõ|\(ký|đã ký|chủ tịch|thư ký|chủ trì|người ghi|người duyệt|duyệt\b|ấn định"
    r"|cộng$|cộng\W|tổng cộng|tổng số|tổng\W|tổng$|trong đó|danh sách|lập danh sách|cán bộ lập"
    r"|đảng bộ|đảng cộng sản|chi bộ|văn phòng|số:|kèm theo)"
    r"|\bngày\b.*\btháng\b|\btháng\b.*\bnăm\b",
    re.IGNORECASE,
)
"""How lines under a table begin; with diacritics, since ``Tống`` and ``Công`` are families."""
_FOOT_PLAIN: Final = re.compile(
    r"^(tong (cong|so)|nguoi lap|bi thu$|pho bi thu$|xac nhan cua|ngay [0-9 ]*thang|total\b)"
)
"""The same typed without diacritics, where nothing else can be meant."""
_BODY: Final = re.compile(
    r"\b(tổ|thôn|bản|xóm|ấp|khu|khối|phòng|ban|đội|trường|chi ủy|chi uỷ|đảng|đồng chí"
    r"|đảng viên|cán bộ|nam|nữ)\b",
    re.IGNORECASE,
)
"""Words of lines that divide a list, which no name begins with as it is written there."""
_PARTY_GROUP: Final = re.compile(
    r"^(?:(?:[ivx]+|[a-d]|[0-9]{1,2})[.)\-: ]+)?"
    r"(tổ(?: đảng| sinh hoạt)?(?: số)? (?:[0-9]{1,2}|[ivx]+|[a-d])|tổ đảng .{1,60}?)"
    r"(?:\s*[:(\-–].*)?$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A line that tells the category or group of the people below it, until the next such line."""

    text: str
    category: Category | None = None
    way_unsaid: bool = False
    """The line speaks of a temporary transfer without saying whether away or here."""
    group: str = ""


def heading_of(text: str) -> Heading | None:
    """Return what a line says of all people below it; None: nothing."""
    text = tidy(text)
    category = category_of_title(text)
    if category is not None:
        return Heading(text=text, category=category)
    if way_unsaid(text) and len(text.split()) < 12:
        return Heading(text=text, way_unsaid=True)
    group = _PARTY_GROUP.match(text)
    return Heading(text=text, group=group[1].rstrip(" :")) if group else None


def is_foot(text: str) -> bool:
    """Tell whether a line stands under a table: a sum, a date, an office that signs."""
    text = tidy(text)
    bare = plain(text) if text.isascii() else ""
    return _FOOT.search(text) is not None or _FOOT_PLAIN.search(bare) is not None


def is_division(text: str) -> bool:
    """Tell whether a line of one text names a part of the list, not a person."""
    return _BODY.match(re.sub(r"^\W*([ivx]+|[0-9]+|[a-d])[.) ]+", "", text, flags=re.I)) is not None


def is_numbering(texts: list[str]) -> bool:
    """Tell whether a row numbers the columns: ``(1) (2) (3)`` or ``A B 1 2``."""
    bare = [text.strip("() .") for text in texts]
    short = all(re.fullmatch(r"[0-9]{1,2}|[A-Z]", each) for each in bare)
    numbers = [int(each) for each in bare if each.isdecimal()]
    return short and len(bare) > 2 and numbers == sorted(set(numbers))
