"""Offers are answered for those who may, slots follow the meeting, and nothing is left behind."""

from dataclasses import replace
from typing import Any

import pytest

from live.ids import MeetingId
from live.media.engine import (
    Layer,
    LoudnessLevels,
    Paused,
    PeerDown,
    PeerId,
    SourceDown,
    SourceName,
    SourceUp,
    WantedLayers,
)
from tests.unit.signaling.world import World, world

M = MeetingId("m")
MIC3 = SourceName("m/p:p3/microphone")


def only_peer(it: World) -> PeerId:
    (peer,) = it.engine.routes
    return peer


async def test_member_offers_once_and_is_told_who_fills_the_slots() -> None:
    async with world() as it:
        client = await it.joined("member:p3")
        await it.joined("chair")
        await client.say("connect", pc="a", sdp="3a2v", sends=["microphone", "camera"])
        connected = await client.hear("connected", pc="a")
        slots = await client.hear("slots", pc="a")
        peer = only_peer(it)
        assert it.engine.published[peer] == (MIC3, SourceName("m/p:p3/camera"))
        assert it.engine.routes[peer]["a0"].source == SourceName("m/p:p1/microphone")
    assert [slot["kind"] for slot in connected["slots"]] == ["audio"] * 3 + ["video"] * 2
    assert slots["fill"][0] == {
        "mid": "a0", "meeting": "m", "source": "p:p1", "name": "Đồng chí 1", "live": False
    }  # fmt: skip


async def test_floor_moves_sound_and_picture_without_negotiation() -> None:
    async with world() as it:
        chair, speaker = await it.joined("chair"), await it.joined("member:p3")
        await chair.say("connect", pc="a", sdp="3a2v", sends=["microphone"])
        await chair.hear("connected")
        await chair.do("call_on", person="p3")
        await chair.hear("done")
        peer = only_peer(it)
        await it.until(lambda: it.engine.routes[peer]["a0"].source == MIC3)
        assert it.engine.routes[peer]["v0"].source == SourceName("m/p:p3/camera")
        turn = (await it.meetings.state(M)).floor.turn
        assert turn
        await chair.do("take_back", id_="c2", turn=turn.id)
        await it.until(lambda: it.engine.routes[peer]["a0"].source is None)
        await speaker.hear("patch")


@pytest.mark.parametrize(
    ("token", "message", "code"),
    [
        ("companion:p3", {"sdp": "3a2v"}, "no_media_for_role"),
        ("observer", {"sdp": "3a2v", "sends": ["microphone"]}, "no_media_for_role"),
        ("member:p3", {"sdp": "not an offer"}, "bad_offer"),
        ("member:p3", {"sdp": "3a2v", "sends": ["camera"], "meeting": "x"}, "unknown_meeting"),
    ],
)
async def test_offer_is_refused_with_a_clear_code(
    token: str, message: dict[str, Any], code: str
) -> None:
    async with world() as it:
        client = await it.joined(token)
        await client.say("connect", pc="a", **message)
        assert (await client.hear("refused", id="a"))["code"] == code
        assert not it.engine.routes


async def test_wish_for_an_unknown_connection_is_refused_and_its_end_is_harmless() -> None:
    async with world() as it:
        client = await it.joined("member:p3")
        await client.say("disconnect", pc="nope")
        await client.say("show", pc="nope")
        assert (await client.hear("refused", id="nope"))["code"] == "unknown_connection"
        assert [m["type"] for m in client.heard].count("refused") == 1


async def test_device_has_a_bounded_number_of_connections_and_offers() -> None:
    async with world() as it:
        client = await it.joined("member:p3")
        for pc in "abca":
            await client.say("connect", pc=pc, sdp="1a1v")
        assert (await client.hear("refused", id="c"))["code"] == "too_many_connections"
        for _ in range(5):
            await client.say("connect", pc="a", sdp="1a1v")
        assert (await client.hear("refused", id="a"))["code"] == "too_many_offers"


async def test_peer_ends_with_its_connection() -> None:
    async with world() as it:
        client = await it.joined("member:p3")
        await client.say("connect", pc="a", sdp="3a2v")
        await client.hear("slots")
        await client.socket.close()
        await it.until(lambda: not it.engine.routes)
        assert not it.signaling.negotiator.peers


async def test_peer_ends_when_the_client_disconnects_it() -> None:
    async with world() as it:
        client = await it.joined("member:p3")
        await client.say("connect", pc="a", sdp="3a2v")
        await client.hear("slots")
        await client.say("disconnect", pc="a")
        await it.until(lambda: not it.engine.routes)


async def test_slots_of_a_peer_that_takes_another_path_show_what_they_showed() -> None:
    async with world() as it:
        client, _ = await it.joined("member:p3"), await it.joined("site:hall")
        await client.say("connect", pc="a", sdp="1a1v")
        assert (await client.hear("connected"))["continues"] is False
        before = await client.hear("slots")
        await client.say("show", pc="a", layer="h")
        peer = only_peer(it)
        await it.until(lambda: it.engine.routes[peer]["v0"].layer is Layer.HALF)
        routes = dict(it.engine.routes[peer])
        client.heard.clear()
        await client.say("connect", pc="a", sdp="1A1V")
        assert (await client.hear("connected"))["continues"] is True
        assert await client.hear("slots") == before
        assert it.engine.routes[peer] == routes, "the wish is remembered"
        await client.say("connect", pc="b", sdp="1A1V")
        assert (await client.hear("connected", pc="b"))["continues"] is False


async def test_peer_that_the_engine_lost_is_forgotten_and_its_client_told() -> None:
    async with world() as it:
        client = await it.joined("member:p3")
        await client.say("connect", pc="a", sdp="3a2v")
        await client.hear("slots")
        it.engine.say(PeerDown(peer=only_peer(it), reason="silent"))
        told = await client.hear("dropped")
        assert (told["pc"], told["reason"]) == ("a", "silent")
        await client.say("show", pc="a", layer="q")
        assert (await client.hear("refused"))["code"] == "unknown_connection"


async def test_slots_say_whether_a_source_is_live() -> None:
    async with world() as it:
        client, _ = await it.joined("member:p3"), await it.joined("chair")
        await client.say("connect", pc="a", sdp="1a0v")
        assert (await client.hear("slots"))["fill"][0]["live"] is False
        source = SourceName("m/p:p1/microphone")
        it.engine.say(SourceUp(peer=PeerId("x"), source=source))
        assert (await client.hear("slots"))["fill"][0]["live"] is True
        it.engine.say(SourceDown(peer=PeerId("x"), source=source))
        assert (await client.hear("slots"))["fill"][0]["live"] is False


async def test_member_sees_no_larger_layer_than_wished() -> None:
    async with world() as it:
        client, _ = await it.joined("member:p3"), await it.joined("site:hall")
        await client.say("connect", pc="a", sdp="1a1v")
        await client.hear("slots")
        peer = only_peer(it)
        await client.say("show", pc="a", layer="h")
        await it.until(lambda: it.engine.routes[peer]["v0"].layer is Layer.HALF)
        assert it.engine.routes[peer]["v0"].source == "m/s:hall/camera"


async def test_who_is_on_a_weak_link_gets_no_pictures_until_the_link_is_good_again() -> None:
    async with world() as it:
        client, _ = await it.joined("member:p3"), await it.joined("chair")
        await client.say("connect", pc="a", sdp="1a1v")
        await client.hear("slots")
        peer = only_peer(it)
        await client.say("prefer", media="sound")
        await it.until(lambda: it.engine.routes[peer]["v0"].source is None)
        assert it.engine.routes[peer]["a0"].source == "m/p:p1/microphone"
        await client.say("prefer", media="full")
        await it.until(lambda: it.engine.routes[peer]["v0"].source == "m/p:p1/camera")


async def test_what_a_person_prefers_holds_on_another_device_before_it_says_anything() -> None:
    async with world() as it:
        phone, _ = await it.joined("member:p3"), await it.joined("site:hall")
        assert phone.heard[0]["media"] == "full"
        await phone.say("prefer", media="none")
        await it.until(lambda: bool(it.authenticator.media))
        laptop = await it.joined("member:p3", device="laptop")
        assert laptop.heard[0]["media"] == "none"
        await laptop.say("connect", pc="a", sdp="1a1v")
        await laptop.hear("slots")
        routes = it.engine.routes[only_peer(it)].values()
        assert not any(route.source for route in routes)


@pytest.mark.parametrize("token", ["site:hall", "companion:p3", "administrator"])
async def test_room_and_whoever_has_no_media_prefer_nothing(token: str) -> None:
    async with world() as it:
        client = await it.joined(token)
        await client.say("prefer", media="none")
        await client.say("ping")
        await client.hear("pong")
        assert it.authenticator.media == {}
        assert (await it.joined(token, device="e")).heard[0]["media"] == "full"


async def test_member_cannot_wish_a_wall() -> None:
    async with world() as it:
        client = await it.joined("member:p3")
        await client.say("connect", pc="a", sdp="1a1v")
        await client.say("show", pc="a", meetings=["m"])
        assert (await client.hear("refused"))["code"] == "not_allowed"


async def test_supervisor_is_heard_of_before_it_hears() -> None:
    async with world("m", "other") as it:
        chair = await it.joined("chair")
        wall = await it.joined("supervisor")
        await wall.say("connect", pc="w", sdp="3a2v")
        await wall.hear("connected")
        peer = only_peer(it)
        await wall.say("show", pc="w", meetings=["m", "other"], large="m", listen="m")
        await it.until(lambda: it.engine.routes[peer].get("a0", None) is not None)
        await it.until(lambda: it.engine.routes[peer]["a0"].source == "m/p:p1/microphone")
        guest = next(iter((await it.meetings.state(M)).supervision.guests.values()))
        assert guest.listening
        await wall.say("show", pc="w", meetings=["m", "other"])
        await it.until(lambda: it.engine.routes[peer]["a0"].source is None)
        guest = next(iter((await it.meetings.state(M)).supervision.guests.values()))
        assert not guest.listening
        await chair.hear("state")


async def test_supervisor_who_leaves_listens_no_longer() -> None:
    async with world() as it:
        wall, _ = await it.joined("supervisor"), await it.joined("chair")
        await wall.say("connect", pc="w", sdp="3a2v")
        await wall.say("show", pc="w", meetings=["m"], listen="m")
        await wall.hear("slots", pc="w")
        await wall.socket.close()
        await it.until(lambda: len(it.signaling.lobby) == 1)
        guest = next(iter((await it.meetings.state(M)).supervision.guests.values()))
        assert not guest.listening


async def test_supervisor_cannot_show_a_meeting_it_does_not_follow() -> None:
    async with world("m", "other") as it:
        it.authenticator.meetings = {"m"}
        wall = await it.joined("supervisor")
        await wall.say("connect", pc="w", sdp="3a2v")
        await wall.say("show", pc="w", meetings=["m", "other"])
        assert (await wall.hear("refused", id="w"))["code"] == "unknown_meeting"


async def test_supervisor_publishes_into_the_meeting_it_names() -> None:
    async with world("m", "other") as it:
        wall = await it.joined("supervisor")
        await wall.say("connect", pc="w", sdp="0a0v", sends=["microphone"])
        assert (await wall.hear("refused", id="w"))["code"] == "unknown_meeting"
        await wall.say("connect", pc="w", sdp="0a0v", sends=["microphone"], meeting="other")
        await wall.hear("connected")
        assert list(it.engine.published.values()) == [("other/p:guest/microphone",)]


async def test_who_spoke_last_is_heard_when_more_speak_than_there_are_slots() -> None:
    async with world() as it:
        chair = await it.joined("chair")
        members = [await it.joined(f"member:p{n}") for n in range(2, 7)]
        await chair.do(
            "set_floor", preset="free", limit_s=None, overtime="count_up", new_speakers_first=False
        )
        await chair.hear("done")
        await chair.say("connect", pc="a", sdp="1a0v")
        await chair.hear("slots")
        peer = only_peer(it)
        sources = [SourceName(f"m/p:p{n}/microphone") for n in (5, 6)]
        for source in sources:
            it.engine.say(SourceUp(peer=PeerId("x"), source=source))
        it.engine.say(LoudnessLevels(levels={sources[1]: -20, sources[0]: -90}))
        await it.until(lambda: it.engine.routes[peer]["a0"].source == sources[1])
        assert members


async def test_publisher_is_told_what_is_watched_of_its_picture_once_and_nobody_else_is() -> None:
    async with world() as it:
        client, other = await it.joined("member:p3"), await it.joined("member:p4")
        await client.say("connect", pc="a", sdp="1a2v", sends=["microphone", "camera"])
        await client.hear("slots")
        camera = SourceName("m/p:p3/camera")
        event = WantedLayers(peer=only_peer(it), source=camera, layers=())
        it.engine.say(event)
        assert (await client.hear("wanted"))["layers"] == []
        it.engine.say(event)
        it.engine.say(replace(event, layers=(Layer.QUARTER, Layer.HALF)))
        told = await client.hear("wanted")
        assert (told["pc"], told["part"], told["layers"]) == ("a", "camera", ["q", "h"])
        it.engine.say(replace(event, peer=PeerId("gone")))
        assert not [m for m in other.heard if m["type"] == "wanted"]


async def test_slot_that_the_receivers_link_does_not_carry_is_not_live() -> None:
    async with world() as it:
        client, _ = await it.joined("member:p3"), await it.joined("chair")
        await client.say("connect", pc="a", sdp="1a0v")
        await client.hear("slots")
        it.engine.say(SourceUp(peer=PeerId("x"), source=SourceName("m/p:p1/microphone")))
        assert (await client.hear("slots"))["fill"][0]["live"] is True
        it.engine.say(Paused(peer=only_peer(it), mids=("a0",)))
        assert (await client.hear("slots"))["fill"][0]["live"] is False
        it.engine.say(Paused(peer=only_peer(it), mids=()))
        assert (await client.hear("slots"))["fill"][0]["live"] is True
