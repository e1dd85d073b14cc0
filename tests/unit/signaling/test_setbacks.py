"""What record or engine refuse in mid-conversation is said, and the conversation goes on."""

import pytest

from live.errors import EngineError, Rejected, StoreUnavailable, VersionConflict
from live.ids import MeetingId, PersonId
from live.media.engine import PeerId, Route
from live.media.preference import MediaPreference
from live.meeting.commands import CallOn
from live.meeting.words import Microphone
from signaling.hearing import SILENT_S, Hearing
from signaling.stage import WallWish
from signaling.sync import Op, apply
from tests.unit.signaling.world import Client, World, actor, world

M = MeetingId("m")
WALL = {"pc": "a", "meetings": ["m"]}


async def still_there(client: Client) -> None:
    """Wait until the server answers."""
    await client.say("ping")
    await client.hear("pong")


async def test_preference_that_cannot_be_remembered_now_holds_for_the_connection(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def away(*_: object) -> None:
        raise StoreUnavailable("storage_away")

    async with world() as it:
        member = await it.joined("member:p3")
        monkeypatch.setattr(it.authenticator, "remember", away)
        await member.say("prefer", media="sound")
        await still_there(member)
        assert [client.media for client in it.signaling.lobby.clients] == [MediaPreference.SOUND]


async def test_listening_that_the_record_cannot_order_now_is_refused_as_busy(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def conflict(*_: object, **__: object) -> None:
        raise VersionConflict(1, 2)

    async with world() as it:
        guest = await it.joined("supervisor")
        await guest.hear("state")
        await guest.say("connect", pc="a", sdp="3a2v")
        await guest.hear("connected")
        monkeypatch.setattr(it.signaling.presence, "listens", conflict)
        await guest.say("show", **WALL, listen="m")
        assert (await guest.hear("refused", id="a"))["code"] == "busy"
        await still_there(guest)


async def test_end_of_listening_that_the_rules_refuse_harms_nobody(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def closed(*_: object, **__: object) -> None:
        raise Rejected("closed")

    async with world() as it:
        guest = await it.joined("supervisor")
        await guest.hear("state")
        await guest.say("connect", pc="a", sdp="3a2v")
        await guest.say("show", **WALL, listen="m")
        await still_there(guest)
        monkeypatch.setattr(it.signaling.presence, "listens", closed)
        await guest.say("show", **WALL)
        await still_there(guest)
        assert "refused" not in {message["type"] for message in guest.heard}


async def test_who_follows_several_meetings_says_to_which_one_sound_is_sent() -> None:
    async with world("m", "other") as it:
        guest = await it.joined("supervisor")
        for meeting in ("m", "other"):
            await guest.hear("state", meeting=meeting)
        await guest.say("connect", pc="a", sdp="3a2v", sends=["microphone"])
        assert (await guest.hear("refused", id="a"))["code"] == "unknown_meeting"
        await guest.say("connect", pc="a", sdp="3a2v", sends=["microphone"], meeting="m")
        await guest.hear("connected", pc="a")


async def called_on(
    it: World, monkeypatch: pytest.MonkeyPatch, failure: Exception
) -> tuple[Client, Client]:
    """Give somebody the floor, and let the engine fail to show it to the first of two clients."""
    await it.joined("member:p4")
    first, second = await it.joined("member:p3"), await it.joined("member:p5")
    route, failing = it.engine.route, set[PeerId]()

    async def failed(peer: PeerId, routes: tuple[Route, ...]) -> None:
        if peer in failing:
            raise failure
        await route(peer, routes)

    for client in (first, second):
        await client.say("connect", pc="a", sdp="1a1v")
        await client.hear("slots")
    failing.add(next(iter(it.engine.routes)))
    monkeypatch.setattr(it.engine, "route", failed)
    await it.meetings.do(M, CallOn(person=PersonId("p4")), actor("chair"))
    await second.hear("slots")
    return first, second


async def test_connection_that_the_engine_lost_just_now_is_told_nothing_of_its_slots(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with world() as it:
        first, _ = await called_on(it, monkeypatch, EngineError("no_such_peer"))
        await still_there(first)
        assert sum(message["type"] == "slots" for message in first.heard) == 1


async def test_fault_in_routing_one_connection_silences_no_other(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async with world() as it:
        first, second = await called_on(it, monkeypatch, ZeroDivisionError())
        await still_there(first)
        await still_there(second)
    assert "could not be routed" in caplog.text


async def test_nobody_is_held_to_a_microphone_while_nobody_speaks() -> None:
    async with world() as it:
        meeting = await it.meetings.state(M)
        assert Hearing().verdicts([meeting], set(), [], 9.0) == []


def test_element_of_a_list_is_put_in_taken_out_and_replaced_where_there_is_one() -> None:
    steps: list[Op] = [
        {"op": "replace", "path": "/0", "value": "x"},
        {"op": "add", "path": "/2", "value": "z"},
        {"op": "remove", "path": "/1"},
    ]
    assert apply(["a", "b"], steps) == ["x", "z"]
    with pytest.raises(IndexError):
        apply(["a"], [{"op": "replace", "path": "/1", "value": "x"}])


async def test_wall_that_breaks_off_listens_no_more() -> None:
    async with world() as it:
        guest = await it.joined("supervisor")
        await guest.hear("state")
        await guest.say("connect", pc="a", sdp="3a2v")
        await guest.say("show", **WALL, listen="m")
        await still_there(guest)
        (peer,) = it.signaling.negotiator.peers.values()
        guest.socket.transport.abort()
        await it.until(lambda: peer.left is not None)
        assert isinstance(peer.receiver.wish, WallWish)
        assert (peer.receiver.wish.meetings, peer.receiver.wish.listen) == ((M,), None)


async def test_log_of_every_message_says_what_kind_it_is_and_nothing_that_is_in_it(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level("DEBUG", "signaling.socket")
    async with world() as it:
        member = await it.joined("member:p3", "my-device")
        await member.hear("state")
        await still_there(member)
    assert "< hello" in caplog.text
    assert "< ping" in caplog.text
    assert "member:p3" not in caplog.text
    assert "my-device" not in caplog.text


async def test_sign_of_life_that_the_record_does_not_take_is_said_to_have_failed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def away(*_: object) -> None:
        raise StoreUnavailable("storage_away")

    async with world() as it:
        assert await it.signaling.presence.beat()
        monkeypatch.setattr(it.meetings, "beat", away)
        assert not await it.signaling.presence.beat()


async def test_device_of_a_room_is_held_to_the_microphone_of_who_speaks_there() -> None:
    async with world() as it:
        site = await it.joined("site:hall", "tv", microphone="on")
        await site.do("check_in_number", number=3)
        await site.hear("done")
        await it.meetings.do(M, CallOn(person=PersonId("p3")), actor("chair"))
        meeting, ear = await it.meetings.state(M), Hearing()
        clients = it.signaling.lobby.clients
        assert ear.verdicts([meeting], set(), clients, 0.0) == []
        ((where, who, silent),) = ear.verdicts([meeting], set(), clients, SILENT_S)
        assert (where, who.site, silent) == (M, "hall", Microphone.NO_PATH)


async def test_companion_who_offers_to_send_is_told_that_it_has_no_media() -> None:
    async with world() as it:
        companion = await it.joined("companion:p4")
        await companion.say("connect", pc="a", sdp="1a1v", sends=["microphone"])
        assert (await companion.hear("refused", id="a"))["code"] == "no_media_for_role"
