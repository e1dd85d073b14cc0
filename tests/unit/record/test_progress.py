"""What is done and what is missing of a record, before and after the minutes are adopted."""

import pytest

from live.meeting.state import BallotPhase, Meeting
from live.record.progress import Step, progress
from tests.unit.record.evenings import SCRIPTS, Evening, Script, adopted


def missing(meeting: Meeting) -> dict[Step, int]:
    return {one.step: one.missing for one in progress(meeting)}


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.roster.key)
def test_a_meeting_lacks_its_minutes_until_they_are_adopted(script: Script) -> None:
    held = Evening(script).hold().meeting
    assert missing(held)[Step.MINUTES] == 1
    assert missing(held)[Step.BALLOTS] == 0
    assert {each.phase for each in held.ballots} <= {BallotPhase.CONFIRMED, BallotPhase.CANCELLED}
    assert set(missing(adopted(script).meeting).values()) == {0}


def test_turns_without_a_note_and_items_without_a_conclusion_are_counted() -> None:
    held = Evening(SCRIPTS[0]).hold().meeting
    lines = {one.step: one for one in progress(held)}
    turns = held.floor.turns
    spoken = {turn.item for turn in turns}
    open_items = [i for i in held.agenda.items if i.id in spoken and not i.conclusion]
    assert lines[Step.NOTES].parts == len(turns)
    assert lines[Step.NOTES].missing == sum(not turn.note for turn in turns)
    assert lines[Step.CONCLUSIONS].missing == len(open_items)
