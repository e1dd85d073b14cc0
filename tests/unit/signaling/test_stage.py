"""Who fills which slot: what each role hears and sees, and what must never be heard or seen."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from live.ids import DeviceId, ItemId, MeetingId, PersonId, SiteId
from live.media.engine import Layer, MediaKind, Slot, SourceName
from live.media.preference import MediaPreference
from live.meeting import commands as c
from live.meeting.permissions import Actor, Role
from live.meeting.state import Meeting, PersonFeed, SiteFeed
from live.meeting.words import Mark, Overtime, Preset
from signaling.stage import (
    Air,
    FilledSlot,
    StageWish,
    Viewer,
    WallWish,
    Wish,
    fill,
    first_wish,
    is_on_air,
    own_feed,
    own_link,
    programme,
)
from signaling.wire import FeedKey, Part, person_key, site_key, source_name
from tests.unit.signaling.steps import after, after_all
from tests.unit.signaling.world import actor

M = MeetingId("m")
SLOTS = (
    *(Slot(mid=f"a{n}", kind=MediaKind.AUDIO, index=n) for n in range(3)),
    *(Slot(mid=f"v{n}", kind=MediaKind.VIDEO, index=n) for n in range(2)),
)
P3, P4 = PersonId("p3"), PersonId("p4")
FREE = c.SetFloor(
    preset=Preset.FREE, limit_s=None, overtime=Overtime.COUNT_UP, new_speakers_first=False
)


def here(*words: str) -> list[tuple[c.Command, Actor]]:
    """Return the steps by which these devices came."""
    return [(c.DeviceCame(device=DeviceId(word), node="n"), actor(word)) for word in words]


def filled(
    meeting: Meeting,
    who: str,
    wish: Wish | None = None,
    air: Air | None = None,
    before: Mapping[str, FilledSlot] | None = None,
    media: MediaPreference = MediaPreference.FULL,
) -> dict[str, FilledSlot]:
    """Return what the slots of a receiver show, by mid."""
    actor_ = actor(who)
    receiver = Viewer(
        actor=actor_,
        slots=SLOTS,
        wish=wish or first_wish(actor_.role),
        media=media,
        filled=before or {},
    )
    result = fill(receiver, {M: meeting}, {M: air} if air else {})
    return {now.mid: now for now in result}


def heard(meeting: Meeting, who: str, wish: Wish | None = None) -> set[FeedKey | None]:
    """Return whose sound a receiver gets."""
    shown = filled(meeting, who, wish)
    return {now.feed for mid, now in shown.items() if mid.startswith("a")} - {None}


SPEAKING = after(
    *here("chair", "member:p3", "member:p4", "site:hall", "site:room2", "supervisor"),
    (c.CallOn(person=P3), actor("chair")),
)


def test_member_hears_the_speaker_and_the_chair_and_nobody_else() -> None:
    assert heard(SPEAKING, "member:p4") == {"p:p3", "p:p1"}


def test_speaker_never_hears_the_own_sound() -> None:
    assert heard(SPEAKING, "member:p3") == {"p:p1"}


def test_site_plays_everything_that_is_open() -> None:
    assert heard(SPEAKING, "site:hall") == {"p:p3", "p:p1"}


def test_site_does_not_play_its_own_room_when_the_speaker_sits_in_it() -> None:
    meeting = after(
        *here("chair", "member:p4", "site:hall"),
        (c.CheckInNumber(number=3), actor("site:hall")),
        (c.CallOn(person=P3), actor("chair")),
    )
    assert heard(meeting, "site:hall") == {"p:p1"}
    assert heard(meeting, "member:p4") == {"s:hall", "p:p1"}
    assert filled(meeting, "member:p4")["v0"].feed == "s:hall"


def test_person_in_a_room_with_a_speaker_hears_nothing_from_the_own_device() -> None:
    meeting = after(
        *here("chair", "member:p3", "member:p4", "site:hall"),
        (c.CheckInNumber(number=4), actor("site:hall")),
        (c.CallOn(person=P3), actor("chair")),
    )
    assert heard(meeting, "member:p4") == set()
    assert filled(meeting, "member:p4")["v0"].feed == "p:p3"


def test_person_in_a_room_hears_again_when_the_rooms_device_is_gone() -> None:
    meeting = after(
        *here("chair", "member:p3", "member:p4", "site:hall"),
        (c.CheckInNumber(number=4), actor("site:hall")),
        (c.CallOn(person=P3), actor("chair")),
        (c.DeviceWent(device=DeviceId("site:hall"), node="n"), actor("site:hall")),
    )
    assert heard(meeting, "member:p4") == {"p:p3", "p:p1"}


@pytest.mark.parametrize("who", ["companion:p5", "administrator"])
def test_companion_and_administrator_have_no_media_at_all(who: str) -> None:
    assert filled(SPEAKING, who) == {}


def test_everybody_sees_the_speaker() -> None:
    for who in ("member:p4", "chair", "secretary", "site:hall", "observer"):
        assert filled(SPEAKING, who)["v0"].source == source_name(M, person_key(P3), Part.CAMERA)


def test_speaker_sees_the_room_instead_of_the_own_picture() -> None:
    assert filled(SPEAKING, "member:p3")["v0"].feed == "s:hall"


def test_hall_that_speaks_sees_the_chair_else_somebody_far_away_and_never_itself() -> None:
    hall_speaks = after(
        *here("site:hall", "member:p4"),
        (c.MarkPerson(person=P3, mark=Mark.IN_ROOM, site=SiteId("hall")), actor("chair")),
        (c.CallOn(person=P3), actor("chair")),
    )
    assert programme(hall_speaks, Air()) == SiteFeed(SiteId("hall"))
    assert filled(hall_speaks, "site:hall")["v0"].feed == "p:p4"
    with_chair = after_all(hall_speaks, *here("chair"))
    assert filled(with_chair, "site:hall")["v0"].feed == CHAIR
    assert filled(with_chair, "site:hall", air=cameras(person_key(P4)))["v0"].feed == "p:p4"
    alone = after(*here("site:hall"))
    assert filled(alone, "site:hall")["v0"].feed is None


def cameras(*keys: FeedKey) -> Air:
    """Return that these cameras send, and no other."""
    return Air(live=frozenset(source_name(M, key, Part.CAMERA) for key in keys))


HALL, CHAIR = site_key(SiteId("hall")), person_key(PersonId("p1"))


def test_the_hall_is_seen_while_nobody_speaks_and_the_chair_far_away_has_no_camera() -> None:
    meeting = after(*here("chair", "member:p3", "site:hall"))
    assert filled(meeting, "member:p3")["v0"].feed == CHAIR
    assert filled(meeting, "member:p3", air=cameras(HALL))["v0"].feed == HALL
    assert filled(meeting, "member:p3", air=cameras(HALL, CHAIR))["v0"].feed == CHAIR


def test_the_hall_is_seen_and_nobody_else_while_the_speaker_has_no_camera() -> None:
    everybody = cameras(HALL, CHAIR, person_key(P4))
    assert filled(SPEAKING, "secretary", air=everybody)["v0"].feed == HALL
    assert filled(SPEAKING, "secretary", air=cameras(person_key(P4)))["v0"].feed == "p:p3"
    assert filled(SPEAKING, "secretary", air=cameras(HALL, person_key(P3)))["v0"].feed == "p:p3"


def test_who_is_seen_by_everybody_is_on_air_and_nobody_else() -> None:
    air = cameras(HALL)
    assert is_on_air(actor("site:hall"), SPEAKING, air)
    assert not is_on_air(actor("member:p3"), SPEAKING, air)
    assert is_on_air(actor("member:p3"), SPEAKING, Air())


def test_the_wall_sees_the_hall_where_the_speaker_has_no_camera() -> None:
    wish = WallWish(meetings=(M,))
    assert filled(SPEAKING, "supervisor", wish, air=cameras(HALL))["v0"].feed == HALL


def test_shared_screen_fills_the_second_picture_but_not_for_who_shares_it() -> None:
    meeting = after(
        *here("chair", "member:p3", "member:p4"),
        (c.CallOn(person=P3), actor("chair")),
        (c.ShareScreen(), actor("member:p3")),
    )
    assert filled(meeting, "member:p4")["v1"].source == SourceName("m/p:p3/screen")
    assert filled(meeting, "member:p3")["v1"].source is None
    assert filled(SPEAKING, "member:p4")["v1"].source is None


def feeds(shown: Mapping[str, FilledSlot]) -> set[FeedKey | None]:
    return {now.feed for now in shown.values()} - {None}


def test_weak_link_gets_the_sound_of_the_floor_and_no_picture() -> None:
    air = replace(cameras(HALL, person_key(P3)), heard=(person_key(PersonId("p1")),))
    assert feeds(filled(SPEAKING, "member:p4", air=air, media=MediaPreference.SOUND)) == {"p:p3"}
    wall = WallWish(meetings=(M,), large=M)
    assert feeds(filled(SPEAKING, "supervisor", wall, air, media=MediaPreference.SOUND)) == set()


def test_weak_link_follows_a_question_put_into_a_turn() -> None:
    turn = SPEAKING.floor.turn
    assert turn
    asked = after_all(SPEAKING, (c.Interpose(turn=turn.id, person=P4), actor("chair")))
    speaks = Air(heard=(person_key(P4), person_key(P3)))
    answers = Air(heard=(person_key(P3), person_key(P4)))
    for air, feed in ((speaks, "p:p4"), (answers, "p:p3")):
        assert feeds(filled(asked, "chair", air=air, media=MediaPreference.SOUND)) == {feed}


def test_who_wants_no_media_gets_none() -> None:
    assert feeds(filled(SPEAKING, "member:p4", media=MediaPreference.NONE)) == set()
    assert feeds(filled(SPEAKING, "member:p4")) == {"p:p3", "p:p1"}


def test_layer_of_a_picture_is_at_most_what_is_wished() -> None:
    wish = StageWish(layer=Layer.QUARTER)
    assert filled(SPEAKING, "member:p4", wish)["v0"].route.layer is Layer.QUARTER


def test_supervisor_hears_nothing_without_the_record_saying_that_it_listens() -> None:
    wish = WallWish(meetings=(M,), listen=M)
    assert heard(SPEAKING, "supervisor", wish) == set()
    listening = after(
        *here("chair", "member:p3", "supervisor"),
        (c.CallOn(person=P3), actor("chair")),
        (c.Listen(on=True), actor("supervisor")),
    )
    assert heard(listening, "supervisor", wish) == {"p:p3", "p:p1"}
    assert heard(listening, "supervisor", WallWish(meetings=(M,))) == set()


def test_wall_shows_a_programme_per_meeting_small_and_one_large() -> None:
    other = after(*here("site:hall"), name="other")
    receiver = Viewer(
        actor=actor("supervisor"),
        slots=SLOTS,
        wish=WallWish(meetings=(MeetingId("other"), M), large=M),
    )
    shown = {now.mid: now for now in fill(receiver, {M: SPEAKING, MeetingId("other"): other}, {})}
    assert shown["v0"].source == SourceName("other/s:hall/camera")
    assert shown["v0"].layer is Layer.QUARTER
    assert shown["v1"].source == SourceName("m/p:p3/camera")
    assert shown["v1"].layer is Layer.FULL


def test_wall_without_a_meeting_shows_every_other_one_where_it_was() -> None:
    first, gone, last = (MeetingId(name) for name in ("first", "gone", "last"))
    wish = WallWish(meetings=(first, gone, last), large=gone, listen=last)
    left = wish.without({gone})
    assert left == WallWish(meetings=(first, None, last), listen=last)
    assert left.without({gone}) == left


def test_wall_leaves_a_slot_empty_that_is_for_none_and_gives_a_large_picture_in_its_layer() -> None:
    wish = WallWish(meetings=(None, M), large=M, large_layer=Layer.HALF)
    shown = filled(SPEAKING, "supervisor", wish)
    assert shown["v0"].source is None
    assert (shown["v1"].source, shown["v1"].layer) == (SourceName("m/p:p3/camera"), Layer.HALF)


def test_wall_shows_the_shared_screen_of_the_large_one_while_there_is_one() -> None:
    shared = after(
        *here("chair", "member:p3"),
        (c.CallOn(person=P3), actor("chair")),
        (c.ShareScreen(), actor("member:p3")),
    )
    screen = WallWish(meetings=(M,), large=M, screen=True)
    assert filled(shared, "supervisor", screen)["v0"].source == SourceName("m/p:p3/screen")
    assert filled(SPEAKING, "supervisor", screen)["v0"].source == SourceName("m/p:p3/camera")
    for other in (WallWish(meetings=(M,), large=M), WallWish(meetings=(M,), screen=True)):
        assert filled(shared, "supervisor", other)["v0"].source == SourceName("m/p:p3/camera")


def test_wall_shows_nothing_of_a_meeting_that_is_not_followed() -> None:
    wish = WallWish(meetings=(MeetingId("secret"),), large=MeetingId("secret"))
    assert {now.source for now in filled(SPEAKING, "supervisor", wish).values()} == {None}


FREE_TALK = after(
    *here("chair", *(f"member:p{n}" for n in range(3, 7)), "site:hall"), (FREE, actor("chair"))
)


def test_at_most_as_many_sounds_as_slots_in_a_free_discussion() -> None:
    assert len(heard(FREE_TALK, "secretary")) == 3


def test_receiver_with_a_hundred_slots_is_played_three_sounds() -> None:
    slots = tuple(Slot(mid=f"a{n}", kind=MediaKind.AUDIO, index=n) for n in range(100))
    receiver = Viewer(actor=actor("secretary"), slots=slots, wish=StageWish())
    shown = fill(receiver, {M: FREE_TALK}, {})
    assert len([now for now in shown if now.feed]) == 3


def test_wall_shows_a_meeting_once_however_often_it_is_named() -> None:
    wish = WallWish(meetings=(M, M), large=M)
    shown = [now.feed for mid, now in filled(SPEAKING, "supervisor", wish).items() if mid[0] == "v"]
    assert shown == ["p:p3", None]


def test_who_sends_and_was_heard_last_comes_before_others() -> None:
    keys = [person_key(PersonId(f"p{n}")) for n in (6, 5, 4)]
    live = frozenset(source_name(M, key, Part.MICROPHONE) for key in keys)
    shown = filled(FREE_TALK, "member:p3", air=Air(live=live, heard=keys))
    assert {now.feed for mid, now in shown.items() if mid.startswith("a")} == set(keys)


def test_in_a_free_discussion_who_has_a_place_is_heard_though_nobody_is_the_programme() -> None:
    keys = [person_key(PersonId(f"p{n}")) for n in range(1, 7)]
    live = frozenset(source_name(M, key, Part.MICROPHONE) for key in keys)
    air = Air(live=live, heard=keys[3:])
    shown = filled(FREE_TALK, "secretary", air=air)
    assert {now.feed for mid, now in shown.items() if mid.startswith("a")} == set(keys[3:])
    assert programme(FREE_TALK, air) == PersonFeed(PersonId("p1"))


def test_who_has_the_floor_is_heard_whoever_is_louder() -> None:
    turn = after_all(FREE_TALK, (c.CallOn(person=P3), actor("chair")))
    keys = [person_key(PersonId(f"p{n}")) for n in (1, 4, 5, 6, 3)]
    live = frozenset(source_name(M, key, Part.MICROPHONE) for key in keys)
    shown = filled(turn, "secretary", air=Air(live=live, heard=keys))
    assert person_key(P3) in {now.feed for mid, now in shown.items() if mid.startswith("a")}


def test_who_is_in_a_slot_stays_in_it() -> None:
    first = filled(FREE_TALK, "member:p3")
    keys: list[FeedKey] = [now.feed for now in reversed(first.values()) if now.feed]
    again = filled(FREE_TALK, "member:p3", air=Air(heard=keys), before=first)
    common = {now.feed for now in first.values()} & {now.feed for now in again.values()}
    assert common
    for mid, now in first.items():
        if now.feed in common and mid.startswith("a"):
            assert again[mid].feed == now.feed


def test_closed_meeting_is_silent() -> None:
    closed = after(
        *here("chair", "member:p3", "member:p4"),
        (c.CallOn(person=P3), actor("chair")),
        (c.CloseMeeting(), actor("chair")),
    )
    assert heard(closed, "member:p4") == set()


@pytest.mark.parametrize(
    ("who", "feed"),
    [
        ("member:p3", person_key(P3)),
        ("site:hall", site_key(SiteId("hall"))),
        ("supervisor", person_key(PersonId("guest"))),
        ("observer", None),
        ("companion:p3", None),
    ],
)
def test_only_roles_with_media_publish(who: str, feed: FeedKey | None) -> None:
    assert own_feed(actor(who)) == feed


def test_who_only_watches_has_a_link_to_be_told_of_and_a_companion_has_none() -> None:
    assert own_link(actor("observer")) == person_key(PersonId("looker"))
    assert own_link(actor("companion:p3")) is None


@pytest.mark.parametrize("role", list(Role))
def test_every_role_has_a_first_wish(role: Role) -> None:
    assert isinstance(first_wish(role), WallWish) == (role is Role.SUPERVISOR)


def test_names_stand_under_pictures() -> None:
    assert filled(SPEAKING, "member:p4")["v0"].name == "Đồng chí 3"
    assert filled(SPEAKING, "member:p3")["v0"].name == "Nhà văn hóa"


def test_an_item_of_the_agenda_changes_nothing_on_the_stage() -> None:
    meeting = after(*here("chair", "member:p4"), (c.StartItem(item=ItemId("i1")), actor("chair")))
    assert heard(meeting, "member:p4") == {"p:p1"}
