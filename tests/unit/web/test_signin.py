"""Signing in and out, guessing slowed down, the first administrator."""

import asyncio
import json
from urllib.parse import urlencode

import pytest

from live.meeting.permissions import Role
from tests.unit.web.conftest import PASSWORD, House, words
from web.auth import TRIES, TRIES_SPREAD
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


@pytest.mark.slow  # fifty argon2 hashes
async def test_fifty_guesses_at_others_lock_nobody_out_who_has_signed_in_here(house: House) -> None:
    right = {"username": "chair", "password": PASSWORD}
    await house.visitor().done("/signin", right)
    visitor = house.visitor()
    for number in range(TRIES_SPREAD):
        await visitor.send_form("/signin", {"username": f"name{number}", "password": "guess"})
    await house.visitor().done("/signin", right)
    other = {"username": "secretary", "password": PASSWORD}
    assert (await visitor.send_form("/signin", other)).status_code == 429


ODD = ["x" * 81, "an\0", "\0", "\ud800", "🙂" * 90, "a/b", "\u202e"]


@pytest.mark.parametrize("username", ODD)
async def test_a_name_that_nobody_can_have_is_just_wrong(house: House, username: str) -> None:
    form = urlencode({"username": username, "password": "\0\ud800"}, errors="surrogatepass")
    headers = {"content-type": "application/x-www-form-urlencoded"}
    by_form = await house.visitor().post("/signin", content=form, headers=headers)
    assert by_form.status_code == 403
    body = json.dumps({"username": username, "password": "\ud800"})
    by_api = await house.visitor().post("/api/session", content=body)
    assert by_api.status_code in (403, 422)


async def test_a_form_in_an_odd_encoding_is_answered(house: House) -> None:
    part = b'--x\r\ncontent-disposition: form-data; name="%s"\r\n\r\n%s\r\n'
    body = part % (b"_charset_", b"utf-7") + part % (b"username", b"+2AA-") + b"--x--\r\n"
    headers = {"content-type": "multipart/form-data; boundary=x; charset=utf-7"}
    response = await house.visitor().post("/signin", content=body, headers=headers)
    assert response.status_code == 403


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


async def test_of_six_who_use_the_printed_link_at_once_one_becomes_administrator(
    empty: House,
) -> None:
    path = first_path(empty.parts.secret)
    forms = [
        {"name": "An", "username": f"an{number}", "password": "đủ dài để dùng"}
        for number in range(6)
    ]
    replies = await asyncio.gather(*(empty.visitor().send_form(path, form) for form in forms))
    assert sorted(reply.status_code for reply in replies) == [303] + [410] * 5
    assert len(await empty.parts.registers.accounts.find()) == 1


@pytest.mark.parametrize("username", ODD)
async def test_the_first_administrator_needs_a_user_name_that_can_be_typed(
    empty: House, username: str
) -> None:
    form = {"name": "An", "username": username, "password": "đủ dài để dùng"}
    body = urlencode(form, errors="surrogatepass")
    headers = {"content-type": "application/x-www-form-urlencoded"}
    path = first_path(empty.parts.secret)
    response = await empty.visitor().post(path, content=body, headers=headers)
    assert response.status_code == 422
    assert "Tên đăng nhập chỉ gồm" in words(response)
    assert not await empty.parts.registers.accounts.find()


async def test_the_first_administrator_needs_a_long_password_and_the_right_link(
    empty: House,
) -> None:
    path = first_path(empty.parts.secret)
    short = {"name": "An", "username": "an", "password": "short"}
    response = await empty.visitor().send_form(path, short)
    assert response.status_code == 422
    assert "ít nhất" in words(response)
    assert (await empty.visitor().get(path + "x")).status_code == 404
