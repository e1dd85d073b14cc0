"""Signing in and out, guessing slowed down, the first administrator."""

import asyncio

import pytest

from live.meeting.permissions import Role
from tests.unit.web.conftest import PASSWORD, House, words
from web.auth import SESSION_MS, TRIES
from web.first import first_path


async def test_an_account_signs_in_with_its_password_and_comes_to_its_home(house: House) -> None:
    visitor = house.visitor()
    where = await visitor.done("/signin", {"username": " Administrator ", "password": PASSWORD})
    assert where == "/"
    assert (await visitor.get("/")).headers["location"] == "/admin"


async def test_a_wrong_password_is_told_from_nothing_else(house: House) -> None:
    wrong = {"username": "administrator", "password": "another password"}
    unknown = {"username": "nobody", "password": "another password"}
    for form in (wrong, unknown):
        response = await house.visitor().send_form("/signin", form)
        assert response.status_code == 403
        assert "chưa đúng" in words(response)


@pytest.mark.slow  # seven argon2 hashes
async def test_whoever_keeps_failing_must_wait_and_may_try_again_afterwards(house: House) -> None:
    visitor = house.visitor()
    for _ in range(TRIES):
        await visitor.send_form("/signin", {"username": "chair", "password": "guess"})
    right = {"username": "chair", "password": PASSWORD}
    response = await visitor.send_form("/signin", right)
    assert response.status_code == 429
    assert "30 giây" in words(response)
    house.clock.advance(31_000)
    await visitor.done("/signin", right)


@pytest.mark.slow  # five argon2 hashes
async def test_guesses_at_the_same_moment_count_as_if_one_after_the_other(house: House) -> None:
    guess = {"username": "chair", "password": "guess"}
    visitor = house.visitor()
    replies = await asyncio.gather(*(visitor.send_form("/signin", guess) for _ in range(TRIES + 4)))
    assert sorted(reply.status_code for reply in replies) == [403] * TRIES + [429] * 4


async def test_an_endless_user_name_is_not_kept(house: House) -> None:
    guess = {"username": "x" * 100_000, "password": "guess"}
    await house.visitor().send_form("/signin", guess)
    assert max(map(len, house.parts.attempts.failures)) < 300


async def test_a_closed_account_does_not_sign_in(house: House) -> None:
    administrator = await house.as_role(Role.ADMINISTRATOR)
    closed = {"username": "chair", "name": "Lịch", "role": "chair", "person": "lich"}
    await administrator.done("/admin/accounts/a-chair", closed)
    response = await house.visitor().send_form(
        "/signin", {"username": "chair", "password": PASSWORD}
    )
    assert response.status_code == 403


async def test_a_new_password_ends_the_sessions_made_with_the_old_one(house: House) -> None:
    chair = await house.as_role(Role.CHAIR)
    assert (await chair.get("/meetings")).status_code == 200
    form = {"username": "chair", "name": "Lịch", "role": "chair", "active": "on"}
    administrator = await house.as_role(Role.ADMINISTRATOR)
    await administrator.done("/admin/accounts/a-chair", form | {"password": "một mật khẩu khác"})
    assert (await chair.get("/meetings")).headers["location"].startswith("/signin")


async def test_a_session_ends_after_its_time(house: House) -> None:
    visitor = house.visitor()
    await visitor.done("/signin", {"username": "chair", "password": PASSWORD})
    assert (await visitor.get("/meetings")).status_code == 200
    house.clock.advance(SESSION_MS)
    assert (await visitor.get("/meetings")).status_code == 303


async def test_signing_out_ends_the_session_of_the_browser(house: House) -> None:
    visitor = house.visitor()
    await visitor.done("/signin", {"username": "chair", "password": PASSWORD})
    await visitor.done("/signout")
    assert (await visitor.get("/meetings")).status_code == 303


@pytest.mark.parametrize(
    ("after", "where"),
    [
        ("/admin/units", "/admin/units"),
        ("//evil.example/", "/"),
        ("/\\evil.example", "/"),
        ("https://evil.example/", "/"),
        ("/a\r\nSet-Cookie: x", "/"),
    ],
)
async def test_signing_in_goes_on_to_pages_of_this_server_only(
    house: House, after: str, where: str
) -> None:
    form = {"username": "administrator", "password": PASSWORD, "after": after}
    assert await house.visitor().done("/signin", form) == where


async def test_the_first_administrator_is_made_by_the_printed_link_once(empty: House) -> None:
    path = first_path(empty.parts.secret)
    visitor = empty.visitor()
    assert (await visitor.get(path)).status_code == 200
    form = {"name": "Nguyễn Thị An", "username": "An", "password": "đủ dài để dùng"}
    await visitor.done(path, form)
    assert (await visitor.get("/admin/units")).status_code == 200
    again = await empty.visitor().send_form(path, form)
    assert again.status_code == 410


async def test_the_first_administrator_needs_a_long_password_and_the_right_link(
    empty: House,
) -> None:
    path = first_path(empty.parts.secret)
    short = {"name": "An", "username": "an", "password": "short"}
    response = await empty.visitor().send_form(path, short)
    assert response.status_code == 422
    assert "ít nhất" in words(response)
    assert (await empty.visitor().get(path + "x")).status_code == 404
