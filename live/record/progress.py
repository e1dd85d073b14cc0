"""What is done and what is still missing before the record of a closed meeting is complete."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from live.meeting.attendance import Presence, presence_of
from live.meeting.state import ItemState, Meeting


class Step(StrEnum):
    """A part of the record that the desk completes."""

    CONCLUSIONS = "conclusions"
    NOTES = "notes"
    ATTENDANCE = "attendance"
    MINUTES = "minutes"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a step has come: how many parts it has, and how many of them are missing."""

    step: Step
    parts: int
    missing: int


def progress(meeting: Meeting) -> Iterator[Progress]:
    """Yield every step of a meeting's record, in the order in which it is worked on."""
    held = [item for item in meeting.agenda.items if item.counted and item.state is ItemState.DONE]
    yield Progress(Step.CONCLUSIONS, len(held), sum(not item.conclusion for item in held))
    turns = meeting.floor.turns
    yield Progress(Step.NOTES, len(turns), sum(not turn.note for turn in turns))
    states = [presence_of(meeting, person) for person in meeting.members]
    yield Progress(Step.ATTENDANCE, len(states), states.count(Presence.UNCHECKED))
    yield Progress(Step.MINUTES, 1, int(meeting.minutes.adoption is None))
