"""After the evening: how many alerts there were, of which rules, and what was done about them.

A pure fold of the logs of the meetings that somebody followed: what was shown can be worked out
again, because conditions and what supervisors did are in the record (link quality is not, but only
notices are made of it). ISA-18.2 asks for such a report after each period: a rule that nobody acts
on is no alert, and is proposed for removal.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from live.ids import MeetingId
from live.meeting.events import Event
from live.meeting.evolve import evolve, fold
from live.meeting.state import Meeting
from live.supervision.board import Board, StandingAlert, follow, standing
from live.supervision.catalogue import AGAIN_S, Kind, Level
from live.supervision.condition import MINUTE_MS, Glance
from live.supervision.grouping import AlertId, Groups, MeetingAlerts, grouped

STEP_MS: Final = 10_000
"""Milliseconds between two looks; delays are multiples of it but for one. Chosen."""
WINDOW_MS: Final = 10 * MINUTE_MS
"""Milliseconds in which alerts are counted; EEMUA 191."""
IGNORED_PCT: Final = 80
"""Percent of its alerts that nobody acted on from which a rule is proposed for removal: four times
in five."""
LEAST: Final = 5
"""Fewer alerts of a rule on an evening say nothing about it; chosen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PastAlert:
    """An alert from its raising to its end; of one cause in many meetings, the first of them."""

    id: AlertId
    raised_ms: int
    ended_ms: int
    red: bool
    acted_ms: int | None
    """When a supervisor first acknowledged or shelved it; None: nobody did."""
    meetings: int = 1
    """In how many meetings its cause raised one."""

    @property
    def unattended_ms(self) -> int:
        """For how long nobody acted."""
        return (self.acted_ms or self.ended_ms) - self.raised_ms


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleReport:
    """What a rule brought."""

    key: str
    raised: int
    acted: int

    @property
    def ignored_pct(self) -> int:
        """Percent of its alerts on which nobody acted."""
        return 100 * (self.raised - self.acted) // self.raised

    @property
    def to_remove(self) -> bool:
        """Whether it is proposed for removal."""
        return self.raised >= LEAST and self.ignored_pct >= IGNORED_PCT


@dataclass(frozen=True, slots=True, kw_only=True)
class EveningReport:
    """The alerts of an evening, oldest first."""

    from_ms: int
    until_ms: int
    alerts: tuple[PastAlert, ...] = ()

    @property
    def per_10_min(self) -> float:
        """New alerts in ten minutes, on average."""
        return len(self.alerts) * WINDOW_MS / max(WINDOW_MS, self.until_ms - self.from_ms)

    @property
    def worst_10_min(self) -> int:
        """New alerts in the worst ten minutes."""
        moments = [alert.raised_ms for alert in self.alerts]
        windows = (sum(0 <= m - first < WINDOW_MS for m in moments) for first in moments)
        return max(windows, default=0)

    @property
    def red_pct(self) -> float:
        """Percent of the alerts that were urgent."""
        return 100 * sum(alert.red for alert in self.alerts) / max(1, len(self.alerts))

    @property
    def acted(self) -> int:
        """On how many a supervisor acted."""
        return sum(alert.acted_ms is not None for alert in self.alerts)

    @property
    def stale(self) -> tuple[PastAlert, ...]:
        """Those on which nobody acted for longer than an alert may stand, longest first."""
        left = (alert for alert in self.alerts if alert.unattended_ms >= AGAIN_S * 1000)
        return tuple(sorted(left, key=lambda alert: -alert.unattended_ms))

    @property
    def rules(self) -> tuple[RuleReport, ...]:
        """Every rule that raised something, the busiest first."""
        keys = {alert.id.key for alert in self.alerts}
        own = {key: [alert for alert in self.alerts if alert.id.key == key] for key in keys}
        reports = (
            RuleReport(
                key=key,
                raised=len(alerts),
                acted=sum(alert.acted_ms is not None for alert in alerts),
            )
            for key, alerts in own.items()
        )
        return tuple(sorted(reports, key=lambda rule: (-rule.raised, rule.key)))


def report(records: Sequence[Sequence[Event]], step_ms: int = STEP_MS) -> EveningReport:
    """Return the report of meetings that were held on one evening; an empty record is left out."""
    ended = [fold(record) for record in records if record]
    if not ended:
        return EveningReport(from_ms=0, until_ms=0)
    from_ms = min(meeting.facts.scheduled_ms for meeting in ended)
    until_ms = max((m.facts.closed_ms or m.latest_ms) + m.facts.off_ms for m in ended)
    replays = [_Replay(record) for record in records if record]
    watch = _Watch()
    for now_ms in range(from_ms, until_ms + step_ms, step_ms):
        watch.look([replay.look(now_ms) for replay in replays], now_ms)
    alerts = tuple(replace(past, meetings=len(watch.meetings(n))) for n, past in watch.all())
    return EveningReport(from_ms=from_ms, until_ms=until_ms, alerts=alerts)


class _Replay:
    """One meeting, as it was at each moment of the evening."""

    def __init__(self, record: Sequence[Event]) -> None:
        self._rest = list(reversed(record))
        self._meeting: Meeting = evolve(None, self._rest.pop())
        self._board: Board | None = None

    def look(self, now_ms: int) -> MeetingAlerts:
        """Return what stood at an hour; hours are those of the machine as it was set last."""
        meeting = self._meeting
        while self._rest and self._rest[-1].at_ms <= now_ms - meeting.facts.off_ms:
            meeting = evolve(meeting, self._rest.pop())
        self._meeting = meeting
        at = Glance(meeting=meeting, now_ms=now_ms - meeting.facts.off_ms)
        self._board = follow(self._board, at)
        return MeetingAlerts(meeting=meeting, alerts=standing(self._board, meeting, at.now_ms))


@dataclass(slots=True)
class _Watch:
    """The alerts of an evening while it is replayed; by number, in the order of raising."""

    _past: list[PastAlert] = field(default_factory=list)
    _open: dict[AlertId, int] = field(default_factory=dict)
    _groups: Groups = field(default_factory=dict)
    _of_group: dict[str, int] = field(default_factory=dict)
    _in: dict[int, set[MeetingId]] = field(default_factory=dict)

    def look(self, shown: Sequence[MeetingAlerts], now_ms: int) -> None:
        """Take in what stood at an hour."""
        self._groups = grouped(shown, self._groups)
        now = {
            AlertId(meeting=each.meeting.facts.id, key=one.key, subject=one.subject): one
            for each in shown
            for one in each.alerts
            if one.kind is Kind.ALERT
        }
        self._open = {who: number for who, number in self._open.items() if who in now}
        for who, alert in now.items():
            if who not in self._open:
                self._open[who] = self._number(who, now_ms)
            self._note(self._open[who], who, alert, now_ms)

    def _number(self, who: AlertId, now_ms: int) -> int:
        """Return the number of an alert that was raised: a new one, or that of its group."""
        group = self._groups.get(who)
        if group and group.name in self._of_group:
            return self._of_group[group.name]
        self._past.append(
            PastAlert(id=who, raised_ms=now_ms, ended_ms=now_ms, red=False, acted_ms=None)
        )
        number = len(self._past) - 1
        if group:
            self._of_group[group.name] = number
        return number

    def _note(self, number: int, who: AlertId, alert: StandingAlert, now_ms: int) -> None:
        past = self._past[number]
        acted_ms = past.acted_ms
        if acted_ms is None and not alert.unattended:
            acted_ms = now_ms
        red = past.red or alert.level is Level.RED
        self._past[number] = replace(past, ended_ms=now_ms, red=red, acted_ms=acted_ms)
        self._in.setdefault(number, set()).add(who.meeting)

    def all(self) -> Iterator[tuple[int, PastAlert]]:
        """Yield every alert with its number."""
        yield from enumerate(self._past)

    def meetings(self, number: int) -> set[MeetingId]:
        """Return the meetings in which an alert's cause raised one."""
        return self._in[number]
