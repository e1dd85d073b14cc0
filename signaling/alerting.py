"""The alerts of this process's meetings, as supervisors and the desk are shown them.

A board is kept for each meeting that such a client watches. Groups are computed over the meetings
that one client watches, so that nobody learns of a meeting outside the own assignment. What
supervisors did about an alert is shown to supervisors alone.
"""

from collections.abc import Iterable, Mapping, Set
from dataclasses import replace

from live.clock import Clock, even_ms
from live.ids import MeetingId
from live.meeting.permissions import OVERSEERS, Role
from live.meeting.state import AlertMark, Facts, Meeting
from live.supervision.board import Board, StandingAlert, follow, standing
from live.supervision.catalogue import Kind
from live.supervision.condition import Glance
from live.supervision.grouping import AlertId, Groups, MeetingAlerts, grouped
from signaling import outbound
from signaling.channel import Channel, Watch
from signaling.link_quality import MeetingLinks
from signaling.outbox import Outbox

Seen = frozenset[MeetingId]
"""The meetings that one client watches as somebody who sees alerts."""


class AlertBoards:
    """The boards of the meetings that somebody watches who sees alerts.

    A message is made only for a meeting whose alerts are other than at the last look, and for a
    client that watches other meetings than before.

    Args:
        clock: wall clock and monotonic clock; devices connect to this process from now.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._began_ms = even_ms(clock)
        self._boards: dict[MeetingId, Board] = {}
        self._shown: dict[MeetingId, MeetingAlerts] = {}
        self._groups: dict[Seen, Groups] = {}
        self._seen: dict[Outbox, Seen] = {}

    def show(
        self,
        watched: Iterable[tuple[Channel, MeetingLinks]],
        *,
        changed: bool = False,
    ) -> None:
        """Look at every meeting again, and send what is different.

        Args:
            watched: every channel with what the network says of its clients.
            changed: look only at meetings whose record has changed since the last look.
        """
        now_ms = self._clock.wall_ms()
        up_ms = even_ms(self._clock) - self._began_ms
        boards: dict[MeetingId, Board] = {}
        shown: dict[MeetingId, MeetingAlerts] = {}
        walls: dict[Outbox, list[Watch]] = {}
        for channel, network in watched:
            watches = [each for each in channel.watches if each.actor.role in OVERSEERS]
            if not watches:
                continue
            meeting = channel.meeting
            id_, last = meeting.facts.id, self._shown.get(meeting.facts.id)
            if changed and last and last.meeting is meeting:
                boards[id_], shown[id_] = self._boards[id_], last
            else:
                at = _moment(meeting, network, now_ms, up_ms)
                boards[id_] = follow(self._boards.get(id_), at)
                found = standing(boards[id_], meeting, at.now_ms)
                shown[id_] = MeetingAlerts(meeting=meeting, alerts=found)
            for watch in watches:
                walls.setdefault(watch.outbox, []).append(watch)
        others = {id_ for id_, one in shown.items() if _is_other(self._shown.get(id_), one)}
        self._boards, self._shown = boards, shown
        self._send(walls, others)

    def _send(self, walls: Mapping[Outbox, list[Watch]], others: Set[MeetingId]) -> None:
        """Send each client what is other in its meetings. Clients with the same meetings get the
        same."""
        groups: dict[Seen, Groups] = {}
        regrouped: dict[Seen, Set[MeetingId]] = {}
        made: dict[tuple[Seen, MeetingId, bool], outbound.Alerts] = {}
        seen_by: dict[Outbox, Seen] = {}
        for outbox, wall in walls.items():
            seen = seen_by[outbox] = frozenset(each.channel.meeting.facts.id for each in wall)
            last = self._seen.get(outbox)
            is_new = last != seen
            if seen not in groups:
                groups[seen], regrouped[seen] = self._grouped(seen, last, others)
            for watch in wall:
                id_, above = watch.channel.meeting.facts.id, watch.actor.role is Role.SUPERVISOR
                is_due = is_new or id_ in others or id_ in regrouped[seen]
                if not is_due and watch.was_shown("alerts"):
                    continue
                key = seen, id_, above
                if key not in made:
                    made[key] = _message(self._shown[id_], groups[seen], above=above)
                watch.figure("alerts", made[key])
        self._groups, self._seen = groups, seen_by

    def _grouped(
        self, seen: Seen, last: Seen | None, others: Set[MeetingId]
    ) -> tuple[Groups, Set[MeetingId]]:
        """Return the groups over some meetings, and the meetings whose alerts changed group.

        Args:
            last: the meetings that the client watched at the last look: their groups stay together
                when a meeting is over or another one begins.
        """
        before = self._groups.get(seen)
        if before is not None and seen.isdisjoint(others):
            return before, frozenset()
        if before is None:
            before = self._groups.get(last, {}) if last else {}
        now = grouped((self._shown[id_] for id_ in seen), before)
        return now, {alert.meeting for alert, _ in _named(now) ^ _named(before)}


def _named(groups: Groups) -> Set[tuple[AlertId, str]]:
    return {(alert, group.name) for alert, group in groups.items()}


def _is_other(last: MeetingAlerts | None, now: MeetingAlerts) -> bool:
    """Tell whether a meeting shows something else than at the last look."""
    if last is None or last.alerts != now.alerts:
        return True
    return last.meeting.facts.off_ms != now.meeting.facts.off_ms  # screens are told the hour


def _moment(meeting: Meeting, network: MeetingLinks, hour_ms: int, up_ms: int) -> Glance:
    """Return a meeting at a wall clock time, ``up_ms`` after this process began; everything on the
    meeting's own clock."""
    off_ms = meeting.facts.off_ms
    now_ms = hour_ms - off_ms
    links = network.links.items()
    return Glance(
        meeting=meeting,
        now_ms=now_ms,
        known_ms=now_ms - up_ms,
        links={feed: replace(link, since_ms=link.since_ms - off_ms) for feed, link in links},
        quiet={feed: since_ms - off_ms for feed, since_ms in network.quiet.items()},
    )


def _message(shown: MeetingAlerts, groups: Groups, *, above: bool) -> outbound.Alerts:
    facts = shown.meeting.facts
    return outbound.Alerts(
        meeting=facts.id,
        alerts=tuple(_alert(facts, one, groups, above=above) for one in shown.alerts),
    )


def _alert(facts: Facts, alert: StandingAlert, groups: Groups, *, above: bool) -> outbound.Alert:
    """Return an alert for the wire: moments in wall clock time, as all that screens show."""
    group = groups.get(AlertId(meeting=facts.id, key=alert.key, subject=alert.subject))
    off_ms = facts.off_ms
    return outbound.Alert(
        key=alert.key,
        subject=alert.subject,
        kind=alert.kind,
        level=alert.level,
        since_ms=alert.since_ms + off_ms,
        act_by_ms=None if alert.act_by_ms is None else alert.act_by_ms + off_ms,
        facts=dict(alert.facts),
        again=alert.again if above else 0,
        acknowledged=_acknowledged(alert.acknowledged, off_ms) if above else None,
        shelved=_shelved(alert.shelved, off_ms) if above else None,
        group=group.name if group and above and alert.kind is Kind.ALERT else None,
    )


def _acknowledged(mark: AlertMark | None, off_ms: int) -> outbound.Acknowledged | None:
    if mark is None:
        return None
    return outbound.Acknowledged(by=mark.by.name, word=mark.text, at_ms=mark.at_ms + off_ms)


def _shelved(mark: AlertMark | None, off_ms: int) -> outbound.Shelved | None:
    if mark is None or mark.until_ms is None:
        return None
    return outbound.Shelved(by=mark.by.name, reason=mark.text, until_ms=mark.until_ms + off_ms)
