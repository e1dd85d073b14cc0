"""Secret votes on their way between a meeting and its ballot box.

The record says that a secret ballot was opened, closed and confirmed, and nothing between. The box
is made before the opening is recorded and sealed before the closing is, so that an open ballot has
a box, and a closed one takes no vote. It is counted into `CountBallot` and destroyed once the
result is recorded. A process that ends between two of these steps is followed by one that finds the
box as it was: closing and confirming are repeated, and a box that is over is destroyed when its
meeting is loaded.

Nothing of a vote is logged here, and no figure counts it.
"""

import logging
from collections.abc import Iterable

from live.ballot_box import BallotBoxes, SecretVote
from live.bus import Bus
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
from live.meeting.permissions import Actor
from live.meeting.state import Ballot, BallotPhase, Meeting
from live.meeting.voting import SECRET_METHODS, choices_of
from live.notes import VOTES_TOPIC

log = logging.getLogger(__name__)


class SecretVotes:
    """What the service does about ballot boxes.

    Args:
        boxes: where secret votes are kept; None: secret ballots are refused.
    """

    def __init__(self, boxes: BallotBoxes | None, bus: Bus) -> None:
        self._boxes = boxes
        self._bus = bus

    @property
    def boxes(self) -> BallotBoxes:
        """The boxes.

        Raises:
            Rejected: ``no_ballot_box``.
        """
        if self._boxes is None:
            raise Rejected("no_ballot_box")
        return self._boxes

    async def cast(self, meeting: Meeting, command: CastVote, actor: Actor) -> None:
        """Put a vote that the rules allow into its box.

        Raises:
            Rejected: ``already_voted`` or ``ballot_closed``.
        """
        ballot, person = ballot_of(meeting, command.ballot), actor.person
        if ballot is None or person is None:
            raise Rejected("unknown_ballot")
        choices = choices_of(ballot.question)
        vote = SecretVote(
            voter=ballot.entitled.index(person),
            marks=tuple(choices.index(choice) for choice in command.choice),
        )
        await self.boxes.cast(ballot.id, vote)
        await self._bus.publish(VOTES_TOPIC, meeting.facts.id.encode())

    async def voters(self, meeting: Meeting) -> tuple[BallotId, frozenset[PersonId]] | None:
        """Return the open secret ballot and who has voted in it; None: there is none open."""
        ballot = meeting.ballots[-1] if meeting.ballots else None
        if ballot is None or not ballot.is_secret or ballot.phase is not BallotPhase.OPEN:
            return None
        places = await self.boxes.voted(ballot.id)
        return ballot.id, frozenset(ballot.entitled[place] for place in places)

    async def with_count(self, meeting: Meeting, command: Command) -> Command:
        """Return a command as the rules take it: a `ConfirmBallot` of a closed secret ballot with
        what its box holds.

        Raises:
            Rejected: ``box_missing``: storage has been put back to an earlier state.
        """
        if not isinstance(command, ConfirmBallot):
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
        """Destroy the box of a ballot that events have ended."""
        over = [
            event.ballot
            for event in events
            if isinstance(event, BallotConfirmed | BallotCancelled)
            and is_secret(meeting, event.ballot)
        ]
        if over:
            try:
                await self.boxes.destroy(over)
            except StoreUnavailable as error:
                # The result stands; the box goes when the meeting is loaded again.
                log.warning("a ballot box that is over stays for now: %s", error.code)

    async def give_up(self, events: Iterable[Event]) -> None:
        """Destroy the box that was made for an opening that was not recorded."""
        made = [
            event.ballot
            for event in events
            if isinstance(event, BallotOpened) and event.method in SECRET_METHODS
        ]
        if made:
            await self.boxes.destroy(made)

    async def clear(self, meeting: Meeting) -> None:
        """Destroy boxes of finished ballots, which a process that was ended has left behind."""
        if self._boxes is None or not any(ballot.is_secret for ballot in meeting.ballots):
            return
        over = {ballot.id for ballot in meeting.ballots if not ballot.unfinished}
        if left := over.intersection(await self._boxes.of(meeting.facts.id)):
            await self._boxes.destroy(left)


def ballot_of(meeting: Meeting, ballot: BallotId) -> Ballot | None:
    """Return a ballot of a meeting."""
    return next((each for each in meeting.ballots if each.id == ballot), None)


def is_secret(meeting: Meeting, ballot: BallotId) -> bool:
    """Return whether votes in a ballot go into the box."""
    found = ballot_of(meeting, ballot)
    return found is not None and found.is_secret
