"""The alerts of one past meeting, worked out again: when raised, when ended, what was done."""

from live.meeting import commands as c
from live.meeting.events import Event
from live.supervision.past import LOOK_MS, RaisedAlert, past_alerts
from tests.unit.meeting.room import MINUTE, SECRETARY, SUPERVISOR
from tests.unit.supervision.test_report import meeting, passes


def of(key: str, record: list[Event]) -> list[RaisedAlert]:
    """Return the alerts of one key in a whole record."""
    found = past_alerts(record, record[0].at_ms, record[-1].at_ms)
    return [alert for alert in found if alert.key == key]


def test_an_alert_has_its_beginning_its_end_and_what_was_done_about_it() -> None:
    room = passes(meeting(), 1)
    room.do(c.AskForHelp(on=True), SECRETARY)
    asked_ms = room.now_ms
    passes(room, 2)
    room.do(c.AcknowledgeAlert(key="help_asked", word="Tôi gọi ngay"), SUPERVISOR)
    acted_ms = room.now_ms
    passes(room, 1)
    room.do(c.AskForHelp(on=False), SECRETARY)
    passes(room, 5)
    room.do(c.CloseMeeting())
    (alert,) = of("help_asked", room.log)
    assert 0 <= alert.raised_ms - asked_ms <= LOOK_MS
    assert alert.red_ms is not None
    assert alert.facts["name"]
    assert 0 <= alert.ended_ms - room.now_ms + 5 * MINUTE <= MINUTE
    assert alert.attended
    assert (alert.attended.text, alert.attended.at_ms) == ("Tôi gọi ngay", acted_ms)


def test_an_alert_that_comes_again_is_another_one_and_that_nobody_attended_to_says_so() -> None:
    room = passes(meeting(), 1)
    for _ in range(2):
        room.do(c.AskForHelp(on=True), SECRETARY)
        passes(room, 2)
        room.do(c.AskForHelp(on=False), SECRETARY)
        passes(room, 3)
    room.do(c.CloseMeeting())
    first, second = of("help_asked", room.log)
    assert first.ended_ms < second.raised_ms
    assert (first.attended, second.attended) == (None, None)


def test_nothing_lies_outside_the_time_that_is_asked_for_and_a_quiet_one_has_none() -> None:
    room = passes(meeting(), 1)
    room.do(c.AskForHelp(on=True), SECRETARY)
    passes(room, 10)
    from_ms, until_ms = room.now_ms - 5 * MINUTE, room.now_ms - MINUTE
    (alert,) = [a for a in past_alerts(room.log, from_ms, until_ms) if a.key == "help_asked"]
    assert (alert.raised_ms, alert.ended_ms) == (from_ms, until_ms)
    quiet = passes(meeting(), 1)
    assert past_alerts(quiet.log, quiet.log[0].at_ms, quiet.now_ms) == ()
