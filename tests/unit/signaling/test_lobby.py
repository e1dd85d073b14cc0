"""Coming in, being sent away, and what is never written into a log."""

import asyncio
import json
import logging
from typing import Any

import pytest

from live.bus import LAGGED, Bus
from live.errors import BadPacket, VersionConflict
from live.ids import CommandId, MeetingId, PersonId
from live.meeting.commands import Command, DeviceCame, TakeOff
from live.meeting.permissions import Actor
from signaling import assembly, limits
from signaling.admission import REVOKED_TOPIC, Admission, Where
from signaling.allowance import REMEMBERED, Allowances
from signaling.lobby import DEVICES_TOPIC
from signaling.presence import PresenceKeeper
from tests.unit.signaling.world import World, actor, world

M = MeetingId("m")


async def test_client_that_says_nothing_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "HELLO_S", 0.05)
    async with world() as it:
        client = await it.client()
        assert (await client.hear("refused"))["code"] == "no_hello"
        assert await client.closed() == 1008


async def test_client_that_leaves_before_hello_is_nobody() -> None:
    async with world() as it:
        client = await it.client()
        await client.socket.close()
        assert len(it.signaling.lobby) == 0


@pytest.mark.parametrize("note", [b"", b"[]", b"{}", b"[1,2,3]", b"\xff"])
async def test_note_that_is_not_ours_is_a_bad_packet(note: bytes) -> None:
    async with world() as it:
        with pytest.raises(BadPacket):
            it.signaling.lobby.opened_elsewhere_untrusted(note)


async def test_foreign_note_on_the_bus_ends_nothing(caplog: pytest.LogCaptureFixture) -> None:
    async with world() as it:
        client = await it.joined("member:p3")
        await it.bus.publish(DEVICES_TOPIC, b"?")
        await it.until(lambda: "not ours" in caplog.text)
        await client.say("ping")
        await client.hear("pong")


async def test_newer_connection_is_not_ended_by_an_older_note() -> None:
    async with world() as it:
        client = await it.joined("member:p3")
        note = json.dumps(["link:member:p3", "d", "other", 1]).encode()
        it.signaling.lobby.opened_elsewhere_untrusted(note)
        await client.say("ping")
        await client.hear("pong")


async def lose_notes(it: World, bus: Bus, topic: str) -> None:
    """Tell the readers of a topic that notes were lost."""
    await bus.publish(topic, LAGGED)  # type: ignore[arg-type]
    await it.until(lambda: True)


async def test_revocation_whose_note_was_lost_is_found_out() -> None:
    async with world() as it:
        client, stays = await it.joined("member:p3"), await it.joined("member:p4")
        it.authenticator.refuse["member:p3"] = "revoked_link"
        await lose_notes(it, it.bus, REVOKED_TOPIC)
        assert (await client.hear("bye"))["code"] == "revoked_link"
        await stays.say("ping")
        await stays.hear("pong")


async def test_lost_races_are_refused_as_busy(monkeypatch: pytest.MonkeyPatch) -> None:
    async with world() as it:
        client = await it.joined("member:p3")
        await client.hear("state")

        async def lost(*_: object) -> int:
            raise VersionConflict(1, 2)

        monkeypatch.setattr(it.meetings, "do", lost)
        await client.do("ask")
        assert (await client.hear("refused"))["code"] == "busy"
        monkeypatch.undo()


async def test_meeting_that_is_no_more_is_left_out(caplog: pytest.LogCaptureFixture) -> None:
    async with world() as it:
        it.authenticator.meetings = {"m", "vanished"}
        client = await it.joined("supervisor")
        assert (await client.hear("state"))["meeting"] == "m"
        await it.until(lambda: "vanished" in caplog.text)


async def test_logs_hold_no_tokens_names_or_descriptions(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO, "signaling")
    async with world() as it:
        client = await it.joined("member:p3", device="my-device")
        await client.say("connect", pc="a", sdp="v=0 secret description", sends=["camera"])
        await client.hear("refused")
        await client.do("ask")
        await client.hear("done")
        await client.socket.send("{nonsense")
        await client.closed()
    text = "\n".join(r.getMessage() for r in caplog.records if r.name.startswith("signaling"))
    assert "joined" in text
    for secret in ("member:p3", "Đồng chí", "secret description", "my-device", "nonsense"):
        assert secret not in text


async def test_work_that_fails_is_said_and_begins_again(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(assembly, "AGAIN_S", 0.0)
    runs = 0
    enough = asyncio.Event()

    async def work() -> None:
        nonlocal runs
        runs += 1
        if runs == 3:
            enough.set()
            await asyncio.Event().wait()
        raise ZeroDivisionError

    task = asyncio.create_task(assembly._kept(work))
    await enough.wait()
    task.cancel()
    assert caplog.text.count("beginning again") == 2


async def test_counters_say_how_many_are_here() -> None:
    async with world() as it:
        client = await it.joined("member:p3")
        await client.hear("state")
        assert it.signaling.stats() == {
            "signaling_clients": 1.0,
            "signaling_meetings": 1.0,
            "signaling_peers": 0.0,
        }


async def test_meeting_that_is_joined_twice_at_once_is_shown_once() -> None:
    async with world() as it:
        client = await it.client()
        await client.hello("supervisor")
        await client.hear("welcome")
        await asyncio.gather(*(it.signaling.lobby.look_again() for _ in range(5)))
        await client.say("ping")
        await client.hear("pong")
        await client.hear("state")
        assert len(it.signaling.hub.channels[M].watches) == 1
    assert [m["type"] for m in client.heard].count("state") == 1


async def test_link_is_not_opened_again_and_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "BURST_HELLOS", 2)
    monkeypatch.setattr(limits, "HELLOS_PER_S", 0.001)
    async with world() as it:
        for device in ("a", "b"):
            await it.joined("member:p3", device)
        flooding = await it.client()
        await flooding.hello("member:p3", "c")
        assert (await flooding.hear("refused"))["code"] == "too_fast"
        assert await flooding.closed() == 4008
        await it.joined("member:p4")


async def test_oldest_device_of_a_link_goes_when_there_are_too_many(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(limits, "DEVICES", 2)
    async with world() as it:
        oldest, second = await it.joined("member:p3", "a"), await it.joined("member:p3", "b")
        other = await it.joined("member:p4", "a")
        newest = await it.joined("member:p3", "c")
        assert (await oldest.hear("bye"))["code"] == "replaced"
        for stays in (second, other, newest):
            await stays.say("ping")
            await stays.hear("pong")
        await it.until(lambda: len(it.signaling.lobby) == 3)


async def test_devices_of_a_link_share_what_it_may_ask(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "BURST_MESSAGES", 3)
    monkeypatch.setattr(limits, "MESSAGES_PER_S", 0.001)
    async with world() as it:
        first = await it.joined("member:p3", "a")
        for _ in range(3):
            await first.say("ping")
            await first.hear("pong")
        second = await it.joined("member:p3", "b")
        await second.say("ping")
        assert (await second.hear("refused"))["code"] == "too_fast"


async def test_check_in_codes_cannot_be_guessed_from_many_devices() -> None:
    async with world() as it:
        refusals = []
        for device in "ab":
            client = await it.joined("member:p3", device)
            for guess in range(limits.BURST_CODES):
                await client.do("check_in", id_=f"{device}{guess}", code=f"{guess:06d}")
                refusals.append((await client.hear("refused"))["code"])
        half = limits.BURST_CODES
        assert refusals == ["wrong_code"] * half + ["too_many_codes"] * half
        other = await it.joined("member:p4")
        await other.do("check_in", code="000000")
        assert (await other.hear("refused"))["code"] == "wrong_code"


def test_allowance_is_forgotten_only_when_many_others_were_used() -> None:
    allowances = Allowances()
    first = allowances.of("link:first")
    for number in range(REMEMBERED - 1):
        allowances.of(f"link:{number}")
    assert allowances.of("link:first") is first
    allowances.of("link:one more")
    assert allowances.of("link:first") is first


async def test_change_that_nobody_was_told_of_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assembly, "ADMIT_S", 0.01)
    async with world() as it:
        revoked, stays = await it.joined("member:p3"), await it.joined("member:p4")
        it.authenticator.refuse["member:p3"] = "revoked_link"
        assert (await revoked.hear("bye"))["code"] == "revoked_link"
        await stays.say("ping")
        await stays.hear("pong")


async def test_whoever_is_given_another_role_must_come_in_anew() -> None:
    async with world() as it:
        client, stays = await it.joined("chair"), await it.joined("member:p3")
        await client.hear("state")
        it.authenticator.now["chair"] = "member:p1"
        await it.meetings.do(M, TakeOff(person=PersonId("p5"), reason="x"), actor("chair"))
        assert (await client.hear("bye"))["code"] == "role_changed"
        assert await client.closed() == 4004
        again = await it.client()
        await again.hello("chair")
        assert (await again.hear("welcome"))["role"] == "member"
        await stays.say("ping")
        await stays.hear("pong")


async def test_client_that_left_is_joined_to_nothing() -> None:
    async with world() as it:
        client = await it.joined("member:p3")
        await client.hear("state")
        (conversation,) = it.signaling.lobby._present.values()
        await client.socket.close()
        await it.until(lambda: not conversation.client.watches)
        await conversation.join([M], {})
        assert not conversation.client.watches


async def test_meetings_of_a_wall_are_joined_concurrently(monkeypatch: pytest.MonkeyPatch) -> None:
    async with world("m", "n", "o") as it:
        it.authenticator.meetings = {"m", "n", "o"}
        all_three, record = asyncio.Barrier(3), it.meetings.do

        async def together(
            meeting: MeetingId, command: Command, by: Actor, id_: CommandId | None = None
        ) -> int:
            if isinstance(command, DeviceCame):
                await all_three.wait()
            return await record(meeting, command, by, id_)

        monkeypatch.setattr(it.meetings, "do", together)
        client = await it.joined("supervisor")
        assert {(await client.hear("state"))["meeting"] for _ in range(3)} == {"m", "n", "o"}


async def test_supervisor_who_is_admitted_again_goes_on_listening() -> None:
    async with world() as it:
        client = await it.joined("supervisor")
        await client.say("connect", pc="w", sdp="3a2v")
        await client.say("show", pc="w", meetings=["m"], listen="m")
        await client.say("ping")
        await client.hear("pong")
        await it.signaling.lobby.look_again()
        (guest,) = (await it.meetings.state(M)).supervision.guests.values()
        assert guest.listening


async def test_connection_that_is_admitted_late_does_not_end_the_newer_one_of_its_device(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A page that is loaded again at once, while the record is slow to admit the first."""
    async with world() as it:
        admit, first, slow = it.authenticator.admit, asyncio.Event(), asyncio.Event()

        async def late(token: str, where: Where | None = None) -> Admission:
            if not first.is_set():
                first.set()
                await slow.wait()
            return await admit(token, where)

        monkeypatch.setattr(it.authenticator, "admit", late)
        older = await it.client()
        await older.hello("member:p3")
        await first.wait()
        newer = await it.joined("member:p3")
        slow.set()
        assert (await older.hear("bye"))["code"] == "replaced"
        await newer.do("ask")
        await newer.hear("done")
        assert (await it.meetings.state(M)).attendance.rows[PersonId("p3")].dropped is None


async def test_page_that_is_loaded_again_is_present_however_slowly_its_going_is_recorded(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with world() as it:
        goes, slow, gone = asyncio.Event(), asyncio.Event(), asyncio.Event()
        went = PresenceKeeper.went

        async def late(self: PresenceKeeper, *about: Any) -> None:
            goes.set()
            await slow.wait()
            await went(self, *about)
            gone.set()

        monkeypatch.setattr(PresenceKeeper, "went", late)
        older, witness = await it.joined("member:p3"), await it.joined("member:p4")
        await older.hear("state")
        await older.socket.close()
        await goes.wait()
        newer = await it.client()
        await newer.hello("member:p3")
        await it.until(lambda: max(each.number for each in it.signaling.lobby.clients) == 2)
        await witness.do("ask")
        await witness.hear("done")  # a coming would be on record by then
        slow.set()
        await newer.hear("state")
        await gone.wait()
        row = (await it.meetings.state(M)).attendance.rows[PersonId("p3")]
        assert row.dropped is None
        assert len(row.devices) == 1
