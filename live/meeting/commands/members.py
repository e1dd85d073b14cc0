"""Commands about the list of members: following the branch's register."""

from pydantic.dataclasses import dataclass

from live.meeting.commands.strict import STRICT
from live.meeting.roster import Register


@dataclass(frozen=True, kw_only=True, config=STRICT)
class FollowRegister:
    """The branch's register is like this now. Sent by the server alone, in the name of whoever
    changed it."""

    register: Register
