"""The six demonstration meetings: current item, progress and script of each. Data only."""

from dataclasses import dataclass, replace
from typing import Final

from live.bots.cast import Manner
from live.bots.rosters import (
    BEN_GO,
    KHAU_LUONG,
    KHE_BAC,
    NA_KHOANG,
    TRAM_Y_TE,
    TRUONG_HOC,
    BranchRoster,
)
from live.meeting.plan import PlannedItem
from live.meeting.state import MeetingKind
from live.meeting.templates import MONTHLY, THEMATIC


@dataclass(frozen=True, slots=True, kw_only=True)
class Evening:
    """One branch's meeting. Positions on the agenda count from 0."""

    roster: BranchRoster
    title: str
    """Format string with ``{month}``."""
    at: int
    """Position of the current item when the demonstration starts."""
    since_min: int
    """Minutes for which that item has run."""
    haste: float
    """Actual length of the earlier items divided by their planned length."""
    linger: int
    """Position of the item at which the meeting stays, so that it goes on for hours."""
    manner: Manner
    kind: MeetingKind = MeetingKind.REGULAR
    items: tuple[PlannedItem, ...] = MONTHLY
    presenters: tuple[tuple[int, str], ...] = ()
    """(position of the item, name of its presenter)."""
    phones: tuple[str, ...] = ()
    """Names of those in the room who use a phone (companion)."""
    late: tuple[str, ...] = ()
    """Names of those who come after the start, with or without a device."""
    ballot: str = ""
    """The matter of a ballot that is open from ``linger`` on; empty: there is none."""
    as_planned: bool = False
    """Whether every item takes the minutes that were planned for it, instead of one."""
    light: bool = False
    """Whether only the rooms have sound and picture, because many meetings are held at once."""


EVENINGS: Final = (
    Evening(
        roster=NA_KHOANG,
        title="Sinh hoạt chi bộ định kỳ tháng {month}",
        at=9,
        since_min=11,
        haste=1.05,
        linger=9,
        manner="lively",
        presenters=((3, "Ma Thị Duyên"), (5, "Nông Văn Quảng"), (6, "Ma Thị Duyên")),
        phones=("Triệu Mùi Nái", "Lý A Sềnh", "La Thị Mến", "Nông Văn Quảng"),
        late=("Vi Văn Dưỡng", "Hứa Văn Kiểm"),
    ),
    Evening(
        roster=KHE_BAC,
        title="Sinh hoạt chi bộ định kỳ tháng {month}",
        at=7,
        since_min=3,
        haste=0.9,
        linger=9,
        manner="round",
        presenters=((3, "Đỗ Thị Hồng Vân"), (5, "Bùi Xuân Trường"), (7, "Đỗ Thị Hồng Vân")),
        phones=("Bùi Xuân Trường", "Cao Thị Thu Trang", "Vũ Đức Long"),
        late=("Phan Thị Ngọc",),
    ),
    Evening(
        roster=BEN_GO,
        title="Sinh hoạt chi bộ định kỳ tháng {month}",
        at=6,
        since_min=17,
        haste=1.2,
        linger=6,
        manner="reading",
        presenters=((3, "Nguyễn Thị Kim Oanh"), (6, "Nguyễn Thị Kim Oanh")),
        phones=("Kiều Mạnh Hà", "Đinh Thu Thảo", "Lê Đăng Khoa", "Dương Đình Phú"),
        late=("Phí Văn Đoan", "Trương Thị Xuân"),
    ),
    Evening(
        roster=TRUONG_HOC,
        title="Sinh hoạt chuyên đề: Chuyển đổi số trong dạy học ở điểm trường",
        at=2,
        since_min=5,
        haste=1.0,
        linger=3,
        manner="free",
        kind=MeetingKind.THEMATIC,
        items=THEMATIC,
        presenters=((1, "Nguyễn Trọng Hiếu"), (2, "Hoàng Minh Tuệ")),
        phones=("Mông Thị Hà My", "Phạm Đức Thiện"),
        late=("Lê Thị Hồng Nhung",),
        ballot="Thông qua kế hoạch chuyển đổi số trong dạy học ở các điểm trường",
    ),
    Evening(
        roster=TRAM_Y_TE,
        title="Sinh hoạt chi bộ định kỳ tháng {month}",
        at=3,
        since_min=1,
        haste=1.0,
        linger=7,
        manner="lively",
        presenters=((3, "Bùi Thị Thanh Trà"), (5, "Ngô Quang Vinh"), (7, "Bùi Thị Thanh Trà")),
        phones=("Ngô Quang Vinh", "Huỳnh Gia Bảo"),
        late=("Phan Đình Khôi",),
    ),
    Evening(
        roster=KHAU_LUONG,
        title="Sinh hoạt chi bộ định kỳ tháng {month}",
        at=5,
        since_min=3,
        haste=0.8,
        linger=8,
        manner="lively",
        presenters=((3, "Lò Văn Phịn"), (5, "Chảo Láo Tả"), (6, "Lò Văn Phịn")),
        phones=("Lò Thị Biên", "Giàng Seo Chúng", "Vàng Seo Dìn"),
        late=("Thào Thị Chở",),
    ),
)

CONCLUSIONS: Final = {
    "adopt_agenda": "Chi bộ nhất trí chương trình, không bổ sung nội dung.",
    "study": "Biểu dương đồng chí đã vận động được năm hộ hiến đất làm đường.",
    "current_affairs": "Đảng viên tiếp tục đọc văn bản trong Sổ tay đảng viên điện tử.",
    "review": "Hoàn thành bốn trong năm việc của tháng trước; việc còn lại chuyển sang tháng này.",
    "discussion": "Tiếp thu các ý kiến; giao chi ủy rà soát đoạn đường bị sạt và báo cáo đảng ủy.",
    "conclusion": (
        "Sửa xong đoạn đường bê tông trước ngày 20, phó bí thư phụ trách; "
        "vận động mỗi hộ hai ngày công làm kênh mương trước cuối tháng, chi ủy viên phụ trách."
    ),
}
"""Kind of an item → what the chair concludes on it in a demonstration meeting."""


def whole(evening: Evening) -> Evening:
    """Return an evening that goes through its whole agenda as planned."""
    return replace(evening, at=len(evening.items), since_min=0, haste=1.0, late=())


EARLIER: Final = tuple(map(whole, EVENINGS[:3]))
"""Evenings that were held a month ago and are over: those of the sample branches."""

PROPOSED: Final = (
    ("Bố trí kinh phí sửa đoạn đường vào nhà văn hóa bị sạt sau mưa.", "Ủy ban nhân dân xã"),
    ("Mở lớp tập huấn dùng Sổ tay đảng viên điện tử cho đảng viên cao tuổi.", "Đảng ủy xã"),
    ("Sớm trả lời đơn của ba hộ về ranh giới đất rừng giao khoán.", "Ủy ban nhân dân xã"),
    ("Kéo đường truyền internet đến nhà văn hóa các thôn vùng cao.", "Đảng ủy xã"),
)
"""What a demonstration meeting asks of those above, and of whom; one of these each month."""
REPLIED: Final = "Đảng ủy đã ghi nhận, giao bộ phận chuyên môn xử lý và báo lại chi bộ trong tháng."
"""What the superior who attended answers."""
