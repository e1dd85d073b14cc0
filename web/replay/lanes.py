"""What the picture of a meeting says: lanes of labelled rows over time, in a language. Pure.

The picture and the table beneath it are made of the same lanes, so they say the same.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from live.meeting.state import Ballot, BallotPhase, ItemState, WatchWay
from live.meeting.voting import FOR, Motion
from live.record.crowd import Attended
from live.record.replay import MINUTE_MS, Replay, ReplayGuest, ReplayItem, ReplayNote, ReplaySpeaker
from live.record.stretches import Stretch
from live.record.wording import local
from live.supervision.past import RaisedAlert
from web.i18n import Catalogue

MOST_ROWS: Final = 30
"""Rows of a lane; what comes after them stands together in one more. The table has each. Chosen:
the picture of a meeting with 200 speakers is still looked at as a whole."""


class Look(StrEnum):
    """What a shape stands for; greys, but for what was abnormal."""

    PLANNED = "planned"
    REAL = "real"
    OVER = "over"
    """Later or longer than the rules allow; an alert."""
    URGENT = "urgent"
    MISSED = "missed"
    """A required item that was not dealt with."""
    ROOM = "room"
    ONLINE = "online"
    EXPECTED = "expected"
    FOLLOW = "follow"
    PICTURE = "picture"
    SOUND = "sound"
    MARK = "mark"


@dataclass(frozen=True, slots=True, kw_only=True)
class LaneSpan:
    """A time in a row."""

    time: Stretch
    look: Look


@dataclass(frozen=True, slots=True, kw_only=True)
class LaneRow:
    """One line of a lane: what it is about, when that was, and one figure."""

    label: str
    value: str = ""
    spans: tuple[LaneSpan, ...] = ()
    marks_ms: tuple[int, ...] = ()
    hours: str = ""
    """In words, for the table."""
    more: str = ""
    """What only the table has room for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """A band of the picture. ``legend``: what each look in it means; in a lane with a curve the
    rows are the same facts in words, for the table."""

    key: str
    title: str
    rows: tuple[LaneRow, ...]
    legend: tuple[tuple[Look, str], ...] = ()
    curve: Attended | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """Everything that is drawn and tabled of a meeting."""

    title: str
    held: str
    """Branch, day and hours."""
    about: str
    """The picture in one sentence, for those who do not see it."""
    time: Stretch
    lines_ms: tuple[int, ...]
    """Moments that go through all lanes: opening and closing."""
    off_ms: int
    zone: dt.tzinfo
    lanes: tuple[Lane, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """The words for one meeting: its language and its hours."""

    text: Catalogue
    zone: dt.tzinfo
    off_ms: int

    def hour(self, at_ms: int) -> str:
        """Return the local hour of a moment: 19:30."""
        return f"{local(at_ms, self.off_ms, self.zone):%H:%M}"

    def hours(self, times: Iterable[Stretch]) -> str:
        """Return from when to when: 19:30–19:42, 19:50–20:00."""
        return ", ".join(f"{self.hour(t.from_ms)}–{self.hour(t.until_ms)}" for t in times)

    def minutes(self, length_ms: int) -> str:
        """Return a length in minutes, what is shorter than half of one as less than a minute."""
        n = round(length_ms / MINUTE_MS)
        return self.text("replay.minutes", n=n) if n else self.text("replay.minutes.less")


def lanes_of(told: Replay, alerts: Sequence[RaisedAlert] | None, say: Telling) -> tuple[Lane, ...]:
    """Return the lanes of a meeting, top to bottom. ``alerts``: None, they are not for the
    reader."""
    text = say.text
    found = [
        _lane("meeting", [_meeting(told, say)], say),
        _lane("items", [_item(each, say) for each in told.items], say),
        _attendance(told, say),
        _lane("turns", [_speaker(each, say) for each in told.speakers], say),
        _lane("ballots", [_ballot(each.ballot, each.time, say) for each in told.ballots], say),
    ]
    if alerts is not None:
        found.append(_lane("alerts", [_alert(each, say) for each in alerts], say))
    found.append(_lane("notes", [_note(each, say) for each in told.notes], say))
    found.append(_lane("guests", [_guest(each, say) for each in told.guests], say))
    told_when_empty = {key: text(f"replay.{key}.none") for key in ("turns", "alerts", "guests")}
    return tuple(
        lane if lane.rows else _empty(lane, told_when_empty[lane.key])
        for lane in found
        if lane.rows or lane.key in told_when_empty
    )


def shown_rows(lane: Lane, say: Callable[[int], str]) -> tuple[LaneRow, ...]:
    """Return the rows that the picture has: many of them end in one for all the rest.

    Args:
        say: its label, from their number.
    """
    rest = lane.rows[MOST_ROWS:]
    if len(rest) <= 1:
        return lane.rows
    together = LaneRow(
        label=say(len(rest)),
        spans=tuple(span for row in rest for span in row.spans),
        marks_ms=tuple(at_ms for row in rest for at_ms in row.marks_ms),
    )
    return (*lane.rows[:MOST_ROWS], together)


def _lane(key: str, rows: Sequence[LaneRow], say: Telling) -> Lane:
    used = {span.look for row in rows for span in row.spans}
    if any(row.marks_ms for row in rows) and key == "alerts":
        used.add(Look.MARK)
    return Lane(
        key=key,
        title=say.text(f"replay.{key}"),
        rows=tuple(rows),
        legend=tuple((look, say.text(f"replay.{key}.{look}")) for look in Look if look in used),
    )


def _empty(lane: Lane, words: str) -> Lane:
    return Lane(key=lane.key, title=lane.title, rows=(LaneRow(label=words),))


def _spans(look: Look, *times: Stretch | None) -> Iterator[LaneSpan]:
    return (LaneSpan(time=time, look=look) for time in times if time is not None)


def _meeting(told: Replay, say: Telling) -> LaneRow:
    if told.opened_ms is None:
        return LaneRow(label=say.text("replay.meeting.not_opened"))
    real = Stretch(from_ms=told.opened_ms, until_ms=max(told.until_ms, told.opened_ms))
    length_ms = told.planned_end_ms - told.opened_ms
    planned = Stretch(from_ms=told.scheduled_ms, until_ms=told.scheduled_ms + length_ms)
    key = "replay.meeting.held" if told.closed_ms is not None else "replay.meeting.not_closed"
    began, ended = say.hour(real.from_ms), say.hour(real.until_ms)
    return LaneRow(
        label=say.text(key, began=began, ended=ended),
        value=say.minutes(real.length_ms),
        spans=(
            *_spans(Look.PLANNED, planned),
            *_spans(Look.REAL, real),
            *_spans(Look.OVER, told.late, told.overrun),
        ),
        hours=say.hours([real]),
        more=say.text("replay.planned", hours=say.hours([planned])),
    )


def _item(item: ReplayItem, say: Telling) -> LaneRow:
    missed = item.required and not item.real
    value = {
        ItemState.SKIPPED: say.text("replay.item.skipped"),
        ItemState.PENDING: say.text("replay.item.pending"),
    }.get(item.state)
    if value is None or item.real:
        taken = round(item.taken_ms / MINUTE_MS)
        key = "replay.item.taken" if item.planned else "replay.minutes"
        value = say.text(key, n=taken, planned=item.planned_min)
    return LaneRow(
        label=f"{item.number}. {item.title}",
        value=value,
        spans=(
            *_spans(Look.MISSED if missed else Look.PLANNED, item.planned),
            *_spans(Look.REAL, *item.real),
            *_spans(Look.OVER, *item.over),
        ),
        hours=say.hours(item.real),
        more=say.text("replay.planned", hours=say.hours([item.planned])) if item.planned else "",
    )


def _attendance(told: Replay, say: Telling) -> Lane:
    there = told.attendance
    peak = max((step.in_room + step.online for step in there.steps), default=0)
    rows = [
        LaneRow(
            label=say.text("replay.attendance.most"),
            value=say.text("replay.attendance.of", n=peak, base=there.base),
        ),
        *(
            LaneRow(
                label=say.text("replay.attendance.at"),
                hours=say.hour(step.at_ms),
                value=str(step.in_room + step.online),
                more=say.text("replay.attendance.where", room=step.in_room, online=step.online),
            )
            for step in there.steps
        ),
        *(
            LaneRow(label=say.text("replay.attendance.over"), hours=say.hours([time]))
            for time in there.below
        ),
    ]
    looks = [Look.ROOM, Look.ONLINE, Look.EXPECTED, *([Look.OVER] if there.below else [])]
    return Lane(
        key="attendance",
        title=say.text("replay.attendance"),
        rows=tuple(rows),
        legend=tuple(
            (look, say.text(f"replay.attendance.{look}", base=there.base)) for look in looks
        ),
        curve=there,
    )


def _speaker(speaker: ReplaySpeaker, say: Telling) -> LaneRow:
    role = "chair" if speaker.chair else "guest" if speaker.guest else ""
    label = say.text(f"replay.turns.{role}", name=speaker.name) if role else speaker.name
    return LaneRow(
        label=label,
        value=say.text(
            "replay.turns.value", n=len(speaker.turns), spoken=say.minutes(speaker.spoken_ms)
        ),
        spans=(*_spans(Look.REAL, *speaker.turns), *_spans(Look.OVER, *speaker.over)),
        hours=say.hours(speaker.turns),
    )


def _ballot(ballot: Ballot, time: Stretch, say: Telling) -> LaneRow:
    result = ballot.result
    if ballot.phase is BallotPhase.CANCELLED:
        value = say.text("replay.ballots.cancelled")
    elif result is None:
        value = say.text("replay.ballots.open")
    elif isinstance(ballot.question, Motion):
        key = "replay.ballots.passed" if result.passed else "replay.ballots.not_passed"
        value = say.text(key, n=result.sums.get(FOR, 0), of=ballot.denominator)
    else:
        value = say.text("replay.ballots.elected", n=len(result.elected))
    return LaneRow(
        label=f"{ballot.number}. {ballot.matter}",
        value=value,
        spans=tuple(_spans(Look.REAL, time)),
        hours=say.hours([time]),
    )


def _alert(alert: RaisedAlert, say: Telling) -> LaneRow:
    time = Stretch(from_ms=alert.raised_ms, until_ms=alert.ended_ms)
    red = None
    if alert.red_ms is not None:
        red = Stretch(from_ms=alert.red_ms, until_ms=max(alert.red_ms, alert.ended_ms))
    mark, value = alert.attended, say.text("replay.alerts.ignored")
    if mark is not None:
        did = "shelved" if mark.until_ms else "acknowledged"
        value = say.text(f"replay.alerts.{did}", hour=say.hour(mark.at_ms))
    return LaneRow(
        label=say.text(f"wall.alert.{alert.key}", **alert.facts),
        value=value,
        spans=(*_spans(Look.OVER, time), *_spans(Look.URGENT, red)),
        marks_ms=(mark.at_ms,) if mark else (),
        hours=say.hours([time]),
        more=f"{mark.by.name}: {mark.text}" if mark and mark.text else mark.by.name if mark else "",
    )


def _note(note: ReplayNote, say: Telling) -> LaneRow:
    hour = say.hour(note.at_ms)
    where = say.text("replay.notes.item", hour=hour, item=note.item) if note.item else hour
    said = say.text("replay.notes.speaker", name=note.speaker) if note.speaker else ""
    return LaneRow(label=note.text, value=where, marks_ms=(note.at_ms,), hours=hour, more=said)


def _guest(guest: ReplayGuest, say: Telling) -> LaneRow:
    ways = dict(guest.ways)
    heard_ms = sum(time.length_ms for time in ways.get(WatchWay.SOUND, ()))
    if guest.observer:
        value = say.text("replay.guests.observer")
    elif WatchWay.SOUND in ways:
        value = say.text("replay.guests.heard", spoken=say.minutes(heard_ms))
    else:
        value = say.text("replay.guests.silent")
    pictures = (*ways.get(WatchWay.TILE, ()), *ways.get(WatchWay.LARGE, ()))
    return LaneRow(
        label=guest.name,
        value=value,
        spans=(
            *_spans(Look.FOLLOW, *ways.get(WatchWay.FOLLOW, ())),
            *_spans(Look.PICTURE, *pictures),
            *_spans(Look.SOUND, *ways.get(WatchWay.SOUND, ())),
        ),
        hours=say.hours(ways.get(WatchWay.FOLLOW, ())),
        more=guest.title,
    )
