"""Commands about proposals carried upward: the desk raises them, a supervisor answers."""

from typing import Annotated

from pydantic import StringConstraints
from pydantic.dataclasses import dataclass

from live.ids import ProposalId
from live.meeting.commands.strict import STRICT
from live.meeting.words import Day, Line, ProposalOutcome, Seen

Matter = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000), Seen
]
"""What is proposed, or what is answered. 1,000 characters, chosen: half a page."""
Whom = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200), Seen]
"""A body or a person by name; "": not said."""


@dataclass(frozen=True, kw_only=True, config=STRICT)
class RaiseProposal:
    """Put a proposal of the meeting on record: what, to whom, until when, who made it."""

    text: Matter
    to: Whom = ""
    due: Day | None = None
    proposer: Whom = ""


@dataclass(frozen=True, kw_only=True, config=STRICT)
class WithdrawProposal:
    """Take a proposal back that nobody has answered; it stays on record with the reason."""

    proposal: ProposalId
    reason: Line


@dataclass(frozen=True, kw_only=True, config=STRICT)
class AnswerProposal:
    """Answer a proposal; an earlier answer stays beside it."""

    proposal: ProposalId
    outcome: ProposalOutcome
    text: Matter
