"""Whose sound is open, whose picture is the programme, who shares a screen."""

from dataclasses import replace

import pytest

from live.meeting import commands as c
from live.meeting.feeds import feed_key, open_microphones, programme, programme_order
from live.meeting.words import Mark, Overtime, Preset
from tests.unit.meeting.room import (
    CHAIR,
    HALL_SITE,
    MINUTE,
    PLAN,
    SECRETARY,
    STATION_SITE,
    SUPERVISOR,
    Room,
    companion,
    member,
    opened,
    person,
)


def voices(room: Room) -> set[str]:
    return set(map(feed_key, open_microphones(room.meeting)))


def shown(room: Room) -> str | None:
    voice = programme(room.meeting)
    return feed_key(voice) if voice else None


def order(room: Room) -> list[str]:
    return list(map(feed_key, programme_order(room.meeting)))


def screen(room: Room) -> str | None:
    return feed_key(room.screen) if room.screen else None


def test_only_the_speaker_and_the_chair_are_open_in_the_formal_queue() -> None:
    room = Room()
    room.connect(replace(CHAIR, site=None))
    room.connect(HALL_SITE)
    room.do(c.OpenMeeting())
    assert voices(room) == {"p:p1"}
    for number in (3, 4):
        room.connect(member(number))
        room.later(MINUTE)
        room.do(c.CallOn(person=person(number)))
        assert voices(room) == {"p:p1", f"p:p{number}"}


def test_the_chairs_room_is_closed_while_it_plays_a_speaker_who_is_elsewhere() -> None:
    room = opened()
    assert voices(room) == {"s:hall"}
    room.do(c.CallOn(person=person(3)))
    assert voices(room) == {"p:p3"}
    room.do(c.PauseTurn(turn=room.speech().id))
    assert voices(room) == {"p:p3", "s:hall"}
    room.do(c.ResumeTurn(turn=room.speech().id))
    assert voices(room) == {"p:p3"}
    room.do(c.TakeBack(turn=room.speech().id))
    assert voices(room) == {"s:hall"}


def test_the_chairs_room_is_open_for_a_question_and_for_who_speaks_in_it() -> None:
    room = opened(online=(3, 4))
    room.do(c.CheckInNumber(number=7), HALL_SITE)
    room.do(c.CallOn(person=person(3)))
    room.do(c.Interpose(turn=room.speech().id, person=person(7)))
    assert voices(room) == {"p:p3", "s:hall"}
    room.later(MINUTE)
    room.do(c.CallOn(person=person(7)))
    assert voices(room) == {"s:hall"}


def test_the_chairs_room_is_open_again_when_the_speakers_microphone_closes_or_drops() -> None:
    room = opened()
    room.set_floor(limit_s=60, overtime=Overtime.CLOSE)
    room.do(c.CallOn(person=person(3)))
    room.later(61_000)
    assert voices(room) == {"s:hall"}
    room = opened()
    room.do(c.CallOn(person=person(3)))
    room.disconnect(member(3))
    assert "s:hall" in voices(room)


def test_a_speaker_in_a_room_is_heard_through_the_room() -> None:
    room = opened()
    room.connect(STATION_SITE)
    room.do(c.CheckInNumber(number=7), STATION_SITE)
    room.do(c.CallOn(person=person(7)))
    assert voices(room) == {"s:station"}
    assert shown(room) == "s:station"


def test_an_online_chair_is_heard_from_the_own_device() -> None:
    room = Room()
    room.connect(replace(CHAIR, site=None))
    room.do(c.OpenMeeting())
    assert voices(room) == {"p:p1"}


def test_who_sits_in_a_room_without_a_device_is_heard_from_the_own() -> None:
    room = opened()
    room.disconnect(HALL_SITE)
    assert voices(room) == {"p:p1"}
    room.connect(HALL_SITE)
    assert voices(room) == {"s:hall"}


def test_a_companion_has_no_voice_of_its_own() -> None:
    room = opened()
    room.connect(companion(7))
    room.do(c.CheckInNumber(number=7), HALL_SITE)
    room.disconnect(HALL_SITE)
    room.do(c.CallOn(person=person(7)))
    assert "p:p7" not in voices(room)


def test_in_a_free_discussion_everybody_is_open() -> None:
    room = opened(online=(3, 4))
    room.connect(STATION_SITE)
    room.set_floor(Preset.FREE)
    assert voices(room) == {"s:hall", "s:station", "p:p3", "p:p4"}


def test_rooms_can_try_the_line_before_opening_and_nobody_is_open_after_closing() -> None:
    room = Room()
    room.connect(HALL_SITE)
    room.connect(member(3))
    assert voices(room) == {"s:hall"}
    room.do(c.OpenMeeting())
    assert voices(room) == set()
    room.do(c.CloseMeeting())
    assert voices(room) == set()


def test_the_programme_goes_from_the_speaker_to_the_next_best_picture() -> None:
    room = opened(online=(3, 4))
    assert shown(room) == "s:hall"
    room.do(c.CallOn(person=person(3)))
    assert shown(room) == "p:p3"
    room.do(c.TakeBack(turn=room.speech().id))
    assert shown(room) == "p:p3"
    room.disconnect(member(3))
    assert shown(room) == "s:hall"
    room.disconnect(HALL_SITE)
    assert shown(room) == "p:p1"
    room.disconnect(CHAIR)
    assert shown(room) == "p:p4"
    room.disconnect(member(4))
    assert shown(room) is None


def test_the_picture_of_a_speaker_is_followed_by_the_rooms_and_the_chair_only() -> None:
    room = opened(online=(3, 4))
    room.connect(STATION_SITE)
    assert order(room) == ["s:hall", "s:station", "p:p3", "p:p4"]
    room.do(c.CallOn(person=person(3)))
    assert order(room) == ["p:p3", "s:hall", "s:station"]
    room.do(c.TakeBack(turn=room.speech().id))
    assert order(room) == ["p:p3", "s:hall", "s:station", "p:p4"]


def test_nobody_is_looked_at_once_the_meeting_is_closed() -> None:
    room = opened(online=(3, 4))
    assert shown(room) == "s:hall"
    room.do(c.CloseMeeting())
    assert shown(room) is None


def test_the_speaker_shares_a_screen_and_stops_with_the_turn() -> None:
    room = opened()
    assert room.refused(c.ShareScreen(), member(3)) == "no_floor"
    room.do(c.CallOn(person=person(3)))
    room.do(c.ShareScreen(), member(3))
    assert room.do(c.ShareScreen(), member(3)) == ()
    assert screen(room) is not None
    assert room.refused(c.ShareScreen(), CHAIR) == "screen_taken"
    room.do(c.TakeBack(turn=room.speech().id))
    assert screen(room) is None


def test_the_desk_shares_at_any_time_and_ends_any_sharing() -> None:
    room = opened()
    room.connect(SECRETARY)
    room.do(c.ShareScreen(), SECRETARY)
    room.do(c.CallOn(person=person(2)))
    room.do(c.TakeBack(turn=room.speech().id))
    assert screen(room) is not None
    assert room.refused(c.StopSharing(), member(3)) == "not_allowed"
    room.do(c.StopSharing(), CHAIR)
    assert screen(room) is None
    assert room.do(c.StopSharing(), member(3)) == ()


def test_a_room_shares_while_the_speaker_or_the_chair_sits_in_it() -> None:
    room = opened()
    room.connect(STATION_SITE)
    assert room.refused(c.ShareScreen(), STATION_SITE) == "no_floor"
    room.do(c.CheckInNumber(number=7), STATION_SITE)
    room.do(c.CallOn(person=person(7)))
    room.do(c.ShareScreen(), STATION_SITE)
    assert screen(room) == "s:station"
    room.later(MINUTE)
    room.do(c.CallOn(person=person(3)))
    assert screen(room) is None
    room.do(c.ShareScreen(), HALL_SITE)
    assert screen(room) == "s:hall"
    assert room.refused(c.StopSharing(), STATION_SITE) == "not_allowed"
    room.do(c.TakeBack(turn=room.speech().id))
    assert screen(room) == "s:hall"
    room.do(c.StopSharing(), HALL_SITE)


def test_a_sharing_ends_when_its_owner_leaves() -> None:
    room = opened()
    room.connect(replace(SECRETARY, site=None))
    room.do(c.ShareScreen(), SECRETARY)
    room.do(c.MarkPerson(person=person(2), mark=Mark.LEFT))
    assert screen(room) is None


@pytest.mark.parametrize("chair", [None, person(3)])
def test_a_meeting_without_chair_or_rooms_has_voices_too(chair: str | None) -> None:
    plan = replace(PLAN, chair=person(3) if chair else None, sites=())
    room = Room(plan)
    room.connect(member(3))
    room.do(c.OpenMeeting())
    assert voices(room) == ({"p:p3"} if chair else set())
    assert shown(room) == "p:p3"


def test_a_supervisor_with_the_floor_is_heard_and_seen() -> None:
    room = opened()
    room.connect(SUPERVISOR)
    assert "p:boss" not in voices(room)
    room.do(c.CallOn(person=SUPERVISOR.person or person(0)))
    assert "p:boss" in voices(room)
    assert shown(room) == "p:boss"


def test_the_programme_leaves_a_guest_as_soon_as_the_turn_ends() -> None:
    room = opened(online=(3,))
    room.connect(SUPERVISOR)
    room.do(c.CallOn(person=SUPERVISOR.person or person(0)))
    room.do(c.TakeBack(turn=room.speech().id))
    assert shown(room) == "s:hall"
    room.disconnect(HALL_SITE)
    room.disconnect(CHAIR)
    assert shown(room) == "p:p3"
    room.disconnect(member(3))
    assert shown(room) is None


def test_the_programme_is_the_room_in_which_the_speaker_sits() -> None:
    room = opened()
    room.connect(STATION_SITE)
    room.do(c.CheckInNumber(number=7), STATION_SITE)
    room.connect(companion(7))
    room.do(c.CallOn(person=person(7)))
    assert shown(room) == "s:station"
    room.disconnect(STATION_SITE)
    assert shown(room) == "s:hall"
