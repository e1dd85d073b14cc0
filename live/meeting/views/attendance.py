"""Attendance as screens see it."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict

from live.ids import PersonId, SiteId
from live.meeting.absence import Absence
from live.meeting.attendance import (
    ATTENDED,
    Presence,
    came_late,
    main_of,
    overtaken,
    presence,
    presence_of,
    spans,
    where_in,
)
from live.meeting.feeds import online
from live.meeting.figures import Figures
from live.meeting.permissions import OVERSEERS, Role
from live.meeting.remembering import remembered
from live.meeting.roster import Member
from live.meeting.state import Attendance, Facts, Interval, Meeting, MeetingSite, Row
from live.meeting.views.base import View


def attendance_view(meeting: Meeting, role: Role, counted: Figures) -> View:
    """Return the figures with their parts; for `OVERSEERS` also every row, for a room also the
    members who take part online."""
    result: View = {
        "counts": dict(counted.counts),
        "present": counted.present,
        "attended": counted.attended,
        "base": counted.base,
        "rate_pct": counted.rate_pct,
        "target_pct": meeting.facts.rules.attendance_target_pct,
        "quorum": {"here": counted.voting, "needed": counted.needed},
        "how": _how(counted.base_how),
        "denominator": {
            "value": counted.denominator,
            "pass_at": counted.pass_at,
            "how": _how(counted.denominator_how),
        },
        "roll_call": _roll_call(meeting),
    }
    if role in OVERSEERS:
        result["rows"] = _rows(
            *(meeting.facts, meeting.members, meeting.sites, meeting.attendance, meeting.register)
        )
        result["off"] = {
            person: {"listing": _listing(off.row)} for person, off in meeting.off.items()
        }
        result["beside"] = _beside(meeting)
    if role is Role.SITE:
        result["remote"] = _remote(meeting)
    return result


def _remote(meeting: Meeting) -> list[View]:
    """Return the members who are present but in no room, in the order of the list."""
    return [
        {
            "person": person,
            "reconnecting": presence_of(meeting, person) is Presence.RECONNECTING,
        }
        for person in online(meeting)
    ]


def _beside(meeting: Meeting) -> View:
    """Return the people on the branch's list now who never were on the meeting's list."""
    return {
        member.person: {
            "name": member.name,
            "title": member.title,
            "number": member.number,
            "category": member.category.value,
        }
        for member in meeting.register
        if member.person not in meeting.members and member.person not in meeting.off
    }


def _how(parts: tuple[tuple[str, int], ...]) -> list[View]:
    return [{"key": key, "count": count} for key, count in parts]


def _roll_call(meeting: Meeting) -> View | None:
    reported = meeting.attendance.reported
    if reported is None:
        return None
    return {"at_ms": reported.at_ms, **asdict(reported.figures)}


@remembered
def _rows(
    facts: Facts,
    members: Mapping[PersonId, Member],
    sites: Mapping[SiteId, MeetingSite],
    attendance: Attendance,
    register: Sequence[Member],
) -> View:
    """Return every row, by person."""
    main = main_of(sites)
    registered = {member.person: member.category.value for member in register}
    shown: View = {}
    for person, row in attendance.rows.items():
        state = presence(facts, members[person], row)
        last = row.intervals[-1] if row.intervals and state in ATTENDED else None
        shown[person] = {
            "state": state.value,
            **_last(last, row, main),
            "late": last is not None and came_late(facts, attendance.reported, row),
            "left_ms": last.until_ms if last and state is Presence.LEFT else None,
            "reason": row.reason,
            "category": members[person].category.value,
            "registered": registered.get(person),
            "connected": bool(row.devices),
            "devices": len(row.devices),
            "marked": _marked(overtaken(row)),
            "corrections": [
                {"by": one.by.name, "at_ms": one.at_ms, "reason": one.reason, "was": one.was}
                for one in row.corrections
            ],
            "listing": _listing(row),
        }
    return shown


def _last(last: Interval | None, row: Row, main: SiteId | None) -> View:
    """Return where, since when and how somebody is or was there; all None: nowhere."""
    if last is None:
        return dict.fromkeys(("where", "site", "since_ms", "method"))
    return {
        "where": where_in(last, main),
        "site": last.site,
        "since_ms": spans(row)[-1][0],
        "method": last.method.value,
    }


def _listing(row: Row) -> list[View]:
    """Return the desk's changes of the list that concern a row's person, oldest first."""
    return [
        {
            "act": one.act.value,
            "by": one.by.name,
            "at_ms": one.at_ms,
            "reason": one.reason,
            "was": one.was.value if one.was else None,
        }
        for one in row.listing
    ]


def _marked(absence: Absence | None) -> View | None:
    if absence is None:
        return None
    return {**asdict(absence), "by": absence.by.name, "mark": absence.mark.value}
