"""The picture of a past meeting: who sees what of it, on the page and as files."""

import io
import re
from typing import Final
from xml.etree import ElementTree as ET

from PIL import Image

from live.ids import DeviceId, MeetingId
from live.meeting import commands as c
from live.meeting.permissions import Actor, Role
from tests.unit.web.conftest import DAO, LICH, OTHER_BRANCH, House, words
from tests.unit.web.test_scores import CHAIR
from web.admission import actor_of
from web.links import Holder
from web.replay.shelf import MOST, AlertShelf

NOTE: Final = "Thảo luận đúng trọng tâm"
ALERT: Final = "Chi bộ nhờ cấp trên hỗ trợ"


async def boss_of(house: House) -> Actor:
    """Return the supervisor, at a device of the wall."""
    who = actor_of(await house.account(Role.SUPERVISOR))
    return Actor(role=who.role, person=who.person, name=who.name, device=DeviceId("d"))


async def held(house: House) -> MeetingId:
    """Hold a meeting that asked for help while a supervisor took a note."""
    meeting, do, boss = await house.meeting(), house.parts.meetings.do, await boss_of(house)
    await do(meeting, c.OpenMeeting(), CHAIR)
    await do(meeting, c.DeviceCame(device=DeviceId("d"), node="n"), boss)
    house.clock.advance(5 * 60_000)
    await do(meeting, c.AskForHelp(on=True), CHAIR)
    house.clock.advance(2 * 60_000)
    await do(meeting, c.TakeNote(text=NOTE), boss)
    await do(meeting, c.AcknowledgeAlert(key="help_asked", word="Gọi ngay"), boss)
    house.clock.advance(60 * 60_000)
    await do(meeting, c.CloseMeeting(), CHAIR)
    return meeting


async def test_supervisor_sees_alerts_and_own_notes_and_the_branch_neither(house: House) -> None:
    meeting = await held(house)
    path = f"/meetings/{meeting}/record"
    for role in (Role.SUPERVISOR, Role.CHAIR, Role.SECRETARY):
        visitor, may = await house.as_role(role), role is Role.SUPERVISOR
        read = words(await visitor.get(path))
        assert "Diễn biến buổi sinh hoạt" in read
        svg = (await visitor.get(f"{path}/dien-bien.svg")).text
        for said in (NOTE, ALERT, "Gọi ngay"):
            assert (said in read) is may, (role, said)
        for said in (NOTE, ALERT):
            assert (said in svg) is may, (role, said)
        for kept in ("Chương trình", "Không có lượt phát biểu nào"):
            assert kept in read
            assert kept in svg


async def test_the_picture_is_downloaded_as_svg_and_png_in_the_language_of_the_reader(
    house: House,
) -> None:
    path = f"/meetings/{await held(house)}/record/dien-bien"
    boss = await house.as_role(Role.SUPERVISOR)
    svg = await boss.get(f"{path}.svg", params={"lang": "en"})
    assert svg.headers["content-type"].startswith("image/svg+xml")
    assert re.search(r'filename="dien-bien-\d{4}-\d\d-\d\d\.svg"', str(svg.headers))
    root = ET.fromstring(svg.text)  # noqa: S314 - of our own making
    named = {each.tag.rpartition("}")[2]: each.text or "" for each in root}
    assert named["title"].startswith("Course of Sinh hoạt chi bộ tháng 12")
    assert "of 15 agenda items" in named["desc"]
    png = await boss.get(f"{path}.png")
    assert png.headers["content-type"] == "image/png"
    width = float(root.attrib["width"])
    with Image.open(io.BytesIO(png.content)) as picture:
        assert picture.width == 2 * width
        shades = picture.convert("L").tobytes()
    assert min(shades) < 40
    assert max(shades) > 250
    assert (await boss.get(f"{path}.gif")).status_code == 422


async def test_who_may_not_read_the_record_gets_no_picture(house: House) -> None:
    meeting = await held(house)
    for person, status in ((LICH, 200), (DAO, 403)):
        role = Role.CHAIR if person is LICH else Role.MEMBER
        holder = Holder(role=role, name=person.name, person=person.id)
        (link,) = await house.parts.links.issue([holder], meeting)
        at = f"{house.parts.links.path(link)}/record/dien-bien.svg"
        assert (await house.visitor().get(at)).status_code == status
    foreign = await house.meeting(OTHER_BRANCH)
    chair = await house.as_role(Role.CHAIR)
    assert (await chair.get(f"/meetings/{foreign}/record/dien-bien.svg")).status_code == 404
    officer = await house.as_role(Role.ADMINISTRATOR)
    assert (await officer.get(f"/meetings/{meeting}/record/dien-bien.svg")).status_code == 403
    running = await house.meeting()
    assert (await chair.get(f"/meetings/{running}/record/dien-bien.png")).status_code == 404


def test_alerts_are_kept_by_version_and_those_not_looked_at_make_room() -> None:
    shelf = AlertShelf()
    for number in range(MOST):
        shelf.keep(MeetingId(f"m{number}"), 1, ())
    assert shelf.find(MeetingId("m0"), 1) == ()
    assert shelf.find(MeetingId("m0"), 2) is None
    shelf.keep(MeetingId("new"), 1, ())
    assert shelf.find(MeetingId("m1"), 1) is None
    assert shelf.find(MeetingId("m0"), 1) == ()
