"""Rules of the score: three values side by side; nobody changes what somebody else gave."""

from collections.abc import Mapping
from typing import Final

from live.errors import Rejected
from live.meeting import commands as c
from live.meeting import events as e
from live.meeting.decisions.scene import Events, Rule, Scene
from live.meeting.rubric import RUBRIC, ScoreFill
from live.meeting.scoring import criterion, fits, latest, may_adopt, objective


def propose(scene: Scene, command: c.ProposeScore) -> Events:
    """Propose points; nothing if the same ones stand there.

    Raises:
        Rejected: ``unknown_criterion``, ``points_out_of_range``; ``points_by_record``: the record
            gives them; ``points_missing``: a criterion that somebody must judge has none.
    """
    _check(command.points)
    found = objective(scene.meeting, scene.now_ms)
    points: dict[str, int] = {}
    for line in RUBRIC:
        given, by_record = command.points.get(line.code), found[line.code].points
        if line.fill is ScoreFill.AUTO:
            if given is not None:
                raise Rejected("points_by_record", criterion=line.code)
            given = by_record
        if given is None and (given := by_record) is None:
            raise Rejected("points_missing", criterion=line.code)
        points[line.code] = given
    last = latest(scene.meeting.score.proposed)
    if last is None or last.points != points:
        yield e.ScoreProposed(**scene.stamp, points=points)


def adopt(scene: Scene, command: c.AdoptScore) -> Events:
    """Record the branch's points; nothing if the same ones stand there. What the record gives stays
    as the committee's column has it.

    Raises:
        Rejected: ``not_scored``: the committee has proposed nothing; ``ballot_not_passed``: no such
            vote, or it carried nothing, or it was opened before the points were proposed; as
            `propose` does.
    """
    proposed = latest(scene.meeting.score.proposed)
    if proposed is None:
        raise Rejected("not_scored")
    ballots = {ballot.id for ballot in scene.meeting.ballots if may_adopt(scene.meeting, ballot)}
    if command.ballot is not None and command.ballot not in ballots:
        raise Rejected("ballot_not_passed")
    _check(command.points)
    by_record = {line.code for line in RUBRIC if line.fill is ScoreFill.AUTO}
    if changed := sorted(by_record & command.points.keys()):
        raise Rejected("points_by_record", criterion=changed[0])
    points = {**proposed.points, **command.points}
    last = latest(scene.meeting.score.adopted)
    if last is None or (last.points, last.ballot) != (points, command.ballot):
        yield e.ScoreAdopted(**scene.stamp, points=points, ballot=command.ballot)


def review(scene: Scene, command: c.ReviewScore) -> Events:
    """Confirm the branch's points, or give others; nothing if that was done.

    Raises:
        Rejected: ``not_scored``: the branch has adopted nothing; ``score_changed``: it has adopted
            other points than those that were seen; ``reason_needed``: the points differ from the
            branch's; as `propose` does.
    """
    adopted = latest(scene.meeting.score.adopted)
    if adopted is None:
        raise Rejected("not_scored")
    if command.adopted != len(scene.meeting.score.adopted):
        raise Rejected("score_changed")
    _check(command.points)
    points = {**adopted.points, **command.points}
    same = points == adopted.points
    if not same and not command.reason:
        raise Rejected("reason_needed")
    last = latest(scene.meeting.score.reviewed)
    asked = (points, command.reason, same)
    if last is None or (last.points, last.reason, last.confirmed) != asked:
        yield e.ScoreReviewed(**scene.stamp, points=points, confirmed=same, reason=command.reason)


def _check(points: Mapping[str, int]) -> None:
    for code, given in points.items():
        line = criterion(code)
        if line is None:
            raise Rejected("unknown_criterion", criterion=code)
        if not fits(line, given):
            raise Rejected("points_out_of_range", criterion=code, most=line.points)


RULES: Final[Mapping[type[c.Command], Rule]] = {
    c.ProposeScore: propose,
    c.AdoptScore: adopt,
    c.ReviewScore: review,
}
