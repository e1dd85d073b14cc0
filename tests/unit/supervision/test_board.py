"""The board: delays, bringing up again, and what supervisors did."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from live.meeting import commands as c
from live.meeting.permissions import Role
from live.meeting.views import shared_view
from live.meeting.words import BallotMethod
from live.supervision.board import EMPTY, Board, StandingAlert, advance, follow, standing
from live.supervision.catalogue import CATALOGUE, Kind, Level
from live.supervision.condition import Condition, Glance
from tests.unit.meeting.room import (
    CHAIR,
    HALL_SITE,
    MINUTE,
    SECRETARY,
    SERVER,
    SUPERVISOR,
    Room,
    member,
    opened,
    person,
)

SECOND = 1_000
HELP = "help_asked"


@dataclass
class Rig:
    """A board on which a test says what stands when."""

    board: Board | None = field(default_factory=dict)
    room: Room = field(default_factory=opened)

    def at(self, seconds: int, *keys: str | Condition) -> list[tuple[str, str]]:
        """Look at a second after the beginning; return key and kind of all that is shown."""
        return [(one.key, one.kind.value) for one in self.all(seconds, *keys)]

    def all(self, seconds: int, *keys: str | Condition) -> tuple[StandingAlert, ...]:
        now_ms = seconds * SECOND
        found = [key if isinstance(key, Condition) else since(key, now_ms) for key in keys]
        self.board = advance(self.board, found, now_ms)
        return standing(self.board, self.room.meeting, now_ms)


def since(key: str, since_ms: int, **facts: Any) -> Condition:
    return Condition(key=key, since_ms=since_ms, facts=facts)


def test_a_condition_is_a_notice_at_first_and_an_alert_after_its_delay() -> None:
    it = Rig()
    assert it.at(0, "site_disconnected") == [("site_disconnected", "notice")]
    assert it.at(59, "site_disconnected") == [("site_disconnected", "notice")]
    assert it.at(60, "site_disconnected") == [("site_disconnected", "alert")]


def test_what_is_no_notice_first_is_not_shown_before_its_delay() -> None:
    it = Rig()
    assert it.at(0, "nobody_speaks") == []
    assert it.at(59, "nobody_speaks") == []
    assert it.at(60, "nobody_speaks") == [("nobody_speaks", "alert")]


def test_what_is_gone_before_its_delay_is_never_raised_and_begins_anew() -> None:
    it = Rig()
    it.at(0, "nobody_speaks")
    assert it.at(50) == []
    assert it.at(55, "nobody_speaks") == []
    assert it.at(114, "nobody_speaks") == []
    assert it.at(115, "nobody_speaks") == [("nobody_speaks", "alert")]


def test_an_alert_ends_only_when_its_condition_was_gone_for_the_delay() -> None:
    it = Rig()
    it.at(0, "site_disconnected")
    it.at(60, "site_disconnected")
    assert it.at(70) == [("site_disconnected", "alert")]
    assert it.at(99, "site_disconnected") == [("site_disconnected", "alert")]  # it is one alert
    (alert,) = it.all(110)
    assert (alert.since_ms, alert.raised_ms) == (0, 60 * SECOND)
    assert it.at(139) == [("site_disconnected", "alert")]
    assert it.at(140) == []


def test_a_process_that_begins_to_watch_does_not_begin_the_delays_anew() -> None:
    late = since("late_start", -600 * SECOND)
    assert Rig(None).at(0, late) == [("late_start", "alert")]
    assert Rig(EMPTY).at(0, late) == [("late_start", "notice")]


AFTER_START = {
    *("chair_disconnected", "secretary_disconnected", "site_disconnected", "site_off"),
    *("silent_microphone", "below_quorum", "vote_without_quorum", "nobody_speaks"),
}


@pytest.mark.parametrize("key", CATALOGUE)
def test_what_a_start_of_the_program_brings_about_is_no_older_than_the_start(key: str) -> None:
    rule, start_ms = CATALOGUE[key], 5_000 * SECOND
    old = since(key, 0)
    (entry,) = advance(None, [old], start_ms, known_ms=start_ms).values()
    assert rule.after_start is (key in AFTER_START)
    assert (entry.raised_ms is None) is rule.after_start
    ready_ms = start_ms + rule.on_delay_s * SECOND
    (entry,) = advance({(key, ""): entry}, [old], ready_ms, known_ms=start_ms).values()
    assert entry.raised_ms == (ready_ms if rule.after_start else rule.on_delay_s * SECOND)


def test_a_meeting_in_order_raises_nothing_when_the_program_begins_again() -> None:
    room = opened(online=range(2, 10))
    room.do(c.StartItem(item=room.item(3)))
    room.do(c.CallOn(person=person(3)))
    room.do(c.OpenBallot(item=room.item(3), matter="Nghị quyết", method=BallotMethod.NAMED))
    room.later(2 * MINUTE)
    for actor in (CHAIR, HALL_SITE, *map(member, range(2, 10))):
        room.disconnect(actor)
    room.later(20 * MINUTE)
    room.do(c.Tick(), SERVER)
    at = Glance(meeting=room.meeting, now_ms=room.now_ms, known_ms=room.now_ms)
    board = follow(None, at)
    waiting = {key for key, _ in board} & AFTER_START
    assert waiting > {"vote_without_quorum", "below_quorum", "chair_disconnected"}
    shown = standing(board, room.meeting, room.now_ms)
    assert {one.key for one in shown if one.kind is Kind.ALERT} <= {"late_start", "required_late"}


def test_a_line_counts_as_down_no_longer_than_it_is_known_who_is_connected() -> None:
    gone = since("site_disconnected", -600 * SECOND)
    late = since("late_start", -600 * SECOND)
    board = advance(None, (gone, late), 40 * SECOND, known_ms=10 * SECOND)
    ready = {key: entry.raised_ms for (key, _), entry in board.items()}
    assert ready == {"site_disconnected": None, "late_start": 0}
    board = advance(board, (gone, late), 70 * SECOND, known_ms=10 * SECOND)
    assert board["site_disconnected", ""].raised_ms == 70 * SECOND
    assert board["site_disconnected", ""].condition.since_ms == -600 * SECOND


def test_what_began_in_the_future_of_the_clock_is_not_raised_early() -> None:
    it = Rig(None)
    assert it.at(0, since("nobody_speaks", 5 * SECOND)) == []
    assert it.at(59, since("nobody_speaks", 5 * SECOND)) == []


def test_alerts_come_before_notices_and_urgent_ones_first() -> None:
    it = Rig(None)
    keys = ("site_off", "nobody_speaks", HELP)
    it.at(0, *keys)
    assert it.at(90, *keys) == [(HELP, "alert"), ("nobody_speaks", "alert"), ("site_off", "notice")]
    assert it.all(91, *keys)[0].level is Level.RED
    two = [Condition(key="site_disconnected", subject=s, since_ms=0) for s in ("a", "b")]
    assert [one.subject for one in Rig(None).all(60, *two)] == ["a", "b"]


def test_an_alert_says_until_when_to_act_and_grows_urgent() -> None:
    it = Rig()
    (alert,) = it.all(0, "late_start")
    assert (alert.act_by_ms, alert.level) == (None, Level.AMBER)
    (alert,) = it.all(600, "late_start")
    assert (alert.act_by_ms, alert.level) == (1500 * SECOND, Level.AMBER)
    (alert,) = it.all(1499, "late_start")
    assert alert.level is Level.AMBER
    (alert,) = it.all(1500, "late_start")
    assert alert.level is Level.RED


def test_the_facts_are_those_of_now_and_the_beginning_that_of_then() -> None:
    it = Rig()
    it.at(0, since("only_notices", 0, minutes=15))
    (alert,) = it.all(300, since("only_notices", 200 * SECOND, minutes=20))
    assert (alert.facts, alert.since_ms) == ({"minutes": 20}, 0)


# --- what supervisors did, in a real meeting ----------------------------------------------------


@dataclass
class Watched:
    """A meeting and the board of somebody who watches it all the time."""

    room: Room = field(default_factory=lambda: opened(online=range(2, 10)))
    board: Board | None = None

    def look(self, minutes: float = 0) -> dict[str, StandingAlert]:
        self.room.now_ms += int(minutes * MINUTE)
        at = Glance(meeting=self.room.meeting, now_ms=self.room.now_ms)
        self.board = follow(self.board, at)
        return {one.key: one for one in standing(self.board, self.room.meeting, at.now_ms)}

    def help(self) -> StandingAlert:
        return self.look()[HELP]


def asked() -> Watched:
    """Return a meeting whose desk asks for help."""
    it = Watched()
    it.look()
    it.room.do(c.AskForHelp(on=True), SECRETARY)
    return it


def test_what_nobody_attends_to_is_brought_up_again_every_15_minutes() -> None:
    it = asked()
    assert it.help().again == 0
    it.look(14.9)
    assert it.help().again == 0
    it.look(0.2)
    assert it.help().again == 1
    it.look(15)
    assert it.help().again == 2


def test_an_acknowledged_alert_stands_with_the_word_and_is_not_brought_up_again() -> None:
    it = asked()
    it.room.do(c.AcknowledgeAlert(key=HELP, word=" Đã gọi "), SUPERVISOR)
    mark = it.help().acknowledged
    assert mark
    assert (mark.by.name, mark.text, mark.at_ms) == ("Cấp trên", "Đã gọi", it.room.now_ms)
    assert it.look(31)[HELP].again == 0
    it.room.do(c.AskForHelp(on=False))
    it.look()
    assert HELP not in it.look(0.5)
    it.room.do(c.AskForHelp(on=True))
    assert it.help().acknowledged is None


def test_an_acknowledgement_does_not_hold_once_the_alert_is_urgent() -> None:
    it = Watched()
    it.room.disconnect(CHAIR)
    it.room.later(2 * MINUTE)
    it.look()
    it.look(2)
    it.room.do(c.AcknowledgeAlert(key="chair_disconnected", word="Đang gọi"), SUPERVISOR)
    assert it.look(9)["chair_disconnected"].acknowledged
    worse = it.look(2.1)["chair_disconnected"]
    assert (worse.level, worse.acknowledged, worse.again) == (Level.RED, None, 0)
    it.room.do(c.AcknowledgeAlert(key="chair_disconnected", word="Đã nhờ thư ký"), SUPERVISOR)
    assert it.look(40)["chair_disconnected"].acknowledged


def test_a_shelved_alert_comes_back_at_the_end_of_its_time() -> None:
    it = asked()
    it.room.do(c.ShelveAlert(key=HELP, minutes=20, reason="Đang xử lý"), SUPERVISOR)
    shelved = it.look(19.9)[HELP]
    assert shelved.shelved
    assert shelved.shelved.text == "Đang xử lý"
    assert (shelved.again, shelved.unattended) == (0, False)
    back = it.look(0.1)[HELP]
    assert (back.shelved, back.again, back.unattended) == (None, 1, True)
    assert it.look(15)[HELP].again == 2


def test_a_mark_is_of_one_subject_or_of_all() -> None:
    it = Rig(None)
    two = [Condition(key="site_disconnected", subject=s, since_ms=0) for s in ("a", "b")]
    it.room.now_ms = 61 * SECOND
    one = c.AcknowledgeAlert(key="site_disconnected", word="x", subject="a")
    it.room.do(one, SUPERVISOR)
    shown = {each.subject: each for each in it.all(62, *two)}
    assert shown["a"].acknowledged
    assert not shown["b"].acknowledged
    it.room.do(c.AcknowledgeAlert(key="site_disconnected", word="x"), SUPERVISOR)
    assert all(each.acknowledged for each in it.all(63, *two))


def test_everything_ends_with_the_meeting() -> None:
    it = asked()
    assert it.look()
    it.room.do(c.CloseMeeting())
    assert it.look() == {}


def test_only_supervisors_attend_to_alerts_and_only_the_desk_asks_for_help() -> None:
    room = opened()
    acknowledge = c.AcknowledgeAlert(key=HELP, word="x")
    shelve = c.ShelveAlert(key=HELP, minutes=5, reason="x")
    for actor in (CHAIR, SECRETARY, member(3)):
        assert room.refused(acknowledge, actor) == room.refused(shelve, actor) == "not_allowed"
    for actor in (SUPERVISOR, member(3)):
        assert room.refused(c.AskForHelp(on=True), actor) == "not_allowed"
    assert room.do(acknowledge, SUPERVISOR)
    assert room.do(shelve, SUPERVISOR)
    assert room.do(c.AskForHelp(on=False)) == ()
    assert room.do(c.AskForHelp(on=True))
    assert room.do(c.AskForHelp(on=True), SECRETARY) == ()


def test_no_screen_of_the_branch_shows_what_supervisors_did_and_only_the_desk_the_help() -> None:
    room = opened()
    before = {role: shared_view(room.meeting, role) for role in Role}
    room.do(c.AcknowledgeAlert(key=HELP, word="Đã gọi"), SUPERVISOR)
    room.do(c.ShelveAlert(key=HELP, minutes=5, reason="x"), SUPERVISOR)
    assert {role: shared_view(room.meeting, role) for role in Role} == before
    room.do(c.AskForHelp(on=True, text="Máy hỏng"))
    for role in Role:
        seen = shared_view(room.meeting, role).get("help")
        desk_or_above = role in (Role.CHAIR, Role.SECRETARY, Role.SUPERVISOR)
        assert bool(seen) == desk_or_above


@pytest.mark.parametrize("key", CATALOGUE)
def test_no_rule_lets_an_alert_come_and_go_three_times_in_a_minute(key: str) -> None:
    rule = CATALOGUE[key]
    assert 2 * (rule.on_delay_s + rule.off_delay_s) >= 60
    assert rule.off_delay_s >= 30
    if rule.kind is Kind.NOTICE:
        assert (rule.act_s, rule.red_after_s, rule.level) == (None, None, Level.AMBER)
