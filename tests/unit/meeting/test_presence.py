"""Who is here: devices, the grace period, rooms, codes, numbers, late and early."""

from dataclasses import replace

import pytest

from live.ids import DeviceId, PersonId, SiteId
from live.meeting import commands as c
from live.meeting.attendance import Presence, is_late, spans
from live.meeting.check_in import code_at
from live.meeting.deadline import deadline
from live.meeting.events import DeviceConnected, PersonLeft
from live.meeting.permissions import Role
from live.meeting.roster import Category
from live.meeting.rules import Rules
from live.meeting.state import Method
from live.meeting.words import Mark
from tests.unit.meeting.room import (
    ADMINISTRATOR,
    CHAIR,
    HALL,
    HALL_SITE,
    MINUTE,
    OBSERVER,
    PLAN,
    SECRETARY,
    SERVER,
    START_MS,
    STATION,
    STATION_SITE,
    SUPERVISOR,
    Room,
    companion,
    member,
    members,
    opened,
    person,
    with_rules,
)


def test_a_link_with_sound_makes_its_member_present_online() -> None:
    room = opened(online=())
    room.connect(member(3))
    assert room.presence(3) is Presence.PRESENT
    interval = room.row(3).intervals[-1]
    assert (interval.site, interval.method) == (None, Method.LINK)


def test_a_link_that_belongs_to_a_room_makes_its_person_present_there() -> None:
    room = opened()
    assert room.row(1).intervals[-1].site == HALL


def test_a_companion_is_present_only_after_check_in() -> None:
    room = opened()
    room.connect(companion(7))
    assert room.presence(7) is Presence.UNCHECKED
    code = code_at(PLAN.checkin_secret, STATION, room.now_ms)
    assert room.do(c.CheckIn(code=code), companion(7))
    interval = room.row(7).intervals[-1]
    assert (interval.site, interval.method) == (STATION, Method.CODE)
    assert room.do(c.CheckIn(code=code), companion(7)) == ()


def test_who_was_checked_in_and_goes_in_from_far_is_online_from_then() -> None:
    room = opened(online=())
    room.do(c.CheckInNumber(number=7), STATION_SITE)
    room.later(MINUTE)
    room.enter(member(7))
    at_station, online = room.row(7).intervals
    assert (at_station.site, at_station.until_ms) == (STATION, room.now_ms)
    assert (online.site, online.method, online.until_ms) == (None, Method.LINK, None)
    room.do(c.CheckInNumber(number=7), STATION_SITE)
    assert room.row(7).intervals[-1].site == STATION, "and is back by checking in again"


def test_a_device_that_only_comes_back_moves_nobody_and_neither_does_one_of_the_desk() -> None:
    room = opened(online=())
    room.do(c.CheckInNumber(number=7), STATION_SITE)
    room.connect(member(7))
    assert room.row(7).intervals[-1].site == STATION
    room.do(c.CheckInNumber(number=2), STATION_SITE)
    room.enter(replace(SECRETARY, site=None))
    assert room.row(2).intervals[-1].site == STATION


def test_a_code_is_good_for_its_minute_and_the_next_and_for_one_room() -> None:
    room = opened()
    code = code_at(PLAN.checkin_secret, HALL, room.now_ms)
    assert code != code_at(PLAN.checkin_secret, STATION, room.now_ms)
    assert code != code_at("other", HALL, room.now_ms)
    room.later(MINUTE)
    assert room.do(c.CheckIn(code=code), companion(7))
    room.later(MINUTE)
    assert room.refused(c.CheckIn(code=code), companion(8)) == "wrong_code"


def test_the_number_pad_of_a_room_checks_people_in_there() -> None:
    room = opened()
    assert room.refused(c.CheckInNumber(number=7), member(7)) == "not_allowed"
    room.do(c.CheckInNumber(number=7), STATION_SITE)
    assert room.row(7).intervals[-1].site == STATION
    assert room.row(7).intervals[-1].method is Method.NUMBER
    assert room.do(c.CheckInNumber(number=7), STATION_SITE) == ()
    assert room.refused(c.CheckInNumber(number=77), STATION_SITE) == "unknown_number"
    nowhere = replace(STATION_SITE, site=SiteId("x"))
    assert room.refused(c.CheckInNumber(number=7), nowhere) == "unknown_site"


def test_presence_in_a_room_stands_without_any_device() -> None:
    room = opened()
    room.connect(companion(7))
    room.do(c.CheckInNumber(number=7), HALL_SITE)
    room.disconnect(companion(7))
    room.later(10 * MINUTE)
    assert room.presence(7) is Presence.PRESENT


def test_who_comes_from_online_into_the_room_is_one_row_with_two_places() -> None:
    room = opened()
    room.later(MINUTE)
    room.do(c.CheckInNumber(number=3), HALL_SITE)
    room.disconnect(member(3))
    room.later(10 * MINUTE)
    assert room.presence(3) is Presence.PRESENT
    assert [part.site for part in room.row(3).intervals] == [None, HALL]
    assert spans(room.row(3)) == ((START_MS, None),)


def test_a_short_break_misses_nothing() -> None:
    room = opened()
    room.later(MINUTE)
    room.disconnect(member(3))
    assert room.presence(3) is Presence.RECONNECTING
    assert deadline(room.meeting) == room.now_ms + 90_000
    room.later(89_999)
    assert room.presence(3) is Presence.RECONNECTING
    room.connect(member(3))
    assert room.presence(3) is Presence.PRESENT
    assert spans(room.row(3)) == ((START_MS, None),)
    assert deadline(room.meeting) is None


def test_a_long_break_counts_from_when_the_link_dropped() -> None:
    room = opened()
    room.later(MINUTE)
    room.disconnect(member(3))
    room.later(90_000)
    assert room.presence(3) is Presence.LEFT
    assert spans(room.row(3)) == ((START_MS, START_MS + MINUTE),)
    room.connect(member(3))
    assert spans(room.row(3))[1] == (room.now_ms, None)


def test_a_return_too_late_is_a_return_even_when_no_tick_came_between() -> None:
    room = opened()
    room.later(MINUTE)
    room.ask(3)
    room.disconnect(member(3))
    room.now_ms += 3 * MINUTE
    events = room.connect(member(3))
    assert any(isinstance(event, PersonLeft) for event in events)
    assert room.waiting() == []
    assert spans(room.row(3)) == ((START_MS, START_MS + MINUTE), (room.now_ms, None))


def test_a_check_in_after_a_long_break_begins_anew() -> None:
    room = opened()
    room.later(MINUTE)
    room.disconnect(member(3))
    room.now_ms += 3 * MINUTE
    room.do(c.CheckInNumber(number=3), HALL_SITE)
    assert spans(room.row(3)) == ((START_MS, START_MS + MINUTE), (room.now_ms, None))


def test_two_devices_are_one_person_until_the_last_one_goes() -> None:
    room = opened()
    room.connect(member(3), "laptop")
    room.disconnect(member(3))
    assert room.presence(3) is Presence.PRESENT
    room.disconnect(member(3), "laptop")
    assert room.presence(3) is Presence.RECONNECTING
    room.connect(companion(3))
    assert room.presence(3) is Presence.RECONNECTING


def test_a_browser_that_turns_into_a_companion_is_no_longer_a_link() -> None:
    room = opened()
    room.connect(member(3), "browser")
    room.connect(companion(3), "browser")
    assert room.presence(3) is Presence.PRESENT
    room.connect(companion(3), "member-p3")
    assert room.presence(3) is Presence.RECONNECTING
    room.connect(member(3), "browser")
    assert room.presence(3) is Presence.PRESENT


def test_a_device_that_moved_to_another_process_is_not_gone() -> None:
    room = opened()
    assert room.connect(member(3)) == ()
    room.connect(member(3), node="n2")
    assert room.disconnect(member(3), node="n1") == ()
    assert room.presence(3) is Presence.PRESENT
    assert room.disconnect(member(3), "never seen") == ()


def test_the_server_cleans_up_after_a_dead_process_without_knowing_whose_device_it_was() -> None:
    room = opened()
    room.connect(SUPERVISOR)
    for device in ("member-p3", "site-hall", "supervisor-boss"):
        room.do(c.DeviceWent(device=DeviceId(device), node="n1"), SERVER)
    assert room.presence(3) is Presence.RECONNECTING
    assert not room.meeting.sites[HALL].devices
    assert not room.meeting.supervision.guests[PersonId("boss")].devices


def test_a_room_is_connected_while_one_of_its_devices_is() -> None:
    room = Room()
    room.connect(HALL_SITE, "tv")
    room.connect(HALL_SITE, "laptop")
    room.disconnect(HALL_SITE, "tv")
    assert room.meeting.sites[HALL].devices
    assert room.meeting.sites[HALL].dropped_ms is None
    room.disconnect(HALL_SITE, "laptop")
    assert not room.meeting.sites[HALL].devices
    assert room.meeting.sites[HALL].dropped_ms == room.now_ms
    assert room.refused(came(), replace(HALL_SITE, site=SiteId("x"))) == "unknown_site"
    assert room.refused(came(), replace(CHAIR, site=SiteId("x"))) == "unknown_site"


def came() -> c.DeviceCame:
    return c.DeviceCame(device=DeviceId("d"), node="n1")


def test_only_people_of_the_list_and_guests_are_let_into_the_record() -> None:
    room = opened()
    assert room.refused(came(), member(77)) == "unknown_person"
    assert room.refused(came(), replace(SUPERVISOR, person=None)) == "unknown_person"
    assert room.do(came(), ADMINISTRATOR) == ()
    events = room.connect(OBSERVER)
    assert isinstance(events[0], DeviceConnected)
    assert events[0].role is Role.OBSERVER


def test_devices_change_nothing_after_closing() -> None:
    room = opened()
    room.disconnect(member(4))
    room.do(c.CloseMeeting())
    assert deadline(room.meeting) is None
    assert room.do(c.Tick(), SERVER) == ()
    assert room.connect(member(7)) == ()
    assert room.disconnect(member(3)) == ()


def test_who_waits_before_the_meeting_is_present_and_who_goes_again_was_never_there() -> None:
    room = Room()
    room.connect(member(3))
    room.connect(member(4))
    room.later(5 * MINUTE)
    room.disconnect(member(4))
    room.later(5 * MINUTE)
    room.do(c.OpenMeeting())
    assert room.presence(3) is Presence.PRESENT
    assert room.presence(4) is Presence.UNCHECKED


def test_who_comes_after_the_roll_call_or_too_long_after_opening_is_late() -> None:
    room = opened(online=(3,))
    room.later(5 * MINUTE)
    room.connect(member(4))
    assert not is_late(room.meeting, room.row(4))
    room.do(c.ReportRollCall(), SECRETARY)
    room.later(1)
    room.connect(member(5))
    assert is_late(room.meeting, room.row(5))
    assert not is_late(room.meeting, room.row(3))
    assert not is_late(room.meeting, room.row(8))
    other = opened(online=())
    other.later(10 * MINUTE)
    other.connect(member(3))
    assert not is_late(other.meeting, other.row(3))
    other.later(1)
    other.connect(member(4))
    assert is_late(other.meeting, other.row(4))


def test_presence_ends_with_the_meeting_and_still_shows_who_stayed() -> None:
    room = opened()
    room.later(MINUTE)
    room.disconnect(member(4))
    room.later(2 * MINUTE)
    room.disconnect(member(3))
    room.do(c.CloseMeeting())
    assert room.presence(3) is Presence.PRESENT
    assert room.presence(4) is Presence.LEFT
    assert spans(room.row(3)) == ((START_MS, room.now_ms),)


def test_who_was_away_past_the_grace_period_at_the_end_left_when_the_link_dropped() -> None:
    room = opened()
    room.later(MINUTE)
    room.disconnect(member(3))
    room.now_ms += 5 * MINUTE
    room.do(c.CloseMeeting())
    assert room.presence(3) is Presence.LEFT
    assert spans(room.row(3)) == ((START_MS, START_MS + MINUTE),)


def test_the_grace_period_is_a_rule() -> None:
    room = opened(with_rules(Rules(grace_s=10)))
    room.later(MINUTE)
    room.disconnect(member(3))
    room.later(10_000)
    assert room.presence(3) is Presence.LEFT


def test_a_suspended_member_is_never_present() -> None:
    plan = replace(PLAN, members=members(Category.OFFICIAL, Category.OFFICIAL, Category.SUSPENDED))
    room = opened(plan, online=(3,))
    assert room.presence(3) is Presence.SUSPENDED
    code = code_at(PLAN.checkin_secret, HALL, room.now_ms)
    assert room.refused(c.CheckIn(code=code), member(3)) == "suspended"
    assert room.refused(c.CheckInNumber(number=3), HALL_SITE) == "suspended"
    assert room.refused(c.MarkPerson(person=person(3), mark=Mark.ONLINE)) == "suspended"
    assert room.refused(c.Ask(), member(3)) == "not_present"


@pytest.mark.parametrize("minutes", [0, 1, 59])
def test_a_code_has_six_digits(minutes: int) -> None:
    code = code_at(PLAN.checkin_secret, HALL, START_MS + minutes * MINUTE)
    assert len(code) == 6
    assert code.isdigit()


def test_who_does_not_come_back_after_an_outage_left_when_the_server_last_lived() -> None:
    room = opened()
    lived_ms = room.now_ms + MINUTE
    room.later(20 * MINUTE)
    for number in (3, 4):
        device = DeviceId(f"member-p{number}")
        room.do(c.DeviceWent(device=device, node="n1", silent_ms=room.now_ms - lived_ms), SERVER)
    assert room.presence(3) is Presence.RECONNECTING
    room.later(89_000)
    room.connect(member(3), node="n2")
    room.later(1000)
    assert (room.presence(3), room.presence(4)) == (Presence.PRESENT, Presence.LEFT)
    assert room.row(3).intervals[-1].until_ms is None
    assert room.row(4).intervals[-1].until_ms == lived_ms


def test_a_meeting_closed_long_after_an_outage_keeps_when_the_link_was_last_known() -> None:
    room = opened(online=(3,))
    lived_ms = room.now_ms + MINUTE
    room.later(5 * MINUTE)
    room.do(
        c.DeviceWent(device=DeviceId("member-p3"), node="n1", silent_ms=room.now_ms - lived_ms),
        SERVER,
    )
    room.now_ms += 2 * MINUTE
    room.do(c.CloseMeeting())
    assert room.row(3).intervals[-1].until_ms == lived_ms


def test_who_vanished_silently_left_at_the_last_sign_of_life_and_never_before_coming() -> None:
    room = opened(online=(3,))
    came_ms = room.now_ms
    room.later(MINUTE)
    room.do(c.DeviceWent(device=DeviceId("member-p3"), node="n1", silent_ms=37_000), SERVER)
    room.later(90_000)
    assert room.row(3).intervals[-1].until_ms == came_ms + MINUTE - 37_000
    room.connect(member(3))
    back_ms = room.now_ms
    room.do(c.DeviceWent(device=DeviceId("member-p3"), node="n1", silent_ms=37_000), SERVER)
    drop = room.row(3).dropped
    assert drop is not None
    assert drop.since_ms == back_ms
