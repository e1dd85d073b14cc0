"""What is done and what is missing of a record, before and after the minutes are adopted."""

from dataclasses import replace

import pytest

from live.meeting import commands as c
from live.meeting.plan import PlannedItem
from live.meeting.scoring import Overtaken, overtaken
from live.meeting.state import BallotPhase, Meeting
from live.record.minutes import draft
from live.record.progress import Step, progress
from tests.unit.meeting.room import ITEMS, MINUTE, PLAN, SECRETARY, opened
from tests.unit.meeting.test_score import GIVEN, proposed
from tests.unit.record.evenings import SCRIPTS, ZONE, Evening, Script, adopted


def missing(meeting: Meeting) -> dict[Step, int]:
    return {one.step: one.missing for one in progress(meeting)}


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.roster.key)
def test_a_meeting_lacks_its_minutes_until_they_are_adopted(script: Script) -> None:
    held = Evening(script).hold().meeting
    assert missing(held)[Step.MINUTES] == 1
    assert missing(held)[Step.BALLOTS] == 0
    assert {each.phase for each in held.ballots} <= {BallotPhase.CONFIRMED, BallotPhase.CANCELLED}
    assert set(missing(adopted(script).meeting).values()) == {0}


def test_a_score_is_missing_until_the_branch_adopts_one() -> None:
    room = proposed()
    assert missing(room.meeting)[Step.SCORE] == 1
    room.do(c.AdoptScore())
    assert missing(room.meeting)[Step.SCORE] == 0
    room.do(c.CloseMeeting())
    room.do(c.AdoptMinutes(number="1"))
    assert missing(room.meeting)[Step.SCORE] == 0


def test_points_that_the_outcome_contradicts_are_given_again_before_the_minutes_are_adopted() -> (
    None
):
    """Scored after ten minutes of a meeting planned for ninety, which closed a minute later."""
    items = (*ITEMS[:4], PlannedItem(kind="x", title="Chuyên đề", planned_min=60), ITEMS[4])
    room = opened(replace(PLAN, items=items))
    room.later(10 * MINUTE)
    room.do(c.ProposeScore(points=GIVEN), SECRETARY)
    room.do(c.AdoptScore())
    assert overtaken(room.meeting) == ()
    room.later(MINUTE).do(c.CloseMeeting())
    assert Overtaken("C4", 6, 0) in overtaken(room.meeting)
    assert (missing(room.meeting)[Step.SCORE], missing(room.meeting)[Step.SCORE_AGAIN]) == (0, 1)
    room.later(MINUTE).do(c.ProposeScore(points=GIVEN), SECRETARY)
    assert missing(room.meeting)[Step.SCORE_AGAIN] == 1
    room.do(c.AdoptScore())
    assert Step.SCORE_AGAIN not in missing(room.meeting)


def test_a_meeting_whose_minutes_were_adopted_without_a_score_is_not_said_to_have_one() -> None:
    room = opened()
    room.do(c.CloseMeeting())
    assert missing(room.meeting)[Step.SCORE] == 1
    room.do(c.AdoptMinutes(number="1"))
    assert Step.SCORE not in missing(room.meeting)
    assert draft(room.meeting, ZONE).scoring.text == "Không chấm điểm tại buổi sinh hoạt."


def test_turns_without_a_note_and_items_without_a_conclusion_are_counted() -> None:
    held = Evening(SCRIPTS[0]).hold().meeting
    lines = {one.step: one for one in progress(held)}
    turns = held.floor.turns
    spoken = {turn.item for turn in turns}
    open_items = [i for i in held.agenda.items if i.id in spoken and not i.conclusion]
    assert lines[Step.NOTES].parts == len(turns)
    assert lines[Step.NOTES].missing == sum(not turn.note for turn in turns)
    assert lines[Step.CONCLUSIONS].missing == len(open_items)
