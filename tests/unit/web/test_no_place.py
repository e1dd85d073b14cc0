"""A full disk: pages are read, what had to be written is refused, and ``/health`` says why."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from live.meeting.permissions import Role
from tests.disk import Disk, own_disk
from tests.unit.web.conftest import PASSWORD, House, furnish, house_in, words


@pytest.fixture
async def on_disk(tmp_path: Path, password_hash: str) -> AsyncIterator[tuple[House, Disk]]:
    """A program with accounts, and the disk under its database."""
    with own_disk() as disk:
        async with house_in(tmp_path) as house:
            yield await furnish(house, password_hash), disk


async def test_a_full_disk_is_said_where_something_has_to_be_written_and_by_health_while_it_lasts(
    on_disk: tuple[House, Disk],
) -> None:
    house, disk = on_disk
    administrator = await house.as_role(Role.ADMINISTRATOR)
    unit = {"name": "Đảng ủy xã " + "x" * 150, "parent": None, "kind": ""}
    assert (await administrator.get("/health")).json()["store"] == "ok"

    disk.full()
    refused = await administrator.post("/api/units", json=unit)
    while refused.status_code == 201:
        refused = await administrator.post("/api/units", json=unit)
    assert (refused.status_code, refused.json()["code"]) == (503, "storage_full")
    health = await administrator.get("/health")
    assert (health.status_code, health.json()["store"]) == (503, "storage_full")

    disk.read_only()
    form = {"username": "chair", "password": PASSWORD, "after": "/"}
    chair = house.visitor()
    assert await chair.done("/signin", form) == "/"
    house.clock.advance(3600_000)  # a use of a session would be noted
    assert (await administrator.get("/admin/units")).status_code == 200
    assert (await chair.get("/api/session")).json()["username"] == "chair"
    page = await administrator.send_form("/admin/units", {"name": "Xã khác"})
    assert page.status_code == 503
    assert "chưa ghi được" in words(page)

    disk.well()
    await house.parts.meetings.beat(house.parts.node)
    health = await administrator.get("/health")
    assert (health.status_code, health.json()["store"]) == (200, "ok")
    assert (await administrator.post("/api/units", json=unit)).status_code == 201
    assert len((await chair.get("/api/session/all")).json()) == 1
    assert len(await house.parts.registers.sessions.find(account="a-chair")) == 1
    assert await chair.done("/signout") == "/signin"
    assert (await chair.get("/api/session")).status_code == 401
