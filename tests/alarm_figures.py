"""Watches the 48 meetings of `tests.seeded_evening` as a wall does; counts as EEMUA 191."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Final

from live.ids import MeetingId, PersonId
from live.meeting import commands as c
from live.meeting.permissions import Actor, Role
from live.supervision.board import Board, StandingAlert, follow, standing
from live.supervision.catalogue import CATALOGUE, Kind, Level
from live.supervision.condition import Glance
from live.supervision.grouping import AlertId, Groups, MeetingAlerts, grouped
from tests.seeded_evening import BEGIN_MS, Script, scripts
from tests.unit.meeting.room import MINUTE, START_MS

LOOK_MS: Final = 10_000
"""How often the evening is looked at; the server does every 2 s."""
END_MS: Final = BEGIN_MS + 150 * MINUTE
"""By then all 48 are closed."""
ABOVE: Final = Actor(role=Role.SUPERVISOR, person=PersonId("above"), name="Minh Châu")
ACTS_AFTER_MS: Final = 3 * MINUTE
ACTS_ON: Final = 0.8
"""Share of the alerts that the supervisor of this evening acknowledges; the rest is left alone."""


@dataclass
class Raised:
    """One alert from its raising to its end."""

    who: AlertId
    at_ms: int
    urgent: bool = False
    ended_ms: int | None = None


@dataclass
class Evening:
    """What a supervisor saw."""

    scripts: list[Script]
    raised: list[Raised] = field(default_factory=list)
    groups: dict[str, int] = field(default_factory=dict)
    """Every group by its name, and how many alerts it had."""
    overlooked_ms: int = 0
    """The longest time for which an alert stood unattended without being brought up again."""

    def watch(self, seed: int) -> "Evening":
        """Let the evening pass."""
        rng = Random(seed)
        boards: dict[MeetingId, Board] = {}
        open_: dict[AlertId, Raised] = {}
        groups: Groups = {}
        fresh: dict[AlertId, tuple[int, int]] = {}
        for now_ms in range(START_MS, END_MS, LOOK_MS):
            shown = [self._look(one, boards, now_ms) for one in self.scripts]
            groups = grouped(shown, groups)
            now = {who: alert for each in shown for who, alert in _alerts(each)}
            for who in open_.keys() - now.keys():
                open_.pop(who).ended_ms = now_ms
            for who, alert in now.items():
                if who not in open_:
                    open_[who] = self._new(who, alert, now_ms, groups, rng)
                open_[who].urgent |= alert.level is Level.RED
                self._overlooked(fresh, who, alert, now_ms)
        return self

    def _look(self, one: Script, boards: dict[MeetingId, Board], now_ms: int) -> MeetingAlerts:
        one.until(now_ms)
        meeting = one.room.meeting
        id_ = meeting.facts.id
        boards[id_] = follow(boards.get(id_), Glance(meeting=meeting, now_ms=now_ms))
        return MeetingAlerts(meeting=meeting, alerts=standing(boards[id_], meeting, now_ms))

    def _new(
        self, who: AlertId, alert: StandingAlert, now_ms: int, groups: Groups, rng: Random
    ) -> Raised:
        """Take note of a new alert; one that belongs to a known group is not a new one."""
        raised = Raised(who=who, at_ms=now_ms)
        group = groups.get(who)
        if group is None or group.name not in self.groups:
            self.raised.append(raised)
        if group:
            self.groups[group.name] = self.groups.get(group.name, 0) + 1
        if rng.random() < ACTS_ON:
            one = next(each for each in self.scripts if each.room.meeting.facts.id == who.meeting)
            word = c.AcknowledgeAlert(key=alert.key, subject=alert.subject, word="Đã gọi điện")
            one.do(now_ms + ACTS_AFTER_MS, word, ABOVE)
        return raised

    def _overlooked(
        self, fresh: dict[AlertId, tuple[int, int]], who: AlertId, alert: StandingAlert, now_ms: int
    ) -> None:
        since_ms, again = fresh.get(who, (now_ms, alert.again))
        if alert.again != again or not alert.unattended or alert.raised_ms > since_ms:
            since_ms = now_ms
        fresh[who] = since_ms, alert.again
        self.overlooked_ms = max(self.overlooked_ms, now_ms - since_ms)

    # --- figures ---

    @property
    def alerts_per_10_min(self) -> float:
        """New alerts in ten minutes, on average from the announced hour to the last closing."""
        closed = [one.room.meeting.facts.closed_ms or END_MS for one in self.scripts]
        return len(self.raised) / ((max(closed) - BEGIN_MS) / (10 * MINUTE))

    @property
    def worst_10_min(self) -> int:
        """New alerts in the worst ten minutes."""
        moments = [each.at_ms for each in self.raised]
        return max((sum(0 <= m - at < 10 * MINUTE for m in moments) for at in moments), default=0)

    @property
    def chatter(self) -> int:
        """The most times that one alert was raised within a minute."""
        return max(
            (
                sum(o.who == r.who and 0 <= o.at_ms - r.at_ms < MINUTE for o in self.raised)
                for r in self.raised
            ),
            default=0,
        )

    @property
    def urgent_pct(self) -> float:
        """Percent of the alerts that were urgent at any time."""
        urgent = sum(each.urgent for each in self.raised)
        return 100 * urgent / max(1, len(self.raised))

    def delays_s(self) -> Iterator[tuple[str, float | None]]:
        """Yield for each fault how many seconds after its beginning it was raised; None: never."""
        for one in self.scripts:
            if one.fault is None or one.fault_ms is None:
                continue
            begun_ms, meeting = one.fault_ms, one.room.meeting.facts.id
            own = [
                each.at_ms
                for each in self.raised
                if (each.who.meeting, each.who.key) == (meeting, one.fault)
                and each.at_ms >= begun_ms
            ]
            yield one.fault, (min(own) - begun_ms) / 1000 if own else None

    @property
    def faults_found(self) -> int:
        """How many of the five faults were raised within the delay of their rule."""
        slack_s = LOOK_MS / 1000
        return sum(
            delay is not None and delay <= CATALOGUE[key].on_delay_s + slack_s
            for key, delay in self.delays_s()
        )


def _alerts(shown: MeetingAlerts) -> Iterator[tuple[AlertId, StandingAlert]]:
    for alert in shown.alerts:
        if alert.kind is Kind.ALERT:
            meeting = shown.meeting.facts.id
            yield AlertId(meeting=meeting, key=alert.key, subject=alert.subject), alert


def evening(seed: int, *, line_fails: bool = False) -> Evening:
    """Hold and watch one evening."""
    return Evening(scripts=scripts(seed, line_fails=line_fails)).watch(seed)
