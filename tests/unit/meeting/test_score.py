"""The score: what the record gives, what people give, three values side by side."""

import datetime as dt
from dataclasses import replace

import pytest

from live.bots.rosters import BranchRoster
from live.ids import BallotId
from live.meeting import commands as c
from live.meeting import events as e
from live.meeting.evolve import fold
from live.meeting.plan import PlannedItem
from live.meeting.rubric import CUTOFFS, GROUPS, RUBRIC, Rating, ScoreFill, missed_gates, rating
from live.meeting.rules import Rules
from live.meeting.scoring import Objective, latest, may_adopt, objective, total
from live.meeting.state import ItemState, MeetingKind
from live.meeting.templates import MONTHLY
from live.meeting.views import shared_view
from live.meeting.words import Mark
from tests.data.rosters import VECTORS, Expected
from tests.unit.meeting.room import (
    CHAIR,
    MINUTE,
    OBSERVER,
    PLAN,
    SECRETARY,
    SUPERVISOR,
    Room,
    member,
    opened,
    person,
)
from tests.unit.meeting.test_ballots import count, finish, open_ballot, vote
from tests.unit.meeting.test_minutes import carried
from tests.unit.meeting.test_rosters import attended

FULL = {line.code: line.points for line in RUBRIC}
GIVEN = {line.code: line.points for line in RUBRIC if line.fill is not ScoreFill.AUTO}


def found(room: Room, code: str) -> Objective:
    return objective(room.meeting, room.now_ms)[code]


def at_last_item(room: Room) -> Room:
    """Go through the agenda: nothing of it is left but the rest of the last item."""
    for item in room.meeting.agenda.items[1:]:
        if item.state is ItemState.PENDING:
            room.do(c.StartItem(item=item.id))
    return room


def proposed(**changes: int) -> Room:
    """Return an open meeting for which the committee has proposed all points but these."""
    room = opened()
    room.do(c.ProposeScore(points={**GIVEN, **changes}), SECRETARY)
    return room


# --- the rubric --------------------------------------------------------------------------------


def test_the_rubric_has_a_hundred_points_in_the_groups_of_the_scale() -> None:
    sums = {group: sum(r.points for r in RUBRIC if r.group == group) for group in GROUPS}
    assert sums == {"A": 15, "B": 20, "C": 45, "D": 20}
    assert len({line.code for line in RUBRIC}) == len(RUBRIC)


@pytest.mark.parametrize(
    ("less", "name"),
    [
        ({}, Rating.GOOD),
        ({"A1": 4, "C2": 6}, Rating.GOOD),
        ({"A1": 4, "C2": 7}, Rating.FAIR),
        ({"B2": 4}, Rating.FAIR),
        ({"D3": 1}, Rating.FAIR),
        ({"C2": 8, "C3": 5, "C6": 5, "C7": 5, "D1": 6, "A1": 1}, Rating.FAIR),
        ({"C2": 8, "C3": 5, "C6": 5, "C7": 5, "D1": 6, "A1": 2}, Rating.AVERAGE),
        ({"B1": 14, "C2": 8, "C5": 10, "D1": 6, "D4": 5, "D3": 5, "C4": 2}, Rating.AVERAGE),
        ({"B1": 14, "C2": 8, "C5": 10, "D1": 6, "D4": 5, "D3": 5, "C4": 3}, Rating.POOR),
    ],
)
def test_ratings_begin_where_the_scales_say_and_good_needs_every_gate(
    less: dict[str, int], name: Rating
) -> None:
    assert [least for least, _ in CUTOFFS] == [90, 70, 50]
    assert rating({code: most - less.get(code, 0) for code, most in FULL.items()}) is name


# --- what the record gives ---------------------------------------------------------------------


@pytest.mark.parametrize(("roster", "expected"), VECTORS, ids=[r.key for r, _ in VECTORS])
def test_attendance_of_a_sample_branch_has_its_points(
    roster: BranchRoster, expected: Expected
) -> None:
    room = attended(roster)
    assert expected.rate_pct > 85
    assert found(room, "B1").points == 14
    assert found(room, "B1").evidence[0].facts["attended"] == expected.present
    assert found(room, "B2").points == (0 if expected.unexcused else 4)
    assert len(found(room, "B2").evidence[0].people) == expected.unexcused


@pytest.mark.parametrize(("here", "points"), [(9, 14), (8, 14), (7, 10), (6, 6), (5, 0), (0, 0)])
def test_the_rate_has_points_by_steps(here: int, points: int) -> None:
    room = Room()
    for number in range(1, here + 1):
        room.connect(member(number))
    room.do(c.OpenMeeting())
    assert found(room, "B1").points == points


def test_a_rate_of_exactly_the_target_does_not_exceed_it() -> None:
    plan = replace(PLAN, rules=Rules(attendance_target_pct=100))
    room = Room(plan)
    for number in range(1, 10):
        room.connect(member(number))
    assert found(room, "B1").points == 10


def test_nobody_asked_for_a_reason_costs_as_much_as_nobody_had_one() -> None:
    room = Room()
    for number in range(1, 9):
        room.connect(member(number))
    room.do(c.OpenMeeting())
    assert found(room, "B2").points == 0
    assert found(room, "B2").evidence[1].people == (person(9),)
    room.do(c.MarkPerson(person=person(9), mark=Mark.EXCUSED, reason="Ốm"), SECRETARY)
    assert found(room, "B2").points == 4


@pytest.mark.parametrize(
    ("kind", "minutes", "points"),
    [
        (MeetingKind.REGULAR, 89, 0),
        (MeetingKind.REGULAR, 90, 6),
        (MeetingKind.COMBINED, 119, 0),
        (MeetingKind.COMBINED, 120, 6),
    ],
)
def test_the_length_is_that_of_the_kind_of_meeting(
    kind: MeetingKind, minutes: int, points: int
) -> None:
    room = at_last_item(opened(replace(PLAN, kind=kind)))
    room.later(minutes * MINUTE)
    assert found(room, "C4").points == points
    room.do(c.CloseMeeting())
    room.now_ms += 60 * MINUTE
    assert found(room, "C4").points == points
    assert found(room, "C4").evidence[0].key == "duration"


@pytest.mark.parametrize(("late", "points"), [(0, 6), (-11, 0)])
def test_a_meeting_that_is_scored_in_its_own_item_loses_nothing_that_is_still_to_come(
    late: int, points: int
) -> None:
    """The agenda is that of a monthly meeting, 100 minutes; ``late``: minutes of discussion."""
    room = Room(replace(PLAN, items=MONTHLY))
    room.do(c.OpenMeeting())
    for item in room.meeting.agenda.items[1:]:
        room.do(c.StartItem(item=item.id))
        if item.kind == "scoring":
            break
        room.later((item.planned_min + late * (item.kind == "discussion")) * MINUTE)
    room.later(MINUTE)
    assert found(room, "C1").points == 6
    assert found(room, "C4").points == points
    assert found(room, "C4").evidence[0].facts["minutes"] == 100 + late


def test_a_required_item_that_was_passed_over_costs_the_order_while_the_meeting_goes_on() -> None:
    room = Room(replace(PLAN, items=MONTHLY))
    room.do(c.OpenMeeting())
    room.do(c.SkipItem(item=room.item(14), reason="Hết giờ"))
    assert found(room, "C1").points == 2
    other = Room(replace(PLAN, items=MONTHLY))
    other.do(c.OpenMeeting())
    other.do(c.StartItem(item=other.item(4)))
    assert found(other, "C1").evidence[1].facts["skipped"] == 1
    assert found(other, "C1").points == 2


def test_an_item_that_is_taken_up_again_is_said_to_be_out_of_order() -> None:
    room = opened()
    room.later(MINUTE).do(c.StartItem(item=room.item(4)))
    assert [each.key for each in found(room, "C1").evidence] == ["day", "order"]
    room.later(MINUTE).do(c.ReopenItem(item=room.item(3)))
    assert [each.key for each in found(room, "C1").evidence] == ["day", "order", "out_of_order"]


@pytest.mark.parametrize(("later_min", "on_day"), [(0, True), (89, True), (90, False)])
def test_the_day_ends_at_midnight_in_vietnam(later_min: int, on_day: bool) -> None:
    """A meeting that was planned for half past ten in the evening."""
    planned = dt.datetime(2026, 11, 3, 22, 30, tzinfo=dt.timezone(dt.timedelta(hours=7)))
    planned_ms = int(planned.timestamp() * 1000)
    room = Room(replace(PLAN, scheduled_ms=planned_ms), now_ms=planned_ms + later_min * MINUTE)
    room.do(c.OpenMeeting())
    assert found(room, "C1").evidence[0].facts == {"on_day": on_day}


def test_the_length_of_an_open_meeting_is_left_to_the_clocks_of_screens() -> None:
    room = proposed()
    rubric = shared_view(room.meeting, CHAIR.role)["score"]["rubric"]
    (length,) = [each for each in rubric if each["code"] == "C4"]
    assert length["objective"] is None
    assert length["evidence"][0]["facts"] == {"least": 90}
    assert length["evidence"][0]["at_ms"] == room.meeting.facts.opened_ms


def test_speakers_have_the_share_of_the_norm_that_they_reach() -> None:
    room = opened()
    for spoke, points in ((0, 0), (1, 5), (2, 10)):
        assert found(room, "C5").points == points
        assert len(found(room, "C5").evidence[0].people) == spoke
        room.ask(3 + spoke)
        room.next()
        room.later(MINUTE).do(c.TakeBack(turn=room.speech().id))


def test_the_day_and_the_order_have_points_apart() -> None:
    items = tuple(
        PlannedItem(kind=kind, title=kind, planned_min=5, required=kind == "roll_call")
        for kind in ("opening", "roll_call", "discussion")
    )
    room = Room(replace(PLAN, items=items, scheduled_ms=PLAN.scheduled_ms + 24 * 60 * MINUTE))
    assert found(room, "C1").points is None
    room.do(c.OpenMeeting())
    for number in range(3):
        room.do(c.StartItem(item=room.item(number)))
        room.later(MINUTE)
    assert found(room, "C1").points == 4
    today = Room(replace(PLAN, items=items))
    today.do(c.OpenMeeting())
    today.do(c.SkipItem(item=today.item(1), reason="Hết giờ"))
    assert found(today, "C1").points == 2
    assert found(today, "C1").evidence[1].facts["skipped"] == 1


def test_a_conclusion_of_the_meeting_is_proposed_for_and_adopted_minutes_are_known() -> None:
    items = (*PLAN.items, PlannedItem(kind="conclusion", title="Kết luận", planned_min=5))
    room = Room(replace(PLAN, items=items))
    room.do(c.OpenMeeting())
    assert (found(room, "D1").points, found(room, "D3").points) == (0, None)
    room.do(c.StartItem(item=room.item(5)))
    room.do(c.ConcludeItem(item=room.item(5), text="Làm đường"), SECRETARY)
    assert found(room, "D1").points == 6
    room.do(c.CloseMeeting())
    room.do(c.AdoptMinutes(number="11"), SECRETARY)
    assert found(room, "D3").points == 5
    assert found(room, "D3").evidence[0].facts == {"number": "11"}


def test_what_the_record_does_not_know_has_no_objective_points() -> None:
    unknown = {line.code for line in RUBRIC if line.fill in (ScoreFill.TICK, ScoreFill.JUDGE)}
    room = opened()
    assert {code for code in FULL if found(room, code).points is None} >= unknown


# --- what people give --------------------------------------------------------------------------


def test_the_committee_gives_what_it_judges_and_the_record_the_rest() -> None:
    room = proposed(C2=6)
    column = latest(room.meeting.score.proposed)
    assert column is not None
    record = objective(room.meeting, room.now_ms)
    assert column.points["C2"] == 6
    assert all(
        column.points[each.code] == record[each.code].points
        for each in RUBRIC
        if each.fill is ScoreFill.AUTO
    )
    assert column.by == SECRETARY.author


@pytest.mark.parametrize(
    ("points", "code"),
    [
        ({**GIVEN, "Z9": 1}, "unknown_criterion"),
        ({**GIVEN, "C2": 9}, "points_out_of_range"),
        ({**GIVEN, "A2": 2}, "points_out_of_range"),
        ({**GIVEN, "B1": 14}, "points_by_record"),
        ({key: each for key, each in GIVEN.items() if key != "C7"}, "points_missing"),
    ],
)
def test_points_that_do_not_fit_the_rubric_are_refused(points: dict[str, int], code: str) -> None:
    room = opened()
    assert room.refused(c.ProposeScore(points=points)) == code


def test_the_branch_adopts_the_points_proposed_or_others_and_never_those_of_the_record() -> None:
    assert opened().refused(c.AdoptScore()) == "not_scored"
    room = proposed(C2=8)
    assert room.refused(c.AdoptScore(points={"B1": 14})) == "points_by_record"
    assert room.refused(c.AdoptScore(points={"C2": 10})) == "points_out_of_range"
    room.do(c.AdoptScore(points={"C2": 5}))
    mine, branch = latest(room.meeting.score.proposed), latest(room.meeting.score.adopted)
    assert mine is not None
    assert branch is not None
    assert (mine.points["C2"], branch.points["C2"]) == (8, 5)
    assert total(mine) - total(branch) == 3


def test_only_a_vote_carried_after_the_points_were_proposed_can_have_adopted_them() -> None:
    room = opened()
    before = carried(room)
    room.later(MINUTE).do(c.ProposeScore(points=GIVEN), SECRETARY)
    failed = open_ballot(room.later(MINUTE))
    count(room, 1, rest=0)
    for number in (3, 4, 5, 6):
        vote(room, number, "against")
    assert finish(room).result.passed is False  # type: ignore[union-attr]
    after = carried(room.later(MINUTE))
    assert [one.id for one in room.meeting.ballots if may_adopt(room.meeting, one)] == [after]
    for other in (before, failed, BallotId("other")):
        assert room.refused(c.AdoptScore(ballot=other)) == "ballot_not_passed"
    assert room.do(c.AdoptScore(ballot=after))


def test_the_superior_confirms_or_gives_other_points_with_a_reason() -> None:
    room = proposed()
    room.connect(SUPERVISOR)
    assert room.refused(c.ReviewScore(adopted=1), SUPERVISOR) == "not_scored"
    room.do(c.AdoptScore())
    assert room.refused(c.ReviewScore(adopted=1, points={"C7": 3}), SUPERVISOR) == "reason_needed"
    room.do(c.ReviewScore(adopted=1), SUPERVISOR)
    confirmed = latest(room.meeting.score.reviewed)
    room.do(
        c.ReviewScore(adopted=1, points={"C7": 3}, reason="Có việc riêng trong giờ"), SUPERVISOR
    )
    other = latest(room.meeting.score.reviewed)
    assert confirmed is not None
    assert other is not None
    assert (confirmed.confirmed, other.confirmed, other.points["C7"]) == (True, False, 3)
    adopted = latest(room.meeting.score.adopted)
    assert adopted is not None
    assert adopted.points["C7"] == 5
    assert len(room.meeting.score.reviewed) == 2


def test_the_superior_confirms_the_points_that_were_seen_and_only_as_long_as_they_stand() -> None:
    room = proposed()
    room.connect(SUPERVISOR)
    room.do(c.AdoptScore())
    room.do(c.ReviewScore(adopted=1), SUPERVISOR)
    assert shared_view(room.meeting, SUPERVISOR.role)["score"]["reviewed"]["confirmed"]
    room.do(c.AdoptScore(points={"C2": 0}))
    assert not shared_view(room.meeting, SUPERVISOR.role)["score"]["reviewed"]["confirmed"]
    assert room.refused(c.ReviewScore(adopted=1), SUPERVISOR) == "score_changed"
    room.do(c.ReviewScore(adopted=2), SUPERVISOR)
    assert shared_view(room.meeting, SUPERVISOR.role)["score"]["reviewed"]["confirmed"]
    room.do(c.ReviewScore(adopted=2, points={"C2": 5}, reason="x"), SUPERVISOR)
    room.do(c.AdoptScore(points={"C2": 5}))
    room.do(c.ReviewScore(adopted=3, points={"C2": 5}, reason="x"), SUPERVISOR)
    assert shared_view(room.meeting, SUPERVISOR.role)["score"]["reviewed"]["confirmed"]


def test_a_repeated_press_changes_nothing() -> None:
    room = proposed()
    assert room.do(c.ProposeScore(points=GIVEN), CHAIR) == ()
    assert room.do(c.AdoptScore()) != ()
    assert room.do(c.AdoptScore(), SECRETARY) == ()
    room.connect(SUPERVISOR)
    assert room.do(c.ReviewScore(adopted=1), SUPERVISOR) != ()
    assert room.do(c.ReviewScore(adopted=1), SUPERVISOR) == ()


def test_every_value_stays_when_a_later_one_is_given() -> None:
    room = proposed(C2=8)
    room.do(c.ProposeScore(points={**GIVEN, "C2": 7}), CHAIR)
    assert [each.points["C2"] for each in room.meeting.score.proposed] == [8, 7]
    assert [each.by.name for each in room.meeting.score.proposed] == [SECRETARY.name, CHAIR.name]
    assert {point.command for point in room.meeting.undo} == {"start_item"}
    assert fold(room.log) == room.meeting


def test_the_superior_reviews_also_after_the_minutes_are_adopted_and_nobody_else_scores() -> None:
    room = proposed()
    room.do(c.AdoptScore())
    room.do(c.CloseMeeting())
    room.do(c.AdoptMinutes(number="11"), SECRETARY)
    assert room.refused(c.ProposeScore(points=GIVEN)) == "minutes_adopted"
    assert room.refused(c.AdoptScore(points={"C2": 1})) == "minutes_adopted"
    (event,) = room.do(c.ReviewScore(adopted=1), SUPERVISOR)
    assert isinstance(event, e.ScoreReviewed)


def test_only_desk_and_supervisors_see_the_rubric_and_only_once_it_is_due() -> None:
    room = opened()
    assert shared_view(room.meeting, SUPERVISOR.role)["score"]["rubric"] is None
    room.do(c.ProposeScore(points=GIVEN), SECRETARY)
    for who, sees in ((CHAIR, True), (SUPERVISOR, True), (OBSERVER, False), (member(3), False)):
        score = shared_view(room.meeting, who.role)["score"]
        assert (score["rubric"] is not None) is sees
        assert score["proposed"]["missed"] == list(missed_gates(score["proposed"]["points"]))
        assert score["adopted"] is None
