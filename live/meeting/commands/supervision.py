"""Commands of supervisors, and the private line between them and the desk."""

from typing import Annotated

from pydantic import StringConstraints
from pydantic.dataclasses import dataclass

from live.meeting.commands.strict import STRICT


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Listen:
    """A supervisor begins or ends to listen to the meeting. Shown to the branch, recorded."""

    on: bool


@dataclass(frozen=True, kw_only=True, config=STRICT)
class WriteToChair:
    """Write on the private line between supervisors and the desk, in either direction."""

    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)]


@dataclass(frozen=True, kw_only=True, config=STRICT)
class TakeNote:
    """A supervisor's own note, tied to this moment and item."""

    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)]
