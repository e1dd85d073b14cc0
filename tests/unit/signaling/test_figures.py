"""Codes, loudness, link quality and alerts reach those who may see them, when they change."""

from collections.abc import Iterable
from typing import TypeVar

import pytest
from pydantic import BaseModel

from live.clock import ManualClock
from live.errors import BadPacket
from live.ids import DeviceId, MeetingId, NodeId, PersonId, SiteId
from live.media.engine import (
    LinkReport,
    LoudnessLevels,
    MediaKind,
    PeerDown,
    PeerId,
    Slot,
    SourceName,
)
from live.media.preference import MediaPreference
from live.meeting.check_in import CODE_MS, code_at
from live.meeting.commands import AskForHelp, CallOn, CloseMeeting, DeviceCame
from live.meeting.decide import decide
from live.meeting.evolve import evolve
from live.meeting.state import Meeting
from live.supervision.links import Grade, LinkQuality
from live.supervision.speech import QUIET_S
from signaling import outbound
from signaling.admission import Admission
from signaling.channel import Channel, Watch
from signaling.client import Client
from signaling.codes import codes_at
from signaling.figures import SLOW_S, FigureSource
from signaling.link_quality import FORGET_S, MeetingLinks, merged
from signaling.outbox import Outbox
from signaling.peers import PeerConnection
from signaling.quality import Verdict, grade
from signaling.stage import StageWish, Viewer
from signaling.wall_loudness import WALL_S
from tests.unit.signaling.steps import after
from tests.unit.signaling.world import HALL, actor

M = MeetingId("m")


def speaking() -> Meeting:
    words = ("chair", "member:p3", "site:hall")
    came = [(DeviceCame(device=DeviceId(word), node="n"), actor(word)) for word in words]
    return after(*came, (CallOn(person=PersonId("p3")), actor("chair")))


class Scene:
    """A channel with watchers, and figures on a clock that a test moves."""

    def __init__(self, *watchers: str, meeting: Meeting | None = None, node: str = "n1") -> None:
        self.clock = ManualClock()
        self.channels = {M: Channel(meeting or speaking(), self.clock)}
        self.peers: dict[PeerId, PeerConnection] = {}
        self.figures = FigureSource(self.channels, self.peers, self.clock, NodeId(node))
        self.watches = {word: self.watch(word) for word in watchers}

    def watch(self, word: str) -> Watch:
        watch = Watch(self.channels[M], actor(word), Outbox())
        self.channels[M].watches.add(watch)
        return watch

    def connect(self, word: str) -> PeerId:
        """Give a watcher a peer connection; return its id."""
        admission = Admission(key=word, actor=actor(word), meetings=frozenset({M}))
        client = Client(
            id=word, token="t", device=DeviceId(word), number=0, opened_ms=0, admission=admission
        )
        client.watches[M] = self.watches[word]
        peer = PeerId(word)
        slot = Slot(mid="0", kind=MediaKind.AUDIO, index=0)
        receiver = Viewer(actor=actor(word), slots=(slot,), wish=StageWish())
        self.peers[peer] = PeerConnection(id=peer, pc="a", client=client, receiver=receiver)
        return peer

    def after(self, seconds: float) -> dict[str, list[BaseModel]]:
        """Let time pass; return what every watcher is sent."""
        self.clock.advance(int(seconds * 1000))
        self.figures.tick()
        sent = {}
        for word, watch in self.watches.items():
            sent[word] = list(watch.outbox.figures())
        return sent


T = TypeVar("T")


def kinds(messages: Iterable[object], kind: type[T]) -> list[T]:
    return [message for message in messages if isinstance(message, kind)]


def test_room_sees_its_own_code_and_the_desk_sees_all() -> None:
    it = Scene("site:hall", "secretary", "member:p4", "supervisor")
    sent = it.after(0)
    sites = {
        word: [code.site for code in kinds(messages, outbound.Code)]
        for word, messages in sent.items()
    }
    assert sites == {
        "site:hall": ["hall"],
        "secretary": ["hall", "room2"],
        "member:p4": [],
        "supervisor": [],
    }


def test_code_is_sent_once_and_again_when_it_rotates() -> None:
    it = Scene("site:hall")
    assert kinds(it.after(0)["site:hall"], outbound.Code)
    assert not kinds(it.after(SLOW_S)["site:hall"], outbound.Code)
    assert kinds(it.after(CODE_MS / 1000)["site:hall"], outbound.Code)


def test_code_is_the_one_of_the_rules_until_its_minute_ends() -> None:
    meeting, now_ms = speaking(), ManualClock().now_ms
    code = next(code for code in codes_at(meeting, now_ms) if code.site == HALL)
    secret = meeting.facts.checkin_secret
    assert code.code == code_at(secret, SiteId("hall"), now_ms)
    assert code.code == code_at(secret, SiteId("hall"), code.until_ms - 1)
    assert now_ms < code.until_ms <= now_ms + CODE_MS
    assert code.code in code.url


def test_closed_meeting_shows_no_code() -> None:
    assert not list(codes_at(after((CloseMeeting(), actor("chair"))), 0))


def test_loudness_is_told_to_walls_alone_not_faster_than_its_pace() -> None:
    it = Scene("supervisor", "chair", "member:p4", "observer")
    it.after(0)
    it.figures.engine_says(LoudnessLevels(levels={SourceName("m/p:p3/microphone"): -20}))
    early = it.after(WALL_S / 4)
    assert not any(kinds(messages, outbound.Loudness) for messages in early.values())
    sent = it.after(WALL_S)
    assert kinds(sent.pop("supervisor"), outbound.Loudness) == [outbound.Loudness(of={M: -18})]
    assert not any(kinds(messages, outbound.Loudness) for messages in sent.values())


@pytest.mark.parametrize(
    ("loss_up", "loss_down", "rtt_ms", "word"),
    [
        (0.0, 0.0, 20, Grade.GOOD),
        (0.0, 0.04, 20, Grade.WEAK),
        (0.0, 0.0, 400, Grade.WEAK),
        (0.2, 0.0, None, Grade.BAD),
        (0.0, 0.0, 900, Grade.BAD),
    ],
)
def test_link_is_as_good_as_its_worse_direction(
    loss_up: float, loss_down: float, rtt_ms: int | None, word: Grade
) -> None:
    quality = LinkReport(peer=PeerId("x"), loss_up=loss_up, loss_down=loss_down, rtt_ms=rtt_ms)
    assert grade(quality) is word


def test_link_that_does_not_carry_its_picture_is_weak() -> None:
    fine = LinkReport(peer=PeerId("x"), loss_up=0.0, loss_down=0.0, rtt_ms=20)
    assert grade(fine, narrow=True) is Grade.WEAK
    assert grade(fine) is Grade.GOOD


def test_nothing_good_is_said_of_a_link_before_it_was_measured() -> None:
    it = Scene("member:p4")
    peer = it.connect("member:p4")
    it.figures.engine_says(LinkReport(peer=peer, loss_up=0.0, loss_down=0.0, rtt_ms=None))
    assert kinds(it.after(SLOW_S)["member:p4"], outbound.Quality) == []
    it.figures.engine_says(LinkReport(peer=peer, loss_up=0.0, loss_down=0.0, rtt_ms=20))
    (told,) = kinds(it.after(SLOW_S)["member:p4"], outbound.Quality)
    assert told.links == {"p:p4": Grade.GOOD}


def test_link_whose_picture_waits_is_called_weak_when_that_lasts() -> None:
    it = Scene("member:p4")
    peer = it.connect("member:p4")
    fine = LinkReport(peer=peer, loss_up=0.0, loss_down=0.0, rtt_ms=20)
    it.figures.engine_says(fine)
    it.peers[peer].paused = ("v0",)
    said: list[Grade] = []
    for _ in range(4):
        told = kinds(it.after(SLOW_S)["member:p4"], outbound.Quality)
        said += [message.links["p:p4"] for message in told]
        it.figures.engine_says(fine)
    assert said == [Grade.GOOD, Grade.WEAK]


@pytest.mark.parametrize(
    ("measured", "said"),
    [
        ("good bad good bad good bad good", "good"),
        ("good bad bad bad", "bad"),
        ("good bad weak bad", "weak"),
        ("bad good good good good", "bad"),
        ("bad good good good good good good", "good"),
        ("bad good weak good good good good", "weak"),
        ("weak good bad good bad good", "weak"),
        ("weak good bad bad bad", "bad"),
    ],
)
def test_word_for_a_link_changes_only_when_measurements_agree_for_a_while(
    measured: str, said: str
) -> None:
    first, *rest = (Grade(word) for word in measured.split())
    verdict = Verdict(first, 0)
    for number, one in enumerate(rest, start=1):
        verdict.take(one, number * 2000)
    assert verdict.link.grade == said


def test_link_is_weak_since_the_first_measurement_that_said_so() -> None:
    verdict = Verdict(Grade.GOOD, 0)
    for now_ms in (2000, 4000, 6000, 8000):
        verdict.take(Grade.WEAK, now_ms)
    assert verdict.link == LinkQuality(grade=Grade.WEAK, since_ms=2000)


def test_desk_sees_who_chose_less_and_no_bad_link_for_it() -> None:
    it = Scene("secretary", "member:p3", "member:p4", "companion:p4")
    it.watches["member:p3"].media = MediaPreference.NONE
    it.watches["member:p4"].media = MediaPreference.SOUND
    sent = it.after(SLOW_S)
    both = {"p:p3": MediaPreference.NONE, "p:p4": MediaPreference.SOUND}
    assert kinds(sent["secretary"], outbound.Quality) == [
        outbound.Quality(meeting=M, links={}, media=both)
    ]
    own = outbound.Quality(meeting=M, links={}, media={"p:p4": MediaPreference.SOUND})
    assert kinds(sent["member:p4"], outbound.Quality) == [own]
    assert not kinds(sent["companion:p4"], outbound.Quality)
    it.connect("member:p4")
    it.watches["member:p3"].media = it.watches["member:p4"].media = MediaPreference.FULL
    cleared = kinds(it.after(SLOW_S)["secretary"], outbound.Quality)
    assert cleared == [outbound.Quality(meeting=M, links={})]


def test_desk_sees_the_links_of_those_at_another_process_until_it_falls_silent() -> None:
    here, there = Scene("secretary"), Scene("member:p3", "member:p4", node="n2")
    there.watches["member:p4"].media = MediaPreference.NONE
    peer = there.connect("member:p3")
    there.figures.engine_says(LinkReport(peer=peer, loss_up=0.5, loss_down=0.0, rtt_ms=10))
    here.figures.told_elsewhere_untrusted(there.figures.note())
    (quality,) = kinds(here.after(SLOW_S)["secretary"], outbound.Quality)
    assert (quality.links, quality.media) == ({"p:p3": Grade.BAD}, {"p:p4": MediaPreference.NONE})
    (silent,) = kinds(here.after(FORGET_S)["secretary"], outbound.Quality)
    assert (silent.links, silent.media) == ({}, {})


def test_process_learns_nothing_new_from_its_own_note_and_refuses_what_is_no_note() -> None:
    it = Scene("secretary", "member:p3")
    it.watches["member:p3"].media = MediaPreference.SOUND
    it.figures.told_elsewhere_untrusted(it.figures.note())
    it.watches["member:p3"].media = MediaPreference.FULL
    assert not kinds(it.after(SLOW_S)["secretary"], outbound.Quality)
    with pytest.raises(BadPacket):
        it.figures.told_elsewhere_untrusted(b"{}")


def test_what_is_known_of_a_person_at_two_processes_is_the_most_that_a_device_gets() -> None:
    none, full = ({"p:p3": wish} for wish in (MediaPreference.NONE, MediaPreference.FULL))
    sound = {"p:p3": MediaPreference.SOUND, "p:p4": MediaPreference.NONE}
    known = [MeetingLinks(media=media) for media in (none, sound)]
    assert merged(known).less == sound
    assert merged([*known, MeetingLinks(media=full)]).less == {"p:p4": MediaPreference.NONE}


@pytest.mark.parametrize("connects", [False, True])
def test_phone_without_media_counts_only_where_no_other_device_gets_everything(
    connects: bool,
) -> None:
    it = Scene("chair", "member:p3")
    phone = it.watch("member:p3")
    phone.media = MediaPreference.NONE
    if connects:
        it.connect("member:p3")
    sent = kinds(it.after(SLOW_S)["chair"], outbound.Quality)
    chosen = [] if connects else [{"p:p3": MediaPreference.NONE}]
    assert [message.media for message in sent] == chosen


def test_guest_who_only_watches_is_told_of_the_own_link_and_a_companion_has_none() -> None:
    it = Scene("observer", "companion:p5", "member:p3")
    it.watches["companion:p5"].media = MediaPreference.NONE
    for word in ("observer", "companion:p5", "member:p3"):
        peer = it.connect(word)
        it.figures.engine_says(LinkReport(peer=peer, loss_up=0.0, loss_down=0.05, rtt_ms=10))
    sent = it.after(SLOW_S)
    weak = outbound.Quality(meeting=M, links={"p:looker": Grade.WEAK})
    assert kinds(sent["observer"], outbound.Quality) == [weak]
    assert not kinds(sent["companion:p5"], outbound.Quality)


def test_desk_sees_every_link_and_a_member_the_own() -> None:
    it = Scene("secretary", "member:p3", "member:p4")
    for word, loss in (("member:p3", 0.0), ("member:p4", 0.5)):
        peer = it.connect(word)
        it.figures.engine_says(LinkReport(peer=peer, loss_up=loss, loss_down=0.0, rtt_ms=10))
    sent = it.after(SLOW_S)
    links = {w: kinds(messages, outbound.Quality) for w, messages in sent.items()}
    both = {"p:p3": Grade.GOOD, "p:p4": Grade.BAD}
    assert links["secretary"] == [outbound.Quality(meeting=M, links=both)]
    assert links["member:p3"] == [outbound.Quality(meeting=M, links={"p:p3": Grade.GOOD})]
    it.figures.engine_says(PeerDown(peer=PeerId("member:p4"), reason="gone"))
    assert kinds(it.after(SLOW_S)["secretary"], outbound.Quality) == [
        outbound.Quality(meeting=M, links={"p:p3": Grade.GOOD})
    ]


def test_alerts_go_to_desk_and_supervisor_when_they_change() -> None:
    it = Scene("chair", "supervisor", "member:p4", meeting=after())
    sent = it.after(SLOW_S)
    for word in ("chair", "supervisor"):
        (message,) = kinds(sent[word], outbound.Alerts)
        assert "chair_disconnected" in [alert.key for alert in message.alerts]
    assert not kinds(sent["member:p4"], outbound.Alerts)
    assert not kinds(it.after(SLOW_S)["chair"], outbound.Alerts)


def test_alert_that_follows_from_the_record_is_shown_at_once_and_only_when_it_changed() -> None:
    it = Scene("supervisor", "secretary", meeting=after())
    it.after(SLOW_S)
    channel = it.channels[M]
    meeting, now_ms = channel.meeting, it.clock.wall_ms() - channel.meeting.facts.off_ms
    for event in decide(meeting, AskForHelp(on=True), actor("secretary"), now_ms, lambda: "a"):
        channel.advance(evolve(channel.meeting, event))
    it.figures.show_changes()
    (told,) = kinds(it.watches["supervisor"].outbox.figures(), outbound.Alerts)
    assert "help_asked" in [alert.key for alert in told.alerts]
    it.figures.show_changes()
    assert not kinds(it.watches["supervisor"].outbox.figures(), outbound.Alerts)


def test_microphone_that_carries_silence_is_told_to_the_wall_also_at_another_process() -> None:
    here, there = Scene("supervisor"), Scene(node="n2")
    told: list[object] = []
    for _ in range(round(2 * QUIET_S / SLOW_S)):
        levels = {SourceName("m/p:p3/microphone"): -127}
        there.figures.engine_says(LoudnessLevels(levels=levels))
        there.after(SLOW_S)
        here.figures.told_elsewhere_untrusted(there.figures.note())
        for message in kinds(here.after(SLOW_S)["supervisor"], outbound.Alerts):
            silent = [one for one in message.alerts if one.key == "silent_microphone"]
            told += [one.facts["cause"] for one in silent] or [None]
    assert told == [None, "no_sound"]
