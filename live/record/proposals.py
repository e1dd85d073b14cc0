"""Proposals carried upward, as registers show them: what became of each, which are overdue; and
what the record suggests to put among them. Pure.
"""

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from live.ids import BranchId, MeetingId, ProposalId
from live.meeting.floor import all_turns
from live.meeting.state import Meeting, Proposal
from live.meeting.words import ProposalOutcome, SheetPart
from live.record.tasks import tasks_of
from live.record.wording import Names, lines, local


class ProposalState(StrEnum):
    """What became of a proposal."""

    OPEN = "open"
    PASSED_ON = "passed_on"
    """Somebody else is to decide: the branch still waits."""
    ANSWERED = "answered"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


WAITING: Final = frozenset({ProposalState.OPEN, ProposalState.PASSED_ON})
"""States in which the branch waits for an answer."""
MARKED: Final = re.compile(r"\s*(?:kiến nghị|đề xuất)\s*:\s*(\S.*)", re.IGNORECASE)
"""A line of a note that is marked as a proposal."""
WRITTEN_DAY: Final = re.compile(r"\b(\d{1,2})[/.-](\d{1,2})[/.-](20\d\d)\b")
"""A day as people write it: 15/12/2026."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """An answer with its local hour."""

    outcome: ProposalOutcome
    text: str
    name: str
    at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RaisedProposal:
    """A proposal with the meeting that it is from."""

    meeting: MeetingId
    branch: BranchId
    branch_name: str
    title: str
    """Of the meeting."""
    held: dt.date
    id: ProposalId
    text: str
    to: str
    due: dt.date | None
    proposer: str
    by: str
    """Who put it on record."""
    state: ProposalState
    replies: tuple[Reply, ...]
    """Oldest first."""
    withdrawn: str
    """Why it was taken back; "": it was not."""

    @property
    def waits(self) -> bool:
        """Return whether the branch waits for an answer."""
        return self.state in WAITING

    def overdue(self, today: dt.date) -> bool:
        """Return whether the day by which an answer was wished is over without one."""
        return self.waits and self.due is not None and self.due < today


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestedProposal:
    """What the record has of a proposal that is in no register yet."""

    text: str
    to: str = ""
    due: str = ""
    """``2026-12-31``, or nothing."""
    proposer: str = ""


def raised(meeting: Meeting, zone: dt.tzinfo) -> tuple[RaisedProposal, ...]:
    """Return the proposals of a meeting that was opened, in the order of the record."""
    facts = meeting.facts
    opened_ms = facts.scheduled_ms if facts.opened_ms is None else facts.opened_ms
    return tuple(
        RaisedProposal(
            meeting=facts.id,
            branch=BranchId(facts.branch.id),
            branch_name=facts.branch.name,
            title=facts.title,
            held=local(opened_ms, facts.off_ms, zone).date(),
            id=each.id,
            text=each.text,
            to=each.to,
            due=dt.date.fromisoformat(each.due) if each.due else None,
            proposer=each.proposer,
            by=each.by.name,
            state=state_of(each),
            replies=tuple(
                Reply(
                    outcome=answer.outcome,
                    text=answer.text,
                    name=answer.by.name,
                    at=local(answer.at_ms, facts.off_ms, zone),
                )
                for answer in each.answers
            ),
            withdrawn=each.withdrawn.reason if each.withdrawn else "",
        )
        for each in meeting.proposals
    )


def state_of(proposal: Proposal) -> ProposalState:
    """Return what became of a proposal: its last answer decides."""
    if proposal.withdrawn is not None:
        return ProposalState.WITHDRAWN
    return ProposalState(proposal.answers[-1].outcome) if proposal.answers else ProposalState.OPEN


def in_order(proposals: Iterable[RaisedProposal]) -> list[RaisedProposal]:
    """Return proposals as they are worked on: by the day they are due, those without one last."""
    return sorted(proposals, key=lambda each: (each.due or dt.date.max, each.held, each.id))


def suggested(meeting: Meeting) -> tuple[SuggestedProposal, ...]:
    """Return what the record has of proposals and nobody has put on record yet: lines of notes that
    begin with "Kiến nghị:" or "Đề xuất:", and those of sheets that the branch got."""
    known = {_bare(each.text) for each in meeting.proposals}
    found: dict[str, SuggestedProposal] = {}
    for each in (*_of_notes(meeting), *_of_sheets(meeting)):
        found.setdefault(_bare(each.text), each)
    return tuple(each for text, each in found.items() if text not in known)


def _of_notes(meeting: Meeting) -> Iterator[SuggestedProposal]:
    names = Names(meeting)
    for turn in all_turns(meeting.floor):
        for line in lines(turn.note):
            if marked := MARKED.fullmatch(line):
                yield _suggestion(marked[1], names.of(turn.person))


def _of_sheets(meeting: Meeting) -> Iterator[SuggestedProposal]:
    for sheet in meeting.supervision.sheets.values():
        if sheet.handed:
            for line in lines(sheet.handed.texts.get(SheetPart.PROPOSALS, "")):
                yield _suggestion(line, "")


def _suggestion(line: str, proposer: str) -> SuggestedProposal:
    """Return what a line says: "what; to whom; until when", later parts optional."""
    (task,) = tasks_of(line)
    return SuggestedProposal(
        text=task.what or line, to=task.who, due=_day(task.deadline), proposer=proposer
    )


def _day(text: str) -> str:
    found = WRITTEN_DAY.search(text)
    if found is None:
        return ""
    try:
        return dt.date(int(found[3]), int(found[2]), int(found[1])).isoformat()
    except ValueError:
        return ""


def _bare(text: str) -> str:
    return " ".join(text.split()).casefold()
