"""One microphone in several meetings: a supervisor is heard wherever the floor was given."""

import pytest

from live.ids import MeetingId, PersonId
from live.media.engine import LoudnessLevels, PeerId, SourceName, SourceUp
from signaling.air import OnAir
from signaling.wire import Part, person_key, shared_name, source_names
from tests.unit.signaling.world import Client, World, world

HERE, THERE, SILENT = "m", "m2", "m3"
VOICE = SourceName(f"{HERE}+{THERE}/p:guest/microphone")
PEER = PeerId("x")


async def speaks(it: World, *also: str, who: str = "supervisor") -> Client:
    """Let somebody offer a microphone for one meeting, and for others."""
    client = await it.joined(who)
    await client.say(
        "connect", pc="v", sdp="0a0v", sends=["microphone"], meeting=HERE, also=list(also)
    )
    return client


async def asks(wall: Client, meeting: str) -> None:
    """Ask for the floor in a meeting."""
    await wall.do("ask", id_=f"ask-{meeting}", meeting=meeting)
    assert (await wall.answer(f"ask-{meeting}"))["type"] == "done"


async def test_a_supervisor_is_heard_in_each_meeting_that_gives_the_floor_and_no_other() -> None:
    async with world(HERE, THERE, SILENT) as it:
        wall = await speaks(it, THERE)
        await wall.hear("connected")
        assert it.engine.published.popitem()[1] == (VOICE,)
        desks, heard = {}, {}
        for meeting in (HERE, THERE, SILENT):
            await asks(wall, meeting)
            desks[meeting] = await it.joined(f"chair@{meeting}", device=meeting)
            await desks[meeting].say("connect", pc="a", sdp="1a0v")
            await desks[meeting].hear("slots")
            heard[meeting] = list(it.engine.routes)[-1]
        it.engine.say(SourceUp(peer=PEER, source=VOICE))

        def source(meeting: str) -> SourceName | None:
            route = it.engine.routes[heard[meeting]].get("a0")
            return route.source if route else None

        for meeting in (HERE, THERE, SILENT):
            id_ = f"give-{meeting}"
            await desks[meeting].do("give_next", id_=id_, meeting=meeting, current=None)
            assert (await desks[meeting].answer(f"give-{meeting}"))["type"] == "done"
        await it.until(lambda: (source(HERE), source(THERE)) == (VOICE, VOICE))
        # Where the microphone was not offered, its name is one that nobody sends under.
        assert source(SILENT) in (None, f"{SILENT}/p:guest/microphone")
        it.engine.say(LoudnessLevels(levels={VOICE: -20}))
        await wall.hear("loudness", of={HERE: -18, THERE: -18})

        state = await it.meetings.state(MeetingId(THERE))
        assert state.floor.turn
        await wall.do("finish_turn", id_="end", meeting=THERE, turn=state.floor.turn.id)
        await it.until(lambda: source(THERE) is None)
        assert source(HERE) == VOICE


@pytest.mark.parametrize(
    ("who", "also", "code"),
    [
        ("supervisor", ["unknown"], "unknown_meeting"),
        ("supervisor", ["m1"], "unknown_meeting"),  # with another media process
        ("member:p3", [HERE], "not_allowed"),
    ],
)
async def test_meetings_out_of_reach_are_refused(who: str, also: list[str], code: str) -> None:
    async with world(HERE, "m1") as it:
        it.engine.carriers = 2
        client = await speaks(it, *also, who=who)
        assert (await client.hear("refused", id="v"))["code"] == code


def test_a_shared_source_has_a_name_in_each_of_its_meetings() -> None:
    meetings = [MeetingId("a-1"), MeetingId("b_2")]
    shared = shared_name(meetings, person_key(PersonId("p")), Part.CAMERA)
    assert list(source_names(shared)) == ["a-1/p:p/camera", "b_2/p:p/camera"]
    assert list(source_names(SourceName("a-1/p:p/camera"))) == ["a-1/p:p/camera"]


def test_what_sends_latest_under_a_name_is_taken_and_what_is_left_when_it_ends() -> None:
    air = OnAir()
    alone, here = SourceName("a/p:p/microphone"), MeetingId("a")
    both = SourceName("a+b/p:p/microphone")
    assert air.came_up(alone) == [here]
    assert air.came_up(both) == [here, MeetingId("b")]
    assert air.source_of(alone) == both
    assert air.live() == {alone, SourceName("b/p:p/microphone")}
    assert air.went_down(both) == [here, MeetingId("b")]
    assert air.source_of(alone) == alone
    assert air.source_of(SourceName("b/p:p/microphone")) == "b/p:p/microphone"
    assert air.live() == {alone}
    assert air.went_down(alone) == [here]
    assert len(air) == 0
