"""One microphone and one loudspeaker in a room: who is silent there, why, and until when."""

from dataclasses import replace

from live.ids import DeviceId
from live.meeting import commands as c
from live.meeting.feeds import open_microphones
from live.meeting.permissions import Actor
from live.meeting.rooms import Silence, Why, device_of, silence
from live.meeting.state import PersonFeed, SiteFeed
from live.meeting.views import own_view
from tests.unit.meeting.room import (
    HALL,
    HALL_SITE,
    SECRETARY,
    SUPERVISOR,
    Room,
    companion,
    member,
    opened,
    person,
)


def twin(name: str) -> Actor:
    """Return a device with the link of the hall."""
    return replace(HALL_SITE, device=DeviceId(name))


def come(room: Room, *devices: str) -> None:
    for device in devices:
        room.connect(twin(device), device)


def served_by(room: Room) -> str | None:
    return device_of(room.meeting, HALL)


ROOM_SPEAKS = Silence(why=Why.ROOM_SPEAKS, site=HALL)
ROOM_SERVED = Silence(why=Why.ROOM_SERVED, site=HALL)


def test_who_takes_part_from_elsewhere_is_not_silent() -> None:
    room = opened(online=(3,))
    for actor in (member(3), HALL_SITE, SUPERVISOR):
        assert silence(room.meeting, actor) is None


def test_a_member_who_checks_in_at_a_room_is_silent_while_the_room_has_a_device() -> None:
    room = opened(online=(3,))
    room.do(c.CallOn(person=person(3)))
    assert PersonFeed(person(3)) in open_microphones(room.meeting)
    room.do(c.CheckInNumber(number=3), HALL_SITE)
    assert silence(room.meeting, member(3)) == ROOM_SPEAKS
    assert open_microphones(room.meeting) == {SiteFeed(HALL)}
    me = own_view(room.meeting, member(3))
    assert (me["microphone"], me["silent"]) == ("closed", {"code": "room_speaks", "site": HALL})
    room.disconnect(HALL_SITE)
    assert silence(room.meeting, member(3)) is None
    assert own_view(room.meeting, member(3))["microphone"] == "open"


def test_a_desk_whose_link_names_a_room_is_silent_there_and_a_companion_too() -> None:
    room = opened()
    assert silence(room.meeting, SECRETARY) == ROOM_SPEAKS
    room.do(c.CheckInNumber(number=7), HALL_SITE)
    assert silence(room.meeting, companion(7)) == ROOM_SPEAKS
    room.disconnect(HALL_SITE)
    assert silence(room.meeting, SECRETARY) is None


def test_of_two_devices_of_a_room_the_first_is_heard_and_the_second_silent() -> None:
    room = Room()
    come(room, "tv", "laptop")
    room.do(c.OpenMeeting())
    assert silence(room.meeting, twin("tv")) is None
    assert silence(room.meeting, twin("laptop")) == ROOM_SERVED
    room.do(c.CheckInNumber(number=1), HALL_SITE)
    assert own_view(room.meeting, twin("tv"))["microphone"] == "open"
    assert own_view(room.meeting, twin("laptop"))["microphone"] == "closed"


def test_the_second_device_takes_over_when_the_first_is_gone_for_good() -> None:
    room = Room()
    come(room, "tv", "laptop")
    room.disconnect(twin("tv"), "tv")
    assert silence(room.meeting, twin("laptop")) is None
    room.later(room.meeting.facts.rules.grace_s * 1000)
    come(room, "tv")
    assert (served_by(room), silence(room.meeting, twin("tv"))) == ("laptop", ROOM_SERVED)


def test_the_first_device_has_its_place_again_after_a_short_break() -> None:
    room = Room()
    come(room, "tv", "laptop", "phone")
    room.disconnect(twin("tv"), "tv")
    room.later(2_000)
    come(room, "tv")
    assert served_by(room) == "tv"
    room.disconnect(twin("laptop"), "laptop")
    come(room, "laptop")
    assert served_by(room) == "tv"


def test_a_device_that_comes_to_another_process_keeps_its_place() -> None:
    room = Room()
    come(room, "tv", "laptop")
    room.connect(twin("tv"), "tv", node="other")
    room.disconnect(twin("tv"), "tv", node="n1")
    assert served_by(room) == "tv"
