"""Secret votes on their way between a meeting and its ballot box.

The record says that a secret ballot was opened, closed and confirmed, and nothing between. The box
is made before the opening is recorded and sealed before the closing is, so that an open ballot has
a box, and a closed one takes no vote. It is counted into `CountBallot` and destroyed once the
result is recorded. A process that ends between two of these steps is followed by one that finds the
box as it was: closing and confirming are repeated, and a box that is over is destroyed when its
meeting is loaded.

What storage could not remove is owed: `remove_left` tries again every `AGAIN_S` until it is gone.
A process that starts does not know what an earlier one owed, and erases once.

Nothing of a vote is logged here, and no figure counts it.
"""

import logging
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from live.announcing import VOTES_TOPIC
from live.ballot_box import BallotBoxes, SecretVote
from live.bus import Bus
from live.clock import Clock
from live.errors import Rejected, StoreUnavailable
from live.ids import BallotId, PersonId
from live.meeting.commands import CastVote, Command, ConfirmBallot, CountBallot
from live.meeting.events import (
    BallotCancelled,
    BallotClosed,
    BallotConfirmed,
    BallotOpened,
    Event,
)
from live.meeting.permissions import Actor, Role, may
from live.meeting.state import OVER, Ballot, BallotPhase, Meeting
from live.meeting.tally import ballot_of, open_ballot
from live.meeting.voting import SECRET_METHODS, Choice, choices_of

AGAIN_S: Final = 60.0
"""Seconds between two attempts to remove what storage keeps of votes. While somebody else reads
there, an attempt holds other writes up for seconds (`store.sql.engine`). Chosen."""

log = logging.getLogger(__name__)


class SecretVotes:
    """What the service does about ballot boxes.

    Args:
        boxes: where secret votes are kept; None: secret ballots are refused.
    """

    def __init__(self, boxes: BallotBoxes | None, bus: Bus, clock: Clock) -> None:
        self._boxes = boxes
        self._bus = bus
        self._clock = clock
        self._over: frozenset[BallotId] = frozenset()
        """Boxes that are still to be destroyed."""
        self._owes_erasing = boxes is not None
        self._next_s = clock.monotonic()
        """When `remove_left` tries again at the earliest."""

    @property
    def boxes(self) -> BallotBoxes:
        """The boxes.

        Raises:
            Rejected: ``no_ballot_box``.
        """
        if self._boxes is None:
            raise Rejected("no_ballot_box")
        return self._boxes

    async def cast(
        self, meeting: Meeting, command: CastVote, actor: Actor, decided: Sequence[Event] | Rejected
    ) -> Rejected | None:
        """Put a vote into its box; return the refusal of the rules or of the box, None: it is in.

        Args:
            decided: what the rules say: no events, or a refusal.

        Raises:
            Rejected: ``already_voted``, whatever else is known of the meeting. Whoever has voted is
                told so for whatever reason a vote is refused by now (the ballot is closed, the
                voter has left): the answer to the vote may have been lost.
        """
        refused = decided if isinstance(decided, Rejected) else None
        ballot, person = ballot_of(meeting, command.ballot), actor.person
        if ballot is None or person is None:
            return refused or Rejected("unknown_ballot")
        refused = refused or await self._put(ballot, person, command.choice)
        if refused is None:
            await self._bus.publish(VOTES_TOPIC, meeting.facts.id.encode())
        elif refused.code == "already_voted":
            raise refused
        elif person in await self._voted(ballot):
            raise Rejected("already_voted")
        return refused

    async def _put(self, ballot: Ballot, person: PersonId, choice: Choice) -> Rejected | None:
        """Put a vote that the rules allow into its box; return the box's refusal."""
        choices = choices_of(ballot.question)
        vote = SecretVote(
            voter=ballot.entitled.index(person),
            marks=tuple(choices.index(each) for each in choice),
        )
        try:
            await self.boxes.cast(ballot.id, vote)
        except Rejected as refused:
            return refused
        return None

    async def _voted(self, ballot: Ballot) -> frozenset[PersonId]:
        """Return who has voted, as long as there is a box."""
        if self._boxes is None:
            return frozenset()
        places = await self._boxes.voted(ballot.id)
        return frozenset(ballot.entitled[place] for place in places)

    async def voters(self, meeting: Meeting) -> tuple[BallotId, frozenset[PersonId]] | None:
        """Return the open secret ballot and who has voted in it; None: there is none open."""
        ballot = open_ballot(meeting)
        if ballot is None or not ballot.is_secret:
            return None
        return ballot.id, await self._voted(ballot)

    async def with_count(self, meeting: Meeting, command: Command, role: Role) -> Command:
        """Return a command as the rules take it: a `ConfirmBallot` of a closed secret ballot with
        what its box holds, if the sender may confirm.

        Raises:
            Rejected: ``box_missing``: storage has been put back to an earlier state.
        """
        if not isinstance(command, ConfirmBallot) or not may(role, ConfirmBallot):
            return command
        ballot = ballot_of(meeting, command.ballot)
        if ballot is None or not ballot.is_secret or ballot.phase is not BallotPhase.CLOSED:
            return command
        held = await self.boxes.count(ballot.id)
        if held is None:
            raise Rejected("box_missing")
        return CountBallot(
            ballot=ballot.id,
            sums=dict(zip(choices_of(ballot.question), held.sums, strict=True)),
            voters=tuple(ballot.entitled[place] for place in held.voters),
            paper=command.paper,
        )

    async def before(self, meeting: Meeting, events: Iterable[Event]) -> None:
        """Do what has to be done before events are recorded: make a box, seal one.

        Raises:
            Rejected: ``no_ballot_box``.
        """
        for event in events:
            if isinstance(event, BallotOpened) and event.method in SECRET_METHODS:
                voters, choices = len(event.entitled), len(choices_of(event.question))
                await self.boxes.make(event.ballot, meeting.facts.id, voters, choices)
            elif isinstance(event, BallotClosed) and is_secret(meeting, event.ballot):
                await self.boxes.seal(event.ballot)

    async def after(self, meeting: Meeting, events: Iterable[Event]) -> None:
        """Destroy the box of a ballot that events have ended; after a closing too, erase what
        storage keeps of the votes as they came."""
        ended = [
            event
            for event in events
            if isinstance(event, BallotClosed | BallotConfirmed | BallotCancelled)
            and is_secret(meeting, event.ballot)
        ]
        if ended:
            over = [event.ballot for event in ended if not isinstance(event, BallotClosed)]
            with told_if_away("something of a ballot box that is sealed or over"):
                await self._remove(over)

    async def give_up(self, events: Iterable[Event]) -> None:
        """Destroy the box that was made for an opening that was not recorded. It is empty."""
        made = [
            event.ballot
            for event in events
            if isinstance(event, BallotOpened) and event.method in SECRET_METHODS
        ]
        if made:
            with told_if_away("an empty ballot box"):
                await self._remove(made, erase=False)

    async def clear(self, meeting: Meeting) -> None:
        """Destroy boxes that a process that was ended has left behind: of finished ballots, and in
        a meeting that is over every one, also of openings that were never recorded."""
        ended = meeting.facts.phase in OVER
        if self._boxes is None or not (ended or any(each.is_secret for each in meeting.ballots)):
            return
        with told_if_away("a ballot box that is over"):
            left = set(await self._boxes.of(meeting.facts.id))
            if not ended:
                left &= {ballot.id for ballot in meeting.ballots if not ballot.unfinished}
            if left:
                await self._remove(left)

    async def remove_left(self) -> None:
        """Remove what storage could not remove before. To be called now and then."""
        if (self._over or self._owes_erasing) and self._clock.monotonic() >= self._next_s:
            with told_if_away("something of ballot boxes"):
                await self._remove()

    async def _remove(self, ballots: Iterable[BallotId] = (), *, erase: bool = True) -> None:
        """Destroy boxes, and erase what storage keeps of them; what fails is owed."""
        self._over |= frozenset(ballots)
        self._owes_erasing |= erase
        self._next_s = self._clock.monotonic() + AGAIN_S
        if over := self._over:
            await self.boxes.destroy(over)
            self._over -= over
        if self._owes_erasing:
            self._owes_erasing, gone = False, False
            try:
                gone = await self.boxes.erase()
            finally:
                self._owes_erasing |= not gone


@contextmanager
def told_if_away(what: str) -> Iterator[None]:
    """Log that something stays for now if storage is away. The meeting goes on all the same."""
    try:
        yield
    except StoreUnavailable as error:
        log.warning("%s stays for now: %s", what, error.code)


def is_secret(meeting: Meeting, ballot: BallotId) -> bool:
    """Return whether votes in a ballot go into the box."""
    found = ballot_of(meeting, ballot)
    return found is not None and found.is_secret
