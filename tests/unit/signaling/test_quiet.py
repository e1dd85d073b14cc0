"""A speaker whose open microphone carries silence is noticed, and nobody else is."""

from dataclasses import replace

from live.ids import DeviceId, MeetingId, PersonId
from live.media.engine import LoudnessLevels, SourceName
from live.meeting.commands import CallOn, DeviceCame
from live.meeting.state import Meeting
from live.supervision.speech import QUIET_S
from signaling.quiet import GAP_MS, SOUND_DBOV, QuietMicrophones
from signaling.wire import FeedKey, Part, microphone_levels, shared_name
from tests.unit.signaling.steps import after
from tests.unit.signaling.world import actor

LEVELS_MS = 200
QUIET_MS = QUIET_S * 1000
CAME = [
    (DeviceCame(device=DeviceId(word), node="n"), actor(word))
    for word in ("chair", "member:p3", "member:p4", "site:hall")
]
SPEAKING = after(*CAME, (CallOn(person=PersonId("p3")), actor("chair")))


class Engine:
    """Levels of two microphones, told as often as the engine does."""

    def __init__(self) -> None:
        self.now_ms = 0
        self.quiet = QuietMicrophones()

    def tells(self, level: int | None, for_ms: int, part: str = "microphone") -> None:
        """Tell a level for some time; None: nothing."""
        for _ in range(for_ms // LEVELS_MS):
            self.now_ms += LEVELS_MS
            if level is not None:
                levels = {SourceName(f"m/p:{who}/{part}"): level for who in ("p3", "p4")}
                self.quiet.take(microphone_levels(LoudnessLevels(levels=levels)), self.now_ms)

    def since(self, meeting: Meeting = SPEAKING) -> dict[str, int]:
        return dict(self.quiet.since(meeting, self.now_ms))


def test_a_speaker_who_gives_no_sound_is_quiet_since_the_last_one_and_no_longer_than_that() -> None:
    it = Engine()
    it.tells(SOUND_DBOV + 1, LEVELS_MS)
    it.tells(SOUND_DBOV, QUIET_MS - LEVELS_MS)
    assert it.since() == {}
    it.tells(SOUND_DBOV, LEVELS_MS)
    assert it.since() == {"p:p3": LEVELS_MS}
    it.tells(SOUND_DBOV + 1, LEVELS_MS)
    assert it.since() == {}


def test_a_microphone_that_never_gave_a_sound_is_quiet_since_its_first_packets() -> None:
    it = Engine()
    it.now_ms = 7_000
    it.tells(-127, QUIET_MS + LEVELS_MS)
    assert it.since() == {"p:p3": 7_000 + LEVELS_MS}


def test_a_microphone_that_sends_to_several_meetings_is_quiet_in_each_of_them() -> None:
    quiet = QuietMicrophones()
    source = shared_name(map(MeetingId, ("other", "m")), FeedKey("p:p3"), Part.MICROPHONE)
    for now_ms in range(0, QUIET_MS + LEVELS_MS, LEVELS_MS):
        quiet.take(microphone_levels(LoudnessLevels(levels={source: SOUND_DBOV})), now_ms)
    assert quiet.since(SPEAKING, QUIET_MS) == {"p:p3": 0}


def test_nothing_is_known_of_a_microphone_without_packets_and_they_begin_anew() -> None:
    it = Engine()
    it.tells(-127, QUIET_MS + LEVELS_MS)
    it.tells(None, GAP_MS)
    assert it.since() == {"p:p3": LEVELS_MS}
    it.tells(None, LEVELS_MS)
    assert it.since() == {}
    it.tells(-127, QUIET_MS)
    assert it.since() == {}


def test_only_the_one_who_speaks_now_is_expected_to_be_heard() -> None:
    it = Engine()
    it.tells(-127, QUIET_MS + LEVELS_MS)
    turn = SPEAKING.floor.turn
    assert turn
    paused = replace(turn, running_since_ms=None)
    silenced = replace(turn, silenced=True)
    for other in (None, paused, silenced):
        assert it.since(replace(SPEAKING, floor=replace(SPEAKING.floor, turn=other))) == {}
    elsewhere = replace(SPEAKING, facts=replace(SPEAKING.facts, id=MeetingId("elsewhere")))
    assert it.since(elsewhere) == {}


def test_the_sound_of_a_shared_screen_is_no_voice() -> None:
    it = Engine()
    it.tells(-127, QUIET_MS + LEVELS_MS)
    it.tells(-10, LEVELS_MS, part="screen")
    assert it.since() == {"p:p3": LEVELS_MS}


def test_meetings_that_nobody_here_looks_at_are_forgotten() -> None:
    it = Engine()
    it.tells(-127, QUIET_MS + LEVELS_MS)
    it.quiet.forget_all_but({MeetingId("m")})
    assert it.since()
    it.quiet.forget_all_but(())
    assert it.since() == {}
