"""What was typed on the page of the score, as a command of the meeting."""

import re
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Final

from pydantic import ValidationError

from live.ids import BallotId
from live.meeting import commands as c
from live.meeting.rubric import RUBRIC, ScoreFill
from live.meeting.scoring import latest
from live.meeting.state import Meeting, ScoreColumn

Sent = Mapping[str, str]

FIELD: Final = "points."
"""A criterion's field is called by this and its code."""
SEEN: Final = "adopted"
"""The field with how many times the branch had adopted points when the form was drawn."""


class Deed(StrEnum):
    """What points are typed for."""

    PROPOSE = "propose"
    ADOPT = "adopt"
    REVIEW = "review"


CONFIRM: Final = "confirm"
"""The button by which a superior takes the branch's points over as they are."""


def _adopt_untrusted(meeting: Meeting, sent: Sent) -> c.Command:
    ballot = BallotId(sent["ballot"]) if sent.get("ballot") else None
    return c.AdoptScore(points=_other_untrusted(sent, meeting.score.proposed), ballot=ballot)


def _review_untrusted(meeting: Meeting, sent: Sent) -> c.Command:
    points = _other_untrusted(sent, meeting.score.adopted)
    return c.ReviewScore(
        adopted=_seen_untrusted(sent), points=points, reason=sent.get("reason", "")
    )


def _seen_untrusted(sent: Sent) -> int:
    """Return which points of the branch the form was drawn with; 0: it does not say."""
    return int(sent[SEEN]) if re.fullmatch("[0-9]{1,6}", sent.get(SEEN, "")) else 0


PRESSED: Final[Mapping[str, Callable[[Meeting, Sent], c.Command]]] = {
    Deed.PROPOSE: lambda _, sent: c.ProposeScore(points=_points_untrusted(sent)),
    Deed.ADOPT: _adopt_untrusted,
    Deed.REVIEW: _review_untrusted,
    CONFIRM: lambda _, sent: c.ReviewScore(adopted=_seen_untrusted(sent)),
}
"""Value of the pressed button → its command."""


def command_untrusted(meeting: Meeting, sent: Sent) -> c.Command | str:
    """Return the command of a submitted form, or the key of the sentence that says what is wrong
    with it. The branch's and the superior's points are sent as far as they differ from those that
    they are given on."""
    make = PRESSED.get(sent.get("do", ""))
    if make is None:
        return "record.minutes.not_understood"
    try:
        return make(meeting, sent)
    except ValidationError as error:
        return _why(error)
    except ValueError:
        return "score.not_a_number"


def _points_untrusted(sent: Sent) -> dict[str, int]:
    """Return the points of every field that is filled in; of what is ticked, all or none.

    Raises:
        ValueError: something else than a number stands in a field.
    """
    points: dict[str, int] = {}
    for line in RUBRIC:
        typed = sent.get(FIELD + line.code, "").strip()
        if line.fill is ScoreFill.TICK:
            points[line.code] = line.points if typed else 0
        elif typed:
            if not (typed.isascii() and typed.isdecimal()):
                raise ValueError(line.code)
            points[line.code] = int(typed)
    return points


def _other_untrusted(sent: Sent, given: tuple[ScoreColumn, ...]) -> dict[str, int]:
    """Return the typed points that differ from those that count of a value.

    Raises:
        ValueError: as `_points_untrusted` does; a field was emptied.
    """
    for line in RUBRIC:
        if line.fill is not ScoreFill.TICK and not sent.get(FIELD + line.code, "0").strip():
            raise ValueError(line.code)
    base = latest(given)
    known = base.points if base else {}
    return {code: each for code, each in _points_untrusted(sent).items() if known.get(code) != each}


def _why(error: ValidationError) -> str:
    fields = {str(each["loc"][0]) for each in error.errors() if each["loc"]}
    if SEEN in fields:
        return "record.minutes.not_understood"
    return "score.long_reason" if fields == {"reason"} else "score.not_a_number"
