"""The board of a meeting's alerts: conditions become alerts after their delays, and end after them.

A pure state machine for each key and subject::

    (nothing) --condition--> waiting --on_delay_s--> raised --condition gone--> fading --+
                   ^            |                       ^                          |     |
                   |      condition gone                +---- condition again -----+  off_delay_s
                   +------------+-----------------------------------------------------------+

A process that begins to watch takes the record's word for how long a condition has stood already,
so that a restart does not begin the delays anew; but who is connected it knows only from its own
beginning (`Glance.known_ms`, `AlertRule.after_start`). What supervisors did (`AlertMark`) is read
from the record, so that every process shows the same. All moments are on the meeting's own clock,
so that nothing is raised or forgotten because somebody sets the machine's clock.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from live.errors import Fact
from live.meeting.state import OVER, AlertMark, Meeting
from live.supervision.catalogue import AGAIN_S, CATALOGUE, AlertRule, Kind, Level
from live.supervision.condition import Condition, Glance
from live.supervision.conditions import conditions


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One key and subject on the board."""

    condition: Condition
    """As it was seen last; ``since_ms`` is that of the first time."""
    first_ms: int
    """From when the on-delay runs."""
    raised_ms: int | None = None
    gone_ms: int | None = None
    """Since when the condition is gone; None: it stands."""


Board = Mapping[tuple[str, str], Entry]
"""Key and subject → entry."""
EMPTY: Final[Board] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingAlert:
    """An alert or a notice as screens show it."""

    key: str
    subject: str
    kind: Kind
    level: Level
    since_ms: int
    raised_ms: int
    """When it was raised; of one that waits, since when it is noticed."""
    act_by_ms: int | None
    facts: Mapping[str, Fact]
    again: int = 0
    """How often it was brought up again because nobody attended to it."""
    acknowledged: AlertMark | None = None
    shelved: AlertMark | None = None

    @property
    def unattended(self) -> bool:
        """Whether somebody still has to do something about it."""
        return self.kind is Kind.ALERT and not self.acknowledged and not self.shelved


def advance(
    board: Board | None, found: Iterable[Condition], now_ms: int, known_ms: int = 0
) -> Board:
    """Return the board after looking again.

    Args:
        board: as it was; None: nobody looked before.
        found: the conditions that stand now.
        now_ms: on the meeting's own clock; looking seldom raises late, never early.
        known_ms: from when it is known who is connected (`Glance`).
    """
    now: dict[tuple[str, str], Entry] = {}
    for condition in found:
        known = board.get((condition.key, condition.subject)) if board else None
        first_ms = now_ms if board is not None else _first_ms(condition, now_ms, known_ms)
        now[condition.key, condition.subject] = _standing(known, condition, now_ms, first_ms)
    for name, entry in (board or EMPTY).items():
        gone_ms = now_ms if entry.gone_ms is None else entry.gone_ms
        if name not in now and now_ms - gone_ms < _rule(entry).off_delay_s * 1000:
            now[name] = replace(entry, gone_ms=gone_ms)
    return now


def _first_ms(condition: Condition, now_ms: int, known_ms: int) -> int:
    """Return from when the on-delay of a condition runs that nobody looked at before."""
    from_ms = condition.since_ms
    if CATALOGUE[condition.key].after_start:
        from_ms = max(from_ms, known_ms)
    return min(from_ms, now_ms)


def _standing(known: Entry | None, condition: Condition, now_ms: int, first_ms: int) -> Entry:
    if known is None or (known.raised_ms is None and known.gone_ms is not None):
        entry = Entry(condition=condition, first_ms=first_ms)
    else:
        condition = replace(condition, since_ms=known.condition.since_ms)
        entry = replace(known, condition=condition, gone_ms=None)
    ready_ms = entry.first_ms + _rule(entry).on_delay_s * 1000
    if entry.raised_ms is None and now_ms >= ready_ms:
        return replace(entry, raised_ms=ready_ms)
    return entry


def _rule(entry: Entry) -> AlertRule:
    return CATALOGUE[entry.condition.key]


def follow(board: Board | None, at: Glance) -> Board:
    """Return the board of a meeting after looking again; when the meeting is over, all ends."""
    if at.meeting.facts.phase in OVER:
        return EMPTY
    return advance(board, conditions(at), at.now_ms, at.known_ms)


def standing(board: Board, meeting: Meeting, now_ms: int) -> tuple[StandingAlert, ...]:
    """Return what is on the board: alerts before notices, red before amber, older before newer."""
    shown = [
        _shown(entry, meeting.supervision.marks, now_ms)
        for entry in board.values()
        if entry.raised_ms is not None or _rule(entry).notice_first
    ]
    return tuple(
        sorted(
            shown,
            key=lambda one: (one.kind is Kind.NOTICE, one.level is Level.AMBER, one.since_ms),
        )
    )


def _shown(entry: Entry, marks: Sequence[AlertMark], now_ms: int) -> StandingAlert:
    rule, condition = _rule(entry), entry.condition
    raised = entry.raised_ms is not None
    kind = rule.kind if raised else Kind.NOTICE
    red_ms = _red_ms(rule, entry)
    red = kind is Kind.ALERT and red_ms is not None and now_ms >= red_ms
    alert = StandingAlert(
        key=condition.key,
        subject=condition.subject,
        kind=kind,
        level=Level.RED if red else Level.AMBER,
        since_ms=condition.since_ms,
        raised_ms=entry.first_ms if entry.raised_ms is None else entry.raised_ms,
        act_by_ms=None,
        facts=condition.facts,
    )
    if kind is Kind.NOTICE:
        return alert
    if rule.act_s is not None:
        alert = replace(alert, act_by_ms=alert.raised_ms + rule.act_s * 1000)
    own = [m for m in marks if m.key == alert.key and m.subject in (None, alert.subject)]
    return _attended(alert, own, red_ms if red else None, now_ms)


def _red_ms(rule: AlertRule, entry: Entry) -> int | None:
    """Return when an alert is urgent; None: never."""
    if rule.level is Level.RED:
        return entry.first_ms
    if rule.red_after_s is None:
        return None
    return entry.condition.since_ms + rule.red_after_s * 1000


def _attended(
    alert: StandingAlert, marks: Sequence[AlertMark], red_ms: int | None, now_ms: int
) -> StandingAlert:
    """Add what supervisors did about an alert, or how often it was brought up again.

    An acknowledgement holds as long as the alert stands, but not once it becomes urgent.
    """
    worse_ms = max(alert.since_ms, red_ms or 0)
    acknowledged = [m for m in marks if m.until_ms is None and m.at_ms >= worse_ms]
    shelves = [(m, m.until_ms) for m in marks if m.until_ms is not None]
    shelved = [m for m, until_ms in shelves if until_ms > now_ms]
    if acknowledged or shelved:
        return replace(
            alert,
            acknowledged=acknowledged[-1] if acknowledged else None,
            shelved=shelved[-1] if shelved else None,
        )
    ended = [until_ms for _, until_ms in shelves if until_ms > alert.raised_ms]
    earlier = any(m.until_ms is None and m.at_ms >= alert.since_ms for m in marks)
    from_ms = max(alert.raised_ms, *ended, red_ms if earlier and red_ms else 0)
    again = len(ended) + (now_ms - from_ms) // (AGAIN_S * 1000)
    return replace(alert, again=max(0, again))
