"""One cause in many meetings is one alert with a list: a line that fails takes several with it.

When rooms, chairs or secretaries are disconnected within a minute in at least three meetings of one
unit, their alerts get the same group (EEMUA 191 calls what this prevents an alarm flood); also when
it happens in half of all units that meet, three at least: then the cause lies above them. Minutes
that have an alert in common are of one group. So only the moments of beginning decide, and not
which of them are known first: a loss may be noticed late, or after later ones. Only meetings that
the viewer follows are looked at. Conditions whose delay still runs count too, so that the first
alert to be raised belongs to the group already.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from live.ids import BranchId, MeetingId, UnitId
from live.meeting.state import Meeting, Phase
from live.supervision.board import StandingAlert
from live.supervision.catalogue import CATALOGUE

MANY: Final = 3
"""Meetings of a unit, or units, from which several alerts are one: two can be chance; chosen."""
SHARE: Final = 0.5
"""Share of the units that meet from which the cause lies above them: the more units meet, the more
of them lose somebody in the same minute by chance; chosen."""
TOGETHER_MS: Final = 60_000
"""Milliseconds within which alerts of one cause begin; chosen: links are noticed as dead within
half of that."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertId:
    """Which alert, over many meetings."""

    meeting: MeetingId
    key: str
    subject: str


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Onset:
    """When an alert began that a failing line can bring about, by the wall clock, and where."""

    at_ms: int
    unit: BranchId | UnitId
    meeting: MeetingId


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertGroup:
    """Alerts of one cause. ``onsets``: of all that were ever of it, also those that have ended."""

    name: str
    onsets: frozenset[Onset]


Groups = Mapping[AlertId, AlertGroup]
"""Alert → its group; alerts without a group are missing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingAlerts:
    """What stands in a meeting."""

    meeting: Meeting
    alerts: tuple[StandingAlert, ...]


def grouped(shown: Iterable[MeetingAlerts], before: Groups) -> Groups:
    """Return the groups among what several meetings show.

    Args:
        before: the groups as they were: what began with an alert that stands counts although it
            has ended, so that lists do not come apart when the first branch is back.
    """
    looked_at = list(shown)
    candidates = dict(_candidates(looked_at))
    earlier = {group.name: group for id_, group in before.items() if id_ in candidates}.values()
    had = [group.onsets for group in earlier]
    onsets = sorted({*candidates.values()}.union(*had))
    meet = {one.meeting.facts.unit.id for one in looked_at if one.meeting.facts.phase is Phase.OPEN}
    group_of: dict[Onset, AlertGroup] = {}
    for together in _merged([*had, *_minutes(onsets, max(MANY, SHARE * len(meet)))]):
        group = AlertGroup(name=_name(together, earlier), onsets=together)
        group_of.update(dict.fromkeys(together, group))
    return {id_: group_of[onset] for id_, onset in candidates.items() if onset in group_of}


def _candidates(shown: Iterable[MeetingAlerts]) -> Iterator[tuple[AlertId, Onset]]:
    for one in shown:
        facts = one.meeting.facts
        for alert in one.alerts:
            if CATALOGUE[alert.key].line:
                at_ms = alert.since_ms + facts.off_ms
                yield (
                    AlertId(meeting=facts.id, key=alert.key, subject=alert.subject),
                    Onset(at_ms=at_ms, unit=facts.unit.id, meeting=facts.id),
                )


def _minutes(onsets: Sequence[Onset], units_least: float) -> Iterator[frozenset[Onset]]:
    """Yield what begins within `TOGETHER_MS` in many meetings of one unit, or in enough units."""
    units: dict[BranchId | UnitId, list[Onset]] = {}
    for onset in onsets:
        units.setdefault(onset.unit, []).append(onset)
    for own in units.values():
        yield from _full(own, lambda onset: onset.meeting, MANY)
    yield from _full(onsets, lambda onset: onset.unit, units_least)


def _full(
    onsets: Sequence[Onset], place: Callable[[Onset], str], least: float
) -> Iterator[frozenset[Onset]]:
    """Yield the spans of `TOGETHER_MS` that hold onsets in at least so many places."""
    for number, first in enumerate(onsets):
        end = bisect_right(onsets, first.at_ms + TOGETHER_MS, lo=number, key=lambda one: one.at_ms)
        span = onsets[number:end]
        if len({place(one) for one in span}) >= least:
            yield frozenset(span)


def _merged(spans: Iterable[frozenset[Onset]]) -> list[frozenset[Onset]]:
    """Return the spans, those that have an onset in common as one."""
    apart: list[frozenset[Onset]] = []
    for span in spans:
        common = [each for each in apart if not each.isdisjoint(span)]
        apart = [each for each in apart if each.isdisjoint(span)]
        apart.append(span.union(*common))
    return apart


def _name(onsets: frozenset[Onset], earlier: Iterable[AlertGroup]) -> str:
    """Return the name of a group: the one that it has already, however it has grown since."""
    had = [group for group in earlier if group.onsets <= onsets]
    if had:
        return min(had, key=lambda group: min(group.onsets)).name
    first = min(onsets)
    return f"line:{first.unit}:{first.at_ms}"
