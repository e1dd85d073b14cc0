"""What the record says for the score of a meeting: objective points, each with its evidence.

Pure readings. The record does not know everything: whether the committee met before, whether papers
were sent a day ahead, how the last resolution was carried out. For these there are no objective
points; somebody at the desk ticks them, and the tick has its author (`Score`).
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from live.errors import Fact
from live.ids import PersonId
from live.meeting.agenda import begun, held_ms, left_ms, outside_items
from live.meeting.attendance import Presence, presence_of
from live.meeting.figures import Figures, figures
from live.meeting.floor import counted_turns, norm, speakers
from live.meeting.rubric import RUBRIC, Criterion, ScoreFill
from live.meeting.state import (
    Ballot,
    BallotPhase,
    Item,
    ItemState,
    Meeting,
    MeetingKind,
    Score,
    ScoreColumn,
)

RATE_STEPS: Final = ((75, 10), (60, 6))
"""Percent of attendance from which B1 has so many points, below the unit's target."""
DAY_POINTS: Final = 2
"""Part of C1 for the day; the rest is for the order. Chosen."""
MINUTE_MS: Final = 60_000
VIETNAM: Final = dt.timezone(dt.timedelta(hours=7))
"""Vietnam's official time, the same all year, by which days are told apart here
(Quyết định 134/2002/QĐ-TTg)."""
KEPT: Final = (ItemState.DONE, ItemState.CURRENT)
"""States of an item that is dealt with, or was."""
CONCLUDING: Final = "conclusion"
"""The kind of the item whose conclusion is that of the meeting (`templates`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What of the record decides on a criterion: a key for the sentence, its facts, who, when."""

    key: str
    facts: Mapping[str, Fact] = field(default_factory=dict)
    people: tuple[PersonId, ...] = ()
    at_ms: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Objective:
    """The points that the record gives for a criterion; None: it does not know."""

    points: int | None
    evidence: tuple[Evidence, ...] = ()


def objective(meeting: Meeting, now_ms: int | None) -> Mapping[str, Objective]:
    """Return the objective points of every criterion, by its code, as the record stands now.

    Args:
        now_ms: up to when an open meeting has been held; None: its length is not known yet.
    """
    counted = figures(meeting)
    by_code = {
        "B1": _rate(meeting, counted),
        "B2": _unexcused(meeting),
        "C1": _order(meeting),
        "C4": _duration(meeting, now_ms),
        "C5": _speakers(meeting, counted),
        "D1": _conclusions(meeting),
        "D2": _ballots(meeting),
        "D3": _minutes(meeting),
    }
    return {each.code: by_code.get(each.code, Objective(points=None)) for each in RUBRIC}


def criterion(code: str) -> Criterion | None:
    """Return a line of the rubric; None: there is none of this code."""
    return next((each for each in RUBRIC if each.code == code), None)


def fits(line: Criterion, points: int) -> bool:
    """Return whether a criterion can have so many points: a tick has all or none."""
    if line.fill is ScoreFill.TICK:
        return points in (0, line.points)
    return 0 <= points <= line.points


def total(column: ScoreColumn) -> int:
    """Return the sum of a column."""
    return sum(column.points.values())


def latest(columns: tuple[ScoreColumn, ...]) -> ScoreColumn | None:
    """Return the column that counts: the last one."""
    return columns[-1] if columns else None


def stands_confirmed(score: Score) -> bool:
    """Return whether the superior took over the points that the branch adopted last."""
    adopted, reviewed = latest(score.adopted), latest(score.reviewed)
    if adopted is None or reviewed is None:
        return False
    return reviewed.confirmed and reviewed.points == adopted.points


@dataclass(frozen=True, slots=True)
class Overtaken:
    """A criterion whose points are the record's, and were given on a record that has changed."""

    code: str
    given: int
    now: int


def overtaken(meeting: Meeting) -> tuple[Overtaken, ...]:
    """Return what the record of a closed meeting says otherwise than the points that count: the
    branch's, or as long as it has adopted none the committee's. Points given while the meeting ran
    foresaw its length, and a reason of absence may be recorded later. None once the minutes are
    adopted: points stay as they are with them.
    """
    column = latest(meeting.score.adopted) or latest(meeting.score.proposed)
    if column is None or meeting.facts.closed_ms is None or meeting.minutes.adoption is not None:
        return ()
    found = objective(meeting, None)
    return tuple(
        Overtaken(line.code, given, now)
        for line in RUBRIC
        if line.fill is ScoreFill.AUTO
        and (given := column.points.get(line.code)) is not None
        and (now := found[line.code].points) is not None
        and given != now
    )


# --- criterion by criterion --------------------------------------------------------------------


def _of(code: str) -> int:
    line = criterion(code)
    assert line is not None  # noqa: S101 - the table above and the rubric belong together
    return line.points


def _rate(meeting: Meeting, counted: Figures) -> Objective:
    target = meeting.facts.rules.attendance_target_pct
    points, share = 0, 100 * counted.attended
    if counted.base and share > target * counted.base:
        points = _of("B1")
    elif counted.base:
        points = next((p for least, p in RATE_STEPS if share >= least * counted.base), 0)
    facts = {"attended": counted.attended, "base": counted.base, "target": target}
    return Objective(points=points, evidence=(Evidence(key="rate", facts=facts),))


def _unexcused(meeting: Meeting) -> Objective:
    """Give no points when somebody is absent without a reason, or nobody asked for it."""
    states = (("unexcused", Presence.UNEXCUSED), ("unchecked", Presence.UNCHECKED))
    evidence = tuple(
        Evidence(
            key=key,
            people=tuple(p for p in meeting.members if presence_of(meeting, p) is state),
        )
        for key, state in states
    )
    points = 0 if any(each.people for each in evidence) else _of("B2")
    return Objective(points=points, evidence=evidence)


def _order(meeting: Meeting) -> Objective:
    """Judge the day and the order: every required item that is due was dealt with, and none before
    its turn."""
    facts = meeting.facts
    if facts.opened_ms is None:
        return Objective(points=None)
    on_day = _day(facts.opened_ms + facts.off_ms) == _day(facts.scheduled_ms)
    items = [item for item in meeting.agenda.items if item.counted]
    starts = [item.started_ms for item in items if item.started_ms is not None]
    skipped = sum(item.required and item.state not in KEPT for item in _due(meeting))
    sorted_ = starts == sorted(starts)
    points = DAY_POINTS * on_day + (_of("C1") - DAY_POINTS) * (sorted_ and not skipped)
    order = Evidence(
        key="order", facts={"done": len(starts), "items": len(items), "skipped": skipped}
    )
    return Objective(
        points=points,
        evidence=(
            Evidence(key="day", facts={"on_day": on_day}, at_ms=facts.opened_ms),
            order,
            *(() if sorted_ else (Evidence(key="out_of_order"),)),
        ),
    )


def _due(meeting: Meeting) -> list[Item]:
    """Return the counted items that had their turn: in an open meeting those up to the last that
    has begun, and those that were passed over."""
    items = meeting.agenda.items
    reached = begun(items) if meeting.facts.closed_ms is None else len(items)
    return [
        item
        for place, item in enumerate(items)
        if item.counted and (place < reached or item.state is ItemState.SKIPPED)
    ]


def _day(wall_ms: int) -> dt.date:
    return dt.datetime.fromtimestamp(wall_ms / 1000, VIETNAM).date()


def _duration(meeting: Meeting, now_ms: int | None) -> Objective:
    """Judge the length, without talk outside the branch's meeting; that of an open meeting is what
    it will be if the rest goes by the plan."""
    facts = meeting.facts
    if facts.opened_ms is None:
        return Objective(points=None)
    combined = facts.kind is MeetingKind.COMBINED
    rules = facts.rules
    least = rules.min_duration_combined_min if combined else rules.min_duration_regular_min
    if facts.closed_ms is not None:
        key, length_ms = "duration", held_ms(meeting, facts.opened_ms, facts.closed_ms)
    elif now_ms is not None:
        held = held_ms(meeting, facts.opened_ms, now_ms)
        key, length_ms = "expected", held + left_ms(meeting, now_ms)
    else:
        running = Evidence(key="running", facts={"least": least}, at_ms=facts.opened_ms)
        return Objective(points=None, evidence=(running,))
    minutes = length_ms // MINUTE_MS
    length = Evidence(key=key, facts={"minutes": minutes, "least": least}, at_ms=facts.closed_ms)
    return Objective(points=_of("C4") if minutes >= least else 0, evidence=(length,))


def _speakers(meeting: Meeting, counted: Figures) -> Objective:
    """Give all points when the norm is reached, else the share of it."""
    turns = counted_turns(meeting)
    spoke = speakers(turns)
    distinct = len(spoke)
    wanted = norm(counted.attending, meeting.facts.rules.speaker_target_pct)
    most = _of("C5")
    points = most if distinct >= wanted else most * distinct // wanted
    facts = {"distinct": distinct, "norm": wanted, "turns": len(turns)}
    people = tuple(person for person in meeting.members if person in spoke)
    evidence = Evidence(key="speakers", facts=facts, people=people)
    return Objective(points=points, evidence=(evidence,))


def _conclusions(meeting: Meeting) -> Objective:
    """Propose points for a conclusion of the branch's meeting; whether its tasks are clear is for
    people to say."""
    items = meeting.agenda.items
    outside = outside_items(items)
    concluded = [item for item in items if item.conclusion and item.id not in outside]
    final = [item for item in concluded if item.kind == CONCLUDING]
    return Objective(
        points=_of("D1") if final else 0,
        evidence=(
            Evidence(
                key="conclusions",
                facts={"concluded": len(concluded)},
                at_ms=final[-1].finished_ms if final else None,
            ),
        ),
    )


def _ballots(meeting: Meeting) -> Objective:
    """Give all points for a motion with a confirmed result; without one the record knows nothing:
    hands may have been raised without the program."""
    voted = [ballot for ballot in meeting.ballots if confirmed(ballot)]
    if not voted:
        return Objective(points=None)
    evidence = tuple(
        Evidence(key="ballot", facts={"number": ballot.number}, at_ms=ballot.confirmed_ms)
        for ballot in voted
    )
    return Objective(points=_of("D2"), evidence=evidence)


def confirmed(ballot: Ballot) -> bool:
    """Return whether a ballot on a motion has a confirmed result."""
    result = ballot.result
    return (
        ballot.phase is BallotPhase.CONFIRMED and result is not None and result.passed is not None
    )


def may_adopt(meeting: Meeting, ballot: Ballot) -> bool:
    """Return whether a vote may have adopted the points: a motion that was carried, and opened when
    the committee had proposed them."""
    proposed, result = latest(meeting.score.proposed), ballot.result
    if proposed is None or result is None or not confirmed(ballot):
        return False
    return bool(result.passed) and ballot.opened_ms >= proposed.at_ms


def _minutes(meeting: Meeting) -> Objective:
    work = meeting.minutes
    if work.adoption is None:
        read = work.presented_ms
        return Objective(points=None, evidence=(Evidence(key="minutes_open", at_ms=read),))
    facts: Mapping[str, Fact] = {"number": work.adoption.number}
    evidence = Evidence(key="minutes_adopted", facts=facts, at_ms=work.adoption.at_ms)
    return Objective(points=_of("D3"), evidence=(evidence,))
