"""What of a meeting may ask for attention, and since when; what does not."""

from dataclasses import replace

from live.meeting import commands as c
from live.meeting.rules import Rules
from live.meeting.words import BallotMethod, Mark, Microphone
from live.supervision.condition import Condition, Glance
from live.supervision.conditions import conditions
from live.supervision.links import Grade, LinkQuality
from live.supervision.speech import QUIET_S
from tests.unit.meeting.room import (
    CHAIR,
    HALL_SITE,
    ITEMS,
    MINUTE,
    PLAN,
    SECRETARY,
    START_MS,
    STATION_SITE,
    Room,
    member,
    opened,
    person,
    with_rules,
)


def found(room: Room, **links: LinkQuality) -> dict[str, Condition]:
    feeds = {key.replace("_", ":"): link for key, link in links.items()}
    at = Glance(meeting=room.meeting, now_ms=room.now_ms, links=feeds)
    return {one.key: one for one in conditions(at)}


def full() -> Room:
    """Return a meeting that nothing is wrong with: everybody is here, one speaks."""
    room = opened(online=range(2, 10))
    room.set_floor(limit_s=None)
    room.do(c.CallOn(person=person(3)))
    return room


def quiet(room: Room) -> Room:
    """Return the room with an empty floor."""
    room.do(c.TakeBack(turn=room.speech().id))
    return room


def test_a_meeting_in_order_has_no_conditions() -> None:
    room = full()
    room.later(9 * MINUTE)
    assert found(room) == {}


def test_a_meeting_that_does_not_begin_is_late_after_the_minutes_of_the_unit() -> None:
    for minutes in (5, 12):
        room = Room(with_rules(Rules(late_start_min=minutes)))
        room.do(c.AnnounceMeeting())
        room.now_ms = PLAN.scheduled_ms + minutes * MINUTE - 1
        assert found(room) == {}
        room.now_ms += 1
        assert found(room)["late_start"].since_ms == PLAN.scheduled_ms + minutes * MINUTE
        room.do(c.OpenMeeting())
        assert "late_start" not in found(room)


def test_an_item_over_its_time_is_told() -> None:
    room = full()
    room.later(30 * MINUTE)
    assert "item_overrun" not in found(room)
    room.later(1)
    told = found(room)["item_overrun"]
    assert (told.since_ms, told.facts["title"]) == (START_MS + 30 * MINUTE, "Thảo luận")


def test_reading_notices_too_long_is_the_fault_of_that_name() -> None:
    room = full()
    room.do(c.StartItem(item=room.item(2)))
    room.later(15 * MINUTE)
    assert "only_notices" not in found(room)
    room.later(1)
    assert found(room)["only_notices"].since_ms == START_MS + 15 * MINUTE
    room.do(c.StartItem(item=room.item(4)))
    assert "only_notices" not in found(room)


REQUIRED = replace(
    PLAN, items=(*ITEMS[:3], replace(ITEMS[3], required=True), replace(ITEMS[4], required=True))
)


def at_notices() -> Room:
    """Return a meeting with a required discussion, 15 minutes after the opening by the agenda."""
    room = Room(REQUIRED)
    room.connect(CHAIR)
    room.do(c.OpenMeeting())
    room.do(c.StartItem(item=room.item(1)))
    return room


def test_a_required_item_is_missed_some_time_after_its_planned_beginning() -> None:
    room = at_notices()
    room.later(25 * MINUTE - 1)  # notices: planned at minute 5
    assert "required_late" not in found(room)
    room.later(1)
    told = found(room)["required_late"]
    assert (told.subject, told.since_ms) == (room.item(2), START_MS + 25 * MINUTE)
    room.do(c.StartItem(item=room.item(2)))
    assert "required_late" not in found(room)
    room.later(MINUTE)
    room.do(c.FinishItem(item=room.item(2)))
    room.later(29 * MINUTE - 1)  # discussion: planned at minute 15, and notices were 20 late
    assert "required_late" not in found(room)
    room.later(1)
    assert found(room)["required_late"].subject == room.item(3)
    room.do(c.StartItem(item=room.item(3)))
    room.later(60 * MINUTE)
    assert "required_late" not in found(room)  # what closes the meeting is `meeting_overrun`


def test_what_is_not_required_or_skipped_is_not_missed_and_notices_are_the_one_cause() -> None:
    room = at_notices()
    room.do(c.StartItem(item=room.item(2)))
    room.later(50 * MINUTE)
    assert "only_notices" in found(room)
    assert "required_late" not in found(room)
    plain = opened()
    plain.do(c.StartItem(item=plain.item(1)))
    plain.do(c.SkipItem(item=plain.item(2), reason="Bỏ"))
    plain.later(50 * MINUTE)
    assert "required_late" not in found(plain)


def test_the_end_is_late_when_the_rest_of_the_agenda_does_not_fit() -> None:
    room, limit = full(), 30  # planned: 50 minutes, of which 20 for what has not begun
    room.later((30 + limit) * MINUTE)
    assert "meeting_overrun" not in found(room)
    room.later(MINUTE)
    told = found(room)["meeting_overrun"]
    assert told.since_ms == START_MS + (30 + limit) * MINUTE
    assert told.facts == {"minutes": 31}
    room.do(c.StartItem(item=room.item(4)))  # the delay stands still now
    started_ms = room.now_ms
    room.later(2 * MINUTE)
    assert found(room)["meeting_overrun"].since_ms == started_ms


def test_a_speaker_over_the_limit_is_told_and_pauses_do_not_count() -> None:
    room = opened(online=range(2, 10))
    room.do(c.CallOn(person=person(3)))
    room.later(4 * MINUTE)
    room.do(c.PauseTurn(turn=room.speech().id))
    room.later(4 * MINUTE)
    assert "speaker_overtime" not in found(room)
    room.do(c.ResumeTurn(turn=room.speech().id))
    room.later(MINUTE + 1)
    told = found(room)["speaker_overtime"]
    assert (told.since_ms, told.facts["name"]) == (START_MS + 9 * MINUTE, "Đồng chí 3")
    room.do(c.PauseTurn(turn=room.speech().id))
    assert found(room)["speaker_overtime"].since_ms == START_MS + 5 * MINUTE


def test_one_voice_for_long_is_a_monologue_unless_it_is_the_chair() -> None:
    room = full()
    room.later(10 * MINUTE - 1)
    assert "monologue" not in found(room)
    room.later(1)
    assert "monologue" in found(room)
    room.do(c.CallOn(person=person(1)))
    room.later(14 * MINUTE)
    assert "monologue" not in found(room)


def test_one_voice_is_who_has_most_of_the_first_half() -> None:
    room = full()
    room.later(6 * MINUTE)
    room.do(c.CallOn(person=person(4)))
    room.later(4 * MINUTE)
    room.do(c.CallOn(person=person(5)))
    room.later(5 * MINUTE - 1)
    assert "one_voice" not in found(room)
    room.later(1)
    assert "one_voice" not in found(room)  # 40 % each at most
    alone = full()
    alone.later(15 * MINUTE - 1)
    assert "one_voice" not in found(alone)
    alone.later(1)
    assert found(alone)["one_voice"].facts == {"name": "Đồng chí 3", "pct": 100}


def test_nobody_speaks_when_the_floor_is_empty_for_minutes_of_a_discussion() -> None:
    room = quiet(full())
    room.later(5 * MINUTE - 1)
    assert "nobody_speaks" not in found(room)
    room.later(1)
    assert found(room)["nobody_speaks"].since_ms == START_MS + 5 * MINUTE
    room.do(c.CallOn(person=person(4)))
    assert "nobody_speaks" not in found(room)
    room.later(3 * MINUTE)
    quiet(room)
    room.later(5 * MINUTE - 1)
    assert "nobody_speaks" not in found(room)
    room.later(1)
    assert "nobody_speaks" in found(room)


def test_silence_is_right_in_other_items_and_while_a_vote_is_open() -> None:
    room = quiet(full())
    item = room.item(3)
    room.do(c.OpenBallot(item=item, matter="Nghị quyết", method=BallotMethod.NAMED))
    room.later(9 * MINUTE)
    assert "nobody_speaks" not in found(room)
    other = quiet(full())
    other.do(c.StartItem(item=other.item(4)))
    other.later(9 * MINUTE)
    assert "nobody_speaks" not in found(other)


def test_few_speakers_are_noticed_near_the_end_of_the_discussion_and_after_it() -> None:
    room = quiet(full())
    room.do(c.CallOn(person=person(1)))
    room.later(22 * MINUTE)
    assert "few_speakers" not in found(room)
    room.later(MINUTE)
    assert found(room)["few_speakers"].facts == {"spoke": 1, "needed": 3}
    assert found(room)["never_spoken"].facts == {"people": 7}
    room.do(c.StartItem(item=room.item(4)))
    assert "few_speakers" in found(room)
    assert "never_spoken" not in found(room)
    for number in (4, 5):
        room.do(c.CallOn(person=person(number)))
        room.later(MINUTE)
    assert "few_speakers" not in found(room)


def test_a_meeting_without_discussion_lacks_no_speakers() -> None:
    skipped, other = Room(), Room(replace(PLAN, items=PLAN.items[:2]))
    for each in (skipped, other):
        each.do(c.OpenMeeting())
        if each is skipped:
            each.do(c.SkipItem(item=each.item(3), reason="Không cần"))
        each.now_ms += 60 * MINUTE
        assert not {"few_speakers", "nobody_speaks", "one_voice"} & found(each).keys()


def test_who_waits_too_long_for_the_floor_is_told_until_called() -> None:
    room = full()
    room.ask(4)
    room.later(10 * MINUTE - 1)
    assert "queue_waiting" not in found(room)
    room.later(1)
    assert found(room)["queue_waiting"].facts["name"] == "Đồng chí 4"
    room.next()
    assert "queue_waiting" not in found(room)


def test_a_speaker_without_sound_is_told_until_the_sound_is_there_or_the_desk_vouches() -> None:
    room = full()
    device = next(iter(room.row(3).devices))
    room.later(MINUTE)
    room.do(c.SetMicrophone(device=device, microphone=Microphone.OFF), member(3))
    room.later(MINUTE)
    told = found(room)["silent_microphone"]
    assert (told.facts["cause"], told.since_ms) == ("microphone_off", START_MS + MINUTE)
    room.do(c.ResumeTurn(turn=room.speech().id))
    assert "silent_microphone" not in found(room)
    room.do(c.SetMicrophone(device=device, microphone=Microphone.ON), member(3))
    assert "silent_microphone" not in found(room)


def test_an_open_microphone_without_a_sound_is_silent_too() -> None:
    room = full()
    room.later(MINUTE)

    def silent(**feeds: int) -> list[str]:
        at = Glance(
            meeting=room.meeting,
            now_ms=room.now_ms,
            quiet={feed.replace("_", ":"): since_ms for feed, since_ms in feeds.items()},
        )
        return [one.key for one in conditions(at)]

    assert silent(p_p3=room.now_ms - QUIET_S * 1000) == ["silent_microphone"]
    assert silent(p_p3=room.now_ms - QUIET_S * 1000 + 1) == []
    assert silent(p_p4=START_MS + 5) == []


def test_a_microphone_that_was_quiet_before_its_owner_spoke_has_as_long_as_any_other() -> None:
    room = quiet(full())
    room.later(MINUTE)
    room.do(c.CallOn(person=person(4)))
    for waited_ms, expected in ((QUIET_S * 1000 - 1, set()), (1, {"silent_microphone"})):
        room.later(waited_ms)
        at = Glance(meeting=room.meeting, now_ms=room.now_ms, quiet={"p:p4": START_MS})
        assert {one.key for one in conditions(at)} == expected


def test_too_few_voting_members_are_advised_after_time_to_come() -> None:
    room = opened(online=(3, 4, 9))
    room.do(c.CallOn(person=person(3)))
    room.later(10 * MINUTE - 1)
    assert "below_quorum" not in found(room)
    room.later(1)
    assert found(room)["below_quorum"].facts == {"present": 3, "needed": 6}
    for number in (5, 6, 7):
        room.do(c.MarkPerson(person=person(number), mark=Mark.IN_ROOM))
    assert "below_quorum" not in found(room)


def test_a_vote_with_too_few_present_is_told_at_once_and_ends_with_the_vote() -> None:
    room = opened(online=(3, 4, 9))
    room.do(c.OpenBallot(item=room.item(3), matter="Nghị quyết", method=BallotMethod.NAMED))
    assert found(room)["vote_without_quorum"].facts == {"present": 3, "needed": 6}
    room.do(c.CancelBallot(ballot=room.meeting.ballots[-1].id, reason="Chờ thêm"))
    assert "vote_without_quorum" not in found(room)
    enough = full()
    enough.do(c.OpenBallot(item=enough.item(3), matter="Việc", method=BallotMethod.NAMED))
    assert "vote_without_quorum" not in found(enough)


def test_a_chair_is_missed_from_the_drop_and_a_secretary_only_after_having_come() -> None:
    for actor, key in ((CHAIR, "chair_disconnected"), (SECRETARY, "secretary_disconnected")):
        room = opened(online=range(3, 10))
        room.connect(SECRETARY)
        room.later(MINUTE)
        room.disconnect(actor)
        assert found(room)[key].since_ms == room.now_ms
        dropped_ms = room.now_ms
        room.later(2 * MINUTE)  # longer than the grace period
        assert found(room)[key].since_ms == dropped_ms
        room.connect(actor)
        assert key not in found(room)
    room = Room()
    room.do(c.OpenMeeting())
    room.later(MINUTE)
    assert found(room)["chair_disconnected"].since_ms == START_MS
    assert "secretary_disconnected" not in found(room)
    nobody = Room(replace(PLAN, chair=None))
    nobody.do(c.OpenMeeting())
    assert "chair_disconnected" not in found(nobody)


def test_a_room_that_went_off_is_told_with_the_people_in_it_or_without() -> None:
    room = full()
    room.connect(STATION_SITE)
    room.later(MINUTE)
    room.disconnect(STATION_SITE)
    room.later(MINUTE)
    room.disconnect(HALL_SITE)
    told = found(room)
    assert told["site_off"].facts["site"] == "Trạm"
    assert told["site_disconnected"].facts["site"] == "Nhà văn hóa"
    assert told["site_disconnected"].since_ms == START_MS + 2 * MINUTE
    room.connect(HALL_SITE)
    assert "site_disconnected" not in found(room)


def test_weak_links_of_chair_and_rooms_are_told_and_those_of_members_are_not() -> None:
    room = full()
    weak = LinkQuality(grade=Grade.WEAK, since_ms=7)
    bad = LinkQuality(grade=Grade.BAD, since_ms=9)
    good = LinkQuality(grade=Grade.GOOD, since_ms=5)
    assert found(room, s_hall=good, p_p3=bad) == {}
    in_room = found(room, s_hall=bad)
    assert in_room["site_weak"].facts["grade"] == "bad"
    assert in_room["chair_weak"].since_ms == 9
    room.disconnect(CHAIR)
    room.later(2 * MINUTE)
    room.connect(replace(CHAIR, site=None))
    online = found(room, p_p1=weak)
    assert "chair_weak" in online
    assert "site_weak" not in online


def test_help_is_asked_until_the_desk_takes_it_back_also_before_opening() -> None:
    for room in (Room(), full()):
        room.do(c.AskForHelp(on=True, text="Máy hỏng"))
        told = found(room)["help_asked"]
        assert told.facts == {"name": "Đồng chí 1", "text": "Máy hỏng"}
        room.do(c.AskForHelp(on=False), SECRETARY)
        assert found(room) == {}


def test_nothing_is_true_of_a_meeting_that_is_over() -> None:
    closed, cancelled = full(), Room()
    closed.do(c.CloseMeeting())
    cancelled.do(c.CancelMeeting())
    for room in (closed, cancelled):
        room.now_ms += 600 * MINUTE
        assert found(room) == {}
