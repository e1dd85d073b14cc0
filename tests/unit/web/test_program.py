"""The program as a whole in one process: headers, languages, errors, health, figures, logs."""

import asyncio
import logging
import re
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI, Request
from starlette.responses import Response
from starlette.routing import Route

from live.ids import MeetingId
from live.meeting.permissions import Role
from tests.unit.web.conftest import PASSWORD, House, Visitor, words
from web import addresses, security
from web.app import create_app
from web.assets.pages import areas
from web.links import Holder
from web.qr import svg
from web.security import HEADERS
from web.settings import Settings


async def test_every_reply_carries_the_headers_that_protect_it(house: House) -> None:
    admin = await house.as_role(Role.ADMINISTRATOR)
    for path in ("/signin", "/nothing", "/static/css/base.css", "/api/units", "/admin/units"):
        response = await admin.get(path)
        for name, value in HEADERS.items():
            assert response.headers[name] == value, path
    assert "strict-transport-security" not in response.headers


async def test_files_are_packed_and_asked_for_again_but_pages_are_not_kept(house: House) -> None:
    visitor = house.visitor()
    style = await visitor.get("/static/css/base.css")
    assert style.headers["content-encoding"] == "gzip"
    assert style.headers["cache-control"] == "no-cache"
    again = await visitor.get(
        "/static/css/base.css", headers={"if-none-match": style.headers["etag"]}
    )
    assert again.status_code == 304
    assert (await visitor.get("/signin")).headers["cache-control"] == "no-store"


async def test_the_sign_in_page_loads_under_50_kb(house: House) -> None:
    visitor = house.visitor()
    page = await visitor.get("/signin")
    parts = re.findall(r'(?:href|src)="(/static/[^"]+)"', page.text)
    sizes = [len((await visitor.get(path)).content) for path in parts]
    assert parts
    assert len(page.content) + sum(sizes) < 50_000


async def test_pages_over_tls_say_that_they_stay_there(house: House) -> None:
    transport = httpx.ASGITransport(house.app)
    async with httpx.AsyncClient(transport=transport, base_url="https://diemcau.test") as visitor:
        response = await visitor.get("/signin")
        assert response.headers["strict-transport-security"].startswith("max-age=")
        signed = await visitor.post("/signin", data={"username": "chair", "password": PASSWORD})
    assert "secure" in signed.headers["set-cookie"].lower()


async def test_no_page_has_a_script_or_a_style_of_its_own(house: House) -> None:
    """The policy forbids them; a page that has one is broken where nobody looks."""
    admin = await house.as_role(Role.ADMINISTRATOR)
    meeting = await house.meeting()
    paths = ["/signin", "/admin/units", f"/meetings/{meeting}/prepare", "/check", "/api/docs"]
    for path in paths:
        text = (await admin.get(path)).text
        assert "<style" not in text
        assert " style=" not in text
        assert " onclick=" not in text
        inline = [part for part in text.split("<script")[1:] if "src=" not in part.split(">")[0]]
        assert all('type="application/json"' in part.split(">")[0] for part in inline)


async def test_pages_speak_vietnamese_until_somebody_chooses_and_remember_it(house: House) -> None:
    visitor = house.visitor()
    assert 'lang="vi"' in (await visitor.get("/signin")).text
    assert "Sign in" in words(await visitor.get("/signin?lang=en"))
    assert "Sign in" in words(await visitor.get("/signin"))
    assert "Đăng nhập" in words(await house.visitor().get("/signin?lang=xx"))


async def test_an_accounts_language_is_its_own(house: House) -> None:
    admin = await house.as_role(Role.ADMINISTRATOR)
    form = {"username": "chair", "name": "L", "role": "chair", "active": "on", "language": "en"}
    await admin.done("/admin/accounts/a-chair", form)
    chair = await house.as_role(Role.CHAIR)
    assert "Meetings" in words(await chair.get("/meetings"))


async def test_the_browser_gets_the_sentences_of_a_language_we_have(house: House) -> None:
    visitor = house.visitor()
    for language, said in (("vi", "Micro"), ("en", "Mic")):
        page = await visitor.get(f"/check?lang={language}")
        (address,) = re.findall(r'id="sentences" href="([^"]+)"', page.text)
        sentences = (await visitor.get(address)).json()
        assert sentences == {
            key: sentence
            for area in ("member", "refused", "ui")
            for key, sentence in areas(language)[area].items()
        }
        assert sentences["member.microphone"] == said
    assert (await visitor.get("/static/texts/fr/ui.json")).status_code == 404


@pytest.mark.parametrize("path", ["/nothing", "/admin/nothing", "/j/", "/static/no.css"])
async def test_an_unknown_page_says_what_to_do(house: House, path: str) -> None:
    response = await house.visitor().get(path)
    assert response.status_code == 404
    assert "Không có trang này" in words(response)


async def test_a_qr_code_is_drawn_or_refused(house: House) -> None:
    visitor = house.visitor()
    ours = "http://diemcau.test/checkin/m/s?code=123456"
    drawn = await visitor.get("/qr.svg", params={"text": ours})
    assert drawn.headers["content-type"] == "image/svg+xml"
    assert (await visitor.get("/qr.svg", params={"text": ours + "x" * 300})).status_code == 400
    assert (await visitor.get("/qr.svg")).status_code == 422


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example/", "http://diemcau.test@evil.example/", "diemcau.test", "http://[", ""],
)
async def test_no_qr_code_of_ours_leads_elsewhere(house: House, elsewhere: str) -> None:
    response = await house.visitor().get("/qr.svg", params={"text": elsewhere})
    assert response.status_code == 400


async def test_a_code_shown_here_leads_others_to_this_machine_and_not_to_theirs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(addresses, "machine_addresses", lambda: ("192.168.1.20",))
    settings = Settings(
        data=tmp_path, tls="self-signed", port=8443, media=("in-process",), media_port=0
    )
    app = create_app(settings)
    path = "/checkin/m/s?code=123456"
    async with app.router.lifespan_context(app):
        for asked, given_out in (
            ("https://localhost:8443", "https://192.168.1.20:8443"),
            ("https://10.0.0.9:8443", "https://10.0.0.9:8443"),
        ):
            transport = httpx.ASGITransport(app)
            async with Visitor(transport=transport, base_url=asked) as visitor:
                drawn = await visitor.get("/qr.svg", params={"text": asked + path})
            assert drawn.content == svg(given_out + path)


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("127.0.0.1", 200), ("10.1.2.3", 200), ("::1", 200), ("::ffff:192.168.1.2", 200),
        ("203.0.114.9", 404), ("::ffff:8.8.8.8", 404), ("2001:4860::1", 404), ("who?", 404),
    ],
)  # fmt: skip
async def test_figures_are_for_the_inside(house: House, address: str, status: int) -> None:
    asked = httpx.ASGITransport(house.app, client=(address, 9))
    async with Visitor(transport=asked, base_url="http://diemcau.test") as visitor:
        assert (await visitor.get("/metrics")).status_code == status
        administrator = await house.as_role(Role.ADMINISTRATOR)
        visitor.cookies = administrator.cookies
        assert (await visitor.get("/metrics")).status_code == 200


async def test_a_body_that_does_not_come_is_not_waited_for(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(security, "LONGEST_BODY_S", 0.01)

    async def letter_by_letter() -> AsyncIterator[bytes]:
        yield b"username="
        await asyncio.Event().wait()

    headers = {"content-type": "application/x-www-form-urlencoded", "sec-fetch-site": "none"}
    response = await house.visitor().post("/signin", content=letter_by_letter(), headers=headers)
    assert response.status_code == 408


async def test_a_bug_is_answered_without_details(house: House) -> None:
    async def broken(_: Request) -> Response:
        raise RuntimeError("the details")

    app: FastAPI = house.app
    app.router.routes.insert(0, Route("/broken", broken))
    response = await house.visitor().get("/broken")
    assert response.status_code == 500
    assert "the details" not in response.text
    assert "phía máy chủ" in words(response)
    assert response.headers["content-security-policy"]


async def test_health_tells_whether_store_and_bus_answer(house: House) -> None:
    response = await house.visitor().get("/health")
    assert response.status_code == 200
    assert response.json().items() >= {"status": "ok", "store": "ok", "bus": "ok"}.items()
    await house.parts.database.close()
    failing = await house.visitor().get("/health")
    assert failing.status_code == 503
    assert failing.json()["store"] == "failing"


async def test_health_names_a_media_process_that_is_down_and_is_well_enough_without(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (await house.visitor().get("/health")).json()["media"] == "ok"
    counted = {"processes": 2, "process_up": 1}
    monkeypatch.setattr(house.parts.engine, "stats", lambda: counted)
    response = await house.visitor().get("/health")
    assert response.status_code == 200
    assert response.json().items() >= {"status": "impaired", "media": "failing"}.items()
    counted["process_up"] = 2
    assert (await house.visitor().get("/health")).json()["status"] == "ok"


async def test_figures_count_meetings_and_commands(house: House) -> None:
    meeting = await house.meeting()
    chair = await house.as_role(Role.CHAIR)
    await chair.done(f"/meetings/{meeting}/prepare", {"do": "announce"})
    await chair.send_form(f"/meetings/{meeting}/agenda", {"do": "remove:nothing"})
    for command in ("open_meeting", "open_meeting", "withdraw"):
        body = {"command": command, "args": {"request": "r"} if command == "withdraw" else {}}
        await chair.post(f"/api/meetings/{meeting}/commands", json=body)
    figures = (await chair.get("/metrics")).text
    assert "diemcau_meetings_open 1.0" in figures
    assert 'diemcau_commands_total{result="unknown_request"} 1.0' in figures
    assert 'diemcau_commands_total{result="done"}' in figures
    assert "diemcau_signaling_clients 0.0" in figures


async def test_the_log_names_nobody_and_holds_no_link(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    meeting = await house.meeting()
    admin = await house.as_role(Role.ADMINISTRATOR)
    chair = house.visitor()
    await chair.send_form("/signin", {"username": "chair", "password": "a wrong one"})
    await chair.done("/signin", {"username": "chair", "password": PASSWORD})
    await chair.done(f"/meetings/{meeting}/links", {"do": "issue:members"})
    (link,) = await house.parts.registers.links.find(meeting=meeting)
    path = house.parts.links.path(link)
    await walk(chair, [path, path + "x", f"/meetings/{meeting}", "/admin/accounts"])
    await admin.send_form("/admin/branches/na-khoang/people/new", {"name": "Nguyễn Văn Kín"})
    await house.parts.links.revoke(link)
    secrets = ["Lịch", "Đạo", "Kín", "chair", PASSWORD, "a wrong one", path.removeprefix("/j/")]
    said = [line.getMessage() for line in caplog.records if line.name != "httpx"]  # the visitor's
    assert [word for word in secrets if word in "\n".join(said)] == []


async def walk(visitor: Visitor, paths: list[str]) -> None:
    """Ask for these pages, whatever they answer."""
    for path in paths:
        await visitor.get(path)


async def test_the_access_log_shows_patterns_and_not_addresses(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, logger="web.access")
    await house.visitor().get("/j/some.token")
    assert "GET /j/{token:path} 404" in caplog.text
    assert "some.token" not in caplog.text


async def test_a_new_database_gets_the_standard_agendas_once(empty: House, tmp_path: Path) -> None:
    templates = await empty.parts.registers.templates.find()
    names = {"standard-monthly", "standard-thematic", "standard-combined", "standard-model"}
    assert {each.id for each in templates} == names
    for name in names - {"standard-monthly"}:
        await empty.parts.registers.templates.remove(name)
    settings = Settings(
        data=tmp_path, secret="a secret for tests only", media=("in-process",), media_port=0
    )
    app = create_app(settings, clock=empty.clock)
    async with app.router.lifespan_context(app):
        again = await app.state.services.registers.templates.find()
    assert [each.id for each in again] == ["standard-monthly"]


async def test_a_link_to_a_meeting_that_is_gone_is_over(house: House) -> None:
    holder = Holder(role=Role.OBSERVER, name="Khách")
    (link,) = await house.parts.links.issue([holder], MeetingId("gone"))
    response = await house.visitor().get(house.parts.links.path(link))
    assert (response.status_code, "đã hết hạn" in words(response)) == (410, True)
