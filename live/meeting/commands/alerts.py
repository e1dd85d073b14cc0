"""Commands about alerts: the desk asks for help, a supervisor acknowledges or shelves one."""

from typing import Annotated

from pydantic import Field, StringConstraints
from pydantic.dataclasses import dataclass

from live.meeting.commands.strict import STRICT

AlertKey = Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,40}$")]
Subject = Annotated[str, StringConstraints(max_length=100)]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]


@dataclass(frozen=True, kw_only=True, config=STRICT)
class AskForHelp:
    """The desk asks those who follow the meeting for help, or takes that back."""

    on: bool
    text: Annotated[str, StringConstraints(strip_whitespace=True, max_length=300)] = ""


@dataclass(frozen=True, kw_only=True, config=STRICT)
class AcknowledgeAlert:
    """A supervisor has taken note of an alert and says what is done about it.

    ``subject``: the alert's own, of several with one key; None: each of them.
    """

    key: AlertKey
    word: Words
    subject: Subject | None = None


@dataclass(frozen=True, kw_only=True, config=STRICT)
class ShelveAlert:
    """A supervisor puts an alert away for some minutes, with a reason; ``subject`` as above."""

    key: AlertKey
    minutes: Annotated[int, Field(ge=1, le=240)]
    reason: Words
    subject: Subject | None = None
