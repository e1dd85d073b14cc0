"""Personal links: signed, expiring, revocable; each opens the page of its role."""

import json
import re
from dataclasses import replace

import pytest

from live.errors import Rejected
from live.ids import DeviceId, MeetingId
from live.media.preference import MediaPreference
from live.meeting.commands import DeviceCame
from live.meeting.permissions import Actor, Role
from live.meeting.views import view
from live.store.directory import follow, save_account
from live.store.registers import Link
from signaling.admission import REVOKED_TOPIC
from tests.unit.web.conftest import DAO, HIEN, LICH, OTHER_BRANCH, ROOM, House, words
from web.admission import Doorkeeper
from web.links import Holder

HOUR_MS = 3600_000
DAY_MS = 24 * HOUR_MS


def boot_of(html: str) -> dict[str, object]:
    found = re.search(r'<script type="application/json" id="boot">(.*?)</script>', html, re.S)
    assert found
    block: dict[str, object] = json.loads(found[1])
    return block


async def link_for(house: House, holder: Holder, meeting: MeetingId | None) -> Link:
    (link,) = await house.parts.links.issue([holder], meeting)
    return link


def doorkeeper(house: House) -> Doorkeeper:
    parts = house.parts
    return Doorkeeper(
        database=parts.database,
        meetings=parts.meetings,
        links=parts.links,
        sessions=parts.sessions,
        clock=parts.clock,
        zone=parts.settings.zone,
    )


PAGES = {
    Role.CHAIR: "desk",
    Role.SECRETARY: "desk",
    Role.MEMBER: "member",
    Role.COMPANION: "companion",
    Role.SITE: "site",
    Role.OBSERVER: "observer",
}


@pytest.mark.parametrize("role", PAGES, ids=str)
async def test_a_link_opens_the_page_of_its_role(house: House, role: Role) -> None:
    meeting = await house.meeting()
    person = {Role.CHAIR: LICH, Role.SECRETARY: HIEN}.get(role, DAO)
    holder = Holder(role=role, name=person.name, person=person.id, site=ROOM.id)
    link = await link_for(house, holder, meeting)
    where = "?where=online" if role is Role.MEMBER else ""
    response = await house.visitor().get(house.parts.links.path(link) + where)
    assert response.status_code == 200
    block = boot_of(response.text)
    token = house.parts.links.token(link)
    assert (block["role"], block["meeting"], block["token"]) == (role, meeting, token)
    assert f"/js/pages/forms.js+{PAGES[role]}.js" in response.text


async def test_a_supervisors_link_opens_the_wall_without_signing_in(house: House) -> None:
    account = await house.account(Role.SUPERVISOR)
    holder = Holder(role=Role.SUPERVISOR, name=account.name, account=account.id)
    visitor = house.visitor()
    response = await visitor.get(house.parts.links.path(await link_for(house, holder, None)))
    assert boot_of(response.text)["role"] == Role.SUPERVISOR
    assert not visitor.cookies


async def link_to_administrator(house: House) -> str:
    account = await house.account(Role.ADMINISTRATOR)
    holder = Holder(role=Role.ADMINISTRATOR, name=account.name, account=account.id)
    return house.parts.links.path(await link_for(house, holder, None))


async def test_a_link_to_an_administrators_account_signs_in_by_a_button(house: House) -> None:
    path = await link_to_administrator(house)
    visitor = house.visitor()
    shown = await visitor.get(path)
    assert "đăng nhập vào tài khoản: Đồng chí administrator" in words(shown)
    assert not visitor.cookies
    assert await visitor.done(path) == "/"
    assert (await visitor.get("/admin/units")).status_code == 200
    assert (await visitor.get(path)).headers["location"] == "/"


@pytest.mark.parametrize("headers", [{"sec-fetch-site": "cross-site"}, {"origin": "https://e.vn"}])
async def test_a_page_of_another_site_signs_nobody_in_by_a_link(
    house: House, headers: dict[str, str]
) -> None:
    path = await link_to_administrator(house)
    visitor = house.visitor()
    await visitor.get(path, headers=headers)
    assert (await visitor.post(path, headers=headers)).status_code == 403
    assert not visitor.cookies


async def test_only_a_link_to_an_account_signs_in(house: House) -> None:
    meeting = await house.meeting()
    link = await link_for(house, Holder(role=Role.CHAIR, name="Lịch", person=LICH.id), meeting)
    visitor = house.visitor()
    response = await visitor.send_form(house.parts.links.path(link))
    assert (response.status_code, dict(visitor.cookies)) == (404, {})


async def test_a_member_is_admitted_as_the_person_of_the_link_to_its_meeting_only(
    house: House,
) -> None:
    meeting = await house.meeting()
    await house.meeting()
    link = await link_for(house, Holder(role=Role.MEMBER, name=DAO.name, person=DAO.id), meeting)
    admission = await doorkeeper(house).admit(house.parts.links.token(link))
    assert (admission.actor.role, admission.actor.person) == (Role.MEMBER, DAO.id)
    assert admission.meetings == {meeting}
    facts = (await house.parts.meetings.state(meeting)).facts
    assert admission.expires_ms == facts.scheduled_ms + DAY_MS


async def test_a_site_is_admitted_as_its_room(house: House) -> None:
    meeting = await house.meeting()
    link = await link_for(house, Holder(role=Role.SITE, name=ROOM.name, site=ROOM.id), meeting)
    admission = await doorkeeper(house).admit(house.parts.links.token(link))
    assert (admission.actor.role, admission.actor.site) == (Role.SITE, ROOM.id)


async def test_what_a_member_prefers_holds_on_the_link_of_the_next_evening(house: House) -> None:
    holder = Holder(role=Role.MEMBER, name=DAO.name, person=DAO.id)
    tonight = await link_for(house, holder, await house.meeting())
    here = doorkeeper(house)
    assert (await here.admit(house.parts.links.token(tonight))).media is MediaPreference.FULL
    await here.remember(DAO.id, MediaPreference.SOUND)
    later = await link_for(house, holder, await house.meeting())
    assert (await here.admit(house.parts.links.token(later))).media is MediaPreference.SOUND
    phone = await link_for(house, replace(holder, role=Role.COMPANION), await house.meeting())
    assert (await here.admit(house.parts.links.token(phone))).media is MediaPreference.FULL


async def test_a_wrong_expired_or_revoked_link_says_what_to_do(house: House) -> None:
    meeting = await house.meeting()
    links = house.parts.links
    link = await link_for(house, Holder(role=Role.MEMBER, name=DAO.name, person=DAO.id), meeting)
    visitor = house.visitor()

    wrong = await visitor.get(links.path(link)[:-1])
    assert (wrong.status_code, "bị chép thiếu" in words(wrong)) == (404, True)

    await links.revoke(link)
    revoked = await visitor.get(links.path(link))
    assert (revoked.status_code, "đã được thu hồi" in words(revoked)) == (410, True)

    late = await link_for(house, Holder(role=Role.MEMBER, name=DAO.name, person=DAO.id), meeting)
    house.clock.advance(HOUR_MS + DAY_MS)
    expired = await visitor.get(links.path(late))
    assert (expired.status_code, "đã hết hạn" in words(expired)) == (410, True)
    assert "đường dẫn mới" in words(expired)


@pytest.mark.parametrize("token", ["", "x", "a.b", "é.ü", "." * 200, "a" * 5000])
async def test_a_token_that_is_not_ours_is_unknown(house: House, token: str) -> None:
    with pytest.raises(Rejected) as refusal:
        await doorkeeper(house).admit(token)
    assert refusal.value.code == "unknown_link"


async def test_revoking_tells_every_process(house: House) -> None:
    meeting = await house.meeting()
    link = await link_for(house, Holder(role=Role.MEMBER, name=DAO.name, person=DAO.id), meeting)
    async with house.parts.bus.subscribe(REVOKED_TOPIC) as notes:
        await house.parts.links.revoke(link)
        note = await anext(notes)
    admission_key = f"link:{link.id}"
    assert note == admission_key.encode()
    with pytest.raises(Rejected):
        await doorkeeper(house).admit(house.parts.links.token(link))


async def test_a_desk_page_carries_a_ticket_for_its_meeting(house: House) -> None:
    meeting = await house.meeting()
    chair = await house.as_role(Role.CHAIR)
    block = boot_of((await chair.get(f"/meetings/{meeting}")).text)
    admission = await doorkeeper(house).admit(str(block["token"]))
    actor = admission.actor
    assert (actor.role, actor.person, actor.site) == (Role.CHAIR, LICH.id, ROOM.id)
    assert admission.meetings == {meeting}


async def test_a_ticket_dies_with_the_account(house: House) -> None:
    supervisor = await house.as_role(Role.SUPERVISOR)
    token = str(boot_of((await supervisor.get("/wall")).text)["token"])
    assert (await doorkeeper(house).admit(token)).actor.role is Role.SUPERVISOR
    form = {"username": "supervisor", "name": "Theo", "role": "supervisor"}
    administrator = await house.as_role(Role.ADMINISTRATOR)
    await administrator.done("/admin/accounts/a-supervisor", form)
    with pytest.raises(Rejected) as refusal:
        await doorkeeper(house).admit(token)
    assert refusal.value.code == "signed_out"


async def test_a_desk_ticket_is_void_when_the_account_has_left_the_branch(house: House) -> None:
    chair = await house.as_role(Role.CHAIR)
    mine = str(boot_of((await chair.get(f"/meetings/{await house.meeting()}")).text)["token"])
    account = await house.account(Role.CHAIR)
    await save_account(house.parts.registers, replace(account, person=None))
    await follow(house.parts.registers, account.id, [OTHER_BRANCH.id])
    with pytest.raises(Rejected) as refusal:
        await doorkeeper(house).admit(mine)
    assert refusal.value.code == "revoked_link"


async def test_a_desk_ticket_opens_nothing_to_who_runs_meetings_no_more(house: House) -> None:
    chair = await house.as_role(Role.CHAIR)
    token = str(boot_of((await chair.get(f"/meetings/{await house.meeting()}")).text)["token"])
    account = await house.account(Role.CHAIR)
    await save_account(house.parts.registers, replace(account, role=Role.SUPERVISOR))
    with pytest.raises(Rejected) as refusal:
        await doorkeeper(house).admit(token)
    assert refusal.value.code == "revoked_link"


async def test_a_guest_on_no_list_is_shown_as_watching(house: House) -> None:
    meeting = await house.meeting()
    link = await link_for(house, Holder(role=Role.OBSERVER, name="Khách"), meeting)
    admission = await doorkeeper(house).admit(house.parts.links.token(link))
    came = DeviceCame(device=DeviceId("d"), node="n")
    await house.parts.meetings.do(meeting, came, admission.actor_on(DeviceId("d")))
    state = await house.parts.meetings.state(meeting)
    shown = view(state, Actor(role=Role.MEMBER, person=DAO.id))["watching"]
    assert [(guest["name"], guest["role"]) for guest in shown] == [("Khách", "observer")]


async def test_a_supervisor_is_admitted_to_announced_meetings_of_followed_branches(
    house: House,
) -> None:
    announced, draft = await house.meeting(), await house.meeting()
    chair = await house.as_role(Role.CHAIR)
    await chair.done(f"/meetings/{announced}/prepare", {"do": "announce"})
    supervisor = await house.as_role(Role.SUPERVISOR)
    token = str(boot_of((await supervisor.get("/wall")).text)["token"])
    admission = await doorkeeper(house).admit(token)
    assert admission.meetings == {announced}
    assert draft not in admission.meetings
    assert admission.actor.unit == "Đảng ủy xã Thượng Bình"
