"""One cause in many meetings is one alert with a list: a line that fails takes several with it.

When rooms, chairs or secretaries of at least three meetings of one unit are disconnected within a
minute, their alerts get the same group (EEMUA 191 calls what this prevents an alarm flood). Only
meetings that the viewer follows are looked at. Conditions whose delay still runs count too, so that
the first alert to be raised belongs to the group already.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from live.ids import BranchId, MeetingId, UnitId
from live.meeting.state import Meeting
from live.supervision.board import StandingAlert
from live.supervision.catalogue import CATALOGUE

MEETINGS: Final = 3
"""Meetings from which several alerts are one: two can be chance; chosen."""
TOGETHER_MS: Final = 60_000
"""Milliseconds within which alerts of one cause begin; chosen: links are noticed as dead within
half of that."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertId:
    """Which alert, over many meetings."""

    meeting: MeetingId
    key: str
    subject: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertGroup:
    """Alerts of one cause. ``first_ms``: when the first of them began."""

    name: str
    unit: BranchId | UnitId
    first_ms: int


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
        before: the groups as they were: an alert keeps its group as long as it stands, so that
            lists do not come apart when the first branch is back.
    """
    candidates = sorted(_candidates(shown), key=lambda one: (one[2], one[0].meeting))
    result: dict[AlertId, AlertGroup] = {}
    loose: dict[BranchId | UnitId, list[tuple[AlertId, int]]] = {}
    for member, unit, since_ms in candidates:
        group = before.get(member) or _near(before.values(), unit, since_ms)
        if group:
            result[member] = group
        else:
            loose.setdefault(unit, []).append((member, since_ms))
    for unit, alone in loose.items():
        for together in _together(alone):
            first_ms = together[0][1]
            group = AlertGroup(name=f"line:{unit}:{first_ms}", unit=unit, first_ms=first_ms)
            result.update((member, group) for member, _ in together)
    return result


def _candidates(
    shown: Iterable[MeetingAlerts],
) -> Iterator[tuple[AlertId, BranchId | UnitId, int]]:
    for one in shown:
        facts = one.meeting.facts
        for alert in one.alerts:
            if CATALOGUE[alert.key].line:
                member = AlertId(meeting=facts.id, key=alert.key, subject=alert.subject)
                yield member, facts.unit.id, alert.since_ms + facts.off_ms


def _near(
    groups: Iterable[AlertGroup], unit: BranchId | UnitId, since_ms: int
) -> AlertGroup | None:
    near = (g for g in groups if g.unit == unit and 0 <= since_ms - g.first_ms <= TOGETHER_MS)
    return next(near, None)


def _together(alone: list[tuple[AlertId, int]]) -> Iterator[list[tuple[AlertId, int]]]:
    """Yield the runs that begin within `TOGETHER_MS` of their first, in enough meetings."""
    while alone:
        first_ms = alone[0][1]
        run = [one for one in alone if one[1] - first_ms <= TOGETHER_MS]
        if len({member.meeting for member, _ in run}) >= MEETINGS:
            yield run
            alone = alone[len(run) :]
        else:
            alone = alone[1:]
