"""Ballot boxes in SQL: one row for each, of a size that does not change.

Votes that come while the database is busy with others go in together: a durable commit waits for
the disk, as long for one vote as for a hundred. Two processes are kept apart by the row's lock.

What remains beside the row is removed by `erase`, once the closing is recorded and again once the
result is; `live.secret_votes` asks again for what could not be removed. SQLite overwrites a row of
the same size in place and zeroes what is deleted (``secure_delete``), but the write-ahead log has
every state of the row until it is truncated. PostgreSQL keeps earlier states of a row until
``VACUUM FULL`` writes the table anew.
"""

import asyncio
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from functools import partial

from sqlalchemy import Connection, delete, select, update

from live.ballot_box.contract import (
    BoxContents,
    OpenedBox,
    SecretVote,
    put_all,
    voters_in,
)
from live.errors import Rejected
from live.ids import BallotId, MeetingId
from live.store.sql.engine import WatchedEngine
from live.store.sql.insert import insert_on_conflict
from live.store.sql.matching import among
from live.store.sql.schema import BALLOT_BOXES


@dataclass(slots=True, kw_only=True, eq=False, repr=False)
class WaitingVote:
    """A vote on its way into the database, and the future that its caller awaits."""

    vote: SecretVote
    done: "asyncio.Future[None]" = field(default_factory=asyncio.Future)

    def answer(self, outcome: Exception | None) -> None:
        """Tell the caller, unless it gave up waiting."""
        if self.done.done():
            return
        if outcome is None:
            self.done.set_result(None)
        else:
            self.done.set_exception(outcome)


class SqlBallotBoxes:
    """`BallotBoxes` over SQLite or PostgreSQL."""

    def __init__(self, engine: WatchedEngine) -> None:
        self._engine = engine
        self._waiting: dict[BallotId, list[WaitingVote]] = defaultdict(list)
        self._writing: dict[BallotId, asyncio.Task[None]] = {}

    async def close(self) -> None:
        """Wait for the votes that are on their way."""
        await asyncio.gather(*self._writing.values())

    async def make(self, ballot: BallotId, meeting: MeetingId, voters: int, choices: int) -> None:
        """Make an empty box; without effect if there is one."""
        box = OpenedBox.empty(voters, choices)
        row = {
            "ballot": ballot,
            "meeting": meeting,
            "sealed": False,
            "voted": bytes(box.voted),
            "sums": bytes(box.sums),
        }

        def work(connection: Connection) -> None:
            new = insert_on_conflict(connection, BALLOT_BOXES).on_conflict_do_nothing()
            connection.execute(new, row)

        await self._engine.write(work)

    async def cast(self, ballot: BallotId, vote: SecretVote) -> None:
        """Put a vote in, together with all that wait for the same box."""
        waiting = WaitingVote(vote=vote)
        self._waiting[ballot].append(waiting)
        if ballot not in self._writing:
            self._writing[ballot] = asyncio.create_task(self._write(ballot), name="ballot box")
        await waiting.done

    async def _write(self, ballot: BallotId) -> None:
        """Write votes until none waits."""
        try:
            while group := self._waiting.pop(ballot, None):
                votes = [entry.vote for entry in group]
                try:
                    outcomes: Sequence[Exception | None] = await self._engine.write(
                        partial(put_in, ballot, votes)
                    )
                except Exception as error:  # each caller raises it
                    outcomes = [error] * len(group)
                for entry, outcome in zip(group, outcomes, strict=True):
                    entry.answer(outcome)
        finally:
            del self._writing[ballot]

    async def voted(self, ballot: BallotId) -> frozenset[int]:
        """Return the places of those who have voted; none if there is no box."""
        known = select(BALLOT_BOXES.c.voted).where(BALLOT_BOXES.c.ballot == ballot)
        found = await self._engine.read(lambda c: c.execute(known).scalar())
        return frozenset(voters_in(found or b""))

    async def seal(self, ballot: BallotId) -> None:
        """Let no vote in any more."""
        seal = update(BALLOT_BOXES).where(BALLOT_BOXES.c.ballot == ballot).values(sealed=True)
        await self._engine.write(lambda c: c.execute(seal))

    async def count(self, ballot: BallotId) -> BoxContents | None:
        """Return what a sealed box holds; None: there is none, or it is not sealed."""
        known = select(BALLOT_BOXES.c.voted, BALLOT_BOXES.c.sums).where(
            BALLOT_BOXES.c.ballot == ballot, BALLOT_BOXES.c.sealed.is_(True)
        )
        found = await self._engine.read(lambda c: c.execute(known).first())
        if found is None:
            return None
        return OpenedBox(voted=bytearray(found.voted), sums=bytearray(found.sums)).contents()

    async def destroy(self, ballots: Collection[BallotId]) -> None:
        """Remove boxes."""
        gone = delete(BALLOT_BOXES).where(among(BALLOT_BOXES.c.ballot, ballots))
        await self._engine.write(lambda c: c.execute(gone))

    async def erase(self) -> bool:
        """Remove from storage what it keeps of earlier states of boxes and of destroyed ones;
        return whether all of it is gone."""
        return await self._engine.erase(BALLOT_BOXES)

    async def of(self, meeting: MeetingId) -> Collection[BallotId]:
        """Return the ballots of a meeting that have a box."""
        known = select(BALLOT_BOXES.c.ballot).where(BALLOT_BOXES.c.meeting == meeting)
        found = await self._engine.read(lambda c: c.execute(known).scalars().all())
        return [BallotId(ballot) for ballot in found]


def put_in(
    ballot: BallotId, votes: Sequence[SecretVote], connection: Connection
) -> list[Rejected | None]:
    """Put votes into a box within a transaction; return for each None, or the refusal."""
    this = BALLOT_BOXES.c.ballot == ballot
    known = select(BALLOT_BOXES.c.voted, BALLOT_BOXES.c.sums).where(
        this, BALLOT_BOXES.c.sealed.is_(False)
    )
    row = connection.execute(known.with_for_update()).first()
    if row is None:
        return [Rejected("ballot_closed") for _ in votes]
    box = OpenedBox(voted=bytearray(row.voted), sums=bytearray(row.sums))
    outcomes = put_all(box, votes)
    if None in outcomes:
        new = {"voted": bytes(box.voted), "sums": bytes(box.sums)}
        connection.execute(update(BALLOT_BOXES).where(this).values(new))
    return outcomes
