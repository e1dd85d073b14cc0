"""What is pasted into a chat, and what an announcement says of itself."""

import dataclasses
import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from live.meeting.permissions import Role
from live.meeting.state import Facts
from live.store.directory import follow
from tests.unit.web.conftest import BRANCH, DAO, HIEN, LICH, House, words
from web.i18n import catalogue
from web.links import Holder
from web.organise.inviting import Inviting
from web.organise.seats import InvitedSeat

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
URL = "https://hop.vn/j/x"


async def facts_of(house: House, **changes: str) -> Facts:
    facts = (await house.parts.meetings.state(await house.meeting())).facts
    start = dt.datetime(2026, 12, 5, 19, 30, tzinfo=ZONE)
    return dataclasses.replace(
        facts,
        scheduled_ms=int(start.timestamp() * 1000),
        title=changes.get("title", "Sinh hoạt chi bộ tháng 12"),
        place=changes.get("place", "Nhà văn hóa thôn"),
    )


def invited(facts: Facts, role: Role = Role.MEMBER, name: str = "Lương Văn Đạo") -> str:
    seat = InvitedSeat(group="members", holder=Holder(role=role, name=name))
    return Inviting(facts=facts, text=catalogue("vi"), zone=ZONE).invite(seat, URL)


async def test_an_invitation_says_who_to_what_when_where_and_by_which_link(house: House) -> None:
    assert invited(await facts_of(house)) == (
        "Kính mời đồng chí Lương Văn Đạo dự sinh hoạt chi bộ tháng 12 của Chi bộ thôn Nà Khoang"
        " lúc 19:30 ngày 05/12/2026 tại Nhà văn hóa thôn.\n"
        f"Đường dẫn riêng của đồng chí: {URL}"
    )


async def test_a_link_in_an_invitation_has_no_sign_after_it(house: House) -> None:
    facts = await facts_of(house)
    for role in (Role.SITE, Role.CHAIR, Role.SECRETARY, Role.MEMBER, Role.OBSERVER):
        text = invited(facts, role)
        assert text.endswith(f" {URL}")
        assert "admin." not in text
    assert "chủ trì" in invited(facts, Role.CHAIR)
    assert "thư ký" in invited(facts, Role.SECRETARY)
    assert "đồng chí" not in invited(facts, Role.SITE, "Nhà văn hóa")


@pytest.mark.parametrize("name", ["Đồng chí Lương Văn Đạo", "đ/c Lương Văn Đạo", "Lương Văn Đạo"])
async def test_nobody_is_called_comrade_twice(house: House, name: str) -> None:
    facts = await facts_of(house)
    assert invited(facts, name=name).startswith("Kính mời đồng chí Lương Văn Đạo dự ")


@pytest.mark.parametrize(
    ("title", "place", "said"),
    [
        ("Họp bất thường", "", "dự buổi sinh hoạt “Họp bất thường” của Chi bộ"),
        ("Sinh hoạt chuyên đề.", "", "dự sinh hoạt chuyên đề của Chi bộ"),
        ("SINH HOẠT CHI BỘ", "", "dự sINH HOẠT CHI BỘ của"),
        ("Sinh hoạt", " Hội trường xã. ", "buổi sinh hoạt “Sinh hoạt” của"),
        ("Sinh hoạt", " Hội trường xã. ", "ngày 05/12/2026 tại Hội trường xã.\n"),
        ("Sinh hoạt", "", "ngày 05/12/2026.\n"),
    ],
)
async def test_titles_and_places_make_a_sentence(
    house: House, title: str, place: str, said: str
) -> None:
    assert said in invited(await facts_of(house, title=title, place=place))


async def test_the_page_has_an_invitation_for_each_link_and_all_of_them(house: House) -> None:
    meeting = await house.meeting()
    chair = await house.as_role(Role.CHAIR)
    path = f"/meetings/{meeting}/links"
    assert "Chép tất cả" not in words(await chair.get(path))
    await chair.done(path, {"do": "issue:everybody"})
    page = await chair.get(path)
    assert "Chép tất cả 4 lời mời" in words(page)
    everything = page.text.split('id="all-invitations"')[1].split("</textarea>")[0]
    assert everything.count("http://diemcau.test/j/") == 4
    for person in (LICH, HIEN, DAO):
        assert f"Kính mời đồng chí {person.name} " in everything
        assert f'data-copy="Kính mời đồng chí {person.name} ' in page.text


async def test_an_announcement_says_whom_it_told_and_what_is_next(house: House) -> None:
    meeting = await house.meeting()
    chair = await house.as_role(Role.CHAIR)
    links = f"/meetings/{meeting}/links"
    assert "ai biết, bằng cách nào" not in words(await chair.get(links))
    page = words(
        await chair.get(await chair.done(f"/meetings/{meeting}/prepare", {"do": "announce"}))
    )
    assert "trên màn hình giám sát: Đồng chí supervisor ." in page
    assert "0 đồng chí có đường dẫn, 3 đồng chí chưa có." in page
    assert "Hệ thống chưa gửi tin cho ai. Việc tiếp theo: tạo đường dẫn" in page
    await chair.done(links, {"do": "issue:everybody"})
    page = words(await chair.get(links))
    assert "3 đồng chí có đường dẫn, 0 đồng chí chưa có." in page
    assert "Việc tiếp theo: chép lời mời" in page


async def test_an_announcement_that_no_superior_follows_says_so(house: House) -> None:
    supervisor = await house.account(Role.SUPERVISOR)
    await follow(house.parts.registers, supervisor.id, [])
    meeting = await house.meeting(BRANCH)
    chair = await house.as_role(Role.CHAIR)
    page = words(
        await chair.get(await chair.done(f"/meetings/{meeting}/prepare", {"do": "announce"}))
    )
    assert "Chưa có cấp trên nào được giao theo dõi" in page
