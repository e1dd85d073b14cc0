"""What leads on from the wall, and the records that a link to the wall opens without signing in."""

import re

import httpx

from live.ids import MeetingId
from live.meeting.commands import OpenMeeting
from live.meeting.permissions import Role
from live.store.registers import Assignment
from tests.unit.web.conftest import BRANCH, DAO, HIEN, OTHER_BRANCH, House, Visitor, words
from tests.unit.web.test_past import CHAIR, held
from web.access import ACCESS
from web.links import Holder
from web.pages import WAYS
from web.records.closed import SHOWN
from web.replay.pages import PNG, SVG

PAGES = {
    "": "text/html",
    "/minutes": "text/html",
    "/proposals": "text/html",
    "/observation": "text/html",
    "/score": "text/html",
    "/dien-bien.svg": SVG,
    "/dien-bien.png": PNG,
    "/download/diem-danh.csv": "text/csv",
    "/download/nhat-ky.jsonl": "application/x-ndjson",
}
"""Pages and files below the address of a record → what is sent."""


async def wall_link(house: House) -> str:
    """Return the path of a supervisor's link to the wall."""
    account = await house.account(Role.SUPERVISOR)
    holder = Holder(role=Role.SUPERVISOR, name=account.name, account=account.id)
    (link,) = await house.parts.links.issue([holder], None)
    return house.parts.links.path(link)


def kind_of(response: httpx.Response) -> str:
    """Return what was sent."""
    return response.headers["content-type"].partition(";")[0]


async def leads_nowhere(visitor: Visitor, page: str) -> list[str]:
    """Return the addresses on this server to which a page leads and which do not open."""
    found = set(re.findall(r'href="(/[^"#]*)', (await visitor.get(page)).text))
    asked = sorted(each for each in found if not each.startswith(("/static/", "/api/")))
    return [each for each in asked if (await visitor.get(each)).status_code >= 400]


async def test_a_link_to_the_wall_lists_and_opens_the_records_of_followed_branches(
    house: House,
) -> None:
    link, visitor = await wall_link(house), house.visitor()
    assert "Chưa có buổi sinh hoạt nào đã kết thúc" in words(await visitor.get(f"{link}/records"))
    meeting = await held(house)
    assert f'href="{link}/records"' in (await visitor.get(link)).text
    page = await visitor.get(f"{link}/records")
    assert BRANCH.name in words(page)
    record = f"{link}/meetings/{meeting}/record"
    assert f'href="{record}"' in page.text
    for below, kind in PAGES.items():
        got = await visitor.get(record + below)
        assert (got.status_code, kind_of(got)) == (200, kind), below
    shown = words(await visitor.get(record))
    assert ("Diễn biến buổi sinh hoạt" in shown, "có mặt 2/3" in shown) == (True, True)
    assert await leads_nowhere(visitor, record) == []
    assert await leads_nowhere(visitor, f"{record}/minutes") == []
    assert (await visitor.get(f"{record}/kept/none")).status_code == 404
    sent = await visitor.post(f"{record}/minutes", data={"do": "adopt", "number": "1"})
    assert sent.status_code == 409


async def test_the_record_waits_for_the_end_and_is_not_that_of_another_branch(
    house: House,
) -> None:
    link, visitor = await wall_link(house), house.visitor()
    running, foreign = await house.meeting(), await house.meeting(OTHER_BRANCH)
    await house.parts.meetings.do(running, OpenMeeting(), CHAIR)
    for below in ("", "/dien-bien.svg", "/download/diem-danh.csv", "/kept/none"):
        early = await visitor.get(f"{link}/meetings/{running}/record{below}")
        assert (early.status_code, "sau khi buổi sinh hoạt bế mạc" in words(early)) == (404, True)
        for hidden in (foreign, "none"):
            got = await visitor.get(f"{link}/meetings/{hidden}/record{below}")
            assert (got.status_code, "bế mạc" in words(got)) == (404, False)
    meeting = await held(house)
    assert (await visitor.get(f"{link}/meetings/{meeting}/record")).status_code == 200
    for each in await assigned(house):
        await house.parts.registers.assignments.remove(each.account, each.branch, each.from_month)
    assert (await visitor.get(f"{link}/meetings/{meeting}/record")).status_code == 404
    assert BRANCH.name not in words(await visitor.get(f"{link}/records"))


async def assigned(house: House) -> list[Assignment]:
    """Return what is assigned to the supervisor."""
    account = await house.account(Role.SUPERVISOR)
    return list(await house.parts.registers.assignments.find(account=account.id))


async def test_links_of_others_open_no_record_by_the_wall_and_say_whose_it_is(
    house: House,
) -> None:
    meeting, links, visitor = await held(house), house.parts.links, house.visitor()
    holders = [
        Holder(role=Role.OBSERVER, name="Bí thư chi bộ bạn"),
        Holder(role=Role.MEMBER, name=DAO.name, person=DAO.id),
        Holder(role=Role.SECRETARY, name=HIEN.name, person=HIEN.id),
    ]
    observer, member, desk = map(links.path, await links.issue(holders, meeting))
    for path in (observer, member, desk):
        for page in ("records", f"meetings/{meeting}/record"):
            refused = await visitor.get(f"{path}/{page}")
            assert refused.status_code == 403
            assert "chủ trì, thư ký và cấp trên theo dõi mở" in words(refused)
    assert (await visitor.get(f"{desk}/record")).status_code == 200
    for path in (observer, member):
        assert (await visitor.get(f"{path}/record")).status_code == 403


async def test_only_the_latest_records_are_listed(house: House) -> None:
    meetings: list[MeetingId] = [await held(house) for _ in range(SHOWN + 1)]
    page = (await house.visitor().get(f"{await wall_link(house)}/records")).text
    assert [each for each in meetings if each not in page] == meetings[:1]
    assert page.index(meetings[-1]) < page.index(meetings[1])


async def test_the_wall_leads_to_what_its_reader_may_open(house: House) -> None:
    boss, stranger = await house.as_role(Role.SUPERVISOR), house.visitor()
    wall, link = (await boss.get("/wall")).text, await wall_link(house)
    by_link = (await stranger.get(link)).text
    for route, address, _ in WAYS:
        assert Role.SUPERVISOR in ACCESS[route]
        assert f'href="{address}"' in wall
        assert f'href="{address}"' not in by_link
        assert (await boss.get(address)).status_code == 200
        assert (await stranger.get(address)).status_code in (303, 401)
