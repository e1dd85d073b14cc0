"""One cause in many meetings is one alert with a list."""

from dataclasses import replace

from live.ids import MeetingId, UnitId
from live.meeting.commands import OpenMeeting
from live.supervision.board import StandingAlert
from live.supervision.catalogue import Kind, Level
from live.supervision.grouping import Groups, MeetingAlerts, grouped
from tests.unit.meeting.room import PLAN, Room


def alert(
    key: str = "site_disconnected", since_s: int = 0, kind: Kind = Kind.ALERT
) -> StandingAlert:
    return StandingAlert(
        key=key,
        subject="hall",
        kind=kind,
        level=Level.AMBER,
        since_ms=since_s * 1000,
        raised_ms=since_s * 1000,
        act_by_ms=None,
        facts={},
    )


def shown(name: str, *alerts: StandingAlert, unit: str = "u") -> MeetingAlerts:
    room = Room(replace(PLAN, meeting=MeetingId(name), unit=(UnitId(unit), unit)))
    room.do(OpenMeeting())
    return MeetingAlerts(meeting=room.meeting, alerts=alerts)


def names(groups: Groups) -> dict[str, str]:
    return {f"{one.meeting}/{one.key}": group.name for one, group in groups.items()}


def test_three_meetings_of_a_unit_within_a_minute_are_one_group_and_two_are_not() -> None:
    two = [shown("a", alert()), shown("b", alert(since_s=60))]
    assert grouped(two, {}) == {}
    third = shown("c", alert("chair_disconnected", since_s=30))
    groups = names(grouped([*two, third], {}))
    assert groups.keys() == {"a/site_disconnected", "b/site_disconnected", "c/chair_disconnected"}
    assert set(groups.values()) == {"line:u:0"}


def test_a_minute_is_counted_from_the_first_and_a_meeting_counts_once() -> None:
    late = [shown("a", alert()), shown("b", alert(since_s=59)), shown("c", alert(since_s=61))]
    assert grouped(late, {}) == {}
    twice = [shown("a", alert(), alert("chair_disconnected")), shown("b", alert())]
    assert grouped(twice, {}) == {}
    later = [*late, shown("d", alert(since_s=100))]
    assert set(names(grouped(later, {})).values()) == {"line:u:59000"}


def test_other_units_and_other_causes_are_not_of_the_group_and_what_waits_is() -> None:
    same = [shown("a", alert()), shown("b", alert())]
    assert grouped([*same, shown("c", alert(), unit="v")], {}) == {}
    assert grouped([*same, shown("c", alert("nobody_speaks"))], {}) == {}
    assert len(grouped([*same, shown("c", alert(kind=Kind.NOTICE))], {})) == 3
    assert len(grouped([*same, shown("c", alert())], {})) == 3


def test_losses_in_half_of_the_units_that_meet_have_one_cause_and_in_fewer_they_have_not() -> None:
    lost = [shown(name, alert(since_s=n), unit=name) for n, name in enumerate("abc")]
    well = [shown(name, unit=name) for name in "defg"]
    assert set(names(grouped([*lost, *well[:3]], {})).values()) == {"line:a:0"}
    assert grouped([*lost, *well], {}) == {}
    assert grouped(lost[:2], {}) == {}


def test_minutes_that_have_a_loss_in_common_are_of_one_group_and_others_are_not() -> None:
    moments = {"a": -30, "b": 0, "c": 20, "d": 59, "e": 60, "f": 200, "g": 210, "h": 220}
    one_by_one = [shown(name, alert(since_s=at)) for name, at in moments.items()]
    groups = names(grouped(one_by_one, {}))
    of = {name: groups[f"{name}/site_disconnected"] for name in moments}
    assert {of[name] for name in "abcde"} == {"line:u:-30000"}
    assert {of[name] for name in "fgh"} == {"line:u:200000"}


def test_a_loss_that_began_before_the_group_and_is_seen_after_it_belongs_to_it() -> None:
    seen = [shown(name, alert(since_s=30)) for name in "bcd"]
    groups = grouped(seen, {})
    more = grouped([shown("a", alert(since_s=0)), *seen], groups)
    assert len(more) == 4
    assert set(names(more).values()) == set(names(groups).values()) == {"line:u:30000"}


def test_who_is_back_counts_for_a_group_while_another_of_it_stands_and_a_new_loss_is_new() -> None:
    groups = grouped([shown(name, alert()) for name in "abc"], {})
    left = grouped([shown("a"), shown("b"), shown("c", alert())], groups)
    late = [shown("a", alert(since_s=300)), shown("c", alert()), shown("d", alert(since_s=50))]
    more = names(grouped(late, left))
    assert more == {"c/site_disconnected": "line:u:0", "d/site_disconnected": "line:u:0"}
    assert grouped(late[:1], left) == {}


def test_a_group_stays_together_when_the_first_is_back_and_takes_in_who_follows() -> None:
    all_three = [shown(name, alert(since_s=n)) for n, name in enumerate("abc")]
    groups = grouped(all_three, {})
    left = grouped(all_three[1:], groups)
    assert set(names(left).values()) == {"line:u:0"}
    more = grouped(
        [*all_three[1:], shown("d", alert(since_s=50)), shown("e", alert(since_s=90))], left
    )
    assert "d/site_disconnected" in names(more)
    assert "e/site_disconnected" not in names(more)
    assert grouped([], more) == {}
