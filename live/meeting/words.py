"""The enumerations and constrained types that commands, events and the state share.

Values are stable: they are recorded and sent to clients.
"""

import datetime as dt
from enum import StrEnum
from typing import Annotated, Final

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints

UNSEEN: Final = dict.fromkeys(
    {
        *(*range(0x20), 0x7F, *range(0xD800, 0xE000)),
        *(*range(0x202A, 0x202F), *range(0x2066, 0x206A)),
    }
    - {0x09, 0x0A, 0x0D}
)
"""Characters that are removed from input: controls (PostgreSQL stores no NUL), lone surrogates
(UTF-8 cannot encode them), and bidirectional overrides, which make a text look like another one
(Unicode TR 36 §2.5)."""


def seen(value: object) -> object:
    """Return a text without `UNSEEN` characters."""
    return value.translate(UNSEEN) if isinstance(value, str) else value


Seen = BeforeValidator(seen)
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200), Seen]
"""One line of text: a title, a reason. 200 characters, chosen."""
Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=5000), Seen]
"""Free text: a note, a conclusion, a message. 5,000 characters, chosen."""
Typed = Annotated[str, Seen]
"""Text that is saved while it is typed: white space at its end stays, because the next word follows
it. `TYPED_MOST` holds for what two people's texts are merged into, so a rule checks it."""
TYPED_MOST: Final = 5000
"""Characters of a note or a conclusion; chosen, four pages."""
Word = Annotated[str, StringConstraints(min_length=1, max_length=40), Seen]
"""The kind of an item. 40 characters, chosen."""
Count = Annotated[int, Field(ge=0, le=100_000)]
"""A number of votes or papers; the maximum is above any meeting, chosen."""
Moment = Annotated[int, Field(ge=0, le=4_102_444_800_000)]
"""Milliseconds since 1970, until 2100; chosen, within what date functions on all sides can show."""
Minutes = Annotated[int, Field(ge=1, le=480)]
"""Planned minutes of an item: at least 1, at most a working day."""
Seconds = Annotated[int, Field(ge=10, le=7200)]


def calendar_day(value: str) -> str:
    """Return a day as it is written in ISO 8601, such as ``2026-12-31``.

    Raises:
        ValueError: it is no day.
    """
    return dt.date.fromisoformat(value).isoformat()


Day = Annotated[str, StringConstraints(pattern=r"^20\d\d-\d\d-\d\d$"), AfterValidator(calendar_day)]
"""A day of this century as text, by which something is due."""


class RequestKind(StrEnum):
    """Why somebody wants the floor. Points of order come before the others."""

    NORMAL = "normal"
    REPLY = "reply"
    POINT_OF_ORDER = "point_of_order"


class Preset(StrEnum):
    """How the floor is given: by the queue, to everyone in turn, or free discussion."""

    QUEUE = "queue"
    ROUND = "round"
    FREE = "free"


class Overtime(StrEnum):
    """What happens when a turn passes its limit: the clock counts up, or the sound closes."""

    COUNT_UP = "count_up"
    CLOSE = "close"


class Microphone(StrEnum):
    """Whether a device can be heard when the floor opens its microphone, as its page says."""

    ON = "on"
    OFF = "off"
    """Switched off by its owner."""
    MISSING = "missing"
    """The device has no microphone, or the browser may not use it."""
    NONE = "none"
    """The owner follows without sound and picture."""
    NO_PATH = "no_path"
    """No peer connection carries the device's sound, or no packets arrive over it."""


class PictureSize(StrEnum):
    """How large a supervisor's device shows the picture of a meeting."""

    NONE = "none"
    TILE = "tile"
    """A tile of the wall."""
    LARGE = "large"


class SheetPart(StrEnum):
    """A part of a supervisor's observation sheet that is written, in the order of the sheet."""

    MODE = "mode"
    """In the room, or connected."""
    PREPARATION = "preparation"
    ORDER = "order"
    SPEAKING = "speaking"
    SELF_CRITICISM = "self_criticism"
    MINUTES = "minutes"
    PREVIOUS_RESOLUTION = "previous_resolution"
    SCORE = "score"
    STRENGTHS = "strengths"
    TO_CORRECT = "to_correct"
    PROPOSALS = "proposals"
    """Proposals of members to pass on: what, to whom, until when."""
    PROMISED = "promised"
    """Answers that the supervisor promised."""


class LessonsPart(StrEnum):
    """A part of the record of the talk after a model meeting, in the order of that record."""

    CHAIR = "chair"
    PRESENT = "present"
    """Who took part, one a line."""
    SAID = "said"
    """What was said, a turn a line: who, and what."""
    GOOD = "good"
    LACKING = "lacking"
    LESSONS = "lessons"


class ProposalOutcome(StrEnum):
    """What the superior did about a proposal."""

    ANSWERED = "answered"
    PASSED_ON = "passed_on"
    """It went on to whoever can decide; the branch still waits."""
    DECLINED = "declined"


class BallotMethod(StrEnum):
    """How a ballot is held."""

    HANDS = "hands"
    """Hands are counted in each room; whoever is online presses, by name."""
    NAMED = "named"
    """Everybody presses, by name."""
    PAPER = "paper"
    """Paper in the rooms, counted by a counting committee; whoever is online presses secretly."""
    SECRET = "secret"  # noqa: S105 - no password
    """Everybody presses secretly."""


class Majority(StrEnum):
    """Which share of the denominator carries a motion or elects a candidate."""

    HALF = "half"
    """More than half."""
    TWO_THIRDS = "two_thirds"
    """Two thirds or more."""


class Mark(StrEnum):
    """How a person attends, as the secretary may mark it by hand."""

    IN_ROOM = "in_room"
    ONLINE = "online"
    EXCUSED = "absent_excused"
    UNEXCUSED = "absent_unexcused"
    LEFT = "left"
    UNCHECKED = "unchecked"
