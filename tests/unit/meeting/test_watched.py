"""When and how guests watched: times by way, merged, cut to the meeting, ended at what is known."""

import pytest

from live.ids import DeviceId, PersonId
from live.meeting import commands as c
from live.meeting.permissions import Actor, Role
from live.meeting.state import Guest, WatchSpan, WatchWay
from live.meeting.views import shared_view
from live.meeting.watching import ONE_MS, length_ms, times, within
from live.meeting.words import PictureSize
from tests.unit.meeting.room import CHAIR, MINUTE, OBSERVER, SUPERVISOR, Room, member, opened

FOLLOW, TILE, LARGE, SOUND = WatchWay
DEVICE = DeviceId("supervisor-boss")
"""The supervisor's, as `Room.connect` names it."""


def guest(room: Room, actor: Actor = SUPERVISOR) -> Guest:
    assert actor.person
    return room.meeting.supervision.guests[actor.person]


def told(room: Room, actor: Actor = SUPERVISOR) -> list[tuple[WatchWay, int, int | None]]:
    """Return the spans in minutes since the beginning of the test."""
    begun_ms = opened().now_ms

    def minutes(ms: int) -> int:
        return round((ms - begun_ms) / MINUTE)

    spans = guest(room, actor).spans
    return [
        (one.way, minutes(one.from_ms), None if one.until_ms is None else minutes(one.until_ms))
        for one in spans
    ]


def shows(room: Room, size: PictureSize, ago_ms: int = 0) -> None:
    """Let the supervisor's device show the meeting in a size."""
    room.do(c.SetPicture(device=DEVICE, picture=size, ago_ms=ago_ms), SUPERVISOR)


def goes(room: Room, silent_ms: int) -> None:
    """Let the supervisor's device go that was silent for a while."""
    room.do(c.DeviceWent(device=DEVICE, node="n1", silent_ms=silent_ms), SUPERVISOR)


def test_each_way_has_its_own_times() -> None:
    room = opened()
    room.connect(SUPERVISOR)
    room.later(5 * MINUTE)
    shows(room, PictureSize.TILE)
    room.later(5 * MINUTE)
    shows(room, PictureSize.LARGE)
    room.do(c.Listen(on=True), SUPERVISOR)
    room.later(5 * MINUTE)
    room.do(c.Listen(on=False), SUPERVISOR)
    shows(room, PictureSize.TILE)
    room.later(5 * MINUTE)
    room.disconnect(SUPERVISOR)
    assert told(room) == [
        (FOLLOW, 0, 20),
        (TILE, 5, 10),
        (LARGE, 10, 15),
        (SOUND, 10, 15),
        (TILE, 15, 20),
    ]


def test_a_picture_counts_from_when_it_began_but_not_from_before_its_guest_came() -> None:
    room = opened()
    room.later(10 * MINUTE)
    room.connect(SUPERVISOR)
    room.later(2 * MINUTE)
    shows(room, PictureSize.TILE, ago_ms=MINUTE)
    assert told(room)[-1] == (TILE, 11, None)
    shows(room, PictureSize.NONE)
    shows(room, PictureSize.LARGE, ago_ms=60 * MINUTE)
    assert told(room)[-1] == (LARGE, 10, None)


def test_the_same_picture_again_is_no_event_and_a_device_that_is_not_here_is_refused() -> None:
    room = opened()
    command = c.SetPicture(device=DEVICE, picture=PictureSize.TILE)
    assert room.refused(command, SUPERVISOR) == "not_present"
    room.connect(SUPERVISOR)
    shows(room, PictureSize.TILE)
    assert room.do(command, SUPERVISOR) == ()
    assert room.refused(command, member(3)) == "not_allowed"


def test_a_guest_whose_process_died_watched_until_its_last_sign_of_life() -> None:
    room = opened()
    room.connect(SUPERVISOR)
    room.do(c.Listen(on=True), SUPERVISOR)
    room.later(10 * MINUTE)
    goes(room, silent_ms=3 * MINUTE)
    assert told(room) == [(FOLLOW, 0, 7), (SOUND, 0, 7)]


def test_sound_that_was_opened_after_the_last_sign_of_life_is_told_all_the_same() -> None:
    room = opened()
    room.connect(SUPERVISOR)
    room.later(10 * MINUTE)
    room.do(c.Listen(on=True), SUPERVISOR)
    goes(room, silent_ms=MINUTE)
    assert told(room) == [(FOLLOW, 0, 9), (SOUND, 10, 10)]


def test_times_less_than_a_minute_apart_are_one_and_others_are_not() -> None:
    spans = [(0, 10), (10 + ONE_MS - 1, ONE_MS + 20), (2 * ONE_MS + 20, None)]
    one = Guest(
        person=PersonId("boss"),
        role=Role.SUPERVISOR,
        name="",
        spans=tuple(WatchSpan(way=TILE, from_ms=a, until_ms=b) for a, b in spans),
    )
    assert [(s.from_ms, s.until_ms) for s in times(one, TILE)] == [
        (0, ONE_MS + 20),
        (2 * ONE_MS + 20, None),
    ]
    assert times(one, SOUND) == ()
    assert length_ms(times(one, TILE), 3 * ONE_MS) == 2 * ONE_MS


def test_only_the_time_of_the_meeting_counts() -> None:
    room = Room()
    room.connect(SUPERVISOR)
    assert within(guest(room).spans, room.meeting.facts) == ()
    room.later(10 * MINUTE)
    room.do(c.OpenMeeting(), CHAIR)
    room.later(10 * MINUTE)
    room.do(c.CloseMeeting(), CHAIR)
    facts = room.meeting.facts
    (span,) = within(guest(room).spans, facts)
    assert (span.from_ms, span.until_ms) == (facts.opened_ms, facts.closed_ms)


def test_nobody_watches_a_meeting_that_is_over() -> None:
    room = opened()
    room.connect(SUPERVISOR)
    room.later(MINUTE)
    room.do(c.CloseMeeting(), CHAIR)
    before = guest(room).spans
    assert [span.until_ms for span in before] == [room.meeting.facts.closed_ms]
    assert room.refused(c.Listen(on=True), SUPERVISOR) == "closed"
    shows(room, PictureSize.LARGE)
    room.disconnect(SUPERVISOR)
    assert guest(room).spans == before


def test_an_observer_sees_and_hears_from_coming_to_leaving() -> None:
    room = opened()
    room.connect(OBSERVER)
    room.later(3 * MINUTE)
    room.disconnect(OBSERVER)
    assert told(room, OBSERVER) == [(FOLLOW, 0, 3), (LARGE, 0, 3), (SOUND, 0, 3)]


def test_two_devices_of_a_supervisor_are_one_guest_who_sees_the_larger() -> None:
    room = opened()
    room.connect(SUPERVISOR)
    shows(room, PictureSize.TILE)
    room.connect(SUPERVISOR, device="second")
    room.do(c.SetPicture(device=DeviceId("second"), picture=PictureSize.LARGE), SUPERVISOR)
    view = shared_view(room.meeting, Role.MEMBER)
    assert view["watching"][0]["picture"] == "large"
    room.later(MINUTE)
    room.disconnect(SUPERVISOR, device="second")
    assert shared_view(room.meeting, Role.MEMBER)["watching"][0]["picture"] == "tile"
    assert [way for way, _, until in told(room) if until is None] == [FOLLOW, TILE]


@pytest.mark.parametrize("role", list(Role))
def test_the_branch_reads_who_has_watched_and_guests_do_not(role: Role) -> None:
    room = opened()
    room.connect(SUPERVISOR)
    room.later(MINUTE)
    room.disconnect(SUPERVISOR)
    view = shared_view(room.meeting, role)
    assert view["watching"] == []
    if role in {Role.SUPERVISOR, Role.OBSERVER}:
        assert "watched" not in view
    else:
        (one,) = view["watched"]
        assert (one["name"], one["times"][0]["way"]) == ("Cấp trên", "follow")
