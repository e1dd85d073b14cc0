"""Links to a meeting are given out to groups and seats, shown, printed and taken back."""

import re

import pytest

from live.errors import Rejected
from live.meeting.permissions import Role
from tests.unit.web.conftest import DAO, HIEN, LICH, ROOM, House, words
from web.links import Holder


async def test_links_are_made_for_a_group_shown_printed_and_taken_back(house: House) -> None:
    meeting = await house.meeting()
    chair = await house.as_role(Role.CHAIR)
    path = f"/meetings/{meeting}/links"
    for group in ("sites", "desk", "members"):
        await chair.done(path, {"do": f"issue:{group}"})
    page = await chair.get(path)
    urls = re.findall(r'href="(http://diemcau\.test/j/[^"]+)"', page.text)
    assert len(urls) == 4  # a room, two at the desk, one member
    for url in urls:
        assert (await house.visitor().get(url)).status_code == 200

    sheet = await chair.get(f"{path}/sheet")
    assert sheet.text.count("<svg") == 4
    assert DAO.name in words(sheet)

    await chair.done(path, {"do": "revoke", "seat": f"member:{DAO.id}"})
    gone = [url for url in urls if (await house.visitor().get(url)).status_code == 410]
    assert len(gone) == 1
    await chair.done(path, {"do": "renew", "seat": f"secretary:{HIEN.id}"})
    gone = [url for url in urls if (await house.visitor().get(url)).status_code == 410]
    assert len(gone) == 2


async def test_a_seat_with_several_links_loses_them_all_and_others_keep_theirs(
    house: House,
) -> None:
    meeting = await house.meeting()
    chair = await house.as_role(Role.CHAIR)
    path = f"/meetings/{meeting}/links"
    await chair.done(path, {"do": "issue:everybody"})
    holders = [
        Holder(role=role, name=DAO.name, person=DAO.id) for role in (Role.MEMBER, Role.COMPANION)
    ]
    await house.parts.links.issue(holders, meeting)
    await chair.done(path, {"do": "revoke", "seat": f"member:{DAO.id}"})
    links = await house.parts.registers.links.find(meeting=meeting)
    ended = [link.role for link in links if link.revoked_ms is not None]
    assert sorted(ended) == [Role.COMPANION, Role.MEMBER, Role.MEMBER]
    assert all(link.person == DAO.id for link in links if link.revoked_ms is not None)


async def test_one_press_gives_everybody_a_link_but_whose_was_taken_back(house: House) -> None:
    meeting = await house.meeting()
    chair = await house.as_role(Role.CHAIR)
    path = f"/meetings/{meeting}/links"
    assert 'value="issue:everybody"' in (await chair.get(path)).text
    await chair.done(path, {"do": "issue", "seat": f"member:{DAO.id}"})
    await chair.done(path, {"do": "revoke", "seat": f"member:{DAO.id}"})
    await chair.done(path, {"do": "issue:everybody"})
    page = (await chair.get(path)).text
    assert len(re.findall(r'href="http://diemcau\.test/j/', page)) == 3  # all but his
    assert 'value="issue:everybody"' not in page
    await chair.done(path, {"do": "revoke:everybody"})
    assert (await chair.get(path)).text.count("http://diemcau.test/j/") == page.count(
        "http://diemcau.test/j/"
    )


async def test_links_that_are_there_are_not_made_twice(house: House) -> None:
    meeting = await house.meeting()
    chair = await house.as_role(Role.CHAIR)
    for _ in range(2):
        await chair.done(f"/meetings/{meeting}/links", {"do": "issue:members"})
    assert len(await house.parts.registers.links.find(meeting=meeting)) == 1


async def test_an_observer_gets_a_link_by_name(house: House) -> None:
    meeting = await house.meeting()
    chair = await house.as_role(Role.CHAIR)
    await chair.done(f"/meetings/{meeting}/links/guests", {"name": "Đoàn Thị Lan"})
    (link,) = await house.parts.registers.links.find(meeting=meeting)
    assert (link.role, link.name) == (Role.OBSERVER, "Đoàn Thị Lan")
    assert "Đoàn Thị Lan" in words(await chair.get(f"/meetings/{meeting}/links"))
    await chair.done(f"/meetings/{meeting}/links", {"do": "revoke", "seat": f"observer:{link.id}"})
    again = await house.parts.registers.links.get(link.id)
    assert again is not None
    assert again.revoked_ms is not None


async def test_another_chair_comes_in_by_the_link_of_before_and_the_old_one_as_a_member(
    house: House,
) -> None:
    meeting = await house.meeting()
    chair = await house.as_role(Role.CHAIR)
    await chair.done(f"/meetings/{meeting}/links", {"do": "issue:everybody"})
    path = f"/meetings/{meeting}/prepare"
    assert "done=saved" in await chair.done(path, {"title": "Họp"})
    where = await chair.done(path, {"chair": DAO.id})
    assert "vẫn dùng được" in words(await chair.get(where))
    links = house.parts.links
    given = {link.person: link for link in await links.register.find(meeting=meeting)}
    admit = house.parts.doorkeeper.admit
    people = (LICH.id, HIEN.id, DAO.id)
    actors = {person: (await admit(links.token(given[person]))).actor for person in people}
    roles = {person: actor.role for person, actor in actors.items()}
    assert roles == {LICH.id: Role.MEMBER, HIEN.id: Role.SECRETARY, DAO.id: Role.CHAIR}
    sites = {person: actor.site for person, actor in actors.items()}
    assert sites == {LICH.id: None, HIEN.id: ROOM.id, DAO.id: ROOM.id}
    page = await house.visitor().get(links.path(given[DAO.id]))
    assert "/js/pages/forms.js+desk.js" in page.text


async def test_a_link_to_a_meeting_that_was_called_off_says_so_with_the_reason(
    house: House,
) -> None:
    meeting = await house.meeting()
    chair = await house.as_role(Role.CHAIR)
    path = f"/meetings/{meeting}"
    await chair.done(f"{path}/links", {"do": "issue:members"})
    (url,) = re.findall(
        r'href="(http://diemcau\.test/j/[^"]+)"', (await chair.get(f"{path}/links")).text
    )
    await chair.done(f"{path}/prepare", {"do": "announce"})
    refused = await chair.send_form(f"{path}/cancel", {"reason": " "})
    assert (refused.status_code, "lý do" in words(refused).lower()) == (409, True)
    assert (await house.visitor().get(url)).status_code == 200
    where = await chair.done(f"{path}/cancel", {"reason": "Bão số 5"})
    page = words(await chair.get(where))
    assert ("Sắp tới" in page, "Đã hủy" in page) == (False, True)
    gone = await house.visitor().get(url)
    assert gone.status_code == 410
    assert "đã hủy. Bão số 5" in words(gone)
    token = url.rsplit("/", 1)[1]
    with pytest.raises(Rejected, match="cancelled_meeting"):
        await house.parts.doorkeeper.admit(token)
    assert "Lý do: Bão số 5" in words(await chair.get(f"{path}/prepare"))
    assert (await chair.get(path)).headers["location"] == f"{path}/prepare"
    house.clock.advance(3 * 86_400_000)
    assert "Đã hủy" not in words(await (await house.as_role(Role.CHAIR)).get("/meetings"))
