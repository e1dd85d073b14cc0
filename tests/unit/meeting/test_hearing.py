"""Who can be heard: the clock of a speaker runs only where sound can come."""

import pytest

from live.ids import DeviceId, PersonId
from live.meeting import commands as c
from live.meeting.decisions.scene import SAME_PRESS_MS
from live.meeting.events import MicrophoneSet, SpeakerReminded, TurnPaused, TurnResumed
from live.meeting.hearing import Cause, Unheard, unheard
from live.meeting.permissions import Actor, Role
from live.meeting.state import Pause
from live.meeting.views import view
from live.meeting.words import Mark, Microphone, Preset
from tests.unit.meeting.room import (
    CHAIR,
    HALL,
    HALL_SITE,
    MINUTE,
    OBSERVER,
    SECRETARY,
    STATION,
    STATION_SITE,
    SUPERVISOR,
    Room,
    companion,
    member,
    opened,
    person,
)


def switch(room: Room, actor: Actor, microphone: Microphone, device: str = "") -> None:
    """Let a device say whether it can be heard."""
    device = device or f"{actor.role}-{actor.person or actor.site}"
    room.do(c.SetMicrophone(device=DeviceId(device), microphone=microphone), actor)


def called(room: Room, number: int) -> Room:
    """Give somebody the floor."""
    room.do(c.CallOn(person=person(number)))
    return room


def why(room: Room, number: int) -> tuple[Cause, str | None] | None:
    """Return why a member could not be heard."""
    found = unheard(room.meeting, person(number))
    return (found.cause, found.site) if found else None


def bare_hall() -> Room:
    """Return an open meeting in a hall without a device, the chair in it."""
    room = Room()
    room.connect(CHAIR)
    room.do(c.OpenMeeting())
    for number in (7, 8):
        room.do(c.MarkPerson(person=person(number), mark=Mark.IN_ROOM))
    return room


CAUSES = [
    (Microphone.OFF, Cause.MICROPHONE_OFF),
    (Microphone.MISSING, Cause.MICROPHONE_MISSING),
    (Microphone.NONE, Cause.WITHOUT_MEDIA),
    (Microphone.NO_PATH, Cause.NO_PATH),
]


@pytest.mark.parametrize(("microphone", "cause"), CAUSES)
def test_a_turn_of_who_cannot_be_heard_waits_and_runs_by_itself_when_sound_comes(
    microphone: Microphone, cause: Cause
) -> None:
    room = opened()
    switch(room, member(3), microphone)
    assert why(room, 3) == (cause, None)
    events = room.do(c.CallOn(person=person(3)))
    assert isinstance(events[-1], TurnPaused)
    assert (room.speech().pause, room.speech().running_since_ms) == (Pause.UNHEARD, None)
    shown = view(room.meeting, member(5))["floor"]["turn"]
    assert shown["unheard"] == {"code": cause.value, "site": None}
    room.later(MINUTE)
    switch(room, member(3), Microphone.ON)
    assert (room.speech().pause, room.speech().spoken_ms) == (None, 0)
    assert view(room.meeting, member(5))["floor"]["turn"]["unheard"] is None


def test_a_microphone_switched_off_in_mid_speech_stops_the_clock_and_no_other_does() -> None:
    room = called(opened(), 3)
    room.later(MINUTE)
    switch(room, member(4), Microphone.OFF)
    assert room.speech().pause is None
    switch(room, member(3), Microphone.OFF)
    assert (room.speech().pause, room.speech().spoken_ms) == (Pause.UNHEARD, MINUTE)
    room.later(MINUTE)
    switch(room, member(3), Microphone.ON)
    assert (room.speech().pause, room.speech().spoken_ms) == (None, MINUTE)


def test_the_desk_may_say_that_somebody_is_heard_all_the_same_for_this_turn() -> None:
    room = opened()
    switch(room, member(3), Microphone.OFF)
    turn = called(room, 3).speech().id
    assert room.refused(c.ResumeTurn(turn=turn), member(3)) == "not_allowed"
    (resumed,) = room.do(c.ResumeTurn(turn=turn))
    assert isinstance(resumed, TurnResumed)
    assert resumed.vouched
    assert view(room.meeting, CHAIR)["floor"]["turn"]["unheard"] is None
    room.later(MINUTE)
    switch(room, member(3), Microphone.MISSING)
    assert room.speech().pause is None
    room.do(c.TakeBack(turn=turn))
    assert room.meeting.floor.turns[-1].spoken_ms == MINUTE
    assert called(room, 3).speech().pause is Pause.UNHEARD


def test_a_speaker_whose_link_is_lost_is_heard_over_anothers_device_when_the_desk_says_so() -> None:
    room = called(opened(), 3)
    room.disconnect(member(3))
    assert room.speech().pause is Pause.DROPPED
    room.do(c.ResumeTurn(turn=room.speech().id))
    assert room.speech().pause is None


def test_a_pause_of_the_chair_is_not_ended_by_sound_nor_does_its_end_vouch_for_any() -> None:
    room = called(opened(), 3)
    room.do(c.PauseTurn(turn=room.speech().id))
    switch(room, member(3), Microphone.OFF)
    switch(room, member(3), Microphone.ON)
    assert room.speech().pause is Pause.CHAIR
    switch(room, member(3), Microphone.OFF)
    room.do(c.ResumeTurn(turn=room.speech().id))
    assert (room.speech().pause, room.speech().vouched) == (Pause.UNHEARD, False)


def test_who_comes_back_with_the_microphone_off_still_waits() -> None:
    room = called(opened(), 3)
    room.disconnect(member(3))
    off = c.DeviceCame(device=DeviceId("member-p3"), node="n1", microphone=Microphone.OFF)
    room.do(off, member(3))
    assert room.speech().pause is Pause.UNHEARD
    assert room.do(off, member(3)) == ()


def test_one_device_that_is_heard_is_enough() -> None:
    room = opened()
    room.connect(member(3), "laptop")
    switch(room, member(3), Microphone.OFF)
    assert called(room, 3).speech().pause is None
    switch(room, member(3), Microphone.OFF, "laptop")
    assert room.speech().pause is Pause.UNHEARD


def test_who_is_online_by_a_hand_without_any_device_is_not_heard() -> None:
    room = opened()
    room.do(c.MarkPerson(person=person(7), mark=Mark.ONLINE))
    assert why(room, 7) == (Cause.DISCONNECTED, None)
    assert called(room, 7).speech().pause is Pause.UNHEARD


def test_in_a_room_its_first_device_counts_and_nobodys_own() -> None:
    room = opened()
    room.connect(companion(7))
    room.do(c.CheckInNumber(number=7), HALL_SITE)
    assert called(room, 7).speech().pause is None
    switch(room, HALL_SITE, Microphone.OFF)
    assert room.speech().pause is Pause.UNHEARD
    assert why(room, 7) == (Cause.MICROPHONE_OFF, HALL)
    room.connect(HALL_SITE, "second")
    assert room.speech().pause is Pause.UNHEARD
    switch(room, HALL_SITE, Microphone.ON)
    assert room.speech().pause is None


def test_the_clock_waits_for_a_room_whose_device_is_away_while_others_listen() -> None:
    room = opened()
    room.connect(STATION_SITE)
    room.do(c.CheckInNumber(number=7), STATION_SITE)
    called(room, 7)
    room.disconnect(STATION_SITE)
    assert why(room, 7) == (Cause.ROOM_DISCONNECTED, STATION)
    assert room.speech().pause is Pause.UNHEARD
    room.connect(STATION_SITE)
    assert room.speech().pause is None


def test_a_meeting_in_one_hall_without_any_device_is_heard_in_the_hall() -> None:
    room = bare_hall()
    assert called(room, 7).speech().pause is None
    assert why(room, 8) is None


def test_the_desk_in_a_bare_hall_may_have_come_by_a_link_that_names_no_room() -> None:
    room = bare_hall()
    room.connect(Actor(role=Role.SECRETARY, person=person(2), name="Đồng chí 2"))
    assert called(room, 7).speech().pause is None


def test_a_bare_hall_is_heard_elsewhere_only_over_the_chairs_own_device() -> None:
    room = bare_hall()
    switch(room, CHAIR, Microphone.OFF)
    called(room, 7)
    room.connect(member(3))
    assert why(room, 7) == (Cause.ROOM_DISCONNECTED, HALL)
    assert room.speech().pause is Pause.UNHEARD
    switch(room, CHAIR, Microphone.ON)
    assert room.speech().pause is None
    switch(room, CHAIR, Microphone.OFF)
    room.connect(HALL_SITE)
    assert room.speech().pause is None


def test_a_bare_hall_is_not_heard_in_another_room_that_is_linked_in() -> None:
    room = called(bare_hall(), 7)
    switch(room, CHAIR, Microphone.OFF)
    assert room.speech().pause is None
    room.connect(STATION_SITE)
    assert room.speech().pause is Pause.UNHEARD


def test_an_own_device_in_a_bare_room_is_asked_for_its_microphone() -> None:
    room = bare_hall()
    room.connect(SECRETARY)
    room.connect(member(3))
    room.do(c.MarkPerson(person=person(3), mark=Mark.IN_ROOM))
    room.connect(member(4))
    switch(room, CHAIR, Microphone.OFF)
    assert called(room, 3).speech().pause is None
    switch(room, member(3), Microphone.OFF)
    assert why(room, 3) == (Cause.MICROPHONE_OFF, None)


def test_an_observer_sends_no_sound_and_a_supervisor_does() -> None:
    room = opened()
    for guest in (OBSERVER, SUPERVISOR):
        room.connect(guest)
    assert unheard(room.meeting, OBSERVER.person or PersonId("")) == Unheard(
        cause=Cause.MICROPHONE_MISSING
    )
    assert unheard(room.meeting, SUPERVISOR.person or PersonId("")) is None
    switch(room, SUPERVISOR, Microphone.OFF)
    assert unheard(room.meeting, SUPERVISOR.person or PersonId("")) is not None


def test_the_desk_sees_before_calling_who_could_not_be_heard_and_others_do_not() -> None:
    room = opened()
    room.ask(3)
    room.ask(4)
    switch(room, member(3), Microphone.OFF)
    queue = view(room.meeting, CHAIR)["floor"]["queue"]
    assert queue[0]["unheard"] == {"code": "microphone_off", "site": None}
    assert queue[1]["unheard"] is None
    assert "unheard" not in view(room.meeting, member(5))["floor"]["queue"][0]
    room.set_floor(Preset.ROUND)
    next_up = view(room.meeting, SECRETARY)["floor"]["round"]
    assert (next_up["left"][0], next_up["unheard"]) == ("p3", queue[0]["unheard"])
    assert "unheard" not in view(room.meeting, member(5))["floor"]["round"]


def test_only_what_changes_is_recorded_and_only_of_a_device_that_is_there() -> None:
    room = opened()
    switch(room, member(3), Microphone.ON)
    switch(room, member(3), Microphone.OFF, "never seen")
    switch(room, member(9), Microphone.OFF)
    assert not any(isinstance(event, MicrophoneSet) for event in room.log)
    switch(room, member(3), Microphone.OFF)
    assert isinstance(room.log[-1], MicrophoneSet)
    room.do(c.CloseMeeting())
    before = len(room.log)
    switch(room, member(3), Microphone.ON)
    assert len(room.log) == before


def test_the_desk_reminds_a_speaker_who_cannot_be_heard_once_for_a_double_press() -> None:
    room = opened()
    switch(room, member(3), Microphone.OFF)
    called(room, 3)
    remind = c.RemindSpeaker(turn=room.speech().id)
    (event,) = room.do(remind, SECRETARY)
    assert isinstance(event, SpeakerReminded)
    assert view(room.meeting, member(3))["floor"]["turn"]["reminded_ms"] == room.now_ms
    assert room.do(remind, CHAIR) == ()
    room.later(SAME_PRESS_MS)
    assert room.do(remind, CHAIR)
    assert room.refused(remind, member(3)) == "not_allowed"
    switch(room, member(3), Microphone.ON)
    room.later(SAME_PRESS_MS)
    assert room.do(remind) == (), "sound comes by now"
    room.do(c.TakeBack(turn=remind.turn))
    assert room.refused(remind) == "turn_not_running"
