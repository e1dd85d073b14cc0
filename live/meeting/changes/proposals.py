"""How events change the proposals of a meeting."""

from collections.abc import Callable, Mapping
from typing import Final

from live.ids import ProposalId
from live.meeting import events as e
from live.meeting.changes.change import Change
from live.meeting.changes.replacing import replace
from live.meeting.state import Meeting, Proposal, ProposalAnswer, ProposalEnd


def raised(meeting: Meeting, event: e.ProposalRaised) -> Meeting:
    """Add a proposal."""
    proposal = Proposal(
        id=event.proposal,
        text=event.text,
        to=event.to,
        due=event.due,
        proposer=event.proposer,
        by=event.by,
        at_ms=event.at_ms,
    )
    return replace(meeting, proposals=(*meeting.proposals, proposal))


def withdrawn(meeting: Meeting, event: e.ProposalWithdrawn) -> Meeting:
    """Mark a proposal as taken back."""
    end = ProposalEnd(reason=event.reason, by=event.by, at_ms=event.at_ms)
    return _with(meeting, event.proposal, lambda proposal: replace(proposal, withdrawn=end))


def answered(meeting: Meeting, event: e.ProposalAnswered) -> Meeting:
    """Add an answer to those before."""
    answer = ProposalAnswer(outcome=event.outcome, text=event.text, by=event.by, at_ms=event.at_ms)
    return _with(
        meeting,
        event.proposal,
        lambda proposal: replace(proposal, answers=(*proposal.answers, answer)),
    )


def _with(
    meeting: Meeting, proposal: ProposalId, change: Callable[[Proposal], Proposal]
) -> Meeting:
    kept = tuple(change(each) if each.id == proposal else each for each in meeting.proposals)
    return replace(meeting, proposals=kept)


CHANGES: Final[Mapping[type[e.Event], Change]] = {
    e.ProposalRaised: raised,
    e.ProposalWithdrawn: withdrawn,
    e.ProposalAnswered: answered,
}
