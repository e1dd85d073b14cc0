"""A form that is sent after its session has ended is sent when its account signs in."""

import html
import random
import re
from collections.abc import Mapping

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from live.ids import AccountId
from live.meeting.permissions import Role
from tests.unit.web.conftest import BRANCH, PASSWORD, House, Visitor, words
from web import kept as keeping
from web.kept import KEPT_S, LARGEST_KEPT, KeptForm
from web.security import LARGEST_BODY
from web.sessions import IDLE_MS

UNIT_FORM = {"name": "Đảng ủy phường Bến Gỗ & “mới”", "kind": "Đảng bộ phường"}


def kept_in(response: httpx.Response) -> str:
    found = re.search(r'name="kept" value="([^"]*)"', response.text)
    return html.unescape(found[1]) if found else ""


async def too_late(
    house: House, role: Role, path: str, form: Mapping[str, str]
) -> tuple[Visitor, str]:
    """Send a form in a session that is over; return the visitor and what was kept."""
    visitor = await house.as_role(role)
    house.clock.advance(IDLE_MS)
    response = await visitor.send_form(path, form)
    assert response.status_code == 401
    assert "vẫn được giữ" in words(response)
    return visitor, kept_in(response)


async def sign_in(
    visitor: Visitor, kept: str, username: str, password: str = PASSWORD
) -> httpx.Response:
    form = {"username": username, "password": password, "kept": kept, "after": "/"}
    return await visitor.send_form("/signin", form)


async def test_a_form_sent_after_the_end_arrives_as_it_was_after_signing_in(house: House) -> None:
    visitor, kept = await too_late(house, Role.ADMINISTRATOR, "/admin/units", UNIT_FORM)
    wrong = await sign_in(visitor, kept, "administrator", "guess")
    assert (wrong.status_code, kept_in(wrong)) == (403, kept)
    response = await sign_in(visitor, kept, "administrator")
    assert response.status_code == 303
    assert response.headers["location"].endswith("done=added")
    (unit,) = await house.parts.registers.units.find(name=UNIT_FORM["name"])
    assert unit.kind == UNIT_FORM["kind"]
    assert (await visitor.get(response.headers["location"])).status_code == 200


async def test_what_the_form_lacks_is_shown_beside_its_fields_after_signing_in(
    house: House,
) -> None:
    form = {"name": "", "number": "7", "note": "giữ lại"}
    path = f"/admin/branches/{BRANCH.id}/people/new"
    visitor, kept = await too_late(house, Role.ADMINISTRATOR, path, form)
    response = await sign_in(visitor, kept, "administrator")
    assert response.status_code == 422
    assert "giữ lại" in response.text


async def test_a_file_is_kept_too(house: House) -> None:
    visitor = await house.as_role(Role.ADMINISTRATOR)
    house.clock.advance(IDLE_MS)
    table = "STT;Họ và tên\n1;Hoàng Văn Lịch\n2;Đặng Thị Mới\n".encode()
    response = await visitor.post(
        f"/admin/branches/{BRANCH.id}/import/preview",
        files={"file": ("danh-sach.csv", table, "text/csv")},
        headers={"sec-fetch-site": "same-origin"},
    )
    response = await sign_in(visitor, kept_in(response), "administrator")
    assert response.status_code == 200
    assert "Đặng Thị Mới" in words(response)


async def test_a_form_is_sent_by_the_account_that_wrote_it_and_no_other(house: House) -> None:
    visitor, kept = await too_late(house, Role.CHAIR, "/account/sessions/end-others", {})
    response = await sign_in(visitor, kept, "administrator")
    assert response.status_code == 403
    assert "tài khoản khác" in words(response)
    assert not await house.parts.registers.sessions.find(account="a-administrator")


async def test_a_form_that_its_account_may_no_longer_send_is_refused(house: House) -> None:
    visitor, kept = await too_late(house, Role.CHAIR, "/admin/units", UNIT_FORM)
    response = await sign_in(visitor, kept, "chair")
    assert response.status_code == 403
    assert not await house.parts.registers.units.find(name=UNIT_FORM["name"])


async def test_a_password_that_was_typed_is_not_in_the_page(house: House) -> None:
    form = {"old": PASSWORD, "password": "bimatmoicuatoi"}
    visitor, kept = await too_late(house, Role.CHAIR, "/account/password", form)
    assert "bimatmoicuatoi" not in (await visitor.send_form("/account/password", form)).text
    assert (await sign_in(visitor, kept, "chair")).status_code == 303
    await house.visitor().done("/signin", {"username": "chair", "password": "bimatmoicuatoi"})


async def test_a_form_of_a_page_of_somebody_else_is_not_kept(house: House) -> None:
    visitor = await house.as_role(Role.ADMINISTRATOR)
    house.clock.advance(IDLE_MS)
    foreign = {"sec-fetch-site": "cross-site"}
    response = await visitor.post("/admin/units", data=UNIT_FORM, headers=foreign)
    assert (response.status_code, kept_in(response)) == (403, "")


async def test_what_was_never_kept_by_us_or_too_long_ago_is_not_sent(house: House) -> None:
    visitor, kept = await too_late(house, Role.ADMINISTRATOR, "/admin/units", UNIT_FORM)
    house.clock.advance((KEPT_S + 1) * 1000)
    for text in (kept, kept[:-5], "gAAAAA", "é"):
        response = await sign_in(visitor, text, "administrator")
        assert response.headers["location"] == "/"
    assert len(await house.parts.registers.units.find()) == 1


async def test_whoever_was_never_signed_in_is_just_asked_to(house: House) -> None:
    response = await house.visitor().send_form("/admin/units", UNIT_FORM)
    assert response.headers["location"] == "/signin?after=%2F"


async def test_a_form_too_large_to_be_kept_is_said_to_be_lost(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "LARGEST_KEPT", 1000)
    visitor = await house.as_role(Role.ADMINISTRATOR)
    house.clock.advance(IDLE_MS)
    noise = random.Random(1).randbytes(1000).hex()
    response = await visitor.send_form("/admin/units", {"name": noise})
    assert (response.status_code, kept_in(response)) == (401, "")
    assert "gửi lại" in words(response)


def test_the_largest_kept_form_fits_a_request_with_its_sign_in() -> None:
    assert LARGEST_KEPT < LARGEST_BODY - 1_000_000


async def test_a_form_is_kept_also_when_its_session_was_ended_elsewhere(house: House) -> None:
    visitor = await house.as_role(Role.ADMINISTRATOR)
    await house.parts.sessions.end_all((await house.account(Role.ADMINISTRATOR)).id)
    kept = kept_in(await visitor.send_form("/admin/units", UNIT_FORM))
    assert (await sign_in(visitor, kept, "administrator")).status_code == 303


@given(st.text(), st.text(), st.text(), st.binary(max_size=5000))
def test_a_form_comes_out_as_it_went_in(path: str, query: str, kind: str, body: bytes) -> None:
    kept = KeptForm(AccountId("a"), path, query, kind, body)
    sealed = kept.close("secret", 1_790_000_000_000)
    assert sealed is not None
    assert keeping.open_untrusted(sealed, "secret", 1_790_000_000_000) == kept
    assert keeping.open_untrusted(sealed, "another", 1_790_000_000_000) is None


@given(st.text())
def test_what_nobody_sealed_is_no_form(text: str) -> None:
    assert keeping.open_untrusted(text, "secret", 1_790_000_000_000) is None
