"""How events change the score: each adds a column, none replaces one."""

from collections.abc import Mapping
from typing import Final

from live.meeting import events as e
from live.meeting.changes.change import Change
from live.meeting.changes.replacing import replace
from live.meeting.state import Meeting, ScoreColumn


def proposed(meeting: Meeting, event: e.ScoreProposed) -> Meeting:
    """Add the committee's points."""
    column = ScoreColumn(points=event.points, by=event.by, at_ms=event.at_ms)
    return replace(
        meeting, score=replace(meeting.score, proposed=(*meeting.score.proposed, column))
    )


def adopted(meeting: Meeting, event: e.ScoreAdopted) -> Meeting:
    """Add the branch's points."""
    column = ScoreColumn(points=event.points, by=event.by, at_ms=event.at_ms, ballot=event.ballot)
    return replace(meeting, score=replace(meeting.score, adopted=(*meeting.score.adopted, column)))


def reviewed(meeting: Meeting, event: e.ScoreReviewed) -> Meeting:
    """Add the superior's points."""
    column = ScoreColumn(
        points=event.points,
        by=event.by,
        at_ms=event.at_ms,
        reason=event.reason,
        confirmed=event.confirmed,
    )
    return replace(
        meeting, score=replace(meeting.score, reviewed=(*meeting.score.reviewed, column))
    )


CHANGES: Final[Mapping[type[e.Event], Change]] = {
    e.ScoreProposed: proposed,
    e.ScoreAdopted: adopted,
    e.ScoreReviewed: reviewed,
}
