"""The headings of ordinary Vietnamese lists, and which field of the register each means."""

import re
from typing import Final

from live.meeting.roster import Category
from live.rosters.categories import category_of
from live.rosters.words import plain

EXACT: Final[dict[str, tuple[str, ...]]] = {
    "number": (
        *("stt", "tt", "so tt", "so thu tu", "thu tu", "s t t", "t t", "so tt dang vien"),
        *("stt dang vien", "so", "no"),
    ),
    "name": (
        *("ho va ten", "ho ten", "ho va ten dang vien", "ho ten dang vien", "ten dang vien"),
        *("ho va ten khai sinh", "ho ten khai sinh", "ho va ten in hoa", "ho ten in hoa"),
        *("ho va ten dong chi", "ho ten dong chi", "ten dong chi", "ho va ten chu in hoa"),
        *("ho va ten viet in hoa", "ho va chu dem va ten", "ho chu dem va ten", "ho va ten d v"),
        *("ho dem va ten", "hoten", "full name", "name"),
    ),
    "family_name": (
        *("ho", "ho dem", "ho va dem", "ho va ten dem", "ho lot", "ho va chu dem"),
        *("ho va ten lot", "ho chu dem", "ho va lot", "ho va ten ho dem"),
    ),
    "given_name": ("ten", "ten goi", "ho va ten ten"),
    "birth": (
        *("ngay sinh", "nam sinh", "sinh nam", "ngay thang nam sinh", "ngay thang sinh"),
        *("sinh ngay", "nam sinh nam", "nam sinh nu", "ngay sinh nam", "ngay sinh nu"),
        *("ngay thang nam sinh nam", "ngay thang nam sinh nu", "sinh ngay thang nam"),
        *("nam sinh nam nu", "ngay sinh nam sinh", "ns", "n sinh", "ntns", "ngay thang nam s"),
    ),
    "title": (
        *("chuc vu", "chuc vu dang", "chuc danh", "chuc vu trong chi bo", "chuc vu trong dang"),
        *("chuc vu dang chinh quyen", "chuc vu dang doan the", "chuc vu hien nay", "cv"),
        *("chuc vu trong chi uy", "nhiem vu", "chuc vu chi bo"),
    ),
    "category": (
        *("loai dang vien", "dien dang vien", "dien", "loai", "tu cach dang vien", "tu cach"),
        *("tinh trang", "trang thai", "dang vien", "phan loai dang vien", "loai dv", "dien dv"),
        *("tinh trang sinh hoat", "dien sinh hoat", "dang vien chinh thuc du bi", "loai hinh"),
        *("chinh thuc du bi", "ct db", "dv ct db", "trang thai sinh hoat", "doi tuong"),
    ),
    "group": ("to dang", "to", "to sinh hoat", "thuoc to dang", "to dang so", "sinh hoat tai to"),
    "phone": (
        *("so dien thoai", "dien thoai", "sdt", "so dt", "dt", "dien thoai di dong", "dtdd"),
        *("so dien thoai lien he", "so dt lien he", "phone", "so di dong", "sdt lien he", "zalo"),
    ),
    "joined": (
        *("ngay vao dang", "ngay thang nam vao dang", "vao dang", "ngay ket nap"),
        *("ngay ket nap dang", "ngay vao dang du bi", "ngay thang nam vao dang du bi"),
        *("ngay du bi", "ngay vao dang ngay du bi", "ngay vd", "nam vao dang", "ngay vao du bi"),
    ),
    "confirmed": (
        *("ngay chinh thuc", "chinh thuc", "ngay cong nhan chinh thuc", "nam chinh thuc"),
        *("ngay chuyen chinh thuc", "ngay vao dang chinh thuc", "ngay chuyen dang chinh thuc"),
        *("ngay thang nam vao dang chinh thuc", "ngay vao dang ngay chinh thuc", "vao dang ct"),
        *("ngay cong nhan dang vien chinh thuc", "ngay vao chinh thuc", "ngay ct"),
    ),
    "note": ("ghi chu", "ghi chu khac", "gc", "ghi chu neu co"),
}
"""Field → the headings that mean it, as `plain` makes them."""

FIELD_OF: Final = {heading: field for field, texts in EXACT.items() for heading in texts}

_LIKELY: Final = tuple(
    (field, re.compile(pattern))
    for field, pattern in (
        ("confirmed", r"^(ngay|nam|thoi (diem|gian))\b.*\b(chinh thuc|ct)$"),
        ("joined", r"^(ngay|nam|thoi (diem|gian))\b.*\b(vao dang|ket nap|du bi)$"),
        ("birth", r"^(ngay|nam|thang)\b.*\bsinh( (nam|nu))?$"),
        ("phone", r"\b(dien thoai|sdt|so dt|dtdd|di dong|zalo)\b"),
        ("title", r"^chuc (vu|danh)\b"),
        ("group", r"^to dang\b"),
        ("note", r"^ghi chu\b"),
        ("name", r"^ho (va )?ten\b(?!.*\b(cha|me|vo|chong|con|bo|than nhan|nguoi)\b)"),
    )
)
"""Field → the beginnings and ends of headings that mean it with something added."""

MARKS: Final = {f"is_{category}": category for category in Category}
"""Field of a column whose crosses put people into a category → the category."""
FIELDS: Final = (*EXACT, *MARKS)
"""All fields as which a column can be read."""

_REMARK: Final = re.compile(r"\([^)]*\)|\[[^\]]*\]|\*")
_WEIGHTY: Final = re.compile(
    r"\b(mien|dien|du bi|chinh thuc|tam thoi|dinh chi|tinh trang|trang thai|tu cach|dang vien"
    r"|chuyen (di|den|sinh hoat)|ly do (mien|vang))\b"
)
"""Words in a heading whose column may tell a person's category."""


def field_of(heading: str) -> str | None:
    """Return the field that a heading means; None: not understood.

    ``Diện miễn sinh hoạt`` heads a column of crosses or remarks: whoever has one is exempt.
    """
    whole, bare = plain(heading), plain(_REMARK.sub(" ", heading))
    if whole in FIELD_OF:
        return FIELD_OF[whole]
    category = category_of(heading)
    if category in (None, Category.OFFICIAL, Category.PROBATIONARY):
        likely = (field for field, p in _LIKELY if p.search(whole) or p.search(bare))
        found = FIELD_OF.get(bare) or next(likely, None)
        if found is not None:
            return found
    return f"is_{category}" if category else None


def weighty(heading: str) -> bool:
    """Tell whether ignoring a column with this heading might give somebody a wrong category."""
    return _WEIGHTY.search(plain(heading)) is not None
