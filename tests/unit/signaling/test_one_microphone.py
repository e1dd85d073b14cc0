"""A room is one microphone: a second one is refused with the reason, allowed when it is free."""

import pytest

from live.ids import MeetingId
from live.media.engine import PeerId
from signaling import routing
from tests.unit.signaling.world import Client, World, world

M = MeetingId("m")
SENDS = ["microphone", "camera", "screen"]


async def offer(client: Client, pc: str = "a") -> dict[str, object] | None:
    """Offer everything; return why microphone and camera were refused."""
    await client.say("connect", pc=pc, sdp="3a2v", sends=SENDS)
    silent: dict[str, object] | None = (await client.hear("connected", pc=pc))["silent"]
    return silent


def published(it: World) -> list[list[str | None]]:
    """Return what every connection publishes, in the order of their offers."""
    return [
        [name and name.removeprefix("m/") for name in names]
        for names in it.engine.published.values()
    ]


def all_of(voice: str) -> list[str]:
    return [f"{voice}/{part}" for part in SENDS]


async def test_member_from_elsewhere_and_the_rooms_device_send_everything() -> None:
    async with world() as it:
        site, member = await it.joined("site:hall", "tv"), await it.joined("member:p3")
        assert await offer(site) is None
        assert await offer(member) is None
        assert published(it) == [all_of("s:hall"), all_of("p:p3")]


async def test_second_device_of_a_room_is_refused_with_the_reason() -> None:
    async with world() as it:
        first, second = await it.joined("site:hall", "tv"), await it.joined("site:hall", "laptop")
        assert await offer(first) is None
        reason = {"code": "room_served", "facts": {"site": "Nhà văn hóa"}}
        assert await offer(second) == reason
        assert published(it) == [all_of("s:hall"), [None, None, None]]


async def test_member_in_a_room_may_show_the_screen_but_neither_speak_nor_be_seen() -> None:
    async with world() as it:
        site, member = await it.joined("site:hall"), await it.joined("member:p3")
        await site.do("check_in_number", number=3)
        await site.hear("done")
        reason = {"code": "room_speaks", "facts": {"site": "Nhà văn hóa"}}
        assert await offer(member) == reason
        assert published(it) == [[None, None, "p:p3/screen"]]


async def test_member_who_checks_in_with_an_open_connection_is_told_to_offer_again() -> None:
    async with world() as it:
        site, member = await it.joined("site:hall"), await it.joined("member:p3")
        assert await offer(member) is None
        await site.do("check_in_number", number=3)
        dropped = await member.hear("dropped", pc="a")
        assert dropped["reason"] == "room"
        assert published(it) == []
        silent = await offer(member, "b")
        assert silent is not None
        assert silent["code"] == "room_speaks"


async def test_member_in_a_room_may_speak_again_when_its_device_is_gone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(routing, "LIFT_S", 0.0)
    async with world() as it:
        site, member = await it.joined("site:hall"), await it.joined("member:p3")
        await site.do("check_in_number", number=3)
        await site.hear("done")
        assert await offer(member) is not None
        await site.socket.close()
        await member.hear("dropped", pc="a")
        assert await offer(member, "b") is None
        assert published(it) == [all_of("p:p3")]


async def test_device_of_a_room_that_is_back_at_once_disturbs_nobody() -> None:
    async with world() as it:
        site, member = await it.joined("site:hall", "tv"), await it.joined("member:p3")
        await site.do("check_in_number", number=3)
        await site.hear("done")
        assert await offer(member) is not None
        (peer,) = it.engine.routes
        await site.socket.close()
        await it.until(lambda: it.engine.routes[peer]["v0"].source != "m/s:hall/camera")
        await it.joined("site:hall", "tv")
        await it.until(lambda: it.engine.routes[peer]["v0"].source == "m/s:hall/camera")
        assert PeerId(peer) in it.engine.routes
        assert not [message for message in member.heard if message["type"] == "dropped"]


async def test_who_sends_nothing_is_not_disturbed_by_a_room() -> None:
    async with world() as it:
        site, member = await it.joined("site:hall"), await it.joined("member:p3")
        await member.say("connect", pc="a", sdp="3a2v")
        await member.hear("connected")
        await site.do("check_in_number", number=3)
        (peer,) = it.engine.routes
        await it.until(lambda: it.engine.routes[peer]["a0"].source is None)
        assert not [message for message in member.heard if message["type"] == "dropped"]
