"""The district of ``diemcau demo --meetings N``: 47 grassroots organisations that meet at one hour.

Names of places and people are invented; lists of members come from a seed, so that a second start
finds what the first one made.
"""

import random
from collections.abc import Iterator
from itertools import islice
from typing import Final

from live.bots.cast import Manner
from live.bots.rosters import EXCUSED, ONLINE, BranchRoster, Listed, RosterRoom
from live.ids import UnitId
from live.meeting.templates import MONTHLY
from live.store.registers import Unit
from web.demo.evenings import Evening

DISTRICT: Final = Unit(
    id=UnitId("khau-phay"),
    parent=UnitId("son-ha"),
    name="Huyện ủy Khau Phạy",
    kind="Đảng bộ huyện",
)
COMMUNES: Final = (
    *("Bản Chang", "Bình Khê", "Cốc Lùng", "Đồng Mỏ", "Hòa Lũng", "Hùng Khê", "Khuôn Nhòa"),
    *("Kiên Lĩnh", "Lăng Kháu", "Minh Khau", "Nà Hương", "Nặm Đíp", "Ngọc Lâu", "Nhân Khê"),
    *("Phúc Lương", "Phú Kháo", "Tân Khoang", "Tân Mỏ", "Thổ Lũng", "Tri Khê", "Trung Hoàn"),
    *("Vinh Khê", "Xuân Khoang", "Yên Lũng"),
)
OFFICES: Final = (
    *("Trung học phổ thông Khau Phạy", "Trung học phổ thông Bình Khê", "Nội trú Khau Phạy"),
    *("Bệnh viện Khau Phạy", "Trung tâm Y tế", "Phòng Giáo dục", "Phòng Nông nghiệp"),
    *("Phòng Tài chính", "Thanh tra", "Công an huyện", "Quân sự huyện", "Tòa án"),
    *("Viện Kiểm sát", "Thi hành án", "Hạt Kiểm lâm", "Chi cục Thuế", "Kho bạc"),
    *("Bưu điện", "Điện lực Khau Phạy", "Lâm trường Cốc Lùng", "Hợp tác xã Nặm Đíp"),
    *("Nhà máy chè Tân Mỏ", "Trung tâm Văn hóa"),
)
SECOND: Final = ("Bản Chang", "Chi bộ thôn Pác Lùng")
"""The organisation that has a second branch in the evening, and that branch."""
ORGANISATIONS: Final = (*COMMUNES, *OFFICES)
MOST: Final = len(ORGANISATIONS) + 1

FAMILIES: Final = (
    *("Ma", "Nông", "Hoàng", "Triệu", "Lý", "Bàn", "Hà", "La", "Vi", "Chẩu", "Hứa", "Lương"),
    *("Nguyễn", "Trần", "Phạm", "Đỗ", "Bùi", "Vũ", "Quan", "Đặng", "Lục", "Mông", "Tạ", "Phùng"),
)
MEN: Final = (
    *("Văn Kiên", "Văn Toản", "Đình Thắng", "Quang Huy", "Xuân Lộc", "Văn Bằng", "Đức Thuận"),
    *("Văn Sỹ", "Ngọc Tuyên", "Văn Chiến", "Minh Khôi", "Văn Hoạt", "Trọng Nghĩa", "Văn Tấn"),
)
WOMEN: Final = (
    *("Thị Nhung", "Thị Bích", "Thị Lan Anh", "Thị Huệ", "Thị Mai", "Thị Kim Dung", "Thị Sen"),
    *("Thị Thơm", "Thị Hằng", "Thị Phương", "Thị Yến", "Thị Ngân", "Thị Tuyết", "Thị Hậu"),
)
FEWEST: Final = 9
"""Smallest number of people on a list; the largest is five more. Chosen."""
PHONES: Final = 2
"""People in each room who use a phone."""
AT: Final = (5, 6, 9, 7, 9, 8)
"""Positions on the agenda at which the meetings stand, in turn."""
MANNERS: Final[tuple[Manner, ...]] = ("lively", "lively", "lively", "reading")
SEED: Final = 47


def district(meetings: int) -> tuple[Evening, ...]:
    """Return the evenings of the first ``meetings`` branches, 1 to `MOST`."""
    if not 1 <= meetings <= MOST:
        raise ValueError(meetings)
    chance = random.Random(SEED)  # noqa: S311 - names, not secrets
    names = _names(chance)
    places = [(place, _branch_name(place)) for place in ORGANISATIONS] + [SECOND]
    return tuple(
        _evening(number, _roster(number, place, branch, names, chance))
        for number, (place, branch) in enumerate(places[:meetings], 1)
    )


def district_units() -> tuple[Unit, ...]:
    """Return the district and its grassroots organisations."""
    return (DISTRICT, *map(_unit, ORGANISATIONS))


def unit_id(place: str) -> UnitId:
    """Return the id of a grassroots organisation."""
    return UnitId(f"khau-phay-{ORGANISATIONS.index(place) + 1:02}")


def _unit(place: str) -> Unit:
    commune = place in COMMUNES
    return Unit(
        id=unit_id(place),
        parent=DISTRICT.id,
        name=f"Đảng ủy xã {place}" if commune else f"Chi bộ cơ sở {place}",
        kind="Đảng bộ xã" if commune else "Chi bộ cơ sở",
    )


def _branch_name(place: str) -> str:
    return f"Chi bộ thôn {place} 1" if place in COMMUNES else f"Chi bộ {place}"


def _names(chance: random.Random) -> Iterator[str]:
    """Yield names, none twice."""
    every = [f"{family} {given}" for family in FAMILIES for given in (*MEN, *WOMEN)]
    chance.shuffle(every)
    yield from every


def _roster(
    number: int, place: str, branch: str, names: Iterator[str], chance: random.Random
) -> BranchRoster:
    size = FEWEST + chance.randrange(6)
    people = list(islice(names, size))
    titles = ("Bí thư", "Phó bí thư", "Chi ủy viên", "Thư ký")
    tonight = ["main"] * (size - 2) + [ONLINE, EXCUSED if number % 3 else "main"]
    village = place in COMMUNES
    room = RosterRoom(
        key="main",
        name="Nhà văn hóa thôn" if village else "Phòng họp",
        place=f"Xã {place}, huyện Khau Phạy" if village else f"{place}, thị trấn Khau Phạy",
    )
    return BranchRoster(
        key=f"kp-{number:02}",
        name=branch,
        unit=unit_id(place),
        rooms=(room,),
        people=tuple(
            Listed(
                number=line,
                name=name,
                title=titles[line - 1] if line <= len(titles) else "",
                category="official",
                tonight=where,
                reason="Đi công tác" if where == EXCUSED else "",
            )
            for line, (name, where) in enumerate(zip(people, tonight, strict=True), 1)
        ),
        chair=people[0],
        secretary=people[3],
    )


def _evening(number: int, roster: BranchRoster) -> Evening:
    at = AT[number % len(AT)]
    second, third = roster.people[1].name, roster.people[2].name
    return Evening(
        roster=roster,
        title="Sinh hoạt chi bộ định kỳ tháng {month}",
        at=at,
        since_min=number % min(MONTHLY[at].planned_min, 8),
        haste=(0.95, 1.0, 1.05)[number % 3],
        linger=len(MONTHLY) - 1,
        manner=MANNERS[number % len(MANNERS)],
        presenters=((3, second), (5, third), (6, second)),
        phones=tuple(listed.name for listed in roster.people[4 : 4 + PHONES]),
        as_planned=True,
        light=True,
    )
