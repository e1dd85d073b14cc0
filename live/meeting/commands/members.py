"""Commands about the list of members: the desk's changes, and following the branch's register."""

from typing import Annotated

from pydantic import Field
from pydantic.dataclasses import dataclass

from live.ids import PersonId
from live.meeting.commands.strict import STRICT
from live.meeting.roster import BranchRegister, Category
from live.meeting.words import Line, Text


@dataclass(frozen=True, kw_only=True, config=STRICT)
class AddPerson:
    """Add somebody to the list of an open meeting, with the reason: by ``person`` if on the
    branch's register or taken off before, else by ``name``. Without ``number``: the next free
    one."""

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
    """Change somebody's category in an open meeting, with the reason."""

    person: PersonId
    category: Category
    reason: Line


@dataclass(frozen=True, kw_only=True, config=STRICT)
class FollowRegister:
    """Adopt the branch's register as it is now. Sent by the server alone, in the name of the user
    who changed the register."""

    register: BranchRegister
