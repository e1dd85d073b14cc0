"""The state of proposals carried upward."""

from dataclasses import dataclass

from live.ids import ProposalId
from live.meeting.permissions import Author
from live.meeting.words import ProposalOutcome


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalAnswer:
    """What a superior answered, and when."""

    outcome: ProposalOutcome
    text: str
    by: Author
    at_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalEnd:
    """Why and when the branch took a proposal back."""

    reason: str
    by: Author
    at_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A proposal of the meeting to somebody above."""

    id: ProposalId
    text: str
    to: str
    due: str | None
    """The day by which an answer is wished, ``2026-12-31``."""
    proposer: str
    """Who made it; "": the branch."""
    by: Author
    at_ms: int
    answers: tuple[ProposalAnswer, ...] = ()
    """Oldest first; none is ever replaced."""
    withdrawn: ProposalEnd | None = None
