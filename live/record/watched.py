"""Who of the guests watched a meeting, when and how, as its minutes and its page state it; which
superiors attended it, as reports count them. Pure."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from live.ids import PersonId
from live.meeting.permissions import Role
from live.meeting.state import Guest, Meeting, WatchSpan, WatchWay
from live.meeting.watching import length_ms, times, within
from live.record.wording import Names, hour, local

MINUTE_MS: Final = 60_000
ATTENDED_MIN: Final = 15
"""Minutes that a supervisor hears of a meeting, together, to have attended it; chosen: a look at a
tile, or into one meeting after the other, is none."""
MINUTES: Final = "\u00a0phút"
"""Stands after a number, on one line with it."""
NAMED: Final = 3
"""Times that a line names one by one; of more it gives the number and the length; chosen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchedTime:
    """A time in which a guest watched in one way, in local hours."""

    began: dt.datetime
    ended: dt.datetime | None
    """None: the meeting goes on, and so does the watching."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchedWay:
    """One way in which a guest watched, with all its times and their minutes together."""

    way: WatchWay
    times: tuple[WatchedTime, ...]
    minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchedBy:
    """How one guest watched a meeting between its opening and its closing."""

    person: PersonId
    name: str
    title: str
    unit: str
    observer: bool
    ways: tuple[WatchedWay, ...]
    """Only those that there were; the first is that of being connected at all."""


def watched_by(meeting: Meeting, names: Names, zone: dt.tzinfo) -> tuple[WatchedBy, ...]:
    """Return every guest who watched while a meeting was on, in the order of their coming."""
    return tuple(
        WatchedBy(
            person=guest.person,
            name=names.of(guest.person),
            title=guest.title,
            unit=guest.unit,
            observer=guest.role is Role.OBSERVER,
            ways=ways,
        )
        for guest in meeting.supervision.guests.values()
        if guest.watched and (ways := tuple(_ways(meeting, guest, zone)))
    )


def _ways(meeting: Meeting, guest: Guest, zone: dt.tzinfo) -> Iterator[WatchedWay]:
    for way in WatchWay:
        if spans := within(times(guest, way), meeting.facts):
            told = tuple(_time(span, meeting.facts.off_ms, zone) for span in spans)
            minutes = round(length_ms(spans, meeting.latest_ms) / MINUTE_MS)
            yield WatchedWay(way=way, times=told, minutes=minutes)


def _time(span: WatchSpan, off_ms: int, zone: dt.tzinfo) -> WatchedTime:
    until_ms = span.until_ms
    return WatchedTime(
        began=local(span.from_ms, off_ms, zone),
        ended=None if until_ms is None else local(until_ms, off_ms, zone),
    )


def superiors(meeting: Meeting) -> tuple[str, ...]:
    """Return the names of the supervisors who attended: heard the meeting for at least
    `ATTENDED_MIN`, or sent the branch an observation sheet, as who sat in the room does."""
    supervision = meeting.supervision
    heard = {
        person: guest.name
        for person, guest in supervision.guests.items()
        if guest.role is Role.SUPERVISOR and _heard_ms(meeting, guest) >= ATTENDED_MIN * MINUTE_MS
    }
    wrote = {person: sheet.by.name for person, sheet in supervision.sheets.items() if sheet.handed}
    return tuple({**wrote, **heard}.values())


def _heard_ms(meeting: Meeting, guest: Guest) -> int:
    heard = within(times(guest, WatchWay.SOUND), meeting.facts)
    return length_ms(heard, meeting.latest_ms)


def watched_line(watched: WatchedBy) -> str:
    """Return how a guest watched, in one line."""
    who = ", ".join(filter(None, (f"Đ/c {watched.name}", watched.title)))
    who = f"{who} ({watched.unit})" if watched.unit else who
    ways = {each.way: each for each in watched.ways}
    if watched.observer:
        return f"{who} dự trực tuyến {_whole(ways[WatchWay.FOLLOW])}."
    said = [f"{who} theo dõi trực tuyến {_whole(ways[WatchWay.FOLLOW])}"]
    if tile := ways.get(WatchWay.TILE):
        said.append(f"xem hình nhỏ {_length(tile)}")
    if large := ways.get(WatchWay.LARGE):
        said.append(f"xem hình lớn {_whole(large)}")
    sound = ways.get(WatchWay.SOUND)
    said.append(f"nghe {_whole(sound)}" if sound else "không nghe")
    return "; ".join(said) + "."


def _whole(way: WatchedWay) -> str:
    if len(way.times) > NAMED:
        return f"{len(way.times)} lần ({_length(way)})"
    return f"{', '.join(map(_from_to, way.times))} ({_length(way)})"


def _length(way: WatchedWay) -> str:
    return f"{way.minutes}{MINUTES}" if way.minutes else f"dưới 1{MINUTES}"


def _from_to(time: WatchedTime) -> str:
    began = hour(time.began)
    if time.ended is None:
        return f"từ {began}"
    ended = hour(time.ended)
    return f"lúc {began}" if began == ended else f"từ {began} đến {ended}"
