"""Sign-ins: how long they last, what ends them, and who hears of it."""

import re
from dataclasses import replace
from unittest.mock import ANY

import pytest

from live.errors import Rejected
from live.ids import SessionId
from live.meeting.permissions import Role
from live.store.registers import Session
from signaling.admission import REVOKED_TOPIC
from tests.unit.web.conftest import PASSWORD, House, Visitor, words
from web.links import Holder
from web.rendering import browser
from web.sessions import IDLE_MS, KEPT, LONGEST_MS, NOTED_MS, ends_ms, key_of_session

HOUR_MS = 3600_000
NEW = "một mật khẩu khác"
API = {"sec-fetch-site": "same-origin"}


async def one_session(house: House, role: Role = Role.CHAIR) -> Session:
    (session,) = await house.parts.registers.sessions.find(account=f"a-{role}")
    return session


async def is_signed_in(visitor: Visitor) -> bool:
    return (await visitor.get("/api/session/left")).status_code == 200


async def token_of(visitor: Visitor, page: str) -> str:
    found = re.search(r'"token": "([^"]+)"', (await visitor.get(page)).text)
    assert found
    return found[1]


async def test_a_session_in_use_goes_on_beyond_twelve_hours(house: House) -> None:
    chair = await house.as_role(Role.CHAIR)
    for _ in range(6):
        house.clock.advance(IDLE_MS - HOUR_MS)
        assert (await chair.get("/meetings")).status_code == 200


async def test_a_session_that_nothing_uses_ends(house: House) -> None:
    chair = await house.as_role(Role.CHAIR)
    house.clock.advance(IDLE_MS - 1)
    assert await is_signed_in(chair)
    house.clock.advance(1)
    assert (await chair.get("/meetings")).headers["location"] == "/signin?after=%2Fmeetings"
    far = await chair.get("/meetings?q=" + 2000 * "ệ")
    assert far.headers["location"] == "/signin?after=%2F"


async def test_however_busy_a_session_ends_after_thirty_days(house: House) -> None:
    chair = await house.as_role(Role.CHAIR)
    for _ in range(LONGEST_MS // (10 * HOUR_MS)):
        assert (await chair.get("/meetings")).status_code == 200
        house.clock.advance(10 * HOUR_MS)
    assert not await is_signed_in(chair)


async def test_a_live_page_keeps_its_session_going_without_asking_for_pages(house: House) -> None:
    chair = await house.as_role(Role.CHAIR)
    token = await token_of(chair, f"/meetings/{await house.meeting()}")
    for _ in range(6):
        house.clock.advance(IDLE_MS - HOUR_MS)
        admission = await house.parts.doorkeeper.admit(token)  # as each minute while it is open
    assert admission.session == key_of_session((await one_session(house)).id)
    assert await is_signed_in(chair)


async def test_looking_how_long_it_lasts_keeps_no_session_going(house: House) -> None:
    chair = await house.as_role(Role.CHAIR)
    house.clock.advance(IDLE_MS - 60_000)
    left = (await chair.get("/api/session/left")).json()
    assert left == {"left_ms": 60_000, "ages": False, "account": "a-chair"}
    house.clock.advance(60_000)
    assert not await is_signed_in(chair)


async def test_before_the_last_of_thirty_days_it_is_said_that_use_does_not_help(
    house: House,
) -> None:
    chair = await house.as_role(Role.CHAIR)
    session = await one_session(house)
    busy = replace(session, created_ms=session.created_ms - LONGEST_MS + HOUR_MS)
    await house.parts.registers.sessions.put(busy)
    assert (await chair.get("/api/session/left")).json() == {
        "left_ms": HOUR_MS, "ages": True, "account": "a-chair",
    }  # fmt: skip


async def test_a_use_is_written_down_once_in_five_minutes(house: House) -> None:
    chair = await house.as_role(Role.CHAIR)
    began = (await one_session(house)).used_ms
    house.clock.advance(NOTED_MS - 1)
    await chair.get("/meetings")
    assert (await one_session(house)).used_ms == began
    house.clock.advance(1)
    await chair.get("/meetings")
    assert (await one_session(house)).used_ms == began + NOTED_MS


async def test_signing_out_ends_the_session_also_for_a_copied_cookie(house: House) -> None:
    visitor = house.visitor()
    await visitor.done("/signin", {"username": "chair", "password": PASSWORD})
    thief = house.visitor()
    thief.cookies.update(visitor.cookies)
    token = await token_of(thief, f"/meetings/{await house.meeting()}")
    session = await one_session(house)
    async with house.parts.bus.subscribe(REVOKED_TOPIC) as notes:
        await visitor.done("/signout")
        assert await anext(notes) == key_of_session(session.id).encode()
    assert not await is_signed_in(thief)
    with pytest.raises(Rejected, match="signed_out"):
        await house.parts.doorkeeper.admit(token)


async def test_signing_in_again_replaces_the_session_of_the_browser(house: House) -> None:
    visitor = house.visitor()
    for _ in range(2):
        await visitor.done("/signin", {"username": "chair", "password": PASSWORD})
    assert (await one_session(house)).address == "127.0.0.1"
    token = await token_of(visitor, f"/meetings/{await house.meeting()}")
    assert (await house.parts.doorkeeper.admit(token)).actor.role is Role.CHAIR


async def test_an_account_has_a_bounded_number_of_sessions_the_oldest_give_way(
    house: House,
) -> None:
    first = await house.as_role(Role.CHAIR)
    for _ in range(KEPT):
        house.clock.advance(1)
        last = await house.as_role(Role.CHAIR)
    assert len(await house.parts.registers.sessions.find(account="a-chair")) == KEPT
    assert (await is_signed_in(first), await is_signed_in(last)) == (False, True)


async def test_sessions_that_are_over_are_not_kept(house: House) -> None:
    await house.as_role(Role.CHAIR)
    house.clock.advance(IDLE_MS)
    await house.as_role(Role.CHAIR)
    assert ends_ms(await one_session(house)) == house.clock.wall_ms() + IDLE_MS


async def test_the_own_page_lists_the_browsers_and_ends_one_or_all_others(house: House) -> None:
    here, there, elsewhere = [await house.as_role(Role.CHAIR) for _ in range(3)]
    shown = words(await here.get("/account"))
    assert shown.count("Firefox") == 3
    assert shown.count("Máy này") == 1
    others = [each for each in (await here.get("/api/session/all")).json() if not each["here"]]
    assert await here.done(f"/account/sessions/{others[0]['id']}/end")
    states = [await is_signed_in(each) for each in (here, there, elsewhere)]
    assert (states[0], sorted(states[1:])) == (True, [False, True])
    await here.done("/account/sessions/end-others")
    states = [await is_signed_in(each) for each in (here, there, elsewhere)]
    assert states == [True, False, False]


async def test_nobody_ends_a_session_of_somebody_else(house: House) -> None:
    secretary = await house.as_role(Role.SECRETARY)
    chair = await house.as_role(Role.CHAIR)
    foreign = (await one_session(house, Role.SECRETARY)).id
    assert (await chair.send_form(f"/account/sessions/{foreign}/end")).status_code == 404
    assert (await chair.delete(f"/api/session/all/{foreign}", headers=API)).status_code == 404
    await chair.done("/account/sessions/end-others")
    assert await is_signed_in(secretary)


@pytest.mark.parametrize("role", [Role.CHAIR, Role.SUPERVISOR, Role.ADMINISTRATOR])
async def test_everybody_changes_the_own_password_which_ends_all_other_sessions(
    house: House, role: Role
) -> None:
    here, there = await house.as_role(role), await house.as_role(role)
    wrong = await here.send_form("/account/password", {"old": "x", "password": NEW})
    assert (wrong.status_code, "hiện tại chưa đúng" in words(wrong)) == (422, True)
    short = await here.send_form("/account/password", {"old": PASSWORD, "password": "ngắn"})
    assert (short.status_code, "ít nhất 10" in words(short)) == (422, True)
    assert await is_signed_in(there)
    await here.done("/account/password", {"old": PASSWORD, "password": NEW})
    assert (await is_signed_in(here), await is_signed_in(there)) == (True, False)
    await house.visitor().done("/signin", {"username": str(role), "password": NEW})


async def test_the_own_password_and_sessions_over_the_interface(house: House) -> None:
    chair = await house.as_role(Role.CHAIR)
    await house.as_role(Role.CHAIR)
    given = {"old": "guess", "password": NEW}
    wrong = await chair.put("/api/session/password", json=given)
    assert (wrong.status_code, wrong.json()["code"]) == (403, "wrong_password")
    right = await chair.put("/api/session/password", json={"old": PASSWORD, "password": NEW})
    assert right.status_code == 204
    (left,) = (await chair.get("/api/session/all")).json()
    assert left == {
        "id": ANY, "created_ms": ANY, "used_ms": ANY, "address": "127.0.0.1", "agent": ANY,
        "here": True,
    }  # fmt: skip
    await chair.delete("/api/session/all", headers=API)
    assert await is_signed_in(chair)
    assert (await chair.delete(f"/api/session/all/{left['id']}", headers=API)).status_code == 204
    assert not await is_signed_in(chair)


async def test_an_administrator_who_gives_himself_a_password_stays_signed_in(house: House) -> None:
    here, there = [await house.as_role(Role.ADMINISTRATOR) for _ in range(2)]
    form = {"username": "administrator", "name": "A", "role": "administrator", "active": "on"}
    await here.done("/admin/accounts/a-administrator", form | {"password": NEW})
    assert (await is_signed_in(here), await is_signed_in(there)) == (True, False)


async def test_a_page_gets_another_ticket_for_what_its_account_may_see(house: House) -> None:
    meeting = await house.meeting()
    chair, supervisor = await house.as_role(Role.CHAIR), await house.as_role(Role.SUPERVISOR)
    for visitor, wanted, meetings in ((chair, meeting, {meeting}), (supervisor, None, set())):
        said = (await visitor.post("/api/session/ticket", json={"meeting": wanted})).json()
        assert (await house.parts.doorkeeper.admit(said["token"])).meetings == meetings
    missing = await chair.post("/api/session/ticket", json={"meeting": "none"})
    assert missing.status_code == 404
    assert (await house.visitor().post("/api/session/ticket", json={})).status_code == 401


async def test_a_session_that_ends_while_it_is_used_stays_over(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    chair = await house.as_role(Role.CHAIR)
    session = await one_session(house)
    house.clock.advance(NOTED_MS)
    get = house.parts.registers.sessions.get

    async def ended_meanwhile(*key: str) -> Session | None:
        found = await get(*key)
        await house.parts.registers.sessions.remove(*key)
        return found

    monkeypatch.setattr(
        type(house.parts.registers.sessions), "get", lambda _, *k: ended_meanwhile(*k)
    )
    assert not await house.parts.sessions.open_untrusted(house.parts.sessions.cookie(session))
    monkeypatch.undo()
    assert not await is_signed_in(chair)
    assert await get(SessionId(session.id)) is None


async def test_the_wall_of_an_account_leads_to_it_and_signs_out_that_of_a_link_does_not(
    house: House,
) -> None:
    supervisor = await house.as_role(Role.SUPERVISOR)
    account = await house.account(Role.SUPERVISOR)
    holder = Holder(role=Role.SUPERVISOR, name=account.name, account=account.id)
    (link,) = await house.parts.links.issue([holder], None)
    own = (await supervisor.get("/wall")).text
    by_link = (await house.visitor().get(house.parts.links.path(link))).text
    for sign in ('href="/account"', 'action="/signout"', 'id="session"'):
        assert (sign in own, sign in by_link) == (True, False), sign


@pytest.mark.parametrize(
    ("agent", "shown"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; x64) Chrome/126.0 Safari/537.36",
            "Chrome · Windows",
        ),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/126.0 Safari/537.36 Edg/126.0", "Edge · Windows"),
        ("Mozilla/5.0 (Linux; Android 14) Chrome/126.0 Mobile Safari/537.36", "Chrome · Android"),
        ("Mozilla/5.0 (Windows NT 10.0) coc_coc_browser/125 Chrome/119", "Cốc Cốc · Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Safari/604.1", "Safari · iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0", "Firefox · Linux"),
        ("python-httpx/0.28", ""),
        ("", ""),
    ],
)
def test_a_browser_is_called_as_people_know_it(agent: str, shown: str) -> None:
    assert browser(agent) == shown
