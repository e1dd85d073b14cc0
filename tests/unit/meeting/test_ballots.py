"""Open ballots: opened, pressed, counted, closed, confirmed; who may, and what has to fit."""

from dataclasses import replace
from typing import Any

from live.ids import BallotId, ItemId, PersonId
from live.meeting import commands as c
from live.meeting import events as e
from live.meeting.names import EVENTS
from live.meeting.permissions import Role
from live.meeting.roster import Category
from live.meeting.state import Ballot, BallotPhase
from live.meeting.upcasting import UPCASTS
from live.meeting.views import own_view, shared_view
from live.meeting.voting import Motion
from live.meeting.words import BallotMethod, Majority, Mark
from live.store.codec import EventCodec
from tests.unit.meeting.room import (
    CHAIR,
    HALL,
    HALL_SITE,
    OBSERVER,
    PLAN,
    SECRETARY,
    STATION,
    SUPERVISOR,
    Room,
    companion,
    member,
    members,
    opened,
    person,
    undo,
)

MATTER = "Thông qua nghị quyết tháng 12"


def ballot_in(room: Room) -> Ballot:
    """Return the latest ballot."""
    return room.meeting.ballots[-1]


def open_ballot(room: Room, method: BallotMethod = BallotMethod.HANDS, **more: Any) -> BallotId:
    """Open a ballot on the current item."""
    item = room.meeting.agenda.current
    assert item
    room.do(c.OpenBallot(item=item, matter=MATTER, method=method, **more))
    return ballot_in(room).id


def vote(room: Room, number: int, choice: str = "for") -> None:
    """Let a member press."""
    room.do(c.CastVote(ballot=ballot_in(room).id, choice=(choice,)), member(number))


def count(room: Room, votes_for: int, against: int = 0, other: int = 0, rest: int = 0) -> None:
    """Enter the hands of the hall."""
    sums = {"for": votes_for, "against": against, "other": other}
    room.do(c.CountHands(ballot=ballot_in(room).id, site=HALL, sums=sums, not_voting=rest))


def finish(room: Room) -> Ballot:
    """Close and confirm."""
    room.do(c.CloseBallot(ballot=ballot_in(room).id))
    room.do(c.ConfirmBallot(ballot=ballot_in(room).id))
    return ballot_in(room)


def seen(room: Room, role: Role = Role.CHAIR) -> Any:
    """Return the latest ballot as a role sees it."""
    return shared_view(room.meeting, role)["ballots"][-1]


def test_hands_of_the_room_and_presses_from_afar_are_one_sum() -> None:
    room = opened()  # the chair in the hall, 3 to 6 online, 2, 7 and 8 not there
    open_ballot(room)
    assert (ballot_in(room).denominator, ballot_in(room).entitled[0]) == (8, person(1))
    vote(room, 3)
    vote(room, 4, "against")
    vote(room, 5)
    count(room, 1)
    assert seen(room)["waiting"] == [person(6)]
    vote(room, 6)
    result = finish(room).result
    assert result
    assert result.sums == {"for": 4, "against": 1, "other": 0}
    assert (result.passed, result.not_voting) == (False, 0)  # 4 of 8 is no more than half
    assert (result.given_out, result.voters) == (None, None)


def test_result_waits_until_every_room_fits_who_is_there() -> None:
    room = opened()
    room.do(c.CheckInNumber(number=7), HALL_SITE)
    ballot = open_ballot(room)
    confirm = c.ConfirmBallot(ballot=ballot)
    assert room.refused(confirm) == "ballot_open"
    room.do(c.CloseBallot(ballot=ballot))
    assert room.refused(confirm) == "hands_missing"
    assert seen(room)["problems"] == [
        {"code": "hands_missing", "site": HALL, "name": "Nhà văn hóa", "present": 2}
    ]
    count(room, 3)
    assert room.refused(confirm) == "hands_differ"
    count(room, 1, rest=1)
    room.do(confirm)
    assert room.do(confirm) == ()
    result = ballot_in(room).result
    assert result
    assert (dict(result.sums)["for"], result.not_voting) == (1, 5)


def test_who_moves_into_the_room_after_pressing_is_counted_once() -> None:
    room = opened()
    open_ballot(room)
    vote(room, 3)
    room.do(c.MarkPerson(person=person(3), mark=Mark.IN_ROOM, site=HALL))
    hands = seen(room)["hands"]
    assert [(each["site"], each["present"]) for each in hands] == [(HALL, 1)]
    count(room, 2)
    assert seen(room)["problems"][0]["code"] == "hands_differ"
    count(room, 1)
    result = finish(room).result
    assert result
    assert sum(result.sums.values()) == 2


def test_one_person_has_one_vote_whatever_the_devices() -> None:
    room = opened()
    ballot = open_ballot(room, BallotMethod.NAMED)
    press = c.CastVote(ballot=ballot, choice=("for",))
    room.do(press, member(3))
    assert room.refused(press, member(3)) == "already_voted"
    assert room.refused(press, companion(3)) == "already_voted"
    assert room.refused(c.CastVote(ballot=ballot, choice=("other",)), member(3)) == "already_voted"
    again = c.RecordVote(ballot=ballot, person=person(3), choice=("other",))
    assert room.refused(again) == "already_voted"
    assert own_view(room.meeting, member(3))["vote"] == {
        "ballot": ballot,
        "may": False,
        "why": "already_voted",
        "voted": True,
    }


def test_two_votes_alike_differ_in_what_is_stored_of_them() -> None:
    room = opened()
    ballot = open_ballot(room, BallotMethod.NAMED)
    for number in (3, 4):
        room.do(c.CastVote(ballot=ballot, choice=("for",)), member(number))
    salts = [event.salt for event in room.log if isinstance(event, e.VoteCast)]
    assert len({*salts}) == 2
    assert "" not in salts


def test_a_vote_of_an_older_record_is_read() -> None:
    by = '{"role":"member","person":"p3","name":"Dao"}'
    stored = f'{{"v":1,"at_ms":5,"by":{by},"ballot":"b","person":"p3","choice":["for"]}}'
    event = EventCodec(EVENTS, UPCASTS).decode("vote_cast", stored)
    assert isinstance(event, e.VoteCast)
    assert (event.choice, event.salt) == (("for",), "")


def test_only_the_entitled_who_are_present_vote() -> None:
    room = opened(online=(3, 4, 9))
    ballot = open_ballot(room, BallotMethod.NAMED)
    press = c.CastVote(ballot=ballot, choice=("for",))
    assert room.refused(press, member(9)) == "not_entitled"  # probationary
    assert room.refused(press, member(5)) == "not_present"
    assert room.refused(press, SUPERVISOR) == "not_allowed"
    assert room.refused(press, OBSERVER) == "not_allowed"
    assert room.refused(press, replace(CHAIR, person=None)) == "unknown_person"
    room.do(press, CHAIR)
    room.do(c.CloseBallot(ballot=ballot))
    assert room.refused(press, member(4)) == "ballot_closed"
    assert room.refused(press, member(5)) == "ballot_closed"
    other = c.CastVote(ballot=BallotId("x"), choice=("for",))
    assert room.refused(other, member(4)) == "unknown_ballot"


def test_the_list_of_who_may_vote_is_the_one_of_the_opening() -> None:
    room = opened()
    room.do(c.MarkPerson(person=person(7), mark=Mark.EXCUSED, reason="Ốm"))
    ballot = open_ballot(room, BallotMethod.NAMED)
    assert (ballot_in(room).denominator, dict(ballot_in(room).how)["excused"]) == (7, -1)
    room.connect(member(7))
    press = c.CastVote(ballot=ballot, choice=("for",))
    assert room.refused(press, member(7)) == "not_entitled"
    room.connect(member(8))  # was only late
    room.do(press, member(8))
    assert ballot_in(room).denominator == 7


def test_whoever_sits_in_a_room_raises_a_hand_there() -> None:
    room = opened()
    ballot = open_ballot(room)
    press = c.CastVote(ballot=ballot, choice=("for",))
    assert room.refused(press, CHAIR) == "vote_in_room"
    assert own_view(room.meeting, CHAIR)["vote"]["why"] == "vote_in_room"
    assert own_view(room.meeting, member(3))["vote"]["may"] is True
    assert own_view(room.meeting, SUPERVISOR)["vote"] is None
    assert own_view(room.meeting, HALL_SITE)["vote"] is None


def test_the_desk_records_by_name_for_who_has_no_device() -> None:
    room = opened()
    room.do(c.CheckInNumber(number=7), HALL_SITE)
    hands = open_ballot(room)
    record = c.RecordVote(ballot=hands, person=person(7), choice=("for",))
    assert room.refused(record) == "not_by_name"
    room.do(c.CancelBallot(ballot=hands, reason="Nhầm hình thức"))
    named = open_ballot(room, BallotMethod.NAMED, again=hands)
    record = replace(record, ballot=named)
    assert room.refused(record, member(3)) == "not_allowed"
    room.do(record, SECRETARY)
    vote(room, 3, "other")
    finish(room)
    assert seen(room, Role.MEMBER)["votes"] == [
        {"person": person(3), "choice": ["other"]},
        {"person": person(7), "choice": ["for"]},
    ]
    assert [each.again for each in room.meeting.ballots] == [None, hands]


def test_two_thirds_and_half_are_shares_of_the_denominator() -> None:
    plan = replace(PLAN, members=members(*[Category.OFFICIAL] * 6))
    for majority, votes, passed in (
        (Majority.HALF, 3, False),
        (Majority.HALF, 4, True),
        (Majority.TWO_THIRDS, 3, False),
        (Majority.TWO_THIRDS, 4, True),
    ):
        room = opened(plan)
        open_ballot(room, BallotMethod.NAMED, majority=majority)
        assert seen(room)["needed"] == 4
        for number in range(3, 3 + votes):
            vote(room, number)
        result = finish(room).result
        assert result
        assert result.passed is passed


def test_candidates_are_elected_by_a_majority_the_highest_first() -> None:
    room = opened(online=(3, 4, 5, 6, 7))
    slate = c.Slate(candidates=("Lịch", "Duyên", "Quảng"), at_most=2)
    ballot = open_ballot(room, BallotMethod.NAMED, ask=slate)
    for number, choice in (
        (3, ("c1", "c3")),
        (4, ("c1", "c3")),
        (5, ("c1", "c3")),
        (6, ("c1", "c3")),
        (7, ("c3",)),
    ):
        room.do(c.CastVote(ballot=ballot, choice=choice), member(number))
    room.do(c.CastVote(ballot=ballot, choice=("c1", "c2")), CHAIR)
    for wrong in (("c1", "c2", "c3"), ("c1", "c1"), ("c9",), ("for",)):
        refused = room.refused(c.CastVote(ballot=ballot, choice=wrong), SECRETARY)
        assert refused in ("bad_choice", "not_present")
    result = finish(room).result
    assert result
    assert (result.sums, result.passed) == ({"c1": 5, "c2": 1, "c3": 5}, None)
    assert (result.elected, result.tied) == (("c1", "c3"), ())


def test_a_tie_for_the_last_seat_elects_none_of_the_tied() -> None:
    room = opened(online=(2, 3, 4, 5, 6, 7, 8))
    slate = c.Slate(candidates=("Lịch", "Duyên", "Quảng"), at_most=2)
    ballot = open_ballot(room, BallotMethod.NAMED, ask=slate)
    room.do(c.CastVote(ballot=ballot, choice=("c2", "c3")), CHAIR)
    room.do(c.CastVote(ballot=ballot, choice=("c2", "c3")), member(2))
    for number, other in ((3, "c2"), (4, "c2"), (5, "c2"), (6, "c3"), (7, "c3"), (8, "c3")):
        room.do(c.CastVote(ballot=ballot, choice=("c1", other)), member(number))
    result = finish(room).result
    assert result
    assert result.sums == {"c1": 6, "c2": 5, "c3": 5}
    assert (result.elected, result.tied) == (("c1",), ("c2", "c3"))


def test_what_cannot_be_voted_on_is_not_opened() -> None:
    room = opened()
    here = c.OpenBallot(item=room.item(3), matter=MATTER, method=BallotMethod.NAMED)

    def slate(*names: str, at_most: int = 1) -> c.OpenBallot:
        return replace(here, ask=c.Slate(candidates=names, at_most=at_most))

    assert room.refused(replace(here, item=ItemId("x"))) == "unknown_item"
    assert room.refused(replace(here, item=room.item(4))) == "item_not_current"
    assert room.refused(replace(here, method=BallotMethod.PAPER)) == "committee_needed"
    assert room.refused(replace(here, committee=(PersonId("x"),))) == "unknown_person"
    assert room.refused(replace(here, again=BallotId("x"))) == "unknown_ballot"
    assert room.refused(slate("Lịch")) == "too_few_candidates"
    assert room.refused(slate("Lịch", "Lịch")) == "same_candidate"
    assert room.refused(slate("Lịch", "Duyên", at_most=3)) == "bad_seats"
    by_hand = replace(slate("Lịch", "Duyên"), method=BallotMethod.HANDS)
    assert room.refused(by_hand) == "hands_for_motions"
    nobody = opened(replace(PLAN, members=members(*[Category.PROBATIONARY] * 9)))
    assert nobody.refused(replace(here, item=nobody.item(3))) == "nobody_entitled"


def test_presses_that_are_repeated_change_nothing() -> None:
    room = opened()
    again = c.OpenBallot(item=room.item(3), matter=MATTER, method=BallotMethod.HANDS)
    assert len(room.do(again)) == 1
    assert room.do(again, SECRETARY) == ()
    for other in (
        replace(again, matter="Khác"),
        replace(again, majority=Majority.TWO_THIRDS),
        replace(again, committee=(person(1),)),
        replace(again, again=ballot_in(room).id),
    ):
        assert room.refused(other) == "ballot_open"
    ballot = ballot_in(room).id
    count(room, 1)
    sums = {"for": 1}
    assert room.do(c.CountHands(ballot=ballot, site=HALL, sums=sums)) == ()
    assert len(room.do(c.CloseBallot(ballot=ballot))) == 1
    assert room.do(c.CloseBallot(ballot=ballot)) == ()
    assert room.refused(again) == "ballot_open"
    assert len(room.do(c.ConfirmBallot(ballot=ballot))) == 1
    assert room.refused(c.CancelBallot(ballot=ballot, reason="x")) == "ballot_confirmed"
    second = open_ballot(room, again=ballot)
    assert len(room.do(c.CancelBallot(ballot=second, reason="x"))) == 1
    assert room.do(c.CancelBallot(ballot=second, reason="x")) == ()
    assert room.refused(c.CloseBallot(ballot=second)) == "ballot_cancelled"
    assert room.refused(c.ConfirmBallot(ballot=second)) == "ballot_cancelled"
    assert room.refused(c.CountHands(ballot=second, site=HALL, sums=sums)) == "ballot_closed"


def test_hands_are_counted_in_rooms_and_for_known_choices() -> None:
    room = opened()
    ballot = open_ballot(room, BallotMethod.NAMED)
    hands = c.CountHands(ballot=ballot, site=STATION, sums={"for": 0})
    assert room.refused(hands) == "not_by_hands"
    room.do(c.CancelBallot(ballot=ballot, reason="x"))
    hands = replace(hands, ballot=open_ballot(room))
    assert room.refused(replace(hands, sums={"c1": 1})) == "bad_choice"
    room.do(hands)
    assert seen(room)["hands"][1]["count"] == {"for": 0, "against": 0, "other": 0, "not_voting": 0}


def test_the_meeting_does_not_close_over_an_unfinished_ballot() -> None:
    room = opened()
    ballot = open_ballot(room, BallotMethod.NAMED)
    assert room.refused(c.CloseMeeting()) == "ballot_open"
    room.do(c.CloseBallot(ballot=ballot))
    assert room.refused(c.CloseMeeting()) == "ballot_open"
    room.do(c.CancelBallot(ballot=ballot, reason="Hoãn"))
    room.do(c.CloseMeeting())
    assert ballot_in(room).phase is BallotPhase.CANCELLED


def test_who_is_against_may_keep_the_opinion() -> None:
    room = opened()
    ballot = open_ballot(room, BallotMethod.NAMED)
    mine = c.ReserveOpinion(ballot=ballot, text="Đề nghị báo cáo cấp trên")
    room.do(mine, member(3))
    assert room.do(mine, member(3)) == ()
    others = replace(mine, person=person(4))
    assert room.refused(others, member(3)) == "not_allowed"
    room.do(others, SECRETARY)
    room.do(replace(others, text="Bổ sung"), SECRETARY)
    assert seen(room, Role.SITE)["reserved"] == [
        {"person": person(3), "text": "Đề nghị báo cáo cấp trên"},
        {"person": person(4), "text": "Bổ sung"},
    ]
    room.do(replace(others, text=""), SECRETARY)
    assert len(ballot_in(room).reserved) == 1
    assert room.refused(replace(mine, person=PersonId("x")), CHAIR) == "unknown_person"


def test_undo_touches_no_ballot_and_takes_no_item_from_under_one() -> None:
    room = opened()
    start = undo(room)
    open_ballot(room)
    assert room.refused(start) == "item_changed"
    assert [point.command for point in room.meeting.undo] == ["start_item"]


def test_the_rest_of_the_meeting_sees_the_matter_and_the_result_alone() -> None:
    room = opened()
    open_ballot(room)
    vote(room, 3)
    desk, member_, boss = (seen(room, r) for r in (Role.CHAIR, Role.MEMBER, Role.SUPERVISOR))
    assert (desk["pressed"], boss["pressed"], member_["pressed"]) == (1, 1, None)
    assert (len(desk["hands"]), member_["hands"], boss["waiting"]) == (1, [], [])
    assert (desk["votes"], desk["result"], member_["ask"]) == ([], None, {"kind": Motion().kind})
    count(room, 1)
    finish(room)
    assert seen(room, Role.MEMBER)["votes"] == []  # never by channel
    assert seen(room, Role.MEMBER)["result"]["sums"]["for"] == 2
    assert seen(room, Role.MEMBER)["result"]["pct"]["for"] == 25.0
