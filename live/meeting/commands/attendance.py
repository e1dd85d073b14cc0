"""Commands about who is present."""

from typing import Annotated

from pydantic import Field, StringConstraints
from pydantic.dataclasses import dataclass

from live.ids import PersonId, SiteId
from live.meeting.commands.strict import STRICT
from live.meeting.words import (
    Line,
    Mark,
    Text,
)


@dataclass(frozen=True, kw_only=True, config=STRICT)
class CheckIn:
    """Check oneself in at a site by the code on its screen."""

    code: Annotated[str, StringConstraints(pattern=r"^[0-9]{6}$")]


@dataclass(frozen=True, kw_only=True, config=STRICT)
class CheckInNumber:
    """Check in at the site's number pad, for a person without a phone: the number on the list."""

    number: Annotated[int, Field(ge=1, le=999)]


@dataclass(frozen=True, kw_only=True, config=STRICT)
class MarkPerson:
    """Mark by hand how a person attends. ``reason`` is needed for an excused absence."""

    person: PersonId
    mark: Mark
    site: SiteId | None = None
    reason: Text = ""


@dataclass(frozen=True, kw_only=True, config=STRICT)
class CorrectAttendance:
    """Correct the record of a person: present from when to when. The original stays."""

    person: PersonId
    mark: Mark
    from_ms: int | None = None
    until_ms: int | None = None
    reason: Line


@dataclass(frozen=True, kw_only=True, config=STRICT)
class ReportRollCall:
    """Report the roll call: the present figures are recorded as read out."""
