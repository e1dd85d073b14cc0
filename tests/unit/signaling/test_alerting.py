"""Alerts on the wire: who sees what supervisors did, and groups over one's own meetings alone."""

from dataclasses import replace
from itertools import count

import pytest
from pydantic import BaseModel

from live.clock import ManualClock
from live.ids import DeviceId, MeetingId
from live.meeting import commands as c
from live.meeting.commands import AcknowledgeAlert, AskForHelp, Command, CorrectClock, ShelveAlert
from live.meeting.decide import create, decide
from live.meeting.evolve import evolve
from live.meeting.permissions import Actor
from live.meeting.state import Meeting
from live.supervision.catalogue import Kind
from live.supervision.grouping import Groups, MeetingAlerts
from live.supervision.links import Grade, LinkQuality
from signaling import alerting, outbound
from signaling.alerting import AlertBoards
from signaling.channel import Channel, Watch
from signaling.link_quality import MeetingLinks
from signaling.outbox import Outbox
from tests.unit.signaling.world import actor, plan

MINUTE = 60_000
HOUR = 60 * MINUTE


class Wall:
    """Some meetings in which a room is down, and those who watch them."""

    def __init__(self, *names: str) -> None:
        self.numbers = count()
        self.clock = ManualClock()
        self.channels = {name: Channel(self.begin(name), self.clock) for name in names}
        self.boards = AlertBoards(self.clock)

    @property
    def now_ms(self) -> int:
        """The time on the meetings' own clock."""
        return self.clock.now_ms

    def restart(self, minutes: float = 0) -> None:
        """Serve the meetings from a new process."""
        self.clock.advance(int(minutes * MINUTE))
        self.boards = AlertBoards(self.clock)

    def begin(self, name: str) -> Meeting:
        """Return an open meeting of which the room went off with its chair in it."""
        meeting = evolve(None, create(plan(name), actor("chair"), self.now_ms, self.ids))
        room, chair = actor("site:hall"), replace(actor("chair"), site=actor("site:hall").site)
        for who, command in (
            (room, c.DeviceCame(device=DeviceId("room"), node="n")),
            (chair, c.DeviceCame(device=DeviceId("chair"), node="n")),
            (chair, c.OpenMeeting()),
            (room, c.DeviceWent(device=DeviceId("room"), node="n")),
        ):
            meeting = self.decided(meeting, command, who)
        return meeting

    def ids(self) -> str:
        return f"i{next(self.numbers)}"

    def decided(self, meeting: Meeting, command: Command, who: Actor) -> Meeting:
        for event in decide(meeting, command, who, self.now_ms, self.ids):
            meeting = evolve(meeting, event)
        return meeting

    def do(self, name: str, command: Command, who: str) -> None:
        channel = self.channels[name]
        channel.advance(self.decided(channel.meeting, command, actor(who)))

    def watch(self, who: str, *names: str) -> Outbox:
        """Let a client watch meetings; return what it is sent through."""
        outbox = Outbox()
        for name in names:
            channel = self.channels[name]
            channel.watches.add(Watch(channel, actor(who), outbox))
        return outbox

    def look(self, minutes: float = 0) -> None:
        self.clock.advance(int(minutes * MINUTE))
        links = {"s:hall": LinkQuality(grade=Grade.GOOD, since_ms=self.now_ms)}
        network = MeetingLinks(links=links)
        watched = [(channel, network) for channel in self.channels.values()]
        self.boards.show(watched)


def rooms_down(outbox: Outbox) -> dict[MeetingId, outbound.Alert]:
    """Return the alert of the room that is down, as it was sent for each meeting."""
    sent: list[BaseModel] = list(outbox.figures())
    return {
        message.meeting: alert
        for message in sent
        if isinstance(message, outbound.Alerts)
        for alert in message.alerts
        if alert.key == "site_disconnected"
    }


def test_what_a_supervisor_did_is_shown_to_supervisors_and_not_to_the_desk() -> None:
    wall = Wall("a")
    above, desk, member = (wall.watch(who, "a") for who in ("supervisor", "chair", "member:p3"))
    wall.look(2)
    assert rooms_down(above)[MeetingId("a")] == rooms_down(desk)[MeetingId("a")]
    wall.do("a", AcknowledgeAlert(key="site_disconnected", word="Đã gọi"), "supervisor")
    wall.do("a", ShelveAlert(key="site_disconnected", minutes=9, reason="Mất điện"), "supervisor")
    wall.look()
    (alert,) = rooms_down(above).values()
    assert alert.acknowledged
    assert alert.shelved
    assert (alert.acknowledged.word, alert.shelved.reason) == ("Đã gọi", "Mất điện")
    assert (alert.shelved.until_ms, alert.kind) == (wall.now_ms + 9 * MINUTE, Kind.ALERT)
    assert rooms_down(desk) == {}  # nothing changed for them
    assert not list(member.figures())


def test_a_line_that_fails_is_one_group_of_the_meetings_that_the_viewer_follows() -> None:
    wall = Wall("a", "b", "c", "d")
    everything = wall.watch("supervisor", "a", "b", "c", "d")
    two = wall.watch("supervisor", "a", "b")
    desk = wall.watch("chair", "a")
    wall.look(2)
    groups = {alert.group for alert in rooms_down(everything).values()}
    assert len(groups) == 1
    assert None not in groups
    assert {alert.group for alert in rooms_down(two).values()} == {None}
    assert {alert.group for alert in rooms_down(desk).values()} == {None}


def test_a_board_is_kept_while_somebody_watches_who_sees_alerts() -> None:
    wall = Wall("a")
    wall.watch("member:p3", "a")
    wall.look(2)
    above = wall.watch("supervisor", "a")
    wall.look()
    (alert,) = rooms_down(above).values()
    assert alert.kind is Kind.ALERT  # as old as the record says
    wall.look()
    assert rooms_down(above) == {}


def test_rooms_have_time_to_come_back_to_a_process_that_has_begun() -> None:
    wall = Wall("a")
    wall.restart(minutes=5)
    above = wall.watch("supervisor", "a")
    wall.look()
    assert rooms_down(above)[MeetingId("a")].kind is Kind.NOTICE
    wall.look(0.9)
    assert rooms_down(above) == {}
    wall.look(0.1)
    assert rooms_down(above)[MeetingId("a")].kind is Kind.ALERT


def test_after_a_restart_what_no_line_brings_about_is_as_old_as_the_record_says() -> None:
    wall = Wall("a")
    wall.do("a", AskForHelp(on=True), "chair")
    wall.restart(minutes=5)
    above = wall.watch("supervisor", "a")
    wall.look()
    shown = [message for message in above.figures() if isinstance(message, outbound.Alerts)]
    (help_asked,) = [one for one in shown[-1].alerts if one.key == "help_asked"]
    assert help_asked.kind is Kind.ALERT
    assert help_asked.since_ms == wall.now_ms - 5 * MINUTE


def test_moments_are_hours_also_when_the_clock_is_set() -> None:
    wall = Wall("a")
    above = wall.watch("supervisor", "a")
    wall.look(2)
    (before,) = rooms_down(above).values()
    wall.clock.set_by(HOUR)
    wall.clock.follow()
    wall.do("a", CorrectClock(wall_ms=wall.clock.wall_ms()), "system")
    wall.look()
    (after,) = rooms_down(above).values()
    assert before.act_by_ms
    assert (after.since_ms, after.act_by_ms) == (before.since_ms + HOUR, before.act_by_ms + HOUR)
    assert after.kind is Kind.ALERT


def test_a_supervisor_is_told_that_an_alert_was_brought_up_again_and_the_desk_is_not() -> None:
    wall = Wall("a")
    wall.do("a", AskForHelp(on=True), "chair")
    above, desk = wall.watch("supervisor", "a"), wall.watch("chair", "a")
    wall.look(17)
    assert rooms_down(above)[MeetingId("a")].again == 1
    assert rooms_down(desk)[MeetingId("a")].again == 0


def counted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return a list that the meeting of every message is added to that is made from now on."""
    made: list[str] = []
    make = alerting._message

    def message(shown: MeetingAlerts, groups: Groups, *, above: bool) -> outbound.Alerts:
        made.append(shown.meeting.facts.id)
        return make(shown, groups, above=above)

    monkeypatch.setattr(alerting, "_message", message)
    return made


def test_only_what_changed_is_made_again_and_who_comes_later_is_told_everything(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    wall = Wall("a", "b", "c", "d")
    above, desk = wall.watch("supervisor", "a", "b", "c", "d"), wall.watch("chair", "a")
    wall.look(2)
    for client in (above, desk):
        assert rooms_down(client)
    made = counted(monkeypatch)
    wall.look()
    assert made == []
    wall.do("b", AskForHelp(on=True), "chair")
    wall.look()
    assert made == ["b"]
    late = wall.watch("supervisor", "a", "b", "c", "d")
    wall.look()
    assert set(rooms_down(late)) == {"a", "b", "c", "d"}


def test_a_group_stays_together_when_a_meeting_of_it_is_no_longer_watched() -> None:
    wall = Wall("a", "b", "c")
    above = wall.watch("supervisor", "a", "b", "c")
    wall.look(2)
    groups = {alert.group for alert in rooms_down(above).values()}
    channel = wall.channels["c"]
    channel.watches -= {each for each in channel.watches if each.outbox is above}
    wall.look()
    assert None not in groups
    assert rooms_down(above) == {}  # what was told of a and b holds


def test_a_wall_that_changes_its_meetings_is_told_the_groups_over_them() -> None:
    wall = Wall("a", "b", "c", "d")
    wall.watch("supervisor", "a", "b", "c")
    above = wall.watch("supervisor", "a", "b")
    wall.look(2)
    assert {alert.group for alert in rooms_down(above).values()} == {None}
    channel = wall.channels["c"]
    channel.watches.add(Watch(channel, actor("supervisor"), above))
    wall.look()
    told = rooms_down(above)
    assert set(told) == {"a", "b", "c"}
    assert None not in {alert.group for alert in told.values()}
