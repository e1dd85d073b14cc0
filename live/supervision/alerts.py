"""Alerts: what in a meeting needs attention now, how urgently, and since when.

Pure: computed from the meeting, the time and link quality. An alert never judges people; it says
that a limit of the rules or the agenda is passed. Screens make the sentence from ``key`` and facts.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from live.errors import Fact
from live.meeting.agenda import current_item
from live.meeting.attendance import figures, is_here, site_of
from live.meeting.feeds import feed_key, feed_of
from live.meeting.floor import counted_turns, heard, norm, spoken_ms
from live.meeting.people import shown_name
from live.meeting.state import ItemState, Meeting, Phase, SiteFeed, Turn

MINUTE_MS: Final = 60_000
LATE_AMBER_MS: Final = 5 * MINUTE_MS
LATE_RED_MS: Final = 15 * MINUTE_MS
"""An unopened meeting is amber `LATE_AMBER_MS` after its scheduled time, red after this; chosen."""
OVERRUN_RED_MS: Final = 5 * MINUTE_MS
"""An item over its planned time is amber, red after this many ms more; chosen."""
NOTICES_RED_MS: Final = 10 * MINUTE_MS
"""Reading notices beyond the unit's limit is amber, red after this many ms more; chosen."""
OVERTIME_RED_MS: Final = 2 * MINUTE_MS
"""A speaker over the limit is amber, red after this many ms more; chosen."""
MONOLOGUE_MS: Final = 10 * MINUTE_MS
"""Milliseconds of one turn in a discussion that raise an alert, limit or not; chosen."""
DISCUSSION: Final = frozenset({"discussion", "relate"})
"""Kinds of items in which many members should speak."""
DISCUSSION_END: Final = 0.75
"""Share of its planned time after which a discussion with few speakers is an alert; chosen."""
NOTICES: Final = "current_affairs"


class Level(StrEnum):
    """How urgent an alert is."""

    AMBER = "amber"
    RED = "red"


class Grade(StrEnum):
    """The grade of a link's quality."""

    GOOD = "good"
    WEAK = "weak"
    BAD = "bad"


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkQuality:
    """The quality of a feed's link, and since when it has this grade."""

    grade: Grade
    since_ms: int


Links = Mapping[str, LinkQuality]
"""Feed (``p:<person>``, ``s:<site>``) → link quality; a missing feed counts as good."""
NO_LINKS: Final[Links] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class RaisedAlert:
    """One thing that needs attention."""

    key: str
    level: Level
    since_ms: int
    facts: Mapping[str, Fact] = field(default_factory=dict)


def alerts(meeting: Meeting, now_ms: int, links: Links = NO_LINKS) -> tuple[RaisedAlert, ...]:
    """Return the alerts, red before amber, older before newer; moments are wall clock times."""
    phase, off_ms = meeting.facts.phase, meeting.facts.off_ms
    found: list[RaisedAlert] = []
    if phase in (Phase.DRAFT, Phase.ANNOUNCED):
        found += _late_start(meeting, now_ms)
    elif phase is Phase.OPEN:
        now_ms -= off_ms
        links = {
            feed: replace(link, since_ms=link.since_ms - off_ms) for feed, link in links.items()
        }
        found += _item(meeting, now_ms)
        found += _speaker(meeting, now_ms)
        found += _few_speakers(meeting, now_ms)
        found += _quorum(meeting, now_ms)
        found += _chair(meeting, links)
        found += _sites(meeting, links)
        found = [replace(alert, since_ms=alert.since_ms + off_ms) for alert in found]
    return tuple(sorted(found, key=lambda alert: (alert.level is Level.AMBER, alert.since_ms)))


# --- time --------------------------------------------------------------------------------------


def _late_start(meeting: Meeting, now_ms: int) -> Iterator[RaisedAlert]:
    scheduled_ms = meeting.facts.scheduled_ms
    late_ms = now_ms - scheduled_ms
    if late_ms >= LATE_AMBER_MS:
        level = Level.RED if late_ms >= LATE_RED_MS else Level.AMBER
        yield RaisedAlert(key="late_start", level=level, since_ms=scheduled_ms)


def _item(meeting: Meeting, now_ms: int) -> Iterator[RaisedAlert]:
    item = current_item(meeting)
    if item is None or item.started_ms is None:
        return
    facts: dict[str, Fact] = {"title": item.title, "planned_min": item.planned_min}
    began_ms = item.started_ms - item.spent_ms
    end_ms = began_ms + item.planned_min * MINUTE_MS
    if now_ms > end_ms:
        level = _level(now_ms - end_ms, OVERRUN_RED_MS)
        yield RaisedAlert(key="item_overrun", level=level, since_ms=end_ms, facts=facts)
    warn_min = meeting.facts.rules.current_affairs_warn_min
    line_ms = began_ms + warn_min * MINUTE_MS
    if item.kind == NOTICES and now_ms > line_ms:
        level = _level(now_ms - line_ms, NOTICES_RED_MS)
        yield RaisedAlert(
            key="only_notices", level=level, since_ms=line_ms, facts={"minutes": warn_min}
        )


def _level(over_ms: int, red_ms: int) -> Level:
    return Level.RED if over_ms >= red_ms else Level.AMBER


# --- who speaks --------------------------------------------------------------------------------


def _speaker(meeting: Meeting, now_ms: int) -> Iterator[RaisedAlert]:
    turn = meeting.floor.turn
    if turn is None:
        return
    spoken = spoken_ms(turn, now_ms)
    facts: dict[str, Fact] = {"name": shown_name(meeting, turn.person)}
    if turn.limit_s is not None and spoken > turn.limit_s * 1000:
        over_ms = spoken - turn.limit_s * 1000
        yield RaisedAlert(
            key="speaker_overtime",
            level=_level(over_ms, OVERTIME_RED_MS),
            since_ms=_passed_ms(turn, turn.limit_s * 1000),
            facts=facts,
        )
    item = current_item(meeting)
    long = item is not None and item.kind in DISCUSSION and spoken >= MONOLOGUE_MS
    if long and turn in counted_turns(meeting):
        yield RaisedAlert(
            key="monologue",
            level=Level.AMBER,
            since_ms=_passed_ms(turn, MONOLOGUE_MS),
            facts=facts,
        )


def _passed_ms(turn: Turn, line_ms: int) -> int:
    """Return when a turn's speaking time reached ``line_ms``. Earlier pauses are not in the state,
    so if that was before the last pause, return the earliest possible moment."""
    if turn.running_since_ms is not None and turn.spoken_ms < line_ms:
        return turn.running_since_ms + line_ms - turn.spoken_ms
    return turn.started_ms + line_ms


def _few_speakers(meeting: Meeting, now_ms: int) -> Iterator[RaisedAlert]:
    attending = figures(meeting).attending
    needed = norm(attending, meeting.facts.rules.speaker_target_pct)
    spoke = len(heard(meeting))
    since_ms = _discussion_end_ms(meeting, now_ms)
    if since_ms is not None and spoke < needed:
        facts: dict[str, Fact] = {"spoke": spoke, "needed": needed}
        over = current_item(meeting)
        still = over is not None and over.kind in DISCUSSION
        level = Level.AMBER if still else Level.RED
        yield RaisedAlert(key="few_speakers", level=level, since_ms=since_ms, facts=facts)


def _discussion_end_ms(meeting: Meeting, now_ms: int) -> int | None:
    """Return when the last discussion passed `DISCUSSION_END` or was finished; None: neither."""
    for item in reversed(meeting.agenda.items):
        if item.kind not in DISCUSSION or item.started_ms is None:
            continue
        if item.state is ItemState.CURRENT:
            near_ms = (
                item.started_ms - item.spent_ms + int(item.planned_min * MINUTE_MS * DISCUSSION_END)
            )
            return near_ms if now_ms >= near_ms else None
        return item.finished_ms
    return None


# --- who is here -------------------------------------------------------------------------------


def _quorum(meeting: Meeting, now_ms: int) -> Iterator[RaisedAlert]:
    """Raise an alert, some time after opening, when too few voting members are present."""
    facts = meeting.facts
    if facts.opened_ms is None:
        return
    rows = meeting.attendance.rows.items()
    gone = [row.intervals[-1].until_ms or 0 for _, row in rows if row.intervals]
    since_ms = max(facts.opened_ms + facts.rules.late_after_min * MINUTE_MS, *gone, 0)
    counted = figures(meeting)
    if now_ms >= since_ms and counted.voting < counted.needed:
        numbers: dict[str, Fact] = {"present": counted.voting, "needed": counted.needed}
        yield RaisedAlert(key="below_quorum", level=Level.AMBER, since_ms=since_ms, facts=numbers)


def _chair(meeting: Meeting, links: Links) -> Iterator[RaisedAlert]:
    chair = meeting.facts.chair
    if chair is None or meeting.facts.opened_ms is None:
        return
    row = meeting.attendance.rows[chair]
    facts: dict[str, Fact] = {"name": shown_name(meeting, chair)}
    if row.dropped:
        yield RaisedAlert(
            key="chair_disconnected", level=Level.AMBER, since_ms=row.dropped.since_ms, facts=facts
        )
    elif not is_here(meeting, chair):
        left_ms = row.intervals[-1].until_ms if row.intervals else None
        since_ms = max(left_ms or 0, meeting.facts.opened_ms)
        yield RaisedAlert(key="chair_disconnected", level=Level.RED, since_ms=since_ms, facts=facts)
    else:
        yield from _weak("chair_weak", links.get(feed_key(feed_of(meeting, chair))), facts)


def _sites(meeting: Meeting, links: Links) -> Iterator[RaisedAlert]:
    """Raise alerts for rooms in which somebody sits, or whose device was connected."""
    people = {site_of(meeting, person) for person in meeting.members}
    for site, room in meeting.sites.items():
        facts: dict[str, Fact] = {"site": room.venue.name}
        if room.devices:
            yield from _weak("site_weak", links.get(feed_key(SiteFeed(site))), facts)
        elif site in people or room.dropped_ms is not None:
            yield RaisedAlert(
                key="site_disconnected",
                level=Level.RED if site in people else Level.AMBER,
                since_ms=max(room.dropped_ms or 0, meeting.facts.opened_ms or 0),
                facts={**facts, "people": site in people},
            )


def _weak(key: str, link: LinkQuality | None, facts: Mapping[str, Fact]) -> Iterator[RaisedAlert]:
    if link and link.grade is not Grade.GOOD:
        level = Level.RED if link.grade is Grade.BAD else Level.AMBER
        yield RaisedAlert(key=key, level=level, since_ms=link.since_ms, facts=facts)
