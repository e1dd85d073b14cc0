"""The demonstration's six branches: who is on the list, and how each person takes part tonight.

The first three are the sample rosters of the project's domain notes, whose expected figures are
test vectors; the others are made the same way. All names are invented; check them against no
real list. Data only.
"""

from dataclasses import dataclass
from typing import Final

ONLINE: Final = "online"
EXCUSED: Final = "excused"
UNEXCUSED: Final = "unexcused"
AWAY: Final = "away"
"""Not expected: exempt, transferred out, suspended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One line of a branch's list. ``tonight`` is a site's key, or one of the words above."""

    number: int
    name: str
    title: str
    category: str
    """As `live.meeting.roster.Category` writes it."""
    tonight: str
    reason: str = ""

    @property
    def present(self) -> bool:
        """Return whether this person comes tonight."""
        return self.tonight not in {EXCUSED, UNEXCUSED, AWAY}


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterRoom:
    """A site: the key that lists use, its name and place. The first one is the main site."""

    key: str
    name: str
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BranchRoster:
    """A branch with its list and rooms."""

    key: str
    name: str
    unit: str
    """Key of the unit it belongs to."""
    rooms: tuple[RosterRoom, ...]
    people: tuple[Listed, ...]
    chair: str
    secretary: str
    settings: tuple[tuple[str, bool], ...] = ()

    def person(self, name: str) -> Listed:
        """Return the person of this name."""
        return next(listed for listed in self.people if listed.name == name)


def listed(text: str) -> tuple[Listed, ...]:
    """Read a list: ``name | title | category | tonight[: reason]`` a line."""
    people = []
    for number, line in enumerate(filter(None, map(str.strip, text.splitlines())), 1):
        name, title, category, how = (part.strip() for part in line.split("|"))
        tonight, _, reason = (part.strip() for part in how.partition(":"))
        people.append(
            Listed(
                number=number,
                name=name,
                title=title,
                category=category,
                tonight=tonight,
                reason=reason,
            )
        )
    return tuple(people)


NA_KHOANG: Final = BranchRoster(
    key="na-khoang",
    name="Chi bộ thôn Nà Khoang",
    unit="thuong-binh",
    rooms=(
        RosterRoom(key="main", name="Nhà văn hóa thôn", place="Thôn Nà Khoang, xã Thượng Bình"),
    ),
    chair="Hoàng Văn Lịch",
    secretary="Quan Thị Hiền",
    people=listed(
        """
        Hoàng Văn Lịch | Bí thư, trưởng thôn | official | main
        Ma Thị Duyên | Phó bí thư (công chức xã) | official | main
        Nông Văn Quảng | Chi ủy viên | official | main
        Quan Thị Hiền | Thư ký | official | main
        Lý A Sềnh | | official | main
        Triệu Mùi Nái | | official | main
        Đặng Văn Tòng | | official | main
        Bàn Thị Liều | | official | main
        Hà Văn Thuyết | | official | main
        La Thị Mến | | official | main
        Vi Văn Dưỡng | | official | main
        Chẩu Thị Phin | | official | main
        Hứa Văn Kiểm | | official | main
        Nguyễn Đình Bách | Bộ đội nghỉ hưu | official | main
        Lương Văn Đạo | Công nhân ở Bắc Ninh | official | online
        Hoàng Thị Nhàn | Cán bộ y tế | official | online
        Ma Văn Vượng | | official | excused: Đi khám bệnh
        Nông Thị Xiêm | 84 tuổi | exempt | away
        Quan Văn Hòa | Học tập trung tại Hà Nội | temp_out | away
        Lý Thị Say | Đoàn viên mới kết nạp | probationary | main
        Đặng Tiến Phúc | | probationary | unexcused
        Trần Minh Khuê | Giáo viên tăng cường | temp_in | main
        """
    ),
)

KHE_BAC: Final = BranchRoster(
    key="khe-bac",
    name="Chi bộ Trung tâm Viễn thông Khe Bạc",
    unit="vien-thong",
    rooms=(
        RosterRoom(key="main", name="Phòng họp trung tâm", place="Trung tâm Viễn thông Khe Bạc"),
        RosterRoom(key="b", name="Trạm B", place="Trạm viễn thông Đèo Gió"),
        RosterRoom(key="c", name="Trạm C", place="Trạm viễn thông Bản Luông"),
    ),
    chair="Phạm Quốc Thịnh",
    secretary="Lê Thị Minh Tâm",
    people=listed(
        """
        Phạm Quốc Thịnh | Bí thư | official | main
        Đỗ Thị Hồng Vân | Phó bí thư | official | main
        Vũ Đức Long | Chi ủy viên | official | b
        Lê Thị Minh Tâm | Thư ký | official | main
        Bùi Xuân Trường | | official | main
        Ngô Văn Hiệp | | official | b
        Cao Thị Thu Trang | | official | c
        Tạ Minh Đức | Đang trực | official | online
        Đinh Công Sơn | | official | excused: Nghỉ phép
        Phan Thị Ngọc | | probationary | main
        Hoàng Tuấn Kiệt | | probationary | c
        """
    ),
)

BEN_GO: Final = BranchRoster(
    key="ben-go-7",
    name="Chi bộ Tổ dân phố 7",
    unit="ben-go",
    rooms=(
        RosterRoom(key="main", name="Nhà sinh hoạt cộng đồng", place="Tổ dân phố 7, phường Bến Gỗ"),
    ),
    chair="Trịnh Hữu Nghĩa",
    secretary="Mai Thị Thanh",
    people=listed(
        """
        Trịnh Hữu Nghĩa | Bí thư | official | main
        Nguyễn Thị Kim Oanh | Phó bí thư | official | main
        Lưu Văn Chính | Chi ủy viên | official | main
        Đoàn Thị Lan Phương | Chi ủy viên | official | main
        Kiều Mạnh Hà | Chi ủy viên | official | main
        Mai Thị Thanh | Thư ký | official | main
        Tống Văn Khải | Tổ trưởng tổ đảng 1 | official | main
        Âu Thị Bích Liên | Tổ trưởng tổ đảng 2 | official | main
        Dương Đình Phú | Tổ trưởng tổ đảng 3 | official | main
        Hồ Sỹ Tuyên | | official | main
        Trần Thị Yên | | official | main
        Võ Hồng Quân | | official | main
        Lê Đăng Khoa | | official | main
        Phùng Thị Mùi | | official | main
        Nguyễn Bá Ngạn | | official | main
        Chu Thị Thoa | | official | main
        Đào Văn Sáu | | official | main
        Vương Thị Hảo | | official | main
        Lại Quang Trung | | official | main
        Thái Thị Nga | | official | main
        Nghiêm Xuân Bái | | official | main
        Tăng Thị Lệ | | official | main
        Hoàng Công Tráng | | official | main
        Bạch Thị Cúc | | official | main
        Cấn Văn Thọ | | official | main
        Lưu Thị Thìn | | official | main
        Phí Văn Đoan | | official | main
        Trương Thị Xuân | | official | main
        Quách Thành Nam | Đang ở Nhật thăm con | official | online
        Đinh Thu Thảo | | probationary | main
        Lê Hải Đăng | | probationary | excused: Đi công tác
        Nguyễn Thị Sửu | | official | excused: Chăm người ốm
        Phan Văn Cường | | official | excused: Nằm viện
        Đỗ Văn Tường | 61 năm tuổi Đảng | exempt | main
        Nguyễn Thị Tý | | exempt | away
        Trần Văn Hợi | | exempt | away
        Lê Thị Nhâm | | exempt | away
        Vũ Đình Giáp | | exempt | away
        Phạm Thị Ất | | exempt | away
        Hoàng Văn Mậu | | exempt | away
        Đặng Thị Tuất | | exempt | away
        Bùi Văn Dậu | | exempt | away
        Ngô Thị Thân | | exempt | away
        Lý Văn Ngọ | | exempt | away
        Đinh Thị Mão | | exempt | away
        Hà Quang Vỹ | | suspended | away
        """
    ),
)

TRUONG_HOC: Final = BranchRoster(
    key="truong-hoc",
    name="Chi bộ Trường Tiểu học và THCS Thượng Bình",
    unit="thuong-binh",
    rooms=(
        RosterRoom(key="main", name="Phòng hội đồng", place="Điểm trường trung tâm"),
        RosterRoom(key="b", name="Điểm trường Lũng Vài", place="Thôn Lũng Vài, xã Thượng Bình"),
    ),
    chair="Đàm Thị Thu Hoài",
    secretary="Lục Thị Vân Khánh",
    people=listed(
        """
        Đàm Thị Thu Hoài | Bí thư, Hiệu trưởng | official | main
        Nguyễn Trọng Hiếu | Phó bí thư | official | main
        Lục Thị Vân Khánh | Thư ký | official | main
        Hoàng Minh Tuệ | Tổ trưởng chuyên môn | official | main
        Mông Thị Hà My | | official | main
        Phạm Đức Thiện | | official | main
        Sùng A Páo | Phụ trách điểm trường | official | b
        Vàng Thị Sua | | official | b
        Trần Quốc Toàn | Đang tập huấn tại tỉnh | official | online
        Lê Thị Hồng Nhung | Nghỉ thai sản | official | online
        Nông Thị Kiều Oanh | | official | excused: Con ốm
        Đinh Văn Lực | | probationary | main
        Hà Thị Mai Lan | | probationary | b
        Bế Văn Sơn | | temp_out | away
        """
    ),
)

TRAM_Y_TE: Final = BranchRoster(
    key="tram-y-te",
    name="Chi bộ Trạm Y tế phường Bến Gỗ",
    unit="ben-go",
    rooms=(RosterRoom(key="main", name="Phòng giao ban", place="Trạm Y tế phường Bến Gỗ"),),
    chair="Đặng Hoài Nam",
    secretary="Trương Thị Mỹ Hạnh",
    people=listed(
        """
        Đặng Hoài Nam | Bí thư, Trạm trưởng | official | main
        Bùi Thị Thanh Trà | Phó bí thư | official | main
        Trương Thị Mỹ Hạnh | Thư ký | official | main
        Ngô Quang Vinh | | official | main
        Lâm Thị Ngọc Diệp | Đang trực cấp cứu | official | online
        Phan Đình Khôi | Đang tiêm chủng lưu động | official | online
        Võ Thị Cẩm Tú | | official | main
        Huỳnh Gia Bảo | | probationary | main
        """
    ),
)

KHAU_LUONG: Final = BranchRoster(
    key="khau-luong",
    name="Chi bộ thôn Khau Luông",
    unit="thuong-binh",
    rooms=(
        RosterRoom(key="main", name="Nhà văn hóa thôn", place="Thôn Khau Luông, xã Thượng Bình"),
        RosterRoom(key="b", name="Nhóm Nậm Lịn", place="Nhà trưởng nhóm Nậm Lịn"),
    ),
    chair="Tẩn Vần Sinh",
    secretary="Phàn Thị Mẩy",
    people=listed(
        """
        Tẩn Vần Sinh | Bí thư | official | main
        Lò Văn Phịn | Phó bí thư, trưởng thôn | official | main
        Phàn Thị Mẩy | Thư ký | official | main
        Giàng Seo Chúng | Chi ủy viên | official | b
        Chảo Láo Tả | | official | main
        Lù Thị Dín | | official | main
        Hoàng Văn Pành | | official | main
        Tẩn Thị Lai | | official | main
        Cư Seo Vảng | | official | b
        Thào Thị Chở | | official | b
        Lò Thị Biên | | official | main
        Phàn Văn Quẩy | Làm việc tại Thái Nguyên | official | online
        Hoàng Thị Lường | Làm việc tại Hà Nội | official | online
        Chảo Văn Siệu | | official | unexcused
        Lù Văn Thèn | Già yếu | exempt | away
        Vàng Seo Dìn | | probationary | main
        Giàng Thị Mỷ | | probationary | b
        """
    ),
)

ROSTERS: Final = (NA_KHOANG, KHE_BAC, BEN_GO, TRUONG_HOC, TRAM_Y_TE, KHAU_LUONG)
