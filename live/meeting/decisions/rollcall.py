"""Rules of the attendance list: marks by hand, corrections, the roll call report.

A mark says how a member attends now; a correction replaces what was recorded, with a reason, and
the former record is kept. A member who attended cannot be marked absent, only corrected to absent.
"""

from collections.abc import Mapping
from typing import Final

from live.errors import Rejected
from live.ids import PersonId, SiteId
from live.meeting import commands as c
from live.meeting import events as e
from live.meeting.attendance import (
    ATTENDED,
    HERE,
    Presence,
    holds,
    main_site,
    open_interval,
    presence_of,
    site_of,
)
from live.meeting.decisions.floor import leave
from live.meeting.decisions.presence import arrive, go, stay_by_link
from live.meeting.decisions.scene import Events, Rule, Scene
from live.meeting.figures import roll_call
from live.meeting.roster import OUTSIDE_RATE
from live.meeting.state import Interval, Method
from live.meeting.words import Mark


def mark(scene: Scene, command: c.MarkPerson) -> Events:
    """Mark by hand how somebody attends."""
    person = scene.member(command.person)
    match command.mark:
        case Mark.IN_ROOM:
            site = command.site if command.site is not None else main_site(scene.meeting)
            yield from arrive(scene, person, scene.site(site), Method.HAND)
        case Mark.ONLINE:
            yield from arrive(scene, person, None, Method.HAND)
        case Mark.LEFT:
            yield from _mark_left(scene, person)
        case Mark.UNCHECKED:
            yield from _clear(scene, person)
        case Mark.EXCUSED | Mark.UNEXCUSED:
            yield from _mark_absent(scene, person, command)


def _mark_left(scene: Scene, person: PersonId) -> Events:
    state = presence_of(scene.meeting, person)
    if state is Presence.LEFT:
        return
    if state not in HERE:
        raise Rejected("not_present")
    yield from go(scene, person)


def _clear(scene: Scene, person: PersonId) -> Events:
    row = scene.meeting.attendance.rows[person]
    interval = open_interval(row)
    if interval is None and row.absence is None:
        return
    if interval and not holds(interval):
        raise Rejected("is_present")
    yield e.MarkCleared(**scene.stamp, person=person)
    if interval:
        yield from stay_by_link(scene, person)


def _mark_absent(scene: Scene, person: PersonId, command: c.MarkPerson) -> Events:
    row = scene.meeting.attendance.rows[person]
    if presence_of(scene.meeting, person) in ATTENDED:
        raise Rejected("is_present")
    if command.mark is Mark.EXCUSED and not command.reason:
        raise Rejected("reason_needed")
    if scene.meeting.members[person].category in OUTSIDE_RATE:
        return  # not expected: the category itself says why the member is not here
    if (row.absence, row.reason) != (command.mark, command.reason):
        yield e.AbsenceMarked(
            **scene.stamp, person=person, mark=command.mark, reason=command.reason
        )


def correct(scene: Scene, command: c.CorrectAttendance) -> Events:
    """Replace the record of a person, giving the reason."""
    meeting = scene.meeting
    person = scene.member(command.person)
    absence = command.mark if command.mark in (Mark.EXCUSED, Mark.UNEXCUSED) else None
    attends = command.mark in (Mark.IN_ROOM, Mark.ONLINE, Mark.LEFT)
    intervals = (_interval(scene, person, command),) if attends else ()
    yield e.AttendanceCorrected(
        **scene.stamp,
        person=person,
        reason=command.reason,
        was=presence_of(meeting, person),
        intervals=intervals,
        absence=absence,
    )
    if not any(interval.until_ms is None for interval in intervals):
        yield from leave(scene, person)


def _interval(scene: Scene, person: PersonId, command: c.CorrectAttendance) -> Interval:
    facts = scene.meeting.facts
    row = scene.meeting.attendance.rows[person]
    opened_ms = facts.opened_ms if facts.opened_ms is not None else scene.now_ms
    from_ms, until_ms = command.from_ms, command.until_ms  # wall clock, as screens show it
    from_ms = opened_ms if from_ms is None else from_ms - facts.off_ms
    until_ms = None if until_ms is None else until_ms - facts.off_ms
    if until_ms is None and command.mark is Mark.LEFT:
        until_ms = row.intervals[-1].until_ms if row.intervals else None
        until_ms = until_ms or facts.closed_ms or scene.now_ms
    if until_ms is None:
        until_ms = facts.closed_ms
    if from_ms > scene.now_ms or (until_ms is not None and not from_ms < until_ms <= scene.now_ms):
        raise Rejected("impossible_times")
    return Interval(
        from_ms=from_ms,
        until_ms=until_ms,
        site=_place(scene, person, command.mark),
        method=Method.HAND,
    )


def _place(scene: Scene, person: PersonId, corrected: Mark) -> SiteId | None:
    """Return the room of a corrected record: the one the person is in, else the main room."""
    if corrected is Mark.ONLINE:
        return None
    if corrected is Mark.IN_ROOM:
        return scene.site(site_of(scene.meeting, person) or main_site(scene.meeting))
    intervals = scene.meeting.attendance.rows[person].intervals
    return intervals[-1].site if intervals else main_site(scene.meeting)


def report(scene: Scene, _: c.ReportRollCall) -> Events:
    """Record the present figures as read out; nothing if they are the last ones (double press)."""
    now = roll_call(scene.meeting)
    last = scene.meeting.attendance.reported
    if last is None or last.figures != now:
        yield e.RollCallReported(**scene.stamp, figures=now)


RULES: Final[Mapping[type[c.Command], Rule]] = {
    c.MarkPerson: mark,
    c.CorrectAttendance: correct,
    c.ReportRollCall: report,
}
