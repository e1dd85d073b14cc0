"""Secret ballots through two processes: from the press over the box to a recorded result."""

import asyncio
import logging
import re
from typing import Any

import pytest
from typing_extensions import override

from live.announcing import VOTES_TOPIC
from live.ballot_box import BallotBoxes
from live.bus import LocalBus
from live.errors import Rejected, StoreUnavailable
from live.ids import BallotId, CommandId, ItemId, PersonId
from live.meeting.commands import (
    CancelBallot,
    CastVote,
    CloseBallot,
    CloseMeeting,
    ConfirmBallot,
    MarkPerson,
    OpenBallot,
    StartItem,
)
from live.meeting.state import Ballot, BallotPhase
from live.meeting.views import view
from live.meeting.words import BallotMethod, Mark
from live.secret_votes import AGAIN_S, SecretVotes
from live.service import Meetings
from live.store.sql.boxes import SqlBallotBoxes
from tests.contract.installation import Installation, Process
from tests.contract.meetings import CHAIR, PEOPLE, ROOM, member

FOR, AGAINST = ("for",), ("against",)
AGAIN_MS = round(AGAIN_S * 1000)
LOGGERS = ("live", "signaling", "sqlalchemy")


async def opened(here: Installation, method: BallotMethod = BallotMethod.SECRET) -> BallotId:
    """Open a ballot, of which both processes know."""
    meeting = await here.one.meetings.state(here.meeting)
    item = meeting.agenda.items[0].id
    if meeting.agenda.current is None:
        await here.do(here.one, StartItem(item=ItemId(item)), CHAIR)
    ask = OpenBallot(item=item, matter="Kỷ luật đảng viên", method=method, committee=PEOPLE[:1])
    await here.do(here.one, ask, CHAIR)
    ballot = (await latest(here, here.one)).id
    await latest(here, here.two)
    return ballot


async def latest(here: Installation, process: Process) -> Ballot:
    """Return the last ballot as a process knows it."""
    return (await process.meetings.state(here.meeting)).ballots[-1]


async def vote(
    here: Installation, process: Process, person: PersonId, choice: tuple[str, ...] = FOR
) -> str:
    """Vote; return ``in``, or the code of the refusal."""
    cast = CastVote(ballot=(await latest(here, here.one)).id, choice=choice)
    try:
        await here.do(process, cast, member(person), f"{person}/vote")
    except Rejected as refused:
        return refused.code
    return "in"


async def counted(here: Installation, ballot: BallotId, process: Process) -> Ballot:
    """Close and confirm through a process."""
    await here.do(process, CloseBallot(ballot=ballot), CHAIR)
    await here.do(process, ConfirmBallot(ballot=ballot), CHAIR)
    return await latest(here, process)


async def test_presses_at_two_processes_become_one_recorded_sum(here: Installation) -> None:
    ballot = await opened(here)
    for number, person in enumerate(PEOPLE[:9]):
        process = (here.one, here.two)[number % 2]
        assert await vote(here, process, person, AGAINST if number > 5 else FOR) == "in"
        assert await vote(here, here.one, person) == "already_voted"
    known = await here.two.meetings.voters(here.meeting)
    assert known == (ballot, frozenset(PEOPLE[:9]))
    result = (await counted(here, ballot, here.two)).result
    assert result
    assert result.sums == {"for": 6, "against": 3, "other": 0}
    assert (result.valid, result.not_voting, result.passed) == (9, 3, False)
    assert result.voters == PEOPLE[:9]
    assert list(await here.one.database.boxes.of(here.meeting)) == []
    assert await here.two.meetings.voters(here.meeting) is None


async def test_at_the_closing_instant_a_vote_is_counted_or_refused(here: Installation) -> None:
    ballot = await opened(here)
    sent = [
        asyncio.create_task(vote(here, (here.one, here.two)[n % 2], person))
        for n, person in enumerate(PEOPLE)
    ]
    await sent[0]
    await here.do(here.two, CloseBallot(ballot=ballot), CHAIR)
    answers = await asyncio.gather(*sent)
    assert set(answers) <= {"in", "ballot_closed"}
    await here.do(here.one, ConfirmBallot(ballot=ballot), CHAIR)
    result = (await latest(here, here.one)).result
    assert result
    assert result.valid == result.sums["for"] == answers.count("in")


async def test_of_a_single_vote_nothing_is_recorded_counted_shown_or_logged(
    here: Installation, caplog: pytest.LogCaptureFixture
) -> None:
    await opened(here)
    caplog.set_level(logging.DEBUG)
    before = await here.one.meetings.state(here.meeting)
    seen, figures = view(before, CHAIR), here.one.meetings.results.copy()
    for person in PEOPLE[:4]:
        assert await vote(here, here.one, person) == "in"
    assert await vote(here, here.one, PEOPLE[0]) == "already_voted"
    after = await here.one.meetings.state(here.meeting)
    assert after is before
    assert view(after, CHAIR) == seen
    assert here.one.meetings.results == figures
    store = here.one.database.events
    assert len(await store.read(here.meeting)) == before.version
    assert await store.version_of(here.meeting, CommandId(f"{PEOPLE[0]}/vote")) is None
    told = [each.getMessage() for each in caplog.records if each.name.split(".")[0] in LOGGERS]
    assert not re.search(r"\b(p(1[0-2]|[1-9])|for|against)\b", "\n".join(told))
    assert "\\x01" not in caplog.text


async def test_a_note_about_a_vote_names_nobody(here: Installation) -> None:
    await opened(here)
    async with here.one.bus.subscribe(VOTES_TOPIC) as notes:
        assert await vote(here, here.one, PEOPLE[3]) == "in"
        assert await anext(notes) == here.meeting.encode()


async def test_paper_of_the_room_and_presses_from_afar_are_one_sum(here: Installation) -> None:
    ballot = await opened(here, BallotMethod.PAPER)
    assert await vote(here, here.two, PEOPLE[5], AGAINST) == "in"
    result = (await counted(here, ballot, here.two)).result
    assert result
    assert (result.sums["against"], result.given_out, result.voters) == (1, 1, (PEOPLE[5],))


class FailingBoxes(SqlBallotBoxes):
    """Boxes whose process is away at one step."""

    fails: str = ""
    erased: int = 0
    """How often everything was erased."""

    @override
    async def destroy(self, ballots: Any) -> None:
        if self.fails == "destroy":
            raise StoreUnavailable("storage_away")
        await super().destroy(ballots)

    @override
    async def erase(self) -> bool:
        if self.fails == "erase":
            raise StoreUnavailable("storage_away")
        if self.fails == "read meanwhile":
            return False
        gone = await super().erase()
        self.erased += gone
        return gone

    @override
    async def seal(self, ballot: BallotId) -> None:
        await super().seal(ballot)
        if self.fails == "seal":
            raise StoreUnavailable("storage_away")


def failing_boxes(here: Installation, step: str) -> FailingBoxes:
    """Return boxes of a third process that break off at a step."""
    boxes = FailingBoxes(here.one.database.boxes._engine)  # type: ignore[attr-defined]
    boxes.fails = step
    return boxes


def failing(here: Installation, step: str) -> Meetings:
    """Return a third process that breaks off at a step."""
    return with_boxes(here, failing_boxes(here, step))


def with_boxes(here: Installation, boxes: BallotBoxes) -> Meetings:
    """Return a third process with boxes of its own."""
    events = here.one.database.events
    return Meetings(events, LocalBus(), here.clock, iter("xyz").__next__, boxes=boxes)


async def test_a_process_that_ends_after_the_seal_is_followed_by_one_that_closes(
    here: Installation,
) -> None:
    ballot = await opened(here)
    assert await vote(here, here.one, PEOPLE[2]) == "in"
    breaking = failing(here, "seal")
    with pytest.raises(StoreUnavailable):
        await breaking.do(here.meeting, CloseBallot(ballot=ballot), CHAIR)
    assert (await latest(here, here.one)).phase is BallotPhase.OPEN
    assert await vote(here, here.two, PEOPLE[2]) == "already_voted"
    assert await vote(here, here.two, PEOPLE[3]) == "ballot_closed"
    result = (await counted(here, ballot, here.one)).result
    assert result
    assert result.voters == PEOPLE[2:3]


async def test_a_box_left_behind_after_the_result_is_destroyed_with_the_next_start(
    here: Installation,
) -> None:
    ballot = await opened(here)
    await here.do(here.one, CloseBallot(ballot=ballot), CHAIR)
    breaking = failing(here, "destroy")
    await breaking.do(here.meeting, ConfirmBallot(ballot=ballot), CHAIR)
    assert (await latest(here, here.one)).phase is BallotPhase.CONFIRMED
    boxes: BallotBoxes = here.one.database.boxes
    for step, left in (("destroy", [ballot]), ("", [])):  # it starts also while that fails again
        started = failing(here, step)
        await started.start()
        await started.stop()
        assert [meeting.facts.id for meeting in started.loaded()] == [here.meeting]
        assert list(await boxes.of(here.meeting)) == left


async def test_a_closing_is_recorded_before_storage_erases_what_it_keeps_of_the_votes(
    here: Installation, caplog: pytest.LogCaptureFixture
) -> None:
    ballot = await opened(here)
    assert await vote(here, here.one, PEOPLE[2]) == "in"
    breaking = failing(here, "erase")
    await breaking.do(here.meeting, CloseBallot(ballot=ballot), CHAIR)
    assert (await latest(here, here.one)).phase is BallotPhase.CLOSED
    assert "stays for now: storage_away" in caplog.text
    await here.do(here.two, ConfirmBallot(ballot=ballot), CHAIR)
    result = (await latest(here, here.one)).result
    assert result
    assert result.voters == PEOPLE[2:3]


@pytest.mark.parametrize("trouble", ["destroy", "erase", "read meanwhile"])
@pytest.mark.parametrize("step", [CloseBallot, ConfirmBallot])
async def test_what_could_not_be_removed_is_removed_without_another_ballot(
    here: Installation, trouble: str, step: type[CloseBallot] | type[ConfirmBallot]
) -> None:
    ballot = await opened(here)
    boxes = failing_boxes(here, "")
    third = with_boxes(here, boxes)
    if step is ConfirmBallot:
        await third.do(here.meeting, CloseBallot(ballot=ballot), CHAIR)
    await third.state(here.meeting)
    boxes.fails, boxes.erased = trouble, 0
    await third.do(here.meeting, step(ballot=ballot), CHAIR)
    gone = int(trouble == "destroy" and step is CloseBallot)  # then there is nothing to destroy
    assert boxes.erased == gone
    boxes.fails = ""
    await third.look()
    assert boxes.erased == gone  # an attempt holds writes up, so the next one comes later
    for _ in range(2):
        here.clock.advance(AGAIN_MS)
        await third.look()
        assert boxes.erased == 1
    left = [ballot] if step is CloseBallot else []
    assert list(await boxes.of(here.meeting)) == left


@pytest.mark.parametrize("trouble", ["erase", "read meanwhile"])
async def test_a_process_that_starts_erases_what_an_earlier_one_may_have_owed(
    here: Installation, trouble: str
) -> None:
    boxes = failing_boxes(here, trouble)
    started = with_boxes(here, boxes)
    await started.look()
    assert boxes.erased == 0
    boxes.fails = ""
    for _ in range(2):
        here.clock.advance(AGAIN_MS)
        await started.look()
        assert boxes.erased == 1
    await with_boxes(here, boxes).look()
    assert boxes.erased == 2


async def test_whose_answer_was_lost_is_told_after_the_closing_that_the_vote_is_in(
    here: Installation,
) -> None:
    ballot = await opened(here)
    assert await vote(here, here.one, PEOPLE[2]) == "in"
    for command in (CloseBallot(ballot=ballot), ConfirmBallot(ballot=ballot)):
        await here.do(here.one, command, CHAIR)
        for process in (here.one, here.two):
            assert await vote(here, process, PEOPLE[2]) == "already_voted"
            assert await vote(here, process, PEOPLE[3]) == "ballot_closed"


async def test_whose_answer_was_lost_is_told_so_also_when_a_vote_would_be_refused_by_now(
    here: Installation,
) -> None:
    await opened(here, BallotMethod.PAPER)
    for person in PEOPLE[2:4]:
        assert await vote(here, here.one, person) == "in"
    for person in (PEOPLE[2], PEOPLE[4]):
        await here.do(here.one, MarkPerson(person=person, mark=Mark.LEFT), CHAIR)
    for person in (PEOPLE[3], PEOPLE[5]):
        mark = MarkPerson(person=person, mark=Mark.IN_ROOM, site=ROOM)
        await here.do(here.one, mark, CHAIR)
    answers = ["already_voted", "already_voted", "not_present", "vote_in_room"]
    for person, answer in zip(PEOPLE[2:6], answers, strict=True):
        assert await vote(here, here.one, person) == answer


async def test_after_a_cancelled_ballot_no_vote_is_said_to_be_in(here: Installation) -> None:
    ballot = await opened(here)
    assert await vote(here, here.one, PEOPLE[2]) == "in"
    await here.do(here.one, CancelBallot(ballot=ballot, reason="Hoãn"), CHAIR)
    assert await vote(here, here.two, PEOPLE[2]) == "ballot_closed"


async def test_a_cancelled_ballot_leaves_no_box_and_an_open_one_stays(here: Installation) -> None:
    ballot = await opened(here)
    assert await vote(here, here.one, PEOPLE[2]) == "in"
    await here.do(here.two, CancelBallot(ballot=ballot, reason="Hoãn"), CHAIR)
    assert list(await here.one.database.boxes.of(here.meeting)) == []
    again = await opened(here)
    started = failing(here, "")
    await started.start()
    await started.stop()
    assert list(await here.one.database.boxes.of(here.meeting)) == [again]


@pytest.mark.parametrize("names", [("", ""), ("one", "two"), ("same", "same")])
async def test_two_desks_that_open_at_once_leave_one_box(
    here: Installation, names: tuple[str, str]
) -> None:
    meeting = await here.one.meetings.state(here.meeting)
    item = meeting.agenda.items[0].id
    await here.do(here.one, StartItem(item=item), CHAIR)
    await here.two.meetings.state(here.meeting)
    ask = OpenBallot(item=item, matter="Kỷ luật", method=BallotMethod.SECRET)
    sent = zip((here.one, here.two), names, strict=True)
    await asyncio.gather(*(here.do(process, ask, CHAIR, name) for process, name in sent))
    ballots = (await here.one.meetings.state(here.meeting)).ballots
    assert len(ballots) == 1
    assert list(await here.one.database.boxes.of(here.meeting)) == [ballots[0].id]


async def test_a_box_of_an_opening_that_was_never_recorded_goes_once_the_meeting_is_over(
    here: Installation,
) -> None:
    boxes: BallotBoxes = here.one.database.boxes
    lost = BallotId("lost")
    await boxes.make(lost, here.meeting, 12, 3)
    for left in ([lost], []):  # in an open meeting somebody may be recording the opening right now
        started = failing(here, "")
        await started.state(here.meeting)
        assert list(await boxes.of(here.meeting)) == left
        await here.do(here.one, CloseMeeting(), CHAIR)


async def test_without_its_box_a_ballot_is_cancelled_and_held_again(here: Installation) -> None:
    ballot = await opened(here)
    await here.do(here.one, CloseBallot(ballot=ballot), CHAIR)
    await here.one.database.boxes.destroy([ballot])
    confirm = ConfirmBallot(ballot=ballot)
    with pytest.raises(Rejected, match="box_missing"):
        await here.do(here.one, confirm, CHAIR)
    with pytest.raises(Rejected, match="not_allowed"):
        await here.do(here.one, confirm, member(PEOPLE[3]))
    await here.do(here.one, CancelBallot(ballot=ballot, reason="Mất thùng phiếu"), CHAIR)
    assert await opened(here) != ballot


async def test_without_boxes_no_secret_ballot_is_opened(here: Installation) -> None:
    alone = Meetings(here.one.database.events, here.one.bus, here.clock, iter("xyz").__next__)
    meeting = await alone.state(here.meeting)
    item = meeting.agenda.items[0].id
    await alone.do(here.meeting, StartItem(item=item), CHAIR)
    ask = OpenBallot(item=item, matter="Kỷ luật", method=BallotMethod.SECRET)
    with pytest.raises(Rejected, match="no_ballot_box"):
        await alone.do(here.meeting, ask, CHAIR)
    assert await SecretVotes(None, here.one.bus, here.clock).voters(meeting) is None


async def test_a_vote_that_does_not_fit_does_not_reach_the_box(here: Installation) -> None:
    ballot = await opened(here)
    assert await vote(here, here.two, PEOPLE[1], ("maybe",)) == "bad_choice"
    assert await vote(here, here.two, PersonId("stranger")) == "not_entitled"
    cast = CastVote(ballot=BallotId("x"), choice=FOR)
    with pytest.raises(Rejected, match="unknown_ballot"):
        await here.do(here.two, cast, member(PEOPLE[1]))
    assert await here.one.database.boxes.voted(ballot) == frozenset()
