"""The small vocabularies that commands, events and the state share.

Values are stable: they stand in the record and on the wire.
"""

from enum import StrEnum
from typing import Annotated, Final

from pydantic import BeforeValidator, Field, StringConstraints

UNSEEN: Final = dict.fromkeys(
    {
        *(*range(0x20), 0x7F, *range(0xD800, 0xE000)),
        *(*range(0x202A, 0x202F), *range(0x2066, 0x206A)),
    }
    - {0x09, 0x0A, 0x0D}
)
"""Characters that nobody types and that do harm: controls (PostgreSQL keeps no NUL), halves of
surrogate pairs (UTF-8 has none), and overrides of the direction of writing, by which a text shows
what it does not say (Unicode TR 36 §2.5)."""


def seen(value: object) -> object:
    """Return a text without the characters that are not to be seen."""
    return value.translate(UNSEEN) if isinstance(value, str) else value


Seen = BeforeValidator(seen)
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200), Seen]
"""One line of text: a title, a reason. 200 characters, chosen."""
Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=5000), Seen]
"""Free text: a note, a conclusion, a message. 5,000 characters, chosen."""
Word = Annotated[str, StringConstraints(min_length=1, max_length=40), Seen]
"""The kind of an item. 40 characters, chosen."""
Moment = Annotated[int, Field(ge=0, le=4_102_444_800_000)]
"""Milliseconds since 1970, until 2100: what every calendar on the way can show."""
Minutes = Annotated[int, Field(ge=1, le=480)]
"""How long an item is to take: something, and no more than a working day."""
Seconds = Annotated[int, Field(ge=10, le=7200)]


class RequestKind(StrEnum):
    """Why somebody wants the floor. Points of order come before the others."""

    NORMAL = "normal"
    REPLY = "reply"
    POINT_OF_ORDER = "point_of_order"


class Preset(StrEnum):
    """How the floor goes round: formal queue, everyone in turn, free discussion."""

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
    """There is none, or the browser may not use it."""
    NONE = "none"
    """The owner follows without sound and picture."""
    NO_PATH = "no_path"
    """No connection carries its sound, or no packets come over it."""


class Mark(StrEnum):
    """What the secretary's hand may say of a person's attendance."""

    IN_ROOM = "in_room"
    ONLINE = "online"
    EXCUSED = "absent_excused"
    UNEXCUSED = "absent_unexcused"
    LEFT = "left"
    UNCHECKED = "unchecked"
