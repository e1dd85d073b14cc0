"""Packets are believed before words: who says that the microphone is on, and sends nothing."""

import pytest

from live.ids import DeviceId, MeetingId, PersonId
from live.media.engine import PeerId, SourceDown, SourceName, SourceUp
from live.meeting.commands import CallOn, SetMicrophone
from live.meeting.state import Meeting, Pause
from live.meeting.words import Microphone
from signaling import hearing
from signaling.client import Client
from signaling.hearing import SILENT_S, Hearing
from tests.unit.signaling.world import FakeAuthenticator, World, actor, world

M, P3 = MeetingId("m"), PersonId("p3")
SOURCE = SourceName("m/p:p3/microphone")


async def called(it: World) -> Meeting:
    """Give the floor to a member who is connected."""
    await it.meetings.do(M, CallOn(person=P3), actor("chair"))
    return await it.meetings.state(M)


async def page(microphone: Microphone | None, device: str = "d") -> Client:
    """Return a client that said this of its microphone."""
    admission = await FakeAuthenticator().admit("member:p3")
    return Client(
        id=device,
        token="member:p3",
        device=DeviceId(device),
        number=0,
        opened_ms=0,
        admission=admission,
        microphone=microphone,
    )


async def test_silence_is_told_after_a_while_and_its_end_at_once() -> None:
    async with world() as it:
        member = await it.joined("member:p3", microphone="on")
        await member.hear("state")
        meeting = await called(it)
        ear, clients = Hearing(), [await page(Microphone.ON), await page(Microphone.ON, "other")]
        assert ear.verdicts([meeting], {SOURCE}, clients, 0.0) == []
        assert ear.verdicts([meeting], set(), clients, 1.0) == []
        assert ear.verdicts([meeting], set(), clients, 0.9 + SILENT_S) == []
        (told,) = ear.verdicts([meeting], set(), clients, 1.0 + SILENT_S)
        assert (told[1].device, told[2]) == ("d", Microphone.NO_PATH)
        silent = SetMicrophone(device=DeviceId("d"), microphone=Microphone.NO_PATH)
        await it.meetings.do(M, silent, clients[0].actor)
        meeting = await it.meetings.state(M)
        assert ear.verdicts([meeting], set(), clients, 9.0 + SILENT_S) == []
        ((_, _, back),) = ear.verdicts([meeting], {SOURCE}, clients, 10.0 + SILENT_S)
        assert back is Microphone.ON


@pytest.mark.parametrize("said", [None, Microphone.OFF, Microphone.NO_PATH])
async def test_only_who_said_that_it_is_on_is_held_to_it(said: Microphone | None) -> None:
    async with world() as it:
        await (await it.joined("member:p3")).hear("state")
        meeting, ear = await called(it), Hearing()
        for moment in (0.0, SILENT_S, 2 * SILENT_S):
            assert ear.verdicts([meeting], set(), [await page(said)], moment) == []


async def test_a_turn_of_which_no_packets_come_waits_for_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(hearing, "SILENT_S", 0.0)

    async def pause(it: World) -> Pause | None:
        turn = (await it.meetings.state(M)).floor.turn
        return turn.pause if turn else None

    async with world() as it:
        member = await it.joined("member:p3", microphone="on")
        await member.hear("state")
        await called(it)
        await member.hear("patch")

        def shown(wanted: Pause | None) -> bool:
            meeting = it.signaling.hub.state(M)
            turn = meeting.floor.turn if meeting else None
            return turn is not None and turn.pause is wanted

        await it.until(lambda: shown(Pause.UNHEARD))
        it.engine.say(SourceUp(peer=PeerId("p"), source=SOURCE))
        await it.until(lambda: shown(None))
        it.engine.say(SourceDown(peer=PeerId("p"), source=SOURCE))
        await it.until(lambda: shown(Pause.UNHEARD))
        assert await pause(it) is Pause.UNHEARD
