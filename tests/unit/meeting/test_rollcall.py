"""The secretary's hand, corrections, the report; the rate and the denominator."""

from dataclasses import replace

import pytest

from live.meeting import commands as c
from live.meeting.attendance import Presence, overtaken, spans
from live.meeting.decide import MeetingPlan
from live.meeting.figures import figures
from live.meeting.roster import Category
from live.meeting.rules import Rules
from live.meeting.state import Method
from live.meeting.words import Mark
from tests.unit.meeting.room import (
    HALL,
    HALL_SITE,
    MINUTE,
    PLAN,
    SECRETARY,
    START_MS,
    STATION,
    Room,
    member,
    members,
    opened,
    person,
)


def mark(number: int, how: Mark, reason: str = "") -> c.MarkPerson:
    return c.MarkPerson(person=person(number), mark=how, reason=reason)


def correct(
    number: int, how: Mark, from_ms: int | None = None, until_ms: int | None = None
) -> c.CorrectAttendance:
    return c.CorrectAttendance(
        person=person(number), mark=how, from_ms=from_ms, until_ms=until_ms, reason="Nhầm"
    )


def test_the_secretary_marks_people_present_in_a_room_or_online() -> None:
    room = opened()
    room.do(mark(7, Mark.IN_ROOM), SECRETARY)
    assert room.row(7).intervals[-1].site == HALL
    assert room.row(7).intervals[-1].method is Method.HAND
    assert room.do(mark(7, Mark.IN_ROOM), SECRETARY) == ()
    room.do(c.MarkPerson(person=person(8), mark=Mark.IN_ROOM, site=STATION), SECRETARY)
    assert room.row(8).intervals[-1].site == STATION
    room.do(mark(8, Mark.ONLINE), SECRETARY)
    assert room.row(8).intervals[-1].site is None
    assert room.do(mark(3, Mark.ONLINE), SECRETARY) == ()
    assert room.refused(mark(7, Mark.IN_ROOM), member(3)) == "not_allowed"
    assert room.refused(mark(77, Mark.IN_ROOM), SECRETARY) == "unknown_person"


def test_without_a_room_nobody_can_be_marked_in_one() -> None:
    room = Room(replace(PLAN, sites=()))
    assert room.refused(mark(7, Mark.IN_ROOM), SECRETARY) == "unknown_site"


def test_an_excused_absence_needs_its_reason() -> None:
    room = opened()
    assert room.refused(mark(7, Mark.EXCUSED), SECRETARY) == "reason_needed"
    room.do(mark(7, Mark.EXCUSED, "Ốm"), SECRETARY)
    assert (room.presence(7), room.row(7).reason) == (Presence.EXCUSED, "Ốm")
    assert room.do(mark(7, Mark.EXCUSED, "Ốm"), SECRETARY) == ()
    room.do(mark(8, Mark.UNEXCUSED), SECRETARY)
    assert room.presence(8) is Presence.UNEXCUSED
    room.do(mark(8, Mark.EXCUSED, "Đi công tác"), SECRETARY)
    assert room.presence(8) is Presence.EXCUSED


def test_who_is_marked_absent_and_comes_is_present() -> None:
    room = opened()
    room.do(mark(7, Mark.EXCUSED, "Ốm"), SECRETARY)
    room.connect(member(7))
    assert room.presence(7) is Presence.PRESENT
    assert room.row(7).reason is None


def test_the_mark_of_who_comes_after_all_stays_with_its_author_until_it_is_taken_back() -> None:
    room = opened()
    room.do(mark(7, Mark.EXCUSED, "Ốm"), SECRETARY)
    marked_ms = room.now_ms
    assert overtaken(room.row(7)) is None  # it holds: the row says so itself
    room.later(MINUTE)
    room.connect(member(7))
    kept = overtaken(room.row(7))
    assert kept
    assert (kept.by.name, kept.at_ms, kept.mark, kept.reason) == (
        SECRETARY.name,
        marked_ms,
        Mark.EXCUSED,
        "Ốm",
    )
    room.do(mark(8, Mark.UNEXCUSED), SECRETARY)
    room.do(mark(8, Mark.UNCHECKED), SECRETARY)
    room.connect(member(8))
    assert overtaken(room.row(8)) is None


def test_a_corrected_absence_of_who_then_comes_stays_visible_too() -> None:
    room = opened()
    room.do(correct(7, Mark.UNEXCUSED), SECRETARY)
    room.connect(member(7))
    kept = overtaken(room.row(7))
    assert kept
    assert (kept.mark, kept.reason) == (Mark.UNEXCUSED, "Nhầm")


def test_who_attended_cannot_be_marked_absent_only_corrected() -> None:
    room = opened()
    assert room.refused(mark(3, Mark.UNEXCUSED), SECRETARY) == "is_present"
    room.later(MINUTE)
    room.do(mark(3, Mark.LEFT), SECRETARY)
    assert room.refused(mark(3, Mark.UNEXCUSED), SECRETARY) == "is_present"
    room.do(correct(3, Mark.UNEXCUSED), SECRETARY)
    assert room.presence(3) is Presence.UNEXCUSED


def test_who_leaves_goes_off_the_floor() -> None:
    room = opened()
    room.later(MINUTE)
    room.ask(3)
    room.ask(4)
    room.next()
    room.do(mark(3, Mark.LEFT), SECRETARY)
    room.do(mark(4, Mark.LEFT), SECRETARY)
    assert room.turn is None
    assert room.waiting() == []
    assert room.presence(3) is Presence.LEFT
    assert room.do(mark(3, Mark.LEFT), SECRETARY) == ()
    assert room.refused(mark(8, Mark.LEFT), SECRETARY) == "not_present"


def test_a_mark_is_taken_back() -> None:
    room = opened()
    assert room.do(mark(7, Mark.UNCHECKED), SECRETARY) == ()
    room.do(mark(7, Mark.UNEXCUSED), SECRETARY)
    room.do(mark(7, Mark.UNCHECKED), SECRETARY)
    assert room.presence(7) is Presence.UNCHECKED
    room.do(mark(7, Mark.IN_ROOM), SECRETARY)
    room.do(c.AskFor(person=person(7)), SECRETARY)
    room.do(mark(7, Mark.UNCHECKED), SECRETARY)
    assert room.presence(7) is Presence.UNCHECKED
    assert room.waiting() == []
    assert room.refused(mark(3, Mark.UNCHECKED), SECRETARY) == "is_present"


def test_a_wrong_number_taken_back_leaves_who_is_online_present_online() -> None:
    room = opened()
    room.later(MINUTE)
    room.ask(3)
    room.do(c.CheckInNumber(number=3), HALL_SITE)
    room.later(MINUTE)
    room.do(mark(3, Mark.UNCHECKED), SECRETARY)
    assert spans(room.row(3)) == ((START_MS, None),)
    assert room.presence(3) is Presence.PRESENT
    assert room.row(3).intervals[-1].site is None
    assert room.row(3).intervals[-1].method is Method.LINK
    assert room.waiting() == ["p3"]


def test_who_comes_by_link_after_a_mark_that_is_taken_back_is_present_from_then() -> None:
    room = opened()
    room.do(c.CheckInNumber(number=8), HALL_SITE)
    room.connect(member(8))
    room.later(MINUTE)
    room.do(mark(8, Mark.UNCHECKED), SECRETARY)
    assert spans(room.row(8)) == ((room.now_ms, None),)


def test_nobody_marks_the_absence_of_who_is_not_expected() -> None:
    plan = replace(PLAN, members=members(Category.OFFICIAL, Category.OFFICIAL, Category.EXEMPT))
    room = opened(plan, online=())
    assert room.do(mark(3, Mark.UNEXCUSED), SECRETARY) == ()
    assert room.presence(3) is Presence.EXEMPT


def test_a_correction_names_who_when_and_why_and_keeps_the_original() -> None:
    room = opened()
    room.later(20 * MINUTE)
    room.do(mark(3, Mark.LEFT), SECRETARY)
    room.later(20 * MINUTE)
    room.do(correct(3, Mark.LEFT, until_ms=START_MS + 30 * MINUTE), SECRETARY)
    assert spans(room.row(3)) == ((START_MS, START_MS + 30 * MINUTE),)
    kept = room.row(3).corrections[0]
    assert (kept.by.name, kept.at_ms, kept.reason, kept.was) == (
        *("Đồng chí 2", room.now_ms, "Nhầm", "left"),
    )
    assert [(part.from_ms, part.until_ms) for part in kept.intervals] == [
        (START_MS, START_MS + 20 * MINUTE)
    ]
    assert room.refused(correct(3, Mark.LEFT), member(3)) == "not_allowed"


def test_a_correction_can_make_somebody_present_from_when_to_when() -> None:
    room = opened()
    room.later(40 * MINUTE)
    room.do(correct(7, Mark.IN_ROOM), SECRETARY)
    assert room.presence(7) is Presence.PRESENT
    assert spans(room.row(7)) == ((START_MS, None),)
    room.do(correct(8, Mark.ONLINE, START_MS + MINUTE, START_MS + 2 * MINUTE), SECRETARY)
    assert room.presence(8) is Presence.LEFT
    assert room.row(8).intervals[0].site is None
    room.do(correct(9, Mark.LEFT), SECRETARY)
    assert spans(room.row(9)) == ((START_MS, room.now_ms),)


@pytest.mark.parametrize(
    ("from_ms", "until_ms"),
    [(START_MS + 1, START_MS), (START_MS, START_MS), (START_MS + 99 * MINUTE, None), (0, 9**15)],
)
def test_a_correction_to_impossible_times_is_refused(from_ms: int, until_ms: int | None) -> None:
    room = opened()
    room.later(MINUTE)
    assert room.refused(correct(7, Mark.ONLINE, from_ms, until_ms)) == "impossible_times"


def test_a_correction_to_absence_takes_a_speaker_off_the_floor() -> None:
    room = opened()
    room.do(c.CallOn(person=person(3)))
    room.do(correct(3, Mark.EXCUSED), SECRETARY)
    assert room.turn is None
    assert (room.presence(3), room.row(3).reason) == (Presence.EXCUSED, "Nhầm")
    room.do(correct(3, Mark.UNCHECKED), SECRETARY)
    assert room.presence(3) is Presence.UNCHECKED
    assert [kept.was for kept in room.row(3).corrections] == ["present", "absent_excused"]


def test_a_correction_after_closing_ends_with_the_meeting() -> None:
    room = opened()
    room.later(MINUTE)
    room.do(c.CloseMeeting())
    closed_ms = room.now_ms
    room.later(MINUTE)
    room.do(correct(7, Mark.IN_ROOM), SECRETARY)
    assert spans(room.row(7)) == ((START_MS, closed_ms),)
    assert room.presence(7) is Presence.PRESENT


def test_the_roll_call_keeps_the_figures_that_were_read_out() -> None:
    room = opened(online=(3, 4))
    room.do(mark(8, Mark.EXCUSED, "Ốm"), SECRETARY)
    room.do(c.ReportRollCall(), SECRETARY)
    first = room.meeting.attendance.reported
    assert first is not None
    assert (first.figures.in_room, first.figures.online, first.figures.excused) == (1, 2, 1)
    assert (first.figures.present, first.figures.base) == (3, 9)
    assert room.do(c.ReportRollCall(), SECRETARY) == ()
    room.later(MINUTE)
    room.connect(member(5))
    room.do(c.ReportRollCall(), SECRETARY)
    second = room.meeting.attendance.reported
    assert second is not None
    assert (second.first_ms, second.at_ms) == (first.at_ms, room.now_ms)
    assert room.refused(c.ReportRollCall(), member(3)) == "not_allowed"


# --- rate and denominator ------------------------------------------------------------------------


def test_rooms_and_links_are_counted_apart_and_the_reconnecting_stay_present() -> None:
    room = opened(online=(3, 4))
    room.do(c.MarkPerson(person=person(7), mark=Mark.IN_ROOM, site=STATION), SECRETARY)
    room.disconnect(member(3))
    now = figures(room.meeting)
    assert now.counts["in_room"] == 1
    assert now.counts["online"] == 3
    assert now.counts["at_sites"] == 1
    assert now.counts["reconnecting"] == 1
    assert now.present == 4
    assert now.rate_pct == 44.4


def test_who_left_early_attended_but_is_not_present() -> None:
    room = opened(online=(3, 4))
    room.later(MINUTE)
    room.do(mark(3, Mark.LEFT), SECRETARY)
    now = figures(room.meeting)
    assert (now.present, now.attended) == (2, 3)


def test_online_presence_can_be_kept_out_of_the_rate() -> None:
    rules = Rules(online_presence_counts=False)
    room = opened(replace(PLAN, rules=rules), online=(3, 4))
    assert figures(room.meeting).present == 1


def test_both_figures_are_the_sum_of_what_is_shown() -> None:
    now = figures(opened().meeting)
    assert sum(count for _, count in now.base_how) == now.base
    assert sum(count for _, count in now.denominator_how) == now.denominator


OFFICIAL, EXEMPT = Category.OFFICIAL, Category.EXEMPT
PROBATIONARY, TEMP_IN, TEMP_OUT = Category.PROBATIONARY, Category.TEMP_IN, Category.TEMP_OUT


def vote(
    categories: list[Category],
    present: list[int],
    absent: dict[int, Mark],
    rules: Rules | None = None,
) -> tuple[int, int]:
    """Return denominator and votes needed with some present in the room and some marked absent."""
    plan: MeetingPlan = replace(
        PLAN, members=members(*categories), chair=None, secretary=None, rules=rules or Rules()
    )
    room = Room(plan)
    for number in present:
        room.do(mark(number, Mark.IN_ROOM))
    for number, how in absent.items():
        room.do(mark(number, how, "Có lý do"))
    now = figures(room.meeting)
    return now.denominator, now.pass_at


SEVENTEEN = [OFFICIAL] * 16 + [EXEMPT]
FOURTEEN = list(range(1, 15))


def test_denominator_1_exempt_and_excused_members_are_taken_off() -> None:
    assert vote(SEVENTEEN, FOURTEEN, {15: Mark.EXCUSED, 16: Mark.EXCUSED}) == (14, 8)


def test_denominator_2_absent_without_reason_stays_in() -> None:
    assert vote(SEVENTEEN, FOURTEEN, {15: Mark.UNEXCUSED, 16: Mark.UNEXCUSED}) == (16, 9)


def test_denominator_3_an_exempt_member_who_comes_is_counted() -> None:
    present = [*FOURTEEN, 17]
    assert vote(SEVENTEEN, present, {15: Mark.EXCUSED, 16: Mark.EXCUSED}) == (15, 8)


def test_denominator_4_transferred_out_probationary_and_transferred_in_do_not_vote() -> None:
    categories = [*[OFFICIAL] * 11, TEMP_OUT, *[PROBATIONARY] * 3, TEMP_IN]
    assert vote(categories, [*range(1, 12), 13, 14, 15, 16], {}) == (11, 6)


def test_denominator_5_a_tie_does_not_pass() -> None:
    denominator, pass_at = vote([OFFICIAL] * 14, FOURTEEN, {})
    assert denominator == 14
    assert pass_at > denominator / 2
    assert pass_at - 1 == 7


def test_a_unit_may_keep_excused_members_in_the_denominator() -> None:
    rules = Rules(excused_in_denominator=True)
    absent = {15: Mark.EXCUSED, 16: Mark.EXCUSED}
    assert vote(SEVENTEEN, FOURTEEN, absent, rules) == (16, 9)


def test_suspended_members_are_outside_and_temporarily_exempt_ones_count_when_here() -> None:
    categories = [*[OFFICIAL] * 4, Category.SUSPENDED, Category.TEMP_EXEMPT]
    assert vote(categories, [1, 2, 3, 4], {}) == (4, 3)
    assert vote(categories, [1, 2, 3, 4, 6], {}) == (5, 3)


@pytest.mark.parametrize(
    ("present", "rate_pct", "short"), [(3, 23.1, True), (8, 61.5, True), (9, 69.2, False)]
)
def test_figures_tell_how_many_voters_a_meeting_is_advised_to_have(
    present: int, rate_pct: float, short: bool
) -> None:
    room = Room(replace(PLAN, members=members(*[Category.OFFICIAL] * 13)))
    for number in range(1, present + 1):
        room.do(mark(number, Mark.IN_ROOM), SECRETARY)
    now = figures(room.meeting)
    assert (now.rate_pct, now.voting, now.needed) == (rate_pct, present, 9)
    assert (now.voting < now.needed) is short
    room.do(c.OpenMeeting())
    assert room.meeting.facts.opened_ms is not None


def test_who_may_not_vote_is_no_part_of_the_advice() -> None:
    listed = members(Category.OFFICIAL, Category.OFFICIAL, Category.PROBATIONARY)
    room = Room(replace(PLAN, members=listed))
    room.do(mark(3, Mark.IN_ROOM), SECRETARY)
    assert (figures(room.meeting).voting, figures(room.meeting).needed) == (0, 2)
