"""The address of a personal link: as sentences leave it, asked by programs, and its question."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from live.ids import MeetingId
from live.meeting.permissions import Role
from tests.unit.web.conftest import DAO, LICH, House, words
from web.links import Holder, token_in

TOKEN = "9aX_b-c:d.e.f0." + "Ab3-_" * 8 + "xyz"
"""An id with every sign that one may have, and a signature as long as SHA-256's."""


async def path_of(house: House, role: Role = Role.MEMBER) -> tuple[MeetingId, str]:
    meeting = await house.meeting()
    person = LICH if role is Role.CHAIR else DAO
    holder = Holder(role=role, name=person.name, person=person.id)
    (link,) = await house.parts.links.issue([holder], meeting)
    return meeting, house.parts.links.path(link)


AFTER = [".", ")", ",", "”", ">", "/", "%2F.", ").", "!", "…", "’", "*", "%20", "\u200b", "\ufeff"]


@pytest.mark.parametrize("rest", AFTER)
async def test_a_link_from_a_sentence_leads_to_its_clean_address(house: House, rest: str) -> None:
    _, path = await path_of(house)
    visitor = house.visitor()
    moved = await visitor.get(path + rest)
    assert (moved.status_code, moved.headers["location"]) == (307, path)
    assert (await visitor.get(path)).status_code == 200


@pytest.mark.parametrize(
    "sent", ["<{}>", "({})", "“{}”", "\u200b{}", " {} ", "{}%E2%80%9D", "{}%22", "/{}", "{}/x/y"]
)
def test_a_token_is_found_in_what_was_pasted(sent: str) -> None:
    assert token_in(sent.format(TOKEN)) == TOKEN


@given(before=st.text('<(“" \u200b\u2060*', max_size=4), after=st.text(max_size=20))
@settings(max_examples=200)
def test_whatever_stands_after_a_token_is_not_of_it(before: str, after: str) -> None:
    assert token_in(f"{before}{TOKEN}{after}").startswith(TOKEN[:-43])
    if not re.search(r"\.[A-Za-z0-9_-]{43}", after):
        assert token_in(f"{before}{TOKEN}{after}") == TOKEN


@pytest.mark.parametrize("text", ["", "x", "a.b", "é.ü", TOKEN[:-1], "." * 200])
def test_what_holds_no_token_is_left_as_it_is(text: str) -> None:
    assert token_in(text) == text


async def test_the_code_of_a_room_stays_with_the_clean_address(house: House) -> None:
    _, path = await path_of(house)
    moved = await house.visitor().get(f"{path}.?code=123456")
    assert moved.headers["location"] == f"{path}?code=123456"


async def test_rubbish_after_a_link_to_nothing_is_an_unknown_link(house: House) -> None:
    response = await house.visitor().get("/j/not.a-token).")
    assert response.status_code == 404


# --- programs ----------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.MEMBER, Role.COMPANION, Role.CHAIR])
async def test_head_answers_as_get_without_the_page(house: House, role: Role) -> None:
    _, path = await path_of(house, role)
    visitor = house.visitor()
    for address in (path, f"{path}.", "/", "/signin", "/check", "/static/css/base.css", "/nothing"):
        got, head = await visitor.get(address), await visitor.head(address)
        assert (head.status_code, head.text) == (got.status_code, "")
        assert head.headers.get("location") == got.headers.get("location")
        assert head.headers.get("content-type") == got.headers.get("content-type")


async def test_options_says_what_may_be_asked(house: House) -> None:
    visitor = house.visitor()
    answer = await visitor.options("/j/any-token")
    assert (answer.status_code, answer.headers["allow"]) == (204, "GET, HEAD, OPTIONS, POST")
    answer = await visitor.options("/check")
    assert answer.headers["allow"] == "GET, HEAD, OPTIONS"
    answer = await visitor.options("/signin")
    assert answer.headers["allow"] == "GET, HEAD, OPTIONS, POST"
    answer = await visitor.options("/signout")
    assert answer.headers["allow"] == "OPTIONS, POST"
    assert (await visitor.options("/nothing")).status_code == 404


async def test_a_program_that_fetches_a_link_for_a_preview_makes_nobody_present(
    house: House,
) -> None:
    meeting, path = await path_of(house)
    before = await house.parts.meetings.state(meeting)
    for address in (path, f"{path}?where=online", f"{path}?where=room", f"{path}?code=123456"):
        visitor = house.visitor()
        assert (await visitor.get(address)).status_code == 200
        assert (await visitor.head(address)).status_code == 200
    assert await house.parts.meetings.state(meeting) == before


@pytest.mark.parametrize("role", [Role.MEMBER, Role.COMPANION, Role.CHAIR])
async def test_a_preview_says_what_a_link_is_and_names_nobody(house: House, role: Role) -> None:
    meeting, path = await path_of(house, role)
    head = (await house.visitor().get(path)).text.split("</head>")[0]
    shown = dict(re.findall(r'<meta property="(og:[a-z_]+)" content="([^"]+)">', head))
    assert shown["og:title"] == "Đường dẫn riêng để dự sinh hoạt chi bộ"
    assert shown["og:site_name"] == "Điểm Cầu"
    facts = (await house.parts.meetings.state(meeting)).facts
    for secret in (DAO.name, LICH.name, facts.title, facts.branch.name, facts.place):
        assert secret not in head
    assert "og:title" not in (await house.visitor().get("/signin")).text


# --- from where --------------------------------------------------------------------------------


async def test_a_members_link_asks_from_where_and_names_person_meeting_and_time(
    house: House,
) -> None:
    _, path = await path_of(house)
    page = await house.visitor().get(path)
    said = words(page)
    for word in (DAO.name, "Sinh hoạt chi bộ tháng 12", "21/09/2026", "Tôi ở hội trường"):
        assert word in said
    assert 'href="?where=room"' in page.text
    assert 'href="?where=online"' in page.text
    assert 'id="boot"' not in page.text


async def test_the_answer_leads_to_its_page_and_is_kept_for_this_link_on_this_device(
    house: House,
) -> None:
    _, path = await path_of(house)
    _, other = await path_of(house)
    visitor = house.visitor()
    room = await visitor.get(f"{path}?where=room")
    assert "/js/pages/forms.js+companion.js" in room.text
    assert '"role": "companion"' in room.text
    assert '"where": "room"' in room.text
    assert "/js/pages/forms.js+companion.js" in (await visitor.get(path)).text
    assert 'href="?where=online"' in room.text  # it can be changed
    away = await visitor.get(f"{path}?where=online")
    assert "/js/pages/forms.js+member.js" in away.text
    assert 'href="?where=room"' in away.text
    assert "/js/pages/forms.js+member.js" in (await visitor.get(path)).text
    assert "Tôi ở hội trường" in words(await visitor.get(other))
    assert "Tôi ở hội trường" in words(await house.visitor().get(path))


async def test_whoever_scans_the_code_of_a_room_is_in_it(house: House) -> None:
    _, path = await path_of(house)
    visitor = house.visitor()
    await visitor.get(f"{path}?where=online")
    assert "/js/pages/forms.js+companion.js" in (await visitor.get(f"{path}?code=123456")).text


@pytest.mark.parametrize("nonsense", ["", "here", "ROOM", "room%20", "x" * 300])
async def test_an_answer_that_is_none_is_asked_again(house: House, nonsense: str) -> None:
    _, path = await path_of(house)
    assert "Tôi ở hội trường" in words(await house.visitor().get(f"{path}?where={nonsense}"))


@pytest.mark.parametrize("role", [Role.COMPANION, Role.CHAIR])
async def test_nobody_else_is_asked(house: House, role: Role) -> None:
    _, path = await path_of(house, role)
    asked, answered = house.visitor(), house.visitor()
    page, same = await asked.get(path), await answered.get(f"{path}?where=online")
    assert "Tôi ở hội trường" not in words(page)
    assert re.findall("/pages/[a-z]+.js", page.text) == re.findall("/pages/[a-z]+.js", same.text)
