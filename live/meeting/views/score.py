"""The score as screens see it: three values side by side; for desk and supervisor the rubric too.

The rubric with its objective points is there once the item of scoring has begun, because it changes
with nearly every event.
"""

from live.meeting.permissions import OVERSEERS, Role
from live.meeting.rubric import CUTOFFS, GROUPS, RUBRIC, Rating, missed_gates, rating
from live.meeting.scoring import Objective, latest, objective, stands_confirmed, total
from live.meeting.state import Meeting, Phase, ScoreColumn
from live.meeting.views.base import View

SCORING = "scoring"
"""The kind of the item in which a meeting is scored (`templates`)."""


def score_view(meeting: Meeting, role: Role) -> View:
    """Return the score; ``rubric`` and ``ratings`` are null for roles that do not score, and before
    the item."""
    score = meeting.score
    due = role in OVERSEERS and _is_due(meeting)
    return {
        "proposed": _column(score.proposed),
        "adopted": _column(score.adopted),
        "reviewed": _column(score.reviewed, confirmed=stands_confirmed(score)),
        "rubric": _rubric(meeting) if due else None,
        "ratings": _ratings() if due else None,
    }


def _is_due(meeting: Meeting) -> bool:
    begun = any(i.kind == SCORING and i.started_ms is not None for i in meeting.agenda.items)
    return begun or meeting.facts.phase is Phase.CLOSED or bool(meeting.score.proposed)


def _ratings() -> list[View]:
    """Return the ratings with the least points of each, the best first; the last is for fewer."""
    lowest: tuple[int, Rating] = (0, Rating.POOR)
    return [{"rating": name.value, "least": least} for least, name in (*CUTOFFS, lowest)]


def _rubric(meeting: Meeting) -> list[View]:
    found = objective(meeting, None)  # a view does not depend on the time; clients have clocks
    return [
        {
            "code": line.code,
            "group": GROUPS[line.group],
            "title": line.title,
            "points": line.points,
            "fill": line.fill.value,
            "gate": line.gate,
            **_objective(found[line.code]),
        }
        for line in RUBRIC
    ]


def _objective(found: Objective) -> View:
    return {
        "objective": found.points,
        "evidence": [
            {
                "key": each.key,
                "facts": dict(each.facts),
                "people": list(each.people),
                "at_ms": each.at_ms,
            }
            for each in found.evidence
        ],
    }


def _column(columns: tuple[ScoreColumn, ...], *, confirmed: bool = False) -> View | None:
    column = latest(columns)
    if column is None:
        return None
    return {
        "by": column.by.name,
        "at_ms": column.at_ms,
        "points": dict(column.points),
        "total": total(column),
        "rating": rating(column.points).value,
        "missed": list(missed_gates(column.points)),
        "ballot": column.ballot,
        "reason": column.reason,
        "confirmed": confirmed,
        "earlier": len(columns) - 1,
    }
