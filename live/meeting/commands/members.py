"""Commands about the list of members: the desk's hand, and following the branch's register."""

from typing import Annotated

from pydantic import Field
from pydantic.dataclasses import dataclass

from live.ids import PersonId
from live.meeting.commands.strict import STRICT
from live.meeting.roster import BranchRegister, Category
from live.meeting.words import Line, Text


@dataclass(frozen=True, kw_only=True, config=STRICT)
class AddPerson:
    """Put somebody on the list of an open meeting, with the reason: a ``person`` of the branch's
    register or who was taken off before, or one whom no register has, by ``name``. ``number``:
    the next free one unless it is said."""

    reason: Line
    person: PersonId | None = None
    name: Line | None = None
    title: Text = ""
    category: Category = Category.OFFICIAL
    number: Annotated[int, Field(ge=1, le=999)] | None = None


@dataclass(frozen=True, kw_only=True, config=STRICT)
class TakeOff:
    """Take somebody off the list of an open meeting, with the reason; what was recorded stays."""

    person: PersonId
    reason: Line


@dataclass(frozen=True, kw_only=True, config=STRICT)
class ChangeCategory:
    """Let somebody count otherwise in an open meeting, with the reason."""

    person: PersonId
    category: Category
    reason: Line


@dataclass(frozen=True, kw_only=True, config=STRICT)
class FollowRegister:
    """The branch's register is like this now. Sent by the server alone, in the name of whoever
    changed it."""

    register: BranchRegister
