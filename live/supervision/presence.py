"""Conditions of who is here and connected, of votes, and of help that the desk asks for."""

from collections.abc import Iterator, Mapping

from live.errors import Fact
from live.ids import PersonId
from live.meeting.attendance import is_here, site_of
from live.meeting.feeds import feed_key, feed_of
from live.meeting.figures import figures
from live.meeting.people import shown_name
from live.meeting.state import Meeting, SiteFeed
from live.supervision.condition import MINUTE_MS, Condition, Glance
from live.supervision.links import Grade, LinkQuality


def presence(at: Glance) -> Iterator[Condition]:
    """Yield everything about people and rooms that are not here or badly connected."""
    yield from _quorum(at)
    yield from _chair(at)
    yield from _secretary(at)
    yield from _sites(at)


def help_asked(at: Glance) -> Iterator[Condition]:
    """Yield that the desk asks for help."""
    if asked := at.meeting.supervision.help:
        facts: dict[str, Fact] = {"name": asked.by.name, "text": asked.text}
        yield Condition(key="help_asked", since_ms=asked.at_ms, facts=facts)


def _left_ms(meeting: Meeting) -> int:
    """Return when somebody last left; 0: nobody did."""
    rows = meeting.attendance.rows.values()
    return max((row.intervals[-1].until_ms or 0 for row in rows if row.intervals), default=0)


def _quorum(at: Glance) -> Iterator[Condition]:
    """Yield too few voting members: some time after opening, and at once while a vote is open."""
    facts, counted = at.meeting.facts, figures(at.meeting)
    if facts.opened_ms is None or counted.voting >= counted.needed:
        return
    numbers: dict[str, Fact] = {"present": counted.voting, "needed": counted.needed}
    left_ms = _left_ms(at.meeting)
    since_ms = max(facts.opened_ms + facts.rules.late_after_min * MINUTE_MS, left_ms)
    if at.now_ms >= since_ms:
        yield Condition(key="below_quorum", since_ms=since_ms, facts=numbers)
    if at.meeting.ballots and (last := at.meeting.ballots[-1]).unfinished:
        since_ms = max(last.opened_ms, left_ms)
        yield Condition(key="vote_without_quorum", since_ms=since_ms, facts=numbers)


def _chair(at: Glance) -> Iterator[Condition]:
    meeting, chair = at.meeting, at.meeting.facts.chair
    if chair is None or meeting.facts.opened_ms is None:
        return
    facts: dict[str, Fact] = {"name": shown_name(meeting, chair)}
    since_ms = _gone_ms(meeting, chair)
    if since_ms is not None:
        since_ms = max(since_ms, meeting.facts.opened_ms)
        yield Condition(key="chair_disconnected", since_ms=since_ms, facts=facts)
    elif is_here(meeting, chair):
        yield from _weak("chair_weak", "", at.links.get(feed_key(feed_of(meeting, chair))), facts)
    else:
        opened_ms = meeting.facts.opened_ms
        yield Condition(key="chair_disconnected", since_ms=opened_ms, facts=facts)


def _secretary(at: Glance) -> Iterator[Condition]:
    """Yield a secretary who was here and is not; one who never came was replaced by somebody."""
    secretary = at.meeting.facts.secretary
    since_ms = _gone_ms(at.meeting, secretary) if secretary else None
    if secretary and since_ms is not None:
        since_ms = max(since_ms, at.meeting.facts.opened_ms or 0)
        facts: dict[str, Fact] = {"name": shown_name(at.meeting, secretary)}
        yield Condition(key="secretary_disconnected", since_ms=since_ms, facts=facts)


def _gone_ms(meeting: Meeting, person: PersonId) -> int | None:
    """Return since when somebody who was here is disconnected or has left; None: is here, or never
    came."""
    row = meeting.attendance.rows[person]
    if row.dropped:
        return row.dropped.since_ms
    return row.intervals[-1].until_ms if row.intervals else None


def _sites(at: Glance) -> Iterator[Condition]:
    """Yield rooms in which somebody sits, or whose device was connected."""
    meeting = at.meeting
    people = {site_of(meeting, person) for person in meeting.members}
    for site, room in meeting.sites.items():
        facts: dict[str, Fact] = {"site": room.venue.name}
        if room.devices:
            yield from _weak("site_weak", site, at.links.get(feed_key(SiteFeed(site))), facts)
        elif site in people or room.dropped_ms is not None:
            yield Condition(
                key="site_disconnected" if site in people else "site_off",
                subject=site,
                since_ms=max(room.dropped_ms or 0, meeting.facts.opened_ms or 0),
                facts=facts,
            )


def _weak(
    key: str, subject: str, link: LinkQuality | None, facts: Mapping[str, Fact]
) -> Iterator[Condition]:
    if link and link.grade is not Grade.GOOD:
        said = {**facts, "grade": link.grade.value}
        yield Condition(key=key, subject=subject, since_ms=link.since_ms, facts=said)
