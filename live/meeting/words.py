"""The small vocabularies that commands, events and the state share.

Values are stable: they stand in the record and on the wire.
"""

from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
"""One line of text: a title, a reason. 200 characters, chosen."""
Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=5000)]
"""Free text: a note, a conclusion, a message. 5,000 characters, chosen."""
Minutes = Annotated[int, Field(ge=0, le=480)]
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


class Mark(StrEnum):
    """What the secretary's hand may say of a person's attendance."""

    IN_ROOM = "in_room"
    ONLINE = "online"
    EXCUSED = "absent_excused"
    UNEXCUSED = "absent_unexcused"
    LEFT = "left"
    UNCHECKED = "unchecked"
