"""What asks for attention, how much, and since when; what does not."""

from dataclasses import replace

from live.meeting import commands as c
from live.meeting.words import Mark
from live.supervision.alerts import Grade, Level, LinkQuality, RaisedAlert, alerts
from tests.unit.meeting.room import (
    CHAIR,
    HALL_SITE,
    MINUTE,
    PLAN,
    START_MS,
    STATION_SITE,
    Room,
    member,
    opened,
    person,
)


def found(room: Room, **links: LinkQuality) -> dict[str, RaisedAlert]:
    voices = {key.replace("_", ":"): link for key, link in links.items()}
    return {alert.key: alert for alert in alerts(room.meeting, room.now_ms, voices)}


def level(room: Room, key: str) -> str | None:
    alert = found(room).get(key)
    return alert.level.value if alert else None


def full() -> Room:
    """Return a meeting that nothing is wrong with: everybody is here."""
    return opened(online=range(2, 10))


def test_a_meeting_in_order_has_no_alerts() -> None:
    room = full()
    room.later(15 * MINUTE)
    assert found(room) == {}


def test_a_meeting_that_does_not_begin_is_late() -> None:
    room = Room()
    room.do(c.AnnounceMeeting())
    room.now_ms = PLAN.scheduled_ms + 5 * MINUTE - 1
    assert level(room, "late_start") is None
    room.now_ms += 1
    assert level(room, "late_start") == "amber"
    room.now_ms += 10 * MINUTE
    assert level(room, "late_start") == "red"
    assert found(room)["late_start"].since_ms == PLAN.scheduled_ms
    room.do(c.OpenMeeting())
    assert level(room, "late_start") is None


def test_an_item_over_its_time_is_amber_then_red() -> None:
    room = full()
    room.later(30 * MINUTE)
    assert level(room, "item_overrun") is None
    room.later(1)
    assert level(room, "item_overrun") == "amber"
    assert found(room)["item_overrun"].since_ms == START_MS + 30 * MINUTE
    room.later(5 * MINUTE)
    assert level(room, "item_overrun") == "red"


def test_reading_notices_for_more_than_15_minutes_is_the_fault_of_that_name() -> None:
    room = full()
    room.do(c.StartItem(item=room.item(2)))
    room.later(15 * MINUTE)
    assert level(room, "only_notices") is None
    room.later(1)
    assert level(room, "only_notices") == "amber"
    assert found(room)["only_notices"].since_ms == START_MS + 15 * MINUTE
    room.later(10 * MINUTE)
    assert level(room, "only_notices") == "red"


def test_a_speaker_over_the_limit_is_amber_then_red_and_pauses_do_not_count() -> None:
    room = full()
    room.do(c.CallOn(person=person(3)))
    room.later(4 * MINUTE)
    room.do(c.PauseTurn(turn=room.speech().id))
    room.later(4 * MINUTE)
    assert level(room, "speaker_overtime") is None
    room.do(c.ResumeTurn(turn=room.speech().id))
    room.later(MINUTE + 1)
    assert level(room, "speaker_overtime") == "amber"
    alert = found(room)["speaker_overtime"]
    assert alert.since_ms == START_MS + 9 * MINUTE
    assert alert.facts["name"] == "Đồng chí 3"
    room.later(2 * MINUTE)
    assert level(room, "speaker_overtime") == "red"
    room.do(c.PauseTurn(turn=room.speech().id))
    assert found(room)["speaker_overtime"].since_ms == START_MS + 5 * MINUTE


def test_one_voice_for_ten_minutes_of_discussion_is_a_monologue_unless_it_is_the_chair() -> None:
    room = full()
    room.set_floor(limit_s=None)
    room.do(c.CallOn(person=person(3)))
    room.later(10 * MINUTE - 1)
    assert level(room, "monologue") is None
    room.later(1)
    assert level(room, "monologue") == "amber"
    room.do(c.CallOn(person=person(1)))
    room.later(15 * MINUTE)
    assert level(room, "monologue") is None


def test_few_speakers_are_noticed_near_the_end_of_the_discussion_and_after_it() -> None:
    room = full()
    room.later(22 * MINUTE)
    assert level(room, "few_speakers") is None
    room.later(MINUTE)
    assert level(room, "few_speakers") == "amber"
    assert found(room)["few_speakers"].facts == {"spoke": 0, "needed": 3}
    room.do(c.StartItem(item=room.item(4)))
    assert level(room, "few_speakers") == "red"
    for number in (3, 4, 5):
        room.do(c.CallOn(person=person(number)))
        room.later(MINUTE)
    assert level(room, "few_speakers") is None


def test_a_meeting_without_discussion_lacks_no_speakers() -> None:
    room = full()
    room.do(c.SkipItem(item=room.item(3), reason="Không cần"))
    other = Room(replace(PLAN, items=PLAN.items[:2]))
    other.do(c.OpenMeeting())
    other.now_ms += 60 * MINUTE
    assert "few_speakers" not in found(other)


def test_too_few_voting_members_are_advised_after_time_to_come() -> None:
    room = opened(online=(3, 4, 9))
    room.later(10 * MINUTE - 1)
    assert level(room, "below_quorum") is None
    room.later(1)
    alert = found(room)["below_quorum"]
    assert (alert.level, alert.facts) == (Level.AMBER, {"present": 3, "needed": 6})
    for number in (5, 6, 7):
        room.do(c.MarkPerson(person=person(number), mark=Mark.IN_ROOM))
    assert level(room, "below_quorum") is None


def test_a_chair_who_drops_is_amber_and_one_who_is_gone_red() -> None:
    room = full()
    room.later(MINUTE)
    room.disconnect(CHAIR)
    assert level(room, "chair_disconnected") == "amber"
    dropped_ms = room.now_ms
    room.later(2 * MINUTE)
    alert = found(room)["chair_disconnected"]
    assert (alert.level, alert.since_ms) == (Level.RED, dropped_ms)
    room.connect(CHAIR)
    assert level(room, "chair_disconnected") is None


def test_a_chair_who_never_came_is_missed_since_opening() -> None:
    room = Room()
    room.do(c.OpenMeeting())
    room.later(MINUTE)
    assert found(room)["chair_disconnected"].since_ms == START_MS
    nobody = Room(replace(PLAN, chair=None))
    nobody.do(c.OpenMeeting())
    assert level(nobody, "chair_disconnected") is None


def test_a_room_that_went_off_is_red_when_people_sit_in_it() -> None:
    room = full()
    room.connect(STATION_SITE)
    room.later(MINUTE)
    room.disconnect(STATION_SITE)
    assert level(room, "site_disconnected") == "amber"
    room.later(MINUTE)
    room.disconnect(HALL_SITE)
    everything = alerts(room.meeting, room.now_ms)
    assert [(alert.level, alert.facts["site"], alert.since_ms) for alert in everything] == [
        (Level.RED, "Nhà văn hóa", START_MS + 2 * MINUTE),
        (Level.AMBER, "Trạm", START_MS + MINUTE),
    ]


def test_weak_links_of_chair_and_rooms_are_told_and_those_of_members_are_not() -> None:
    room = full()
    weak = LinkQuality(grade=Grade.WEAK, since_ms=7)
    bad = LinkQuality(grade=Grade.BAD, since_ms=9)
    good = LinkQuality(grade=Grade.GOOD, since_ms=5)
    assert found(room, s_hall=good, p_p3=bad) == {}
    in_room = found(room, s_hall=bad)
    assert in_room["site_weak"].level is Level.RED
    assert in_room["chair_weak"].since_ms == 9
    room.disconnect(CHAIR)
    room.later(2 * MINUTE)
    room.connect(replace(CHAIR, site=None))
    online = found(room, p_p1=weak)
    assert online["chair_weak"].level is Level.AMBER
    assert "site_weak" not in online


def test_nothing_is_alarming_after_closing() -> None:
    room = full()
    room.disconnect(member(3))
    room.do(c.CloseMeeting())
    room.now_ms += 600 * MINUTE
    assert found(room) == {}
