"""48 meetings on one evening: one supervisor is not flooded, and no fault is missed."""

import pytest

from live.meeting.state import Phase
from live.supervision.catalogue import AGAIN_S
from live.supervision.report import report
from tests.alarm_figures import LOOK_MS, Evening, evening
from tests.seeded_evening import FAULTS, MEETINGS, UNITS

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def seen() -> Evening:
    return evening(1, line_fails=True)


def test_all_48_meetings_are_held_to_the_end_and_nearly_nothing_in_them_is_refused(
    seen: Evening,
) -> None:
    assert len(seen.scripts) == MEETINGS
    assert {one.room.meeting.facts.phase for one in seen.scripts} == {Phase.CLOSED}
    events = sum(len(one.room.log) for one in seen.scripts)
    assert events > 100 * MEETINGS
    assert sum(one.refused for one in seen.scripts) < events / 50


def test_one_new_alert_in_ten_minutes_at_most_on_average_and_ten_in_the_worst(
    seen: Evening,
) -> None:
    """EEMUA 191: what one operator can take, and ISA-18.2: few are urgent."""
    assert seen.alerts_per_10_min <= 1
    assert seen.worst_10_min <= 10
    assert seen.urgent_pct <= 10


def test_nothing_comes_and_goes_and_nothing_is_left_alone(seen: Evening) -> None:
    assert seen.chatter < 3
    assert seen.overlooked_ms <= AGAIN_S * 1000 + LOOK_MS


def test_each_of_the_five_faults_is_raised_within_the_delay_of_its_rule(seen: Evening) -> None:
    assert {key for key, delay in seen.delays_s() if delay is not None} == set(FAULTS.values())
    assert seen.faults_found == len(FAULTS) == 5


def test_the_line_of_a_commune_that_fails_is_one_alert_with_the_list_of_its_twelve_branches(
    seen: Evening,
) -> None:
    assert list(seen.groups.values()) == [MEETINGS // UNITS]
    members = [each for each in seen.raised if each.who.subject == "hall"]
    assert len(members) == 1


def test_the_report_of_the_evening_is_what_its_supervisor_saw(seen: Evening) -> None:
    told = report([one.room.log for one in seen.scripts])
    assert len(told.alerts) == len(seen.raised)
    assert told.worst_10_min == seen.worst_10_min
    assert {alert.id for alert in told.alerts} == {each.who for each in seen.raised}
    assert max(alert.meetings for alert in told.alerts) == MEETINGS // UNITS
    assert 0 < told.acted <= len(told.alerts)
