"""The demonstration lives by itself, and comes back after a power cut."""

import asyncio
import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.integration.guests import DEADLINE_S, Guest, guest
from tests.program import LOOPS, InOwnPython, Program

pytestmark = pytest.mark.slow
ROLES = {
    "chair", "secretary", "member", "companion", "site", "observer", "supervisor", "administrator",
}  # fmt: skip


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    program = InOwnPython("demo", tmp_path_factory.mktemp("demo") / "data")
    try:
        yield program.start()
    finally:
        program.stop()


def token(program: Program, role: str) -> str:
    url = next(one["url"] for one in program.links() if one["role"] == role)
    return url.rpartition("/j/")[2]


async def test_the_demonstration_prints_and_writes_a_link_for_every_role(demo: Program) -> None:
    links = demo.links()
    assert {link["role"] for link in links} == ROLES
    assert len({link["meeting"] for link in links} - {None}) == 6
    assert all(set(link) == {"role", "name", "meeting", "url"} for link in links)
    printed = demo.log.read_text()
    for role in ROLES:
        assert re.search(rf"^{role} ", printed, re.MULTILINE)


async def test_simulated_members_speak_one_after_another(demo: Program) -> None:
    async with guest("visitor", demo.ws_url, token(demo, "site"), LOOPS) as visitor:
        await visitor.sees(lambda view: view["floor"]["turn"] is not None)
        first = visitor.view["floor"]["turn"]["id"]

        def somebody_else(view: dict[str, Any]) -> bool:
            return view["floor"]["turn"] is not None and view["floor"]["turn"]["id"] != first

        async with asyncio.timeout(90):
            while not somebody_else(visitor.view):
                async with visitor.client.changed:
                    await visitor.client.changed.wait()


async def test_the_demonstration_goes_on_with_the_same_meetings_after_a_power_cut(
    demo: Program,
) -> None:
    before = demo.links()
    async with guest("visitor", demo.ws_url, token(demo, "member"), LOOPS) as visitor:
        version = visitor.version
        await asyncio.to_thread(demo.kill)
        await asyncio.to_thread(demo.start)
        async with asyncio.timeout(DEADLINE_S):
            await visitor.client.online.wait()
        async with visitor.client.changed:
            await asyncio.wait_for(
                visitor.client.changed.wait_for(lambda: visitor.version > version),
                DEADLINE_S,
            )
        assert [m["type"] for m in visitor.messages].count("state") == 1
    assert demo.links() == before


async def test_a_simulated_member_leaves_the_seat_to_the_visitor(demo: Program) -> None:
    async with guest("visitor", demo.ws_url, token(demo, "chair"), LOOPS) as visitor:
        await two_devices(visitor)
        # The simulated chair gives nobody the floor any more; the visitor does.
        view = visitor.view
        busy = {view["me"]["person"], (view["floor"]["turn"] or {}).get("person")}
        somebody = next(
            person
            for person, row in view["attendance"]["rows"].items()
            if row["state"] == "present" and row["connected"] and person not in busy
        )
        async with asyncio.timeout(DEADLINE_S):
            while not has_floor(visitor, somebody):
                await visitor.do("call_on", person=somebody)
                if not has_floor(visitor, somebody):  # the one before had just begun
                    async with visitor.client.changed:
                        await visitor.client.changed.wait()


def has_floor(visitor: Guest, person: str) -> bool:
    """Tell whether a person has the floor, as a guest sees it."""
    turn = visitor.view["floor"]["turn"]
    return turn is not None and turn["person"] == person


async def two_devices(visitor: Guest) -> None:
    """Wait until the simulated one is known to sit in the same seat."""
    await visitor.sees(lambda view: bool(view["me"]["devices"] == 2))
