"""The one table of role × route: complete, enforced, and nothing beside it."""

import re

import httpx
import pytest
from fastapi.routing import APIRoute
from starlette.types import Message
from starlette.websockets import WebSocket

from live.meeting.permissions import Role
from tests.unit.web.conftest import OTHER_BRANCH, ROLES, House
from web.access import ACCESS, Visitor
from web.app import ROUTERS, create_app
from web.settings import Settings


class Accepting:
    """Signaling that lets everybody in and says nothing."""

    async def serve(self, websocket: WebSocket) -> None:
        await websocket.accept()


ROUTES = sorted(
    (route.name, method, re.sub(r"{\w+}", "missing", route.path))
    for router in ROUTERS
    for route in router.routes
    if isinstance(route, APIRoute)
    for method in route.methods or ()
)
VISITORS: tuple[Visitor, ...] = (None, *ROLES)


def test_every_route_is_in_the_table_and_every_entry_is_a_route() -> None:
    assert {name for name, _, _ in ROUTES} == set(ACCESS)


def test_no_two_routes_share_a_name() -> None:
    names = [name for name, _, _ in ROUTES]
    assert sorted(set(names)) == names


@pytest.mark.parametrize("role", VISITORS, ids=str)
async def test_a_role_reaches_its_routes_and_no_others(house: House, role: Visitor) -> None:
    reached = set()
    visitor = await house.as_role(role)
    for name, method, path in ROUTES:
        response = await visitor.request(method, path, headers={"sec-fetch-site": "same-origin"})
        if "set-cookie" in response.headers:
            visitor = await house.as_role(role)  # signing out is a route too
        if not is_refused(response):
            reached.add(name)
    assert reached == {name for name, roles in ACCESS.items() if role in roles}


def is_refused(response: httpx.Response) -> bool:
    """Tell whether the table ended a request: sent to sign in, or not open to the account."""
    if response.content[:1] in (b"{", b"["):
        body = response.json()
        return isinstance(body, dict) and body.get("code") in ("signed_out", "not_yours")
    to_sign_in = response.headers.get("location", "").startswith("/signin?")
    return to_sign_in or "Không thuộc quyền của tài khoản" in response.text


@pytest.mark.parametrize("role", [Role.CHAIR, Role.SECRETARY])
async def test_an_organiser_reaches_only_meetings_of_the_own_branch(
    house: House, role: Role
) -> None:
    own, foreign = await house.meeting(), await house.meeting(OTHER_BRANCH)
    visitor = await house.as_role(role)
    for page in ("", "/prepare", "/links", "/links/sheet"):
        assert (await visitor.get(f"/meetings/{own}{page}")).status_code == 200
        assert (await visitor.get(f"/meetings/{foreign}{page}")).status_code == 404
    assert (await visitor.get(f"/meetings/new?branch={OTHER_BRANCH.id}")).status_code == 404
    for form in ("prepare", "links", "links/guests"):
        response = await visitor.send_form(f"/meetings/{foreign}/{form}")
        assert response.status_code == 404, form


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "https://evil.example"},
        {"origin": "null"},
    ],
)
async def test_a_page_of_another_site_changes_nothing(
    house: House, headers: dict[str, str]
) -> None:
    administrator = await house.as_role(Role.ADMINISTRATOR)
    response = await administrator.post("/admin/units", data={"name": "X"}, headers=headers)
    assert response.status_code == 403
    assert len(await house.parts.registers.units.find()) == 1


@pytest.mark.parametrize(
    "headers",
    [{"sec-fetch-site": "same-origin"}, {"origin": "http://diemcau.test"}, {}],
)
async def test_an_own_page_or_a_program_may_change_things(
    house: House, headers: dict[str, str]
) -> None:
    administrator = await house.as_role(Role.ADMINISTRATOR)
    response = await administrator.post("/admin/units", data={"name": "X"}, headers=headers)
    assert response.status_code == 303


@pytest.mark.parametrize(
    ("headers", "opened"),
    [
        ({}, True),  # no browser
        ({"origin": "http://inner:8000"}, True),
        ({"origin": "https://diemcau.vn"}, True),
        ({"sec-fetch-site": "same-origin", "origin": "https://behind.another.proxy"}, True),
        ({"sec-fetch-site": "same-site", "origin": "https://evil.diemcau.vn"}, False),
        ({"origin": "https://evil.example"}, False),
        ({"origin": "https://diemcau.vn.evil.example"}, False),
        ({"origin": "null"}, False),
        ({"origin": "http://["}, False),
        ({"origin": ""}, False),
    ],
)
async def test_a_websocket_opens_for_own_pages_and_programs_alone(
    headers: dict[str, str], opened: bool
) -> None:
    app = create_app(Settings(public_url="https://Diemcau.vn/"))
    app.state.signaling = Accepting()
    raw = [
        (name.encode(), value.encode()) for name, value in {"host": "inner:8000", **headers}.items()
    ]
    said: list[Message] = []

    async def receive() -> Message:
        return {"type": "websocket.connect"}

    async def send(message: Message) -> None:
        said.append(message)

    scope = {"type": "websocket", "path": "/ws", "headers": raw, "query_string": b""}
    await app(scope, receive, send)
    assert [message["type"] for message in said] == [
        "websocket.accept" if opened else "websocket.close"
    ]


async def test_an_address_that_no_database_keeps_leads_nowhere(house: House) -> None:
    administrator = await house.as_role(Role.ADMINISTRATOR)
    for path in ("/admin/accounts/%00", "/admin/units/a%00b", "/meetings/new?branch=%00"):
        assert (await administrator.get(path)).status_code == 404
    assert (await administrator.get("/api/meetings?state=%00")).status_code == 404
    assert (await house.visitor().get("/j/%00")).status_code == 404
