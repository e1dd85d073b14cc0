"""A device whose WebSocket breaks off and comes back: its sound and picture go on meanwhile."""

import pytest

from live.clock import ManualClock
from live.ids import MeetingId, PersonId
from live.media.engine import Layer, PeerDown
from live.meeting.state import Meeting
from live.meeting.state.attendance import Drop
from signaling import limits
from signaling.admission import REVOKED_TOPIC
from tests.unit.signaling.test_negotiate import only_peer
from tests.unit.signaling.world import Client, Installation, World, open_meetings, process, world
from web.line import TimedWebSocket


async def connected(it: World) -> Client:
    """Let a member in whose slots show the hall."""
    client, _ = await it.joined("member:p3"), await it.joined("site:hall")
    await client.say("connect", pc="a", sdp="1a1v")
    await client.hear("slots")
    await client.say("show", pc="a", layer="h")
    await it.until(lambda: it.engine.routes[only_peer(it)]["v0"].layer is Layer.HALF)
    return client


async def broken_off(it: World, client: Client) -> None:
    client.socket.transport.abort()
    await it.until(lambda: len(it.signaling.lobby) == 1)


async def test_device_that_is_back_takes_its_connection_up_as_it_was() -> None:
    async with world() as it:
        client = await connected(it)
        peer, before = only_peer(it), dict(it.engine.routes[only_peer(it)])
        await broken_off(it, client)
        back = await it.joined("member:p3")
        await back.say("connect", pc="a", sdp="1A1V")
        assert (await back.hear("connected"))["continues"] is True
        assert (await back.hear("slots"))["fill"][1]["source"] == "s:hall"
        assert only_peer(it) == peer
        assert it.engine.routes[peer] == before, "its wish too"
        await back.say("show", pc="a", layer="q")
        await it.until(lambda: it.engine.routes[peer]["v0"].layer is Layer.QUARTER)


async def test_device_that_is_back_before_its_old_line_is_missed_goes_on_too() -> None:
    async with world() as it:
        client = await connected(it)
        back = await it.joined("member:p3")
        assert (await client.hear("bye"))["code"] == "replaced"
        await back.say("connect", pc="a", sdp="1A1V")
        assert (await back.hear("connected"))["continues"] is True
        await back.say("disconnect", pc="a")
        await it.until(lambda: not it.engine.routes)


async def test_device_whose_sign_in_is_over_goes_on_when_it_is_signed_in_again() -> None:
    async with world() as it:
        client = await connected(it)
        peer = only_peer(it)
        await it.bus.publish(REVOKED_TOPIC, b"session:member:p3")
        assert (await client.hear("bye"))["code"] == "signed_out"
        await it.until(lambda: len(it.signaling.lobby) == 1)
        back = await it.joined("member:p3")
        await back.say("connect", pc="a", sdp="1A1V")
        assert (await back.hear("connected"))["continues"] is True
        assert only_peer(it) == peer


async def test_what_waits_follows_the_meeting_and_is_nobody_elses() -> None:
    async with world() as it:
        client = await connected(it)
        peer = only_peer(it)
        await broken_off(it, client)
        other = await it.joined("member:p3", device="another")
        await other.say("connect", pc="a", sdp="1A1V")
        assert (await other.hear("connected"))["continues"] is False
        chair = await it.joined("chair")
        await chair.say("do", id="c", meeting="m", command="close_meeting", args={})
        await it.until(lambda: it.engine.routes[peer]["v0"].source is None)


async def test_who_does_not_come_back_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "BROKEN_OFF_S", 0.05)
    async with world() as it:
        await broken_off(it, await connected(it))
        await it.until(lambda: not it.engine.routes)
        assert not it.signaling.negotiator.peers


async def test_who_leaves_by_itself_or_is_sent_away_leaves_nothing_behind() -> None:
    async with world() as it:
        client = await connected(it)
        await client.socket.close()
        await it.until(lambda: not it.engine.routes)
        await broken_off(it, await connected(it))
        assert it.engine.routes
        await it.bus.publish(REVOKED_TOPIC, b"link:member:p3")
        await it.until(lambda: not it.engine.routes)


async def test_connection_that_the_engine_loses_meanwhile_begins_anew() -> None:
    async with world() as it:
        client = await connected(it)
        peer = only_peer(it)
        await broken_off(it, client)
        await it.engine.close(peer)
        it.engine.say(PeerDown(peer=peer, reason="engine_lost"))
        back = await it.joined("member:p3")
        await back.say("connect", pc="a", sdp="1A1V")
        assert (await back.hear("connected"))["continues"] is False


def dropped(meeting: Meeting) -> Drop | None:
    """Return since when the member is gone."""
    return meeting.attendance.rows[PersonId("p3")].dropped


@pytest.mark.parametrize("silent_s", [0.0, 37.0])
async def test_who_is_gone_was_there_until_the_last_sign_of_life(
    monkeypatch: pytest.MonkeyPatch, silent_s: float
) -> None:
    """A network that goes silently is noticed late; a line that the other side ends, at once."""
    clock = ManualClock()
    async with process(Installation(), "n1", clock) as it:
        await open_meetings(it.meetings, "m")
        monkeypatch.setattr(TimedWebSocket, "silent_s", lambda _: silent_s)
        client = await it.joined("member:p3")
        await client.hear("state")  # it is recorded as connected
        clock.advance(60_000)
        client.socket.transport.abort()
        drop = dropped(await it.until_on_record(MeetingId("m"), dropped))
        assert drop is not None
        assert drop.noticed_ms == clock.wall_ms()
        assert drop.noticed_ms - drop.since_ms == silent_s * 1000
