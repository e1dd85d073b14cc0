"""Real clients against a real server: joining, acting, coming back, misbehaving."""

import asyncio
import json
from contextlib import suppress
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed

from live.announcing import LISTS_TOPIC
from live.ids import MeetingId, PersonId
from live.meeting.commands import ConcludeItem, StartItem
from live.meeting.views import view
from signaling import limits
from signaling.admission import REVOKED_TOPIC
from signaling.sync import apply
from tests.unit.signaling.world import actor, world

MEETING, P3 = MeetingId("m"), PersonId("p3")


async def test_client_is_welcomed_and_gets_the_view() -> None:
    async with world() as it:
        client = await it.client()
        await client.hello("member:p3")
        welcome = await client.hear("welcome")
        state = await client.hear("state")
    assert (welcome["role"], welcome["meetings"], welcome["node"]) == ("member", ["m"], "n1")
    assert state["view"]["me"]["person"] == "p3"
    assert state["view"]["me"]["presence"] == "present"
    assert state["version"] > 0


async def test_command_is_done_and_everybody_gets_the_patch() -> None:
    async with world() as it:
        asker, other = await it.joined("member:p3"), await it.joined("member:p4")
        await asker.hear("state")
        state = await other.hear("state")
        await asker.do("ask")
        done = await asker.hear("done", id="c1")
        patch = await other.hear("patch", version=done["version"])
    shown = apply(state["view"], patch["ops"])
    assert patch["from"] == state["version"]
    assert [request["person"] for request in shown["floor"]["queue"]] == ["p3"]


async def test_done_comes_after_the_patch_that_contains_it() -> None:
    async with world() as it:
        client = await it.joined("member:p3")
        await client.hear("state")
        await client.do("ask")
        done = await client.hear("done")
    assert any(m["type"] == "patch" and m["version"] >= done["version"] for m in client.heard)


async def test_repeated_command_is_done_once() -> None:
    async with world() as it:
        client = await it.joined("member:p3")
        await client.do("ask", id_="same")
        first = await client.hear("done")
        await client.do("ask", id_="same")
        second = await client.hear("done")
    assert first == second


async def test_client_comes_back_and_gets_one_patch() -> None:
    async with world() as it:
        away, other = await it.joined("member:p3"), await it.joined("member:p4")
        state = await away.hear("state")
        await away.socket.close()
        await other.do("ask", id_="1")
        await other.hear("done", id="1")
        back = await it.joined("member:p3", have={"m": state["version"]})
        patch = await back.hear("patch")
        now = view(await it.meetings.state(MEETING), actor("member:p3"))
    assert patch["from"] == state["version"]
    assert [m["type"] for m in back.heard] == ["welcome", "patch"]
    assert apply(state["view"], patch["ops"]) == json.loads(json.dumps(now))


@pytest.mark.parametrize("have", [{"m": 10_000}, {"m": 0}, {"other": 3}])
async def test_client_with_a_version_that_never_was_gets_the_view(have: dict[str, int]) -> None:
    async with world() as it:
        client = await it.joined("member:p3", have=have)
        assert (await client.hear("state"))["meeting"] == "m"


@pytest.mark.parametrize(
    ("command", "args", "code"),
    [
        ("give_next", {"current": None}, "not_allowed"),
        ("dance", {}, "unknown_command"),
        ("device_went", {"device": "d", "node": "n1"}, "unknown_command"),
        ("ask", {"loudly": True}, "bad_args"),
        (
            "insert_item",
            {"after": None, "title": "A", "planned_min": 1, "kind": "x" * 41},
            "bad_args",
        ),
        ("edit_meeting", {"title": "A", "scheduled_ms": 10**30}, "bad_args"),
        ("edit_meeting", {"title": "A", "scheduled_ms": -1}, "bad_args"),
        ("edit_meeting", {"title": "\0", "scheduled_ms": 0}, "bad_args"),
        ("finish_turn", {"turn": "x"}, "unknown_turn"),
    ],
)
async def test_client_is_refused_with_a_code_and_stays(
    command: str, args: dict[str, Any], code: str
) -> None:
    async with world() as it:
        client = await it.joined("member:p3")
        await client.do(command, **args)
        refused = await client.hear("refused")
        await client.do("ask", id_="c2")
        await client.hear("done", id="c2")
    assert (refused["id"], refused["code"]) == ("c1", code)


async def test_client_cannot_act_in_a_meeting_it_was_not_admitted_to() -> None:
    async with world("m", "other") as it:
        client = await it.joined("member:p3@m")
        await client.do("ask", meeting="other")
        assert (await client.hear("refused"))["code"] == "unknown_meeting"


@pytest.mark.parametrize(
    ("code", "close"),
    [("unknown_link", 4001), ("expired_link", 4001), ("revoked_link", 4002)],
)
async def test_client_with_a_bad_link_is_told_so_and_closed(code: str, close: int) -> None:
    async with world() as it:
        it.authenticator.refuse["member:p3"] = code
        client = await it.client()
        await client.hello("member:p3")
        assert (await client.hear("bye"))["code"] == code
        assert await client.closed() == close


@pytest.mark.parametrize(
    "text", ["{", '{"type":"ping"}', '{"type":"hello","token":"t","device":"d","x":1}']
)
async def test_client_that_talks_nonsense_is_refused_and_closed(text: str) -> None:
    async with world() as it:
        client = await it.client()
        await client.socket.send(text)
        assert (await client.hear("refused", id=None))["code"] == "bad_message"
        assert await client.closed() == 1008


async def test_client_that_sends_bytes_is_refused_and_closed() -> None:
    async with world() as it:
        client = await it.joined("member:p3")
        await client.socket.send(b"\x00")
        assert await client.closed() == 1008


async def test_client_that_sends_too_much_is_closed() -> None:
    async with world() as it:
        client = await it.joined("member:p3")
        await client.socket.send(json.dumps({"type": "ping", "x": "x" * limits.MESSAGE_BYTES}))
        assert (await client.hear("refused"))["code"] == "too_big"
        assert await client.closed() == 1009


async def test_client_that_sends_too_fast_is_closed() -> None:
    async with world() as it:
        client = await it.joined("member:p3")
        with suppress(ConnectionClosed):  # in the midst of it
            for _ in range(3 * limits.BURST_MESSAGES):  # however slowly a busy machine sends them
                await client.say("ping")
        assert (await client.hear("refused"))["code"] == "too_fast"
        assert await client.closed() == 4008


async def test_same_device_replaces_its_older_connection_and_the_person_stays() -> None:
    async with world() as it:
        older, watcher = await it.joined("member:p3"), await it.joined("secretary")
        await older.hear("state")
        newer = await it.joined("member:p3")
        assert (await older.hear("bye"))["code"] == "replaced"
        assert await older.closed() == 4003
        await newer.do("ask")
        await newer.hear("done")
        rows = (await it.meetings.state(MEETING)).attendance.rows
        assert rows[P3].dropped is None
        assert len(rows[P3].devices) == 1
        await watcher.hear("state")
        assert len(it.signaling.lobby) == 2


async def test_two_links_in_one_browser_are_two_devices() -> None:
    async with world() as it:
        first = await it.joined("member:p3")
        await it.joined("member:p4")
        await first.do("ask")
        assert await first.hear("done")


async def test_client_whose_link_is_revoked_is_sent_away_at_once() -> None:
    async with world() as it:
        gone, stays = await it.joined("member:p3"), await it.joined("member:p4")
        await it.bus.publish(REVOKED_TOPIC, b"link:member:p3")
        assert (await gone.hear("bye"))["code"] == "revoked_link"
        assert await gone.closed() == 4002
        await stays.say("ping")
        assert await stays.hear("pong")


async def test_client_whose_sign_in_is_over_is_told_to_come_back_with_another_token() -> None:
    async with world() as it:
        gone, stays = await it.joined("member:p3"), await it.joined("member:p4")
        await it.bus.publish(REVOKED_TOPIC, b"session:member:p3")
        assert (await gone.hear("bye"))["code"] == "signed_out"
        assert await gone.closed() == 4005
        await stays.say("ping")
        assert await stays.hear("pong")
        it.authenticator.refuse["member:p3"] = "signed_out"
        again = await it.client()
        await again.hello("member:p3")
        assert (await again.hear("bye"))["code"] == "signed_out"
        assert await again.closed() == 4005


async def test_client_whose_link_expires_is_sent_away() -> None:
    async with world() as it:
        it.authenticator.expires_ms = it.clock.wall_ms() + 300
        client = await it.joined("member:p3")
        it.authenticator.refuse["member:p3"] = "expired_link"
        assert (await client.hear("bye"))["code"] == "expired_link"
        assert await client.closed() == 4001


async def test_client_whose_meeting_was_moved_meanwhile_stays() -> None:
    async with world() as it:
        it.authenticator.expires_ms = it.clock.wall_ms() + 300
        client = await it.joined("member:p3")
        it.authenticator.expires_ms = None
        (conversation,) = it.signaling.lobby._present.values()
        await it.until(lambda: conversation.client.admission.expires_ms is None)
        await client.say("ping")
        await client.hear("pong")


async def test_member_who_says_to_be_in_the_room_is_admitted_as_a_companion() -> None:
    async with world() as it:
        phone, far = await it.client(), await it.client()
        await phone.hello("member:p3", where="room")
        await far.hello("member:p4", where="online")
        assert (await phone.hear("welcome"))["role"] == "companion"
        assert (await far.hear("welcome"))["role"] == "member"
        await it.signaling.lobby.look_again(everybody=True)
        for client in (phone, far):
            await client.say("ping")
            await client.hear("pong")
        wrong = await it.client()
        await wrong.hello("member:p5", where="elsewhere")
        assert (await wrong.hear("refused"))["code"] == "bad_message"


async def test_client_that_does_not_read_costs_one_difference() -> None:
    """While a reader stands still, what it misses becomes one patch, however much it is."""
    async with world(small_buffers=True) as it:
        slow = await it.joined("secretary")
        state = await slow.hear("state")
        slow.socket.transport.pause_reading()
        item = (await it.meetings.state(MEETING)).agenda.items[0].id
        await it.meetings.do(MEETING, StartItem(item=item), actor("chair"))
        for number in range(100):
            conclusion = ConcludeItem(item=item, text=f"{number}" + "x" * 4_000)
            await it.meetings.do(MEETING, conclusion, actor("chair"))
        version = (await it.meetings.state(MEETING)).version
        await it.until(lambda: it.signaling.hub.channels[MEETING].meeting.version == version)
        slow.socket.transport.resume_reading()
        await slow.hear("patch", version=version)
    patches = [m for m in slow.heard if m["type"] == "patch"]
    shown = state["view"]
    for patch in patches:
        shown = apply(shown, patch["ops"])
    assert shown["agenda"]["items"][0]["conclusion"].startswith("99x")
    assert len(patches) < 60


async def test_person_drops_when_the_connection_breaks() -> None:
    async with world() as it:
        client, watcher = await it.joined("member:p3"), await it.joined("secretary")
        await watcher.hear("state")
        client.socket.transport.abort()
        patch = await watcher.hear("patch")
        assert any(op.get("value") == "reconnecting" for op in patch["ops"])


async def test_supervisor_sees_meetings_come_and_go() -> None:
    async with world("m", "other") as it:
        it.authenticator.meetings = {"m"}
        client = await it.joined("supervisor")
        await client.hear("state", meeting="m")
        it.authenticator.meetings = {"other"}
        await it.bus.publish(LISTS_TOPIC, b"other")
        await client.hear("gone", meeting="m")
        await client.hear("state", meeting="other")


async def test_server_that_stops_sends_its_clients_to_another() -> None:
    async with world() as it:
        client = await it.joined("member:p3")
        await client.hear("state")
        await it.signaling.stop()
        assert await client.closed() == 1001
        assert "bye" not in [m["type"] for m in client.heard]


async def test_bug_closes_the_connection_without_details(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with world() as it:
        client = await it.joined("member:p3")
        await client.hear("state")

        async def broken(*_: object) -> int:
            raise ZeroDivisionError

        monkeypatch.setattr(it.meetings, "do", broken)
        await client.do("ask")
        assert await client.closed() == 1011
        monkeypatch.undo()
    assert sum(record.exc_info is not None for record in caplog.records) == 1


async def test_many_clients_all_end_with_the_same_view() -> None:
    async with world(people=30) as it:
        clients = [await it.joined(f"member:p{n}") for n in range(3, 31)]
        await asyncio.gather(*(client.do("ask") for client in clients))
        for client in clients:
            await client.hear("done")
        version = (await it.meetings.state(MEETING)).version
        queues = []
        for client in clients:
            if not any(m.get("version") == version for m in client.heard):
                await client.hear("patch", version=version)
            shown: Any = None
            for message in client.heard:
                if message["type"] == "state":
                    shown = message["view"]
                elif message["type"] == "patch":
                    shown = apply(shown, message["ops"])
            queues.append([request["person"] for request in shown["floor"]["queue"]])
    assert all(queue == queues[0] for queue in queues)
    assert len(queues[0]) == 28
