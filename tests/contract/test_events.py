"""What every store of the record must do."""

import asyncio

import pytest

from live.errors import DuplicateCommand, VersionConflict
from live.ids import BranchId, CommandId, MeetingId, NodeId, ProposalId
from live.meeting.events import (
    Event,
    MeetingAnnounced,
    MeetingClosed,
    MeetingOpened,
    ProposalRaised,
)
from live.meeting.permissions import Author, Role
from live.store import Append, Database, EventStore, MeetingIndex
from live.store.codec import CODEC

MEETING = MeetingId("m")
BY = Author(role=Role.CHAIR, person=None, name="Hoàng Văn Lịch")
ANNOUNCED, OPENED, CLOSED = (
    MeetingAnnounced(at_ms=1, by=BY, command="announce_meeting"),
    MeetingOpened(at_ms=2, by=BY),
    MeetingClosed(at_ms=3, by=BY),
)


@pytest.fixture
def store(database: Database) -> EventStore:
    return database.events


def index(
    meeting: MeetingId = MEETING, branch: str = "b", state: str = "draft", scheduled_ms: int = 5
) -> MeetingIndex:
    return MeetingIndex(
        meeting=meeting,
        branch=BranchId(branch),
        title="Sinh hoạt thường kỳ",
        kind="regular",
        state=state,
        scheduled_ms=scheduled_ms,
    )


def append(
    expected_version: int, *events: Event, command: str | None = None, meeting: MeetingId = MEETING
) -> Append:
    return Append(
        meeting=meeting,
        expected_version=expected_version,
        events=events,
        command=None if command is None else CommandId(command),
    )


async def test_events_come_back_in_order_as_they_were(store: EventStore) -> None:
    assert await store.create(index(), [ANNOUNCED]) == 1
    assert await store.append(append(1, OPENED, CLOSED)) == 3
    assert list(await store.read(MEETING)) == [ANNOUNCED, OPENED, CLOSED]
    assert list(await store.read(MEETING, after_version=2)) == [CLOSED]
    assert list(await store.read(MEETING, after_version=3)) == []


async def test_events_are_given_as_they_are_stored(store: EventStore) -> None:
    await store.create(index(), [ANNOUNCED, OPENED])
    stored = await store.stored(MEETING)
    assert [CODEC.decode(name, body) for name, body in stored] == [ANNOUNCED, OPENED]
    assert stored[0] == CODEC.encode(ANNOUNCED)
    assert list(await store.stored(MeetingId("unknown"))) == []


async def test_a_meeting_nobody_made_has_no_record(store: EventStore) -> None:
    unknown = MeetingId("unknown")
    assert list(await store.read(unknown)) == []
    assert await store.index(unknown) is None
    assert await store.versions([unknown]) == {}
    with pytest.raises(VersionConflict) as caught:
        await store.append(append(0, OPENED, meeting=unknown))
    assert caught.value.actual == 0


async def test_a_second_meeting_of_one_id_is_refused(store: EventStore) -> None:
    await store.create(index(), [ANNOUNCED])
    with pytest.raises(VersionConflict):
        await store.create(index(branch="other"), [OPENED, CLOSED])
    assert list(await store.read(MEETING)) == [ANNOUNCED]
    assert await store.index(MEETING) == index()


async def test_an_append_at_a_stale_version_is_refused_and_nothing_is_written(
    store: EventStore,
) -> None:
    await store.create(index(), [ANNOUNCED])
    await store.append(append(1, OPENED))
    with pytest.raises(VersionConflict) as caught:
        await store.append(append(1, CLOSED, command="late"))
    assert (caught.value.expected, caught.value.actual) == (1, 2)
    assert list(await store.read(MEETING)) == [ANNOUNCED, OPENED]
    assert await store.version_of(MEETING, CommandId("late")) is None


async def test_an_append_ahead_of_the_record_is_refused(store: EventStore) -> None:
    await store.create(index(), [ANNOUNCED])
    with pytest.raises(VersionConflict):
        await store.append(append(2, OPENED))
    assert await store.versions([MEETING]) == {MEETING: 1}


async def test_a_repeated_command_is_told_its_first_version(store: EventStore) -> None:
    await store.create(index(), [ANNOUNCED])
    await store.append(append(1, OPENED, command="c"))
    await store.append(append(2, CLOSED, command="d"))
    assert await store.version_of(MEETING, CommandId("c")) == 2
    for version in (1, 2, 3):  # a repeat is found out whatever version it names
        with pytest.raises(DuplicateCommand) as caught:
            await store.append(append(version, OPENED, command="c"))
        assert caught.value.version == 2
    assert len(await store.read(MEETING)) == 3


async def test_a_command_id_belongs_to_one_meeting(store: EventStore) -> None:
    other = MeetingId("other")
    await store.create(index(), [ANNOUNCED])
    await store.create(index(other), [ANNOUNCED])
    await store.append(append(1, OPENED, command="c"))
    assert await store.append(append(1, OPENED, command="c", meeting=other)) == 2


async def test_of_many_appends_at_once_exactly_one_wins_each_version(store: EventStore) -> None:
    await store.create(index(), [ANNOUNCED])
    rivals = [store.append(append(1, OPENED, command=f"c{i}")) for i in range(20)]
    outcomes = await asyncio.gather(*rivals, return_exceptions=True)
    assert sum(outcome == 2 for outcome in outcomes) == 1
    assert sum(isinstance(outcome, VersionConflict) for outcome in outcomes) == 19
    assert await store.versions([MEETING]) == {MEETING: 2}


async def test_appends_to_many_meetings_at_once_all_stand(store: EventStore) -> None:
    meetings = [MeetingId(f"m{i}") for i in range(12)]
    for meeting in meetings:
        await store.create(index(meeting), [ANNOUNCED])

    async def write(meeting: MeetingId) -> None:
        for version in range(1, 6):
            await store.append(append(version, OPENED, meeting=meeting))

    await asyncio.gather(*map(write, meetings))
    assert await store.versions(meetings) == dict.fromkeys(meetings, 6)


async def test_a_conflict_in_a_group_leaves_its_neighbours_standing(store: EventStore) -> None:
    other = MeetingId("other")
    await store.create(index(), [ANNOUNCED])
    await store.create(index(other), [ANNOUNCED])
    outcomes = await asyncio.gather(
        store.append(append(1, OPENED)),
        store.append(append(7, OPENED)),
        store.append(append(1, OPENED, meeting=other)),
        store.append(append(2, CLOSED)),
        return_exceptions=True,
    )
    assert [outcome for outcome in outcomes if isinstance(outcome, int)] == [2, 2, 3]
    assert list(await store.read(MEETING)) == [ANNOUNCED, OPENED, CLOSED]
    assert list(await store.read(other)) == [ANNOUNCED, OPENED]


async def test_an_append_moves_the_index_with_it(store: EventStore) -> None:
    await store.create(index(), [ANNOUNCED])
    opened = index(state="open")
    await store.append(Append(meeting=MEETING, expected_version=1, events=[OPENED], index=opened))
    assert await store.index(MEETING) == opened
    with pytest.raises(VersionConflict):
        await store.append(
            Append(meeting=MEETING, expected_version=1, events=[OPENED], index=index())
        )
    assert await store.index(MEETING) == opened


async def test_meetings_are_listed_by_branch_and_state_earliest_first(store: EventStore) -> None:
    late = index(MeetingId("late"), scheduled_ms=9, state="open")
    soon = index(MeetingId("soon"), scheduled_ms=1, state="open")
    past = index(MeetingId("past"), scheduled_ms=0, state="closed")
    elsewhere = index(MeetingId("elsewhere"), branch="x", state="open")
    for entry in (late, soon, past, elsewhere):
        await store.create(entry, [ANNOUNCED])
    branch = BranchId("b")
    assert await store.meetings(branches={branch}, states={"open"}) == [soon, late]
    assert await store.meetings(branches=[branch]) == [past, soon, late]
    assert await store.meetings(states=["open"]) == [soon, elsewhere, late]
    assert await store.meetings(branches=[]) == []
    assert len(await store.meetings()) == 4


async def test_the_last_sign_of_life_of_a_process_is_kept(store: EventStore) -> None:
    assert await store.last_beat(NodeId("n1")) is None
    for now_ms in (5, 7):
        await store.beat(NodeId("n1"), now_ms)
    await store.beat(NodeId("n2"), 6)
    assert await store.last_beat(NodeId("n1")) == 7


async def test_meetings_with_proposals_are_found_by_branch_earliest_first(
    store: EventStore,
) -> None:
    raised = ProposalRaised(
        at_ms=4, by=BY, proposal=ProposalId("p"), text="x", to="", due=None, proposer=""
    )
    for name, branch, at_ms in (("m1", "b", 9), ("m2", "b", 5), ("m3", "c", 7), ("m4", "b", 1)):
        events = [OPENED] if name == "m4" else [OPENED, raised, raised]
        await store.create(index(MeetingId(name), branch, scheduled_ms=at_ms), events)

    async def found(*branches: str) -> list[str]:
        return [each.meeting for each in await store.with_proposals([*map(BranchId, branches)])]

    assert await found("b") == ["m2", "m1"]
    assert await found("b", "c") == ["m2", "m3", "m1"]
    assert await found("none") == await found() == []
