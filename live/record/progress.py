"""What is done and what is still missing before the record of a closed meeting is complete."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from live.meeting.attendance import Presence, presence_of
from live.meeting.scoring import overtaken
from live.meeting.state import BallotPhase, Meeting


class Step(StrEnum):
    """A part of the record that the desk completes."""

    CONCLUSIONS = "conclusions"
    NOTES = "notes"
    ATTENDANCE = "attendance"
    BALLOTS = "ballots"
    SCORE = "score"
    SCORE_AGAIN = "score_again"
    MINUTES = "minutes"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a step has come: how many parts it has, and how many of them are missing."""

    step: Step
    parts: int
    missing: int


def progress(meeting: Meeting) -> Iterator[Progress]:
    """Yield every step of a meeting's record, in the order in which it is worked on.

    A conclusion is expected on items in which somebody spoke, a score that the branch adopted of
    every meeting: it stands in the minutes and cannot be given after them. What was not decided is
    not expected any more once the minutes are adopted; a score that was not given is then no step.
    A score that the branch adopted is given again if the record says otherwise since: a step of
    its own, which is there as long as that is missing.
    """
    adopted, scored = meeting.minutes.adoption is not None, bool(meeting.score.adopted)
    spoken = {turn.item for turn in meeting.floor.turns}
    items = [item for item in meeting.agenda.items if item.counted and item.id in spoken]
    turns = meeting.floor.turns
    states = [presence_of(meeting, person) for person in meeting.members]
    ballots = [each for each in meeting.ballots if each.phase is not BallotPhase.CANCELLED]
    parts = {
        Step.CONCLUSIONS: [bool(item.conclusion) for item in items],
        Step.NOTES: [bool(turn.note) for turn in turns],
        Step.ATTENDANCE: [state is not Presence.UNCHECKED for state in states],
        Step.BALLOTS: [each.phase is BallotPhase.CONFIRMED for each in ballots],
        Step.SCORE: [scored],
        Step.SCORE_AGAIN: [False] if scored and overtaken(meeting) else [],
        Step.MINUTES: [adopted],
    }
    if adopted and not scored:
        del parts[Step.SCORE]
    if not parts[Step.SCORE_AGAIN]:
        del parts[Step.SCORE_AGAIN]
    for step, done in parts.items():
        yield Progress(step, len(done), 0 if adopted else done.count(False))
