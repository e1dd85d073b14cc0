"""The score and rating of a meeting as the minutes state it. Pure.

The minutes have what the committee proposed and what the branch adopted. The superior's points come
later and have a sheet of their own: adopted minutes do not change.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from live.meeting.rubric import GROUPS, Rating, rating
from live.meeting.scoring import latest, total
from live.meeting.state import Meeting, ScoreColumn

RATINGS: Final = {
    Rating.GOOD: "Tốt",
    Rating.FAIR: "Khá",
    Rating.AVERAGE: "Trung bình",
    Rating.POOR: "Kém",
}

UNSCORED: Final = "Không chấm điểm tại buổi sinh hoạt."


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreAccount:
    """What the minutes say of the score; points and rating are empty without one."""

    points: str
    rating: str
    text: str


def score_account(meeting: Meeting) -> ScoreAccount:
    """Return the score of a meeting: of the branch, or as long as it adopted none, the proposed
    one."""
    proposed, adopted = latest(meeting.score.proposed), latest(meeting.score.adopted)
    counts = adopted or proposed
    if counts is None:
        return ScoreAccount(points="", rating="", text=UNSCORED)
    said = []
    if proposed:
        said.append(f"Chi ủy đề nghị: {_sum(proposed)}.")
    if adopted:
        said.append(f"Chi bộ thông qua: {_sum(adopted)}.")
    said.append(f"Trong đó: {'; '.join(_groups(counts.points))}.")
    return ScoreAccount(
        points=str(total(counts)), rating=RATINGS[rating(counts.points)], text="\n".join(said)
    )


def _sum(column: ScoreColumn) -> str:
    return f"{total(column)}/100 điểm, xếp loại {RATINGS[rating(column.points)]}"


def _groups(points: Mapping[str, int]) -> Iterator[str]:
    sums: Counter[str] = Counter()
    for code, given in points.items():
        sums[code[0]] += given
    for group, title in GROUPS.items():
        yield f"{title[:1].lower()}{title[1:]} {sums[group]}"
