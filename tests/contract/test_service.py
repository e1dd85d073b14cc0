"""Two processes' services over one record: one meeting, no lost command, none done twice.

Each service has connections of its own, as two processes would. Over SQLite their buses are apart,
so that there only `look` tells one of the other's events.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable

import pytest

from live.announcing import topic
from live.bus import LocalBus, Note
from live.errors import Rejected
from live.ids import MeetingId, PersonId
from live.meeting.commands import (
    Ask,
    DeviceCame,
    DeviceWent,
    GiveNext,
    OpenMeeting,
    WriteToChair,
)
from live.meeting.evolve import fold
from live.meeting.state import Phase
from live.service import Meetings
from tests.contract.installation import Installation, device_of
from tests.contract.meetings import ADMINISTRATOR, CHAIR, PEOPLE, member, plan

SOON_S = 20.0
"""What has not happened after this never will."""


async def noted(notes: AsyncIterator[Note], version: int) -> None:
    """Wait until a version is noted; notes of earlier ones may still be on their way."""
    async with asyncio.timeout(SOON_S):
        while await anext(notes) != str(version).encode():
            pass


async def is_there(here: Installation, person: PersonId) -> bool:
    """Tell whether a person's presence is still open on record."""
    meeting = await here.one.meetings.state(here.meeting)
    return meeting.attendance.rows[person].intervals[-1].until_ms is None


async def outcomes(*sent: Awaitable[int]) -> list[int | Rejected]:
    """Await commands that were sent at once; a refusal is an outcome too."""
    found = await asyncio.gather(*sent, return_exceptions=True)
    for outcome in found:
        if isinstance(outcome, BaseException) and not isinstance(outcome, Rejected):
            raise outcome
    return [outcome for outcome in found if isinstance(outcome, int | Rejected)]


async def test_what_one_process_records_the_other_serves(here: Installation) -> None:
    version = await here.do(here.one, Ask(), member(PEOPLE[2]))
    seen = await here.two.meetings.state(here.meeting)
    assert seen.version == version
    assert seen == await here.one.meetings.state(here.meeting)


async def test_a_version_that_will_do_is_given_without_waiting(here: Installation) -> None:
    known = await here.two.meetings.state(here.meeting)
    version = await here.do(here.one, Ask(), member(PEOPLE[2]))
    assert await here.two.meetings.state(here.meeting, at_least=known.version) == known
    seen = await here.two.meetings.state(here.meeting, at_least=version)
    assert seen.version == version


async def test_commands_that_race_are_all_recorded_once(here: Installation) -> None:
    askers = PEOPLE[2:]
    versions = await outcomes(
        *(
            here.do(here.one if number % 2 else here.two, Ask(), member(person), f"ask-{person}")
            for number, person in enumerate(askers)
        )
    )
    meeting = await here.one.meetings.state(here.meeting)
    assert sorted(request.person for request in meeting.floor.requests) == sorted(askers)
    assert len(set(versions)) == len(askers)
    assert meeting == await here.two.meetings.state(here.meeting)
    assert meeting == fold(await here.one.database.events.read(here.meeting))


async def test_next_pressed_at_two_processes_at_once_skips_nobody(here: Installation) -> None:
    for person in PEOPLE[2:5]:
        await here.do(here.one, Ask(), member(person))
    await outcomes(
        here.do(here.one, GiveNext(current=None), CHAIR, "press-1"),
        here.do(here.two, GiveNext(current=None), CHAIR, "press-2"),
    )
    meeting = await here.one.meetings.state(here.meeting)
    assert meeting.floor.turn is not None
    assert meeting.floor.turn.person == PEOPLE[2]
    assert [request.person for request in meeting.floor.requests] == list(PEOPLE[3:5])


async def test_a_command_sent_twice_is_done_once_wherever_it_arrives(here: Installation) -> None:
    note = WriteToChair(text="Xin ý kiến")
    before = (await here.one.meetings.state(here.meeting)).version
    versions = await outcomes(
        here.do(here.one, note, CHAIR, "same"), here.do(here.two, note, CHAIR, "same")
    )
    versions += await outcomes(here.do(here.two, note, CHAIR, "same"))
    assert versions == [before + 1] * 3
    meeting = await here.two.meetings.state(here.meeting)
    assert len(meeting.supervision.messages) == 1


async def test_a_repeat_is_answered_as_before_though_it_would_be_refused_now(
    here: Installation,
) -> None:
    asked = await here.do(here.one, Ask(), member(PEOPLE[2]), "ask")
    await here.do(here.one, WriteToChair(text="Xin ý kiến"), CHAIR)
    for process in (here.one, here.two):
        assert await here.do(process, Ask(), member(PEOPLE[2]), "ask") == asked
        with pytest.raises(Rejected, match="already_asked"):
            await here.do(process, Ask(), member(PEOPLE[2]), "another")


async def test_nobody_is_refused_because_a_process_was_behind(here: Installation) -> None:
    await here.one.meetings.create(plan("later"), ADMINISTRATOR)
    later = MeetingId("later")
    assert (await here.two.meetings.state(later)).facts.phase is Phase.DRAFT
    await here.one.meetings.do(later, OpenMeeting(), CHAIR)
    person = PEOPLE[2]
    came = DeviceCame(device=device_of(person), node="n1")
    await here.one.meetings.do(later, came, member(person))
    await here.two.meetings.do(later, Ask(), member(person))


async def test_a_meeting_nobody_made_is_refused(here: Installation) -> None:
    unknown = MeetingId("unknown")
    for asked in (
        here.one.meetings.state(unknown),
        here.one.meetings.at(unknown, 1),
        here.one.meetings.do(unknown, OpenMeeting(), CHAIR),
    ):
        with pytest.raises(Rejected, match="unknown_meeting"):
            await asked


async def test_every_earlier_version_can_be_seen_at_both(here: Installation) -> None:
    events = await here.one.database.events.read(here.meeting)
    for process in (here.one, here.two):
        for version in range(1, len(events) + 1):
            assert await process.meetings.at(here.meeting, version) == fold(events[:version])
        for never in (0, len(events) + 1):
            with pytest.raises(ValueError, match="version"):
                await process.meetings.at(here.meeting, never)


async def test_each_new_version_is_noted_in_the_process_that_wrote_it(here: Installation) -> None:
    async with here.one.bus.subscribe(topic(here.meeting)) as notes:
        await noted(notes, await here.do(here.one, Ask(), member(PEOPLE[2])))


async def test_events_without_a_note_are_found_by_looking_and_noted(here: Installation) -> None:
    async with here.two.bus.subscribe(topic(here.meeting)) as notes:
        # A process that dies between its commit and its note.
        silent = Meetings(here.one.database.events, LocalBus(), here.clock, lambda: "silent")
        version = await silent.do(here.meeting, Ask(), member(PEOPLE[2]))
        await here.two.meetings.look()
        await noted(notes, version)


async def test_a_passed_deadline_is_acted_on_once_though_both_processes_see_it(
    here: Installation,
) -> None:
    person = PEOPLE[4]
    here.clock.advance(60_000)
    await here.do(here.one, DeviceWent(device=device_of(person), node="n1"), member(person))
    await here.two.meetings.state(here.meeting)
    before = await here.one.database.events.versions([here.meeting])
    await asyncio.gather(here.one.meetings.tick(), here.two.meetings.tick())
    assert await here.one.database.events.versions([here.meeting]) == before
    assert await is_there(here, person)
    here.clock.advance(200_000)
    await asyncio.gather(here.one.meetings.tick(), here.two.meetings.tick())
    await asyncio.gather(here.one.meetings.tick(), here.two.meetings.tick())
    assert not await is_there(here, person)
    told = (await here.one.database.events.read(here.meeting))[before[here.meeting] :]
    assert len({type(event) for event in told}) == len(told) >= 1


async def test_a_process_that_starts_keeps_the_deadlines_of_open_meetings(
    here: Installation,
) -> None:
    person = PEOPLE[4]
    here.clock.advance(60_000)
    left = await here.do(here.one, DeviceWent(device=device_of(person), node="n1"), member(person))
    here.clock.advance(200_000)
    starting = Meetings(here.two.database.events, here.two.bus, here.clock, lambda: "new")
    async with here.two.bus.subscribe(topic(here.meeting)) as notes:
        await starting.start()
        await noted(notes, left + 1)
        await starting.stop()
    assert not await is_there(here, person)
