"""After the evening: how many alerts there were, of which rules, and what was done about them.

A pure fold of the logs of the meetings that somebody followed: what was shown can be worked out
again, because conditions and what supervisors did are in the record. Not in the record are link
quality, of which only notices are made, and loudness: of `silent_microphone` only those are counted
that no sound could come from. ISA-18.2 asks for such a report after each period: a rule that nobody
acts on is no alert, and is proposed for removal.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from live.errors import Fact
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
MOST_ON_AVERAGE: Final = 1
"""New alerts in such a time that one person can take all evening long; EEMUA 191."""
MOST_AT_WORST: Final = 10
"""New alerts in such a time that one person can take for once; EEMUA 191."""
IGNORED_PCT: Final = 80
"""Percent of its alerts that nobody acted on from which a rule is proposed for removal: four times
in five."""
LONGEST_WAIT_MS: Final = 120 * MINUTE_MS
"""Milliseconds before its opening from which a meeting that opens late is looked at; chosen: who
holds it days after its hour has changed the plan, and a replay takes time."""
LEAST: Final = 5
"""Fewer alerts of a rule on an evening say nothing about it; chosen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PastAlert:
    """An alert from its raising to its end; of one cause in many meetings, the first of them."""

    id: AlertId
    facts: Mapping[str, Fact]
    """Of what or whom it speaks, as when it was raised."""
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
class AlertWindow:
    """Ten minutes in which alerts were raised."""

    from_ms: int
    raised: int

    @property
    def until_ms(self) -> int:
        """When they were over."""
        return self.from_ms + WINDOW_MS

    @property
    def is_too_much(self) -> bool:
        """Whether there were more than one person can take."""
        return self.raised > MOST_AT_WORST


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

    watched_ms: int
    """For how long at least one meeting was to be followed; a pause between two does not count."""
    alerts: tuple[PastAlert, ...] = ()
    from_ms: int = 0
    """When the first meeting was to be followed."""
    until_ms: int = 0
    """When the last one was over."""

    @property
    def per_10_min(self) -> float:
        """New alerts in ten minutes, on average."""
        return len(self.alerts) * WINDOW_MS / max(WINDOW_MS, self.watched_ms)

    @property
    def worst_10_min(self) -> int:
        """New alerts in the worst ten minutes."""
        return self._worst()[0]

    @property
    def worst_from_ms(self) -> int | None:
        """When the worst ten minutes began, the first of them; None: there was no alert."""
        return self._worst()[1]

    def _worst(self) -> tuple[int, int | None]:
        moments = [alert.raised_ms for alert in self.alerts]
        windows = [(sum(0 <= m - first < WINDOW_MS for m in moments), first) for first in moments]
        return max(windows, key=lambda one: (one[0], -one[1]), default=(0, None))

    @property
    def windows(self) -> tuple[AlertWindow, ...]:
        """The tens of minutes in which alerts were raised, side by side without overlap; the worst
        is one of them."""
        _, first_ms = self._worst()
        if first_ms is None:
            return ()
        counts = Counter((alert.raised_ms - first_ms) // WINDOW_MS for alert in self.alerts)
        return tuple(
            AlertWindow(from_ms=first_ms + place * WINDOW_MS, raised=count)
            for place, count in sorted(counts.items())
        )

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
    replays = [_Replay(record) for record in records if record]
    spans = [replay.span for replay in replays]
    watch, watched_ms = _Watch(), 0
    for now_ms in _looks(spans, step_ms):
        watch.look([replay.look(now_ms) for replay in replays], now_ms)
        watched_ms += step_ms
    alerts = tuple(replace(past, meetings=len(watch.meetings(n))) for n, past in watch.all())
    return EveningReport(
        watched_ms=watched_ms,
        alerts=alerts,
        from_ms=min((span[0] for span in spans), default=0),
        until_ms=max((span[1] for span in spans), default=0),
    )


def _looks(spans: Sequence[tuple[int, int]], step_ms: int) -> Iterator[int]:
    """Yield the hours at which to look: one step after the other while a meeting lasts."""
    next_ms = 0
    for from_ms, until_ms in sorted(spans):
        for now_ms in range(max(from_ms, next_ms), until_ms + step_ms, step_ms):
            yield now_ms
            next_ms = now_ms + step_ms


class _Replay:
    """One meeting, as it was at each moment of the evening."""

    def __init__(self, record: Sequence[Event]) -> None:
        self._rest = list(reversed(record))
        self._meeting: Meeting = evolve(None, self._rest.pop())
        self._board: Board | None = None
        self.span = _span(fold(record))
        """From when until when it is to be followed."""

    def look(self, now_ms: int) -> MeetingAlerts:
        """Return what stood at an hour; hours are those of the machine as it was set last."""
        meeting = self._meeting
        while self._rest and self._rest[-1].at_ms <= now_ms - meeting.facts.off_ms:
            meeting = evolve(meeting, self._rest.pop())
        self._meeting = meeting
        if now_ms < self.span[0]:
            return MeetingAlerts(meeting=meeting, alerts=())
        at = Glance(meeting=meeting, now_ms=now_ms - meeting.facts.off_ms)
        self._board = follow(self._board, at)
        return MeetingAlerts(meeting=meeting, alerts=standing(self._board, meeting, at.now_ms))


def _span(ended: Meeting) -> tuple[int, int]:
    """Return the hours between which a meeting was to be followed: from the one it was announced
    for, or its opening if that was earlier, to its end."""
    facts = ended.facts
    until_ms = (facts.closed_ms or ended.latest_ms) + facts.off_ms
    if facts.opened_ms is None:
        return facts.scheduled_ms, until_ms
    opened_ms = facts.opened_ms + facts.off_ms
    return max(min(facts.scheduled_ms, opened_ms), opened_ms - LONGEST_WAIT_MS), until_ms


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
                self._open[who] = self._number(who, alert, now_ms)
            self._note(self._open[who], who, alert, now_ms)

    def _number(self, who: AlertId, alert: StandingAlert, now_ms: int) -> int:
        """Return the number of an alert that was raised: a new one, or that of its group."""
        group = self._groups.get(who)
        if group and group.name in self._of_group:
            return self._of_group[group.name]
        self._past.append(
            PastAlert(
                id=who,
                facts=alert.facts,
                raised_ms=now_ms,
                ended_ms=now_ms,
                red=False,
                acted_ms=None,
            )
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
