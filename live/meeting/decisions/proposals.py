"""Rules for proposals carried upward: kept whole, with every answer, and never overwritten."""

from collections.abc import Mapping
from typing import Final

from live.errors import Rejected
from live.ids import ProposalId
from live.meeting import commands as c
from live.meeting import events as e
from live.meeting.decisions.scene import Events, Rule, Scene
from live.meeting.state import Proposal


def raise_proposal(scene: Scene, command: c.RaiseProposal) -> Events:
    """Record a proposal; one that stands there in the same words already is not repeated."""
    said = (command.text, command.to, command.due, command.proposer)
    kept = {
        (each.text, each.to, each.due, each.proposer)
        for each in scene.meeting.proposals
        if each.withdrawn is None
    }
    if said not in kept:
        yield e.ProposalRaised(
            **scene.stamp,
            proposal=ProposalId(scene.ids()),
            text=command.text,
            to=command.to,
            due=command.due,
            proposer=command.proposer,
        )


def withdraw_proposal(scene: Scene, command: c.WithdrawProposal) -> Events:
    """Take a proposal back that was not answered."""
    proposal = _standing(scene, command.proposal)
    if proposal.answers:
        raise Rejected("proposal_answered")
    yield e.ProposalWithdrawn(**scene.stamp, proposal=proposal.id, reason=command.reason)


def answer_proposal(scene: Scene, command: c.AnswerProposal) -> Events:
    """Answer a proposal; the same answer in the same words is not repeated."""
    proposal = _standing(scene, command.proposal)
    last = proposal.answers[-1] if proposal.answers else None
    if last is None or (last.outcome, last.text) != (command.outcome, command.text):
        yield e.ProposalAnswered(
            **scene.stamp, proposal=proposal.id, outcome=command.outcome, text=command.text
        )


def _standing(scene: Scene, wanted: ProposalId) -> Proposal:
    for proposal in scene.meeting.proposals:
        if proposal.id == wanted:
            if proposal.withdrawn is not None:
                raise Rejected("proposal_withdrawn")
            return proposal
    raise Rejected("unknown_proposal")


RULES: Final[Mapping[type[c.Command], Rule]] = {
    c.RaiseProposal: raise_proposal,
    c.WithdrawProposal: withdraw_proposal,
    c.AnswerProposal: answer_proposal,
}
