"""What every ballot box promises: one vote each, none after the seal, nothing after the count."""

import asyncio
from typing import Final

from live.ballot_box import BallotBoxes, BoxContents, SecretVote
from live.errors import Rejected
from live.ids import BallotId, MeetingId
from live.store import Database

BALLOT: Final = BallotId("b")
MEETING: Final = MeetingId("m")
FOR: Final = (0,)
AGAINST: Final = (1,)


async def made(database: Database, voters: int = 20) -> BallotBoxes:
    """Return the boxes of a database, with one for a motion."""
    await database.boxes.make(BALLOT, MEETING, voters, 3)
    return database.boxes


async def outcome(boxes: BallotBoxes, voter: int, marks: tuple[int, ...]) -> str:
    """Vote; return ``in``, or the code of the refusal."""
    try:
        await boxes.cast(BALLOT, SecretVote(voter=voter, marks=marks))
    except Rejected as refused:
        return refused.code
    return "in"


async def test_votes_are_added_up_and_who_voted_is_known(database: Database) -> None:
    boxes = await made(database)
    assert await boxes.voted(BALLOT) == frozenset()
    for voter, marks in ((7, FOR), (3, AGAINST), (5, (0, 2))):
        assert await outcome(boxes, voter, marks) == "in"
    assert await boxes.voted(BALLOT) == {3, 5, 7}
    assert await boxes.count(BALLOT) is None  # not before the seal
    await boxes.seal(BALLOT)
    counted = await boxes.count(BALLOT)
    assert counted == BoxContents(sums=(2, 1, 1), voters=(3, 5, 7))
    assert "voters" not in repr(counted)


async def test_a_second_vote_of_a_person_changes_nothing(database: Database) -> None:
    boxes = await made(database)
    answers = await asyncio.gather(*(outcome(boxes, 4, marks) for marks in (FOR, AGAINST, FOR)))
    assert sorted(answers) == ["already_voted", "already_voted", "in"]
    await boxes.seal(BALLOT)
    counted = await boxes.count(BALLOT)
    assert counted
    assert (sum(counted.sums), counted.voters) == (1, (4,))


async def test_every_accepted_vote_is_in_the_count_and_no_refused_one(database: Database) -> None:
    boxes = await made(database, voters=60)
    votes = [asyncio.create_task(outcome(boxes, voter, FOR)) for voter in range(60)]
    await votes[0]
    await boxes.seal(BALLOT)
    answers = await asyncio.gather(*votes)
    assert set(answers) <= {"in", "ballot_closed"}
    counted = await boxes.count(BALLOT)
    assert counted
    assert counted.sums[0] == len(counted.voters) == answers.count("in")


async def test_a_box_is_made_once(database: Database) -> None:
    boxes = await made(database)
    assert await outcome(boxes, 1, FOR) == "in"
    await boxes.make(BALLOT, MEETING, 20, 3)
    assert await boxes.voted(BALLOT) == {1}
    assert list(await boxes.of(MEETING)) == [BALLOT]
    assert list(await boxes.of(MeetingId("other"))) == []


async def test_a_destroyed_box_takes_and_tells_nothing(database: Database) -> None:
    boxes = await made(database)
    await boxes.make(BallotId("other"), MEETING, 5, 3)
    assert await outcome(boxes, 1, FOR) == "in"
    await boxes.seal(BALLOT)
    for _ in range(2):
        await boxes.destroy([BALLOT])
        await boxes.erase()
    assert await boxes.count(BALLOT) is None
    assert await boxes.voted(BALLOT) == frozenset()
    assert await outcome(boxes, 2, FOR) == "ballot_closed"
    await boxes.seal(BALLOT)
    assert await boxes.count(BALLOT) is None
    assert list(await boxes.of(MEETING)) == [BallotId("other")]


async def test_whoever_gives_up_waiting_disturbs_nobody(database: Database) -> None:
    boxes = await made(database)
    leaving = asyncio.create_task(outcome(boxes, 1, FOR))
    staying = asyncio.create_task(outcome(boxes, 2, FOR))
    await asyncio.sleep(0)
    leaving.cancel()
    await asyncio.gather(leaving, return_exceptions=True)
    assert await staying == "in"
    assert 2 in await boxes.voted(BALLOT)
