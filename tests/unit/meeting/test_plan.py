"""Making a meeting, and the agendas it can be made from."""

from dataclasses import replace

import pytest

from live.errors import Rejected
from live.ids import PersonId
from live.meeting.agenda import numbers, planned_min
from live.meeting.commands import OpenMeeting
from live.meeting.decide import MeetingPlan, create
from live.meeting.evolve import evolve, fold
from live.meeting.floor import LESSONS
from live.meeting.templates import COMBINED, MODEL, MONTHLY, THEMATIC
from tests.unit.meeting.room import ADMINISTRATOR, CHAIR, PLAN, START_MS, Room


def refusal(plan: MeetingPlan) -> str:
    with pytest.raises(Rejected) as refused:
        create(plan, ADMINISTRATOR, START_MS, iter("abcdefgh").__next__)
    return refused.value.code


def test_a_plan_becomes_a_draft_with_its_list_rooms_and_items() -> None:
    meeting = Room().meeting
    assert meeting.version == 1
    assert meeting.facts.phase == "draft"
    assert [member.number for member in meeting.members.values()] == list(range(1, 10))
    assert list(meeting.sites) == ["hall", "station"]
    assert [item.title for item in meeting.agenda.items] == [item.title for item in PLAN.items]
    assert meeting.floor.limit_s == PLAN.rules.speech_limit_s


def test_a_meeting_about_state_secrets_is_refused_when_it_is_made() -> None:
    assert refusal(replace(PLAN, state_secret=True)) == "state_secret"


def test_a_plan_whose_officers_or_numbers_are_wrong_is_refused() -> None:
    assert refusal(replace(PLAN, chair=PersonId("stranger"))) == "unknown_person"
    twins = (PLAN.members[0], replace(PLAN.members[1], number=1))
    assert refusal(replace(PLAN, members=twins, secretary=None)) == "same_number"


def test_the_monthly_agenda_takes_100_minutes_and_the_line_check_does_not_count() -> None:
    assert len(MONTHLY) == 15
    room = Room(replace(PLAN, items=MONTHLY))
    assert planned_min(room.meeting.agenda.items) == 100
    assert list(numbers(room.meeting.agenda.items).values()) == [str(n) for n in range(15)]
    assert MONTHLY[9].planned_min == 35


def test_the_thematic_agenda_takes_93_minutes() -> None:
    room = Room(replace(PLAN, items=THEMATIC))
    assert planned_min(room.meeting.agenda.items) == 93


def test_the_combined_agenda_takes_130_minutes_with_the_theme_after_the_discussion() -> None:
    room = Room(replace(PLAN, items=COMBINED))
    assert planned_min(room.meeting.agenda.items) == 130
    kinds = [line.kind for line in COMBINED]
    assert kinds[9:13] == ["discussion", "paper", "discussion", "superior"]


def test_the_talk_after_a_model_meeting_is_no_part_of_its_length() -> None:
    room = Room(replace(PLAN, items=MODEL))
    assert planned_min(room.meeting.agenda.items) == 100
    last = room.meeting.agenda.items[-1]
    assert (last.kind, last.planned_min, last.counted) == (LESSONS, 30, False)
    assert numbers(room.meeting.agenda.items)[last.id] == "15"


def test_a_record_begins_with_its_creation_and_has_only_one() -> None:
    room = Room()
    created = room.log[0]
    opened = room.do(OpenMeeting(), CHAIR)[0]
    with pytest.raises(ValueError, match="created once"):
        evolve(room.meeting, created)
    with pytest.raises(ValueError, match="begins with"):
        fold([opened])
    with pytest.raises(ValueError, match="empty"):
        fold([])
    assert fold(room.log) == room.meeting
