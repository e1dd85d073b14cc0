"""Events of proposals carried upward."""

from pydantic.dataclasses import dataclass

from live.ids import ProposalId
from live.meeting.events.base import STRICT, Event
from live.meeting.words import ProposalOutcome


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class ProposalRaised(Event):
    """The desk put a proposal of the meeting on record. ``due``: a day, ``2026-12-31``."""

    proposal: ProposalId
    text: str
    to: str
    due: str | None
    proposer: str


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class ProposalWithdrawn(Event):
    """The desk took a proposal back."""

    proposal: ProposalId
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class ProposalAnswered(Event):
    """A supervisor answered a proposal."""

    proposal: ProposalId
    outcome: ProposalOutcome
    text: str
