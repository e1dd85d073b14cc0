"""Readings of a ballot: who sits where, what is still missing, the sum and what it decides.

Rooms and presses are added up to one sum, and a result is made only when they reconcile with who
is present: every entitled person present is counted exactly once.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from live.errors import Fact, Rejected
from live.ids import BallotId, PersonId, SiteId
from live.meeting.attendance import is_here, site_of
from live.meeting.commands.ballots import PaperCount
from live.meeting.state import Ballot, BallotPhase, BallotResult, Meeting
from live.meeting.voting import FOR, Motion, Sums, choices_of
from live.meeting.words import BallotMethod, Majority

FEW_VOTERS: Final = 5
"""Below so many voters present a secret ballot gives a warning: the sums alone may tell how
somebody voted. Chosen."""

BY_ROOM: Final = frozenset({BallotMethod.HANDS, BallotMethod.PAPER})
"""Methods in which whoever sits in a room votes there and does not press."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Where the entitled who are present are: in which rooms, and who elsewhere."""

    rooms: Mapping[SiteId, tuple[PersonId, ...]]
    online: tuple[PersonId, ...]

    @property
    def seated(self) -> tuple[PersonId, ...]:
        """Everybody in any room."""
        return tuple(person for people in self.rooms.values() for person in people)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressed:
    """What was pressed: the sums, and by whom."""

    sums: Sums
    people: tuple[PersonId, ...]


def ballot_of(meeting: Meeting, ballot: BallotId) -> Ballot | None:
    """Return a ballot of the meeting; None: there is none of that id."""
    return next((each for each in meeting.ballots if each.id == ballot), None)


def pending(meeting: Meeting) -> Ballot | None:
    """Return the unfinished ballot, of which there is at most one: the last."""
    ballot = meeting.ballots[-1] if meeting.ballots else None
    return ballot if ballot and ballot.unfinished else None


def open_ballot(meeting: Meeting) -> Ballot | None:
    """Return the ballot that is voted on now."""
    ballot = pending(meeting)
    return ballot if ballot and ballot.phase is BallotPhase.OPEN else None


def why_not(meeting: Meeting, ballot: Ballot, person: PersonId) -> Rejected | None:
    """Return the refusal of a person's vote; None: the person may vote. Whoever has voted is told
    so first, also after the closing: the answer to the vote may have been lost."""
    voters = ballot.result.voters if ballot.result else None
    if person in ballot.votes or person in (voters or ()):
        return Rejected("already_voted")
    if ballot.phase is not BallotPhase.OPEN:
        return Rejected("ballot_closed")
    if person not in ballot.entitled:
        return Rejected("not_entitled")
    if not is_here(meeting, person):
        return Rejected("not_present")
    in_room = ballot.method in BY_ROOM and site_of(meeting, person)
    return Rejected("vote_in_room") if in_room else None


def places(meeting: Meeting, ballot: Ballot) -> Places:
    """Return where the entitled are now; of a ballot that is not open, where they were at its
    closing."""
    if ballot.phase is not BallotPhase.OPEN:
        return Places(rooms=ballot.rooms, online=ballot.online)
    rooms: dict[SiteId, tuple[PersonId, ...]] = {}
    online: list[PersonId] = []
    for person in ballot.entitled:
        site = site_of(meeting, person)
        if site is not None:
            rooms[site] = (*rooms.get(site, ()), person)
        elif is_here(meeting, person):
            online.append(person)
    return Places(rooms=rooms, online=tuple(online))


def needed(ballot: Ballot) -> int:
    """Return how many votes carry a motion or elect a candidate."""
    if ballot.majority is Majority.HALF:
        return ballot.denominator // 2 + 1
    return -(-2 * ballot.denominator // 3)


def pressed_openly(ballot: Ballot) -> Pressed:
    """Return the votes by name of an open ballot, added up."""
    sums = Counter(choice for vote in ballot.votes.values() for choice in vote.choice)
    return Pressed(
        sums={choice: sums[choice] for choice in choices_of(ballot.question)},
        people=tuple(person for person in ballot.entitled if person in ballot.votes),
    )


def still_to_press(where: Places, ballot: Ballot) -> tuple[PersonId, ...]:
    """Return who of the entitled is present, is to press, and has not voted by name."""
    seated = () if ballot.method in BY_ROOM else where.seated
    waiting = {*where.online, *seated} - ballot.votes.keys()
    return tuple(person for person in ballot.entitled if person in waiting)


def warnings(where: Places, ballot: Ballot) -> list[str]:
    """Return what the desk should know of a secret ballot before it goes on."""
    if not ballot.is_secret:
        return []
    few = len(where.seated) + len(where.online) < FEW_VOTERS
    alone = ballot.method is BallotMethod.PAPER and len(where.online) == 1
    return [*(["few_voters"] if few else []), *(["single_online"] if alone else [])]


# --- what is missing ---------------------------------------------------------------------------


def hands_missing(meeting: Meeting, where: Places, ballot: Ballot) -> Iterator[Rejected]:
    """Yield a refusal for each room without a count, or with one that does not fit who sits there
    and did not press."""
    if ballot.method is not BallotMethod.HANDS:
        return
    for site in {**where.rooms, **ballot.hands}:
        seated = to_count(where, ballot, site)
        count = ballot.hands.get(site)
        name = meeting.sites[site].venue.name if site in meeting.sites else ""
        facts: dict[str, Fact] = {"site": site, "name": name, "present": seated}
        if count is None:
            if seated:
                yield Rejected("hands_missing", **facts)
        elif (counted := sum(count.sums.values()) + count.not_voting) != seated:
            yield Rejected("hands_differ", **facts, counted=counted)


def to_count(where: Places, ballot: Ballot, site: SiteId) -> int:
    """Return how many in a room are to be counted: the entitled there who did not press."""
    return len(set(where.rooms.get(site, ())) - ballot.votes.keys())


def paper_problems(
    ballot: Ballot, paper: PaperCount | None, pressed: Pressed
) -> Iterator[Rejected]:
    """Yield a refusal for each part of the counting committee's count that does not fit."""
    if ballot.method is not BallotMethod.PAPER:
        if paper is not None:
            yield Rejected("not_on_paper")
        return
    seated = len(set(_closed(ballot).seated) - set(pressed.people))
    if paper is None:
        if seated:
            yield Rejected("paper_needed", present=seated)
        return
    if paper.given_out > seated:
        facts: dict[str, Fact] = {"given_out": paper.given_out, "present": seated}
        yield Rejected("paper_too_many", **facts)
    if paper.given_out != paper.returned:
        facts = {"given_out": paper.given_out, "returned": paper.returned}
        yield Rejected("paper_not_returned", **facts)
    if paper.returned != paper.valid + paper.invalid:
        facts = {"returned": paper.returned, "valid": paper.valid, "invalid": paper.invalid}
        yield Rejected("paper_not_valid", **facts)
    if not _sums_fit(ballot, paper):
        yield Rejected("paper_sums", valid=paper.valid)


def _sums_fit(ballot: Ballot, paper: PaperCount) -> bool:
    """Return whether sums can come from that many valid papers."""
    question = ballot.question
    if not paper.sums.keys() <= set(choices_of(question)):
        return False
    total = sum(paper.sums.values())
    if isinstance(question, Motion):
        return total == paper.valid
    each = all(votes <= paper.valid for votes in paper.sums.values())
    return each and total <= paper.valid * question.at_most


# --- the result --------------------------------------------------------------------------------


def result_of(ballot: Ballot, pressed: Pressed, paper: PaperCount | None) -> BallotResult:
    """Return the result of a closed ballot that reconciles: one sum of rooms and presses."""
    where = _closed(ballot)
    parts = [pressed.sums, *(count.sums for count in ballot.hands.values())]
    if paper:
        parts.append(paper.sums)
    sums = {
        choice: sum(part.get(choice, 0) for part in parts) for choice in choices_of(ballot.question)
    }
    elected, tied = _elected(ballot, sums)
    given = paper.given_out if paper else 0
    present = {*where.seated, *where.online, *pressed.people}
    by_hand = sum(sum(count.sums.values()) for count in ballot.hands.values())
    motion = isinstance(ballot.question, Motion)
    return BallotResult(
        sums=sums,
        not_voting=len(present) - len(pressed.people) - given - by_hand,
        **_papers(ballot, pressed, paper),
        passed=sums[FOR] >= needed(ballot) if motion else None,
        elected=elected,
        tied=tied,
        voters=_voters(ballot, where, pressed, given) if ballot.is_secret else None,
    )


def _papers(ballot: Ballot, pressed: Pressed, paper: PaperCount | None) -> dict[str, int]:
    """Return the numbers of papers, each secret press counted as a valid one."""
    if not ballot.is_secret:
        return {}
    votes = len(pressed.people)
    return {
        "given_out": votes + (paper.given_out if paper else 0),
        "returned": votes + (paper.returned if paper else 0),
        "valid": votes + (paper.valid if paper else 0),
        "invalid": paper.invalid if paper else 0,
    }


def _voters(
    ballot: Ballot, where: Places, pressed: Pressed, given: int
) -> tuple[PersonId, ...] | None:
    """Return who voted secretly, in the order of the list: those who pressed, and everybody in the
    rooms if all of them took a paper; else it is not known who did."""
    seated = set(where.seated) - set(pressed.people)
    if ballot.method is BallotMethod.PAPER and given != len(seated):
        return None
    voted = {*pressed.people, *(seated if ballot.method is BallotMethod.PAPER else ())}
    return tuple(person for person in ballot.entitled if person in voted)


def _elected(ballot: Ballot, sums: Sums) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return who is elected, most votes first, and who is not because others have as many votes
    and there are not seats for all of them."""
    question = ballot.question
    if isinstance(question, Motion):
        return (), ()
    enough = [choice for choice in sums if sums[choice] >= needed(ballot)]
    ranked = sorted(enough, key=lambda choice: -sums[choice])
    seats = question.at_most
    if len(ranked) <= seats or sums[ranked[seats - 1]] > sums[ranked[seats]]:
        return tuple(ranked[:seats]), ()
    border = sums[ranked[seats]]
    return _having(ranked, sums, above=border), tuple(c for c in ranked if sums[c] == border)


def _having(ranked: Sequence[str], sums: Sums, above: int) -> tuple[str, ...]:
    return tuple(choice for choice in ranked if sums[choice] > above)


def _closed(ballot: Ballot) -> Places:
    return Places(rooms=ballot.rooms, online=ballot.online)


def first(problems: Iterable[Rejected]) -> Rejected | None:
    """Return the first refusal; None: there is none."""
    return next(iter(problems), None)
