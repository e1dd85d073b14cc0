"""The score of a meeting as its page shows it: criteria by group, three values side by side, and
what of the record each is from, in the reader's language."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from live.meeting.rubric import GROUPS, RUBRIC, ScoreFill, missed_gates, rating
from live.meeting.scoring import (
    Evidence,
    Objective,
    latest,
    objective,
    overtaken,
    stands_confirmed,
    total,
)
from live.meeting.state import Meeting, ScoreColumn
from live.record.wording import Names
from web.i18n import Catalogue
from web.records.score_form import FIELD, Deed

WHOSE: Final = ("proposed", "adopted", "reviewed")
"""The three values in their order: of the committee, of the branch, of the superior."""


@dataclass(frozen=True, slots=True)
class ScoreValue:
    """One of the three values as a whole; ``sum`` is empty as long as nobody gave it."""

    whose: str
    by: str
    at_ms: int
    sum: str
    missed: str
    reason: str
    confirmed: bool
    earlier: int


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """A criterion: the points in each of the three values, and the field to type others in.

    Attributes:
        field: ``tick``, ``number`` or "": nothing is typed here.
        typed: what stands in the field.
        known: what the record gives where nothing is typed; "": nothing.
    """

    code: str
    title: str
    most: int
    fill: str
    gate: bool
    points: tuple[int, ...]
    evidence: Sequence[str]
    field: str
    typed: str
    known: str


@dataclass(frozen=True, slots=True)
class ScoreGroup:
    """The criteria of a group with its sums."""

    code: str
    title: str
    most: int
    sums: tuple[int, ...]
    rows: Sequence[ScoreRow]


@dataclass(frozen=True, slots=True)
class ScoreSheet:
    """The whole sheet. ``whose``: the values that were given, in the order of points and sums."""

    values: Sequence[ScoreValue]
    whose: Sequence[str]
    groups: Sequence[ScoreGroup]
    most: int
    totals: tuple[int, ...]

    @property
    def known(self) -> int:
        """The sum of the points that stand in place of a field."""
        return sum(int(row.known or 0) for group in self.groups for row in group.rows)


def columns_of(meeting: Meeting) -> tuple[ScoreColumn | None, ...]:
    """Return the three values that count now, in the order of `WHOSE`."""
    score = meeting.score
    return latest(score.proposed), latest(score.adopted), latest(score.reviewed)


def score_sheet(
    meeting: Meeting,
    now_ms: int,
    text: Catalogue,
    deed: Deed | None = None,
    typed: Mapping[str, str] | None = None,
) -> ScoreSheet:
    """Return the sheet.

    Args:
        meeting: as it is recorded now.
        now_ms: until when an open meeting counts as held.
        text: the reader's language.
        deed: what the reader types points for; None: nothing.
        typed: a form that was sent and refused; else None.
    """
    columns = columns_of(meeting)
    given = [each for each in columns if each]
    found, names = objective(meeting, now_ms), Names(meeting)
    rows: dict[str, list[ScoreRow]] = {group: [] for group in GROUPS}
    for line in RUBRIC:
        record = found[line.code]
        field, value = _field(line.code, line.fill, record, columns, deed, typed)
        row = ScoreRow(
            code=line.code,
            title=text(f"score.line.{line.code}"),
            most=line.points,
            fill=text(f"score.fill.{line.fill}{'.review' if deed is Deed.REVIEW else ''}"),
            gate=line.gate,
            points=tuple(each.points.get(line.code, 0) for each in given),
            evidence=list(_evidence(meeting, record, names, text)),
            field=field,
            typed=value,
            known="" if field or deed is None else _known(line.code, record, columns, deed),
        )
        rows[line.group].append(row)
    return ScoreSheet(
        values=values_of(meeting, text),
        whose=[whose for whose, each in zip(WHOSE, columns, strict=True) if each],
        groups=[_group(code, text(f"score.group.{code}"), each) for code, each in rows.items()],
        most=sum(line.points for line in RUBRIC),
        totals=tuple(map(total, given)),
    )


def _field(
    code: str,
    fill: ScoreFill,
    record: Objective,
    columns: tuple[ScoreColumn | None, ...],
    deed: Deed | None,
    typed: Mapping[str, str] | None,
) -> tuple[str, str]:
    """Return the kind of a criterion's field and what stands in it."""
    if deed is None or (fill is ScoreFill.AUTO and deed is not Deed.REVIEW):
        return "", ""
    kind = "tick" if fill is ScoreFill.TICK else "number"
    if typed is not None:
        return kind, typed.get(FIELD + code, "")
    bases = {Deed.PROPOSE: columns[:1], Deed.ADOPT: columns[:2], Deed.REVIEW: columns[1:]}[deed]
    given = next((each.points.get(code) for each in reversed(bases) if each), record.points)
    return kind, "" if given is None or (kind == "tick" and given == 0) else str(given)


def _known(
    code: str, record: Objective, columns: tuple[ScoreColumn | None, ...], deed: Deed
) -> str:
    """Return the points of a criterion that nobody types: those of the record, or once proposed
    those that the branch takes over."""
    proposed = columns[0].points.get(code) if columns[0] and deed is Deed.ADOPT else None
    points = record.points if proposed is None else proposed
    return "" if points is None else str(points)


def _group(code: str, title: str, rows: Sequence[ScoreRow]) -> ScoreGroup:
    sums = tuple(map(sum, zip(*(row.points for row in rows), strict=True)))
    return ScoreGroup(code, title, sum(row.most for row in rows), sums, rows)


def values_of(meeting: Meeting, text: Catalogue) -> list[ScoreValue]:
    """Return the three values in a language."""
    score = meeting.score
    pairs = zip(WHOSE, (score.proposed, score.adopted, score.reviewed), strict=True)
    told = {"reviewed": stands_confirmed(score)}
    return [_value(w, given, text, confirmed=told.get(w, False)) for w, given in pairs]


def is_too_late(meeting: Meeting) -> bool:
    """Return whether points are missing that cannot be given any more: the minutes were adopted
    without those of the branch."""
    return meeting.minutes.adoption is not None and not meeting.score.adopted


def overtaken_points(meeting: Meeting) -> str:
    """Return the points that the record says otherwise since they were given: from, to."""
    return "; ".join(f"{one.code} {one.given} → {one.now}" for one in overtaken(meeting))


def _value(
    whose: str, given: Sequence[ScoreColumn], text: Catalogue, *, confirmed: bool
) -> ScoreValue:
    if not given:
        return ScoreValue(whose, "", 0, "", "", "", confirmed=False, earlier=0)
    column = given[-1]
    rated = text(f"ui.rating.{rating(column.points)}")
    return ScoreValue(
        whose=whose,
        by=column.by.name,
        at_ms=column.at_ms,
        sum=text("ui.score.sum", total=total(column), rating=rated),
        missed="; ".join(
            f"{code} {text(f'score.line.{code}')}" for code in missed_gates(column.points)
        ),
        reason=column.reason,
        confirmed=confirmed,
        earlier=len(given) - 1,
    )


def _evidence(meeting: Meeting, record: Objective, names: Names, text: Catalogue) -> Iterator[str]:
    """Yield what of the record decides on a criterion, a sentence each."""
    for each in record.evidence:
        people = ", ".join(names.all_of(each.people))
        key = f"score.evidence.{_key(each)}"
        yield text(key, **{**each.facts, "people": people})


def _key(evidence: Evidence) -> str:
    """Return the key of a sentence: some differ by a fact, or when nobody is meant."""
    if evidence.key == "day":
        return "day" if evidence.facts["on_day"] else "day.other"
    if evidence.key in ("unexcused", "unchecked", "speakers") and not evidence.people:
        return f"{evidence.key}.nobody"
    return evidence.key
