"""Rules of ballots: opened at the desk, voted by the entitled who are present, counted, confirmed.

For secret methods `cast` and `confirm` check and yield nothing: the service puts the vote into the
ballot box, and confirms with `CountBallot`, which has what the box holds.
"""

from collections.abc import Mapping
from typing import Final

from live.errors import Rejected
from live.ids import BallotId, PersonId
from live.meeting import commands as c
from live.meeting import events as e
from live.meeting.decisions.scene import Events, Rule, Scene
from live.meeting.figures import electorate, figures
from live.meeting.people import ever_listed
from live.meeting.permissions import DESK
from live.meeting.state import Ballot, BallotPhase
from live.meeting.tally import (
    Pressed,
    ballot_of,
    first,
    hands_missing,
    paper_problems,
    pending,
    places,
    pressed_openly,
    result_of,
    why_not,
)
from live.meeting.voting import (
    Candidate,
    Choice,
    Election,
    HandCount,
    Motion,
    choices_of,
    fits,
)
from live.meeting.words import BallotMethod

CANDIDATES_LEAST: Final = 2
"""Fewest candidates of an election; whether one person is wanted is asked as a motion."""


def open_ballot(scene: Scene, command: c.OpenBallot) -> Events:
    """Open a ballot with the list of who may vote as it is now; nothing if the same one is open
    (double press).

    Raises:
        Rejected: ``ballot_open``, ``item_not_current``, ``nobody_entitled``, or what is asked
            cannot be voted on so.
    """
    meeting = scene.meeting
    question = _question(command)
    if unfinished := pending(meeting):
        if unfinished.phase is BallotPhase.OPEN and _asks(unfinished, command, question):
            return
        raise Rejected("ballot_open", number=unfinished.number)
    if scene.item(command.item).id != meeting.agenda.current:
        raise Rejected("item_not_current")
    if command.again is not None:
        find(scene, command.again)
    for person in command.committee:
        scene.member(person)
    entitled = electorate(meeting)
    if not entitled:
        raise Rejected("nobody_entitled")
    yield e.BallotOpened(
        **scene.stamp,
        ballot=BallotId(scene.ids()),
        number=len(meeting.ballots) + 1,
        item=command.item,
        matter=command.matter,
        method=command.method,
        question=question,
        majority=command.majority,
        committee=tuple(dict.fromkeys(command.committee)),
        again=command.again,
        entitled=entitled,
        how=figures(meeting).denominator_how,
    )


def _asks(ballot: Ballot, command: c.OpenBallot, question: Motion | Election) -> bool:
    """Return whether a command asks for a ballot just as this one is."""
    return (
        (ballot.item, ballot.matter, ballot.method, ballot.question)
        == (command.item, command.matter, command.method, question)
        and (ballot.majority, ballot.again) == (command.majority, command.again)
        and ballot.committee == tuple(dict.fromkeys(command.committee))
    )


def _question(command: c.OpenBallot) -> Motion | Election:
    """Return what is asked.

    Raises:
        Rejected: ``committee_needed``, ``hands_for_motions``, ``too_few_candidates``,
            ``same_candidate`` or ``bad_seats``.
    """
    if command.method is BallotMethod.PAPER and not command.committee:
        raise Rejected("committee_needed")
    if isinstance(command.ask, Motion):
        return command.ask
    names = command.ask.candidates
    if command.method is BallotMethod.HANDS:
        raise Rejected("hands_for_motions")
    if len(names) < CANDIDATES_LEAST:
        raise Rejected("too_few_candidates", least=CANDIDATES_LEAST)
    if len(set(names)) < len(names):
        raise Rejected("same_candidate")
    if not 1 <= command.ask.at_most <= len(names):
        raise Rejected("bad_seats", most=len(names))
    candidates = (Candidate(id=f"c{n}", name=name) for n, name in enumerate(names, start=1))
    return Election(candidates=tuple(candidates), at_most=command.ask.at_most)


def cast(scene: Scene, command: c.CastVote) -> Events:
    """Vote for oneself; of a secret ballot nothing is yielded."""
    person = scene.actor.person
    if person is None:
        raise Rejected("unknown_person")
    yield from _vote(scene, find(scene, command.ballot), person, command.choice)


def record(scene: Scene, command: c.RecordVote) -> Events:
    """Record how somebody without a device votes by name.

    Raises:
        Rejected: ``not_by_name``: the method is another one.
    """
    ballot = find(scene, command.ballot)
    if ballot.method is not BallotMethod.NAMED:
        raise Rejected("not_by_name")
    yield from _vote(scene, ballot, command.person, command.choice)


def _vote(scene: Scene, ballot: Ballot, person: PersonId, choice: Choice) -> Events:
    """Vote, if the person may and the choice is one of the ballot.

    Raises:
        Rejected: what `why_not` says, or ``bad_choice``.
    """
    if refused := why_not(scene.meeting, ballot, person):
        raise refused
    if not fits(ballot.question, choice):
        raise Rejected("bad_choice")
    if not ballot.is_secret:
        salt = scene.ids() + scene.ids()  # 144 bits: RFC 9901 §9.3 asks for 128
        yield e.VoteCast(**scene.stamp, ballot=ballot.id, person=person, choice=choice, salt=salt)


def count_hands(scene: Scene, command: c.CountHands) -> Events:
    """Set the hands counted in a room, also after the closing; nothing if the numbers stay.

    Raises:
        Rejected: ``not_by_hands``, ``ballot_closed`` or ``bad_choice``.
    """
    ballot = find(scene, command.ballot)
    if ballot.method is not BallotMethod.HANDS:
        raise Rejected("not_by_hands")
    if not ballot.unfinished:
        raise Rejected("ballot_closed")
    choices = choices_of(ballot.question)
    if not set(command.sums) <= set(choices):
        raise Rejected("bad_choice")
    count = HandCount(
        sums={choice: command.sums.get(choice, 0) for choice in choices},
        not_voting=command.not_voting,
    )
    site = scene.site(command.site)
    if ballot.hands.get(site) != count:
        yield e.HandsCounted(**scene.stamp, ballot=ballot.id, site=site, count=count)


def close(scene: Scene, command: c.CloseBallot) -> Events:
    """End the voting; nothing if it has ended (double press).

    Raises:
        Rejected: ``ballot_cancelled``.
    """
    ballot = find(scene, command.ballot)
    if ballot.phase is BallotPhase.CANCELLED:
        raise Rejected("ballot_cancelled")
    if ballot.phase is BallotPhase.OPEN:
        where = places(scene.meeting, ballot)
        yield e.BallotClosed(
            **scene.stamp, ballot=ballot.id, rooms=where.rooms, online=where.online
        )


def confirm(scene: Scene, command: c.ConfirmBallot) -> Events:
    """Confirm the result; of a secret ballot nothing is yielded, the service sends `CountBallot`.
    Nothing if it is confirmed (double press)."""
    ballot = _countable(scene, command.ballot)
    if ballot and not ballot.is_secret:
        yield from _confirmed(scene, ballot, pressed_openly(ballot), command.paper)


def count(scene: Scene, command: c.CountBallot) -> Events:
    """Confirm a secret ballot with what was in the ballot box."""
    if ballot := _countable(scene, command.ballot):
        voters = set(command.voters)
        people = tuple(person for person in ballot.entitled if person in voters)
        pressed = Pressed(sums=command.sums, people=people)
        yield from _confirmed(scene, ballot, pressed, command.paper)


def _countable(scene: Scene, ballot: BallotId) -> Ballot | None:
    """Return a closed ballot; None: its result is confirmed.

    Raises:
        Rejected: ``ballot_open`` (still being voted on) or ``ballot_cancelled``.
    """
    found = find(scene, ballot)
    if found.phase is BallotPhase.OPEN:
        raise Rejected("ballot_open", number=found.number)
    if found.phase is BallotPhase.CANCELLED:
        raise Rejected("ballot_cancelled")
    return found if found.phase is BallotPhase.CLOSED else None


def _confirmed(
    scene: Scene, ballot: Ballot, pressed: Pressed, paper: c.PaperCount | None
) -> Events:
    """Confirm the result if rooms and presses reconcile with who was present.

    Raises:
        Rejected: the first reason why they do not, with the figures.
    """
    where = places(scene.meeting, ballot)
    problem = first(hands_missing(scene.meeting, where, ballot)) or first(
        paper_problems(ballot, paper, pressed)
    )
    if problem:
        raise problem
    result = result_of(ballot, pressed, paper)
    yield e.BallotConfirmed(**scene.stamp, ballot=ballot.id, result=result)


def cancel(scene: Scene, command: c.CancelBallot) -> Events:
    """Give a ballot up; nothing if that was done (double press).

    Raises:
        Rejected: ``ballot_confirmed``: it has a result; vote again instead.
    """
    ballot = find(scene, command.ballot)
    if ballot.phase is BallotPhase.CONFIRMED:
        raise Rejected("ballot_confirmed")
    if ballot.phase is not BallotPhase.CANCELLED:
        yield e.BallotCancelled(**scene.stamp, ballot=ballot.id, reason=command.reason)


def reserve(scene: Scene, command: c.ReserveOpinion) -> Events:
    """Record a reserved opinion: one's own, or anyone's at the desk; nothing if the text stays.

    Raises:
        Rejected: ``not_allowed``: another person's, away from the desk.
    """
    ballot = find(scene, command.ballot)
    person = command.person or scene.actor.person
    if person != scene.actor.person and scene.actor.role not in DESK:
        raise Rejected("not_allowed")
    if person is None or person not in ever_listed(scene.meeting):
        raise Rejected("unknown_person")
    kept = {opinion.person: opinion.text for opinion in ballot.reserved}
    if kept.get(person, "") != command.text:
        yield e.OpinionReserved(**scene.stamp, ballot=ballot.id, person=person, text=command.text)


def find(scene: Scene, ballot: BallotId) -> Ballot:
    """Return a ballot of the meeting.

    Raises:
        Rejected: ``unknown_ballot``.
    """
    found = ballot_of(scene.meeting, ballot)
    if found is None:
        raise Rejected("unknown_ballot")
    return found


RULES: Final[Mapping[type[c.Command], Rule]] = {
    c.OpenBallot: open_ballot,
    c.CastVote: cast,
    c.RecordVote: record,
    c.CountHands: count_hands,
    c.CloseBallot: close,
    c.ConfirmBallot: confirm,
    c.CountBallot: count,
    c.CancelBallot: cancel,
    c.ReserveOpinion: reserve,
}
