"""The report after the evening: rates, rules, what stood and what was done about it."""

from dataclasses import replace

import pytest

from live.ids import MeetingId, UnitId
from live.meeting import commands as c
from live.meeting.events import Event
from live.supervision.grouping import AlertId
from live.supervision.report import (
    LONGEST_WAIT_MS,
    MOST_AT_WORST,
    EveningReport,
    PastAlert,
    RuleReport,
    report,
)
from tests.unit.meeting.room import (
    CHAIR,
    HALL_SITE,
    MINUTE,
    PLAN,
    SECRETARY,
    SERVER,
    SUPERVISOR,
    Room,
    member,
    person,
)

OPENED_MS = PLAN.scheduled_ms


def meeting(name: str = "m", unit: str = "u") -> Room:
    """Return a meeting that opens at its hour with everybody there, and somebody speaking."""
    plan = replace(PLAN, meeting=MeetingId(name), unit=(UnitId(unit), unit))
    room = Room(plan)
    room.now_ms = OPENED_MS
    for actor in (HALL_SITE, CHAIR, *map(member, range(3, 10))):
        room.connect(actor)
    room.do(c.OpenMeeting())
    room.do(c.StartItem(item=room.item(3)))
    room.do(c.CallOn(person=person(3)))
    return room


def passes(room: Room, minutes: float) -> Room:
    """Let time pass as the server does."""
    for _ in range(int(minutes * 6)):
        room.now_ms += MINUTE // 6
        room.do(c.Tick(), SERVER)
    return room


def log_of(room: Room) -> list[Event]:
    room.do(c.CloseMeeting())
    return room.log


def helped(minutes: float, *, acted_after: float | None = None, name: str = "m") -> list[Event]:
    """Return the log of a meeting whose desk asked for help for some minutes."""
    room = passes(meeting(name), 1)
    room.do(c.AskForHelp(on=True), SECRETARY)
    if acted_after is not None:
        passes(room, acted_after)
        room.do(c.AcknowledgeAlert(key="help_asked", word="Đã gọi"), SUPERVISOR)
    passes(room, minutes - (acted_after or 0))
    room.do(c.AskForHelp(on=False), SECRETARY)
    return log_of(passes(room, 1))


def test_an_evening_without_meetings_or_alerts_has_an_empty_report() -> None:
    assert report([]) == report([[]]) == EveningReport(watched_ms=0)
    calm = report([log_of(passes(meeting(), 4))])
    assert (calm.alerts, calm.per_10_min, calm.worst_10_min, calm.rules) == ((), 0, 0, ())


def test_what_was_acted_on_and_what_was_ignored_are_told_apart() -> None:
    acted = report([helped(4, acted_after=2)])
    (alert,) = acted.alerts
    assert (alert.id.key, alert.red, acted.acted) == ("help_asked", True, 1)
    assert alert.facts["name"] == SECRETARY.name
    assert alert.raised_ms - OPENED_MS == pytest.approx(MINUTE, abs=15_000)
    assert alert.unattended_ms == pytest.approx(2 * MINUTE, abs=15_000)
    ignored = report([helped(4)])
    assert (ignored.acted, ignored.red_pct) == (0, 100)
    assert ignored.alerts[0].acted_ms is None


def test_a_shelved_alert_was_acted_on_too() -> None:
    room = passes(meeting(), 1)
    room.do(c.AskForHelp(on=True), SECRETARY)
    passes(room, 1)
    room.do(c.ShelveAlert(key="help_asked", minutes=5, reason="Biết rồi"), SUPERVISOR)
    assert report([log_of(passes(room, 1))]).acted == 1


def test_what_stood_for_15_minutes_without_anybody_is_stale() -> None:
    assert report([helped(14)]).stale == ()
    (stale,) = report([helped(18)]).stale
    assert stale.id.key == "help_asked"
    assert report([helped(18, acted_after=3)]).stale == ()


def test_one_cause_in_three_meetings_of_a_unit_is_one_alert_and_in_few_of_many_units_more() -> None:
    def room_down(name: str, unit: str) -> list[Event]:
        room = passes(meeting(name, unit), 1)
        room.disconnect(HALL_SITE)
        passes(room, 3)
        room.connect(HALL_SITE)
        return log_of(passes(room, 1))

    together = report([room_down(name, "u") for name in "abc"])
    assert [(alert.id.key, alert.meetings) for alert in together.alerts] == [
        ("site_disconnected", 3)
    ]
    others = [log_of(passes(meeting(name, name), 5)) for name in "defg"]
    apart = report([*(room_down(name, name) for name in "abc"), *others])
    assert [alert.meetings for alert in apart.alerts] == [1, 1, 1]


def at_hour(log: list[Event], later_ms: int) -> list[Event]:
    """Return a log as if all of it had happened later, though it was announced as before."""
    return [replace(event, at_ms=event.at_ms + later_ms) for event in log]


def test_a_pause_between_two_meetings_is_no_time_in_which_somebody_watched() -> None:
    plan_ms, hours = PLAN.scheduled_ms, 10 * 60 * MINUTE
    evening_plan = replace(PLAN, meeting=MeetingId("late"), scheduled_ms=plan_ms + hours)
    late = Room(evening_plan)
    late.now_ms = plan_ms + hours
    late.do(c.OpenMeeting())
    one, both = (
        report(records)
        for records in (
            [log_of(passes(meeting(), 10))],
            [log_of(passes(meeting(), 10)), log_of(passes(late, 10))],
        )
    )
    assert one.watched_ms == pytest.approx(10 * MINUTE, abs=20_000)
    assert both.watched_ms == pytest.approx(20 * MINUTE, abs=40_000)


def test_a_meeting_that_is_held_days_after_its_hour_is_looked_at_from_shortly_before() -> None:
    days = report([at_hour(log_of(passes(meeting(), 1)), 3 * 24 * 60 * MINUTE)])
    assert days.watched_ms == pytest.approx(LONGEST_WAIT_MS + MINUTE, abs=30_000)


def past(key: str, minute: int, *, acted: bool = False) -> PastAlert:
    raised_ms = minute * MINUTE
    return PastAlert(
        id=AlertId(meeting=MeetingId("m"), key=key, subject=""),
        facts={},
        raised_ms=raised_ms,
        ended_ms=raised_ms + MINUTE,
        red=False,
        acted_ms=raised_ms + 1 if acted else None,
    )


def test_rates_are_those_of_eemua_191() -> None:
    alerts = tuple(past("late_start", minute) for minute in (0, 9, 10, 19, 50))
    seen = EveningReport(watched_ms=100 * MINUTE, alerts=alerts)
    assert (seen.per_10_min, seen.worst_10_min, seen.worst_from_ms) == (0.5, 2, 0)
    assert EveningReport(watched_ms=MINUTE).worst_from_ms is None


def test_the_worst_ten_minutes_are_one_of_the_windows_side_by_side() -> None:
    storm = tuple(past("late_start", minute) for minute in (4, *(14,) * MOST_AT_WORST, 23, 45))
    seen = EveningReport(watched_ms=60 * MINUTE, alerts=storm)
    found = [(each.from_ms // MINUTE, each.raised, each.is_too_much) for each in seen.windows]
    assert found == [(4, 1, False), (14, MOST_AT_WORST + 1, True), (44, 1, False)]
    assert max(each.raised for each in seen.windows) == seen.worst_10_min
    assert not EveningReport(watched_ms=MINUTE, alerts=storm[:-2]).windows[-1].is_too_much
    assert EveningReport(watched_ms=MINUTE).windows == ()


@pytest.mark.parametrize(
    ("raised", "acted", "removed"),
    [(5, 1, True), (5, 2, False), (4, 0, False), (10, 2, True), (10, 3, False)],
)
def test_a_rule_that_is_ignored_four_times_in_five_is_proposed_for_removal(
    raised: int, acted: int, removed: bool
) -> None:
    alerts = tuple(past("late_start", n, acted=n < acted) for n in range(raised))
    seen = EveningReport(watched_ms=MINUTE, alerts=(*alerts, past("help_asked", 1)))
    assert seen.rules == (
        RuleReport(key="late_start", raised=raised, acted=acted),
        RuleReport(key="help_asked", raised=1, acted=0),
    )
    assert [rule.to_remove for rule in seen.rules] == [removed, False]
