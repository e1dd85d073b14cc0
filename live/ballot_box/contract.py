"""The interface of every ballot box, and the form in which a box holds what was voted.

A box holds no ballots. It is one row of fixed size for each secret ballot that is open: a byte for
each entitled person (has voted, or not), in the order of the list, and the sum of each choice. A
vote changes that row and adds none, so there is no order, no time and no number by which a person
and a choice could be put together afterwards.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from live.errors import Rejected
from live.ids import BallotId, MeetingId

SUM_BYTES: Final = 4
"""Bytes of one sum, big-endian: the row keeps its size, whatever is voted. Chosen."""
YES: Final = 1
"""The byte of somebody who has voted; 0 of all others."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class SecretVote:
    """One vote on its way into the box. Its text form says nothing, so that no log line can."""

    voter: int
    """The person's place among the entitled, from 0."""
    marks: tuple[int, ...]
    """The places of what is chosen among the choices, from 0."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class BoxContents:
    """What a box holds: the sum of each choice, and the places of those who have voted."""

    sums: tuple[int, ...]
    voters: tuple[int, ...]


class BallotBoxes(Protocol):
    """The boxes of every ballot that is not counted. When a method returns, its writes are durable.

    Every method raises `live.errors.StoreUnavailable` when the box cannot be used now.
    """

    async def make(self, ballot: BallotId, meeting: MeetingId, voters: int, choices: int) -> None:
        """Make an empty box; without effect if there is one."""
        ...

    async def cast(self, ballot: BallotId, vote: SecretVote) -> None:
        """Put a vote in.

        Raises:
            Rejected: ``already_voted``; ``ballot_closed``: the box is sealed, or there is none.
        """
        ...

    async def voted(self, ballot: BallotId) -> frozenset[int]:
        """Return the places of those who have voted; none if there is no box."""
        ...

    async def seal(self, ballot: BallotId) -> None:
        """Let no vote in any more. Whatever vote was accepted is in the box."""
        ...

    async def count(self, ballot: BallotId) -> BoxContents | None:
        """Return what a sealed box holds; None: there is none, or it is not sealed."""
        ...

    async def destroy(self, ballots: Collection[BallotId]) -> None:
        """Remove boxes. What storage keeps of them is removed by `erase`."""
        ...

    async def erase(self) -> bool:
        """Remove from storage what it keeps of earlier states of boxes, which tell the order in
        which votes came, and of boxes that were destroyed. May take seconds.

        Returns:
            Whether all of it is gone. What the database cannot remove now goes with the next call.
        """
        ...

    async def of(self, meeting: MeetingId) -> Collection[BallotId]:
        """Return the ballots of a meeting that have a box."""
        ...


@dataclass(slots=True, kw_only=True)
class OpenedBox:
    """The row of a box, unpacked for a moment to put votes in."""

    voted: bytearray
    sums: bytearray

    @classmethod
    def empty(cls, voters: int, choices: int) -> "OpenedBox":
        """Return a box without votes."""
        return cls(voted=bytearray(voters), sums=bytearray(choices * SUM_BYTES))

    def put(self, vote: SecretVote) -> None:
        """Put a vote in.

        Raises:
            Rejected: ``already_voted``.
        """
        if self.voted[vote.voter] == YES:
            raise Rejected("already_voted")
        self.voted[vote.voter] = YES
        for mark in vote.marks:
            place = slice(mark * SUM_BYTES, (mark + 1) * SUM_BYTES)
            self.sums[place] = (int.from_bytes(self.sums[place]) + 1).to_bytes(SUM_BYTES)

    def contents(self) -> BoxContents:
        """Return what it holds."""
        starts = range(0, len(self.sums), SUM_BYTES)
        return BoxContents(
            sums=tuple(int.from_bytes(self.sums[at : at + SUM_BYTES]) for at in starts),
            voters=voters_in(self.voted),
        )


def voters_in(voted: bytes | bytearray) -> tuple[int, ...]:
    """Return the places of those who have voted."""
    return tuple(place for place, byte in enumerate(voted) if byte == YES)


def put_all(box: OpenedBox, votes: Sequence[SecretVote]) -> list[Rejected | None]:
    """Put votes in; return for each None, or the refusal."""
    outcomes: list[Rejected | None] = []
    for vote in votes:
        try:
            box.put(vote)
        except Rejected as refused:
            outcomes.append(refused)
        else:
            outcomes.append(None)
    return outcomes
